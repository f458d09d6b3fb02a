/*
 * The master's private list of its children: who they are is known here and
 * nowhere else.  Nothing in it comes from shared memory.
 */
#ifndef SRC_MASTER_CHILDREN_H
#define SRC_MASTER_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct generation;

struct child {
	pid_t pid;		/* 0: the slot is free */
	struct generation *generation;
	int64_t born_ms;
	unsigned asked;		/* steps of the escalation done so far */
};

/*
 * The table lies in pages of its own that a fork leaves out: a child cannot
 * see its siblings, and no child keeps an old version of what the master
 * writes at every fork.  A new process must not touch it.
 */
struct children {
	struct child *v;	/* by slot */
	unsigned n;		/* slots */
	unsigned used;		/* highest slot ever used + 1 */
	unsigned alive;
};

/* In the process that will fork: false with errno. */
bool children_init(struct children *c, unsigned slots);
/* The lowest free slot, or NULL. */
struct child *children_free_slot(struct children *c);
void children_add(struct children *c, struct child *at, pid_t pid,
    struct generation *g, int64_t now_ms);
struct child *children_find(struct children *c, pid_t pid);
void children_remove(struct children *c, struct child *child);
unsigned children_slot(const struct children *c, const struct child *child);
/* How many of this generation are alive. */
unsigned children_of(const struct children *c, const struct generation *g);
/* Sends sig to every child of g; NULL means all. */
void children_signal(const struct children *c, const struct generation *g,
    int sig);

#endif
