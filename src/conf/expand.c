/*
 * ${NAME} in a logical line, before it is cut into words.
 *
 * What comes out is not looked at again: no recursion.  Values may be as long
 * as lines, so the whole run has a ceiling.
 */
#include "conf/reader.h"

/* Finds "${...}" in s: *at is its start, *name what is between the braces. */
static bool
find_variable(struct str s, size_t *at, struct str *name)
{
	ptrdiff_t open = str_search(s, STR("${")), close;

	if (open < 0)
		return false;
	*at = (size_t)open;
	*name = str_skip(s, (size_t)open + 2);
	close = str_find(*name, '}');
	if (close < 0)
		return false;
	name->n = (size_t)close;
	return true;
}

/*
 * Without a value, a path or a user name cannot be what was meant, and
 * "ignore and go on" would put files into a place named "${X}".
 */
static bool
is_vital(struct reader *r, struct str line)
{
	static const char *const vital[] = {
		"User", "Group", "ServerRoot", "Include", "IncludeOptional"
	};
	struct str name = str_word(&line);
	const struct directive *row = read_find_row(r, name, NULL);
	size_t i;

	for (i = 0; i < ARRAY_LEN(vital); i++) {
		if (str_ieq(name, str_from(vital[i])))
			return true;
	}
	return row != NULL && row->type == &conf_type_path;
}

static void
complain(struct reader *r, struct str line, struct str name,
    const struct conf_pos *pos)
{
	struct str shown = name;
	bool vital = is_vital(r, line);

	if (shown.n > 80)
		shown.n = 80;
	diag_add(r->diag, vital ? DIAG_ERROR : DIAG_WARNING, pos,
	    "Config variable ${%.*s} is not defined", STR_ARG(shown));
	diag_number(r->diag, 111);
	diag_column(r->diag, (size_t)(name.p - 2 - line.p) + 1);
	if (str_starts(name, STR("APACHE_")))
		diag_remedy(r->diag, "on Debian it is set by "
		    "/etc/apache2/envvars; read that file first: "
		    ". /etc/apache2/envvars");
}

/* Puts the value of what stands between the braces, or the text itself. */
static void
put_value(struct reader *r, struct buf *out, struct str line,
    struct str inside, const struct conf_pos *pos)
{
	ptrdiff_t mark = str_search(inside, STR("?="));
	struct str name = inside;
	struct str value;

	if (mark >= 0)
		name.n = (size_t)mark;
	value = define_value(r, name);
	/* With a colon it is for RewriteMap, at the time of a request. */
	if (value.p == NULL && str_find(name, ':') < 0) {
		if (mark >= 0)
			value = str_skip(inside, (size_t)mark + 2);
		else
			complain(r, line, name, pos);
	}
	if (value.p == NULL)
		value = str_of(inside.p - 2, inside.n + 3);
	buf_str_put(out, value);
}

static struct str
keep(struct reader *r, const struct buf *out, const struct conf_pos *pos)
{
	/* r->n_expanded is a total: many lines may not add up to more. */
	if (out->full || r->n_expanded + out->n > READ_EXPANDED_MAX) {
		diag_error(r->diag, pos, "with its variables the line is too "
		    "long");
		return STR("");
	}
	r->n_expanded += out->n;
	return arena_copy(r->arena, buf_str(out));
}

struct str
expand_line(struct reader *r, struct str line, const struct conf_pos *pos)
{
	struct str rest = line, name;
	struct buf out;
	size_t at;

	if (!find_variable(line, &at, &name))
		return line;
	buf_init(&out, LEX_LINE_MAX);
	while (!out.full && find_variable(rest, &at, &name)) {
		buf_str_put(&out, str_of(rest.p, at));
		put_value(r, &out, line, name, pos);
		rest = str_skip(rest, at + name.n + 3);
	}
	buf_str_put(&out, rest);
	line = keep(r, &out, pos);
	buf_release(&out);
	return line;
}
