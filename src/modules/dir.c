/*
 * mod_dir: what a request for a directory means.
 *
 * Without the trailing slash it is redirected; with it the first entry of
 * DirectoryIndex that leads to a file is served in its place.  What is left
 * goes to FallbackResource, or on to the default handler, which refuses.
 */
#include "modules/modules.h"

#include <limits.h>

#include "base/num.h"
#include "http/target.h"
#include "serve/request.h"

#define URL_MAX 65536u		/* bytes of a Location */

enum { SLASH_ON, SLASH_OFF, SLASH_NOT_FOUND };

struct dir_index {
	struct strs names;
	bool given;		/* else index.html; given and empty: disabled */
};

struct dir_dir {
	struct dir_index index;
	int slash;
	int index_redirect;	/* status; 0: the index is served in place */
	struct str fallback;	/* "disabled" or absent: none */
};

static const struct str index_default[] = { { "index.html", 10 } };

static struct strs
index_names(const struct dir_dir *d)
{
	if (d->index.given)
		return d->index.names;
	return (struct strs){ (struct str *)index_default, 1 };
}

/* Redirects to a decoded path, keeping the query. */
static enum verdict
redirect(struct request *r, int status, struct str path)
{
	struct buf out;
	struct str url;

	buf_init(&out, URL_MAX);
	http_path_encode(&out, path);
	if (r->query.p) {
		buf_char(&out, '?');
		buf_str_put(&out, r->query);
	}
	url = out.full ? STR_NONE : arena_copy(r->arena, buf_str(&out));
	buf_release(&out);
	if (!url.p)
		return (enum verdict)414;
	return request_redirect(r, status, request_url(r, url));
}

static enum verdict
add_slash(struct request *r, const struct dir_dir *d)
{
	bool get = r->method == HTTP_GET || r->method == HTTP_HEAD;

	if (d->slash == SLASH_NOT_FOUND)
		return (enum verdict)404;
	if (d->slash == SLASH_OFF)
		return DECLINE;
	if (!get && request_env(r, STR("redirect-carefully")).p)
		return DECLINE;
	return redirect(r, 301, arena_printf(r->arena, "%.*s/",
	    STR_ARG(r->path)));
}

static struct str
entry_path(struct request *r, struct str name)
{
	if (name.n > 0 && name.p[0] == '/')
		return name;
	return arena_printf(r->arena, "%.*s%.*s", STR_ARG(r->path),
	    STR_ARG(name));
}

static bool
is_redirect(int status)
{
	return status >= 300 && status <= 399;
}

/* Goes on with what was found; DECLINE when it is no file. */
static enum verdict
take(struct request *r, struct request *sub, int redirect_status)
{
	if (sub->kind != FILE_REGULAR)
		return DECLINE;
	if (redirect_status)
		return redirect(r, redirect_status, sub->path);
	request_adopt(r, sub);
	return PASS;
}

/*
 * One entry.  DECLINE: try the next; an error is returned, but the next
 * entries are to be tried before it counts.
 */
static enum verdict
try_entry(struct request *r, struct str name, int redirect_status)
{
	struct request *sub;
	enum verdict v = request_lookup(r, entry_path(r, name), &sub);

	if (v == PASS)
		return take(r, sub, redirect_status);
	if (v == ANSWERED) {
		r->response = sub->response;
		return ANSWERED;
	}
	return (int)v == 404 ? DECLINE : v;
}

/* PASS, ANSWERED, DECLINE, or the last error of an entry. */
static enum verdict
try_index(struct request *r, const struct dir_dir *d)
{
	struct strs names = index_names(d);
	enum verdict error = DECLINE;

	for (size_t i = 0; i < names.n; i++) {
		enum verdict v = try_entry(r, names.v[i], d->index_redirect);

		if (v == PASS || v == ANSWERED || is_redirect((int)v) ||
		    ((int)v == 401 && names.n == 1))
			return v;
		if (v != DECLINE)
			error = v;
	}
	return error;
}

/* For the message of whoever answers in place of an index. */
static void
note_tried(struct request *r, const struct dir_dir *d)
{
	struct strs names = index_names(d);
	struct var note = { STR("dir-index-names"), STR("") };

	if (names.n == 0)
		return;
	for (size_t i = 0; i < names.n; i++)
		note.value = arena_printf(r->arena, "%.*s%s%.*s",
		    STR_ARG(note.value), i ? "," : "", STR_ARG(names.v[i]));
	ARENA_PUSH(r->arena, r->notes.v, r->notes.n, note);
}

static enum verdict
try_fallback(struct request *r, const struct dir_dir *d)
{
	if (!d->fallback.p || str_ieq(d->fallback, STR("disabled")) ||
	    str_eq(d->fallback, r->path))
		return DECLINE;
	return try_entry(r, d->fallback, 0);
}

static enum verdict
serve_directory(struct request *r, const struct dir_dir *d)
{
	enum verdict v;

	if (r->path_info.n > 0)
		return DECLINE;
	if (r->path.n == 0 || r->path.p[r->path.n - 1] != '/')
		return add_slash(r, d);
	v = try_index(r, d);
	if (v == DECLINE)
		v = try_fallback(r, d);
	if (v == DECLINE)
		note_tried(r, d);
	return v;
}

/* What is looked up for a directory is a file or nothing. */
static enum verdict
fixup(struct request *r, const void *server, const void *dir)
{
	(void)server;
	if (r->looked_up)
		return DECLINE;
	switch (r->kind) {
	case FILE_DIRECTORY:
		return serve_directory(r, dir);
	case FILE_NONE:
		return r->handler.p ? DECLINE : try_fallback(r, dir);
	case FILE_UNKNOWN:
	case FILE_REGULAR:
	case FILE_OTHER:
		break;
	}
	return DECLINE;
}

static bool
set_index(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct dir_index *index = field;
	const struct strs *words = &line->words;

	if (conf_apply_first(ap, row))
		*index = (struct dir_index){ .given = true };
	if (words->n == 1 && str_ieq(words->v[0], STR("disabled"))) {
		index->names.n = 0;
		index->names.v = NULL;
		return true;
	}
	for (size_t i = 0; i < words->n; i++)
		ARENA_PUSH(ap->arena, index->names.v, index->names.n,
		    words->v[i]);
	return true;
}

static const struct conf_type type_index = {
	.name = "file ...",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = sizeof(struct dir_index),
	.set = set_index,
};

static bool
set_index_redirect(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	static const struct conf_keyword words[] = {
		{ "off", 0 }, { "on", 302 }, { "temp", 302 },
		{ "permanent", 301 }, { "seeother", 303 }, { NULL, 0 },
	};
	struct str word = line->words.v[0];
	int64_t status;

	(void)row;
	for (const struct conf_keyword *k = words; k->word; k++) {
		if (str_ieq(word, str_from(k->word))) {
			*(int *)field = k->value;
			return true;
		}
	}
	if (!num_range(word, 300, 399, &status))
		return conf_apply_error(ap, "DirectoryIndexRedirect must be "
		    "on, off, permanent, temp, seeother or a status from 300 "
		    "to 399");
	*(int *)field = (int)status;
	return true;
}

static const struct conf_type type_index_redirect = {
	.name = "redirect",
	.min_words = 1,
	.max_words = 1,
	.size = sizeof(int),
	.set = set_index_redirect,
};

/* A second word is for httpd on another system: nothing to do here. */
static bool
set_fallback(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0];

	(void)row;
	if (!str_ieq(word, STR("disabled")) && word.p[0] != '/')
		return conf_apply_error(ap, "FallbackResource must be "
		    "'disabled' or a path that begins with a slash");
	*(struct str *)field = word;
	return true;
}

static const struct conf_type type_fallback = {
	.name = "url-path",
	.min_words = 1,
	.max_words = 1,
	.size = sizeof(struct str),
	.set = set_fallback,
};

static const struct conf_keyword slash_words[] = {
	{ "On", SLASH_ON }, { "Off", SLASH_OFF },
	{ "NotFound", SLASH_NOT_FOUND }, { NULL, 0 },
};

static const struct directive rows[] = {
	CONF_CUSTOM("DirectoryIndex", PLACE_SVDH, CONF_DIR, type_index,
	    struct dir_dir, index, struct dir_index, NULL,
	    "disabled|local-url ...",
	    "What is served for a directory: the first that exists "
	    "(index.html).", .override = OVERRIDE_INDEXES),
	CONF_CUSTOM("DirectoryIndexRedirect", PLACE_SVDH, CONF_DIR,
	    type_index_redirect, struct dir_dir, index_redirect, int, NULL,
	    "on|off|permanent|temp|seeother|3xx",
	    "Redirects to the index instead of serving it in place (off).",
	    .override = OVERRIDE_INDEXES),
	CONF_KEYWORD("DirectorySlash", PLACE_SVDH, CONF_DIR, struct dir_dir,
	    slash, NULL, "Redirects a directory's URL that lacks its "
	    "trailing slash (On).", .override = OVERRIDE_INDEXES,
	    .keywords = slash_words),
	CONF_CUSTOM("FallbackResource", PLACE_SVDH, CONF_DIR, type_fallback,
	    struct dir_dir, fallback, struct str, NULL, "disabled|local-url",
	    "Answers what leads to no file.", .override = OVERRIDE_INDEXES),
	CONF_END
};

const struct module dir_module = {
	.owner = {
		.identifier = "dir_module",
		.source = "mod_dir.c",
		.rows = rows,
		.size = { [CONF_DIR] = sizeof(struct dir_dir) },
	},
	.fixup = fixup,
};
