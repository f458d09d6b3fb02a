/*
 * From a tree to values: each line finds its row, is checked against place,
 * arity and bounds, and is written into the struct it belongs to.
 *
 * A struct conf_values holds one home's structs for all owners, with a bit
 * per row that says "set here".  conf_values_merge makes inner-over-outer
 * values; structs in which nothing was set are shared, not copied.
 */
#ifndef CONF_APPLY_H
#define CONF_APPLY_H

#include "conf/read.h"

struct conf_values {
	enum conf_home home;
	size_t n;		/* owners */
	void **of;		/* [n] struct of each owner; NULL: size 0 */
	uint64_t **set;		/* [n] bit per row; NULL: none is set */
	const struct conf_pos ***where;	/* [n][row] line that set it, or NULL;
					 * [n] is NULL when none is set */
};

struct conf_state;

/* The state of one walk.  Containers copy it, change it and walk deeper. */
struct conf_apply {
	struct arena *arena;
	struct diag *diag;
	const struct conf_registry *registry;
	const struct conf_modules *modules;
	struct str server_root;
	unsigned place;		/* one PLACE_ bit: where we stand */
	unsigned override;	/* OVERRIDE_ classes granted to .htaccess */
	const char *section;	/* "<VirtualHost>" for messages, NULL at top */
	struct conf_values *values[CONF_HOMES];	/* NULL: not to be set here */
	const struct conf_node *line;	/* being applied */
	size_t owner;		/* of the row being applied */
	void *context;		/* the caller's: containers find it here */
	struct conf_state *state;	/* conf_apply's own: start with NULL */
};

/*
 * Defaults of every row; nothing marked as set.  Relative CONF_PATH defaults
 * stay relative: use conf_values_defaults where ServerRoot is known.
 */
struct conf_values *conf_values_new(struct arena *a,
    const struct conf_registry *registry, enum conf_home home,
    struct diag *diag);
/* The same with arena, registry, diag and server_root of ap. */
struct conf_values *conf_values_defaults(const struct conf_apply *ap,
    enum conf_home home);
/* Zeroed, nothing set: for the inside of a section. */
struct conf_values *conf_values_empty(struct arena *a,
    const struct conf_registry *registry, enum conf_home home);
/*
 * over on top of base; either may be shared by the result.  Fields no row
 * covers (filled in after reading) come from base.
 */
struct conf_values *conf_values_merge(struct arena *a,
    const struct conf_registry *registry, const struct conf_values *base,
    const struct conf_values *over);
bool conf_values_any_set(const struct conf_values *v,
    const struct conf_registry *registry);
/* Was this directive given (here or, after a merge, further out)? */
bool conf_values_is_set(const struct conf_values *v,
    const struct conf_registry *registry, const char *directive);
const struct conf_pos *conf_values_where(const struct conf_values *v,
    const struct conf_registry *registry, const char *directive);

/*
 * Applies a list of sibling nodes in order; errors go to ap->diag.  Whoever
 * walks deeper or later copies the struct it was given, so that the index of
 * rows and the counts of ignored directives go with it.
 */
void conf_apply(const struct conf_apply *ap, const struct conf_node *first);

/* For types and containers: an error about the current line; false. */
bool conf_apply_error(struct conf_apply *ap, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void conf_apply_warn(struct conf_apply *ap, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/*
 * True while a type runs for the first time on these values: what the field
 * holds is the default, which a list drops before it appends.
 */
bool conf_apply_first(const struct conf_apply *ap,
    const struct directive *row);
/*
 * A path by ServerRoot: absolute, normalised, without trailing slash.  An
 * absent server_root leaves relative paths relative.
 */
struct str conf_apply_path(struct conf_apply *ap, struct str path);
/* Index of an owner; BUG when it is not registered. */
size_t conf_owner_index(const struct conf_registry *registry,
    const struct conf_owner *owner);
/*
 * The row with this name (any case) and its owner's index, or NULL; `owner`
 * may be NULL.  An old name gives the row of the new one.
 */
const struct directive *conf_find_row(const struct conf_registry *registry,
    struct str name, size_t *owner);

#endif
