/*
 * Arenas: memory with one owner and one end.
 *
 * Four lifetimes exist: process, generation, connection, request.  What is
 * allocated from an arena is never freed by itself.  Running out of memory
 * ends the process (everything fed from outside is bounded before it gets
 * here), so no function returns NULL.  Memory is zeroed.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>

#include "base/str.h"

struct arena;

struct arena *arena_new(void);
/*
 * An arena whose struct and first chunk, of 2048 to 65536 bytes, are lent by a
 * home, which must outlive it: what lives together lies together.
 */
struct arena *arena_new_in(struct arena *home, size_t first);
/*
 * An arena that begins in pages of its own, `bytes` of them rounded up, and
 * not on the heap: for a process that shares its heap with its parent and
 * would get a copy of every page that malloc writes to.  It cannot be reset.
 */
struct arena *arena_new_pages(size_t bytes);
void arena_free(struct arena *a);
/* Forgets everything, keeps one chunk for the next use: the hot path. */
void arena_reset(struct arena *a);
/*
 * Calls end(arg) when the arena is freed or reset, the latest first: for the
 * rare thing that owns more than memory of the arena (a compiled regex).
 */
void arena_at_end(struct arena *a, void (*end)(void *arg), void *arg);
/*
 * Gives what was freed back to the system: before a process that has read a
 * lot is copied many times.
 */
void arena_trim(void);
/* Bytes handed out since the arena was new or reset. */
size_t arena_used(const struct arena *a);

void *arena_alloc(struct arena *a, size_t n);		/* aligned to 16 */
void *arena_array(struct arena *a, size_t n, size_t size);
/* Grows an array from old to new elements; the old one is left behind. */
void *arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n,
    size_t size);
/*
 * Copies end in a NUL that does not count.  The copy of an absent string is
 * absent; arena_cstr makes it "".
 */
struct str arena_copy(struct arena *a, struct str s);
char *arena_cstr(struct arena *a, struct str s);
/* A copy without capitals (ASCII). */
struct str arena_lower(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

/* Appends to a list whose elements live in the arena. */
#define ARENA_PUSH(a, list, count, item) do {				\
	if (((count) & ((count) - 1)) == 0)				\
		(list) = arena_grow((a), (list), (count),		\
		    (count) ? 2 * (count) : 1, sizeof(*(list)));	\
	(list)[(count)++] = (item);					\
} while (0)

#endif
