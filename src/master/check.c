/* -t, -S, -M and the other dumps: load, report, serve nothing. */
#include "master/master.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/print.h"
#include "master/generation.h"
#include "master/report.h"

#define DUMP_MAX (4 * 1024 * 1024)

static void
dump_modules(const struct master_options *o, const struct generation *g,
    struct buf *out)
{
	buf_cstr_put(out, "Loaded Modules:\n");
	for (size_t i = 0; i < o->registry->n; i++) {
		const struct conf_owner *owner = o->registry->owners[i];

		if (conf_module_on(o->registry, &g->sites->loaded, i))
			buf_printf(out, " %s (%s)\n", owner->identifier,
			    owner->always_on ? "static" : "shared");
	}
}

static void
dump_includes(const struct generation *g, struct buf *out)
{
	buf_cstr_put(out, "Included configuration files:\n");
	for (size_t i = 0; i < g->tree->n_included; i++) {
		const struct conf_included *inc = &g->tree->included[i];

		buf_printf(out, "%*s", 2 + 2 * (int)inc->depth, "");
		if (inc->line > 0)
			buf_printf(out, "(%u) %.*s\n", inc->line,
			    STR_ARG(inc->file));
		else
			buf_printf(out, "(*) %.*s\n", STR_ARG(inc->file));
	}
}

static void
dump_identity(const struct identity *id, struct buf *out)
{
	const char *unused = id->change ? "" : " not_used";

	buf_printf(out, "User: name=\"%.*s\" id=%u%s\n", STR_ARG(id->user),
	    (unsigned)id->uid, unused);
	buf_printf(out, "Group: name=\"%.*s\" id=%u%s\n", STR_ARG(id->group),
	    (unsigned)id->gid, unused);
}

static void
dump_run_config(struct generation *g, struct buf *out)
{
	const struct core_server *main = core_server(g->sites->main->server);
	struct str board = generation_runtime_path(g,
	    g->common->scoreboard_file);
	struct str pid = generation_runtime_path(g, g->common->pid_file);

	buf_printf(out, "ServerRoot: \"%.*s\"\n",
	    STR_ARG(g->tree->server_root));
	buf_printf(out, "Main DocumentRoot: \"%.*s\"\n",
	    STR_ARG(main->document_root));
	buf_printf(out, "Main ErrorLog: \"%.*s\"\n", STR_ARG(main->error_log));
	if (board.n)
		buf_printf(out, "ScoreBoardFile: \"%.*s\"\n", STR_ARG(board));
	buf_printf(out, "PidFile: \"%.*s\"\n", STR_ARG(pid));
	for (size_t i = 0; i < g->tree->n_defines; i++) {
		const struct conf_define *d = &g->tree->defines[i];

		buf_printf(out, "Define: %.*s", STR_ARG(d->name));
		if (d->value.p)
			buf_printf(out, "=%.*s", STR_ARG(d->value));
		buf_char(out, '\n');
	}
	dump_identity(&g->identity, out);
}

static void
dump(const struct master_options *o, const struct master_dumps *d,
    struct generation *g)
{
	struct buf out;

	buf_init(&out, DUMP_MAX);
	if (d->includes && g->tree)
		dump_includes(g, &out);
	if (d->vhosts && g->sites)
		sites_dump(g->sites, &out);
	if (d->run_config && g->sites)
		dump_run_config(g, &out);
	if (d->modules && g->sites)
		dump_modules(o, g, &out);
	if (d->directives)
		conf_print_directives(&out, o->registry);
	if (d->manual)
		conf_print_manual(&out, o->registry);
	fwrite(buf_str(&out).p, 1, out.n, stdout);
	buf_release(&out);
}

/* The directory of a log is never made: without it there is no start. */
static void
check_log(const struct log_target *t, struct diag *diag)
{
	ptrdiff_t slash = str_rfind(t->name, '/');
	struct str dir = str_of(t->name.p, slash > 0 ? (size_t)slash : 1);
	struct stat st;
	int error = 0;

	if (t->kind != LOG_TO_FILE)
		return;
	if (stat(arena_cstr(diag->arena, dir), &st) < 0)
		error = errno;
	else if (!S_ISDIR(st.st_mode))
		error = ENOTDIR;
	/* Other errors depend on who asks: at the start that may be root. */
	if (error != ENOENT && error != ENOTDIR)
		return;
	diag_error(diag, NULL, "could not open log %.*s: (%d)%s",
	    STR_ARG(t->name), error, strerror(error));
	diag_number(diag, 2297);
	diag_remedy(diag, "the directory does not exist; create it");
}

int
master_check(const struct master_options *o, const struct master_dumps *dumps)
{
	struct arena *a = arena_new();
	struct log_book book;
	struct generation *g;
	bool ok;

	log_book_init(&book, a);
	g = generation_load(o, 1, &book, 0);
	if (g->diag.errors == 0) {
		listeners_pretend(&g->listeners, g->arena, g->common);
		sites_check(g->sites, g->listeners.v, g->listeners.n,
		    o->check_roots, &g->diag);
	}
	for (size_t i = 0; i < book.n; i++)
		check_log(&book.v[i].target, &g->diag);
	ok = g->diag.errors == 0;
	report_diag(o, &g->diag);
	if (ok)
		dump(o, dumps, g);
	fprintf(stderr, ok ? "Syntax OK\n" :
	    "The configuration has %zu error%s\n", g->diag.errors,
	    g->diag.errors == 1 ? "" : "s");
	generation_free(g);
	arena_free(a);
	return ok ? 0 : 1;
}
