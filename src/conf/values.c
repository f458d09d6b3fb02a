/*
 * One home's structs for all owners: born zeroed or with defaults, laid over
 * each other, and asked where a value came from.
 */
#include "conf/values.h"

#include "base/bug.h"

#define BITS 64

size_t
conf_rows_of(const struct conf_owner *owner)
{
	size_t n = 0;

	while (owner->rows && owner->rows[n].name)
		n++;
	return n;
}

static size_t
bit_words(size_t rows)
{
	return (rows + BITS - 1) / BITS;
}

/* Index of a row among its owner's. */
static size_t
row_index(const struct conf_registry *registry, size_t owner,
    const struct directive *row)
{
	return (size_t)(row - registry->owners[owner]->rows);
}

static bool
bit_is_set(const struct conf_values *v, size_t owner, size_t i)
{
	return v->set[owner] != NULL &&
	    (v->set[owner][i / BITS] >> (i % BITS) & 1) != 0;
}

bool
conf_values_row_set(const struct conf_values *v,
    const struct conf_registry *registry, size_t owner,
    const struct directive *row)
{
	return bit_is_set(v, owner, row_index(registry, owner, row));
}

void
conf_values_mark(struct arena *a, struct conf_values *v,
    const struct conf_registry *registry, size_t owner,
    const struct directive *row, const struct conf_pos *pos)
{
	size_t i = row_index(registry, owner, row);

	if (!v->set[owner]) {
		size_t n = conf_rows_of(registry->owners[owner]);

		v->set[owner] = ARENA_ARRAY(a, uint64_t, bit_words(n));
		v->where[owner] = ARENA_ARRAY(a, const struct conf_pos *, n);
	}
	v->set[owner][i / BITS] |= UINT64_C(1) << (i % BITS);
	v->where[owner][i] = pos;
}

/* The arrays, nothing in them. */
static struct conf_values *
make_values(struct arena *a, size_t n, enum conf_home home)
{
	struct conf_values *v = ARENA_NEW(a, struct conf_values);

	v->home = home;
	v->n = n;
	v->of = ARENA_ARRAY(a, void *, n);
	v->set = ARENA_ARRAY(a, uint64_t *, n);
	v->where = ARENA_ARRAY(a, const struct conf_pos **, n);
	return v;
}

struct conf_values *
conf_values_empty(struct arena *a, const struct conf_registry *registry,
    enum conf_home home)
{
	struct conf_values *v = make_values(a, registry->n, home);

	for (size_t i = 0; i < v->n; i++) {
		size_t size = registry->owners[i]->size[home];

		if (size > 0)
			v->of[i] = arena_alloc(a, size);
	}
	return v;
}

struct conf_values *
conf_values_defaults(const struct conf_apply *given, enum conf_home home)
{
	const struct conf_registry *registry = given->registry;
	struct conf_values *v = conf_values_empty(given->arena, registry, home);
	struct conf_apply ap = *given;

	ap.values[home] = v;
	for (ap.owner = 0; ap.owner < v->n; ap.owner++) {
		const struct directive *row = registry->owners[ap.owner]->rows;

		for (; row && row->name; row++) {
			if (row->initial && row->home == home && row->type)
				conf_set_initial(&ap, row);
		}
	}
	return v;
}

struct conf_values *
conf_values_new(struct arena *a, const struct conf_registry *registry,
    enum conf_home home, struct diag *diag)
{
	struct conf_apply ap = {
		.arena = a,
		.diag = diag,
		.registry = registry,
		.place = PLACE_SERVER,
	};

	return conf_values_defaults(&ap, home);
}

static void
merge_field(struct arena *a, const struct directive *row, char *out,
    const char *base, const char *over)
{
	const struct conf_type *t = row->type;
	size_t off = row->offset;

	if (t->merge)
		t->merge(a, row, out + off, base + off, over + off);
	else
		memcpy(out + off, over + off, t->size);
}

/* The set bits and lines of both; over's lines are the later ones. */
static void
unite_marks(struct arena *a, struct conf_values *out,
    const struct conf_values *base, const struct conf_values *over,
    size_t owner, size_t n_rows)
{
	if (!base->set[owner]) {
		out->set[owner] = over->set[owner];
		out->where[owner] = over->where[owner];
		return;
	}
	out->set[owner] = ARENA_ARRAY(a, uint64_t, bit_words(n_rows));
	out->where[owner] = ARENA_ARRAY(a, const struct conf_pos *, n_rows);
	for (size_t i = 0; i < bit_words(n_rows); i++)
		out->set[owner][i] = base->set[owner][i] | over->set[owner][i];
	for (size_t i = 0; i < n_rows; i++) {
		out->where[owner][i] = bit_is_set(over, owner, i) ?
		    over->where[owner][i] : base->where[owner][i];
	}
}

static void
merge_owner(struct arena *a, const struct conf_owner *owner, size_t i,
    struct conf_values *out, const struct conf_values *base,
    const struct conf_values *over)
{
	size_t n_rows = conf_rows_of(owner);
	size_t size = owner->size[out->home];

	out->of[i] = arena_alloc(a, size);
	memcpy(out->of[i], base->of[i], size);
	for (size_t r = 0; r < n_rows; r++) {
		if (bit_is_set(over, i, r))
			merge_field(a, &owner->rows[r], out->of[i],
			    base->of[i], over->of[i]);
	}
	unite_marks(a, out, base, over, i, n_rows);
}

struct conf_values *
conf_values_merge(struct arena *a, const struct conf_registry *registry,
    const struct conf_values *base, const struct conf_values *over)
{
	struct conf_values *out = make_values(a, base->n, base->home);

	BUG_ON(base->home != over->home);
	for (size_t i = 0; i < out->n; i++) {
		if (over->set[i]) {
			merge_owner(a, registry->owners[i], i, out, base, over);
			continue;
		}
		out->of[i] = base->of[i];
		out->set[i] = base->set[i];
		out->where[i] = base->where[i];
	}
	return out;
}

bool
conf_values_any_set(const struct conf_values *v,
    const struct conf_registry *registry)
{
	for (size_t i = 0; i < registry->n; i++) {
		if (v->set[i])
			return true;
	}
	return false;
}

bool
conf_values_is_set(const struct conf_values *v,
    const struct conf_registry *registry, const char *directive)
{
	size_t owner;
	const struct directive *row;

	row = conf_find_row(registry, str_from(directive), &owner);
	return row && row->home == v->home &&
	    conf_values_row_set(v, registry, owner, row);
}

const struct conf_pos *
conf_values_where(const struct conf_values *v,
    const struct conf_registry *registry, const char *directive)
{
	size_t owner;
	const struct directive *row;

	row = conf_find_row(registry, str_from(directive), &owner);
	if (!row || row->home != v->home || !v->set[owner])
		return NULL;
	return v->where[owner][row_index(registry, owner, row)];
}
