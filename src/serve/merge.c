/* Remembered merges of sections: pairs of base and section, hashed. */
#include "serve/merge.h"

#define MERGES_FIRST 32	/* places of the hash, a power of 2; doubled in need */
#define MERGES_ROOM 3072	/* of the first results, bytes */
#define MERGES_FULL 384		/* merges after which all is forgotten */
/* Beyond this within one request, merges are made and not remembered. */
#define MERGES_STOP 500

struct merge {
	const struct conf_values *base;	/* NULL: a free place */
	const struct section *section;
	const struct conf_values *result;
};

struct merge_cache {
	struct arena *own;
	struct arena *arena;	/* of the results */
	struct merge *v;
	size_t n_places;	/* at least twice n */
	size_t n;
};

struct merge_cache *
merge_cache_new(struct arena *own)
{
	struct merge_cache *mc = ARENA_NEW(own, struct merge_cache);

	mc->own = own;
	mc->arena = arena_new_in(own, MERGES_ROOM);
	mc->n_places = MERGES_FIRST;
	mc->v = ARENA_ARRAY(own, struct merge, mc->n_places);
	return mc;
}

void
merge_cache_free(struct merge_cache *mc)
{
	arena_free(mc->arena);
}

bool
merge_cache_is_full(const struct merge_cache *mc)
{
	return mc->n >= MERGES_FULL;
}

void
merge_cache_reset(struct merge_cache *mc)
{
	memset(mc->v, 0, mc->n_places * sizeof(*mc->v));
	mc->n = 0;
	arena_reset(mc->arena);
}

static struct merge *
find(struct merge_cache *mc, const struct conf_values *base,
    const struct section *section)
{
	size_t i = ((uintptr_t)base >> 4) * 31 + section->id * 2654435761u;

	i &= mc->n_places - 1;
	while (mc->v[i].base && (mc->v[i].base != base ||
	    mc->v[i].section != section))
		i = (i + 1) & (mc->n_places - 1);
	return &mc->v[i];
}

static void
remember(struct merge_cache *mc, struct merge m)
{
	struct merge *old = mc->v;

	*find(mc, m.base, m.section) = m;
	if (2 * ++mc->n <= mc->n_places)
		return;
	mc->n_places *= 2;
	mc->v = ARENA_ARRAY(mc->own, struct merge, mc->n_places);
	for (size_t i = 0; i < mc->n_places / 2; i++)
		if (old[i].base)
			*find(mc, old[i].base, old[i].section) = old[i];
}

const struct conf_values *
merge_section(struct merge_cache *mc, const struct conf_registry *registry,
    const struct conf_values *base, const struct section *section)
{
	const struct conf_values *result;
	const struct merge *m;

	if (!conf_values_any_set(section->values, registry))
		return base;
	m = find(mc, base, section);
	if (m->base)
		return m->result;
	result = conf_values_merge(mc->arena, registry, base,
	    section->values);
	if (mc->n < MERGES_STOP)
		remember(mc, (struct merge){ base, section, result });
	return result;
}
