/*
 * The master's private list of its children: who they are is known here and
 * nowhere else.  Nothing in it comes from shared memory.
 */
#ifndef SRC_MASTER_CHILDREN_H
#define SRC_MASTER_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"

struct generation;

struct child {
	pid_t pid;		/* 0: the slot is free */
	unsigned slot;
	struct generation *generation;
	int64_t born_ms;
	unsigned asked;		/* steps of the escalation done so far */
};

struct children {
	struct arena *arena;
	struct child *v;	/* by slot; moves when it grows */
	unsigned n;		/* slots there may be */
	unsigned made;		/* slots v has */
	unsigned used;		/* highest slot ever used + 1 */
	unsigned alive;
};

void children_init(struct children *c, struct arena *a, unsigned slots);
/* The lowest free slot, or NULL; earlier pointers may no longer hold. */
struct child *children_free_slot(struct children *c);
void children_add(struct children *c, struct child *at, pid_t pid,
    struct generation *g, int64_t now_ms);
struct child *children_find(struct children *c, pid_t pid);
void children_remove(struct children *c, struct child *child);
/* Sends sig to every child of g; NULL means all. */
void children_signal(const struct children *c, const struct generation *g,
    int sig);

#endif
