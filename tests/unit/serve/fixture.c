#include "fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

static const struct conf_owner *const owners[] = {
	&core_module.owner, &reqtimeout_module.owner, &toy_module.owner
};
static const struct conf_registry registry = { owners, ARRAY_LEN(owners) };
static const struct module *const modules[] = {
	&core_module, &reqtimeout_module, &toy_module
};
static const struct module_list module_list = { modules, ARRAY_LEN(modules) };

static void
load(struct fixture *f, struct str text)
{
	struct conf_options opt = {
		.file = STR("test.conf"),
		.server_root = STR("/tmp"),
		.text = text
	};
	struct log_book *book = ARENA_NEW(f->arena, struct log_book);
	struct conf_modules loaded = { .any_loaded = false };
	struct conf_tree *tree;
	struct diag d;
	struct buf b;

	diag_init(&d, f->arena);
	log_book_init(book, f->arena);
	tree = conf_read(f->arena, &opt, &registry, &loaded, &d);
	f->sites = sites_build(f->arena, tree, &registry, &loaded,
	    &module_list, book, 1, &d);
	buf_init(&b, 65536);
	for (size_t i = 0; i < d.n; i++)
		if (d.v[i].severity == DIAG_ERROR)
			diag_print(&b, &d.v[i]);
	ck_assert_msg(d.errors == 0, "%s", buf_cstr(&b));
	buf_release(&b);
}

static bool
is_retiring(void *ctx)
{
	return ((struct fixture *)ctx)->retiring;
}

void
fixture_open(struct fixture *f, const char *more)
{
	struct worker_spec spec = { .slot = 0 };
	const char *what;

	memset(f, 0, sizeof(*f));
	f->arena = arena_new();
	buf_init(&f->out, 16 << 20);
	snprintf(f->root, sizeof(f->root), "/tmp/serve-test.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(f->root));
	load(f, arena_printf(f->arena, "ServerName www.test\n"
	    "DocumentRoot \"%s\"\nServerTokens Prod\n%s\n", f->root, more));
	f->board = board_create(2, STR_NONE, &what);
	ck_assert_ptr_nonnull(f->board);
	spec.sites = f->sites;
	spec.board = f->board;
	spec.retiring = is_retiring;
	spec.ctx = f;
	f->logger_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	spec.logger_fd = f->logger_fd;
	f->worker = worker_new(&spec);
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
fixture_close(struct fixture *f)
{
	worker_free(f->worker);
	board_free(f->board);
	close(f->logger_fd);
	buf_release(&f->out);
	arena_free(f->arena);
	nftw(f->root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

void
fixture_file(struct fixture *f, const char *name, const char *content)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", f->root, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(content, file);
	fclose(file);
}

const char *
fixture_ask_bytes(struct fixture *f, struct str in)
{
	struct net_addr peer = { .len = 0 }, local = { .len = 0 };

	ck_assert(net_addr_parse(STR("192.0.2.9"), &peer));
	net_addr_set_port(&peer, 5000);
	ck_assert(net_addr_parse(STR("192.0.2.1"), &local));
	net_addr_set_port(&local, 8080);
	buf_reset(&f->out);
	worker_feed(f->worker, in, &peer, &local, &f->out);
	return buf_cstr(&f->out);
}

const char *
fixture_ask(struct fixture *f, const char *in)
{
	return fixture_ask_bytes(f, str_from(in));
}

static void
add_line(void *ctx, unsigned target, struct str line)
{
	buf_printf(ctx, "%u|%.*s", target, STR_ARG(line));
}

const char *
fixture_lines(struct fixture *f)
{
	struct ring_reader reader = board_ring_reader(f->board, 0);
	struct buf b;
	const char *lines;

	buf_init(&b, 1 << 20);
	ck_assert(ring_drain(&reader, add_line, &b));
	lines = arena_cstr(f->arena, buf_str(&b));
	buf_release(&b);
	return lines;
}

int
count_of(const char *s, const char *needle)
{
	int n = 0;

	for (s = strstr(s, needle); s != NULL; s = strstr(s + 1, needle))
		n++;
	return n;
}
