/*
 * The walk: each line finds its row, passes its checks, and is written.
 */
#include "conf/state.h"

#include <limits.h>

#include "base/bug.h"
#include "conf/print.h"
#include "conf/values.h"

/* A syntax is shown up to here. */
#define SYNTAX_MAX 500

bool
conf_apply_error(struct conf_apply *ap, const char *fmt, ...)
{
	struct str text;
	va_list args;

	va_start(args, fmt);
	text = arena_vprintf(ap->arena, fmt, args);
	va_end(args);
	diag_error(ap->diag, ap->line ? ap->line->pos : NULL, "%.*s",
	    STR_ARG(text));
	return false;
}

void
conf_apply_warn(struct conf_apply *ap, const char *fmt, ...)
{
	struct str text;
	va_list args;

	va_start(args, fmt);
	text = arena_vprintf(ap->arena, fmt, args);
	va_end(args);
	diag_warn(ap->diag, ap->line ? ap->line->pos : NULL, "%.*s",
	    STR_ARG(text));
}

bool
conf_apply_first(const struct conf_apply *ap, const struct directive *row)
{
	return !conf_values_row_set(ap->values[row->home], ap->registry,
	    ap->owner, row);
}

/* Takes the last component off, never the root's slash. */
static size_t
drop_component(const char *p, size_t n)
{
	while (n > 0 && p[n - 1] != '/')
		n--;
	return n > 1 ? n - 1 : 0;
}

/* Appends the components of path to the n bytes at p; returns how many. */
static size_t
append_components(char *p, size_t n, struct str path)
{
	while (path.p) {
		struct str part = str_cut(&path, '/');

		if (part.n == 0 || str_eq(part, STR(".")))
			continue;
		if (str_eq(part, STR(".."))) {
			n = drop_component(p, n);
			continue;
		}
		p[n++] = '/';
		memcpy(p + n, part.p, part.n);
		n += part.n;
	}
	return n;
}

struct str
conf_apply_path(struct conf_apply *ap, struct str path)
{
	struct str root = ap->server_root;
	bool absolute = path.n > 0 && path.p[0] == '/';
	char *p;
	size_t n = 0;

	if (!absolute && root.n == 0)
		return arena_copy(ap->arena, path);
	p = arena_alloc(ap->arena, root.n + path.n + 3);
	if (!absolute)
		n = append_components(p, n, root);
	n = append_components(p, n, path);
	if (n == 0)
		p[n++] = '/';
	p[n] = '\0';
	return str_of(p, n);
}

/* "ServerName", "<Directory>" */
static struct str
print_name(struct arena *a, const struct directive *row)
{
	return arena_printf(a, conf_is_container(row) ? "<%s>" : "%s",
	    row->name);
}

static void
refuse_in_server(struct conf_apply *ap, const struct directive *row,
    struct str name)
{
	if (row->places == PLACE_VHOST) {
		conf_apply_error(ap, "%.*s only used in <VirtualHost>",
		    STR_ARG(name));
		return;
	}
	conf_apply_error(ap, "%.*s not allowed here", STR_ARG(name));
	if (row->places & PLACE_DIR)
		diag_remedy(ap->diag, "write it inside <Directory>, "
		    "<Location> or <Files>");
}

static void
refuse_in_htaccess(struct conf_apply *ap, const struct directive *row,
    struct str name)
{
	conf_apply_error(ap, "%.*s not allowed here", STR_ARG(name));
	if (row->places & PLACE_HTACCESS)
		diag_remedy(ap->diag, "AllowOverride does not grant it for "
		    "this directory");
}

/* In httpd's words, which people search for. */
static void
refuse_place(struct conf_apply *ap, const struct directive *row)
{
	struct str name = print_name(ap->arena, row);
	const char *section = ap->section ? ap->section : "this";

	if (ap->place == PLACE_SERVER)
		refuse_in_server(ap, row, name);
	else if (ap->place == PLACE_HTACCESS)
		refuse_in_htaccess(ap, row, name);
	else if (ap->place == PLACE_VHOST && (row->places & PLACE_SERVER))
		conf_apply_error(ap, "%.*s cannot occur within %s section",
		    STR_ARG(name), section);
	else
		conf_apply_error(ap, "%.*s not allowed in %s context",
		    STR_ARG(name), section);
}

/* Rows without a class need any class to be granted. */
static bool
place_ok(const struct conf_apply *ap, const struct directive *row)
{
	if (!(row->places & ap->place))
		return false;
	if (ap->place == PLACE_HTACCESS)
		return (ap->override &
		    (row->override ? row->override : OVERRIDE_ALL)) != 0;
	return true;
}

static const char *
count_word(unsigned n)
{
	static const char *const words[] = { "no", "one", "two", "three" };

	return n < ARRAY_LEN(words) ? words[n] : "more";
}

/* "takes one argument", "takes 1-2 arguments", "requires at least two ..." */
static struct str
print_arity(struct arena *a, const struct conf_type *t)
{
	unsigned min = t->min_words, max = t->max_words;

	if (max == UINT_MAX)
		return arena_printf(a, "requires at least %s argument%s",
		    count_word(min), min == 1 ? "" : "s");
	if (min == max && max < 4)
		return arena_printf(a, "takes %s argument%s", count_word(max),
		    max == 1 ? "" : "s");
	if (min == max)
		return arena_printf(a, "takes %u arguments", max);
	if (min == 2 && max == 3)
		return STR("takes two or three arguments");
	if (min == 1 && max == 3)
		return STR("takes one, two or three arguments");
	return arena_printf(a, "takes %u-%u arguments", min, max);
}

static void
show_syntax(struct conf_apply *ap, const struct directive *row)
{
	struct buf text;

	buf_init(&text, SYNTAX_MAX);
	conf_print_syntax(&text, row);
	diag_remedy(ap->diag, "syntax: %.*s", STR_ARG(buf_str(&text)));
	buf_release(&text);
}

static bool
arity_ok(struct conf_apply *ap, const struct directive *row,
    const struct strs *words)
{
	const struct conf_type *t = row->type;
	size_t n = words->n;
	struct str arity;

	if (t->max_words == 1 && n == 1 && words->v[0].n == 0)
		n = 0;
	if (n >= t->min_words && n <= t->max_words)
		return true;
	arity = print_arity(ap->arena, t);
	conf_apply_error(ap, "%s %.*s%s%s", row->name, STR_ARG(arity),
	    row->help ? ", " : "", row->help ? row->help : "");
	show_syntax(ap, row);
	return false;
}

/* Where the row's value lives; NULL for types that only look at the line. */
static void *
field_of(const struct conf_apply *ap, const struct directive *row)
{
	const struct conf_values *v = ap->values[row->home];

	if (row->type->size == 0)
		return NULL;
	BUG_ON(v->of[ap->owner] == NULL);
	return (char *)v->of[ap->owner] + row->offset;
}

/* Checks arity and lets the type write; the line is as the type wants it. */
static bool
set_field(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	struct conf_node line = *node;
	struct str rest = node->raw;

	if (row->type->raw)
		line.words = (struct strs){ &rest, rest.n > 0 };
	if (!arity_ok(ap, row, &line.words))
		return false;
	return row->type->set(ap, row, &line, field_of(ap, row));
}

void
conf_set_initial(struct conf_apply *ap, const struct directive *row)
{
	struct str text = str_from(row->initial);
	struct conf_node line = {
		.name = str_from(row->name),
		.raw = text,
		.words = conf_words(ap->arena, text, ap->diag, NULL),
	};

	ap->line = &line;
	set_field(ap, row, &line);
	ap->line = NULL;
}

static void
set_value(struct conf_apply *ap, const struct directive *row)
{
	struct conf_values *v = ap->values[row->home];

	if (!row->type->set)
		return;
	if (!v && row->type->size > 0) {
		refuse_place(ap, row);
		return;
	}
	if (set_field(ap, row, ap->line) && v)
		conf_values_mark(ap->arena, v, ap->registry, ap->owner, row,
		    ap->line->pos);
}

static const struct directive *
follow_rename(struct conf_apply *ap, const struct directive *old)
{
	const struct directive *row;

	row = conf_state_find(ap, str_from(old->renamed), &ap->owner);
	BUG_ON(row == NULL || row->renamed);
	conf_state_notice(ap, arena_printf(ap->arena,
	    "%s is the old name of %s", old->name, row->name));
	return row;
}

static bool
module_ok(struct conf_apply *ap, const struct directive *row)
{
	const struct conf_owner *owner = ap->registry->owners[ap->owner];
	struct str name;

	if (!ap->modules ||
	    conf_module_on(ap->registry, ap->modules, ap->owner))
		return true;
	name = print_name(ap->arena, row);
	return conf_apply_error(ap, "%.*s belongs to %s, which this file does "
	    "not load; add LoadModule %s", STR_ARG(name), owner->identifier,
	    owner->identifier);
}

static void
open_container(const struct conf_apply *ap, const struct directive *row)
{
	struct conf_apply inner = *ap;

	row->open(&inner, row, ap->line);
}

static void
apply_line(struct conf_apply *ap, const struct conf_node *line)
{
	const struct directive *row;

	ap->line = line;
	row = conf_state_find(ap, line->name, &ap->owner);
	if (!row || (!row->read_time &&
	    conf_is_container(row) != line->container)) {
		conf_unknown(ap);
		return;
	}
	if (row->read_time)
		return;
	if (row->renamed)
		row = follow_rename(ap, row);
	if (!module_ok(ap, row))
		return;
	if (!place_ok(ap, row))
		refuse_place(ap, row);
	else if (conf_is_container(row))
		open_container(ap, row);
	else
		set_value(ap, row);
}

void
conf_apply(const struct conf_apply *given, const struct conf_node *first)
{
	struct conf_apply ap = *given;

	if (!ap.state)
		ap.state = conf_state_new(ap.arena, ap.registry);
	for (const struct conf_node *n = first; n; n = n->next)
		apply_line(&ap, n);
}
