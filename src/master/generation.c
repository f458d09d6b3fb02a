#include "master/generation.h"

#include <fcntl.h>
#include <unistd.h>

static void
apply_tree(struct generation *g, const struct master_options *o,
    const struct conf_modules *loaded, struct log_book *book, int frozen)
{
	g->sites = sites_build(g->arena, g->tree, o->registry, loaded,
	    o->modules, book, g->number, &g->diag);
	if (!g->sites)
		return;
	g->common = mpm_common(o->registry, g->sites->process);
	o->mpm->limits(o->registry, g->sites->process, frozen, &g->limits,
	    &g->diag);
	identity_find(g->arena, o->registry, g->sites->process, &g->identity,
	    &g->diag);
	if (g->common->n_listens == 0) {
		diag_error(&g->diag, NULL, "no listening sockets available: "
		    "the configuration has no Listen line");
		diag_remedy(&g->diag, "add \"Listen 80\"");
	}
}

struct generation *
generation_load(const struct master_options *o, unsigned number,
    struct log_book *book, int frozen)
{
	struct arena *a = arena_new();
	struct generation *g = ARENA_NEW(a, struct generation);
	struct conf_modules loaded;

	g->arena = a;
	g->number = number;
	g->lifeline_rd = g->lifeline_wr = -1;
	g->escalate_ms = -1;
	diag_init(&g->diag, a);
	g->tree = conf_read(a, &o->conf, o->registry, &loaded, &g->diag);
	if (g->tree)
		apply_tree(g, o, &loaded, book, frozen);
	arena_trim();
	return g;
}

void
generation_free(struct generation *g)
{
	if (g->lifeline_rd >= 0)
		close(g->lifeline_rd);
	if (g->lifeline_wr >= 0)
		close(g->lifeline_wr);
	arena_free(g->arena);
	arena_trim();
}

struct str
generation_runtime_path(const struct generation *g, struct str path)
{
	struct str dir = core_process(g->sites->process)->runtime_dir;

	if (path.n == 0 || path.p[0] == '/')
		return path;
	if (dir.n == 0)
		dir = g->tree->server_root;
	return arena_printf(g->arena, "%.*s/%.*s", STR_ARG(dir),
	    STR_ARG(path));
}
