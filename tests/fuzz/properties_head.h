/*
 * Heads: slices lie within the buffer, a head is judged the same however it
 * is cut, and what passes is clean.
 */
#ifndef FUZZ_PROPERTIES_HEAD_H
#define FUZZ_PROPERTIES_HEAD_H

#include "http/head.h"
#include "properties.h"

/* Small, so that the fuzzer finds them. */
static const struct http_limits property_limits = {
	.line = 200, .fields = 8, .field_size = 120
};

static inline void
check_slices(const struct http_head *h, struct str all)
{
	PROPERTY(is_within(h->line, all));
	PROPERTY(is_within(h->method_text, all));
	PROPERTY(is_within(h->target, all));
	PROPERTY(is_within(h->protocol, all));
	PROPERTY(is_within(h->why_detail, all));
	for (size_t i = 0; i < h->fields.n; i++) {
		PROPERTY(is_within(h->fields.v[i].name, all));
		PROPERTY(is_within(h->fields.v[i].value, all));
	}
}

static inline bool
is_clean_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t') || c == 127)
			return false;
	}
	return s.n == 0 || (!char_is_space(s.p[0]) &&
	    !char_is_space(s.p[s.n - 1]));
}

static inline void
check_done(const struct http_head *h, struct str all)
{
	struct http_framing framing;

	PROPERTY(h->size >= 4 && h->size <= all.n);
	PROPERTY(memcmp(all.p + h->size - 4, "\r\n\r\n", 4) == 0);
	PROPERTY(http_is_token(h->method_text));
	PROPERTY(h->target.n > 0 && is_clean_value(h->target));
	PROPERTY(h->protocol.n == 8 && h->minor <= 1);
	PROPERTY(h->line.n <= property_limits.line);
	PROPERTY(h->line.n ==
	    h->method_text.n + h->target.n + h->protocol.n + 2);
	PROPERTY(h->fields.n <= property_limits.fields);
	for (size_t i = 0; i < h->fields.n; i++) {
		PROPERTY(http_is_token(h->fields.v[i].name));
		PROPERTY(h->fields.v[i].value.p);
		PROPERTY(is_clean_value(h->fields.v[i].value));
	}
	http_framing(h, &framing);
	PROPERTY(framing.status == 0 || framing.status == 400 ||
	    framing.status == 417 || framing.status == 501);
	PROPERTY(!framing.status == !framing.why);
	PROPERTY(!framing.status || !framing.keep_alive);
	PROPERTY(framing.body == HTTP_BODY_LENGTH || framing.length == 0);
	PROPERTY(framing.length <= INT64_MAX);
}

static inline void
check_result(const struct http_head *h, enum http_progress progress,
    struct str all)
{
	check_slices(h, all);
	if (progress == HTTP_DONE)
		check_done(h, all);
	if (progress != HTTP_BAD) {
		PROPERTY(h->status == 0 && !h->why);
		return;
	}
	PROPERTY(h->status == 400 || h->status == 414 || h->status == 431 ||
	    h->status == 505);
	PROPERTY(h->why);
}

/* One byte more at a time, each time somewhere else. */
static inline enum http_progress
feed_bytes(struct http_head *h, struct str all, struct str *held)
{
	enum http_progress progress = HTTP_MORE;

	for (size_t n = 1; n <= all.n && progress == HTTP_MORE; n++) {
		struct str moved = exact_copy(all.p, n);

		free_copy(*held);
		*held = moved;
		progress = http_head_feed(h, moved, &property_limits);
		check_slices(h, moved);
	}
	return progress;
}

static inline void
check_same(const struct http_head *a, const struct http_head *b)
{
	PROPERTY(a->status == b->status && a->why == b->why);
	PROPERTY(a->why_number == b->why_number && a->size == b->size);
	PROPERTY(a->method == b->method && a->minor == b->minor);
	PROPERTY(str_eq(a->method_text, b->method_text));
	PROPERTY(str_eq(a->target, b->target));
	PROPERTY(str_eq(a->protocol, b->protocol));
	PROPERTY(a->fields.n == b->fields.n);
	for (size_t i = 0; i < a->fields.n; i++) {
		PROPERTY(str_eq(a->fields.v[i].name, b->fields.v[i].name));
		PROPERTY(str_eq(a->fields.v[i].value, b->fields.v[i].value));
	}
}

static inline void
property_head(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct str all = exact_copy(data, size);
	struct str held = STR_NONE;
	struct http_head whole, pieces;
	enum http_progress progress;

	http_head_init(&whole, arena);
	http_head_init(&pieces, arena);
	progress = http_head_feed(&whole, all, &property_limits);
	check_result(&whole, progress, all);
	PROPERTY(feed_bytes(&pieces, all, &held) == progress);
	check_same(&whole, &pieces);
	free_copy(held);
	free_copy(all);
	arena_free(arena);
}

#endif
