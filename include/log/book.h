/*
 * Every log of the server by number.
 *
 * The master owns the book.  A target keeps its number for the life of the
 * master, across reloads, so that lines of an old generation still in a ring
 * reach the right file.  Workers know numbers only; descriptors belong to the
 * master and the logger.
 */
#ifndef LOG_BOOK_H
#define LOG_BOOK_H

#include "log/target.h"

#define LOG_BOOK_MAX 4096	/* targets; one more is a configuration error */

struct log_entry {
	struct log_target target;
	int fd;			/* -1: not open */
	int spare_fd;		/* programs: the reading end, kept; else -1 */
	pid_t pid;		/* programs: 0 when not running */
	unsigned generation;	/* latest that asked for it */
};

struct log_book {
	struct arena *arena;	/* of the process */
	struct log_entry *v;
	size_t n;
};

void log_book_init(struct log_book *b, struct arena *a);
/*
 * The number of this target, a new one when it is new.  In a full book the
 * number of a log that is closed and of an earlier generation is used again;
 * -1 when there is none.  v moves; the target is copied.
 */
int log_book_add(struct log_book *b, const struct log_target *t,
    unsigned generation);

#endif
