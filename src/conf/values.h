/*
 * The marks that say which rows were set, and the one way a value is set:
 * what apply.c and values.c share.
 */
#ifndef CONF_VALUES_H
#define CONF_VALUES_H

#include "conf/apply.h"

size_t conf_rows_of(const struct conf_owner *owner);
bool conf_values_row_set(const struct conf_values *v,
    const struct conf_registry *registry, size_t owner,
    const struct directive *row);
void conf_values_mark(struct arena *a, struct conf_values *v,
    const struct conf_registry *registry, size_t owner,
    const struct directive *row, const struct conf_pos *pos);

/* Writes row->initial into ap->values[row->home] of ap->owner, unmarked. */
void conf_set_initial(struct conf_apply *ap, const struct directive *row);

#endif
