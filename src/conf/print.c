/*
 * Rows as text: the list of -L and the manual of directives.
 */
#include "conf/print.h"

#include <inttypes.h>

static const struct {
	unsigned bit;
	const char *name;
} classes[] = {
	{ OVERRIDE_FILEINFO, "FileInfo" },
	{ OVERRIDE_AUTHCONFIG, "AuthConfig" },
	{ OVERRIDE_LIMIT, "Limit" },
	{ OVERRIDE_INDEXES, "Indexes" },
	{ OVERRIDE_OPTIONS, "Options" },
}, places[] = {
	{ PLACE_SERVER, "server" },
	{ PLACE_VHOST, "virtual host" },
	{ PLACE_DIR, "directory" },
	{ PLACE_HTACCESS, ".htaccess" },
};

/* The row after `last` by name, or the first; NULL at the end. */
static const struct directive *
next_by_name(const struct conf_owner *owner, const struct directive *last)
{
	const struct directive *best = NULL;
	const struct directive *row = owner->rows;

	for (; row && row->name; row++) {
		if (last && str_icmp(str_from(row->name),
		    str_from(last->name)) <= 0)
			continue;
		if (!best || str_icmp(str_from(row->name),
		    str_from(best->name)) < 0)
			best = row;
	}
	return best;
}

static void
put_keywords(struct buf *out, const struct conf_keyword *k)
{
	for (const char *bar = ""; k->word; k++, bar = "|")
		buf_printf(out, "%s%s", bar, k->word);
}

void
conf_print_syntax(struct buf *out, const struct directive *row)
{
	bool words = row->args && row->args[0];

	buf_printf(out, row->open ? "<%s" : "%s", row->name);
	if (words)
		buf_char(out, ' ');
	if (words && row->keywords && strcmp(row->args, "keyword") == 0)
		put_keywords(out, row->keywords);
	else if (words)
		buf_cstr_put(out, row->args);
	if (row->open)
		buf_char(out, '>');
}

/* "AuthConfig or Limit"; nothing when any class will do. */
static void
put_classes(struct buf *out, unsigned override)
{
	const char *join = "";

	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (!(override & classes[i].bit))
			continue;
		buf_printf(out, "%s%s", join, classes[i].name);
		join = " or ";
	}
}

static bool
any_class(const struct directive *row)
{
	return row->override == OVERRIDE_NONE || row->override == OVERRIDE_ALL;
}

/* In httpd's words. */
static void
put_allowed(struct buf *out, const struct directive *row)
{
	bool outside = (row->places & PLACE_SV) != 0;
	bool inside = (row->places & PLACE_DIR) != 0;

	buf_cstr_put(out, "\tAllowed in *.conf ");
	if (outside && inside)
		buf_cstr_put(out, "anywhere");
	else
		buf_printf(out, "only %s <Directory>, <Files>, <Location>, "
		    "or <If>", inside ? "inside" : "outside");
	if (row->places & PLACE_HTACCESS) {
		buf_cstr_put(out, " and in .htaccess\n\twhen AllowOverride ");
		buf_cstr_put(out, any_class(row) ? "isn't None" : "includes ");
		if (!any_class(row))
			put_classes(out, row->override);
	}
	buf_char(out, '\n');
}

static void
put_listed(struct buf *out, const struct conf_owner *owner,
    const struct directive *row)
{
	buf_printf(out, "%s%s (%s)\n", row->open ? "<" : "", row->name,
	    owner->source);
	if (row->renamed) {
		buf_printf(out, "\tOld name of %s\n", row->renamed);
		return;
	}
	buf_printf(out, "\t%s\n", row->help ? row->help : "");
	put_allowed(out, row);
}

void
conf_print_directives(struct buf *out, const struct conf_registry *registry)
{
	for (size_t i = 0; i < registry->n; i++) {
		const struct directive *row = registry->owners[i]->rows;

		for (; row && row->name; row++)
			put_listed(out, registry->owners[i], row);
	}
}

/* Text for Markdown: what stands between backquotes is left alone. */
static void
put_text(struct buf *out, const char *text)
{
	bool code = false;

	for (; *text; text++) {
		if (*text == '`')
			code = !code;
		else if (!code && strchr("<*_|\\", *text))
			buf_char(out, '\\');
		buf_char(out, *text);
	}
}

static void
put_places(struct buf *out, const struct directive *row)
{
	const char *join = "";

	buf_cstr_put(out, "- Context: ");
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (!(row->places & places[i].bit))
			continue;
		buf_printf(out, "%s%s", join, places[i].name);
		join = ", ";
	}
	buf_char(out, '\n');
	if (!(row->places & PLACE_HTACCESS))
		return;
	buf_cstr_put(out, "- AllowOverride: ");
	if (any_class(row))
		buf_cstr_put(out, "any class");
	else
		put_classes(out, row->override);
	buf_char(out, '\n');
}

/* Bounds as the type writes them; those of times are milliseconds. */
static void
put_bounds(struct buf *out, const struct directive *row)
{
	const char *unit = row->type == &conf_type_time ? " ms" : "";

	if (row->min == 0 && row->max == 0)
		return;
	if (row->max >= INT32_MAX)
		buf_printf(out, "- Least: %" PRId64 "%s\n", row->min, unit);
	else
		buf_printf(out, "- Range: %" PRId64 " to %" PRId64 "%s\n",
		    row->min, row->max, unit);
}

static void
put_entry(struct buf *out, const struct directive *row)
{
	buf_printf(out, row->open ? "### `<%s>`\n\n" : "### `%s`\n\n",
	    row->name);
	if (row->renamed) {
		buf_printf(out, "Old name of `%s`.\n\n", row->renamed);
		return;
	}
	if (row->help) {
		put_text(out, row->help);
		buf_cstr_put(out, "\n\n");
	}
	buf_cstr_put(out, "- Syntax: `");
	conf_print_syntax(out, row);
	buf_cstr_put(out, "`\n");
	if (row->initial)
		buf_printf(out, "- Default: `%s %s`\n", row->name,
		    row->initial);
	put_bounds(out, row);
	put_places(out, row);
	buf_char(out, '\n');
}

static void
put_owner(struct buf *out, const struct conf_owner *owner)
{
	const struct directive *row = next_by_name(owner, NULL);

	if (!row)
		return;
	buf_printf(out, "## `%s` (`%s`)\n\n", owner->identifier,
	    owner->source);
	if (owner->always_on)
		buf_cstr_put(out, "Always there; LoadModule is not needed."
		    "\n\n");
	for (; row; row = next_by_name(owner, row))
		put_entry(out, row);
}

void
conf_print_manual(struct buf *out, const struct conf_registry *registry)
{
	buf_cstr_put(out, "# Directives\n\n"
	    "Made from the tables of the program itself.  *Context* says "
	    "where a directive may\nstand: `server` is outside all sections, "
	    "`directory` is inside `<Directory>`,\n`<Location>`, `<Files>` "
	    "and their likes.\n\n");
	for (size_t i = 0; i < registry->n; i++)
		put_owner(out, registry->owners[i]);
}
