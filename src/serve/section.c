/* Sections: read from a container's line, ordered, and matched. */
#include "serve/section.h"

#include "base/bug.h"
#include "serve/glob.h"

/* --- Reading ------------------------------------------------------------- */

static bool
is_match_form(const struct directive *row)
{
	return str_ends(str_from(row->name), STR("Match"));
}

static bool
row_starts(const struct directive *row, const char *with)
{
	return str_starts(str_from(row->name), str_from(with));
}

/* Paths are compared without their trailing slash; "/" becomes "". */
static struct str
trim_slashes(struct str path)
{
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

static size_t
count_components(struct str path)
{
	size_t n = 0;

	for (size_t i = 0; i < path.n; i++)
		n += path.p[i] == '/' && i + 1 < path.n && path.p[i + 1] != '/';
	return n;
}

/* The path of a <Directory>: absolute, "//" and "/./" removed. */
static bool
read_directory(struct conf_apply *ap, struct section *s, struct str path)
{
	if (path.n == 0 || path.p[0] != '/')
		return conf_apply_error(ap,
		    "the path of <Directory> must start with a slash");
	s->subject = trim_slashes(conf_apply_path(ap, path));
	s->depth = count_components(s->subject);
	return true;
}

static bool
read_regex(struct conf_apply *ap, struct section *s, struct str text)
{
	struct pattern *p;
	const char *wrong = pattern_compile(ap->arena, text, &p);

	if (wrong)
		return conf_apply_error(ap, "the regular expression %.*s "
		    "cannot be used: %s", STR_ARG(text), wrong);
	s->match = SECTION_REGEX;
	s->pattern = p;
	return true;
}

static bool
read_subject(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node, struct section *s)
{
	struct strs words = node->words;
	bool regex = is_match_form(row);

	if (words.n > 1 && str_eq(words.v[0], STR("~"))) {
		regex = true;
		words = (struct strs){ words.v + 1, words.n - 1 };
	}
	if (words.n == 0 || words.v[0].n == 0)
		return conf_apply_error(ap, "<%s> needs an argument",
		    row->name);
	if (words.n > 1)
		return conf_apply_error(ap, "<%s> takes one argument: put "
		    "quotes around one with blanks", row->name);
	if (regex)
		return read_regex(ap, s, words.v[0]);
	s->match = glob_is_pattern(words.v[0]) ? SECTION_GLOB : SECTION_PLAIN;
	s->subject = words.v[0];
	if (row_starts(row, "Directory"))
		return read_directory(ap, s, words.v[0]);
	return true;
}

void
section_list_add(struct arena *a, struct section_list *l, struct section *s)
{
	ARENA_PUSH(a, l->v, l->n, s);
}

/* The list a new section belongs to; NULL: it is read and has no effect. */
static struct section_list *
find_list(struct conf_apply *ap, const struct directive *row)
{
	struct site_build *b = ap->context;

	if (row_starts(row, "Location"))
		return &b->site->locations;
	if (row_starts(row, "Directory"))
		return &b->site->directories;
	if (b->directory)
		return &b->directory->files;
	return ap->place == PLACE_DIR ? NULL : &b->site->files;
}

static bool
may_nest(struct conf_apply *ap, const struct directive *row)
{
	const char *in = ap->section ? ap->section : "";

	if (strncmp(in, "<Location", 9) == 0)
		return conf_apply_error(ap, "<%s> is not allowed in %s",
		    row->name, in);
	if (strncmp(in, "<Files", 6) == 0)
		conf_apply_warn(ap, "<%s> within %s has no effect", row->name,
		    in);
	return true;
}

bool
section_open(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	struct site_build inner = *(struct site_build *)ap->context;
	struct conf_apply sub = *ap;
	struct section *s = ARENA_NEW(ap->arena, struct section);
	struct section_list *list;

	if (!may_nest(ap, row) || !read_subject(ap, row, node, s))
		return false;
	list = find_list(ap, row);
	s->pos = node->pos;
	s->values = conf_values_empty(ap->arena, ap->registry, CONF_DIR);
	s->id = ++((struct site_build *)ap->context)->sections;
	inner.sections = s->id;
	inner.directory = row_starts(row, "Directory") ? s : NULL;
	sub.context = &inner;
	sub.place = PLACE_DIR;
	sub.section = arena_printf(ap->arena, "<%s>", row->name).p;
	sub.values[CONF_PROCESS] = sub.values[CONF_SERVER] = NULL;
	sub.values[CONF_DIR] = s->values;
	conf_apply(&sub, node->children);
	((struct site_build *)ap->context)->sections = inner.sections;
	if (list)
		section_list_add(ap->arena, list, s);
	return true;
}

/* --- Order --------------------------------------------------------------- */

struct section_list
section_lists_join(struct arena *a, const struct section_list *outer,
    const struct section_list *own)
{
	struct section_list out = { NULL, 0 };

	if (own->n == 0)
		return *outer;
	out.v = ARENA_ARRAY(a, struct section *, outer->n + own->n);
	for (size_t i = 0; i < outer->n; i++)
		out.v[out.n++] = outer->v[i];
	for (size_t i = 0; i < own->n; i++)
		out.v[out.n++] = own->v[i];
	return out;
}

/* Regex forms come after all others, in file order. */
static size_t
rank(const struct section *s)
{
	return s->match == SECTION_REGEX ? SIZE_MAX : s->depth;
}

void
section_list_sort(struct section_list *l)
{
	/* By insertion: it is stable, and lists are short. */
	for (size_t i = 1; i < l->n; i++) {
		struct section *s = l->v[i];
		size_t k = i;

		for (; k > 0 && rank(l->v[k - 1]) > rank(s); k--)
			l->v[k] = l->v[k - 1];
		l->v[k] = s;
	}
}

/* --- Matching ------------------------------------------------------------ */

static bool
matches_regex(const struct section *s, const char *cstr)
{
	struct pattern_match m;

	return pattern_match(s->pattern, cstr, &m);
}

bool
section_is_directory(const struct section *s, struct str dir, size_t depth)
{
	if (s->match == SECTION_REGEX || s->depth != depth)
		return false;
	if (s->match == SECTION_PLAIN)
		return str_eq(s->subject, dir);
	return glob_match(s->subject, dir, GLOB_PATH | GLOB_PERIOD);
}

/* "/a" covers "/a", "/a/" and "/a/x"; "/a/" does not cover "/a". */
static bool
covers(struct str prefix, struct str path)
{
	if (!str_starts(path, prefix))
		return false;
	return path.n == prefix.n || prefix.p[prefix.n - 1] == '/' ||
	    path.p[prefix.n] == '/';
}

bool
section_is_location(const struct section *s, struct str path)
{
	switch (s->match) {
	case SECTION_PLAIN:
		return covers(s->subject, path);
	case SECTION_GLOB:
		return glob_match(s->subject, path, GLOB_PATH);
	case SECTION_REGEX:
		break;
	}
	BUG("a regex location is matched as a name");
}

bool
section_is_name(const struct section *s, struct str name, const char *cstr)
{
	switch (s->match) {
	case SECTION_PLAIN:
		return str_eq(s->subject, name);
	case SECTION_GLOB:
		return glob_match(s->subject, name, 0);
	case SECTION_REGEX:
		return matches_regex(s, cstr);
	}
	return false;
}
