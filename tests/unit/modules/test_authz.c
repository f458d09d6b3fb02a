#include <stdio.h>

#include "suites.h"
#include "world.h"

/* Rules for "/"; the status from an address. */
static void
rules(const char *lines)
{
	char conf[1024];

	snprintf(conf, sizeof(conf), "<Directory />\n%s\n</Directory>", lines);
	world_open(conf);
}

static int
from(const char *address)
{
	world_peer(address);
	return world_status("/index.html");
}

/* What is wrong with rules for "/". */
static const char *
wrong(const char *lines)
{
	char conf[1024];

	snprintf(conf, sizeof(conf), "<Directory />\n%s\n</Directory>", lines);
	return world_problems(conf);
}

START_TEST(authz_no_rule_allows)
{
	world_open("");
	ck_assert_int_eq(from("203.0.113.7"), 200);
}
END_TEST

START_TEST(authz_all)
{
	rules("Require all granted");
	ck_assert_int_eq(from("203.0.113.7"), 200);
}
END_TEST

START_TEST(authz_denied_is_logged)
{
	const char *lines;

	rules("Require all denied");
	ck_assert_int_eq(world_status("/index.html"), 403);
	lines = world_lines();
	ck_has(lines, "[authz_core:error]");
	ck_has(lines, "[client 192.0.2.9:5000]");
	ck_has(lines, "AH01630: client denied by server configuration: /");
	ck_has(lines, "/htdocs/index.html\n");
	/* what is missing is not told to who may not look */
	ck_assert_int_eq(world_status("/missing"), 403);
	world_lines();
	ck_assert_int_eq(world_status("/"), 403);
	ck_has(world_lines(), "/htdocs/\n");
}
END_TEST

START_TEST(authz_ip_forms)
{
	rules("Require ip 10.1 192.168.2.0/24 172.16.0.0/255.240.0.0\n"
	    "Require ip 198.51.100.7 2001:db8::/32");
	ck_assert_int_eq(from("10.1.2.3"), 200);
	ck_assert_int_eq(from("10.2.2.3"), 403);
	ck_assert_int_eq(from("192.168.2.9"), 200);
	ck_assert_int_eq(from("192.168.3.9"), 403);
	ck_assert_int_eq(from("172.31.0.1"), 200);
	ck_assert_int_eq(from("172.32.0.1"), 403);
	ck_assert_int_eq(from("198.51.100.7"), 200);
	ck_assert_int_eq(from("198.51.100.8"), 403);
	ck_assert_int_eq(from("2001:db8:1::1"), 200);
	ck_assert_int_eq(from("2001:db9::1"), 403);
}
END_TEST

START_TEST(authz_local)
{
	rules("Require local");
	ck_assert_int_eq(from("127.0.0.1"), 200);
	ck_assert_int_eq(from("127.9.9.9"), 200);
	ck_assert_int_eq(from("::1"), 200);
	/* the address that was connected to */
	ck_assert_int_eq(from("192.0.2.1"), 200);
	ck_assert_int_eq(from("192.0.2.9"), 403);
}
END_TEST

START_TEST(authz_method)
{
	rules("Require method GET OPTIONS");
	ck_assert_int_eq(world_status("/index.html"), 200);
	ck_has(world_ask("HEAD /index.html HTTP/1.1\r\nHost: x\r\n\r\n"),
	    "200 OK");
	ck_has(world_ask("POST /index.html HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 0\r\n\r\n"), "403 ");
}
END_TEST

START_TEST(authz_env)
{
	rules("Require env other let_me_in");
	ck_assert_int_eq(world_status("/index.html"), 403);
	ck_has(world_get_with("/index.html", "X-Env: let_me_in\r\n"),
	    "200 OK");
}
END_TEST

START_TEST(authz_not_in_require_all)
{
	rules("<RequireAll>\nRequire all granted\n"
	    "Require not ip 10.0.0.0/8\n</RequireAll>");
	ck_assert_int_eq(from("10.1.1.1"), 403);
	ck_assert_int_eq(from("11.1.1.1"), 200);
}
END_TEST

START_TEST(authz_require_all_needs_every_one)
{
	rules("<RequireAll>\nRequire ip 10\nRequire method POST\n"
	    "</RequireAll>");
	ck_assert_int_eq(from("10.1.1.1"), 403);
}
END_TEST

START_TEST(authz_require_none)
{
	rules("<RequireAll>\nRequire all granted\n<RequireNone>\n"
	    "Require ip 10\nRequire ip 11\n</RequireNone>\n</RequireAll>");
	ck_assert_int_eq(from("10.1.1.1"), 403);
	ck_assert_int_eq(from("11.1.1.1"), 403);
	ck_assert_int_eq(from("12.1.1.1"), 200);
}
END_TEST

START_TEST(authz_nested_alternatives)
{
	rules("<RequireAny>\nRequire ip 10\n<RequireAll>\nRequire ip 11\n"
	    "Require method GET\n</RequireAll>\n</RequireAny>");
	ck_assert_int_eq(from("10.1.1.1"), 200);
	ck_assert_int_eq(from("11.1.1.1"), 200);
	ck_assert_int_eq(from("12.1.1.1"), 403);
}
END_TEST

START_TEST(authz_inner_rules_replace_outer_ones)
{
	world_file("htdocs/open/x", "x");
	world_file("htdocs/plain/x", "x");
	world_open("<Directory />\nRequire all denied\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/open>\nRequire all granted\n"
	    "</Directory>\n<Directory ${ROOT}/htdocs/plain>\n"
	    "Options None\n</Directory>");
	ck_assert_int_eq(world_status("/open/x"), 200);
	ck_assert_int_eq(world_status("/plain/x"), 403);
}
END_TEST

START_TEST(authz_a_container_alone_replaces_too)
{
	world_open("<Directory />\nRequire all denied\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs>\n<RequireAny>\n"
	    "Require all granted\n</RequireAny>\n</Directory>");
	ck_assert_int_eq(world_status("/index.html"), 200);
}
END_TEST

START_TEST(authz_merging)
{
	world_file("htdocs/and/x", "x");
	world_file("htdocs/or/x", "x");
	world_file("htdocs/or/deep/x", "x");
	world_open("<Directory />\nRequire ip 10\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/and>\nAuthMerging And\n"
	    "Require method GET\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/or>\nRequire ip 11\n"
	    "AuthMerging Or\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/or/deep>\nRequire ip 12\n"
	    "</Directory>");
	world_peer("10.1.1.1");
	ck_assert_int_eq(world_status("/and/x"), 200);
	ck_assert_int_eq(world_status("/or/x"), 200);
	ck_assert_int_eq(world_status("/or/deep/x"), 403);
	world_peer("11.1.1.1");
	ck_assert_int_eq(world_status("/and/x"), 403);
	ck_assert_int_eq(world_status("/or/x"), 200);
	world_peer("12.1.1.1");
	ck_assert_int_eq(world_status("/or/x"), 403);
	ck_assert_int_eq(world_status("/or/deep/x"), 200);
}
END_TEST

START_TEST(authz_location_without_file)
{
	world_open("<Location /no>\nRequire all denied\n</Location>");
	ck_assert_int_eq(world_status("/no/where"), 403);
	ck_assert_int_eq(world_status("/index.html"), 200);
}
END_TEST

START_TEST(authz_only_negative_rules_are_errors)
{
	ck_has(wrong("Require not ip 10"), "negative Require directive has "
	    "no effect in an implicit <RequireAny> directive");
	ck_has(wrong("Require all granted\nRequire not ip 10"),
	    "has no effect");
	ck_has(wrong("<RequireAny>\nRequire not ip 10\n</RequireAny>"),
	    "no effect in <RequireAny>");
	ck_has(wrong("<RequireAll>\nRequire not ip 10\n</RequireAll>"),
	    "only negative authorization");
	ck_has(wrong("<RequireNone>\nRequire ip 10\n</RequireNone>"),
	    "negative <RequireNone> directive has no effect");
	ck_has(wrong("<RequireAll>\n</RequireAll>"),
	    "contains no authorization directives");
}
END_TEST

START_TEST(authz_what_is_missing_is_refused)
{
	static const char *const lines[] = { "host example.org",
	    "forward-dns a.b", "user me", "valid-user", "group g",
	    "expr \"true\"", "ssl", "ldap-group x", "file-owner" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char line[64];

		snprintf(line, sizeof(line), "Require %s", lines[i]);
		ck_has(wrong(line), "is not in this version: ");
	}
	ck_has(wrong("Require ALL granted"), "Unknown Authz provider: ALL");
	ck_has(wrong("Require all maybe"), "'granted' or 'denied'");
	ck_has(wrong("Require ip"), "needs an address");
	ck_has(wrong("Require ip 10.1.x"), "neither an address");
	ck_has(wrong("Require method get"), "unknown method 'get'");
	ck_has(wrong("Require not"), "needs a provider");
	ck_has(wrong("<RequireAll>\nOptions None\nRequire all granted\n"
	    "</RequireAll>"), "Options is not allowed in <RequireAll>");
	ck_has(wrong("<RequireAll x>\nRequire all granted\n</RequireAll>"),
	    "takes no arguments");
	ck_has(wrong("AuthMerging Maybe"), "must be Off, And or Or");
}
END_TEST

START_TEST(authz_is_not_for_the_server_level)
{
	ck_has(world_problems("Require all denied"), "not allowed here");
	ck_has(world_problems("<VirtualHost *>\nRequire all denied\n"
	    "</VirtualHost>"), "not allowed in <VirtualHost>");
}
END_TEST

START_TEST(authz_host_must_be_loaded)
{
	const char *p = world_problems("LoadModule authz_core_module x.so\n"
	    "<Directory />\nRequire ip 10\nRequire local\n</Directory>");

	ck_has(p, "Require ip belongs to authz_host_module");
	ck_has(p, "Require local belongs to authz_host_module");
}
END_TEST

Suite *
modules_authz_suite(void)
{
	Suite *s = suite_create("authz");
	TCase *t = tcase_create("authz");

	tcase_add_checked_fixture(t, world_begin, world_end);
	tcase_add_test(t, authz_no_rule_allows);
	tcase_add_test(t, authz_all);
	tcase_add_test(t, authz_denied_is_logged);
	tcase_add_test(t, authz_ip_forms);
	tcase_add_test(t, authz_local);
	tcase_add_test(t, authz_method);
	tcase_add_test(t, authz_env);
	tcase_add_test(t, authz_not_in_require_all);
	tcase_add_test(t, authz_require_all_needs_every_one);
	tcase_add_test(t, authz_require_none);
	tcase_add_test(t, authz_nested_alternatives);
	tcase_add_test(t, authz_inner_rules_replace_outer_ones);
	tcase_add_test(t, authz_a_container_alone_replaces_too);
	tcase_add_test(t, authz_merging);
	tcase_add_test(t, authz_location_without_file);
	tcase_add_test(t, authz_only_negative_rules_are_errors);
	tcase_add_test(t, authz_what_is_missing_is_refused);
	tcase_add_test(t, authz_is_not_for_the_server_level);
	tcase_add_test(t, authz_host_must_be_loaded);
	suite_add_tcase(s, t);
	return s;
}
