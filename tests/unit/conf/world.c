/* The small registry, and helpers to walk over lines made by hand. */
#include "conf/world.h"

#include <limits.h>

struct world world;

static const struct conf_keyword token_words[] = {
	{ "Prod", 1 }, { "Major", 2 }, { "Full", 3 }, { NULL, 0 }
};

static bool
append_pair(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct pairs *p = field;

	(void)row;
	if (str_eq(line->words.v[0], STR("bad")))
		return conf_apply_error(ap, "bad pair");
	ARENA_PUSH(ap->arena, p->v, p->n, line->words.v[0]);
	return true;
}

static void
merge_pairs(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	const struct pairs *outer = base, *inner = over;
	struct pairs all = { NULL, 0 };

	(void)row;
	for (size_t i = 0; i < inner->n; i++)
		ARENA_PUSH(a, all.v, all.n, inner->v[i]);
	for (size_t i = 0; i < outer->n; i++)
		ARENA_PUSH(a, all.v, all.n, outer->v[i]);
	*(struct pairs *)out = all;
}

static const struct conf_type type_pairs = {
	.name = "pair",
	.min_words = 2,
	.max_words = UINT_MAX,
	.size = sizeof(struct pairs),
	.set = append_pair,
	.merge = merge_pairs,
};

static bool
set_raw(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	ck_assert_uint_eq(line->words.n, 1);
	*(struct str *)field = arena_copy(ap->arena, line->words.v[0]);
	return true;
}

static const struct conf_type type_raw = {
	.name = "text",
	.min_words = 1,
	.max_words = 1,
	.raw = true,
	.size = sizeof(struct str),
	.set = set_raw,
};

/* Looks at the line, writes nothing. */
static bool
look(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	ck_assert_ptr_null(field);
	conf_apply_warn(ap, "looked at %.*s", STR_ARG(line->words.v[0]));
	return true;
}

static const struct conf_type type_look = {
	.name = "word",
	.min_words = 1,
	.max_words = 1,
	.set = look,
};

/* A virtual host; its values replace world's, so that tests see them. */
static bool
open_host(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	struct conf_apply inner = *ap;

	(void)row;
	inner.place = PLACE_VHOST;
	inner.section = "<VirtualHost>";
	inner.values[CONF_PROCESS] = NULL;
	inner.values[CONF_SERVER] = conf_values_empty(ap->arena, ap->registry,
	    CONF_SERVER);
	inner.values[CONF_DIR] = conf_values_empty(ap->arena, ap->registry,
	    CONF_DIR);
	*(struct conf_apply *)ap->context = inner;
	conf_apply(&inner, node->children);
	return true;
}

static bool
open_directory(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	struct conf_apply inner = *ap;

	(void)row;
	if (node->words.n != 1)
		return conf_apply_error(ap, "<Directory> needs a path");
	inner.place = PLACE_DIR;
	inner.section = "<Directory>";
	inner.values[CONF_PROCESS] = NULL;
	inner.values[CONF_SERVER] = NULL;
	inner.values[CONF_DIR] = conf_values_empty(ap->arena, ap->registry,
	    CONF_DIR);
	*(struct conf_apply *)ap->context = inner;
	conf_apply(&inner, node->children);
	return true;
}

#define MP struct main_process
#define MS struct main_server
#define MD struct main_dir

static const struct directive main_rows[] = {
	CONF_CONTAINER("VirtualHost", PLACE_S, open_host, "addr", "A site."),
	CONF_CONTAINER("Directory", PLACE_SV, open_directory, "path",
	    "A directory."),
	CONF_ATOI("StartServers", PLACE_S, CONF_PROCESS, MP, servers, "5",
	    "Children at start."),
	CONF_INT("Slots", PLACE_S, CONF_PROCESS, MP, slots, NULL, "Slots."),
	CONF_PATH("RunRoot", PLACE_S, CONF_PROCESS, MP, root, "logs/",
	    "Where files are put."),
	{ .name = "OldServers", .renamed = "StartServers" },
	CONF_FLAG("KeepAlive", PLACE_SV, CONF_SERVER, MS, keep_alive, "On",
	    "Several requests on a connection."),
	CONF_TIME("Timeout", PLACE_SV, CONF_SERVER, MS, timeout_ms, "60",
	    "Longest wait.", .min = 1000, .max = 3600000),
	CONF_TIME("Pause", PLACE_SV, CONF_SERVER, MS, pause_ms, NULL,
	    "A wait without bounds."),
	CONF_INT("Fields", PLACE_SV, CONF_SERVER, MS, fields, "100",
	    "Most fields.", .min = 1, .max = 32767),
	CONF_INT("Bytes", PLACE_SV, CONF_SERVER, MS, bytes, NULL,
	    "Most bytes.", .min = 0, .max = INT64_MAX),
	CONF_STRING("ServerName", PLACE_SV, CONF_SERVER, MS, name, NULL,
	    "The host name and port of the server"),
	CONF_PATH("DocumentRoot", PLACE_SV, CONF_SERVER, MS, root, "/srv/www/",
	    "Where files are."),
	CONF_CUSTOM("Title", PLACE_SV, CONF_SERVER, type_raw, MS, title,
	    struct str, NULL, "text", "Any text."),
	CONF_KEYWORD("Tokens", PLACE_SV, CONF_SERVER, MS, tokens, "Full",
	    "What is told.", .keywords = token_words),
	CONF_WORDS("ServerAlias", PLACE_VHOST, CONF_SERVER, MS, aliases, NULL,
	    "Further names."),
	CONF_WORDS("DirectoryIndex", PLACE_SVDH, CONF_DIR, MD, indexes,
	    "index.html", "Files for directories.",
	    .override = OVERRIDE_INDEXES),
	CONF_CUSTOM("AddType", PLACE_SVDH, CONF_DIR, type_pairs, MD, types,
	    struct pairs, NULL, "type extension ...", "A `*` type.",
	    .override = OVERRIDE_FILEINFO),
	CONF_CUSTOM("RemoveType", PLACE_SVDH, CONF_DIR, type_pairs, MD, types,
	    struct pairs, NULL, "type extension ...", "Less <types>.",
	    .override = OVERRIDE_FILEINFO | OVERRIDE_AUTHCONFIG),
	CONF_STRING("SetHandler", PLACE_DH, CONF_DIR, MD, handler, NULL,
	    "The handler."),
	CONF_FLAG("DirectorySlash", PLACE_SVD, CONF_DIR, MD, slash, "On",
	    "A slash."),
	{ .name = "Look", .places = PLACE_SVD, .home = CONF_PROCESS,
	  .type = &type_look, .args = "word", .help = "Sees a word." },
	CONF_ACCEPTED("Mutex", PLACE_S, "mechanism", "Without effect."),
	CONF_ACCEPTED("Include", PLACE_SVD, "path", "Reads a file.",
	    .read_time = true),
	CONF_END
};

static const struct directive head_rows[] = {
	CONF_STRING("Header", PLACE_SVDH, CONF_DIR, struct head_dir, header,
	    NULL, "A header field."),
	CONF_STRING("SetHandler", PLACE_DH, CONF_DIR, struct head_dir, header,
	    NULL, "Also a name of the other owner."),
	CONF_CONTAINER("HeaderBlock", PLACE_SV, open_directory, "", "Block."),
	CONF_END
};

const struct conf_owner world_main = {
	.identifier = "core_module",
	.source = "core.c",
	.always_on = true,
	.rows = main_rows,
	.size = { sizeof(MP), sizeof(MS), sizeof(MD) },
};

const struct conf_owner world_head = {
	.identifier = "headers_module",
	.source = "mod_headers.c",
	.rows = head_rows,
	.size = { 0, 0, sizeof(struct head_dir) },
};

const struct conf_owner world_stranger = { .identifier = "no_module" };

static const struct conf_owner world_bare = {
	.identifier = "bare_module",
	.source = "mod_bare.c",
};

static const struct conf_owner *const owners[] = {
	[MAIN] = &world_main, [HEAD] = &world_head, [BARE] = &world_bare,
};

const struct conf_registry world_registry = { owners, OWNERS };

void
world_setup(void)
{
	struct arena *a = arena_new();

	world = (struct world){ .arena = a };
	diag_init(&world.diag, a);
	world.modules.any_loaded = true;
	world.modules.on = ARENA_ARRAY(a, bool, OWNERS);
	world.modules.on[MAIN] = true;
	world.ap = (struct conf_apply){
		.arena = a,
		.diag = &world.diag,
		.registry = &world_registry,
		.modules = &world.modules,
		.server_root = STR("/etc/serve/"),
		.place = PLACE_SERVER,
	};
	for (int home = 0; home < CONF_HOMES; home++)
		world.ap.values[home] = conf_values_defaults(&world.ap, home);
	ck_assert_uint_eq(world.diag.n, 0);
}

void
world_teardown(void)
{
	arena_free(world.arena);
}

static struct conf_node *
make_node(struct str name, struct str rest)
{
	struct conf_node *node = ARENA_NEW(world.arena, struct conf_node);
	struct conf_pos *pos = ARENA_NEW(world.arena, struct conf_pos);

	pos->file = STR("test.conf");
	pos->line = ++world.line;
	node->name = name;
	node->raw = rest;
	node->words = conf_words(world.arena, rest, &world.diag, pos);
	node->pos = pos;
	return node;
}

struct conf_node *
world_line(const char *text)
{
	struct str rest = str_from(text);
	struct str name = str_word(&rest);

	return make_node(name, rest.p ? str_trim(rest) : STR(""));
}

struct conf_node *
world_section(const char *name, const char *args, struct conf_node *children)
{
	struct conf_node *node = make_node(str_from(name), str_from(args));

	node->container = true;
	node->children = children;
	return node;
}

struct conf_node *
world_chain(struct conf_node *first, struct conf_node *second)
{
	first->next = second;
	return first;
}

size_t
world_apply_node(struct conf_node *node)
{
	struct conf_apply ap = world.ap, inside = world.ap;

	ap.context = &inside;
	conf_apply(&ap, node);
	world.ap = inside;
	world.ap.context = NULL;
	return world.diag.errors;
}

size_t
world_apply(const char *text)
{
	return world_apply_node(world_line(text));
}

const struct main_process *
world_process(void)
{
	return world.ap.values[CONF_PROCESS]->of[MAIN];
}

const struct main_server *
world_server(void)
{
	return world.ap.values[CONF_SERVER]->of[MAIN];
}

const struct main_dir *
world_dir(void)
{
	return world.ap.values[CONF_DIR]->of[MAIN];
}

bool
world_says(size_t n, const char *text)
{
	return n < world.diag.n &&
	    str_search(world.diag.v[n].text, str_from(text)) >= 0;
}

bool
world_remedy(size_t n, const char *text)
{
	return n < world.diag.n && world.diag.v[n].remedy.p &&
	    str_search(world.diag.v[n].remedy, str_from(text)) >= 0;
}
