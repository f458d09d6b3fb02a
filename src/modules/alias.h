/*
 * What the lines of mod_alias mean, read once (alias_rules.c), for the hooks
 * that follow them (alias.c).
 */
#ifndef MODULES_ALIAS_H
#define MODULES_ALIAS_H

#include "serve/pattern.h"
#include "serve/module.h"

struct alias_rule {
	struct str prefix;		/* absent: `pattern` decides, or all */
	const struct pattern *pattern;	/* NULL: `prefix` decides, or all */
	struct str target;		/* file or URL; absent: `status` only */
	struct str handler;		/* ScriptAlias; else absent */
	int status;			/* Redirect */
};

struct alias_rules {
	struct alias_rule *v;
	size_t n;
};

/* The one field of every row: merging is then the same for all. */
struct alias_lists {
	struct alias_rules redirects, aliases;	/* of server and host */
	struct alias_rules local;	/* Redirects within sections */
	/* One argument within a section: all that the section covers. */
	const struct alias_rule *all_redirect, *all_alias;
};

struct alias_dir {
	struct alias_lists lists;
};

extern const struct conf_type alias_type_alias, alias_type_alias_match,
    alias_type_script, alias_type_script_match, alias_type_redirect,
    alias_type_redirect_match, alias_type_permanent, alias_type_temporary;

/*
 * Bytes of path that the prefix covers, on a boundary of segments; 0: none.
 * Any number of slashes matches any number of slashes.
 */
size_t alias_prefix(struct str path, struct str prefix);

#endif
