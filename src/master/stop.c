/*
 * Stopping: ask, wait, insist.
 *
 * The lifeline asks every child to finish what it has.  Who is still there
 * gets TERM after 3, 5 and 7 seconds and KILL after 9, counted
 * from the generation's escalate_ms; a graceful stop and a graceful reload set
 * that zero later or never.  Only children of our own are ever signalled, one
 * by one, never a process group.
 */
#include "master/server.h"

#include <signal.h>
#include <unistd.h>

#include "base/clock.h"

struct step {
	int64_t after_ms;
	int signal;
	unsigned number;
	const char *text;
};

static const struct step steps[] = {
	{ 3000, SIGTERM, 45, "still did not exit, sending a SIGTERM" },
	{ 5000, SIGTERM, 45, "still did not exit, sending a SIGTERM" },
	{ 7000, SIGTERM, 45, "still did not exit, sending a SIGTERM" },
	{ 9000, SIGKILL, 46, "still did not exit, sending a SIGKILL" },
};

/* A child that survives KILL for this long is left behind. */
#define GIVE_UP_MS 10000

static void
escalate_child(struct server *s, struct child *k, int64_t now)
{
	const struct step *step;

	if (k->asked >= ARRAY_LEN(steps) || k->generation->escalate_ms < 0)
		return;
	step = &steps[k->asked];
	if (now - k->generation->escalate_ms < step->after_ms)
		return;
	k->asked++;
	MASTER_LOG(s, step->signal == SIGKILL ? LOG_ERROR : LOG_WARN,
	    step->number, 0, "child process %d %s", (int)k->pid, step->text);
	kill(k->pid, step->signal);
}

void
server_escalate(struct server *s)
{
	int64_t now = clock_mono_ms();

	for (unsigned i = 0; i < s->children.used; i++) {
		if (s->children.v[i].pid != 0)
			escalate_child(s, &s->children.v[i], now);
	}
}

static void
end_all(struct server *s, int64_t escalate_ms)
{
	for (struct generation *g = s->current; g; g = g->older) {
		if (g->lifeline_wr >= 0) {
			close(g->lifeline_wr);
			g->lifeline_wr = -1;
		}
		if (escalate_ms >= 0 && (g->escalate_ms < 0 ||
		    g->escalate_ms > escalate_ms))
			g->escalate_ms = escalate_ms;
	}
	children_signal(&s->children, NULL, SIGUSR1);
}

/*
 * The first TERM lets requests in progress finish, for 3 seconds; a second
 * one starts the timetable there.
 */
static int64_t
timetable_zero(const struct server *s, bool graceful)
{
	int64_t now = clock_mono_ms();
	int64_t limit = s->current->common->graceful_shutdown_timeout_ms;

	if (!graceful)
		return s->phase == SERVER_STOPPING ?
		    now - steps[0].after_ms : now;
	return limit > 0 ? now + limit - steps[0].after_ms : -1;
}

void
server_stop(struct server *s, bool graceful, const char *cause)
{
	int64_t zero = timetable_zero(s, graceful);

	if (graceful && s->phase >= SERVER_DRAINING)
		return;
	/* No child of ours is wanted any more, of whatever generation. */
	atomic_store(&board_head_rw(s->board)->generation, s->attempts + 1);
	/* The two sets of a switch share sockets: each is closed once. */
	if (s->phase == SERVER_SWITCHING)
		listeners_retire(&s->current->older->listeners,
		    &s->current->listeners);
	listeners_close(&s->current->listeners);
	server_set_phase(s, graceful ? SERVER_DRAINING : SERVER_STOPPING);
	end_all(s, zero);
	if (cause)
		MASTER_LOG(s, LOG_NOTICE, graceful ? 170 : 169, 0, "%s",
		    cause);
}

bool
server_is_stopped(struct server *s)
{
	int64_t now = clock_mono_ms();

	if (s->phase != SERVER_DRAINING && s->phase != SERVER_STOPPING)
		return false;
	if (s->children.alive == 0)
		return true;
	for (unsigned i = 0; i < s->children.used; i++) {
		const struct child *k = &s->children.v[i];

		if (k->pid != 0 && (k->generation->escalate_ms < 0 ||
		    now - k->generation->escalate_ms < GIVE_UP_MS))
			return false;
	}
	MASTER_LOG(s, LOG_ERROR, 47, 0, "could not make %u "
	    "child processes exit, leaving them behind", s->children.alive);
	return true;
}
