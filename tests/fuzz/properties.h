/*
 * What holds for any input.  The fuzzers call the functions of
 * properties_*.h on what they invent, the unit tests on the kept corpus.
 */
#ifndef FUZZ_PROPERTIES_H
#define FUZZ_PROPERTIES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

#define PROPERTY(cond) do {						\
	if (!(cond)) {							\
		fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__,	\
		    __LINE__, #cond);					\
		abort();						\
	}								\
} while (0)

/* Absent, or wholly within the other. */
static inline bool
is_within(struct str inner, struct str outer)
{
	if (!inner.p)
		return inner.n == 0;
	return inner.p >= outer.p && inner.n <= outer.n &&
	    (size_t)(inner.p - outer.p) <= outer.n - inner.n;
}

/* A copy of exactly this size, so that a sanitizer sees the byte behind. */
static inline struct str
exact_copy(const void *p, size_t n)
{
	char *copy = malloc(n ? n : 1);

	PROPERTY(copy);
	if (n)
		memcpy(copy, p, n);
	return str_of(copy, n);
}

static inline void
free_copy(struct str s)
{
	free((void *)(uintptr_t)s.p);
}

#endif
