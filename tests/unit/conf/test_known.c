/* Names that exist elsewhere, and names that nearly exist. */
#include "conf/suites.h"

#include "conf/known.h"
#include "conf/world.h"

static const struct {
	const char *name, *module;
	enum known_treatment treatment;
	const char *harmless;
} known[] = {
	{ "RewriteRule", "mod_rewrite", KNOWN_ERROR, NULL },
	{ "rewriteENGINE", "mod_rewrite", KNOWN_ERROR, "Off" },
	{ "Order", "mod_access_compat", KNOWN_ERROR, NULL },
	{ "Deny", "mod_access_compat", KNOWN_ERROR, NULL },
	{ "AuthType", "mod_authn_core", KNOWN_ERROR, "None" },
	{ "Limit", "core", KNOWN_ERROR, NULL },
	{ "If", "core", KNOWN_ERROR, NULL },
	{ "Header", "mod_headers", KNOWN_ERROR, NULL },
	{ "ProxyPass", "mod_proxy", KNOWN_ERROR, NULL },
	{ "RemoteIPHeader", "mod_remoteip", KNOWN_ERROR, NULL },
	{ "Dav", "mod_dav", KNOWN_ERROR, "Off" },
	{ "SuexecUserGroup", "mod_suexec", KNOWN_ERROR, NULL },
	{ "SSLEngine", "mod_ssl", KNOWN_ERROR, "Off" },
	{ "SSLRequireSSL", "mod_ssl", KNOWN_ERROR, NULL },
	{ "SSLRequire", "mod_ssl", KNOWN_ERROR, NULL },
	{ "SSLVerifyClient", "mod_ssl", KNOWN_ERROR, "None" },
	{ "SSLProxyEngine", "mod_ssl", KNOWN_ERROR, "Off" },
	{ "SSLCertificateFile", "mod_ssl", KNOWN_IGNORE, NULL },
	{ "SSLRandomSeed", "mod_ssl", KNOWN_IGNORE, NULL },
	{ "CacheEnable", "mod_cache", KNOWN_IGNORE, NULL },
	{ "H2Push", "mod_http2", KNOWN_IGNORE, NULL },
	{ "PolicyVary", "mod_policy", KNOWN_IGNORE, NULL },
	{ "DeflateCompressionLevel", "mod_deflate", KNOWN_IGNORE, NULL },
	{ "AddOutputFilterByType", "mod_filter", KNOWN_ERROR, "DEFLATE" },
	{ "ThreadsPerChild", "mpm_common", KNOWN_IGNORE, NULL },
	{ "LockFile", "core", KNOWN_REMOVED, NULL },
	{ "Port", "core", KNOWN_ERROR, NULL },
	{ "php_admin_value", "mod_php", KNOWN_ERROR, NULL },
	{ "WSGIScriptAlias", "mod_wsgi", KNOWN_ERROR, NULL },
	{ "SecRuleEngine", "mod_security2", KNOWN_ERROR, NULL },
	/* A full name wins over the prefix Sec*. */
	{ "SecureListen", "mod_nw_ssl", KNOWN_ERROR, NULL },
	{ "LDAPCacheTTL", "mod_ldap", KNOWN_ERROR, NULL },
};

START_TEST(directives_of_httpd_are_known)
{
	const struct known_directive *k = known_find(str_from(known[_i].name));

	ck_assert_msg(k != NULL, "%s", known[_i].name);
	ck_assert_str_eq(k->module, known[_i].module);
	ck_assert_msg(k->treatment == known[_i].treatment, "%s", k->name);
	if (known[_i].harmless)
		ck_assert_pstr_eq(k->harmless, known[_i].harmless);
	else
		ck_assert_ptr_null(k->harmless);
}
END_TEST

static const char *const unknown[] = {
	"", "S", "ServerNam", "RewriteRul", "RewriteRules", "SSL", "SSLFoo",
	"php", "php_", "<If", "*", "Nonsense",
};

START_TEST(other_names_are_not)
{
	const struct known_directive *k = known_find(str_from(unknown[_i]));

	/* "php_" alone is what the prefix asks for. */
	ck_assert_msg((k != NULL) == (strcmp(unknown[_i], "php_") == 0),
	    "%s", unknown[_i]);
}
END_TEST

static const struct {
	const char *name;
	bool known;
} module_names[] = {
	{ "ssl_module", true }, { "mod_ssl.c", true }, { "core.c", true },
	{ "core_module", true }, { "http_core.c", true },
	{ "http_module", true }, { "so_module", true }, { "mod_so.c", true },
	{ "prefork.c", true }, { "mpm_prefork_module", true },
	{ "worker.c", true }, { "mpm_event_module", true },
	{ "mpm_winnt_module", true }, { "mpm_netware_module", true },
	{ "util_ldap.c", true }, { "ldap_module", true },
	{ "mod_proxy_fcgi.c", true }, { "authz_host_module", true },
	{ "slotmem_shm_module", true }, { "mod_lbmethod_byrequests.c", true },
	{ "SSL_module", false }, { "mod_SSL.c", false }, { "ssl", false },
	{ "mod_ssl", false }, { "mod_ssl.so", false }, { "_module", false },
	{ "mod_.c", false }, { "", false }, { "mod_mpm_prefork.c", false },
	{ "mpm_prefork.c", false }, { "php7_module", false },
	{ "mod_access.c", false }, { "mod_security2.c", false },
	{ "mod_core_module", false },
};

START_TEST(modules_of_httpd_are_known)
{
	ck_assert_msg(known_module(str_from(module_names[_i].name)) ==
	    module_names[_i].known, "%s", module_names[_i].name);
}
END_TEST

static const struct {
	const char *name;
	unsigned place;
	const char *best;	/* NULL: nothing is near */
} nearest[] = {
	{ "ServerNam", PLACE_SERVER, "ServerName" },
	{ "servername", PLACE_SERVER, "ServerName" },
	{ "SevrerName", PLACE_SERVER, "ServerName" },
	{ "ServerNameX", PLACE_SERVER, "ServerName" },
	{ "DocumntRoot", PLACE_SERVER, "DocumentRoot" },
	{ "ServerNam", PLACE_DIR, NULL },
	{ "SetHander", PLACE_DIR, "SetHandler" },
	{ "SetHander", PLACE_SERVER, NULL },
	{ "Directery", PLACE_SERVER, "Directory" },
	{ "VirtaulHost", PLACE_SERVER, "VirtualHost" },
	{ "Mutx", PLACE_SERVER, "Mutex" },
	{ "Mtx", PLACE_SERVER, NULL },
	{ "Mu", PLACE_SERVER, NULL },
	{ "", PLACE_SERVER, NULL },
	{ "OldServer", PLACE_SERVER, NULL },
	{ "Completely", PLACE_SERVER, NULL },
	{ "ServerNameServerNameServerNameServerNameServerNameServerNameServer",
	    PLACE_SERVER, NULL },
};

START_TEST(near_names)
{
	const char *names[3];
	size_t n = known_nearest(&world_registry, str_from(nearest[_i].name),
	    nearest[_i].place, names, 3);

	if (!nearest[_i].best) {
		ck_assert_msg(n == 0, "%s: %s", nearest[_i].name,
		    n ? names[0] : "");
		return;
	}
	ck_assert_msg(n > 0, "%s", nearest[_i].name);
	ck_assert_str_eq(names[0], nearest[_i].best);
}
END_TEST

static const struct directive near_rows[] = {
	CONF_ACCEPTED("Alfas", PLACE_S, "", ""),
	CONF_ACCEPTED("Olfa", PLACE_S, "", ""),
	CONF_ACCEPTED("Alfa", PLACE_S, "", ""),
	CONF_ACCEPTED("Alf", PLACE_S, "", ""),
	CONF_ACCEPTED("Alfi", PLACE_D, "", ""),
	CONF_END
};

static const struct conf_owner near_owner = { .rows = near_rows };
static const struct conf_owner *const near_owners[] = { &near_owner };
static const struct conf_registry near_registry = { near_owners, 1 };

START_TEST(the_best_come_first)
{
	const char *names[3];
	size_t n;

	n = known_nearest(&near_registry, STR("Alfa"), PLACE_SERVER, names, 3);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(names[0], "Alfa");
	ck_assert_str_eq(names[1], "Alfas");
	ck_assert_str_eq(names[2], "Olfa");
	n = known_nearest(&near_registry, STR("Alfa"), PLACE_SERVER, names, 1);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(names[0], "Alfa");
	ck_assert_uint_eq(known_nearest(&near_registry, STR("Alfa"),
	    PLACE_SERVER, names, 0), 0);
}
END_TEST

Suite *
conf_known_suite(void)
{
	Suite *s = suite_create("conf/known");
	TCase *tc = tcase_create("known");

	tcase_add_loop_test(tc, directives_of_httpd_are_known, 0,
	    ARRAY_LEN(known));
	tcase_add_loop_test(tc, other_names_are_not, 0, ARRAY_LEN(unknown));
	tcase_add_loop_test(tc, modules_of_httpd_are_known, 0,
	    ARRAY_LEN(module_names));
	tcase_add_loop_test(tc, near_names, 0, ARRAY_LEN(nearest));
	tcase_add_test(tc, the_best_come_first);
	suite_add_tcase(s, tc);
	return s;
}
