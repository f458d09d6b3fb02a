/*
 * Which site answers: first by address, then by name.
 *
 * A set holds the virtual hosts of one address and port.  Exact names are
 * looked up in a hash; file order still rules, because each name remembers
 * the first site that has it and an earlier wildcard wins over it.
 */
#include "serve/vhost.h"

#include <netdb.h>
#include <unistd.h>

#include "base/num.h"
#include "serve/glob.h"

#define HOST_MAX 255		/* bytes of a host name (RFC 1035) */

/* --- Addresses of a <VirtualHost> line ----------------------------------- */

/* Cuts ":port" off; the colons of an address in brackets are its own. */
static bool
cut_port(struct str *host, unsigned *port)
{
	ptrdiff_t colon = str_rfind(*host, ':');
	struct str digits;
	int64_t n;

	if (colon < 0 || colon < str_rfind(*host, ']'))
		return true;
	digits = str_skip(*host, (size_t)colon + 1);
	host->n = (size_t)colon;
	if (str_eq(digits, STR("*"))) {
		*port = 0;
		return true;
	}
	if (!num_range(digits, 1, 65535, &n))
		return false;
	*port = (unsigned)n;
	return true;
}

static void
add_address(struct sites *s, struct site *site, const struct net_addr *a,
    unsigned port)
{
	struct site_addr sa = { .port = port };

	if (a) {
		sa.addr = *a;
		net_addr_unmap(&sa.addr);
		net_addr_set_port(&sa.addr, port);
	}
	ARENA_PUSH(s->arena, site->addrs, site->n_addrs, sa);
}

/* A host name: every address it has.  False when it has none. */
static bool
resolve(struct sites *s, struct site *site, struct str host, unsigned port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;
	char *name = arena_cstr(s->arena, host);

	if (getaddrinfo(name, NULL, &hints, &list) != 0)
		return false;
	for (const struct addrinfo *i = list; i; i = i->ai_next) {
		struct net_addr a = { .len = i->ai_addrlen };

		if (i->ai_addrlen > sizeof(a.in6))
			continue;
		memcpy(&a.sa, i->ai_addr, i->ai_addrlen);
		add_address(s, site, &a, port);
	}
	freeaddrinfo(list);
	return true;
}

static void
read_address(struct sites *s, struct site *site, struct str word,
    struct diag *diag)
{
	unsigned port = (unsigned)core_server(s->main->server)->server_port;
	struct str host = word;
	struct net_addr a;

	if (!cut_port(&host, &port)) {
		diag_error(diag, site->pos, "the port of %.*s is no number "
		    "from 1 to 65535", STR_ARG(word));
		return;
	}
	if (str_eq(host, STR("*")) || str_ieq(host, STR("_default_"))) {
		add_address(s, site, NULL, port);
		return;
	}
	if (net_addr_parse(host, &a)) {
		add_address(s, site, net_addr_is_any(&a) ? NULL : &a, port);
		return;
	}
	if (host.n == 0 || !resolve(s, site, host, port))
		diag_error(diag, site->pos, "the address of %.*s cannot be "
		    "found out", STR_ARG(host));
}

void
vhost_addresses(struct sites *s, struct site *site, const struct strs *words,
    struct diag *diag)
{
	for (size_t i = 0; i < words->n; i++)
		read_address(s, site, words->v[i], diag);
}

/* --- The index ----------------------------------------------------------- */

static bool
same_place(const struct site_addr *a, const struct site_addr *b)
{
	if (a->port != b->port || (a->addr.len == 0) != (b->addr.len == 0))
		return false;
	return a->addr.len == 0 || net_addr_same_host(&a->addr, &b->addr);
}

static struct address_set *
need_set(struct arena *a, struct site_index *x, const struct site_addr *at)
{
	struct address_set *set;

	for (size_t i = 0; i < x->n_sets; i++) {
		if (same_place(&x->sets[i]->at, at))
			return x->sets[i];
	}
	set = ARENA_NEW(a, struct address_set);
	set->at = *at;
	ARENA_PUSH(a, x->sets, x->n_sets, set);
	return set;
}

static size_t
hash_name(struct str s)
{
	size_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)char_lower(s.p[i])) * 16777619u;
	return h;
}

/* The place of a name, or the free one where it would go. */
static struct vhost_name *
find_place(const struct address_set *set, struct str name)
{
	size_t i = hash_name(name) & set->mask;

	while (set->names[i].name.p && !str_ieq(set->names[i].name, name))
		i = (i + 1) & set->mask;
	return &set->names[i];
}

const struct vhost_name *
vhost_find_name(const struct address_set *set, struct str name)
{
	const struct vhost_name *found;

	if (set->n_names == 0)
		return NULL;
	found = find_place(set, name);
	return found->name.p ? found : NULL;
}

/* The first site that has a name keeps it. */
static void
add_name(struct address_set *set, struct str name, size_t site)
{
	struct vhost_name *place;

	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n == 0)
		return;
	place = find_place(set, name);
	if (place->name.p)
		return;
	*place = (struct vhost_name){ name, site };
	set->n_names++;
}

static bool
is_wild(struct str alias)
{
	return str_find(alias, '*') >= 0 || str_find(alias, '?') >= 0;
}

static void
add_aliases(struct arena *a, struct address_set *set, size_t site)
{
	const struct core_server *c = core_server(set->sites[site]->server);

	for (size_t i = 0; i < c->server_alias.n; i++) {
		struct str alias = c->server_alias.v[i];
		struct vhost_wild wild = { alias, site };

		if (is_wild(alias))
			ARENA_PUSH(a, set->wild, set->n_wild, wild);
		else
			add_name(set, alias, site);
	}
}

static void
index_names(struct arena *a, struct address_set *set)
{
	size_t names = 1, size = 4;

	for (size_t i = 0; i < set->n_sites; i++)
		names += 1 + core_server(set->sites[i]->server)->server_alias.n;
	while (size < 2 * names)
		size *= 2;
	set->mask = size - 1;
	set->names = ARENA_ARRAY(a, struct vhost_name, size);
	for (size_t i = 0; i < set->n_sites; i++) {
		add_name(set, core_server(set->sites[i]->server)->server_name,
		    i);
		add_aliases(a, set, i);
	}
}

static struct str
system_name(struct arena *a)
{
	char name[HOST_MAX + 1] = "";

	if (gethostname(name, sizeof(name) - 1) != 0 || name[0] == '\0')
		return STR("localhost");
	return arena_copy(a, str_from(name));
}

static void
place_site(struct sites *s, struct site_index *x, struct site *site)
{
	for (size_t i = 0; i < site->n_addrs; i++) {
		struct address_set *set = need_set(s->arena, x,
		    &site->addrs[i]);

		/* "<VirtualHost *:80 *:80>" */
		if (set->n_sites > 0 && set->sites[set->n_sites - 1] == site)
			continue;
		ARENA_PUSH(s->arena, set->sites, set->n_sites, site);
	}
}

void
vhost_index(struct sites *s)
{
	struct site_index *x = ARENA_NEW(s->arena, struct site_index);

	s->index = x;
	x->hostname = system_name(s->arena);
	for (size_t i = 0; i < s->n_hosts; i++)
		place_site(s, x, s->hosts[i]);
	for (size_t i = 0; i < x->n_sets; i++)
		index_names(s->arena, x->sets[i]);
}

/* --- Looking up ---------------------------------------------------------- */

/* How well a set fits a local address; 0: not at all. */
static unsigned
fit(const struct site_addr *at, const struct net_addr *local, unsigned port)
{
	if (at->port != 0 && at->port != port)
		return 0;
	if (at->addr.len != 0 && !net_addr_same_host(&at->addr, local))
		return 0;
	return 1 + (at->port != 0) + 2 * (at->addr.len != 0);
}

const void *
sites_of_address(const struct sites *s, const struct net_addr *local)
{
	const struct site_index *x = vhost_index_of(s);
	const struct address_set *best = NULL;
	struct net_addr a = *local;
	unsigned best_fit = 0, port;

	net_addr_unmap(&a);
	port = net_addr_port(&a);
	for (size_t i = 0; i < x->n_sets; i++) {
		unsigned f = fit(&x->sets[i]->at, &a, port);

		if (f > best_fit) {
			best_fit = f;
			best = x->sets[i];
		}
	}
	return best;
}

const struct site *
sites_by_host(const struct sites *s, const void *address_set, struct str host)
{
	const struct address_set *set = address_set;
	const struct vhost_name *name;
	size_t site;

	if (!set)
		return s->main;
	if (host.n == 0)
		return set->sites[0];
	name = vhost_find_name(set, host);
	site = name ? name->site : set->n_sites;
	for (size_t i = 0; i < set->n_wild && set->wild[i].site < site; i++) {
		if (glob_match(set->wild[i].pattern, host,
		    GLOB_CASELESS | GLOB_NO_SETS))
			site = set->wild[i].site;
	}
	return set->sites[site < set->n_sites ? site : 0];
}

struct str
site_name(const struct site *s)
{
	struct str name = core_server(s->server)->server_name;

	return name.n > 0 ? name : vhost_index_of(s->sites)->hostname;
}
