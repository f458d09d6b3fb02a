/*
 * How many children there should be: arithmetic that forks and opens nothing.
 *
 * The plan keeps httpd's meaning of MinSpareServers and MaxSpareServers, but
 * not its one-second doubling: what is missing is forked at once, and what
 * waits in the accept queue counts as missing.
 */
#ifndef SRC_MASTER_POOL_H
#define SRC_MASTER_POOL_H

#include <stdbool.h>

#include "mpm/mpm.h"

/* What the private child table and the board say, current generation only. */
struct census {
	int total;	/* children, without those on their last connection */
	int idle;	/* starting or waiting for a connection */
	int queued;	/* connections in the accept queues */
	int free_slots;
};

struct spawn_plan {
	int fork;
	int retire;
	bool at_limit;	/* more are wanted than may be */
};

/* Children are asked to leave on the tick only, an eighth of the excess (at
 * least one) at a time; forks are planned at every call. */
struct spawn_plan pool_plan(const struct census *c,
    const struct mpm_limits *limits, bool tick);

/*
 * Holding back: after a failed fork for 1, 2, 4 … 16 s; after a burst of
 * crashes to a few forks a second, so that a crash loop costs little while a
 * single crash is repaired at once.
 */
#define POOL_BACKOFF_MAX_MS 16000
#define POOL_CRASH_BURST 32	/* crashes that are repaired at once */
#define POOL_CRASH_FORKS 2	/* a second after that, until it calms down */

struct pool_brake {
	int64_t until_ms;	/* no fork before */
	int64_t step_ms;	/* of the next back-off */
	int crashes;		/* recent ones; halves each tick */
	int allowance;		/* forks left until the next tick */
};

void pool_brake_fork_failed(struct pool_brake *b, int64_t now_ms);
void pool_brake_fork_done(struct pool_brake *b);
void pool_brake_crash(struct pool_brake *b);
void pool_brake_tick(struct pool_brake *b);
/* How many of `wanted` forks may be made now. */
int pool_brake_allows(const struct pool_brake *b, int wanted, int64_t now_ms);
/* Too many crashes of late. */
bool pool_brake_is_looping(const struct pool_brake *b);

#endif
