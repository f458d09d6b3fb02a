/*
 * Finding rows and owners.  A walk over a tree has an index; single questions
 * go through the rows one by one.
 */
#include "conf/state.h"

#include "base/bug.h"

static size_t
count_rows(const struct conf_registry *registry)
{
	size_t n = 0;

	for (size_t i = 0; i < registry->n; i++) {
		const struct directive *row = registry->owners[i]->rows;

		for (; row && row->name; row++)
			n++;
	}
	return n;
}

/* FNV-1a over lower-case letters. */
static size_t
hash_name(struct str name)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)char_lower(name.p[i])) * 16777619u;
	return h;
}

static void
insert_row(struct conf_state *st, const struct directive *row, size_t owner)
{
	size_t i = hash_name(str_from(row->name)) & st->mask;

	while (st->rows[i].row)
		i = (i + 1) & st->mask;
	st->rows[i] = (struct conf_row){ row, owner };
}

struct conf_state *
conf_state_new(struct arena *a, const struct conf_registry *registry)
{
	struct conf_state *st = ARENA_NEW(a, struct conf_state);
	size_t n = 16;

	while (n < 2 * count_rows(registry))
		n *= 2;
	st->mask = n - 1;
	st->rows = ARENA_ARRAY(a, struct conf_row, n);
	for (size_t i = 0; i < registry->n; i++) {
		const struct directive *row = registry->owners[i]->rows;

		for (; row && row->name; row++)
			insert_row(st, row, i);
	}
	return st;
}

const struct directive *
conf_state_find(const struct conf_apply *ap, struct str name, size_t *owner)
{
	const struct conf_state *st = ap->state;
	const struct conf_row *found = NULL;

	for (size_t i = hash_name(name) & st->mask; st->rows[i].row;
	    i = (i + 1) & st->mask) {
		const struct conf_row *r = &st->rows[i];

		if (!str_ieq(name, str_from(r->row->name)))
			continue;
		if (!found)
			found = r;
		if (conf_module_on(ap->registry, ap->modules, r->owner)) {
			found = r;
			break;
		}
	}
	if (!found)
		return NULL;
	*owner = found->owner;
	return found->row;
}

size_t
conf_owner_index(const struct conf_registry *registry,
    const struct conf_owner *owner)
{
	for (size_t i = 0; i < registry->n; i++) {
		if (registry->owners[i] == owner)
			return i;
	}
	BUG("owner is not registered");
}

static const struct directive *
find_exact(const struct conf_registry *registry, struct str name,
    size_t *owner)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct directive *row = registry->owners[i]->rows;

		for (; row && row->name; row++) {
			if (char_lower(row->name[0]) != char_lower(*name.p) ||
			    !str_ieq(name, str_from(row->name)))
				continue;
			*owner = i;
			return row;
		}
	}
	return NULL;
}

const struct directive *
conf_find_row(const struct conf_registry *registry, struct str name,
    size_t *owner)
{
	const struct directive *row;
	size_t ignored;

	if (name.n == 0)
		return NULL;
	if (!owner)
		owner = &ignored;
	row = find_exact(registry, name, owner);
	if (row && row->renamed)
		row = find_exact(registry, str_from(row->renamed), owner);
	return row;
}
