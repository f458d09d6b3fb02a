#include "loaded.h"

static const struct conf_owner *const owners[] = {
	&core_module.owner, &reqtimeout_module.owner, &http_module.owner,
	&so_module.owner, &version_module.owner
};
static const struct conf_registry registry = { owners, ARRAY_LEN(owners) };
static const struct module *const modules[] = {
	&core_module, &reqtimeout_module
};
static const struct module_list list = { modules, ARRAY_LEN(modules) };

void
loaded_open(struct loaded *l, const char *text)
{
	struct conf_options opt = {
		.file = STR("test.conf"),
		.server_root = STR("/tmp"),
		.text = str_from(text)
	};
	struct conf_modules *on;
	struct conf_tree *tree;

	memset(l, 0, sizeof(*l));
	l->arena = arena_new();
	buf_init(&l->said, 1 << 20);
	diag_init(&l->diag, l->arena);
	log_book_init(&l->book, l->arena);
	on = ARENA_NEW(l->arena, struct conf_modules);
	tree = conf_read(l->arena, &opt, &registry, on, &l->diag);
	l->sites = sites_build(l->arena, tree, &registry, on, &list, &l->book,
	    1, &l->diag);
}

void
loaded_close(struct loaded *l)
{
	buf_release(&l->said);
	arena_free(l->arena);
}

const char *
loaded_messages(struct loaded *l)
{
	static const char *const names[] = { "notice", "warning", "error" };

	buf_reset(&l->said);
	for (size_t i = 0; i < l->diag.n; i++)
		buf_printf(&l->said, "%s: %.*s\n",
		    names[l->diag.v[i].severity], STR_ARG(l->diag.v[i].text));
	return buf_cstr(&l->said);
}

const struct site *
loaded_site(struct loaded *l, const char *address, unsigned port,
    const char *host)
{
	struct net_addr a = { .len = 0 };

	ck_assert(net_addr_parse(str_from(address), &a));
	net_addr_set_port(&a, port);
	return sites_by_host(l->sites, sites_of_address(l->sites, &a),
	    str_from(host));
}
