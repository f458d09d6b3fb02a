/*
 * Regular expressions of configuration lines, on top of regcomp(3).
 *
 * Files are written for PCRE.  regcomp reads some of its constructs as
 * something else without a word (\d is the letter d in glibc), so a pattern
 * is first rewritten into a POSIX extended one where the meaning can be kept
 * (\d \w \s, (?: ), a leading (?i), escapes in brackets) and refused where it
 * cannot (look-around, lazy quantifiers, back-references, \A \z \Q).
 *
 * A compiled pattern belongs to the arena, with what regcomp allocated.
 */
#ifndef SERVE_PATTERN_H
#define SERVE_PATTERN_H

#include <regex.h>

#include "base/arena.h"

#define PATTERN_GROUPS 10	/* $0 to $9 */
#define PATTERN_PARENS 32	/* opening parentheses, less one */

struct pattern {
	regex_t regex;
	unsigned char group[PATTERN_GROUPS];	/* $n: its parenthesis */
	size_t n_groups;	/* highest $n that exists */
};

/* What a match found: offsets into the subject by parenthesis. */
struct pattern_match {
	const char *subject;
	regmatch_t at[PATTERN_PARENS];
};

/* NULL, or what is wrong with the text. */
const char *pattern_compile(struct arena *a, struct str text,
    struct pattern **out);
/* Unanchored; the subject ends in NUL and must outlive *m. */
bool pattern_match(const struct pattern *p, const char *subject,
    struct pattern_match *m);
/* Text with $0 to $9 replaced; a backslash before $ or & protects it. */
struct str pattern_expand(struct arena *a, const struct pattern *p,
    struct str text, const struct pattern_match *m);

#endif
