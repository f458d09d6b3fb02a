/*
 * mod_mime: media type, language, encoding, charset and handler from the
 * extensions of a file's name.
 *
 * Every part behind the first dot counts, in any order.  For type, charset
 * and handler the last part that is known decides, the first for encoding;
 * languages accumulate.
 */
#include "modules/modules.h"

#include <errno.h>

#include "modules/mime.h"
#include "serve/request.h"

#define TYPES_SYSTEM "/etc/mime.types"
#define TYPES_DEFAULT "conf/mime.types"	/* below ServerRoot */

struct mime_server {
	struct str types_config;
	const struct mime_types *types;		/* set up after reading */
};

struct mime_dir {
	struct mime_rules rules;
	struct str default_language;
};

struct facts {
	struct request *r;
	const struct mime_types *types;
	bool keep_handler;	/* the map step has chosen one */
};

static void
take_type(struct facts *f, const struct mime_fact *fact, struct str ext)
{
	struct str type;

	if (fact && (fact->value.p || fact->removed))
		type = fact->value;
	else
		type = mime_types_find(f->types, ext);
	if (type.p)
		f->r->media_type = type;
}

static void
take_rest(struct facts *f, const struct mime_fact *fact)
{
	struct request *r = f->r;

	if (fact[MIME_CHARSET].value.p)
		r->charset = fact[MIME_CHARSET].value;
	if (fact[MIME_ENCODING].value.p && !r->encoding.p)
		r->encoding = fact[MIME_ENCODING].value;
	if (fact[MIME_LANGUAGE].value.p)
		ARENA_PUSH(r->arena, r->languages.v, r->languages.n,
		    fact[MIME_LANGUAGE].value);
	if (fact[MIME_HANDLER].value.p && !f->keep_handler)
		r->handler = fact[MIME_HANDLER].value;
}

static void
take(struct facts *f, const struct mime_rules *rules, struct str word)
{
	char lower[MIME_EXT_MAX];
	struct str ext = { lower, word.n };
	const struct mime_ext *e;

	if (word.n == 0 || word.n > sizeof(lower))
		return;
	for (size_t i = 0; i < word.n; i++)
		lower[i] = char_lower(word.p[i]);
	e = mime_rules_find(rules, ext);
	take_type(f, e ? &e->fact[MIME_TYPE] : NULL, ext);
	if (e)
		take_rest(f, e->fact);
}

/* What follows the first dot; dots at the start belong to the name. */
static struct str
extensions(struct str file)
{
	size_t i = (size_t)(str_rfind(file, '/') + 1);
	struct str rest;

	while (i < file.n && file.p[i] == '.')
		i++;
	rest = str_skip(file, i);
	str_cut(&rest, '.');
	return rest;
}

static enum verdict
type(struct request *r, const void *server, const void *dir)
{
	const struct mime_dir *d = dir;
	struct facts f = {
		.r = r,
		.types = ((const struct mime_server *)server)->types,
		.keep_handler = r->handler.p != NULL,
	};
	struct str forced = core_dir(r->dir)->force_type;
	struct str rest;

	if (!r->filename.p || r->kind == FILE_DIRECTORY)
		return DECLINE;
	rest = extensions(r->filename);
	while (rest.p)
		take(&f, &d->rules, str_cut(&rest, '.'));
	if (r->languages.n == 0 && d->default_language.p)
		ARENA_PUSH(r->arena, r->languages.v, r->languages.n,
		    d->default_language);
	if (forced.p && !str_ieq(forced, STR("none")))
		r->media_type = forced;
	return PASS;
}

static void
warn_unreadable(struct module_setup *ms, const struct conf_values *server,
    struct str path, int error)
{
	diag_warn(ms->diag, conf_values_where(server, ms->sites->registry,
	    "TypesConfig"), "could not read mime types from %.*s: %s",
	    STR_ARG(path), strerror(error));
	diag_number(ms->diag, 1597);
	diag_remedy(ms->diag, "%s or the built-in table is used instead",
	    TYPES_SYSTEM);
}

/* The file asked for, or the system's, or what is compiled in. */
static const struct mime_types *
load(struct module_setup *ms, const struct conf_values *server,
    struct str path)
{
	struct mime_types *t = mime_types_new(ms->arena);
	bool given = path.p != NULL;
	int error;

	if (!given)
		path = arena_printf(ms->arena, "%.*s/%s",
		    STR_ARG(ms->sites->tree->server_root), TYPES_DEFAULT);
	error = mime_types_read(t, path);
	if (error && (given || error != ENOENT))
		warn_unreadable(ms, server, path, error);
	if (error)
		error = mime_types_read(t, STR(TYPES_SYSTEM));
	if (error)
		mime_types_add_builtin(t);
	return t;
}

/* The main server comes first; its table serves all. */
static void
setup(struct module_setup *ms, struct site *site, void *server, void *dir)
{
	struct mime_server *s = server;
	const struct mime_server *main_server;
	size_t owner = conf_owner_index(ms->sites->registry,
	    &mime_module.owner);

	(void)dir;
	main_server = ms->sites->main->server->of[owner];
	if (site != ms->sites->main)
		s->types = main_server->types;
	if (!s->types)
		s->types = load(ms, site->server, s->types_config);
}

#define MIME_ROW(name, places, type, args, help)			\
	CONF_CUSTOM(name, places, CONF_DIR, type, struct mime_dir, rules, \
	    struct mime_rules, NULL, args, help,			\
	    .override = OVERRIDE_FILEINFO)
#define ADD_ROW(name, args, help)					\
	MIME_ROW(name, PLACE_SVDH, mime_type_add, args, help)
#define REMOVE_ROW(name, help)						\
	MIME_ROW(name, PLACE_SVDH, mime_type_remove, "extension ...", help)

static const struct directive rows[] = {
	ADD_ROW("AddType", "media-type extension ...",
	    "Media type of files with these extensions."),
	ADD_ROW("AddCharset", "charset extension ...",
	    "Character set of files with these extensions."),
	ADD_ROW("AddEncoding", "encoding extension ...",
	    "Content-Encoding of files with these extensions."),
	ADD_ROW("AddLanguage", "language-tag extension ...",
	    "Content-Language of files with these extensions."),
	ADD_ROW("AddHandler", "handler-name extension ...",
	    "Handler of files with these extensions."),
	REMOVE_ROW("RemoveType", "Forgets the media type of these "
	    "extensions, that of TypesConfig too."),
	REMOVE_ROW("RemoveCharset", "Undoes AddCharset."),
	REMOVE_ROW("RemoveEncoding", "Undoes AddEncoding."),
	REMOVE_ROW("RemoveLanguage", "Undoes AddLanguage."),
	REMOVE_ROW("RemoveHandler", "Undoes AddHandler."),
	CONF_STRING("DefaultLanguage", PLACE_SVDH, CONF_DIR, struct mime_dir,
	    default_language, NULL, "Content-Language of files whose name "
	    "says none.",
	    .override = OVERRIDE_FILEINFO),
	CONF_PATH("TypesConfig", PLACE_S, CONF_SERVER, struct mime_server,
	    types_config, NULL, "File with media types and their extensions "
	    "(conf/mime.types)."),
	CONF_END
};

const struct module mime_module = {
	.owner = {
		.identifier = "mime_module",
		.source = "mod_mime.c",
		.rows = rows,
		.size = {
			[CONF_SERVER] = sizeof(struct mime_server),
			[CONF_DIR] = sizeof(struct mime_dir),
		},
	},
	.setup = setup,
	.type = type,
};
