/*
 * The types every row may use: how one line becomes a flag, a number, a time,
 * a string, a path, a keyword or a list of words.  All but lists are plain:
 * the last line wins, and the inner value replaces the outer.
 */
#include "conf/apply.h"

#include <inttypes.h>
#include <limits.h>

#include "base/num.h"

/* Units of time; the first column is what messages call them. */
static const struct unit {
	const char *name;
	int64_t ms;
} units[] = {
	{ "h", 3600000 },
	{ "min", 60000 },
	{ "mi", 60000 },
	{ "s", 1000 },
	{ "ms", 1 },
	{ "", 1000 },
};

/* Length of the leading decimal number, with its sign. */
static size_t
span_number(struct str s)
{
	size_t n = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');

	while (n < s.n && char_is_digit(s.p[n]))
		n++;
	return n;
}

bool
conf_parse_time(struct str s, int64_t *ms)
{
	size_t digits = span_number(s);
	struct str unit;
	int64_t n;

	if (s.n == 0 || !num_i64(str_of(s.p, digits), &n))
		return false;
	unit = str_skip(s, digits);
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (str_ieq(unit, str_from(units[i].name)))
			return !__builtin_mul_overflow(n, units[i].ms, ms);
	}
	return false;
}

/* "2min", "500ms": the largest unit that divides. */
static struct str
print_time(struct arena *a, int64_t ms)
{
	size_t i = 0;

	while (units[i].ms > 1 && (ms == 0 || ms % units[i].ms != 0))
		i++;
	if (ms == 0)
		return STR("0");
	return arena_printf(a, "%" PRId64 "%s", ms / units[i].ms,
	    units[i].name);
}

static bool
has_bounds(const struct directive *row)
{
	return row->min != 0 || row->max != 0;
}

static bool
in_bounds(const struct directive *row, int64_t n)
{
	return !has_bounds(row) || (n >= row->min && n <= row->max);
}

/* " from 1 to 100", " of at least 1", or nothing. */
static struct str
print_bounds(struct arena *a, const struct directive *row)
{
	if (!has_bounds(row))
		return STR("");
	if (row->max >= INT32_MAX)
		return arena_printf(a, " of at least %" PRId64, row->min);
	return arena_printf(a, " from %" PRId64 " to %" PRId64, row->min,
	    row->max);
}

/* ", not abc" when the word may be shown. */
static struct str
print_not(struct arena *a, struct str word)
{
	struct str shown = diag_word(word);
	int64_t n;

	if (num_i64(word, &n))
		shown = word;
	if (shown.p != word.p)
		return STR("");
	return arena_printf(a, ", not %.*s", STR_ARG(shown));
}

/*
 * httpd takes further words after On or Off without complaint ("KeepAlive On
 * # yes"), so that files have them.
 */
static bool
set_flag(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	const struct strs *w = &line->words;
	bool on = w->n > 0 && str_ieq(w->v[0], STR("on"));

	if (!on && (w->n == 0 || !str_ieq(w->v[0], STR("off"))))
		return conf_apply_error(ap, "%s must be On or Off", row->name);
	if (w->n > 1)
		conf_apply_warn(ap, "%s takes one word; what follows it is "
		    "ignored", row->name);
	*(bool *)field = on;
	return true;
}

static bool
set_int(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0];
	struct str bounds, given;
	int64_t n;

	if (num_i64(word, &n) && in_bounds(row, n)) {
		*(int64_t *)field = n;
		return true;
	}
	bounds = print_bounds(ap->arena, row);
	given = print_not(ap->arena, word);
	return conf_apply_error(ap, "%s must be a number%.*s%.*s", row->name,
	    STR_ARG(bounds), STR_ARG(given));
}

/* Read as httpd reads MPM numbers; what it cannot read becomes 0 aloud. */
static bool
set_atoi(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0];
	int64_t strict, n = num_atoi(word);

	if (!num_i64(word, &strict))
		conf_apply_warn(ap, "%s is not given a plain number and is "
		    "taken as %" PRId64, row->name, n);
	*(int64_t *)field = n;
	return true;
}

static bool
refuse_time(struct conf_apply *ap, const struct directive *row)
{
	struct str min, max;

	min = print_time(ap->arena, row->min);
	if (row->max == 0 || row->max >= INT32_MAX)
		return conf_apply_error(ap, "%s must be at least %.*s",
		    row->name, STR_ARG(min));
	max = print_time(ap->arena, row->max);
	return conf_apply_error(ap, "%s must be from %.*s to %.*s", row->name,
	    STR_ARG(min), STR_ARG(max));
}

/* Bounds are in ms; without bounds a time is not negative. */
static bool
set_time(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	int64_t ms;

	if (!conf_parse_time(line->words.v[0], &ms))
		return conf_apply_error(ap, "%s has wrong format: write a "
		    "whole number, with ms, s, min or h where it is not "
		    "seconds", row->name);
	if (has_bounds(row) ? !in_bounds(row, ms) : ms < 0)
		return refuse_time(ap, row);
	*(int64_t *)field = ms;
	return true;
}

static bool
set_string(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	*(struct str *)field = arena_copy(ap->arena, line->words.v[0]);
	return true;
}

static bool
set_path(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	*(struct str *)field = conf_apply_path(ap, line->words.v[0]);
	return true;
}

/* "Prod, Major or Full" */
static struct str
print_keywords(struct arena *a, const struct conf_keyword *k)
{
	struct str list = str_from(k->word);

	while ((++k)->word)
		list = arena_printf(a, "%.*s%s%s", STR_ARG(list),
		    k[1].word ? ", " : " or ", k->word);
	return list;
}

static bool
set_keyword(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0];
	struct str list, given;

	for (const struct conf_keyword *k = row->keywords; k->word; k++) {
		if (!str_ieq(word, str_from(k->word)))
			continue;
		*(int *)field = k->value;
		return true;
	}
	list = print_keywords(ap->arena, row->keywords);
	given = print_not(ap->arena, word);
	return conf_apply_error(ap, "%s must be %.*s%.*s", row->name,
	    STR_ARG(list), STR_ARG(given));
}

/* Never writes into an array that outer values may share. */
static bool
set_words(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	const struct strs *more = &line->words;
	struct strs *list = field;
	struct str *v;

	if (conf_apply_first(ap, row))
		*list = (struct strs){ NULL, 0 };
	v = ARENA_ARRAY(ap->arena, struct str, list->n + more->n);
	for (size_t i = 0; i < list->n; i++)
		v[i] = list->v[i];
	for (size_t i = 0; i < more->n; i++)
		v[list->n + i] = arena_copy(ap->arena, more->v[i]);
	*list = (struct strs){ v, list->n + more->n };
	return true;
}

const struct conf_type conf_type_flag = {
	.name = "On|Off",
	.max_words = UINT_MAX,
	.size = sizeof(bool),
	.set = set_flag,
};

#define ONE_WORD(name_, ctype, set_) {					\
	.name = name_, .min_words = 1, .max_words = 1,			\
	.size = sizeof(ctype), .set = set_				\
}

const struct conf_type conf_type_int = ONE_WORD("number", int64_t, set_int);
const struct conf_type conf_type_atoi = ONE_WORD("number", int64_t, set_atoi);
const struct conf_type conf_type_time = ONE_WORD("time", int64_t, set_time);
const struct conf_type conf_type_string =
    ONE_WORD("string", struct str, set_string);
const struct conf_type conf_type_path = ONE_WORD("path", struct str, set_path);
const struct conf_type conf_type_keyword =
    ONE_WORD("keyword", int, set_keyword);

const struct conf_type conf_type_words = {
	.name = "word ...",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = sizeof(struct strs),
	.set = set_words,
};

const struct conf_type conf_type_accepted = {
	.name = "anything",
	.max_words = UINT_MAX,
};
