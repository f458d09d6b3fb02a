/*
 * Reload: load everything, start the new generation beside the old one, and
 * let the old one go only when a new child is ready.  Whatever fails before
 * that leaves the old generation serving.
 */
#include "master/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static enum log_level
level_of(enum diag_severity severity)
{
	switch (severity) {
	case DIAG_ERROR:
		return LOG_ERROR;
	case DIAG_WARNING:
		return LOG_WARN;
	case DIAG_NOTICE:
		break;
	}
	return LOG_INFO;
}

void
server_log_diag(struct server *s, const struct diag *d)
{
	struct buf line;

	buf_init(&line, LOG_LINE_MAX);
	for (size_t i = 0; i < d->n; i++) {
		buf_reset(&line);
		diag_print_line(&line, &d->v[i]);
		log_say(&s->logs.log, level_of(d->v[i].severity), "core", 0,
		    0, "%.*s", STR_ARG(buf_str(&line)));
	}
	buf_release(&line);
}

/* The first error is what -k tells whoever asked for the reload. */
static void
publish_result(struct server *s, bool failed, struct str message)
{
	struct board_head *head = board_head_rw(s->board);

	snprintf(head->reload_message, sizeof(head->reload_message), "%.*s",
	    STR_ARG(message));
	atomic_store(&head->reload_failed, failed);
	if (!failed)
		atomic_store(&head->reloaded_us, clock_wall_us());
	atomic_fetch_add(&head->reloads, 1);
}

static void
refuse(struct server *s, struct generation *g)
{
	struct buf line;
	size_t i = 0;

	server_log_diag(s, &g->diag);
	MASTER_LOG(s, LOG_ERROR, 0, 0, "the reload is refused: %zu error%s in "
	    "the new configuration; the server goes on with the old one",
	    g->diag.errors, g->diag.errors == 1 ? "" : "s");
	while (i < g->diag.n && g->diag.v[i].severity != DIAG_ERROR)
		i++;
	buf_init(&line, LOG_LINE_MAX);
	if (i < g->diag.n)
		diag_print_line(&line, &g->diag.v[i]);
	publish_result(s, true, buf_str(&line));
	buf_release(&line);
	listeners_abandon(&g->listeners);
	generation_free(g);
}

static bool
open_lifeline(struct generation *g)
{
	int p[2];

	if (pipe2(p, O_CLOEXEC | O_NONBLOCK) < 0) {
		diag_error(&g->diag, NULL, "cannot make a pipe: (%d)%s", errno,
		    strerror(errno));
		return false;
	}
	g->lifeline_rd = p[0];
	g->lifeline_wr = p[1];
	return true;
}

void
server_use_logs(struct server *s, const struct generation *g)
{
	const struct site *main = g->sites->main;

	logs_set_main(&s->logs, &main->log, main->error_log);
}

static void
start_generation(struct server *s, struct generation *g)
{
	g->older = s->current;
	s->current = g;
	server_use_logs(s, g);
	server_set_phase(s, SERVER_SWITCHING);
	for (int i = 0; i < g->limits.start; i++) {
		if (!server_spawn_child(s, g))
			break;
	}
}

void
server_reload(struct server *s, bool hard)
{
	struct generation *g;

	MASTER_LOG(s, LOG_NOTICE, hard ? 173 : 171, 0, "%s", hard ?
	    "SIGHUP received.  Attempting to restart" :
	    "Graceful restart requested, doing restart");
	g = generation_load(s->o, ++s->attempts, &s->logs.book, s->frozen);
	if (g->diag.errors == 0)
		listeners_open(&g->listeners, g->arena, g->common,
		    &s->current->listeners, &g->diag);
	if (g->diag.errors == 0)
		sites_check(g->sites, g->listeners.v, g->listeners.n,
		    s->o->check_roots, &g->diag);
	if (g->diag.errors == 0 && open_lifeline(g))
		logs_open(&s->logs, g->number, &g->diag);
	if (g->diag.errors > 0) {
		refuse(s, g);
		return;
	}
	server_log_diag(s, &g->diag);
	s->reload_hard = hard;
	start_generation(s, g);
}

static void
end_generation(struct server *s, struct generation *g, int64_t escalate_ms)
{
	close(g->lifeline_wr);
	close(g->lifeline_rd);
	g->lifeline_wr = g->lifeline_rd = -1;
	g->escalate_ms = escalate_ms;
	children_signal(&s->children, g, SIGUSR1);
}

void
server_switch(struct server *s)
{
	struct board_head *head = board_head_rw(s->board);
	struct generation *old = s->current->older;
	int64_t now = clock_mono_ms();

	atomic_store(&head->generation, s->current->number);
	atomic_store(&head->config_generation, ++s->successes);
	if (s->reload_hard) {
		server_restart_totals(s);
		atomic_store(&head->started_us, clock_wall_us());
	}
	listeners_retire(&old->listeners, &s->current->listeners);
	listeners_tune(&s->current->listeners, s->current->common);
	end_generation(s, old, s->reload_hard ?
	    now + SERVER_HUP_DRAIN_MS : -1);
	server_set_phase(s, SERVER_RUNNING);
	MASTER_LOG(s, LOG_NOTICE, 163, 0,
	    "%s configured -- resuming normal operations", master_product);
	MASTER_LOG(s, LOG_NOTICE, 94, 0, "Command line: '%s'",
	    s->o->command_line);
	publish_result(s, false, STR_NONE);
	server_free_old(s);
	server_maintain(s, false);
}

void
server_roll_back(struct server *s, const char *why)
{
	struct generation *g = s->current;

	MASTER_LOG(s, LOG_ERROR, 0, 0, "the reload is refused: %s; the server "
	    "goes on with the old configuration", why);
	publish_result(s, true, str_from(why));
	s->current = g->older;
	server_use_logs(s, s->current);
	listeners_abandon(&g->listeners);
	end_generation(s, g, clock_mono_ms());
	/* It waits among the old ones until its children are gone. */
	g->older = s->current->older;
	s->current->older = g;
	server_set_phase(s, SERVER_RUNNING);
}

/* Old generations go when their last child has gone. */
void
server_free_old(struct server *s)
{
	struct generation **at = &s->current->older;
	unsigned oldest = s->current->number;

	if (s->phase == SERVER_SWITCHING)
		return;
	while (*at) {
		struct generation *g = *at;

		if (children_of(&s->children, g) == 0) {
			*at = g->older;
			generation_free(g);
			continue;
		}
		if (g->number < oldest)
			oldest = g->number;
		at = &g->older;
	}
	logs_prune(&s->logs, oldest);
}
