/* The core directives, and which site answers. */
#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"
#include "loaded.h"
#include "suites.h"

static struct loaded l;

static void
load(const char *text)
{
	loaded_open(&l, text);
	ck_assert_msg(l.diag.errors == 0, "%s", loaded_messages(&l));
}

static void
refuse(const char *text, const char *message)
{
	loaded_open(&l, text);
	ck_assert_uint_ge(l.diag.errors, 1);
	ck_has(loaded_messages(&l), message);
	loaded_close(&l);
}

static const struct core_server *
server(void)
{
	return core_server(l.sites->main->server);
}

static const struct core_dir *
dir(void)
{
	return core_dir(l.sites->main->dir);
}

#define ck_str(s, c) ck_assert_msg(str_eq((s), str_from(c)),		\
    "'%.*s' is not '%s'", STR_ARG(s), (c))

START_TEST(defaults_are_those_of_httpd)
{
	load("");
	ck_assert_int_eq(server()->timeout_ms, 60000);
	ck_assert(server()->keep_alive);
	ck_assert_int_eq(server()->keep_alive_timeout_ms, 5000);
	ck_assert_int_eq(server()->max_keep_alive_requests, 100);
	ck_assert_uint_eq(server()->limits.line, 8190);
	ck_assert_uint_eq(server()->limits.fields, 100);
	ck_assert_int_eq(dir()->limit_request_body, 1073741824);
	ck_assert_uint_eq(dir()->options.set, OPT_FOLLOW_SYMLINKS);
	ck_assert_uint_eq(dir()->etag_set, ETAG_MTIME | ETAG_SIZE);
	ck_assert(dir()->etag_absolute);
	ck_assert_int_eq(dir()->log_levels.base, LOG_WARN);
	ck_assert_int_eq(l.sites->main->read_timeouts.head.first_ms, 20000);
	ck_assert_int_eq(l.sites->main->read_timeouts.head.max_ms, 40000);
	ck_assert_int_eq(l.sites->main->read_timeouts.body.min_rate, 500);
	ck_assert_ptr_null(server()->server_name.p);
	ck_assert_uint_gt(site_name(l.sites->main).n, 0);
	ck_str(server()->access_file_names.v[0], ".htaccess");
	loaded_close(&l);
}
END_TEST

START_TEST(server_name_is_cut_apart)
{
	load("ServerName https://Www.Test:8443\n");
	ck_str(server()->server_name, "Www.Test");
	ck_str(server()->server_scheme, "https");
	ck_assert_int_eq(server()->server_port, 8443);
	loaded_close(&l);
	load("ServerName [::1]:80\n");
	ck_str(server()->server_name, "[::1]");
	ck_assert_int_eq(server()->server_port, 80);
	loaded_close(&l);
	load("ServerName [::1]\n");
	ck_assert_int_eq(server()->server_port, 0);
	loaded_close(&l);
	refuse("ServerName a:0\n", "port of ServerName");
	refuse("ServerName a/b\n", "ServerName must be");
	refuse("ServerName :80\n", "ServerName must be");
}
END_TEST

START_TEST(options_are_a_set_or_an_edit)
{
	load("Options Indexes\n<VirtualHost *:80>\nOptions +ExecCGI -Indexes\n"
	    "</VirtualHost>\n<VirtualHost *:81>\nOptions All\n"
	    "</VirtualHost>\n<VirtualHost *:82>\nOptions None\n"
	    "</VirtualHost>\n");
	ck_assert_uint_eq(dir()->options.set, OPT_INDEXES);
	ck_assert_uint_eq(core_dir(l.sites->hosts[0]->dir)->options.set,
	    OPT_EXEC_CGI);
	ck_assert(core_dir(l.sites->hosts[1]->dir)->options.set &
	    OPT_FOLLOW_SYMLINKS);
	ck_assert(!(core_dir(l.sites->hosts[1]->dir)->options.set &
	    (OPT_MULTIVIEWS | OPT_SYMLINKS_IF_OWNER)));
	ck_assert_uint_eq(core_dir(l.sites->hosts[2]->dir)->options.set, 0);
	loaded_close(&l);
	refuse("Options Indexes +ExecCGI\n", "either all words");
	refuse("Options +Indexes ExecCGI\n", "either all words");
	refuse("Options Indexs\n", "Indexs is none of its words");
	load("Options None +Indexes\n");
	ck_assert_uint_eq(dir()->options.set, OPT_INDEXES);
	loaded_close(&l);
}
END_TEST

START_TEST(etag_is_edited)
{
	load("FileETag -MTime\n<VirtualHost *>\nFileETag None\n"
	    "</VirtualHost>\n<VirtualHost *:1>\nFileETag +INode\n"
	    "</VirtualHost>\n");
	ck_assert_uint_eq(dir()->etag_set, ETAG_SIZE);
	ck_assert_uint_eq(core_dir(l.sites->hosts[0]->dir)->etag_set, 0);
	ck_assert_uint_eq(core_dir(l.sites->hosts[1]->dir)->etag_set,
	    ETAG_SIZE | ETAG_INODE);
	ck_assert(core_dir(l.sites->hosts[1]->dir)->etag_absolute);
	loaded_close(&l);
}
END_TEST

START_TEST(error_documents_are_of_four_kinds)
{
	const struct error_documents *e;

	load("ErrorDocument 404 \"not here\"\nErrorDocument 404 /e.html\n"
	    "ErrorDocument 500 http://x.test/\nErrorDocument 403 word\n"
	    "<VirtualHost *>\nErrorDocument 403 default\n</VirtualHost>\n"
	    "ErrorDocument 401 http://x.test/\n");
	e = &dir()->error_documents;
	ck_assert_uint_eq(e->n, 4);
	ck_assert_int_eq(e->v[0].kind, ERRDOC_TEXT);
	ck_assert_int_eq(e->v[1].kind, ERRDOC_EXTERNAL);
	/* The later line of one status counts. */
	ck_assert_int_eq(e->v[2].kind, ERRDOC_LOCAL);
	ck_str(e->v[2].value, "/e.html");
	ck_assert_int_eq(e->v[3].kind, ERRDOC_TEXT);
	ck_has(loaded_messages(&l), "document of 401");
	e = &core_dir(l.sites->hosts[0]->dir)->error_documents;
	ck_assert_uint_eq(e->n, 5);
	ck_assert_int_eq(e->v[0].kind, ERRDOC_DEFAULT);
	ck_assert_int_eq(e->v[0].status, 403);
	loaded_close(&l);
	refuse("ErrorDocument 999 x\n", "999 is not the status");
	refuse("ErrorDocument 404\n", "two arguments");
}
END_TEST

START_TEST(log_level_is_reset_by_a_level)
{
	const struct log_levels *v;

	load("LogLevel info mod_rewrite.c:trace3 core:debug\n"
	    "<VirtualHost *>\nLogLevel core:error\n</VirtualHost>\n"
	    "<VirtualHost *:1>\nLogLevel notice\n</VirtualHost>\n");
	v = &dir()->log_levels;
	ck_assert_int_eq(v->base, LOG_INFO);
	ck_assert_uint_eq(v->n_modules, 2);
	ck_str(v->modules[0].module, "rewrite");
	v = l.sites->hosts[0]->log.levels;
	ck_assert_int_eq(v->base, LOG_INFO);
	ck_assert_uint_eq(v->n_modules, 2);
	ck_assert_int_eq(v->modules[1].level, LOG_ERROR);
	/* The outer one is as it was. */
	ck_assert_int_eq(dir()->log_levels.modules[1].level, LOG_DEBUG);
	v = l.sites->hosts[1]->log.levels;
	ck_assert_int_eq(v->base, LOG_NOTICE);
	ck_assert_uint_eq(v->n_modules, 0);
	loaded_close(&l);
	load("LogLevel nosuch:info\n");
	ck_has(loaded_messages(&l), "no module called nosuch");
	loaded_close(&l);
	refuse("LogLevel loud\n", "LogLevel must be");
}
END_TEST

START_TEST(read_timeouts_are_merged_by_stage)
{
	const struct reqtimeout_server *t;

	load("RequestReadTimeout header=10\n<VirtualHost *>\n"
	    "RequestReadTimeout handshake=3 body=5-9,minrate=100\n"
	    "</VirtualHost>\n");
	t = &l.sites->main->read_timeouts;
	ck_assert_int_eq(t->head.first_ms, 10000);
	ck_assert_int_eq(t->head.max_ms, 0);
	ck_assert_int_eq(t->head.min_rate, 0);
	ck_assert_int_eq(t->body.first_ms, 20000);
	t = &l.sites->hosts[0]->read_timeouts;
	ck_assert_int_eq(t->head.first_ms, 10000);
	ck_assert_int_eq(t->body.first_ms, 5000);
	ck_assert_int_eq(t->body.max_ms, 9000);
	ck_assert_int_eq(t->body.min_rate, 100);
	loaded_close(&l);
	refuse("RequestReadTimeout header=9-5,MinRate=1\n", "longer than");
	refuse("RequestReadTimeout header=5-9\n", "needs MinRate");
	refuse("RequestReadTimeout feet=5\n", "no stage called feet");
	refuse("RequestReadTimeout header\n", "write header=");
	refuse("RequestReadTimeout body=-1\n", "must be seconds");
}
END_TEST

START_TEST(small_values_are_read)
{
	load("ServerTokens minor\nTraceEnable extended\nLimitRequestFields 0\n"
	    "AddDefaultCharset On\nMaxRanges none\nMaxRangeOverlaps unlimited\n"
	    "AllowEncodedSlashes NoDecode\nKeepAliveTimeout 500ms\n"
	    "UseCanonicalName DNS\nServerSignature EMail\nHostnameLookups on\n"
	    "NameVirtualHost *:80\nDefaultType text/plain\nMutex default\n"
	    "Protocols h2 http/1.1\n");
	ck_str(server()->server_field, "preforkd/0.1");
	ck_assert_int_eq(server()->trace_enable, TRACE_EXTENDED);
	ck_assert_uint_eq(server()->limits.fields, 32767);
	ck_str(dir()->add_default_charset, "iso-8859-1");
	ck_assert_int_eq(dir()->max_ranges, 0);
	ck_assert_int_eq(dir()->max_range_overlaps, 4294967295);
	ck_assert_int_eq(dir()->max_range_reversals, 20);
	ck_assert_int_eq(server()->encoded_slashes, HTTP_SLASHES_KEEP);
	ck_assert_int_eq(server()->keep_alive_timeout_ms, 500);
	ck_has(loaded_messages(&l), "NameVirtualHost has no effect");
	ck_has(loaded_messages(&l), "DefaultType has had no effect");
	ck_has(loaded_messages(&l), "host names of clients");
	ck_has(loaded_messages(&l), "only protocol");
	loaded_close(&l);
	refuse("LimitRequestFieldSize -1\n", "LimitRequestFieldSize");
	refuse("MaxRanges few\n", "MaxRanges must be");
	refuse("Require all granted\n", "");
}
END_TEST

START_TEST(hosts_inherit)
{
	load("<VirtualHost *:80>\nServerAlias b.test\nTimeOut 7\n"
	    "</VirtualHost>\nDocumentRoot /srv/main\nTimeOut 30\n"
	    "ServerName main.test\nErrorLog /tmp/main.log\n"
	    "<VirtualHost *:80>\nErrorLog /tmp/other.log\n</VirtualHost>\n");
	/* What stands behind the virtual host counts as well. */
	ck_str(core_server(l.sites->hosts[0]->server)->document_root,
	    "/srv/main");
	ck_assert_int_eq(core_server(l.sites->hosts[0]->server)->timeout_ms,
	    7000);
	ck_assert_int_eq(core_server(l.sites->hosts[1]->server)->timeout_ms,
	    30000);
	ck_str(site_name(l.sites->hosts[1]), "main.test");
	ck_assert_uint_eq(
	    core_server(l.sites->hosts[1]->server)->server_alias.n, 0);
	ck_assert_uint_eq(l.sites->main->error_log, 0);
	ck_assert_uint_eq(l.sites->hosts[0]->error_log, 0);
	ck_assert_uint_eq(l.sites->hosts[1]->error_log, 1);
	loaded_close(&l);
}
END_TEST

START_TEST(addresses_choose_a_set)
{
	load("<VirtualHost *:80>\nServerName any80\n</VirtualHost>\n"
	    "<VirtualHost 127.0.0.1:80>\nServerName lo80\n</VirtualHost>\n"
	    "<VirtualHost 127.0.0.1:*>\nServerName lo\n</VirtualHost>\n"
	    "<VirtualHost *>\nServerName any\n</VirtualHost>\n"
	    "<VirtualHost [::1]:80 _default_:81>\nServerName six\n"
	    "</VirtualHost>\n");
	/* A more specific set hides the others, whatever the host. */
	ck_str(site_name(loaded_site(&l, "127.0.0.1", 80, "any80")), "lo80");
	ck_str(site_name(loaded_site(&l, "127.0.0.1", 8080, "x")), "lo");
	ck_str(site_name(loaded_site(&l, "10.0.0.1", 80, "any")), "any80");
	ck_str(site_name(loaded_site(&l, "10.0.0.1", 99, "")), "any");
	ck_str(site_name(loaded_site(&l, "::1", 80, "")), "six");
	ck_str(site_name(loaded_site(&l, "10.0.0.1", 81, "")), "six");
	ck_str(site_name(loaded_site(&l, "::ffff:127.0.0.1", 80, "")), "lo80");
	loaded_close(&l);
	load("<VirtualHost 127.0.0.1:80>\n</VirtualHost>\n");
	ck_assert_ptr_eq(loaded_site(&l, "10.0.0.1", 80, "x"), l.sites->main);
	loaded_close(&l);
}
END_TEST

START_TEST(names_choose_in_file_order)
{
	struct listener other = { .fd = -1 };

	load("<VirtualHost *:80>\nServerName a.test\nServerAlias *.wild.test\n"
	    "</VirtualHost>\n"
	    "<VirtualHost *:80>\nServerName x.wild.test\n"
	    "ServerAlias B.test c?.test\n</VirtualHost>\n"
	    "<VirtualHost *:80>\nServerName b.test\nServerAlias c1.test\n"
	    "ServerAlias d.test\n</VirtualHost>\n");
	ck_assert_ptr_eq(loaded_site(&l, "10.0.0.1", 80, "x.wild.test"),
	    l.sites->hosts[0]);
	ck_assert_ptr_eq(loaded_site(&l, "10.0.0.1", 80, "b.test"),
	    l.sites->hosts[1]);
	ck_assert_ptr_eq(loaded_site(&l, "10.0.0.1", 80, "c1.test"),
	    l.sites->hosts[1]);
	ck_assert_ptr_eq(loaded_site(&l, "10.0.0.1", 80, "d.test"),
	    l.sites->hosts[2]);
	ck_assert_ptr_eq(loaded_site(&l, "10.0.0.1", 80, "none.test"),
	    l.sites->hosts[0]);
	sites_check(l.sites, NULL, 0, false, &l.diag);
	ck_has_not(loaded_messages(&l), "no Listen line");
	ck_assert(net_addr_parse(STR("10.0.0.1"), &other.addr));
	net_addr_set_port(&other.addr, 8080);
	sites_check(l.sites, &other, 1, false, &l.diag);
	ck_has(loaded_messages(&l), "answers for x.wild.test");
	ck_has(loaded_messages(&l), "answers for b.test");
	ck_has(loaded_messages(&l), "answers for c1.test");
	ck_has_not(loaded_messages(&l), "answers for d.test");
	ck_has(loaded_messages(&l), "no Listen line opens *:80");
	loaded_close(&l);
}
END_TEST

START_TEST(bad_hosts_are_errors)
{
	refuse("<VirtualHost *:99999>\n</VirtualHost>\n", "no number");
	refuse("<VirtualHost no.such.name.invalid:80>\n</VirtualHost>\n",
	    "cannot be found out");
	refuse("<VirtualHost>\n</VirtualHost>\n", "");
	refuse("<VirtualHost *:80>\n<VirtualHost *:81>\n</VirtualHost>\n"
	    "</VirtualHost>\n", "VirtualHost");
	refuse("<VirtualHost *:80>\nServerTokens Prod\n</VirtualHost>\n",
	    "cannot occur within <VirtualHost>");
	refuse("ServerAlias x\n", "ServerAlias");
}
END_TEST

START_TEST(roots_are_checked)
{
	struct listener any = { .fd = -1 };

	ck_assert(net_addr_parse(STR("0.0.0.0"), &any.addr));
	net_addr_set_port(&any.addr, 80);
	load("DocumentRoot /tmp/no/such\n<VirtualHost *:80>\n"
	    "DocumentRoot /etc/passwd\n</VirtualHost>\n"
	    "<VirtualHost 10.0.0.1:80>\n</VirtualHost>\n");
	sites_check(l.sites, &any, 1, false, &l.diag);
	ck_assert_uint_eq(l.diag.errors, 0);
	ck_has_not(loaded_messages(&l), "no Listen line");
	ck_has(loaded_messages(&l), "never asked for 10.0.0.1:80");
	sites_check(l.sites, &any, 1, true, &l.diag);
	ck_assert_uint_eq(l.diag.errors, 1);
	ck_has(loaded_messages(&l), "error: DocumentRoot /tmp/no/such");
	ck_has(loaded_messages(&l), "warning: DocumentRoot /etc/passwd");
	loaded_close(&l);
}
END_TEST

START_TEST(the_table_has_the_shape_of_httpd)
{
	struct buf out;

	load("ServerName main.test\n<VirtualHost *:80>\nServerName a.test\n"
	    "ServerAlias *.c.test b.test\n</VirtualHost>\n"
	    "<VirtualHost *:80>\n</VirtualHost>\n"
	    "<VirtualHost [::1]:81 *>\nServerName six.test\n</VirtualHost>\n");
	buf_init(&out, 65536);
	sites_dump(l.sites, &out);
	ck_has(buf_cstr(&out), "VirtualHost configuration:\n"
	    "[::1]:81               six.test (");
	ck_has(buf_cstr(&out), "*:80                   is a NameVirtualHost\n"
	    "         default server a.test (");
	ck_has(buf_cstr(&out), ":2)\n         port 80 namevhost a.test (");
	ck_has(buf_cstr(&out), ":2)\n                 alias b.test\n"
	    "                 wild alias *.c.test\n"
	    "         port 80 namevhost main.test (");
	ck_has(buf_cstr(&out), "*:*                    six.test (");
	buf_release(&out);
	loaded_close(&l);
}
END_TEST

Suite *
serve_site_suite(void)
{
	Suite *s = suite_create("site");
	TCase *core = tcase_create("core"), *hosts = tcase_create("hosts");

	tcase_add_test(core, defaults_are_those_of_httpd);
	tcase_add_test(core, server_name_is_cut_apart);
	tcase_add_test(core, options_are_a_set_or_an_edit);
	tcase_add_test(core, etag_is_edited);
	tcase_add_test(core, error_documents_are_of_four_kinds);
	tcase_add_test(core, log_level_is_reset_by_a_level);
	tcase_add_test(core, read_timeouts_are_merged_by_stage);
	tcase_add_test(core, small_values_are_read);
	suite_add_tcase(s, core);
	tcase_add_test(hosts, hosts_inherit);
	tcase_add_test(hosts, addresses_choose_a_set);
	tcase_add_test(hosts, names_choose_in_file_order);
	tcase_add_test(hosts, bad_hosts_are_errors);
	tcase_add_test(hosts, roots_are_checked);
	tcase_add_test(hosts, the_table_has_the_shape_of_httpd);
	suite_add_tcase(s, hosts);
	return s;
}
