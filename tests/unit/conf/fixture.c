/* See fixture.h. */
#include "conf/fixture.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/apply.h"

struct core {
	struct str server_name;
	struct str document_root;
	struct str log_format;
};

static bool
open_nothing(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	(void)ap;
	(void)row;
	(void)node;
	return true;
}

static const struct conf_type type_raw = {
	.name = "text", .raw = true, .size = sizeof(struct str)
};

static const struct directive core_rows[] = {
	CONF_STRING("ServerName", PLACE_SV, CONF_SERVER, struct core,
	    server_name, NULL, "a name"),
	CONF_PATH("DocumentRoot", PLACE_SV, CONF_SERVER, struct core,
	    document_root, NULL, "a path"),
	CONF_CUSTOM("LogFormat", PLACE_SV, CONF_SERVER, type_raw, struct core,
	    log_format, struct str, NULL, "text", "cuts its line itself"),
	CONF_CONTAINER("VirtualHost", PLACE_SERVER, open_nothing, "", ""),
	CONF_CONTAINER("Directory", PLACE_SV, open_nothing, "", ""),
	CONF_CONTAINER("Location", PLACE_SV, open_nothing, "", ""),
	CONF_CONTAINER("Files", PLACE_SVD, open_nothing, "", ""),
	CONF_CONTAINER("If", PLACE_SVD, open_nothing, "", ""),
	CONF_END
};

static const struct directive alias_rows[] = {
	CONF_ACCEPTED("Alias", PLACE_SV, "from to", ""),
	CONF_END
};

static const struct conf_owner core = {
	.identifier = "core_module", .source = "core.c", .always_on = true,
	.rows = core_rows, .size = { 0, sizeof(struct core), 0 }
};
static const struct conf_owner alias = {
	.identifier = "alias_module", .source = "mod_alias.c",
	.rows = alias_rows
};
static const struct conf_owner headers = {
	.identifier = "headers_module", .source = "mod_headers.c"
};
static const struct conf_owner *const owners[] = { &core, &alias, &headers };

const struct conf_registry fixture_registry = { owners, ARRAY_LEN(owners) };

static char root[64];

/* Kept until the process of the test ends, for the leak checker to find. */
static struct arena *arenas[64];
static size_t n_arenas;

static const char *
no_environment(const char *name)
{
	(void)name;
	return NULL;
}

struct reading
reading_new(void)
{
	struct reading r = { .arena = arena_new() };

	ck_assert_uint_lt(n_arenas, ARRAY_LEN(arenas));
	arenas[n_arenas++] = r.arena;
	r.opt.server_root = str_from(root[0] != '\0' ? root : "/nowhere");
	r.opt.root_given = true;
	r.opt.env = no_environment;
	return r;
}

void
reading_run(struct reading *r)
{
	diag_init(&r->diag, r->arena);
	r->tree = conf_read(r->arena, &r->opt, &fixture_registry, &r->modules,
	    &r->diag);
}

struct reading
read_bytes(const void *p, size_t n)
{
	struct reading r = reading_new();

	r.opt.text = str_of(p, n);
	r.opt.file = STR("/t.conf");
	reading_run(&r);
	return r;
}

struct reading
read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

struct reading
read_named(const char *name)
{
	struct reading r = reading_new();

	r.opt.file = str_from(name);
	reading_run(&r);
	return r;
}

static void
show(struct buf *out, const struct conf_node *node)
{
	size_t i;

	for (; node != NULL; node = node->next) {
		buf_str_put(out, node->name);
		buf_char(out, '(');
		for (i = 0; i < node->words.n; i++) {
			if (i > 0)
				buf_char(out, '|');
			buf_str_put(out, node->words.v[i]);
		}
		buf_char(out, ')');
		if (node->container) {
			buf_char(out, '{');
			show(out, node->children);
			buf_char(out, '}');
		}
		buf_char(out, ' ');
	}
}

const char *
shown(const struct reading *r)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 20);
	show(&out, r->tree->top);
	text = arena_cstr(r->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

const char *
shown_text(const char *text)
{
	struct reading r = read_text(text);

	ck_assert_msg(r.diag.errors == 0, "%s", messages(&r));
	return shown(&r);
}

const struct diag_message *
find_message(const struct reading *r, enum diag_severity s, unsigned line,
    const char *words)
{
	size_t i;

	for (i = 0; i < r->diag.n; i++) {
		const struct diag_message *m = &r->diag.v[i];

		if (m->severity == s && (line == 0 ||
		    (m->pos != NULL && m->pos->line == line)) &&
		    str_search(m->text, str_from(words)) >= 0)
			return m;
	}
	return NULL;
}

const char *
messages(const struct reading *r)
{
	struct buf out;
	const char *text;
	size_t i;

	buf_init(&out, 1 << 20);
	for (i = 0; i < r->diag.n; i++) {
		diag_print_line(&out, &r->diag.v[i]);
		buf_char(&out, '\n');
	}
	text = arena_cstr(r->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

void
fixture_setup(void)
{
	snprintf(root, sizeof(root), "/tmp/unit-conf.XXXXXX");
	ck_assert(mkdtemp(root) != NULL);
	ck_assert_int_eq(chdir(root), 0);
	umask(022);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
fixture_teardown(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	root[0] = '\0';
}

const char *
fixture_root(void)
{
	return root;
}

void
make_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	ck_assert_msg(f != NULL, "%s", name);
	ck_assert(fputs(text, f) >= 0);
	ck_assert_int_eq(fclose(f), 0);
}

void
make_directory(const char *name)
{
	ck_assert_int_eq(mkdir(name, 0755), 0);
}
