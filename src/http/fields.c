/*
 * Field lists and list-valued fields.
 *
 * A struct fields keeps no capacity: room is made for FIRST elements at once
 * and doubles whenever the count has reached a power of two from there on.
 */
#include "http/http.h"

#include "http/chars.h"

#define FIRST 16u

void
fields_init(struct fields *f, struct arena *a)
{
	*f = (struct fields){ .arena = a };
}

static void
make_room(struct fields *f)
{
	if (f->n == 0)
		f->v = ARENA_ARRAY(f->arena, struct field, FIRST);
	else if (f->n >= FIRST && (f->n & (f->n - 1)) == 0)
		f->v = arena_grow(f->arena, f->v, f->n, 2 * f->n,
		    sizeof(*f->v));
}

void
fields_add(struct fields *f, struct str name, struct str value)
{
	make_room(f);
	f->v[f->n++] = (struct field){ name, value };
}

static bool
is_named(const struct field *field, struct str name)
{
	return field->name.n == name.n && str_ieq(field->name, name);
}

/* Position of the first field of that name from `i` on, or f->n. */
static size_t
find(const struct fields *f, size_t i, struct str name)
{
	while (i < f->n && !is_named(&f->v[i], name))
		i++;
	return i;
}

/* Drops all fields of that name from `i` on. */
static void
drop_from(struct fields *f, size_t i, struct str name)
{
	size_t kept = i;

	for (; i < f->n; i++) {
		if (!is_named(&f->v[i], name))
			f->v[kept++] = f->v[i];
	}
	f->n = kept;
}

void
fields_set(struct fields *f, struct str name, struct str value)
{
	size_t i = find(f, 0, name);

	if (i == f->n) {
		fields_add(f, name, value);
		return;
	}
	f->v[i] = (struct field){ name, value };
	drop_from(f, i + 1, name);
}

bool
fields_remove(struct fields *f, struct str name)
{
	size_t before = f->n;

	drop_from(f, 0, name);
	return f->n < before;
}

struct str
fields_get(const struct fields *f, struct str name)
{
	size_t i = find(f, 0, name);

	return i < f->n ? f->v[i].value : STR_NONE;
}

size_t
fields_count(const struct fields *f, struct str name)
{
	size_t count = 0;

	for (size_t i = find(f, 0, name); i < f->n; i = find(f, i + 1, name))
		count++;
	return count;
}

/* Length of the quoted string at the front, with its quotes. */
static size_t
quoted_length(struct str s)
{
	size_t i = 1;

	while (i < s.n && s.p[i] != '"')
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

/* Up to the next comma that stands outside of quotes. */
static size_t
element_length(struct str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != ',')
		i += s.p[i] == '"' ? quoted_length(str_skip(s, i)) : 1;
	return i;
}

struct str
http_list_next(struct str *rest)
{
	while (rest->n) {
		size_t n = element_length(*rest);
		struct str element = trim_blanks(str_of(rest->p, n));

		*rest = str_skip(*rest, n < rest->n ? n + 1 : n);
		if (element.n)
			return element;
	}
	return STR_NONE;
}

bool
http_list_has(struct str value, struct str token)
{
	struct str element;

	while ((element = http_list_next(&value)).p) {
		if (str_ieq(element, token))
			return true;
	}
	return false;
}
