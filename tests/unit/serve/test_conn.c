/* Connections: keep-alive, pipelining, bad heads, the board, the log. */
#include "fixture.h"
#include "suites.h"

#include <stdio.h>

#define GET "GET /a.txt HTTP/1.1\r\nHost: www.test\r\n"
#define KEEP GET "Connection: keep-alive\r\n\r\n"
#define CLOSE GET "Connection: close\r\n\r\n"

static struct fixture f;

static void
setup(void)
{
	fixture_open(&f, "LimitRequestLine 200\nLimitRequestFields 5\n"
	    "LimitRequestFieldSize 300\nMaxKeepAliveRequests 3");
	fixture_file(&f, "a.txt", "hello\n");
}

static void
teardown(void)
{
	fixture_close(&f);
}

START_TEST(order_of_fields_is_apaches)
{
	const char *out = fixture_ask(&f, KEEP), *at = out;
	static const char *const order[] = { "HTTP/1.1 200 OK\r\n", "Date: ",
	    "Server: ", "Last-Modified: Sun, 09 Sep 2001 01:46:40 GMT\r\n",
	    "ETag: \"tag\"\r\n", "Accept-Ranges: bytes\r\n",
	    "Content-Length: 6\r\n", "Keep-Alive: timeout=5, max=3\r\n",
	    "Connection: Keep-Alive\r\n", "Content-Type: text/plain\r\n",
	    "\r\n\r\nhello\n" };

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		at = strstr(at, order[i]);
		ck_assert_msg(at != NULL, "%s in %s", order[i], out);
	}
}
END_TEST

START_TEST(plain_keep_alive_says_nothing)
{
	const char *out = fixture_ask(&f, GET "\r\n");

	ck_has_not(out, "Keep-Alive");
	ck_has_not(out, "Connection");
}
END_TEST

START_TEST(close_is_answered_with_close)
{
	ck_has(fixture_ask(&f, CLOSE), "Connection: close\r\n");
	ck_assert_int_eq(count_of(fixture_ask(&f, CLOSE KEEP), "200 OK"), 1);
}
END_TEST

START_TEST(http_1_0)
{
	const char *out = fixture_ask(&f, "GET /a.txt HTTP/1.0\r\n\r\n" KEEP);

	ck_assert_int_eq(count_of(out, "200 OK"), 1);
	ck_has(out, "Connection: close\r\n");
	out = fixture_ask(&f, "GET /a.txt HTTP/1.0\r\nConnection: Keep-Alive"
	    "\r\n\r\n" CLOSE);
	ck_assert_int_eq(count_of(out, "200 OK"), 2);
	ck_has(out, "Connection: Keep-Alive\r\n");
}
END_TEST

START_TEST(pipelined_until_the_limit)
{
	const char *out = fixture_ask(&f, KEEP KEEP KEEP KEEP KEEP);

	ck_assert_int_eq(count_of(out, "200 OK"), 4);
	ck_has(out, "max=3");
	ck_has(out, "max=1");
	ck_assert_int_eq(count_of(out, "Connection: close"), 1);
	ck_has(fixture_lines(&f), "k=3");
}
END_TEST

START_TEST(retiring_closes_after_the_answer)
{
	f.retiring = true;
	ck_assert_int_eq(count_of(fixture_ask(&f, KEEP KEEP), "200 OK"), 1);
	ck_has(buf_cstr(&f.out), "Connection: close\r\n");
}
END_TEST

START_TEST(nothing_sent_nothing_said)
{
	ck_assert_str_eq(fixture_ask(&f, ""), "");
	ck_assert_str_eq(fixture_ask(&f, "\r\n"), "");
	ck_assert_str_eq(fixture_lines(&f), "");
}
END_TEST

struct bad {
	const char *in, *status;
};

static const struct bad bad[] = {
	{ "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n" },
	{ "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.1 400 " },
	{ "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "HTTP/1.1 400 " },
	{ "GET / HTTP/1.1\nHost: a\n\n", "HTTP/1.1 400 " },
	{ "GET / HTTP/1.1\r\nHo", "HTTP/1.1 400 " },
	{ "\x16\x03\x01 junk\r\n\r\n", "HTTP/1.1 400 " },
	{ "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "HTTP/1.1 505 " },
	{ "FROB / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 501 " },
	{ "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n"
	  "E: 1\r\n\r\n", "HTTP/1.1 431 " },
	{ "GET /a.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
	  "HTTP/1.1 501 " },
	{ "GET /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
	  "Content-Length: 2\r\n\r\n", "HTTP/1.1 400 " },
	{ "GET /a.txt HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n",
	  "HTTP/1.1 417 " },
	{ "GET /../x HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400 " },
	{ "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400 " },
	{ "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 404 " },
	{ "GET /a%2ftxt HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 404 " },
};

START_TEST(bad_requests)
{
	const char *out = fixture_ask(&f, bad[_i].in);

	ck_starts(out, bad[_i].status);
	ck_has(out, "<h1>");
	ck_assert_int_eq(count_of(fixture_lines(&f), "LOG "), 1);
}
END_TEST

START_TEST(what_follows_a_refused_head_is_not_read)
{
	const char *out = fixture_ask(&f, "GET / HTTP/1.1\r\n\r\n" KEEP);

	ck_assert_int_eq(count_of(out, "HTTP/1.1 "), 1);
	ck_has(out, "Connection: close\r\n");
}
END_TEST

START_TEST(long_line_is_414)
{
	char in[512];

	snprintf(in, sizeof(in), "GET /%0400d HTTP/1.1\r\nHost: a\r\n\r\n", 0);
	ck_starts(fixture_ask(&f, in), "HTTP/1.1 414 ");
	ck_has(fixture_lines(&f), "LOG \"GET /000");
}
END_TEST

START_TEST(long_field_is_431)
{
	char in[512];

	snprintf(in, sizeof(in), GET "X: %0400d\r\n\r\n", 0);
	ck_starts(fixture_ask(&f, in), "HTTP/1.1 431 ");
}
END_TEST

START_TEST(the_log_line)
{
	fixture_ask(&f, CLOSE);
	ck_assert_str_eq(fixture_lines(&f), "0|LOG \"GET /a.txt HTTP/1.1\" "
	    "200>200 6 in=58 k=0 192.0.2.9 -\n");
}
END_TEST

START_TEST(the_board)
{
	struct slot_view view;

	fixture_ask(&f, KEEP CLOSE);
	board_read(f.board, 0, &view);
	ck_assert_str_eq(view.request, "GET /a.txt HTTP/1.1");
	ck_assert_str_eq(view.client, "192.0.2.9");
	ck_assert_str_eq(view.vhost, "www.test:8080");
	ck_assert_str_eq(view.protocol, "HTTP/1.1");
	ck_assert(!view.in_request);
	ck_assert_int_eq((int)view.state, SLOT_CLOSING);
	ck_assert_uint_eq(view.accesses, 2);
	ck_assert_uint_eq(view.conn_accesses, 2);
	ck_assert_uint_eq(view.bytes, f.out.n);
}
END_TEST

START_TEST(connections_are_used_again)
{
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(count_of(fixture_ask(&f, KEEP CLOSE),
		    "hello"), 2);
	ck_assert_ptr_nonnull(f.worker->spare);
	ck_assert_ptr_null(f.worker->spare->next_spare);
}
END_TEST

START_TEST(absolute_form_names_the_host)
{
	ck_starts(fixture_ask(&f, "GET http://www.test/a.txt HTTP/1.1\r\n"
	    "Host: other\r\n\r\n"), "HTTP/1.1 200 ");
}
END_TEST

/* The buffer grows for what never comes: the head's slices follow it. */
START_TEST(long_head_that_breaks_off)
{
	static const char start[] = "GET /y HTTP/1.1\r\nHost: a\r\nX: ";
	char head[6000];

	fixture_close(&f);
	fixture_open(&f, "");
	memset(head, 'x', sizeof(head));
	memcpy(head, start, sizeof(start) - 1);
	ck_starts(fixture_ask_bytes(&f, str_of(head, sizeof(head))),
	    "HTTP/1.1 400 ");
	ck_has(fixture_lines(&f), "LOG \"GET /y HTTP/1.1\" 400>400 ");
}
END_TEST

Suite *
serve_conn_suite(void)
{
	Suite *s = suite_create("serve conn");
	TCase *t = tcase_create("conn");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, order_of_fields_is_apaches);
	tcase_add_test(t, plain_keep_alive_says_nothing);
	tcase_add_test(t, close_is_answered_with_close);
	tcase_add_test(t, http_1_0);
	tcase_add_test(t, pipelined_until_the_limit);
	tcase_add_test(t, retiring_closes_after_the_answer);
	tcase_add_test(t, nothing_sent_nothing_said);
	tcase_add_loop_test(t, bad_requests, 0, (int)ARRAY_LEN(bad));
	tcase_add_test(t, what_follows_a_refused_head_is_not_read);
	tcase_add_test(t, long_line_is_414);
	tcase_add_test(t, long_field_is_431);
	tcase_add_test(t, the_log_line);
	tcase_add_test(t, the_board);
	tcase_add_test(t, connections_are_used_again);
	tcase_add_test(t, absolute_form_names_the_host);
	tcase_add_test(t, long_head_that_breaks_off);
	suite_add_tcase(s, t);
	return s;
}
