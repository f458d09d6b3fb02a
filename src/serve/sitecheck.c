/*
 * What -t and -S say about sites: checks that need the file system or the
 * listeners, names that can never be reached, and the table of virtual hosts.
 */
#include <errno.h>
#include <sys/stat.h>

#include "serve/glob.h"
#include "serve/vhost.h"

static struct str
print_place(const struct site_addr *at, struct buf *out)
{
	char text[NET_ADDR_TEXT_MAX];
	struct str host = STR("*");

	buf_reset(out);
	if (at->addr.len != 0)
		host = net_addr_text(&at->addr, text);
	if (at->addr.len != 0 && at->addr.sa.sa_family == AF_INET6)
		buf_printf(out, "[%.*s]:", STR_ARG(host));
	else
		buf_printf(out, "%.*s:", STR_ARG(host));
	if (at->port != 0)
		buf_uint(out, at->port);
	else
		buf_char(out, '*');
	return buf_str(out);
}

/* --- Checks -------------------------------------------------------------- */

/* Is this value the site's own, not the main server's? */
static bool
is_own(const struct site *site, const char *directive)
{
	const struct sites *s = site->sites;
	const struct conf_pos *pos;

	pos = conf_values_where(site->server, s->registry, directive);
	return pos && (site == s->main ||
	    pos != conf_values_where(s->main->server, s->registry, directive));
}

static void
check_root(const struct site *site, struct diag *diag)
{
	struct str root = core_server(site->server)->document_root;
	const struct conf_pos *pos;
	struct stat st;
	const char *why = NULL;

	if (root.n == 0 || !is_own(site, "DocumentRoot"))
		return;
	if (stat(root.p, &st) != 0)
		why = strerror(errno);
	else if (!S_ISDIR(st.st_mode))
		why = "it is not a directory";
	if (!why)
		return;
	pos = conf_values_where(site->server, site->sites->registry,
	    "DocumentRoot");
	diag_add(diag, site->pos ? DIAG_WARNING : DIAG_ERROR, pos,
	    "DocumentRoot %.*s cannot be used: %s", STR_ARG(root), why);
	if (site->pos)
		diag_number(diag, 112);
}

static bool
is_listened(const struct site_addr *at, const struct listener *l, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (at->port != 0 && net_addr_port(&l[i].addr) != at->port)
			continue;
		if (at->addr.len == 0 || net_addr_is_any(&l[i].addr) ||
		    net_addr_same_host(&l[i].addr, &at->addr))
			return true;
	}
	return false;
}

static void
check_listeners(const struct site *site, const struct listener *l, size_t n,
    struct diag *diag)
{
	struct buf b;

	buf_init(&b, 2 * NET_ADDR_TEXT_MAX);
	for (size_t i = 0; i < site->n_addrs; i++) {
		struct str place = print_place(&site->addrs[i], &b);

		if (!is_listened(&site->addrs[i], l, n))
			diag_warn(diag, site->pos, "no Listen line opens "
			    "%.*s: this virtual host is never reached there",
			    STR_ARG(place));
	}
	buf_release(&b);
}

static void
say_shadowed(const struct address_set *set, size_t site, size_t by,
    struct str name, struct diag *diag)
{
	const struct conf_pos *first = set->sites[by]->pos;

	diag_warn(diag, set->sites[site]->pos, "the virtual host on line %u "
	    "of %.*s answers for %.*s: this one is never reached by it",
	    first->line, STR_ARG(first->file), STR_ARG(name));
}

/* Says it when an earlier site of the set takes this name. */
static void
check_name(const struct address_set *set, size_t site, struct str name,
    struct diag *diag)
{
	const struct vhost_name *found = vhost_find_name(set, name);

	if (found && found->site < site) {
		say_shadowed(set, site, found->site, name, diag);
		return;
	}
	for (size_t i = 0; i < set->n_wild && set->wild[i].site < site; i++) {
		if (glob_match(set->wild[i].pattern, name,
		    GLOB_CASELESS | GLOB_NO_SETS)) {
			say_shadowed(set, site, set->wild[i].site, name, diag);
			return;
		}
	}
}

static void
check_names(const struct address_set *set, struct diag *diag)
{
	for (size_t i = 1; i < set->n_sites; i++) {
		const struct site *site = set->sites[i];
		const struct core_server *c = core_server(site->server);

		if (c->server_name.n > 0 && is_own(site, "ServerName"))
			check_name(set, i, c->server_name, diag);
		for (size_t k = 0; k < c->server_alias.n; k++)
			check_name(set, i, c->server_alias.v[k], diag);
	}
}

/* "<VirtualHost *:80>" is not consulted where "10.0.0.1:80" fits. */
static void
check_mixed(const struct site_index *x, const struct address_set *set,
    struct diag *diag)
{
	struct buf b;

	if (set->at.addr.len == 0)
		return;
	for (size_t i = 0; i < x->n_sets; i++) {
		const struct address_set *any = x->sets[i];
		struct str place;

		if (any->at.addr.len != 0 || any->at.port != set->at.port)
			continue;
		buf_init(&b, 2 * NET_ADDR_TEXT_MAX);
		place = print_place(&set->at, &b);
		diag_warn(diag, set->sites[0]->pos, "the virtual hosts with * "
		    "on this port are never asked for %.*s", STR_ARG(place));
		buf_release(&b);
	}
}

void
sites_check(struct sites *s, const struct listener *listeners,
    size_t n_listeners, bool check_roots, struct diag *diag)
{
	const struct site_index *x = vhost_index_of(s);

	if (check_roots)
		check_root(s->main, diag);
	for (size_t i = 0; i < s->n_hosts; i++) {
		if (check_roots)
			check_root(s->hosts[i], diag);
		if (n_listeners > 0)
			check_listeners(s->hosts[i], listeners, n_listeners,
			    diag);
	}
	for (size_t i = 0; i < x->n_sets; i++) {
		check_names(x->sets[i], diag);
		check_mixed(x, x->sets[i], diag);
	}
}

/* --- The table ----------------------------------------------------------- */

static void
dump_place(struct buf *out, const struct site *site)
{
	struct str name = site_name(site);

	buf_printf(out, "%.*s (%.*s:%u)\n", STR_ARG(name),
	    STR_ARG(site->pos->file), site->pos->line);
}

static void
dump_aliases(struct buf *out, const struct site *site)
{
	const struct strs *v = &core_server(site->server)->server_alias;

	for (int wild = 0; wild < 2; wild++) {
		for (size_t i = 0; i < v->n; i++) {
			bool is_wild = str_find(v->v[i], '*') >= 0 ||
			    str_find(v->v[i], '?') >= 0;

			if (is_wild == (wild != 0))
				buf_printf(out, "%16s %salias %.*s\n", "",
				    wild ? "wild " : "", STR_ARG(v->v[i]));
		}
	}
}

/* httpd's shape: the only site of a set stands on the set's line. */
static void
dump_set(struct buf *out, const struct address_set *set)
{
	struct buf b;
	struct str place;

	buf_init(&b, 2 * NET_ADDR_TEXT_MAX);
	place = print_place(&set->at, &b);
	buf_printf(out, "%-22.*s ", STR_ARG(place));
	buf_release(&b);
	if (set->n_sites == 1) {
		dump_place(out, set->sites[0]);
		dump_aliases(out, set->sites[0]);
		return;
	}
	buf_printf(out, "is a NameVirtualHost\n%8s default server ", "");
	dump_place(out, set->sites[0]);
	for (size_t i = 0; i < set->n_sites; i++) {
		if (set->at.port != 0)
			buf_printf(out, "%8s port %u namevhost ", "",
			    set->at.port);
		else
			buf_printf(out, "%8s port * namevhost ", "");
		dump_place(out, set->sites[i]);
		dump_aliases(out, set->sites[i]);
	}
}

void
sites_dump(const struct sites *s, struct buf *out)
{
	const struct site_index *x = vhost_index_of(s);

	buf_cstr_put(out, "VirtualHost configuration:\n");
	for (int any = 0; any < 2; any++) {
		for (size_t i = 0; i < x->n_sets; i++) {
			if ((x->sets[i]->at.addr.len == 0) == (any != 0))
				dump_set(out, x->sets[i]);
		}
	}
}
