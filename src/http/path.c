/*
 * Paths: decoded once, normalised in place, and encoded again.
 */
#include "http/target.h"

#include "http/chars.h"

/* The byte of an escape at the front of s, or -1. */
static int
decode_escape(struct str s)
{
	int high = s.n > 2 ? char_hex(s.p[1]) : -1;
	int low = s.n > 2 ? char_hex(s.p[2]) : -1;

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/*
 * Decodes into `to`, which has room for all of raw.  The escape of a slash is
 * left as it is unless it is to be decoded; *slash tells that there was one.
 */
static bool
decode(struct str raw, enum http_slashes slashes, char *to, size_t *n,
    bool *slash)
{
	*n = 0;
	while (raw.n) {
		ptrdiff_t escape = str_find(raw, '%');
		size_t plain = escape < 0 ? raw.n : (size_t)escape;
		int byte;

		memcpy(to + *n, raw.p, plain);
		*n += plain;
		raw = str_skip(raw, plain);
		if (raw.n == 0)
			break;
		byte = decode_escape(raw);
		if (byte < 0)
			return false;
		if (byte == '/')
			*slash = true;
		if (byte == '/' && slashes != HTTP_SLASHES_DECODE) {
			memcpy(to + *n, raw.p, 3);
			*n += 3;
		} else {
			to[(*n)++] = (char)byte;
		}
		raw = str_skip(raw, 3);
	}
	return true;
}

/* Length of the path when its last segment is gone, with the slash. */
static size_t
parent(const char *p, size_t n)
{
	while (p[--n] != '/')
		;
	return n;
}

/*
 * Takes a path that starts with "/" apart at its slashes and writes the
 * segments that stay over it.  Returns the new length, 0 when ".." led above
 * the root.
 */
static size_t
normalise(char *p, size_t n, bool merge)
{
	size_t kept = 0;
	size_t at = 1;

	for (;;) {
		const char *slash = memchr(p + at, '/', n - at);
		size_t length = slash ? (size_t)(slash - p) - at : n - at;
		struct str segment = str_of(p + at, length);
		bool dots = str_eq(segment, STR(".."));

		if (dots && kept == 0)
			return 0;
		if (dots)
			kept = parent(p, kept);
		if (dots || str_eq(segment, STR(".")))
			length = 0;
		else if (length || !merge || !slash)
			p[kept++] = '/';
		memmove(p + kept, segment.p, length);
		kept += length;
		at += segment.n + 1;
		if (slash)
			continue;
		/* What ended in a dot segment was a directory. */
		if (segment.n && !length)
			p[kept++] = '/';
		return kept;
	}
}

bool
http_path_clean(struct arena *a, struct str raw, enum http_slashes slashes,
    bool merge_slashes, struct str *out, int *status)
{
	char *p = arena_alloc(a, raw.n + 1);
	bool slash = false;
	size_t n;

	*status = 400;
	if (raw.n == 0 || raw.p[0] != '/')
		return false;
	if (!decode(raw, slashes, p, &n, &slash))
		return false;
	n = normalise(p, n, merge_slashes);
	if (n == 0)
		return false;
	p[n] = '\0';
	*status = 404;
	if (slash && slashes == HTTP_SLASHES_REFUSE)
		return false;
	if (strlen(p) != n)
		return false;
	*status = 0;
	*out = str_of(p, n);
	return true;
}

static void
put_escape(struct buf *out, char c)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char byte = (unsigned char)c;
	char escape[3] = { '%', digits[byte >> 4], digits[byte & 15] };

	buf_put(out, escape, sizeof(escape));
}

void
http_path_encode(struct buf *out, struct str path)
{
	size_t from = 0;

	for (size_t i = 0; i < path.n; i++) {
		if (char_is(path.p[i], CHAR_PATH))
			continue;
		buf_put(out, path.p + from, i - from);
		put_escape(out, path.p[i]);
		from = i + 1;
	}
	if (from < path.n)
		buf_put(out, path.p + from, path.n - from);
}
