/* Canned pages and ErrorDocument. */
#include "fixture.h"
#include "suites.h"

static struct fixture f;

static void
open_with(const char *more)
{
	fixture_open(&f, more);
	fixture_file(&f, "a.txt", "hello\n");
	fixture_file(&f, "sorry.txt", "so sorry");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const char *
ask(const char *line)
{
	return fixture_ask(&f, arena_printf(f.arena,
	    "%s HTTP/1.1\r\nHost: a<b.test\r\n\r\n", line).p);
}

static const char *
get(const char *path)
{
	return fixture_ask(&f, arena_printf(f.arena,
	    "GET %s HTTP/1.1\r\nHost: a.test\r\n\r\n", path).p);
}

START_TEST(canned_page)
{
	const char *out;

	open_with("");
	out = get("/<script>");
	ck_has(out, "Content-Type: text/html; charset=utf-8\r\n");
	ck_has(out, "<title>404 Not Found</title>");
	ck_has(out, "<h1>Not Found</h1>");
	ck_has(out, "name=\"viewport\"");
	ck_has(out, "color-scheme:light dark");
	ck_has_not(out, "<script>");
	ck_has_not(out, "<address>");
	ck_has(out, "</body>\n</html>\n");
}
END_TEST

START_TEST(head_gets_no_page)
{
	open_with("");
	ck_has_not(ask("HEAD /nothing"), "<h1>");
}
END_TEST

START_TEST(signature)
{
	open_with("ServerSignature EMail\nServerAdmin me@test\n");
	ck_has(get("/x"), " Server at <a href=\"mailto:me@test\">a.test</a> "
	    "Port 80</address>");
	ck_has_not(get("/x"), "administrator");
	ck_has(get("/login"), "administrator: me@test");
}
END_TEST

START_TEST(text)
{
	const char *out;

	open_with("ErrorDocument 404 \"not <b>here</b>\"");
	out = get("/x");
	ck_starts(out, "HTTP/1.1 404 ");
	ck_has(out, "Content-Type: text/html");
	ck_has(out, "\r\n\r\nnot <b>here</b>");
}
END_TEST

START_TEST(text_for_a_bad_request)
{
	open_with("ErrorDocument 400 \"what was that\"");
	ck_has(fixture_ask(&f, "junk\r\n\r\n"), "what was that");
}
END_TEST

START_TEST(local)
{
	const char *out;

	open_with("ErrorDocument 404 /sorry.txt\nErrorDocument 400 /sorry.txt");
	out = get("/x");
	ck_starts(out, "HTTP/1.1 404 Not Found\r\n");
	ck_has(out, "Content-Type: text/plain\r\n");
	ck_has(out, "Content-Length: 8\r\n");
	ck_has(out, "\r\n\r\nso sorry");
	ck_has(fixture_lines(&f), "LOG \"GET /x HTTP/1.1\" 404>404 8 ");
	/* Not understood: no path to look from. */
	ck_has(fixture_ask(&f, "junk\r\n\r\n"), "<h1>Bad Request</h1>");
}
END_TEST

START_TEST(local_has_no_conditions_and_ranges)
{
	open_with("ErrorDocument 404 /sorry.txt");
	ck_starts(fixture_ask(&f, "GET /x HTTP/1.1\r\nHost: a\r\n"
	    "If-None-Match: *\r\nRange: bytes=0-1\r\n\r\n"),
	    "HTTP/1.1 404 ");
	ck_has(buf_cstr(&f.out), "so sorry");
}
END_TEST

START_TEST(local_for_another_method)
{
	open_with("ErrorDocument 405 /sorry.txt\nErrorDocument 403 /sorry.txt");
	ck_starts(ask("PUT /x"), "HTTP/1.1 400 ");
	ck_starts(fixture_ask(&f, "PUT /x HTTP/1.1\r\nHost: a\r\n\r\n"),
	    "HTTP/1.1 405 ");
	ck_has(buf_cstr(&f.out), "Allow: ");
	ck_has(buf_cstr(&f.out), "so sorry");
	ck_starts(fixture_ask(&f, "HEAD /secret HTTP/1.1\r\nHost: a\r\n\r\n"),
	    "HTTP/1.1 403 ");
	ck_has(buf_cstr(&f.out), "Content-Length: 8\r\n");
	ck_has_not(buf_cstr(&f.out), "so sorry");
}
END_TEST

START_TEST(local_that_is_missing_too)
{
	const char *out;

	open_with("ErrorDocument 403 /gone.txt\nErrorDocument 404 /more.txt");
	out = get("/secret");
	ck_starts(out, "HTTP/1.1 403 ");
	ck_has(out, "Additionally, a 404 Not Found error was encountered");
	ck_has(get("/x"), "Additionally, a 404 Not Found");
	ck_assert_int_eq(count_of(buf_cstr(&f.out), "HTTP/1.1 "), 1);
}
END_TEST

START_TEST(local_that_is_forbidden)
{
	open_with("ErrorDocument 404 /secret/page");
	ck_has(get("/x"), "Additionally, a 403 Forbidden");
}
END_TEST

START_TEST(external)
{
	const char *out;

	open_with("ErrorDocument 404 http://other.test/sorry?a&b\n"
	    "ErrorDocument 401 http://other.test/login\n");
	out = get("/x");
	ck_starts(out, "HTTP/1.1 302 Found\r\n");
	ck_has(out, "Location: http://other.test/sorry?a&b\r\n");
	ck_has(out, "<a href=\"http://other.test/sorry?a&amp;b\">");
	out = get("/login");
	ck_starts(out, "HTTP/1.1 401 ");
	ck_has(out, "WWW-Authenticate: ");
}
END_TEST

/* What was wrong with the request does not take the page away. */
START_TEST(local_after_a_bad_body)
{
	open_with("ErrorDocument 413 /sorry.txt\n"
	    "ErrorDocument 400 /sorry.txt\nLimitRequestBody 5\n");
	ck_starts(fixture_ask(&f, "POST /a.txt HTTP/1.1\r\nHost: a\r\n"
	    "Content-Length: 6\r\n\r\n123456"), "HTTP/1.1 413 ");
	ck_has(buf_cstr(&f.out), "so sorry");
	ck_starts(fixture_ask(&f, "POST /a.txt HTTP/1.1\r\nHost: a\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n0\r\n\r\n"),
	    "HTTP/1.1 413 ");
	ck_has(buf_cstr(&f.out), "so sorry");
	ck_starts(fixture_ask(&f, "POST /a.txt HTTP/1.1\r\nHost: a\r\n"
	    "Transfer-Encoding: chunked\r\n\r\nx"), "HTTP/1.1 400 ");
	ck_has(buf_cstr(&f.out), "so sorry");
}
END_TEST

/* The redirect's address may be long; the page is whole all the same. */
START_TEST(long_link)
{
	char path[8001];
	const char *out;

	memset(path, '&', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	open_with("");
	out = get(arena_printf(f.arena, "/redirect%s", path).p);
	/* Too long for a message. */
	ck_assert(strncmp(out, "HTTP/1.1 301 ", 13) == 0);
	ck_assert(strstr(out, "</body>\n</html>\n") != NULL);
}
END_TEST

START_TEST(default_document)
{
	open_with("ErrorDocument 404 /sorry.txt\n<Location /d>\n"
	    "ErrorDocument 404 default\n</Location>");
	ck_has(get("/d/x"), "<h1>Not Found</h1>");
	ck_has(get("/e/x"), "so sorry");
}
END_TEST

Suite *
serve_errorpage_suite(void)
{
	Suite *s = suite_create("serve errorpage");
	TCase *t = tcase_create("errorpage");

	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, canned_page);
	tcase_add_test(t, head_gets_no_page);
	tcase_add_test(t, signature);
	tcase_add_test(t, text);
	tcase_add_test(t, text_for_a_bad_request);
	tcase_add_test(t, local);
	tcase_add_test(t, local_has_no_conditions_and_ranges);
	tcase_add_test(t, local_for_another_method);
	tcase_add_test(t, local_that_is_missing_too);
	tcase_add_test(t, local_that_is_forbidden);
	tcase_add_test(t, external);
	tcase_add_test(t, local_after_a_bad_body);
	tcase_add_test(t, long_link);
	tcase_add_test(t, default_document);
	suite_add_tcase(s, t);
	return s;
}
