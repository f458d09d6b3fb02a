/* Request bodies: read, refused, thrown away. */
#include "fixture.h"
#include "suites.h"

#include "serve/body.h"

#define NEXT "GET /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
#define POST(path) "POST " path " HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n\r\n"

static struct fixture f;

static void
setup(void)
{
	fixture_open(&f, "<Location /echo>\nSetHandler echo\n</Location>\n"
	    "<Location /echo/small>\nLimitRequestBody 4\n"
	    "LogLevel info\n</Location>\n");
	fixture_file(&f, "a.txt", "hello\n");
}

static void
teardown(void)
{
	fixture_close(&f);
}

START_TEST(length)
{
	const char *out = fixture_ask(&f, POST("/echo")
	    "Content-Length: 5\r\n\r\nabcde" NEXT);

	ck_has(out, "\r\n\r\nabcdeHTTP/1.1 200");
	ck_has(out, "hello");
}
END_TEST

START_TEST(chunks)
{
	const char *out = fixture_ask(&f, POST("/echo") CHUNKED
	    "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n" NEXT);

	ck_has(out, "Content-Length: 5\r\n");
	ck_has(out, "\r\n\r\nabcdeHTTP/1.1 200");
	ck_has(out, "hello");
}
END_TEST

START_TEST(bad_chunks)
{
	ck_starts(fixture_ask(&f, POST("/echo") CHUNKED "zz\r\n" NEXT),
	    "HTTP/1.1 400 ");
	ck_assert_int_eq(count_of(buf_cstr(&f.out), "HTTP/1.1 "), 1);
	ck_starts(fixture_ask(&f, POST("/a.txt") CHUNKED "zz\r\n" NEXT),
	    "HTTP/1.1 400 ");
	ck_starts(fixture_ask(&f, POST("/echo") CHUNKED "5\r\nab"),
	    "HTTP/1.1 400 ");
}
END_TEST

START_TEST(cut_off)
{
	ck_starts(fixture_ask(&f, POST("/echo") "Content-Length: 9\r\n\r\nab"),
	    "HTTP/1.1 400 ");
}
END_TEST

START_TEST(unread_bodies_are_thrown_away)
{
	const char *out = fixture_ask(&f, POST("/a.txt")
	    "Content-Length: 5\r\n\r\nabcde" POST("/a.txt") CHUNKED
	    "3\r\nabc\r\n0\r\n\r\n" POST("/missing")
	    "Content-Length: 2\r\n\r\nab" NEXT);

	ck_assert_int_eq(count_of(out, "hello"), 3);
	ck_assert_int_eq(count_of(out, "404 Not Found\r\n"), 1);
}
END_TEST

START_TEST(a_long_unread_body_ends_the_connection)
{
	struct buf in;

	buf_init(&in, 2 * BODY_DISCARD_MAX);
	buf_printf(&in, POST("/a.txt") "Content-Length: %u\r\n\r\n",
	    BODY_DISCARD_MAX + 1);
	for (unsigned i = 0; i <= BODY_DISCARD_MAX; i++)
		buf_char(&in, 'a');
	buf_cstr_put(&in, NEXT);
	fixture_ask_bytes(&f, buf_str(&in));
	ck_has(buf_cstr(&f.out), "Connection: close\r\n");
	ck_assert_int_eq(count_of(buf_cstr(&f.out), "hello"), 1);
	buf_release(&in);
}
END_TEST

START_TEST(limit)
{
	ck_starts(fixture_ask(&f, POST("/echo/small")
	    "Content-Length: 5\r\n\r\nabcde" NEXT), "HTTP/1.1 413 ");
	ck_assert_int_eq(count_of(buf_cstr(&f.out), "HTTP/1.1 "), 1);
	ck_has(fixture_lines(&f), "[core:info] ");
	ck_starts(fixture_ask(&f, POST("/echo/small")
	    "Content-Length: 4\r\n\r\nabcd"), "HTTP/1.1 200 ");
	ck_starts(fixture_ask(&f, POST("/echo/small") CHUNKED
	    "5\r\nabcde\r\n0\r\n\r\n"), "HTTP/1.1 413 ");
	ck_starts(fixture_ask(&f, POST("/echo/small")
	    "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"),
	    "HTTP/1.1 413 ");
}
END_TEST

START_TEST(no_continue_for_who_does_not_wait)
{
	ck_starts(fixture_ask(&f, POST("/echo") "Expect: 100-continue\r\n"
	    "Content-Length: 2\r\n\r\nab"), "HTTP/1.1 200 ");
}
END_TEST

START_TEST(no_continue_for_an_unread_body)
{
	const char *out = fixture_ask(&f, POST("/missing")
	    "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n" NEXT);

	ck_starts(out, "HTTP/1.1 404 ");
	ck_has(out, "Connection: close\r\n");
	ck_assert_int_eq(count_of(out, "HTTP/1.1 "), 1);
}
END_TEST

/* More than one buffer of chunks, so that the head must have stayed. */
START_TEST(many_chunks)
{
	struct buf b;
	const char *out;

	buf_init(&b, 1 << 20);
	buf_cstr_put(&b, POST("/echo") CHUNKED);
	for (int i = 0; i < 6000; i++)
		buf_printf(&b, "8\r\n%08d\r\n", i);
	buf_cstr_put(&b, "0\r\n\r\n" NEXT);
	out = fixture_ask_bytes(&f, buf_str(&b));
	ck_has(out, "Content-Length: 48000\r\n");
	ck_has(out, "00005999HTTP/1.1 200");
	ck_has(fixture_lines(&f), "LOG \"POST /echo HTTP/1.1\" 200>200 48000");
	buf_release(&b);
}
END_TEST

Suite *
serve_body_suite(void)
{
	Suite *s = suite_create("serve body");
	TCase *t = tcase_create("body");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, length);
	tcase_add_test(t, chunks);
	tcase_add_test(t, bad_chunks);
	tcase_add_test(t, cut_off);
	tcase_add_test(t, unread_bodies_are_thrown_away);
	tcase_add_test(t, a_long_unread_body_ends_the_connection);
	tcase_add_test(t, limit);
	tcase_add_test(t, no_continue_for_who_does_not_wait);
	tcase_add_test(t, no_continue_for_an_unread_body);
	tcase_add_test(t, many_chunks);
	suite_add_tcase(s, t);
	return s;
}
