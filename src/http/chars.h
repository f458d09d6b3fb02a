/*
 * One table of byte classes for all parsers of the room.
 */
#ifndef HTTP_CHARS_H
#define HTTP_CHARS_H

#include "base/str.h"

enum {
	CHAR_TOKEN = 1,		/* RFC 9110 5.6.2 */
	CHAR_VALUE = 2,		/* field values: no control bytes but HTAB */
	CHAR_TARGET = 4,	/* visible ASCII */
	CHAR_PATH = 8,		/* needs no escape in a path */
	CHAR_HOST = 16		/* names and dotted quads */
};

extern const unsigned char http_chars[256];

static inline bool
char_is(char c, unsigned classes)
{
	return http_chars[(unsigned char)c] & classes;
}

/* How many bytes from p on are of these classes; some byte must be of none. */
static inline size_t
chars_span(const char *p, unsigned classes)
{
	const char *at = p;

	while (char_is(*at, classes))
		at++;
	return (size_t)(at - p);
}

static inline bool
str_is(struct str s, unsigned classes)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!char_is(s.p[i], classes))
			return false;
	}
	return true;
}

static inline bool
char_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Optional whitespace (RFC 9110 5.6.3) is less than what str_trim trims. */
static inline struct str
trim_blanks(struct str s)
{
	while (s.n && char_is_blank(s.p[0]))
		s = str_skip(s, 1);
	while (s.n && char_is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

#endif
