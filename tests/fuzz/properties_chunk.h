/*
 * Chunked bodies: the payload is the same however the body is cut, slices lie
 * within the input, every call makes progress.
 */
#ifndef FUZZ_PROPERTIES_CHUNK_H
#define FUZZ_PROPERTIES_CHUNK_H

#include "http/chunk.h"
#include "properties.h"

/* Feeds at most `step` bytes at a time; *taken counts what was used. */
static inline enum http_progress
unchunk(struct str all, size_t step, struct buf *payload, size_t *taken)
{
	struct http_chunk c;
	enum http_progress progress = HTTP_MORE;

	http_chunk_init(&c);
	*taken = 0;
	while (*taken < all.n && progress == HTTP_MORE) {
		struct str in = str_skip(all, *taken);
		struct str data;
		size_t used;

		if (in.n > step)
			in.n = step;
		progress = http_chunk_feed(&c, in, &used, &data);
		PROPERTY(used <= in.n && is_within(data, in));
		PROPERTY(data.n <= used && used > 0);
		buf_str_put(payload, data);
		*taken += used;
	}
	return progress;
}

static inline void
property_chunk(const uint8_t *data, size_t size)
{
	struct str all = exact_copy(data, size);
	struct buf whole, pieces;
	size_t taken_whole, taken_pieces;
	enum http_progress progress;

	buf_init(&whole, size);
	buf_init(&pieces, size);
	progress = unchunk(all, SIZE_MAX, &whole, &taken_whole);
	PROPERTY(unchunk(all, 1, &pieces, &taken_pieces) == progress);
	PROPERTY(taken_whole == taken_pieces && !whole.full && !pieces.full);
	PROPERTY(str_eq(buf_str(&whole), buf_str(&pieces)));
	if (progress == HTTP_DONE)
		PROPERTY(taken_whole >= whole.n + 5);
	buf_release(&whole);
	buf_release(&pieces);
	free_copy(all);
}

#endif
