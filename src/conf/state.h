/*
 * What one walk over a tree carries along: the index of rows by name, and
 * the directives it has already spoken about.  Made by the first conf_apply,
 * lives in its arena, and travels with the copies of struct conf_apply.
 */
#ifndef CONF_STATE_H
#define CONF_STATE_H

#include "conf/apply.h"
#include "conf/known.h"

struct conf_row {
	const struct directive *row;	/* NULL: a free place */
	size_t owner;
};

/* A name that was worth a notice: the notice grows a count. */
struct conf_seen {
	struct str name;
	size_t lines;
	struct str text;	/* of the notice, without the count */
	char *shown;		/* what the notice points at */
};

struct conf_state {
	struct conf_row *rows;	/* hash, open addressing */
	size_t mask;
	struct conf_seen *seen;
	size_t n_seen;
};

struct conf_state *conf_state_new(struct arena *a,
    const struct conf_registry *registry);
/*
 * The row of a name.  Where several owners have it, the first whose module
 * is on, else the first.  Old names are not followed.
 */
const struct directive *conf_state_find(const struct conf_apply *ap,
    struct str name, size_t *owner);
/* A notice about the current line, once for each name and then counted. */
void conf_state_notice(struct conf_apply *ap, struct str text);

static inline bool
conf_is_container(const struct directive *row)
{
	return row->open != NULL;
}

/* Says what is wrong with a line no row fits. */
void conf_unknown(struct conf_apply *ap);

#endif
