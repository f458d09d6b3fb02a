/*
 * Deaths: who it was, what it was doing, and what follows.
 */
#include "master/server.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"

/* A crash loop is reported at most this often. */
#define LOOPING_LOG_MS 10000

/* The slot was written by the dead child: shown, never acted on. */
static void
report_signal(struct server *s, const struct child *k, int status)
{
	int sig = WTERMSIG(status);
	const char *core = WCOREDUMP(status) ? ", possible coredump" : "";
	unsigned number = WCOREDUMP(status) ? 51 : 52;
	struct slot_view v;
	double seconds;

	board_read(s->board, children_slot(&s->children, k), &v);
	if (!v.in_request) {
		MASTER_LOG(s, LOG_NOTICE, number, 0, "child pid %d exit signal "
		    "%s (%d)%s, between requests", (int)k->pid,
		    strsignal(sig), sig, core);
		return;
	}
	seconds = (double)(clock_wall_us() - v.started_us) / 1e6;
	MASTER_LOG(s, LOG_NOTICE, number, 0, "child pid %d exit signal %s "
	    "(%d)%s, while serving \"%s\" for client %s on %s, %.3f s after "
	    "it began", (int)k->pid, strsignal(sig), sig, core, v.request,
	    v.client, v.vhost, seconds);
}

static void
note_crash(struct server *s)
{
	int64_t now = clock_mono_ms();

	pool_brake_crash(&s->brake);
	if (!pool_brake_is_looping(&s->brake) || (s->looping_logged_ms != 0 &&
	    now - s->looping_logged_ms < LOOPING_LOG_MS))
		return;
	s->looping_logged_ms = now;
	MASTER_LOG(s, LOG_WARN, 0, 0, "children are killed successively! "
	    "Replacing at most %d a second until it calms down",
	    POOL_CRASH_FORKS);
}

static void
on_fatal(struct server *s, const struct child *k)
{
	bool current = k->generation == s->current;

	if (current && s->phase == SERVER_STARTING) {
		server_tell_failed(s, "a child returned a fatal error");
		s->exit_status = 1;
		server_stop(s, false, NULL);
		return;
	}
	MASTER_LOG(s, current ? LOG_ALERT : LOG_WARN, current ? 50 : 166, 0,
	    "child pid %d returned a fatal error%s", (int)k->pid,
	    current ? "" : ", but it is of an old generation");
	note_crash(s);
}

static void
bury(struct server *s, struct child *k, int status)
{
	if (WIFSIGNALED(status)) {
		/* What we sent ourselves is no news. */
		if (k->asked == 0)
			report_signal(s, k, status);
		if (k->asked == 0 && WTERMSIG(status) != SIGKILL &&
		    WTERMSIG(status) != SIGTERM)
			note_crash(s);
	} else if (WEXITSTATUS(status) == CHILD_FATAL) {
		on_fatal(s, k);
	} else if (WEXITSTATUS(status) == CHILD_SICK) {
		note_crash(s);
	} else if (WEXITSTATUS(status) != CHILD_OK) {
		/* Not by our own doing: a sanitizer, or a library. */
		MASTER_LOG(s, LOG_ERROR, 0, 0, "child pid %d ended with the "
		    "unexpected status %d", (int)k->pid,
		    WEXITSTATUS(status));
		note_crash(s);
	}
	slot_close(board_slot_rw(s->board, children_slot(&s->children, k)));
	children_remove(&s->children, k);
}

static void
on_logger_death(struct server *s, int status)
{
	s->logger = 0;
	if (s->phase == SERVER_DONE)
		return;
	MASTER_LOG(s, LOG_ERROR, 0, 0, "the logger ended (status %#x) and is "
	    "started again; lines in the rings are kept", (unsigned)status);
	/* At once, unless it has only just been started: then at the tick. */
	if (clock_mono_ms() - s->logger_ms >= 1000)
		server_spawn_logger(s);
}

void
server_reap(struct server *s)
{
	struct child *k;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		/* Its time must not be missing from any sum. */
		server_publish_cpu(s);
		k = children_find(&s->children, pid);
		if (k)
			bury(s, k, status);
		else if (pid == s->logger)
			on_logger_death(s, status);
		else
			logs_reaped(&s->logs, pid);
	}
	server_free_old(s);
}
