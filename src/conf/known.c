/*
 * Looking up names that exist somewhere else, and names that nearly exist.
 */
#include "conf/known.h"

#include "conf/known_table.h"

/* Longer names are not compared: no directive is half as long. */
#define NAME_MAX_LEN 64

static const struct known_table *const tables[] = {
	&known_core, &known_content, &known_access, &known_edge,
	&known_foreign,
};

/* Modules whose source and identifier follow mod_X.c and X_module. */
static const char *const modules[] = {
	"access_compat", "actions", "alias", "allowhandlers", "allowmethods",
	"asis", "auth_basic", "auth_bearer", "auth_digest", "auth_form",
	"authn_anon", "authn_core", "authn_dbd", "authn_dbm", "authn_file",
	"authn_socache", "authnz_fcgi", "authnz_ldap", "autht_core",
	"autht_jwt", "authz_core", "authz_dbd", "authz_dbm",
	"authz_groupfile", "authz_host", "authz_owner", "authz_user",
	"autoindex", "brotli", "bucketeer", "buffer", "cache", "cache_disk",
	"cache_socache", "case_filter", "case_filter_in", "cern_meta", "cgi",
	"cgid", "charset_lite", "crypto", "data", "dav", "dav_fs",
	"dav_lock", "dbd", "deflate", "dialup", "dir", "dumpio", "echo",
	"env", "example_hooks", "example_ipc", "expires", "ext_filter",
	"file_cache", "filter", "firehose", "headers", "heartbeat",
	"heartmonitor", "http2", "ident", "imagemap", "include", "info",
	"isapi", "lbmethod_bybusyness", "lbmethod_byrequests",
	"lbmethod_bytraffic", "lbmethod_heartbeat", "ldap", "log_config",
	"log_debug", "log_forensic", "log_json", "logio", "lua", "macro",
	"md", "mime", "mime_magic", "negotiation", "nw_ssl",
	"optional_fn_export", "optional_fn_import", "optional_hook_export",
	"optional_hook_import", "policy", "privileges", "proxy", "proxy_ajp",
	"proxy_balancer", "proxy_connect", "proxy_express", "proxy_fcgi",
	"proxy_fdpass", "proxy_ftp", "proxy_hcheck", "proxy_html",
	"proxy_http", "proxy_http2", "proxy_scgi", "proxy_uwsgi",
	"proxy_wstunnel", "ratelimit", "reflector", "remoteip",
	"reqtimeout", "request", "rewrite", "sed", "serf", "session",
	"session_cookie", "session_crypto", "session_dbd", "setenvif",
	"slotmem_plain", "slotmem_shm", "so", "socache_dbm", "socache_dc",
	"socache_memcache", "socache_redis", "socache_shmcb", "speling",
	"ssl", "ssl_ct", "status", "substitute", "suexec", "systemd",
	"tls", "unique_id", "unixd", "userdir", "usertrack", "version",
	"vhost_alias", "watchdog", "xml2enc",
};

/* The ones that do not. */
static const char *const odd_modules[] = {
	"core.c", "core_module", "http_core.c", "http_module", "util_ldap.c",
	"prefork.c", "mpm_prefork_module", "worker.c", "mpm_worker_module",
	"event.c", "mpm_event_module", "mpm_motorz.c", "mpm_motorz_module",
	"simple.c", "mpm_simple_module", "mpm_winnt.c", "mpm_winnt_module",
	"mpm_netware.c", "mpm_netware_module", "mpmt_os2.c",
	"mpm_mpmt_os2_module", "mod_win32.c", "win32_module",
};

static bool
fits(const char *pattern, struct str name, bool prefix)
{
	struct str p = str_from(pattern);
	bool star = p.p[p.n - 1] == '*';

	if (star != prefix)
		return false;
	p.n -= star;
	return star ? str_istarts(name, p) : str_ieq(name, p);
}

static const struct known_directive *
find_row(struct str name, bool prefix)
{
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		for (size_t i = 0; i < tables[t]->n; i++) {
			const struct known_directive *k = &tables[t]->v[i];

			if (char_lower(k->name[0]) == char_lower(name.p[0]) &&
			    fits(k->name, name, prefix))
				return k;
		}
	}
	return NULL;
}

const struct known_directive *
known_find(struct str name)
{
	const struct known_directive *k;

	if (name.n == 0)
		return NULL;
	k = find_row(name, false);
	return k ? k : find_row(name, true);
}

/* The X of "mod_X.c" or "X_module"; absent when it is neither. */
static struct str
bare_module(struct str name)
{
	if (str_starts(name, STR("mod_")) && str_ends(name, STR(".c")) &&
	    name.n > 6)
		return str_of(name.p + 4, name.n - 6);
	if (str_ends(name, STR("_module")) && name.n > 7)
		return str_of(name.p, name.n - 7);
	return STR_NONE;
}

bool
known_module(struct str name)
{
	struct str bare = bare_module(name);

	for (size_t i = 0; i < ARRAY_LEN(odd_modules); i++) {
		if (str_eq(name, str_from(odd_modules[i])))
			return true;
	}
	for (size_t i = 0; bare.p && i < ARRAY_LEN(modules); i++) {
		if (str_eq(bare, str_from(modules[i])))
			return true;
	}
	return false;
}

/* May the last two letters of a and b be one swap? */
static bool
swapped(const char *a, const char *b)
{
	return char_lower(a[0]) == char_lower(b[-1]) &&
	    char_lower(a[-1]) == char_lower(b[0]);
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * Optimal string alignment: inserted, lost, changed and swapped letters.
 * Three rows of the table are enough.
 */
static unsigned
distance(struct str a, struct str b)
{
	unsigned rows[3][NAME_MAX_LEN + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= b.n; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned *oldest = before;

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			unsigned cost = char_lower(a.p[i - 1]) !=
			    char_lower(b.p[j - 1]);

			now[j] = least(last[j - 1] + cost,
			    least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 &&
			    swapped(&a.p[i - 1], &b.p[j - 1]))
				now[j] = least(now[j], before[j - 2] + cost);
		}
		before = last;
		last = now;
		now = oldest;
	}
	return last[b.n];
}

/* So many slips are forgiven in a name of this length. */
static unsigned
slips_allowed(size_t length)
{
	if (length < 3)
		return 0;
	return length < 5 ? 1 : length < 9 ? 2 : 3;
}

/* The best so far, in order. */
struct nearest {
	const char **v;
	unsigned *slips;
	size_t n, max;
};

static void
offer(struct nearest *best, const char *name, unsigned slips)
{
	size_t i = best->n;

	while (i > 0 && best->slips[i - 1] > slips)
		i--;
	if (i == best->max)
		return;
	if (best->n < best->max)
		best->n++;
	for (size_t j = best->n - 1; j > i; j--) {
		best->v[j] = best->v[j - 1];
		best->slips[j] = best->slips[j - 1];
	}
	best->v[i] = name;
	best->slips[i] = slips;
}

static void
consider_row(struct nearest *best, const struct directive *row,
    struct str name, unsigned place)
{
	struct str other = str_from(row->name);
	unsigned slips, allowed = slips_allowed(name.n);
	size_t apart = name.n > other.n ? name.n - other.n : other.n - name.n;

	if (!(row->places & place) || row->renamed || apart > allowed ||
	    other.n > NAME_MAX_LEN)
		return;
	slips = distance(name, other);
	if (slips <= allowed)
		offer(best, row->name, slips);
}

#define NEAREST_MAX 8

size_t
known_nearest(const struct conf_registry *registry, struct str name,
    unsigned place, const char **out, size_t max)
{
	unsigned slips[NEAREST_MAX];
	struct nearest best = { out, slips, 0, max };

	if (best.max > NEAREST_MAX)
		best.max = NEAREST_MAX;
	if (name.n > NAME_MAX_LEN || best.max == 0)
		return 0;
	for (size_t i = 0; i < registry->n; i++) {
		const struct directive *row = registry->owners[i]->rows;

		for (; row && row->name; row++)
			consider_row(&best, row, name, place);
	}
	return best.n;
}
