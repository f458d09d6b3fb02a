/*
 * mod_alias: URL paths that lead elsewhere.
 *
 * Redirects come before Aliases; of each the first match in file order wins,
 * a virtual host's before the main server's.  Redirects within sections and
 * .htaccess files act when the file is known.
 */
#include "modules/modules.h"

#include "http/target.h"
#include "modules/alias.h"
#include "serve/request.h"

#define URL_MAX 65536u		/* bytes of a Location */

/* What a request is compared with, made once for all patterns. */
struct subject {
	struct request *r;
	const char *path;	/* with a NUL; NULL: not needed so far */
	struct pattern_match match;
	size_t covered;		/* bytes of the path a prefix covered */
};

static bool
matches(struct subject *s, const struct alias_rule *rule)
{
	if (!rule->pattern) {
		s->covered = alias_prefix(s->r->path, rule->prefix);
		return s->covered > 0;
	}
	if (!s->path)
		s->path = arena_cstr(s->r->arena, s->r->path);
	return pattern_match(rule->pattern, s->path, &s->match);
}

static const struct alias_rule *
find(struct subject *s, const struct alias_rules *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (matches(s, &list->v[i]))
			return &list->v[i];
	return NULL;
}

/* $0 to $9 in a URL: what is put in comes from a decoded path. */
static void
expand_url(struct buf *out, const struct subject *s,
    const struct alias_rule *rule)
{
	struct str text = rule->target;

	for (size_t i = 0; i < text.n; i++) {
		bool more = i + 1 < text.n;

		if (text.p[i] == '$' && more && char_is_digit(text.p[i + 1])) {
			http_path_encode(out, pattern_expand(s->r->arena,
			    rule->pattern, str_of(text.p + i, 2), &s->match));
			i++;
			continue;
		}
		if (text.p[i] == '\\' && more && text.p[i + 1] == '$')
			i++;
		buf_char(out, text.p[i]);
	}
}

/* The URL with what the rule left of the path; absent: too long. */
static struct str
url_of(const struct subject *s, const struct alias_rule *rule)
{
	struct buf out;
	struct str text;

	buf_init(&out, URL_MAX);
	if (rule->pattern)
		expand_url(&out, s, rule);
	else {
		buf_str_put(&out, rule->target);
		http_path_encode(&out, str_skip(s->r->path, s->covered));
	}
	text = out.full ? STR_NONE : arena_copy(s->r->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

static struct str
file_of(const struct subject *s, const struct alias_rule *rule)
{
	struct str rest = str_skip(s->r->path, s->covered);

	if (rule->pattern)
		return pattern_expand(s->r->arena, rule->pattern, rule->target,
		    &s->match);
	return arena_printf(s->r->arena, "%.*s%.*s", STR_ARG(rule->target),
	    STR_ARG(rest));
}

static enum verdict
redirect_to(struct request *r, int status, struct str url)
{
	if (!url.p)
		return (enum verdict)414;
	if (r->query.p && str_find(url, '?') < 0)
		url = arena_printf(r->arena, "%.*s?%.*s", STR_ARG(url),
		    STR_ARG(r->query));
	return request_redirect(r, status, url);
}

static enum verdict
follow_redirect(struct subject *s, const struct alias_rule *rule)
{
	if (!rule->target.p)
		return (enum verdict)rule->status;
	return redirect_to(s->r, rule->status, url_of(s, rule));
}

static enum verdict
follow_all(struct request *r, const struct alias_rule *rule)
{
	if (!rule->target.p)
		return (enum verdict)rule->status;
	return redirect_to(r, rule->status, rule->target);
}

/* DECLINE when no redirect of the list is meant. */
static enum verdict
redirect(struct subject *s, const struct alias_lists *lists,
    const struct alias_rules *list)
{
	const struct alias_rule *rule;

	if (lists->all_redirect)
		return follow_all(s->r, lists->all_redirect);
	rule = find(s, list);
	return rule ? follow_redirect(s, rule) : DECLINE;
}

/* A pattern can put dots together that were apart in the path. */
static bool
leads_up(struct str file)
{
	return str_search(file, STR("/../")) >= 0 ||
	    str_ends(file, STR("/.."));
}

static enum verdict
take_file(struct request *r, const struct alias_rule *rule, struct str file)
{
	if (file.n == 0 || file.p[0] != '/' || leads_up(file)) {
		request_log(r, LOG_ERROR, "alias", 0, 0,
		    "'%.*s' is mapped to '%.*s', which is refused",
		    STR_ARG(r->path), STR_ARG(file));
		return (enum verdict)403;
	}
	r->filename = file;
	if (rule->handler.p)
		r->handler = rule->handler;
	return PASS;
}

static enum verdict
map(struct request *r, const void *server, const void *dir)
{
	const struct alias_dir *d = dir;
	const struct alias_lists *lists = &d->lists;
	struct subject s = { .r = r };
	enum verdict v = redirect(&s, lists, &lists->redirects);
	const struct alias_rule *rule;

	(void)server;
	if (v != DECLINE)
		return v;
	if (lists->all_alias)
		return take_file(r, lists->all_alias, lists->all_alias->target);
	rule = find(&s, &lists->aliases);
	return rule ? take_file(r, rule, file_of(&s, rule)) : DECLINE;
}

static enum verdict
fixup(struct request *r, const void *server, const void *dir)
{
	const struct alias_dir *d = dir;
	struct subject s = { .r = r };

	(void)server;
	return redirect(&s, &d->lists, &d->lists.local);
}

#define ALIAS_ROW(name, places, type, args, help, ...)			\
	CONF_CUSTOM(name, places, CONF_DIR, type, struct alias_dir, lists, \
	    struct alias_lists, NULL, args, help, __VA_ARGS__)
#define FILEINFO .override = OVERRIDE_FILEINFO

static const struct directive rows[] = {
	ALIAS_ROW("Alias", PLACE_SVD, alias_type_alias,
	    "[url-prefix] path", "Maps a part of the URL space to a "
	    "directory or file outside DocumentRoot.", .override = 0),
	ALIAS_ROW("AliasMatch", PLACE_SV, alias_type_alias_match,
	    "regex path", "Maps URL paths that match to a file; $1 to $9 "
	    "are the groups.", .override = 0),
	ALIAS_ROW("ScriptAlias", PLACE_SVD, alias_type_script,
	    "[url-prefix] path", "As Alias; the files are programs (not run "
	    "in this version, and never sent as text).", .override = 0),
	ALIAS_ROW("ScriptAliasMatch", PLACE_SV, alias_type_script_match,
	    "regex path", "As AliasMatch; the files are programs.",
	    .override = 0),
	ALIAS_ROW("Redirect", PLACE_SVDH, alias_type_redirect,
	    "[status] [url-path] url", "Sends the client to another URL; the "
	    "rest of the path and the query are kept.", FILEINFO),
	ALIAS_ROW("RedirectMatch", PLACE_SVDH, alias_type_redirect_match,
	    "[status] regex url", "Sends the client to another URL when the "
	    "path matches.", FILEINFO),
	ALIAS_ROW("RedirectPermanent", PLACE_SVDH, alias_type_permanent,
	    "url-path url", "Redirect with status 301.", FILEINFO),
	ALIAS_ROW("RedirectTemp", PLACE_SVDH, alias_type_temporary,
	    "url-path url", "Redirect with status 302.", FILEINFO),
	CONF_END
};

const struct module alias_module = {
	.owner = {
		.identifier = "alias_module",
		.source = "mod_alias.c",
		.rows = rows,
		.size = { [CONF_DIR] = sizeof(struct alias_dir) },
	},
	.map = map,
	.fixup = fixup,
};
