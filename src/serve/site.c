/*
 * Building the sites of a generation: apply the tree, lay virtual hosts over
 * the main server, order the sections, give logs their numbers, and let every
 * module set itself up.
 */
#include "serve/site.h"

#include "serve/section.h"
#include "serve/vhost.h"

#define MAIN_ERROR_LOG "logs/error_log"	/* httpd's default */

/* --- Applying ------------------------------------------------------------ */

static struct site *
make_site(struct sites *s, const struct conf_pos *pos)
{
	struct site *site = ARENA_NEW(s->arena, struct site);

	site->sites = s;
	site->pos = pos;
	return site;
}

bool
site_open(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	struct site_build *b = ap->context;
	struct site_build inner = *b;
	struct conf_apply sub = *ap;

	if (node->words.n == 0)
		return conf_apply_error(ap, "<%s> needs an address: *:80",
		    row->name);
	inner.site = make_site(b->sites, node->pos);
	inner.site->server = conf_values_empty(ap->arena, ap->registry,
	    CONF_SERVER);
	inner.site->dir = conf_values_empty(ap->arena, ap->registry, CONF_DIR);
	ARENA_PUSH(ap->arena, b->sites->hosts, b->sites->n_hosts, inner.site);
	ARENA_PUSH(ap->arena, b->lines, b->n_lines, &node->words);
	sub.context = &inner;
	sub.place = PLACE_VHOST;
	sub.section = "<VirtualHost>";
	sub.values[CONF_PROCESS] = NULL;
	sub.values[CONF_SERVER] = inner.site->server;
	sub.values[CONF_DIR] = inner.site->dir;
	conf_apply(&sub, node->children);
	b->sections = inner.sections;
	return true;
}

static void
apply_tree(struct sites *s, struct site_build *b, struct diag *diag)
{
	struct conf_apply ap = {
		.arena = s->arena,
		.diag = diag,
		.registry = s->registry,
		.modules = &s->loaded,
		.server_root = s->tree->server_root,
		.place = PLACE_SERVER,
		.context = b,
	};

	s->process = conf_values_defaults(&ap, CONF_PROCESS);
	s->main = b->site = make_site(s, NULL);
	s->main->server = conf_values_defaults(&ap, CONF_SERVER);
	s->main->dir = conf_values_defaults(&ap, CONF_DIR);
	ap.values[CONF_PROCESS] = s->process;
	ap.values[CONF_SERVER] = s->main->server;
	ap.values[CONF_DIR] = s->main->dir;
	conf_apply(&ap, s->tree->top);
}

/* --- Inheriting ---------------------------------------------------------- */

/* Lays a virtual host over the main server. */
static void
inherit(struct sites *s, struct site *site)
{
	const struct site *up = s->main;

	site->server = conf_values_merge(s->arena, s->registry, up->server,
	    site->server);
	site->dir = conf_values_merge(s->arena, s->registry, up->dir,
	    site->dir);
	site->directories = section_lists_join(s->arena, &up->directories,
	    &site->directories);
	site->files = section_lists_join(s->arena, &up->files, &site->files);
	site->locations = section_lists_join(s->arena, &up->locations,
	    &site->locations);
	section_list_sort(&site->directories);
}

/* --- Logs ---------------------------------------------------------------- */

static int
add_log(struct sites *s, const struct conf_pos *pos, struct str text,
    struct diag *diag)
{
	struct log_target target;
	const char *wrong;
	int number;

	wrong = log_target_parse(s->arena, text, s->tree->server_root,
	    &target);
	if (wrong) {
		diag_error(diag, pos, "the log %.*s cannot be used: %s",
		    STR_ARG(text), wrong);
		return -1;
	}
	number = log_book_add(s->book, &target, s->generation);
	if (number < 0)
		diag_error(diag, pos, "there are more than %u logs",
		    LOG_BOOK_MAX);
	return number;
}

int
site_log(struct module_setup *ms, const struct site *site, struct str text)
{
	return add_log(ms->sites, site->pos, text, ms->diag);
}

static void
open_error_log(struct sites *s, struct site *site, struct diag *diag)
{
	struct str text = core_server(site->server)->error_log;
	const struct conf_pos *pos;
	int number;

	pos = conf_values_where(site->server, s->registry, "ErrorLog");
	number = add_log(s, pos ? pos : site->pos,
	    text.n > 0 ? text : STR(MAIN_ERROR_LOG), diag);
	site->error_log = number < 0 ? 0 : (unsigned)number;
	site->log.levels = &core_dir(site->dir)->log_levels;
	site->log.target = site->error_log;
}

/* --- Modules ------------------------------------------------------------- */

static void
setup_site(struct module_setup *ms, struct site *site)
{
	const struct sites *s = ms->sites;

	for (size_t i = 0; i < s->modules->n; i++) {
		const struct module *m = s->modules->v[i];
		size_t owner;

		if (!m->setup)
			continue;
		owner = conf_owner_index(s->registry, &m->owner);
		if (conf_module_on(s->registry, &s->loaded, owner))
			m->setup(ms, site, site->server->of[owner],
			    site->dir->of[owner]);
	}
}

static void
warn_override(const struct sites *s, const struct section_list *l,
    struct diag *diag, bool *said)
{
	for (size_t i = 0; i < l->n && !*said; i++) {
		const struct conf_pos *pos;

		if (core_dir(l->v[i]->values)->allow_override == 0)
			continue;
		pos = conf_values_where(l->v[i]->values, s->registry,
		    "AllowOverride");
		diag_warn(diag, pos ? pos : l->v[i]->pos, "AllowOverride: "
		    ".htaccess files are not read by this version");
		diag_remedy(diag, "move what they hold into <Directory> "
		    "sections, and set AllowOverride None");
		*said = true;
	}
}

static void
set_up(struct sites *s, struct diag *diag)
{
	struct module_setup ms = { s, s->arena, diag };
	bool said = false;

	/* The main error log comes first: its number is 0. */
	open_error_log(s, s->main, diag);
	setup_site(&ms, s->main);
	warn_override(s, &s->main->directories, diag, &said);
	for (size_t i = 0; i < s->n_hosts; i++) {
		open_error_log(s, s->hosts[i], diag);
		setup_site(&ms, s->hosts[i]);
		warn_override(s, &s->hosts[i]->directories, diag, &said);
	}
}

struct sites *
sites_build(struct arena *a, const struct conf_tree *tree,
    const struct conf_registry *registry, const struct conf_modules *loaded,
    const struct module_list *modules, struct log_book *book,
    unsigned generation, struct diag *diag)
{
	struct sites *s = ARENA_NEW(a, struct sites);
	struct site_build b = { .sites = s };

	s->arena = a;
	s->registry = registry;
	s->modules = modules;
	s->loaded = *loaded;
	s->tree = tree;
	s->book = book;
	s->generation = generation;
	apply_tree(s, &b, diag);
	section_list_sort(&s->main->directories);
	for (size_t i = 0; i < s->n_hosts; i++) {
		inherit(s, s->hosts[i]);
		vhost_addresses(s, s->hosts[i], b.lines[i], diag);
	}
	vhost_index(s);
	set_up(s, diag);
	return s;
}
