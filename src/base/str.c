/*
 * Borrowed byte strings: comparing, searching, cutting.
 */
#include "base/str.h"

#include <sys/types.h>

int
char_hex(char c)
{
	if (char_is_digit(c))
		return c - '0';
	c = char_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int
compare_lengths(struct str a, struct str b)
{
	return (a.n > b.n) - (a.n < b.n);
}

bool
str_ieq(struct str a, struct str b)
{
	return a.n == b.n && str_icmp(a, b) == 0;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int diff = n ? memcmp(a.p, b.p, n) : 0;

	return diff ? diff : compare_lengths(a, b);
}

int
str_icmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++) {
		unsigned char x = (unsigned char)char_lower(a.p[i]);
		unsigned char y = (unsigned char)char_lower(b.p[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return compare_lengths(a, b);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_of(s.p, prefix.n), prefix);
}

bool
str_istarts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_ieq(str_of(s.p, prefix.n), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	if (s.n < suffix.n)
		return false;
	return suffix.n == 0 || str_eq(str_skip(s, s.n - suffix.n), suffix);
}

static ptrdiff_t
position(struct str s, const char *at)
{
	return at ? at - s.p : -1;
}

ptrdiff_t
str_find(struct str s, char c)
{
	return s.n ? position(s, memchr(s.p, c, s.n)) : -1;
}

ptrdiff_t
str_rfind(struct str s, char c)
{
	return s.n ? position(s, memrchr(s.p, c, s.n)) : -1;
}

ptrdiff_t
str_search(struct str s, struct str needle)
{
	if (needle.n == 0)
		return 0;
	if (needle.n > s.n)
		return -1;
	return position(s, memmem(s.p, s.n, needle.p, needle.n));
}

static struct str
trim_left(struct str s)
{
	while (s.n && char_is_space(*s.p))
		s = str_skip(s, 1);
	return s;
}

struct str
str_trim(struct str s)
{
	s = trim_left(s);
	while (s.n && char_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_cut(struct str *rest, char sep)
{
	struct str all = *rest;
	ptrdiff_t at = str_find(all, sep);

	if (at < 0) {
		*rest = STR_NONE;
		return all;
	}
	*rest = str_skip(all, (size_t)at + 1);
	return str_of(all.p, (size_t)at);
}

struct str
str_word(struct str *rest)
{
	struct str s = trim_left(*rest);
	size_t n = 0;

	while (n < s.n && !char_is_space(s.p[n]))
		n++;
	if (n == 0) {
		*rest = STR_NONE;
		return STR_NONE;
	}
	*rest = str_skip(s, n);
	return str_of(s.p, n);
}
