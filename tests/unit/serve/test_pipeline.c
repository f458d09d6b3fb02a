/* Steps, methods, handlers, redirects, names. */
#include "fixture.h"
#include "suites.h"

#include <stdio.h>
#include <sys/stat.h>

static struct fixture f;

static void
setup(void)
{
	char dir[128];

	fixture_open(&f, "<Location /loop>\nSetHandler loop\n</Location>\n"
	    "<Location /none>\nSetHandler nobody\n</Location>\n"
	    "<Location /off>\nSetHandler none\n</Location>\n"
	    "<Location /fail>\nSetHandler fail\n</Location>\n"
	    "<Location /echo>\nSetHandler echo\n</Location>\n");
	fixture_file(&f, "a.txt", "hello\n");
	fixture_file(&f, "off", "plain");
	fixture_file(&f, "x.php", "<?php secret ?>");
	fixture_file(&f, "x.wrong", "secret source");
	snprintf(dir, sizeof(dir), "%s/dir", f.root);
	ck_assert_int_eq(mkdir(dir, 0755), 0);
	fixture_file(&f, "dir/index.txt", "the index");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const char *
ask(const char *line, const char *fields)
{
	return fixture_ask(&f, arena_printf(f.arena,
	    "%s HTTP/1.1\r\nHost: a.test:81\r\n%s\r\n", line, fields).p);
}

START_TEST(each_step_can_refuse)
{
	ck_starts(ask("GET /mapfail", ""), "HTTP/1.1 410 Gone\r\n");
	ck_starts(ask("GET /secret", ""), "HTTP/1.1 403 ");
	ck_starts(ask("GET /login", ""), "HTTP/1.1 401 ");
	ck_has(buf_cstr(&f.out), "WWW-Authenticate: Basic realm=\"x\"\r\n");
	ck_starts(ask("GET /missing", ""), "HTTP/1.1 404 Not Found\r\n");
}
END_TEST

START_TEST(errors_keep_the_connection)
{
	const char *out = fixture_ask(&f, "GET /missing HTTP/1.1\r\nHost: a\r\n"
	    "\r\nGET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");

	ck_has(out, "404 Not Found");
	ck_has(out, "hello");
}
END_TEST

START_TEST(unknown_handler_fails_closed)
{
	ck_starts(ask("GET /none", ""), "HTTP/1.1 500 ");
	ck_has(fixture_lines(&f), "no handler named 'nobody' is available");
	ck_starts(ask("GET /x.wrong", ""), "HTTP/1.1 500 ");
	ck_has_not(buf_cstr(&f.out), "secret");
	ck_starts(ask("GET /x.php", ""), "HTTP/1.1 500 ");
	ck_has_not(buf_cstr(&f.out), "secret");
	ck_starts(ask("GET /off", ""), "HTTP/1.1 200 ");
}
END_TEST

START_TEST(handler_error_drops_success_fields)
{
	const char *out = ask("GET /fail", "");

	ck_starts(out, "HTTP/1.1 500 ");
	ck_has(out, "X-Always: 1\r\n");
	ck_has_not(out, "X-Success");
	ck_has(out, "Connection: close\r\n");
}
END_TEST

START_TEST(redirects_are_bounded)
{
	ck_starts(ask("GET /loop", ""), "HTTP/1.1 500 ");
	ck_has(fixture_lines(&f), "AH00124: Request exceeded the limit of 10 "
	    "internal redirects due to probable configuration error.");
}
END_TEST

START_TEST(internal_redirect)
{
	ck_has(ask("GET /jump", ""), "hello");
	ck_has(fixture_lines(&f), "LOG \"GET /jump HTTP/1.1\" 200>200 6 ");
}
END_TEST

START_TEST(directory_index_and_slash)
{
	const char *out = ask("GET /dir", "");

	ck_starts(out, "HTTP/1.1 301 Moved Permanently\r\n");
	ck_has(out, "Location: http://a.test:81/dir/\r\n");
	ck_has(out, "<a href=\"http://a.test:81/dir/\">");
	ck_has(ask("GET /dir/", ""), "the index");
	ck_starts(ask("GET /", ""), "HTTP/1.1 403 ");
}
END_TEST

START_TEST(options)
{
	const char *out = ask("OPTIONS /missing", "");

	ck_starts(out, "HTTP/1.1 200 OK\r\n");
	ck_has(out, "Content-Length: 0\r\n");
	ck_has(out, "Allow: ");
	out = ask("OPTIONS *", "");
	ck_starts(out, "HTTP/1.1 200 OK\r\n");
	ck_has(out, "Content-Length: 0\r\n");
	ck_has_not(out, "Allow: ");
	ck_starts(ask("GET *", ""), "HTTP/1.1 400 ");
}
END_TEST

START_TEST(methods_that_are_refused)
{
	ck_starts(ask("PUT /missing", "Content-Length: 0\r\n"),
	    "HTTP/1.1 405 ");
	ck_has(buf_cstr(&f.out), "Allow: ");
	ck_has(buf_cstr(&f.out), "GET");
	ck_starts(ask("get /a.txt", ""), "HTTP/1.1 501 ");
	ck_has(buf_cstr(&f.out), "Allow: ");
	ck_has(fixture_lines(&f), "LOG \"get /a.txt");
	ck_starts(ask("CONNECT a.test:81", ""), "HTTP/1.1 400 ");
	ck_starts(ask("PUT /echo", "Content-Length: 0\r\n"), "HTTP/1.1 200 ");
}
END_TEST

START_TEST(trace)
{
	const char *out = ask("TRACE /a.txt", "X-Probe: <b>\r\n");

	ck_starts(out, "HTTP/1.1 200 ");
	ck_has(out, "Content-Type: message/http\r\n");
	ck_has(out, "\r\n\r\nTRACE /a.txt HTTP/1.1\r\nHost: a.test:81\r\n"
	    "X-Probe: <b>\r\n\r\n");
	ck_starts(ask("TRACE /a.txt", "Content-Length: 2\r\n"),
	    "HTTP/1.1 413 ");
}
END_TEST

START_TEST(trace_off)
{
	fixture_close(&f);
	fixture_open(&f, "TraceEnable off");
	ck_starts(ask("TRACE /a.txt", ""), "HTTP/1.1 405 ");
	ck_has(buf_cstr(&f.out), "Allow: ");
	ck_has_not(buf_cstr(&f.out), "TRACE");
}
END_TEST

START_TEST(canonical_names)
{
	char dir[128];

	fixture_close(&f);
	fixture_open(&f, "UseCanonicalName On");
	snprintf(dir, sizeof(dir), "%s/dir", f.root);
	ck_assert_int_eq(mkdir(dir, 0755), 0);
	ck_has(ask("GET /dir", ""), "Location: http://www.test/dir/\r\n");
	fixture_close(&f);
	fixture_open(&f, "UseCanonicalPhysicalPort On\nServerSignature On");
	ck_has(ask("GET /x", ""), " Server at a.test Port 81</address>");
	ck_has(fixture_ask(&f, "GET /x HTTP/1.1\r\nHost: [::1]\r\n\r\n"),
	    " Server at ::1 Port 8080</address>");
}
END_TEST

Suite *
serve_pipeline_suite(void)
{
	Suite *s = suite_create("serve pipeline");
	TCase *t = tcase_create("pipeline");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, each_step_can_refuse);
	tcase_add_test(t, errors_keep_the_connection);
	tcase_add_test(t, unknown_handler_fails_closed);
	tcase_add_test(t, handler_error_drops_success_fields);
	tcase_add_test(t, redirects_are_bounded);
	tcase_add_test(t, internal_redirect);
	tcase_add_test(t, directory_index_and_slash);
	tcase_add_test(t, options);
	tcase_add_test(t, methods_that_are_refused);
	tcase_add_test(t, trace);
	tcase_add_test(t, trace_off);
	tcase_add_test(t, canonical_names);
	suite_add_tcase(s, t);
	return s;
}
