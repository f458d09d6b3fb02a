#include "master/pool.h"

static int
at_least(int v, int floor)
{
	return v < floor ? floor : v;
}

static int
at_most(int v, int ceiling)
{
	return v > ceiling ? ceiling : v;
}

struct spawn_plan
pool_plan(const struct census *c, const struct mpm_limits *limits, bool tick)
{
	struct spawn_plan plan = { 0 };
	int missing = limits->min_spare + c->queued - c->idle;
	int room = at_least(limits->workers - c->total, 0);

	if (missing > 0) {
		plan.at_limit = room == 0;
		plan.fork = at_most(at_most(missing, room), c->free_slots);
		return plan;
	}
	if (tick && c->queued == 0 && c->idle > limits->max_spare)
		plan.retire = at_least((c->idle - limits->max_spare) / 8, 1);
	return plan;
}

void
pool_brake_fork_failed(struct pool_brake *b, int64_t now_ms)
{
	if (b->step_ms == 0)
		b->step_ms = 1000;
	b->until_ms = now_ms + b->step_ms;
	b->step_ms = b->step_ms * 2 > POOL_BACKOFF_MAX_MS ?
	    POOL_BACKOFF_MAX_MS : b->step_ms * 2;
}

void
pool_brake_fork_done(struct pool_brake *b)
{
	b->step_ms = 0;
	if (pool_brake_is_looping(b) && b->allowance > 0)
		b->allowance--;
}

void
pool_brake_crash(struct pool_brake *b)
{
	if (b->crashes < 2 * POOL_CRASH_BURST)
		b->crashes++;
}

void
pool_brake_tick(struct pool_brake *b)
{
	b->allowance = POOL_CRASH_FORKS;
	b->crashes /= 2;
}

bool
pool_brake_is_looping(const struct pool_brake *b)
{
	return b->crashes >= POOL_CRASH_BURST;
}

int
pool_brake_allows(const struct pool_brake *b, int wanted, int64_t now_ms)
{
	if (now_ms < b->until_ms)
		return 0;
	if (pool_brake_is_looping(b))
		return at_most(wanted, b->allowance);
	return wanted;
}
