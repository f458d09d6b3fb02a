/*
 * Targets, hosts and paths.  The input is a method, a target, and the value
 * of a Host, each on a line of its own.
 */
#ifndef FUZZ_PROPERTIES_TARGET_H
#define FUZZ_PROPERTIES_TARGET_H

#include "http/target.h"
#include "properties.h"

static inline bool
has_text(struct str s, const char *text)
{
	return str_search(s, str_from(text)) >= 0;
}

static inline void
check_path(struct str path, bool merged)
{
	PROPERTY(path.n > 0 && path.p[0] == '/' && path.p[path.n] == '\0');
	PROPERTY(str_find(path, '\0') < 0);
	PROPERTY(!has_text(path, "/../") && !has_text(path, "/./"));
	PROPERTY(!str_ends(path, STR("/..")) && !str_ends(path, STR("/.")));
	PROPERTY(!merged || !has_text(path, "//"));
}

/* What is clean stays as it is when it is encoded and cleaned again. */
static inline void
check_again(struct arena *a, struct str path, enum http_slashes slashes,
    bool merge)
{
	struct buf encoded;
	struct str again;
	int status;

	buf_init(&encoded, 3 * path.n);
	http_path_encode(&encoded, path);
	PROPERTY(!encoded.full);
	for (size_t i = 0; i < encoded.n; i++)
		PROPERTY(encoded.p[i] > ' ' && encoded.p[i] < 127);
	PROPERTY(http_path_clean(a, buf_str(&encoded), slashes, merge, &again,
	    &status));
	PROPERTY(str_eq(again, path));
	buf_release(&encoded);
}

static inline void
property_path(struct arena *a, struct str raw)
{
	static const enum http_slashes all[] = { HTTP_SLASHES_REFUSE,
	    HTTP_SLASHES_DECODE, HTTP_SLASHES_KEEP };

	for (unsigned i = 0; i < 2 * ARRAY_LEN(all); i++) {
		enum http_slashes slashes = all[i / 2];
		bool merge = i % 2;
		struct str path;
		int status;

		if (http_path_clean(a, raw, slashes, merge, &path, &status)) {
			PROPERTY(status == 0 && path.n <= raw.n);
			check_path(path, merge);
			check_again(a, path, slashes, merge);
			continue;
		}
		PROPERTY(status == 400 || status == 404);
		PROPERTY(status == 400 || slashes == HTTP_SLASHES_REFUSE ||
		    has_text(raw, "%00") || str_find(raw, '\0') >= 0);
	}
}

static inline void
check_host(struct str host)
{
	PROPERTY(!host.p || host.n > 0);
	PROPERTY(!has_text(host, ".."));
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		PROPERTY((c >= 'a' && c <= 'z') || char_is_digit(c) ||
		    strchr("-._:", c));
	}
}

static inline void
check_target(struct arena *a, const struct http_head *h)
{
	struct http_target t;
	const char *why;
	int status = http_target_parse(a, h, &t, &why);

	PROPERTY(status == 0 || status == 400);
	PROPERTY(!status == !why);
	if (status)
		return;
	PROPERTY(t.port <= 65535);
	PROPERTY(t.host.p || h->minor == 0);
	check_host(t.host);
	PROPERTY(is_within(t.query, h->target));
	PROPERTY(str_find(t.raw_path, '?') < 0 &&
	    str_find(t.raw_path, '#') < 0);
	if (t.form == HTTP_ASTERISK) {
		PROPERTY(str_eq(t.raw_path, STR("*")));
		return;
	}
	PROPERTY(str_starts(t.raw_path, STR("/")));
	property_path(a, t.raw_path);
}

static inline void
property_target(const uint8_t *data, size_t size)
{
	static const struct http_limits limits = { 8190, 100, 8190 };
	struct arena *arena = arena_new();
	struct str rest = str_of((const char *)data, size);
	struct str method = str_cut(&rest, '\n');
	struct str target = str_cut(&rest, '\n');
	struct buf text;
	struct http_head h;

	buf_init(&text, size + 64);
	buf_str_put(&text, method);
	buf_char(&text, ' ');
	buf_str_put(&text, target);
	buf_printf(&text, " HTTP/1.%d\r\nHost: ", rest.p ? 1 : 0);
	buf_str_put(&text, rest);
	buf_cstr_put(&text, "\r\n\r\n");
	http_head_init(&h, arena);
	if (http_head_feed(&h, buf_str(&text), &limits) == HTTP_DONE)
		check_target(arena, &h);
	property_path(arena, target);
	buf_release(&text);
	arena_free(arena);
}

#endif
