/*
 * Borrowed byte strings.
 *
 * A struct str borrows: somebody else (an arena, a buffer, a literal) owns
 * the bytes and must outlive it.  The bytes need not end in NUL unless a
 * function says so.  {NULL, 0} is "absent"; {"", 0} is "present and empty".
 * Case-insensitive means ASCII, never the locale.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

/* A list of strings; the array belongs to whoever owns the strings. */
struct strs {
	struct str *v;
	size_t n;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For "%.*s". */
#define STR_ARG(s) (int)(s).n, ((s).p ? (s).p : "")
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

static inline struct str
str_from(const char *c)
{
	return (struct str){ c, c ? strlen(c) : 0 };
}

static inline struct str
str_of(const char *p, size_t n)
{
	return (struct str){ p, n };
}

static inline struct str
str_skip(struct str s, size_t n)
{
	return str_of(s.p + n, s.n - n);
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ASCII classes that never ask the locale. */
static inline bool
char_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
char_is_alpha(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static inline char
char_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

/* 0 to 15, or -1 when c is no hexadecimal digit. */
int char_hex(char c);

bool str_ieq(struct str a, struct str b);
int str_cmp(struct str a, struct str b);	/* by byte value, as strcmp */
int str_icmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_istarts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Position of the first / last c, or -1. */
ptrdiff_t str_find(struct str s, char c);
ptrdiff_t str_rfind(struct str s, char c);
/* Position of the first needle in s, or -1. */
ptrdiff_t str_search(struct str s, struct str needle);
struct str str_trim(struct str s);
/*
 * Cuts *rest at the first sep: returns what stands before it and moves *rest
 * behind it.  Without a sep returns everything and makes *rest absent.
 */
struct str str_cut(struct str *rest, char sep);
/* Next word between blanks; absent when none is left. */
struct str str_word(struct str *rest);

#endif
