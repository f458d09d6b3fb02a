#include "world.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/board.h"
#include "modules/modules.h"
#include "serve/conn.h"
#include "serve/core.h"
#include "serve/request.h"

/* Stands for modules that set what the real ones only read. */
static enum verdict
toy_map(struct request *r, const void *server, const void *dir)
{
	struct str env = request_field(r, STR("X-Env"));
	struct str note = request_field(r, STR("X-Note"));
	struct var v = { STR("toy"), note };

	(void)server;
	(void)dir;
	if (env.p)
		request_env_set(r, env, STR("on"));
	if (note.p)
		ARENA_PUSH(r->arena, r->notes.v, r->notes.n, v);
	r->user = request_field(r, STR("X-User"));
	return DECLINE;
}

static const struct module toy_module = {
	.owner = { .identifier = "toy_module", .source = "toy.c",
	    .always_on = true },
	.map = toy_map,
};

static const struct module *const modules[] = {
	&core_module, &toy_module, &reqtimeout_module, &log_config_module,
	&logio_module, &authz_core_module, &authz_host_module, &alias_module,
	&dir_module, &mime_module, &status_module, &static_module
};
static const struct module_list module_list = { modules, ARRAY_LEN(modules) };
static const struct conf_owner *owners[ARRAY_LEN(modules)];
static const struct conf_registry registry = { owners, ARRAY_LEN(modules) };

static struct world {
	struct arena *arena;
	struct board *board;
	struct worker *worker;
	struct buf out;
	struct net_addr peer;
	char root[64];
} w;

void
world_begin(void)
{
	for (size_t i = 0; i < ARRAY_LEN(modules); i++)
		owners[i] = &modules[i]->owner;
	w.arena = arena_new();
	buf_init(&w.out, 16 << 20);
	snprintf(w.root, sizeof(w.root), "/tmp/modules-test.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(w.root));
	world_file("conf/mime.types", "# types\ntext/html\thtml htm\n"
	    "text/plain txt\napplication/gzip gz\napplication/x-tar tar\n"
	    "text/javascript js\nempty/line\n");
	world_file("htdocs/index.html", "<p>home</p>\n");
	world_peer("192.0.2.9");
}

static int
remove_entry(const char *path, const struct stat *st, int kind,
    struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

void
world_end(void)
{
	if (w.worker)
		worker_free(w.worker);
	if (w.board)
		board_free(w.board);
	buf_release(&w.out);
	arena_free(w.arena);
	nftw(w.root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
world_path(const char *name)
{
	return arena_printf(w.arena, "%s/%s", w.root, name).p;
}

void
world_file(const char *name, const char *content)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", w.root, name);
	for (char *p = path + strlen(w.root) + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0755);
		*p = '/';
	}
	if (name[strlen(name) - 1] == '/')
		return;
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(content, file);
	fclose(file);
}

static struct sites *
load(const char *conf, struct diag *d)
{
	struct conf_options opt = {
		.file = STR("test.conf"),
		.server_root = str_from(w.root),
		.text = arena_printf(w.arena, "Define ROOT %s\n"
		    "DocumentRoot %s/htdocs\nServerName lab.test\n"
		    "ServerTokens Prod\n%s\n", w.root, w.root, conf),
	};
	struct log_book *book = ARENA_NEW(w.arena, struct log_book);
	struct conf_modules loaded = { .any_loaded = false };
	struct conf_tree *tree;

	diag_init(d, w.arena);
	log_book_init(book, w.arena);
	tree = conf_read(w.arena, &opt, &registry, &loaded, d);
	return sites_build(w.arena, tree, &registry, &loaded, &module_list,
	    book, 1, d);
}

static const char *
print(const struct diag *d)
{
	const char *text;
	struct buf b;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < d->n; i++)
		diag_print(&b, &d->v[i]);
	text = arena_cstr(w.arena, buf_str(&b));
	buf_release(&b);
	return text;
}

const char *
world_problems(const char *conf)
{
	struct diag d;

	load(conf, &d);
	return print(&d);
}

void
world_open(const char *conf)
{
	struct worker_spec spec = { .logger_fd = -1 };
	const char *what;
	struct diag d;

	spec.sites = load(conf, &d);
	ck_assert_msg(d.errors == 0, "%s", print(&d));
	w.board = board_create(WORLD_SLOTS, STR_NONE, &what);
	ck_assert_ptr_nonnull(w.board);
	spec.board = w.board;
	w.worker = worker_new(&spec);
}

struct board *
world_board(void)
{
	return w.board;
}

void
world_peer(const char *address)
{
	ck_assert(net_addr_parse(str_from(address), &w.peer));
	net_addr_set_port(&w.peer, 5000);
}

const char *
world_ask(const char *in)
{
	struct net_addr local = { .len = 0 };

	ck_assert(net_addr_parse(STR("192.0.2.1"), &local));
	net_addr_set_port(&local, 8080);
	buf_reset(&w.out);
	worker_feed(w.worker, str_from(in), &w.peer, &local, &w.out);
	return arena_cstr(w.arena, buf_str(&w.out));
}

const char *
world_get_with(const char *target, const char *fields)
{
	return world_ask(arena_printf(w.arena, "GET %s HTTP/1.1\r\n"
	    "Host: lab.test\r\n%s\r\n", target, fields).p);
}

const char *
world_get(const char *target)
{
	return world_get_with(target, "");
}

int
world_status(const char *target)
{
	int status = 0;

	ck_assert_int_eq(sscanf(world_get(target), "HTTP/1.1 %d", &status), 1);
	return status;
}

const char *
world_field(const char *answer, const char *name)
{
	struct str rest = str_from(answer), want = str_from(name);

	for (;;) {
		struct str line = str_cut(&rest, '\n');
		struct str field = str_cut(&line, ':');

		if (field.n <= 1 || !rest.p)
			return "";
		if (line.p && str_ieq(field, want))
			return arena_cstr(w.arena, str_trim(line));
	}
}

const char *
world_body(const char *answer)
{
	const char *body = strstr(answer, "\r\n\r\n");

	ck_assert_ptr_nonnull(body);
	return body + 4;
}

static void
add_line(void *ctx, unsigned target, struct str line)
{
	buf_printf(ctx, "%u|%.*s", target, STR_ARG(line));
}

const char *
world_lines(void)
{
	struct ring_reader reader = board_ring_reader(w.board, 0);
	const char *lines;
	struct buf b;

	buf_init(&b, 1 << 20);
	ck_assert(ring_drain(&reader, add_line, &b));
	lines = arena_cstr(w.arena, buf_str(&b));
	buf_release(&b);
	return lines;
}
