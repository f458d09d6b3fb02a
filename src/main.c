/* preforkd: what was asked for, and who does it. */
#include <stdio.h>

#include "conf/print.h"
#include "list.h"
#include "options.h"

#define PRINT_MAX (1024 * 1024)

static void
print_version(void)
{
	printf("Server version: %s (Linux)\nServer built:   %s\n",
	    master_product, master_built);
}

static void
print_build(const struct master_options *m)
{
	print_version();
	printf("Compatible with: httpd %d.%d.%d\n", CONF_HTTPD_MAJOR,
	    CONF_HTTPD_MINOR, CONF_HTTPD_PATCH);
	printf("Architecture:   %zu-bit\n", sizeof(void *) * 8);
	printf("Server MPM:     %s\n  threaded:     no\n"
	    "    forked:     yes (variable process count)\n", m->mpm->name);
	printf("Server compiled with....\n -D HTTPD_ROOT=\"%.*s\"\n"
	    " -D SERVER_CONFIG_FILE=\"%.*s\"\n",
	    STR_ARG(m->conf.server_root), STR_ARG(m->conf.file));
}

static void
print_modules(const struct master_options *m)
{
	printf("Compiled in modules:\n");
	for (size_t i = 0; i < m->registry->n; i++)
		printf("  %s\n", m->registry->owners[i]->source);
}

static void
print_directives(const struct master_options *m)
{
	struct buf out;

	buf_init(&out, PRINT_MAX);
	conf_print_directives(&out, m->registry);
	fwrite(out.p, 1, out.n, stdout);
	buf_release(&out);
}

static int
print_usage(const struct command *o)
{
	if (o->wrong)
		fprintf(stderr, "preforkd: %s\n", o->wrong);
	fputs(options_usage, stderr);
	return 1;
}

/* As it will be logged, without -k and its verb. */
static const char *
command_line(struct arena *a, int argc, char **argv)
{
	struct str line = str_from(argv[0]);

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-k") == 0) {
			i++;
			continue;
		}
		line = arena_printf(a, "%.*s %s", STR_ARG(line), argv[i]);
	}
	return arena_cstr(a, line);
}

static int
run(const struct command *o)
{
	switch (o->action) {
	case ACTION_RUN:
		return master_start(&o->master);
	case ACTION_CONTROL:
		return master_control(&o->master, o->verb);
	case ACTION_CHECK:
		return master_check(&o->master, &o->dumps);
	case ACTION_VERSION:
		print_version();
		return 0;
	case ACTION_BUILD:
		print_build(&o->master);
		return 0;
	case ACTION_MODULES:
		print_modules(&o->master);
		return 0;
	case ACTION_DIRECTIVES:
		print_directives(&o->master);
		return 0;
	case ACTION_USAGE:
		return print_usage(o);
	}
	return 1;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct conf_registry registry = { 0 };
	struct command o = { .master = {
		.registry = &registry,
		.modules = &module_list,
		.mpm = &mpm_prefork,
	} };
	int status;

	list_registry(a, o.master.mpm, &registry);
	o.master.command_line = command_line(a, argc, argv);
	options_parse(a, argc, argv, &o);
	status = run(&o);
	arena_free(a);
	return status;
}
