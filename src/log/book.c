/*
 * Every log of the server by number.
 */
#include "log/book.h"

void
log_book_init(struct log_book *b, struct arena *a)
{
	*b = (struct log_book){ .arena = a };
}

static struct log_target
copy_target(struct arena *a, const struct log_target *t)
{
	struct log_target copy = *t;

	copy.name = arena_copy(a, t->name);
	return copy;
}

static int
find_target(const struct log_book *b, const struct log_target *t)
{
	for (size_t i = 0; i < b->n; i++)
		if (log_target_same(&b->v[i].target, t))
			return (int)i;
	return -1;
}

/* In a full book: a number that no living generation uses. */
static int
find_unused(const struct log_book *b, unsigned generation)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].fd < 0 && b->v[i].pid == 0 &&
		    b->v[i].generation < generation)
			return (int)i;
	return -1;
}

static int
add_target(struct log_book *b, const struct log_target *t,
    unsigned generation)
{
	struct log_entry fresh = { .fd = -1, .spare_fd = -1 };
	int at;

	if (b->n < LOG_BOOK_MAX) {
		ARENA_PUSH(b->arena, b->v, b->n, fresh);
		at = (int)b->n - 1;
	} else {
		at = find_unused(b, generation);
	}
	if (at >= 0)
		b->v[at].target = copy_target(b->arena, t);
	return at;
}

int
log_book_add(struct log_book *b, const struct log_target *t,
    unsigned generation)
{
	int at = find_target(b, t);

	if (at < 0)
		at = add_target(b, t, generation);
	if (at >= 0)
		b->v[at].generation = generation;
	return at;
}
