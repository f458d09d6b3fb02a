/* Types of ServerName, ErrorDocument and LogLevel. */
#include "serve/core_types.h"

#include <limits.h>

#include "base/num.h"
#include "conf/known.h"

/* --- ServerName [scheme://]host[:port] ----------------------------------- */

/* The fields of struct core_server that one line fills. */
struct server_name_fields {
	struct str host, scheme;
	int64_t port;
};

_Static_assert(sizeof(struct server_name_fields) == SERVER_NAME_SIZE &&
    offsetof(struct core_server, server_scheme) ==
    offsetof(struct core_server, server_name) +
    offsetof(struct server_name_fields, scheme), "name fields stand in a row");

/* Cuts ":port" off; a colon within brackets is part of the address. */
static bool
cut_port(struct str *host, int64_t *port)
{
	ptrdiff_t colon = str_rfind(*host, ':');
	ptrdiff_t bracket = str_rfind(*host, ']');
	struct str digits;

	if (colon < 0 || colon < bracket)
		return true;
	digits = str_skip(*host, (size_t)colon + 1);
	host->n = (size_t)colon;
	return num_range(digits, 1, 65535, port);
}

static bool
set_server_name(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct server_name_fields f = { .host = line->words.v[0] };
	ptrdiff_t scheme = str_search(f.host, STR("://"));

	(void)row;
	if (scheme > 0) {
		f.scheme = str_of(f.host.p, (size_t)scheme);
		f.host = str_skip(f.host, (size_t)scheme + 3);
	}
	if (!cut_port(&f.host, &f.port))
		return conf_apply_error(ap, "the port of ServerName must be a "
		    "number from 1 to 65535");
	if (f.host.n == 0 || str_find(f.host, '/') >= 0)
		return conf_apply_error(ap,
		    "ServerName must be [scheme://]host[:port]");
	memcpy(field, &f, sizeof(f));
	return true;
}

const struct conf_type core_type_server_name = {
	.name = "[scheme://]host[:port]",
	.min_words = 1,
	.max_words = 1,
	.size = SERVER_NAME_SIZE,
	.set = set_server_name,
};

/* --- ErrorDocument ------------------------------------------------------- */

static bool
is_url(struct str s)
{
	ptrdiff_t colon = str_search(s, STR("://"));

	if (colon <= 0)
		return false;
	for (ptrdiff_t i = 0; i < colon; i++) {
		if (!char_is_alpha(s.p[i]))
			return false;
	}
	return true;
}

/* A blank makes it a text, whatever it starts with, as in httpd. */
static struct error_document
read_document(int status, struct str text)
{
	struct error_document e = { status, ERRDOC_TEXT, text };

	if (str_find(text, ' ') >= 0)
		return e;
	if (str_ieq(text, STR("default")))
		e.kind = ERRDOC_DEFAULT;
	else if (text.n > 0 && text.p[0] == '/')
		e.kind = ERRDOC_LOCAL;
	else if (is_url(text))
		e.kind = ERRDOC_EXTERNAL;
	return e;
}

/* The first match of a status counts, so what is newer goes first. */
static void
join_documents(struct arena *a, struct error_documents *out,
    const struct error_documents *first, const struct error_documents *rest)
{
	struct error_document *v = ARENA_ARRAY(a, struct error_document,
	    first->n + rest->n);

	if (first->n > 0)
		memcpy(v, first->v, first->n * sizeof(*v));
	if (rest->n > 0)
		memcpy(v + first->n, rest->v, rest->n * sizeof(*v));
	*out = (struct error_documents){ v, first->n + rest->n };
}

static bool
set_error_document(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct error_document e;
	struct error_documents one = { &e, 1 }, *list = field;
	struct error_documents old = *list;
	int64_t status;

	(void)row;
	if (!num_range(line->words.v[0], 300, 599, &status) ||
	    http_reason((int)status)[0] == '\0')
		return conf_apply_error(ap, "%.*s is not the status of an "
		    "error that could be answered", STR_ARG(line->words.v[0]));
	e = read_document((int)status, line->words.v[1]);
	if (status == 401 && e.kind == ERRDOC_EXTERNAL) {
		conf_apply_warn(ap, "a full URL cannot be the document of 401: "
		    "the client would never see the challenge; ignored");
		return true;
	}
	join_documents(ap->arena, list, &one, &old);
	return true;
}

static void
merge_error_documents(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	struct error_documents first = *(const struct error_documents *)over;
	struct error_documents rest = *(const struct error_documents *)base;

	(void)row;
	join_documents(a, out, &first, &rest);
}

const struct conf_type core_type_error_document = {
	.name = "status document",
	.min_words = 2,
	.max_words = 2,
	.size = sizeof(struct error_documents),
	.set = set_error_document,
	.merge = merge_error_documents,
};

/* --- LogLevel ------------------------------------------------------------ */

/* Stands for "the outer one's" in a section that only names modules. */
#define BASE_INHERITED LOG_LEVELS

/* "mod_ssl.c", "ssl_module" and "ssl" are one module. */
static struct str
short_name(struct str name)
{
	if (str_ends(name, STR(".c")))
		name.n -= 2;
	if (str_starts(name, STR("mod_")))
		name = str_skip(name, 4);
	if (str_ends(name, STR("_module")))
		name.n -= 7;
	return name;
}

static bool
is_our_module(const struct conf_registry *registry, struct str name)
{
	for (size_t i = 0; i < registry->n; i++) {
		const char *id = registry->owners[i]->identifier;

		if (id && str_eq(short_name(str_from(id)), name))
			return true;
	}
	return false;
}

static void
check_module(struct conf_apply *ap, struct str name)
{
	struct str id = arena_printf(ap->arena, "%.*s_module", STR_ARG(name));

	if (!is_our_module(ap->registry, name) && !known_module(id))
		conf_apply_warn(ap, "there is no module called %.*s",
		    STR_ARG(name));
}

static void
put_module(struct arena *a, struct log_levels *l, struct str module,
    enum log_level level)
{
	struct log_module_level *v;

	for (size_t i = 0; i < l->n_modules; i++) {
		if (str_eq(l->modules[i].module, module)) {
			l->modules[i].level = level;
			return;
		}
	}
	v = ARENA_ARRAY(a, struct log_module_level, l->n_modules + 1);
	if (l->n_modules > 0)
		memcpy(v, l->modules, l->n_modules * sizeof(*v));
	v[l->n_modules].module = module;
	v[l->n_modules].level = level;
	l->modules = v;
	l->n_modules++;
}

static bool
level_word(struct conf_apply *ap, struct str word, struct log_levels *l)
{
	struct str level = word, module = str_cut(&level, ':');
	enum log_level value;

	if (!level.p) {
		level = module;
		module = STR_NONE;
	}
	if (!log_level_parse(level, &value))
		return conf_apply_error(ap, "LogLevel must be one of emerg, "
		    "alert, crit, error, warn, notice, info, debug, trace1 to "
		    "trace8, or module:level");
	if (!module.p) {
		*l = (struct log_levels){ .base = value };
		return true;
	}
	module = short_name(module);
	check_module(ap, module);
	put_module(ap->arena, l, module, value);
	return true;
}

static bool
set_log_level(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct log_levels *l = field;

	if (conf_apply_first(ap, row) && ap->section)
		*l = (struct log_levels){ .base = BASE_INHERITED };
	for (size_t i = 0; i < line->words.n; i++) {
		if (!level_word(ap, line->words.v[i], l))
			return false;
	}
	return true;
}

/* A level of its own resets the modules of the outer scope. */
static void
merge_log_level(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	const struct log_levels *o = over, *b = base;
	struct log_levels l = *b;

	(void)row;
	if (o->base != BASE_INHERITED) {
		*(struct log_levels *)out = *o;
		return;
	}
	/* The outer list stays as it is: put_module may write into l's. */
	l.modules = NULL;
	l.n_modules = 0;
	for (size_t i = 0; i < b->n_modules; i++)
		put_module(a, &l, b->modules[i].module, b->modules[i].level);
	for (size_t i = 0; i < o->n_modules; i++)
		put_module(a, &l, o->modules[i].module, o->modules[i].level);
	*(struct log_levels *)out = l;
}

const struct conf_type core_type_log_level = {
	.name = "[module:]level ...",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = sizeof(struct log_levels),
	.set = set_log_level,
	.merge = merge_log_level,
};
