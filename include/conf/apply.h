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
	uint64_t **set;		/* [n] bit per row of the owner */
	const struct conf_pos ***where;	/* [n][row] line that set it, or NULL */
};

/* The state of one walk.  Containers copy it, change it and walk deeper. */
struct conf_apply {
	struct arena *arena;
	struct diag *diag;
	const struct conf_registry *registry;
	const struct conf_modules *modules;
	struct str server_root;
	unsigned place;		/* one PLACE_ bit: where we stand */
	const char *section;	/* "<VirtualHost>" for messages, NULL at top */
	struct conf_values *values[CONF_HOMES];	/* NULL: not to be set here */
	const struct conf_node *line;	/* being applied */
	size_t owner;		/* of the row being applied */
	void *context;		/* the caller's: containers find it here */
};

/* Defaults of every row; nothing marked as set. */
struct conf_values *conf_values_new(struct arena *a,
    const struct conf_registry *registry, enum conf_home home,
    struct diag *diag);
/* Zeroed, nothing set: for the inside of a section. */
struct conf_values *conf_values_empty(struct arena *a,
    const struct conf_registry *registry, enum conf_home home);
/* over on top of base; either may be shared by the result. */
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

/* Applies a list of sibling nodes in order; errors go to ap->diag. */
void conf_apply(const struct conf_apply *ap, const struct conf_node *first);

/* For types and containers: an error about the current line; false. */
bool conf_apply_error(struct conf_apply *ap, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void conf_apply_warn(struct conf_apply *ap, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A path by ServerRoot: absolute, normalised, without trailing slash. */
struct str conf_apply_path(struct conf_apply *ap, struct str path);
/* Index of an owner; BUG when it is not registered. */
size_t conf_owner_index(const struct conf_registry *registry,
    const struct conf_owner *owner);
/* The row with this name (any case) and its owner's index, or NULL. */
const struct directive *conf_find_row(const struct conf_registry *registry,
    struct str name, size_t *owner);

#endif
