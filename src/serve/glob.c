/*
 * Shell patterns.  A star is retried from the latest one only, which is
 * enough: what an earlier star could give up, the later one can take.  (With
 * GLOB_PATH a star that meets "/" ends, and its earlier ones with it.)
 */
#include "serve/glob.h"

struct glob {
	struct str p, s;	/* what is left of pattern and text */
	const char *start;	/* of the text */
	unsigned flags;
};

bool
glob_is_pattern(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '*' || s.p[i] == '?' || s.p[i] == '[')
			return true;
	}
	return false;
}

static char
fold(const struct glob *g, char c)
{
	return g->flags & GLOB_CASELESS ? char_lower(c) : c;
}

/* May a wildcard take the next byte of the text? */
static bool
is_free(const struct glob *g)
{
	const char *at = g->s.p;

	if (g->s.n == 0 || (*at == '/' && g->flags & GLOB_PATH))
		return false;
	if (*at != '.' || !(g->flags & GLOB_PERIOD))
		return true;
	return at != g->start && !(at[-1] == '/' && g->flags & GLOB_PATH);
}

/* Length of a set after its "[", with the closing bracket; 0: no set. */
static size_t
set_length(struct str p)
{
	size_t i = p.n > 0 && (p.p[0] == '!' || p.p[0] == '^');

	for (i++; i < p.n; i++) {
		if (p.p[i] == ']')
			return i + 1;
	}
	return 0;
}

/* set: without its brackets, not empty. */
static bool
in_set(const struct glob *g, struct str set, char c)
{
	bool negated = set.p[0] == '!' || set.p[0] == '^', found = false;

	c = fold(g, c);
	for (size_t i = negated; i < set.n; i++) {
		unsigned char from = (unsigned char)fold(g, set.p[i]);
		unsigned char to = from;

		if (i + 2 < set.n && set.p[i + 1] == '-') {
			to = (unsigned char)fold(g, set.p[i + 2]);
			i += 2;
		}
		found |= (unsigned char)c >= from && (unsigned char)c <= to;
	}
	return found != negated;
}

static bool
take(struct glob *g, size_t pattern_bytes)
{
	g->p = str_skip(g->p, pattern_bytes);
	g->s = str_skip(g->s, 1);
	return true;
}

/* Matches one item that is no star. */
static bool
match_one(struct glob *g)
{
	char c = g->p.n > 0 ? g->p.p[0] : '\0';
	size_t n, skip;

	if (g->p.n == 0 || g->s.n == 0)
		return false;
	if (c == '?')
		return is_free(g) && take(g, 1);
	n = c == '[' && !(g->flags & GLOB_NO_SETS) ?
	    set_length(str_skip(g->p, 1)) : 0;
	if (n > 0)
		return is_free(g) && in_set(g, str_of(g->p.p + 1, n - 1),
		    g->s.p[0]) && take(g, n + 1);
	skip = c == '\\' && g->p.n > 1 && !(g->flags & GLOB_NO_SETS);
	if (fold(g, g->p.p[skip]) != fold(g, g->s.p[0]))
		return false;
	return take(g, skip + 1);
}

bool
glob_match(struct str pattern, struct str s, unsigned flags)
{
	struct glob g = { pattern, s, s.p, flags }, star = g;
	bool has_star = false;

	while (g.s.n > 0 || g.p.n > 0) {
		if (g.p.n > 0 && g.p.p[0] == '*') {
			g.p = str_skip(g.p, 1);
			star = g;
			has_star = true;
			continue;
		}
		if (match_one(&g))
			continue;
		/* Let the latest star take one byte more. */
		if (!has_star || !is_free(&star))
			return false;
		star.s = str_skip(star.s, 1);
		g = star;
	}
	return true;
}
