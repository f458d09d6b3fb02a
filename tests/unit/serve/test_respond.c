/* Conditions, ranges, framing, HEAD. */
#include "fixture.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>

static struct fixture f;

static void
setup(void)
{
	fixture_open(&f, "<Location /s/>\nSetHandler stream\n</Location>\n"
	    "<Location /inject>\nSetHandler inject\n</Location>\n");
	fixture_file(&f, "a.txt", "0123456789");
	fixture_file(&f, "empty.txt", "");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const char *
ask(const char *method, const char *path, const char *fields)
{
	return fixture_ask(&f, arena_printf(f.arena,
	    "%s %s HTTP/1.1\r\nHost: a\r\n%s\r\n", method, path, fields).p);
}

static const char *
body_of(const char *out)
{
	const char *p = strstr(out, "\r\n\r\n");

	ck_assert_ptr_nonnull(p);
	return p + 4;
}

START_TEST(head_has_the_length_but_no_body)
{
	const char *out = ask("HEAD", "/a.txt", "");

	ck_has(out, "Content-Length: 10\r\n");
	ck_assert_str_eq(body_of(out), "");
	ck_has(fixture_lines(&f), "200>200 0 ");
}
END_TEST

START_TEST(not_modified)
{
	const char *out = ask("GET", "/a.txt", "If-None-Match: \"tag\"\r\n");

	ck_starts(out, "HTTP/1.1 304 Not Modified\r\n");
	ck_has(out, "ETag: \"tag\"\r\n");
	ck_has(out, "Last-Modified: ");
	ck_has(out, "Accept-Ranges: bytes\r\n");
	ck_has(out, "Cache-Control: max-age=5\r\n");
	ck_has(out, "Date: ");
	ck_has(out, "Server: ");
	ck_has_not(out, "X-Extra");
	ck_has_not(out, "Content-Length");
	ck_has_not(out, "Content-Type");
	ck_assert_str_eq(body_of(out), "");
}
END_TEST

START_TEST(precondition_failed_is_empty)
{
	const char *out = ask("GET", "/a.txt", "If-Match: \"x\"\r\n");

	ck_starts(out, "HTTP/1.1 412 ");
	ck_has(out, "Content-Length: 0\r\n");
	ck_assert_str_eq(body_of(out), "");
}
END_TEST

START_TEST(one_range)
{
	const char *out = ask("GET", "/a.txt", "Range: bytes=2-4\r\n");

	ck_starts(out, "HTTP/1.1 206 Partial Content\r\n");
	ck_has(out, "Content-Range: bytes 2-4/10\r\n");
	ck_has(out, "Content-Length: 3\r\n");
	ck_has(out, "Content-Type: text/plain\r\n");
	ck_assert_str_eq(body_of(out), "234");
}
END_TEST

START_TEST(head_honours_range)
{
	const char *out = ask("HEAD", "/a.txt", "Range: bytes=2-4\r\n");

	ck_starts(out, "HTTP/1.1 206 ");
	ck_has(out, "Content-Length: 3\r\n");
	ck_assert_str_eq(body_of(out), "");
}
END_TEST

START_TEST(several_ranges)
{
	const char *out = ask("GET", "/a.txt", "Range: bytes=0-1,5-5,-1\r\n");
	const char *body = body_of(out), *type, *length;
	char boundary[64], part[256];

	ck_starts(out, "HTTP/1.1 206 ");
	type = strstr(out, "multipart/byteranges; boundary=");
	ck_assert_ptr_nonnull(type);
	ck_assert_int_eq(sscanf(type, "%*[^=]=%63[^\r]", boundary), 1);
	length = strstr(out, "Content-Length: ");
	ck_assert_int_eq(strtol(length + 16, NULL, 10), (long)strlen(body));
	snprintf(part, sizeof(part), "\r\n--%s\r\nContent-type: text/plain\r\n"
	    "Content-range: bytes 5-5/10\r\n\r\n5\r\n--%s", boundary, boundary);
	ck_has(body, part);
	snprintf(part, sizeof(part), "\r\n--%s--\r\n", boundary);
	ck_assert_str_eq(body + strlen(body) - strlen(part), part);
	ck_has_not(ask("GET", "/a.txt", "Range: bytes=0-1,5-5\r\n"), boundary);
}
END_TEST

START_TEST(range_not_satisfiable)
{
	const char *out = ask("GET", "/a.txt", "Range: bytes=10-\r\n");

	ck_starts(out, "HTTP/1.1 416 ");
	ck_has(out, "Content-Range: bytes */10\r\n");
	ck_has(out, "<h1>Requested Range Not Satisfiable</h1>");
	ck_starts(ask("GET", "/empty.txt", "Range: bytes=0-\r\n"),
	    "HTTP/1.1 200 ");
}
END_TEST

START_TEST(if_range)
{
	ck_starts(ask("GET", "/a.txt",
	    "Range: bytes=0-1\r\nIf-Range: \"tag\"\r\n"), "HTTP/1.1 206 ");
	ck_starts(ask("GET", "/a.txt",
	    "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n"), "HTTP/1.1 200 ");
}
END_TEST

START_TEST(a_post_has_no_ranges)
{
	ck_starts(ask("POST", "/a.txt",
	    "Content-Length: 0\r\nRange: bytes=0-1\r\n"), "HTTP/1.1 200 ");
}
END_TEST

START_TEST(stream_is_chunked)
{
	const char *out = ask("GET", "/s/x", "");

	ck_has(out, "Transfer-Encoding: chunked\r\n");
	ck_has_not(out, "Content-Length");
	ck_assert_str_eq(body_of(out), "5\r\npart2\r\n5\r\npart1\r\n5\r\n"
	    "part0\r\n0\r\n\r\n");
	ck_has(fixture_lines(&f), "200>200 15 ");
}
END_TEST

START_TEST(stream_to_1_0_ends_with_the_connection)
{
	const char *out = fixture_ask(&f, "GET /s/x HTTP/1.0\r\n"
	    "Connection: keep-alive\r\n\r\n");

	ck_has_not(out, "Transfer-Encoding");
	ck_has(out, "Connection: close\r\n");
	ck_assert_str_eq(body_of(out), "part2part1part0");
}
END_TEST

START_TEST(stream_of_known_length)
{
	const char *out = ask("GET", "/s/known", "");

	ck_has(out, "Content-Length: 15\r\n");
	ck_assert_str_eq(body_of(out), "part2part1part0");
}
END_TEST

START_TEST(broken_stream_has_no_end)
{
	const char *out = ask("GET", "/s/fail", "");

	ck_assert_str_eq(body_of(out), "5\r\npart2\r\n5\r\npart1\r\n");
	ck_has(fixture_lines(&f), " X\n");
	out = fixture_ask(&f, "GET /s/short HTTP/1.1\r\nHost: a\r\n\r\n"
	    "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	ck_assert_int_eq(count_of(out, "HTTP/1.1"), 1);
}
END_TEST

START_TEST(head_of_a_stream)
{
	const char *out = ask("HEAD", "/s/x", "");

	ck_has(out, "Transfer-Encoding: chunked\r\n");
	ck_assert_str_eq(body_of(out), "");
}
END_TEST

START_TEST(no_content_has_no_length_and_fields_no_line_ends)
{
	const char *out = ask("GET", "/inject", "");

	ck_starts(out, "HTTP/1.1 204 No Content\r\n");
	ck_has_not(out, "Content-Length");
	ck_has_not(out, "X-Evil");
}
END_TEST

START_TEST(a_large_file)
{
	size_t n = 3000000;
	char *p = malloc(n + 1);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)('a' + i % 26 + (i / 7919) % 3);
	p[n] = '\0';
	fixture_file(&f, "big.txt", p);
	ck_has(ask("GET", "/big.txt", ""), "Content-Length: 3000000\r\n");
	ck_assert_str_eq(body_of(buf_cstr(&f.out)), p);
	ask("GET", "/big.txt", "Range: bytes=2500000-2500099\r\n");
	ck_assert_int_eq(memcmp(body_of(buf_cstr(&f.out)), p + 2500000, 100),
	    0);
	free(p);
}
END_TEST

Suite *
serve_respond_suite(void)
{
	Suite *s = suite_create("serve respond");
	TCase *t = tcase_create("respond");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, head_has_the_length_but_no_body);
	tcase_add_test(t, not_modified);
	tcase_add_test(t, precondition_failed_is_empty);
	tcase_add_test(t, one_range);
	tcase_add_test(t, head_honours_range);
	tcase_add_test(t, several_ranges);
	tcase_add_test(t, range_not_satisfiable);
	tcase_add_test(t, if_range);
	tcase_add_test(t, a_post_has_no_ranges);
	tcase_add_test(t, stream_is_chunked);
	tcase_add_test(t, stream_to_1_0_ends_with_the_connection);
	tcase_add_test(t, stream_of_known_length);
	tcase_add_test(t, broken_stream_has_no_end);
	tcase_add_test(t, head_of_a_stream);
	tcase_add_test(t, no_content_has_no_length_and_fields_no_line_ends);
	tcase_add_test(t, a_large_file);
	suite_add_tcase(s, t);
	return s;
}
