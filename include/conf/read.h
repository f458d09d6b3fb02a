/*
 * From files to a tree: bytes, logical lines, variables, includes, Define,
 * LoadModule and the read-time conditionals.
 *
 * Nothing here knows a directive but those that act while reading.  All
 * errors of the run are collected; the tree is usable when diag->errors is 0.
 * With errors it still holds every line whose meaning is clear, so that it can
 * be applied to find more errors; what stood in a section that has no end is
 * left out.
 */
#ifndef CONF_READ_H
#define CONF_READ_H

#include "conf/directive.h"

struct conf_options {
	struct str file;	/* -f, may be relative to server_root */
	struct str server_root;	/* -d, or compiled in */
	bool root_given;	/* server_root came from -d */
	const struct str *defines;	/* -D NAME */
	size_t n_defines;
	const struct str *before, *after;	/* -C and -c lines */
	size_t n_before, n_after;
	/* For tests: text to read instead of `file`; absent: the file. */
	struct str text;
	/* Environment look-up for ${VAR}; NULL: getenv. */
	const char *(*env)(const char *name);
};

/* What LoadModule switched on: one flag per owner of the registry. */
struct conf_modules {
	bool any_loaded;	/* a LoadModule line was seen */
	bool *on;		/* [registry->n] */
	struct str mpm;		/* "prefork", "worker", "event"; absent */
};

/* The version <IfVersion> compares with and -V prints: a httpd 2.4. */
#define CONF_HTTPD_MAJOR 2
#define CONF_HTTPD_MINOR 4
#define CONF_HTTPD_PATCH 66

struct conf_tree *conf_read(struct arena *a, const struct conf_options *opt,
    const struct conf_registry *registry, struct conf_modules *modules,
    struct diag *diag);

/* True when the module of this owner counts as loaded: always on, switched on,
 * or no LoadModule line was seen at all. */
bool conf_module_on(const struct conf_registry *registry,
    const struct conf_modules *modules, size_t owner);
/*
 * The words of one logical line; warns about a missing quote and about
 * a # that is taken for a comment.  Without a diag it is silent.
 */
struct strs conf_words(struct arena *a, struct str line, struct diag *diag,
    const struct conf_pos *pos);

#endif
