/*
 * 206: one range, or several as multipart/byteranges (RFC 9110 14.6).
 */
#include "serve/respond.h"

#include "serve/output.h"

static struct str
content_range(struct arena *a, const struct http_range *range, uint64_t size)
{
	return arena_printf(a, "bytes %llu-%llu/%llu",
	    (unsigned long long)range->first,
	    (unsigned long long)(range->first + range->length - 1),
	    (unsigned long long)size);
}

/* Differs between answers; that it stands nowhere in a file cannot be proven,
 * but nobody outside can foresee it either. */
static struct str
make_boundary(struct worker *w, struct arena *a)
{
	uint64_t x = w->boundary_seed + ++w->boundaries * 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return arena_printf(a, "%016llx", (unsigned long long)(x ^ x >> 31));
}

static struct str
part_head(const struct answer *a, size_t i, struct str boundary, uint64_t size)
{
	struct arena *arena = a->r->arena;
	struct str type = a->r->response.content_type;
	struct str range = content_range(arena, &a->ranges[i], size);

	return arena_printf(arena, "\r\n--%.*s\r\n%s%.*s%s"
	    "Content-range: %.*s\r\n\r\n", STR_ARG(boundary),
	    type.n ? "Content-type: " : "", STR_ARG(type),
	    type.n ? "\r\n" : "", STR_ARG(range));
}

static void
prepare_parts(struct answer *a, uint64_t size)
{
	struct arena *arena = a->r->arena;
	struct str boundary = make_boundary(a->r->worker, arena);

	a->part_heads = ARENA_ARRAY(arena, struct str, a->n_ranges);
	a->length = 0;
	for (size_t i = 0; i < a->n_ranges; i++) {
		a->part_heads[i] = part_head(a, i, boundary, size);
		a->length += a->part_heads[i].n + a->ranges[i].length;
	}
	a->part_end = arena_printf(arena, "\r\n--%.*s--\r\n",
	    STR_ARG(boundary));
	a->length += a->part_end.n;
	a->content_type = arena_printf(arena,
	    "multipart/byteranges; boundary=%.*s", STR_ARG(boundary));
}

void
byteranges_prepare(struct answer *a, uint64_t size)
{
	a->r->response.status = 206;
	if (a->n_ranges > 1) {
		prepare_parts(a, size);
		return;
	}
	a->content_range = content_range(a->r->arena, &a->ranges[0], size);
	a->length = a->ranges[0].length;
}

void
byteranges_queue(const struct answer *a)
{
	struct conn *c = a->r->conn;

	for (size_t i = 0; i < a->n_ranges; i++) {
		if (a->part_heads != NULL)
			output_bytes(c, a->part_heads[i]);
		answer_queue_slice(a, a->ranges[i].first, a->ranges[i].length);
	}
	output_bytes(c, a->part_end);
}
