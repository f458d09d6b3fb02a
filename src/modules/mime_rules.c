/* AddType and its kin: what a section says about extensions. */
#include "modules/mime.h"

#include <limits.h>

#include "base/bug.h"

/* Where ext is, or would be. */
static size_t
place_of(const struct mime_rules *rules, struct str ext)
{
	size_t from = 0, to = rules->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (str_cmp(rules->v[mid].ext, ext) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

const struct mime_ext *
mime_rules_find(const struct mime_rules *rules, struct str ext)
{
	size_t i = place_of(rules, ext);

	return i < rules->n && str_eq(rules->v[i].ext, ext) ?
	    &rules->v[i] : NULL;
}

/* The entry of ext, made when it is new. */
static struct mime_ext *
entry(struct arena *a, struct mime_rules *rules, struct str ext)
{
	size_t i = place_of(rules, ext);
	struct mime_ext none = { .ext = STR_NONE };

	if (i < rules->n && str_eq(rules->v[i].ext, ext))
		return &rules->v[i];
	ARENA_PUSH(a, rules->v, rules->n, none);
	memmove(rules->v + i + 1, rules->v + i,
	    (rules->n - 1 - i) * sizeof(none));
	rules->v[i] = none;
	rules->v[i].ext = ext;
	return &rules->v[i];
}

/* A word such as ".html" or "html" as the list holds it. */
static struct str
extension(struct conf_apply *ap, struct str word)
{
	if (word.n > 0 && word.p[0] == '.')
		word = str_skip(word, 1);
	if (word.n > MIME_EXT_MAX || str_find(word, '.') >= 0)
		conf_apply_warn(ap, "'%.*s' is no single extension and will "
		    "never match", STR_ARG(word));
	return arena_lower(ap->arena, word);
}

/* AddType, RemoveType: the end of the name says what it is about. */
static enum mime_what
what_of(const struct directive *row)
{
	static const char *const ends[MIME_WHATS] = {
		[MIME_TYPE] = "Type", [MIME_CHARSET] = "Charset",
		[MIME_ENCODING] = "Encoding", [MIME_LANGUAGE] = "Language",
		[MIME_HANDLER] = "Handler",
	};

	for (int w = 0; w < MIME_WHATS; w++)
		if (str_ends(str_from(row->name), str_from(ends[w])))
			return (enum mime_what)w;
	BUG("a directive without a subject");
}

static bool
check_type(struct conf_apply *ap, struct str type)
{
	ptrdiff_t slash = str_find(type, '/');

	if (slash > 0 && (size_t)slash + 1 < type.n)
		return true;
	return conf_apply_error(ap, "'%.*s' is no media type (such as "
	    "text/html)", STR_ARG(type));
}

/* name.php.txt runs too: any part of a name counts as an extension. */
static void
warn_double(struct conf_apply *ap, const struct mime_ext *e)
{
	if (str_istarts(e->ext, STR("php")))
		conf_apply_warn(ap, "this also covers names with .%.*s in "
		    "their middle, such as upload.%.*s.txt", STR_ARG(e->ext),
		    STR_ARG(e->ext));
}

static bool
set_add(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	enum mime_what what = what_of(row);
	struct str value = line->words.v[0];

	if (what == MIME_TYPE && !check_type(ap, value))
		return false;
	if (what != MIME_HANDLER)
		value = arena_lower(ap->arena, value);
	for (size_t i = 1; i < line->words.n; i++) {
		struct mime_ext *e = entry(ap->arena, field,
		    extension(ap, line->words.v[i]));

		e->fact[what] = (struct mime_fact){ value, false };
		if (what == MIME_HANDLER)
			warn_double(ap, e);
	}
	return true;
}

static bool
set_remove(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	for (size_t i = 0; i < line->words.n; i++) {
		struct mime_ext *e = entry(ap->arena, field,
		    extension(ap, line->words.v[i]));

		e->fact[what_of(row)] = (struct mime_fact){ STR_NONE, true };
	}
	return true;
}

static struct mime_ext
join(const struct mime_ext *base, const struct mime_ext *over)
{
	struct mime_ext e = *base;

	for (int w = 0; w < MIME_WHATS; w++)
		if (over->fact[w].value.p || over->fact[w].removed)
			e.fact[w] = over->fact[w];
	return e;
}

/* Two sorted lists into one. */
static void
merge(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	const struct mime_rules *b = base, *o = over;
	struct mime_rules m = { ARENA_ARRAY(a, struct mime_ext, b->n + o->n),
	    0 };
	size_t i = 0, j = 0;

	(void)row;
	while (i < b->n || j < o->n) {
		int order = i == b->n ? 1 : j == o->n ? -1 :
		    str_cmp(b->v[i].ext, o->v[j].ext);

		if (order == 0)
			m.v[m.n++] = join(&b->v[i++], &o->v[j++]);
		else if (order < 0)
			m.v[m.n++] = b->v[i++];
		else
			m.v[m.n++] = o->v[j++];
	}
	*(struct mime_rules *)out = m;
}

const struct conf_type mime_type_add = {
	.name = "extension ...",
	.min_words = 2,
	.max_words = UINT_MAX,
	.size = sizeof(struct mime_rules),
	.set = set_add,
	.merge = merge,
};

const struct conf_type mime_type_remove = {
	.name = "extension ...",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = sizeof(struct mime_rules),
	.set = set_remove,
	.merge = merge,
};
