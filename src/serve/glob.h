/*
 * Shell patterns of sections and ServerAlias: "*", "?" and "[...]", by bytes
 * and without the locale.
 */
#ifndef SERVE_GLOB_H
#define SERVE_GLOB_H

#include "base/str.h"

enum {
	GLOB_PATH = 1,		/* wildcards never match "/" */
	GLOB_PERIOD = 2,	/* nor a dot at the start of a component */
	GLOB_CASELESS = 4,
	GLOB_NO_SETS = 8	/* "[" is a plain character (ServerAlias) */
};

/* Does the text hold a wildcard at all? */
bool glob_is_pattern(struct str s);
bool glob_match(struct str pattern, struct str s, unsigned flags);

#endif
