/*
 * The spare pool: count, plan, act.
 *
 * The count walks the private table and reads one state byte per child from
 * the board, which a child may have filled with anything: it can then only
 * misreport itself.
 */
#include "master/server.h"

#include <unistd.h>

#include "base/clock.h"

static bool
is_idle(enum slot_state state)
{
	return state == SLOT_STARTING || state == SLOT_READY;
}

static struct census
take_census(const struct server *s)
{
	struct census c = { 0 };

	for (unsigned i = 0; i < s->children.used; i++) {
		const struct child *k = &s->children.v[i];
		const struct board_slot *slot = board_slot(s->board, i);

		if (k->pid == 0 || k->generation != s->current ||
		    atomic_load(&slot->leaving))
			continue;
		c.total++;
		c.idle += is_idle((enum slot_state)atomic_load(&slot->state));
	}
	c.free_slots = (int)(s->children.n - s->children.alive);
	c.queued = listeners_queued(&s->current->listeners);
	return c;
}

/* More children are wanted than may be: told at most once a minute. */
static void
note_limit(struct server *s, const struct census *c)
{
	int64_t now = clock_mono_ms();

	if (s->limit_logged_ms != 0 &&
	    now - s->limit_logged_ms < SERVER_LIMIT_LOG_MS)
		return;
	s->limit_logged_ms = now;
	MASTER_LOG(s, LOG_ERROR, 161, 0, "server reached MaxRequestWorkers "
	    "setting (%d): %d idle, %d connections waiting; consider raising "
	    "the MaxRequestWorkers setting", s->current->limits.workers,
	    c->idle, c->queued);
}

static void
publish(struct server *s, const struct census *c)
{
	struct board_head *head = board_head_rw(s->board);

	atomic_store(&head->at_limit,
	    c->total >= s->current->limits.workers);
	atomic_store(&head->limit, (uint32_t)s->current->limits.workers);
	atomic_store(&head->min_spare, (uint32_t)s->current->limits.min_spare);
}

static int
fork_some(struct server *s, int wanted)
{
	int n = pool_brake_allows(&s->brake, wanted, clock_mono_ms());
	int done = 0;

	while (done < n && server_spawn_child(s, s->current))
		done++;
	return done;
}

/* One byte retires whichever idle child reads it. */
static void
retire_some(const struct server *s, int n)
{
	while (n-- > 0) {
		if (write(s->current->lifeline_wr, "", 1) != 1)
			return;
	}
}

void
server_maintain(struct server *s, bool tick)
{
	struct spawn_plan plan;
	struct census c;

	if (s->phase != SERVER_RUNNING)
		return;
	c = take_census(s);
	plan = pool_plan(&c, &s->current->limits, tick);
	c.total += fork_some(s, plan.fork);
	retire_some(s, plan.retire);
	if (plan.at_limit)
		note_limit(s, &c);
	publish(s, &c);
}

bool
server_has_ready_child(const struct server *s)
{
	for (unsigned i = 0; i < s->children.used; i++) {
		const struct child *k = &s->children.v[i];

		if (k->pid != 0 && k->generation == s->current &&
		    atomic_load(&board_slot(s->board, i)->state) >=
		    SLOT_READY)
			return true;
	}
	return false;
}
