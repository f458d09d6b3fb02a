/* Reads Alias, Redirect and their kin into lists, in the order of the file. */
#include "modules/alias.h"

#include "base/num.h"

/* The words of a Redirect line behind its status. */
struct redirect_words {
	int status;
	struct str *v;
	size_t n;
};

size_t
alias_prefix(struct str path, struct str prefix)
{
	size_t i = 0, j = 0;

	while (j < prefix.n) {
		if (prefix.p[j] != '/') {
			if (i >= path.n || path.p[i++] != prefix.p[j++])
				return 0;
			continue;
		}
		if (i >= path.n || path.p[i] != '/')
			return 0;
		while (j < prefix.n && prefix.p[j] == '/')
			j++;
		while (i < path.n && path.p[i] == '/')
			i++;
	}
	if (j > 0 && prefix.p[j - 1] != '/' && i < path.n && path.p[i] != '/')
		return 0;
	return i;
}

static bool
in_section(const struct conf_apply *ap)
{
	return (ap->place & (PLACE_DIR | PLACE_HTACCESS)) != 0;
}

static bool
ends_in_slash(struct str s)
{
	return s.n > 0 && s.p[s.n - 1] == '/';
}

static bool
refuse_expression(struct conf_apply *ap, struct str s)
{
	if (str_search(s, STR("%{")) < 0)
		return false;
	conf_apply_error(ap, "expressions in '%.*s' are not in this version",
	    STR_ARG(s));
	return true;
}

static bool
compile(struct conf_apply *ap, struct str text, struct alias_rule *rule)
{
	struct pattern *p = NULL;
	const char *wrong = pattern_compile(ap->arena, text, &p);

	if (wrong)
		return conf_apply_error(ap, "regular expression '%.*s': %s",
		    STR_ARG(text), wrong);
	rule->pattern = p;
	return true;
}

static bool
same_prefix_earlier(const struct alias_rules *list, struct str prefix)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].prefix.p &&
		    alias_prefix(prefix, list->v[i].prefix) > 0)
			return true;
	return false;
}

static bool
pattern_earlier(struct arena *a, const struct alias_rules *list,
    struct str prefix)
{
	struct pattern_match m;

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].pattern && pattern_match(list->v[i].pattern,
		    arena_cstr(a, prefix), &m))
			return true;
	return false;
}

/* The first match wins, so a later, longer prefix may never be reached. */
static void
warn_hidden(struct conf_apply *ap, const struct alias_rules *list,
    struct str prefix)
{
	if (!same_prefix_earlier(list, prefix) &&
	    !pattern_earlier(ap->arena, list, prefix))
		return;
	conf_apply_warn(ap, "this %.*s will probably never match, because "
	    "an earlier line covers %.*s", STR_ARG(ap->line->name),
	    STR_ARG(prefix));
	diag_number(ap->diag, 671);
	diag_remedy(ap->diag, "put the longer path first");
}

static void
warn_prefix(struct conf_apply *ap, struct str prefix, struct str target)
{
	const char *between;

	if (prefix.n == 0 || prefix.p[0] != '/')
		conf_apply_warn(ap, "'%.*s' does not begin with a slash and "
		    "will never match", STR_ARG(prefix));
	if (ends_in_slash(prefix) == ends_in_slash(target))
		return;
	between = ends_in_slash(prefix) ? "" : "/";
	conf_apply_warn(ap, "only one of '%.*s' and '%.*s' ends in a slash: "
	    "%.*s%sx is mapped to %.*s%sx", STR_ARG(prefix), STR_ARG(target),
	    STR_ARG(prefix), between, STR_ARG(target), between);
	diag_remedy(ap->diag, "write both with or both without it");
}

/* conf_apply_path takes a trailing slash away, which matters here. */
static struct str
file_target(struct conf_apply *ap, struct str text)
{
	struct str path = conf_apply_path(ap, text);

	if (!ends_in_slash(text) || ends_in_slash(path))
		return path;
	return arena_printf(ap->arena, "%.*s/", STR_ARG(path));
}

static bool
alias_all(struct conf_apply *ap, struct alias_lists *lists, struct str target,
    struct str handler)
{
	struct alias_rule *rule = ARENA_NEW(ap->arena, struct alias_rule);

	if (!in_section(ap))
		return conf_apply_error(ap, "%.*s with one argument belongs "
		    "into <Location>", STR_ARG(ap->line->name));
	if (refuse_expression(ap, target))
		return false;
	if (!ap->section || strncmp(ap->section, "<Location", 9) != 0)
		conf_apply_warn(ap, "%.*s has no effect here: the file is "
		    "known before this section is looked at",
		    STR_ARG(ap->line->name));
	rule->target = file_target(ap, target);
	rule->handler = handler;
	lists->all_alias = rule;
	return true;
}

static bool
add_alias(struct conf_apply *ap, const struct conf_node *line, void *field,
    struct str handler)
{
	struct alias_lists *lists = field;
	struct alias_rule rule = { .handler = handler };

	if (line->words.n == 1)
		return alias_all(ap, lists, line->words.v[0], handler);
	if (in_section(ap))
		return conf_apply_error(ap, "%.*s with two arguments cannot "
		    "stand within a section", STR_ARG(line->name));
	rule.prefix = line->words.v[0];
	rule.target = file_target(ap, line->words.v[1]);
	warn_hidden(ap, &lists->aliases, rule.prefix);
	warn_prefix(ap, rule.prefix, rule.target);
	ARENA_PUSH(ap->arena, lists->aliases.v, lists->aliases.n, rule);
	return true;
}

static bool
add_alias_match(struct conf_apply *ap, const struct conf_node *line,
    void *field, struct str handler)
{
	struct alias_lists *lists = field;
	struct alias_rule rule = { .handler = handler };

	if (!compile(ap, line->words.v[0], &rule))
		return false;
	rule.target = file_target(ap, line->words.v[1]);
	ARENA_PUSH(ap->arena, lists->aliases.v, lists->aliases.n, rule);
	return true;
}

static bool
set_alias(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	return add_alias(ap, line, field, STR_NONE);
}

static bool
set_script(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	return add_alias(ap, line, field, STR("cgi-script"));
}

static bool
set_alias_match(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	return add_alias_match(ap, line, field, STR_NONE);
}

static bool
set_script_match(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	return add_alias_match(ap, line, field, STR("cgi-script"));
}

/* 0 when the word is no status. */
static int
status_word(struct str word)
{
	int64_t n;

	if (str_ieq(word, STR("permanent")))
		return 301;
	if (str_ieq(word, STR("temp")))
		return 302;
	if (str_ieq(word, STR("seeother")))
		return 303;
	if (str_ieq(word, STR("gone")))
		return 410;
	if (num_range(word, 0, INT32_MAX, &n))
		return n ? (int)n : -1;
	return 0;
}

static bool
is_redirect(int status)
{
	return status >= 300 && status <= 399;
}

static bool
check_url(struct conf_apply *ap, struct str url)
{
	struct str rest = url;
	struct str scheme = str_cut(&rest, ':');

	if (url.n > 0 && url.p[0] == '/')
		return true;
	if (rest.p && scheme.n > 0 && char_is_alpha(scheme.p[0]) &&
	    str_find(scheme, '/') < 0)
		return true;
	return conf_apply_error(ap, "'%.*s' is neither a URL nor a path that "
	    "begins with a slash", STR_ARG(url));
}

/* Whether the words fit the status; the last one is the URL. */
static bool
check_words(struct conf_apply *ap, const struct redirect_words *w, size_t max)
{
	if (w->status < 300 || w->status > 599)
		return conf_apply_error(ap, "%d is no status of a redirect "
		    "or an error (300 to 599)", w->status);
	if (w->n > max)
		return conf_apply_error(ap, is_redirect(w->status) ?
		    "too many arguments" :
		    "a target is not valid for this status");
	if (w->n < max)
		return conf_apply_error(ap, is_redirect(w->status) ?
		    "the URL to redirect to is missing" :
		    "the path is missing");
	if (is_redirect(w->status))
		return check_url(ap, w->v[w->n - 1]);
	return true;
}

static bool
redirect_all(struct conf_apply *ap, struct alias_lists *lists,
    const struct redirect_words *w)
{
	struct alias_rule *rule = ARENA_NEW(ap->arena, struct alias_rule);

	if (!check_words(ap, w, is_redirect(w->status) ? 1 : 0))
		return false;
	if (w->n && refuse_expression(ap, w->v[0]))
		return false;
	rule->status = w->status;
	if (w->n)
		rule->target = w->v[0];
	lists->all_redirect = rule;
	return true;
}

static void
warn_redirect(struct conf_apply *ap, const struct alias_rule *rule)
{
	if (rule->prefix.n == 0 || rule->prefix.p[0] != '/')
		conf_apply_warn(ap, "'%.*s' does not begin with a slash and "
		    "will never match", STR_ARG(rule->prefix));
	if (!rule->target.p || !ends_in_slash(rule->prefix) ||
	    ends_in_slash(rule->target) || str_find(rule->target, '?') >= 0)
		return;
	conf_apply_warn(ap, "'%.*s' ends in a slash and '%.*s' does not: "
	    "%.*sx leads to %.*sx", STR_ARG(rule->prefix),
	    STR_ARG(rule->target), STR_ARG(rule->prefix),
	    STR_ARG(rule->target));
	diag_remedy(ap->diag, "end the target in a slash, or use "
	    "RedirectMatch");
}

static bool
add_redirect(struct conf_apply *ap, struct alias_lists *lists,
    const struct redirect_words *w, bool regex)
{
	struct alias_rules *list = in_section(ap) ? &lists->local :
	    &lists->redirects;
	struct alias_rule rule = { .status = w->status };

	if (!check_words(ap, w, is_redirect(w->status) ? 2 : 1))
		return false;
	if (w->n > 1)
		rule.target = w->v[1];
	if (regex && !compile(ap, w->v[0], &rule))
		return false;
	if (!regex) {
		rule.prefix = w->v[0];
		warn_redirect(ap, &rule);
	}
	ARENA_PUSH(ap->arena, list->v, list->n, rule);
	return true;
}

/* Takes the status off the front; a line need not have one. */
static struct redirect_words
redirect_words(const struct conf_node *line)
{
	struct redirect_words w = { 302, line->words.v, line->words.n };
	int status = w.n ? status_word(w.v[0]) : 0;

	if (status == 0)
		return w;
	w.status = status;
	w.v++;
	w.n--;
	return w;
}

static bool
set_redirect(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct redirect_words w = redirect_words(line);

	(void)row;
	if (in_section(ap) && w.n == (is_redirect(w.status) ? 1u : 0u))
		return redirect_all(ap, field, &w);
	return add_redirect(ap, field, &w, false);
}

static bool
set_redirect_match(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct redirect_words w = redirect_words(line);

	(void)row;
	return add_redirect(ap, field, &w, true);
}

static bool
set_permanent(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct redirect_words w = { 301, line->words.v, line->words.n };

	(void)row;
	return add_redirect(ap, field, &w, false);
}

static bool
set_temporary(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct redirect_words w = { 302, line->words.v, line->words.n };

	(void)row;
	return add_redirect(ap, field, &w, false);
}

/* The inner ones first: the first match wins. */
static struct alias_rules
join(struct arena *a, struct alias_rules over, struct alias_rules base)
{
	struct alias_rules out = { NULL, over.n + base.n };

	if (over.n == 0)
		return base;
	if (base.n == 0)
		return over;
	out.v = ARENA_ARRAY(a, struct alias_rule, out.n);
	memcpy(out.v, over.v, over.n * sizeof(*out.v));
	memcpy(out.v + over.n, base.v, base.n * sizeof(*out.v));
	return out;
}

static void
merge(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	const struct alias_lists *b = base, *o = over;

	(void)row;
	*(struct alias_lists *)out = (struct alias_lists){
		.redirects = join(a, o->redirects, b->redirects),
		.aliases = join(a, o->aliases, b->aliases),
		.local = join(a, o->local, b->local),
		.all_redirect = o->all_redirect ? o->all_redirect :
		    b->all_redirect,
		.all_alias = o->all_alias ? o->all_alias : b->all_alias,
	};
}

#define LISTS_TYPE(min_, max_, set_)					\
	{ .name = "path", .min_words = (min_), .max_words = (max_),	\
	  .size = sizeof(struct alias_lists), .set = (set_),		\
	  .merge = merge }

const struct conf_type alias_type_alias = LISTS_TYPE(1, 2, set_alias);
const struct conf_type alias_type_alias_match =
    LISTS_TYPE(2, 2, set_alias_match);
const struct conf_type alias_type_script = LISTS_TYPE(1, 2, set_script);
const struct conf_type alias_type_script_match =
    LISTS_TYPE(2, 2, set_script_match);
const struct conf_type alias_type_redirect = LISTS_TYPE(1, 3, set_redirect);
const struct conf_type alias_type_redirect_match =
    LISTS_TYPE(2, 3, set_redirect_match);
const struct conf_type alias_type_permanent = LISTS_TYPE(2, 2, set_permanent);
const struct conf_type alias_type_temporary = LISTS_TYPE(2, 2, set_temporary);
