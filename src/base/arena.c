/*
 * Arenas as lists of chunks that are filled from the front.
 *
 * Chunks double from 2 to 64 KiB.  What is larger gets a chunk of its own,
 * which goes back to malloc at the next reset.
 */
#include "base/arena.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bug.h"

#define CHUNK_MIN 2048u
#define CHUNK_MAX 65536u
#define ALIGN 16u

struct chunk {
	_Alignas(16) struct chunk *next;
	size_t size;	/* bytes of data */
	size_t used;
	bool lent;	/* by another arena, or pages that hold this one */
	_Alignas(16) unsigned char data[];
};

#define ORDINARY_MAX (CHUNK_MAX - sizeof(struct chunk))

/* Lives in the arena it belongs to. */
struct ending {
	struct ending *next;
	void (*end)(void *arg);
	void *arg;
};

struct arena {
	struct chunk *first;	/* the one being filled */
	struct ending *endings;
	size_t next_size;	/* of the next ordinary chunk, with its head */
	size_t handed_out;
	bool lent;
	size_t pages;	/* bytes of the mapping this lies in; 0: none */
};

static size_t
round_up(size_t n)
{
	return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

struct arena *
arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		fatal_no_memory();
	a->next_size = CHUNK_MIN;
	return a;
}

struct arena *
arena_new_in(struct arena *home, size_t first)
{
	struct arena *a = ARENA_NEW(home, struct arena);

	BUG_ON(first < CHUNK_MIN || first > CHUNK_MAX);
	a->lent = true;
	a->next_size = first;
	a->first = arena_alloc(home, first);
	a->first->size = first - sizeof(struct chunk);
	a->first->lent = true;
	return a;
}

struct arena *
arena_new_pages(size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (bytes + page - 1) / page * page;
	struct arena *a;
	void *p;

	BUG_ON(bytes < CHUNK_MIN || bytes > CHUNK_MAX);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		fatal_no_memory();
	a = p;
	a->pages = size;
	a->next_size = CHUNK_MIN;
	a->first = (struct chunk *)((char *)p + round_up(sizeof(*a)));
	a->first->size = size - round_up(sizeof(*a)) - sizeof(struct chunk);
	a->first->lent = true;
	return a;
}

static void
free_chunks(struct chunk *c)
{
	while (c) {
		struct chunk *next = c->next;

		if (!c->lent)
			free(c);
		c = next;
	}
}

static void
run_endings(struct arena *a)
{
	struct ending *e = a->endings;

	a->endings = NULL;
	for (; e; e = e->next)
		e->end(e->arg);
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	run_endings(a);
	free_chunks(a->first);
	if (a->pages > 0)
		munmap(a, a->pages);
	else if (!a->lent)
		free(a);
}

/* Unlinks the largest ordinary chunk, so that the next use fits into it. */
static struct chunk *
take_keeper(struct arena *a)
{
	struct chunk **best = NULL;
	struct chunk *c;

	for (struct chunk **at = &a->first; *at; at = &(*at)->next) {
		if ((*at)->size > ORDINARY_MAX)
			continue;
		if (!best || (*at)->size > (*best)->size)
			best = at;
	}
	if (!best)
		return NULL;
	c = *best;
	*best = c->next;
	return c;
}

void
arena_reset(struct arena *a)
{
	struct chunk *keep;

	BUG_ON(a->pages > 0);
	run_endings(a);
	keep = take_keeper(a);
	free_chunks(a->first);
	a->first = keep;
	a->handed_out = 0;
	if (!keep)
		return;
	keep->next = NULL;
	keep->used = 0;
}

void
arena_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

size_t
arena_used(const struct arena *a)
{
	return a->handed_out;
}

static struct chunk *
new_chunk(size_t size)
{
	struct chunk *c;

	if (size > PTRDIFF_MAX - sizeof(*c))
		fatal_no_memory();
	c = malloc(sizeof(*c) + size);
	if (!c)
		fatal_no_memory();
	c->size = size;
	c->used = 0;
	c->lent = false;
	return c;
}

/* What fits no ordinary chunk; the chunk being filled stays first. */
static struct chunk *
add_huge(struct arena *a, size_t n)
{
	struct chunk *c = new_chunk(n);
	struct chunk **at = a->first ? &a->first->next : &a->first;

	c->next = *at;
	*at = c;
	return c;
}

/*
 * The size of the next chunk survives a reset: an arena that once needed two
 * chunks soon holds one that is large enough for both.
 */
static struct chunk *
add_ordinary(struct arena *a, size_t n)
{
	struct chunk *c;

	while (n > a->next_size - sizeof(*c))
		a->next_size *= 2;
	c = new_chunk(a->next_size - sizeof(*c));
	if (a->next_size < CHUNK_MAX)
		a->next_size *= 2;
	c->next = a->first;
	a->first = c;
	return c;
}

static struct chunk *
find_room(struct arena *a, size_t n)
{
	struct chunk *first = a->first;

	if (first && n <= first->size - first->used)
		return first;
	if (n > ORDINARY_MAX)
		return add_huge(a, n);
	return add_ordinary(a, n);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t room = round_up(n);
	struct chunk *c;
	void *p;

	if (room < n)
		fatal_no_memory();
	c = find_room(a, room);
	p = c->data + c->used;
	c->used += room;
	a->handed_out += room;
	return memset(p, 0, n);
}

void
arena_at_end(struct arena *a, void (*end)(void *arg), void *arg)
{
	struct ending *e = ARENA_NEW(a, struct ending);

	*e = (struct ending){ a->endings, end, arg };
	a->endings = e;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		fatal_no_memory();
	return arena_alloc(a, bytes);
}

void *
arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n, size_t size)
{
	void *grown;

	BUG_ON(new_n < old_n);
	grown = arena_array(a, new_n, size);
	if (old_n)
		memcpy(grown, p, old_n * size);
	return grown;
}

char *
arena_cstr(struct arena *a, struct str s)
{
	char *p;

	BUG_ON(s.n == SIZE_MAX);
	p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

struct str
arena_copy(struct arena *a, struct str s)
{
	return s.p ? str_of(arena_cstr(a, s), s.n) : STR_NONE;
}

struct str
arena_lower(struct arena *a, struct str s)
{
	char *p = arena_cstr(a, s);

	for (size_t i = 0; i < s.n; i++)
		p[i] = char_lower(p[i]);
	return str_of(p, s.n);
}

struct str
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char small[256];
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, again);
	va_end(again);
	BUG_ON(n < 0);
	if ((size_t)n < sizeof(small))
		return arena_copy(a, str_of(small, (size_t)n));
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return str_of(p, (size_t)n);
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}
