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

int
log_book_add(struct log_book *b, const struct log_target *t,
    unsigned generation)
{
	int found = find_target(b, t);
	struct log_entry fresh = { .fd = -1, .spare_fd = -1 };

	if (found < 0) {
		if (b->n == LOG_BOOK_MAX)
			return -1;
		fresh.target = copy_target(b->arena, t);
		ARENA_PUSH(b->arena, b->v, b->n, fresh);
		found = (int)b->n - 1;
	}
	b->v[found].generation = generation;
	return found;
}
