/* Request targets and hosts. */
#include "http/target.h"

#include "suites.h"
#include "util.h"

static struct arena *arena;
static struct http_target target;
static const char *why;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

/* Lines "Host: a\r\n" and so on. */
static int
parse(const char *line, const char *fields)
{
	struct http_head h;

	read_head(arena, &h, arena_printf(arena, "%s\r\n%s\r\n", line, fields));
	return http_target_parse(arena, &h, &target, &why);
}

static const struct {
	const char *line;
	enum http_form form;
	struct str host, path, query;
	unsigned port;
} targets[] = {
	{ "GET / HTTP/1.1", HTTP_ORIGIN, S("h"), S("/"), NONE, 0 },
	{ "GET /a/b HTTP/1.1", HTTP_ORIGIN, S("h"), S("/a/b"), NONE, 0 },
	{ "GET /a?b=c&d HTTP/1.1", HTTP_ORIGIN, S("h"), S("/a"), S("b=c&d"),
	    0 },
	{ "GET /a? HTTP/1.1", HTTP_ORIGIN, S("h"), S("/a"), S(""), 0 },
	{ "GET /? HTTP/1.1", HTTP_ORIGIN, S("h"), S("/"), S(""), 0 },
	{ "GET /a?b?c HTTP/1.1", HTTP_ORIGIN, S("h"), S("/a"), S("b?c"), 0 },
	{ "GET /a?/../b HTTP/1.1", HTTP_ORIGIN, S("h"), S("/a"), S("/../b"),
	    0 },
	{ "GET //x/y HTTP/1.1", HTTP_ORIGIN, S("h"), S("//x/y"), NONE, 0 },
	{ "GET /%41/.. HTTP/1.1", HTTP_ORIGIN, S("h"), S("/%41/.."), NONE, 0 },
	{ "GET /http://x/ HTTP/1.1", HTTP_ORIGIN, S("h"), S("/http://x/"),
	    NONE, 0 },
	{ "OPTIONS * HTTP/1.1", HTTP_ASTERISK, S("h"), S("*"), NONE, 0 },
	{ "OPTIONS /x HTTP/1.1", HTTP_ORIGIN, S("h"), S("/x"), NONE, 0 },
	{ "GET http://b/x HTTP/1.1", HTTP_ABSOLUTE, S("b"), S("/x"), NONE, 0 },
	{ "GET HTTP://B.Example./x?y HTTP/1.1", HTTP_ABSOLUTE, S("b.example"),
	    S("/x"), S("y"), 0 },
	{ "GET http://b:8080/ HTTP/1.1", HTTP_ABSOLUTE, S("b"), S("/"), NONE,
	    8080 },
	{ "GET http://b HTTP/1.1", HTTP_ABSOLUTE, S("b"), S("/"), NONE, 0 },
	{ "GET http://b? HTTP/1.1", HTTP_ABSOLUTE, S("b"), S("/"), S(""), 0 },
	{ "GET http://b?x/y HTTP/1.1", HTTP_ABSOLUTE, S("b"), S("/"), S("x/y"),
	    0 },
	{ "GET https://b/ HTTP/1.1", HTTP_ABSOLUTE, S("b"), S("/"), NONE, 0 },
	{ "GET http://[::1]:81/x HTTP/1.1", HTTP_ABSOLUTE, S("::1"), S("/x"),
	    NONE, 81 },
	{ "OPTIONS http://b HTTP/1.1", HTTP_ABSOLUTE, S("b"), S("/"), NONE, 0 },
	{ "CONNECT b:443 HTTP/1.1", HTTP_AUTHORITY, S("b"), S("/"), NONE, 443 },
	{ "CONNECT [::1]:443 HTTP/1.1", HTTP_AUTHORITY, S("::1"), S("/"), NONE,
	    443 },
};

START_TEST(good_target)
{
	ck_assert_int_eq(parse(targets[_i].line, "Host: h\r\n"), 0);
	ck_assert_ptr_null(why);
	ck_assert_int_eq(target.form, targets[_i].form);
	assert_str(target.host, targets[_i].host, "host");
	assert_str(target.raw_path, targets[_i].path, "path");
	assert_str(target.query, targets[_i].query, "query");
	ck_assert_uint_eq(target.port, targets[_i].port);
	ck_assert_int_eq(target.scheme.p != NULL,
	    targets[_i].form == HTTP_ABSOLUTE);
}
END_TEST

static const char *const bad_targets[] = {
	"GET * HTTP/1.1", "GET a HTTP/1.1", "GET a/b HTTP/1.1",
	"GET ?x HTTP/1.1", "GET .. HTTP/1.1", "GET \\a HTTP/1.1",
	"OPTIONS ** HTTP/1.1", "OPTIONS *? HTTP/1.1", "GET /a#b HTTP/1.1",
	"GET /a?b#c HTTP/1.1", "GET http://b/#c HTTP/1.1",
	"GET http:/b/ HTTP/1.1", "GET http:b HTTP/1.1",
	"GET http:///x HTTP/1.1", "GET http:// HTTP/1.1",
	"GET http://?x HTTP/1.1", "GET ://b/ HTTP/1.1",
	"GET ftp://b/ HTTP/1.1", "GET httpx://b/ HTTP/1.1",
	"GET file:///etc/passwd HTTP/1.1", "GET http://u@b/ HTTP/1.1",
	"GET http://u:p@b/ HTTP/1.1", "GET http://b:/ HTTP/1.1",
	"GET http://b:x/ HTTP/1.1", "GET http://b:0/ HTTP/1.1",
	"GET http://b:65536/ HTTP/1.1", "GET http://b..c/ HTTP/1.1",
	"GET http://[::1/ HTTP/1.1", "GET http://b\\c/ HTTP/1.1",
	"GET http://1/ HTTP/1.1", "CONNECT b HTTP/1.1", "CONNECT / HTTP/1.1",
	"CONNECT b:443/ HTTP/1.1", "CONNECT :443 HTTP/1.1",
	"CONNECT http://b:443/ HTTP/1.1", "CONNECT * HTTP/1.1",
};

START_TEST(bad_target)
{
	ck_assert_msg(parse(bad_targets[_i], "Host: h\r\n") == 400, "%s",
	    bad_targets[_i]);
	ck_assert_str_eq(why, "Invalid URI in request");
	ck_assert_uint_eq(target.why_number, 126);
}
END_TEST

static const struct {
	const char *field;
	struct str host;
	unsigned port;
} hosts[] = {
	{ "a", S("a"), 0 }, { "a.example", S("a.example"), 0 },
	{ "WWW.Example.ORG", S("www.example.org"), 0 },
	{ "a.example.", S("a.example"), 0 },
	{ "A.example.:80", S("a.example"), 80 },
	{ "a:1", S("a"), 1 }, { "a:80", S("a"), 80 },
	{ "a:00080", S("a"), 80 }, { "a:65535", S("a"), 65535 },
	{ "a_b", S("a_b"), 0 }, { "-a", S("-a"), 0 }, { "a-", S("a-"), 0 },
	{ "1a", S("1a"), 0 }, { "12.a", S("12.a"), 0 },
	{ "a.12", S("a.12"), 0 }, { ".a", S(".a"), 0 },
	{ "xn--bcher-kva.example", S("xn--bcher-kva.example"), 0 },
	{ "127.0.0.1", S("127.0.0.1"), 0 },
	{ "127.0.0.1:8080", S("127.0.0.1"), 8080 },
	{ "[::1]", S("::1"), 0 }, { "[::1]:80", S("::1"), 80 },
	{ "[2001:DB8::A]:443", S("2001:db8::a"), 443 },
	{ "[::ffff:1.2.3.4]", S("::ffff:1.2.3.4"), 0 },
};

START_TEST(good_host)
{
	char line[80];

	snprintf(line, sizeof(line), "Host: %s\r\n", hosts[_i].field);
	ck_assert_int_eq(parse("GET / HTTP/1.1", line), 0);
	assert_str(target.host, hosts[_i].host, "host");
	ck_assert_uint_eq(target.port, hosts[_i].port);
	ck_assert_int_eq(parse("GET / HTTP/1.0", line), 0);
	assert_str(target.host, hosts[_i].host, "host in 1.0");
}
END_TEST

static const char *const bad_hosts[] = {
	"a b", "a\tb", "a/b", "/", "a\\b", "a..b", "a..", "..", ".", "..a",
	"123", "1.2.3", "1.2.3.4.5", "1.2.3.999", "1..2", "0",
	"a:", "a:0", "a:x", "a:8x", "a:+80", "a:-1", "a:65536", "a:99999",
	"a:18446744073709551617", "a:80:80", "a: 80", "a :80", ":80", ":",
	"u@a", "u:p@a", "a,b", "a, b", "a;b", "a?b", "a#b", "a\"b", "a<b",
	"a'b", "a!b", "a$b", "a%41", "a%", "a*", "*", "a+b", "a=b", "a~b",
	"a(b)",
	"a[b]", "http://a", "caf\303\251", "\200",
	"[", "]", "[]", "[::1", "::1]", "::1", "[::1]x", "[::1]80", "[::1]:",
	"[::1]:x", "[::1]:0", "[::1]:65536", "[[::1]]", "[1.2.3.4]", "[a]",
	"[v1.a]", "[fe80::1%25lo]", "[fe80::1%lo]", "[::1 ]", "[1::2::3]",
	"[:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::]",
};

START_TEST(bad_host)
{
	char line[120];

	snprintf(line, sizeof(line), "Host: %s\r\n", bad_hosts[_i]);
	ck_assert_msg(parse("GET / HTTP/1.1", line) == 400, "%s", line);
	ck_assert_str_eq(why, "Client sent malformed Host header");
	ck_assert_uint_eq(target.why_number, 550);
	assert_str(target.why_detail, str_from(bad_hosts[_i]), "detail");
	ck_assert_int_eq(parse("GET / HTTP/1.0", line), 400);
	ck_assert_int_eq(parse("GET http://b/ HTTP/1.1", line), 400);
}
END_TEST

static const struct {
	const char *line, *fields;
	int status;
	unsigned number;
} missing[] = {
	{ "GET / HTTP/1.1", "", 400, 569 },
	{ "GET / HTTP/1.1", "Host:\r\n", 400, 569 },
	{ "GET / HTTP/1.1", "Hosts: a\r\n", 400, 569 },
	{ "OPTIONS * HTTP/1.1", "", 400, 569 },
	{ "CONNECT a:1 HTTP/1.1", "", 400, 569 },
	{ "GET http://b/ HTTP/1.1", "", 400, 569 },
	{ "GET http://b/ HTTP/1.1", "Host:\r\n", 400, 569 },
	{ "GET / HTTP/1.1", "Host: a\r\nHost: a\r\n", 400, 550 },
	{ "GET / HTTP/1.1", "Host: a\r\nhost: b\r\n", 400, 550 },
	{ "GET / HTTP/1.1", "Host: a\r\nHost:\r\n", 400, 550 },
	{ "GET / HTTP/1.0", "Host: a\r\nHost: a\r\n", 400, 550 },
	{ "GET http://b/ HTTP/1.1", "Host: a\r\nHost: a\r\n", 400, 550 },
	{ "GET / HTTP/1.0", "", 0, 0 },
	{ "GET / HTTP/1.0", "Host:\r\n", 0, 0 },
	{ "OPTIONS * HTTP/1.0", "", 0, 0 },
};

START_TEST(missing_or_repeated_host)
{
	ck_assert_int_eq(parse(missing[_i].line, missing[_i].fields),
	    missing[_i].status);
	ck_assert_uint_eq(target.why_number, missing[_i].number);
	ck_assert_int_eq(why != NULL, missing[_i].status != 0);
	if (!missing[_i].status)
		ck_assert_ptr_null(target.host.p);
}
END_TEST

START_TEST(absolute_without_field_in_1_0)
{
	ck_assert_int_eq(parse("GET http://b:81/ HTTP/1.0", ""), 0);
	assert_str(target.host, STR("b"), "host");
	ck_assert_uint_eq(target.port, 81);
}
END_TEST

START_TEST(port_of_the_target_replaces_that_of_the_field)
{
	ck_assert_int_eq(parse("GET http://b/ HTTP/1.1", "Host: a:81\r\n"), 0);
	assert_str(target.host, STR("b"), "host");
	ck_assert_uint_eq(target.port, 0);
}
END_TEST

Suite *
target_suite(void)
{
	Suite *suite = suite_create("http target");
	TCase *c = tcase_create("target");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_loop_test(c, good_target, 0, ARRAY_LEN(targets));
	tcase_add_loop_test(c, bad_target, 0, ARRAY_LEN(bad_targets));
	tcase_add_loop_test(c, good_host, 0, ARRAY_LEN(hosts));
	tcase_add_loop_test(c, bad_host, 0, ARRAY_LEN(bad_hosts));
	tcase_add_loop_test(c, missing_or_repeated_host, 0, ARRAY_LEN(missing));
	tcase_add_test(c, absolute_without_field_in_1_0);
	tcase_add_test(c, port_of_the_target_replaces_that_of_the_field);
	suite_add_tcase(suite, c);
	return suite;
}
