/*
 * A generation: one loaded configuration with everything that hangs from it.
 *
 * It is built completely before anything of the one before is let go, and
 * freed when its last child is gone.  Listening sockets and logs belong to
 * the process; a generation borrows them.
 */
#ifndef SRC_MASTER_GENERATION_H
#define SRC_MASTER_GENERATION_H

#include "master/listeners.h"
#include "master/master.h"
#include "master/unixd.h"

struct generation {
	struct generation *older;	/* whom it replaced, while it lives */
	unsigned number;
	struct arena *arena;
	struct diag diag;
	struct conf_tree *tree;
	struct sites *sites;
	struct mpm_limits limits;
	const struct mpm_common *common;
	struct identity identity;
	struct listener_set listeners;
	int lifeline_rd, lifeline_wr;	/* -1: closed */
	/* Once it is over: the zero of the escalation's timetable (stop.h);
	 * below 0: its children may take as long as they need. */
	int64_t escalate_ms;
};

/*
 * Reads, checks and builds; nothing outside the result changes but the book,
 * which may learn new logs.  frozen is the ServerLimit of the first start, 0
 * at the first start.  Never NULL: the generation is usable when
 * diag.errors is 0, and must be freed either way.
 */
struct generation *generation_load(const struct master_options *o,
    unsigned number, struct log_book *book, int frozen);
void generation_free(struct generation *g);

/* Paths by DefaultRuntimeDir. */
struct str generation_runtime_path(const struct generation *g,
    struct str path);

#endif
