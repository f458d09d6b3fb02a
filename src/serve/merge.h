/*
 * Merged directory values, remembered by what was merged onto what: a request
 * pays a look-up for each section that applies, and no merging.
 */
#ifndef SERVE_MERGE_H
#define SERVE_MERGE_H

#include "serve/section.h"

struct merge_cache;

struct merge_cache *merge_cache_new(struct arena *a);
void merge_cache_free(struct merge_cache *mc);
bool merge_cache_is_full(const struct merge_cache *mc);
/* Forgets all; every result becomes invalid. */
void merge_cache_reset(struct merge_cache *mc);

/* section's values on top of base, which is a site's or came from here. */
const struct conf_values *merge_section(struct merge_cache *mc,
    const struct conf_registry *registry, const struct conf_values *base,
    const struct section *section);

#endif
