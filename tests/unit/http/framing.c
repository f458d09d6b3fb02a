/* Bodies, keep-alive and Expect. */
#include "suites.h"
#include "util.h"

/* Rows hold the version's digit and the fields. */
static void
frame(const char *minor, const char *lines, struct http_framing *out)
{
	struct arena *a = arena_new();
	struct http_head h;

	read_head(a, &h, arena_printf(a, "POST / HTTP/1.%s\r\n%s\r\n", minor,
	    lines));
	http_framing(&h, out);
	arena_free(a);
}

static const struct {
	const char *minor, *lines;
	enum http_body body;
	uint64_t length;
} bodies[] = {
	{ "1", "", HTTP_BODY_NONE, 0 },
	{ "0", "", HTTP_BODY_NONE, 0 },
	{ "1", "Content-Length: 0\r\n", HTTP_BODY_NONE, 0 },
	{ "1", "Content-Length: 5\r\n", HTTP_BODY_LENGTH, 5 },
	{ "0", "content-length:5\r\n", HTTP_BODY_LENGTH, 5 },
	{ "1", "Content-Length: \t005 \r\n", HTTP_BODY_LENGTH, 5 },
	{ "1", "Content-Length: 9223372036854775807\r\n", HTTP_BODY_LENGTH,
	    INT64_MAX },
	{ "1", "Transfer-Encoding: chunked\r\n", HTTP_BODY_CHUNKED, 0 },
	{ "1", "transfer-ENCODING:Chunked\r\n", HTTP_BODY_CHUNKED, 0 },
	{ "1", "Content-Lengths: x\r\nTransfer-Encodin: y\r\n",
	    HTTP_BODY_NONE, 0 },
};

START_TEST(body)
{
	struct http_framing f;

	frame(bodies[_i].minor, bodies[_i].lines, &f);
	ck_assert_int_eq(f.status, 0);
	ck_assert_ptr_null(f.why);
	ck_assert_int_eq(f.body, bodies[_i].body);
	ck_assert_uint_eq(f.length, bodies[_i].length);
}
END_TEST

static const struct {
	const char *minor, *lines;
	int status;
} refused[] = {
	{ "1", "Content-Length:\r\n", 400 },
	{ "1", "Content-Length: x\r\n", 400 },
	{ "1", "Content-Length: 5x\r\n", 400 },
	{ "1", "Content-Length: -5\r\n", 400 },
	{ "1", "Content-Length: +5\r\n", 400 },
	{ "1", "Content-Length: 0x5\r\n", 400 },
	{ "1", "Content-Length: 5.0\r\n", 400 },
	{ "1", "Content-Length: 5 5\r\n", 400 },
	{ "1", "Content-Length: 5, 5\r\n", 400 },
	{ "1", "Content-Length: 5,\r\n", 400 },
	{ "1", "Content-Length: \"5\"\r\n", 400 },
	{ "1", "Content-Length: 5\r\nContent-Length: 5\r\n", 400 },
	{ "1", "Content-Length: 5\r\nContent-Length: 6\r\n", 400 },
	{ "1", "Content-Length: 5\r\nContent-Length:\r\n", 400 },
	{ "1", "Content-Length: 9223372036854775808\r\n", 400 },
	{ "1", "Content-Length: 18446744073709551616\r\n", 400 },
	{ "1", "Content-Length: 18446744073709551621\r\n", 400 },
	{ "1", "Content-Length: 99999999999999999999999999\r\n", 400 },
	{ "0", "Content-Length: x\r\n", 400 },
	{ "1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400 },
	{ "1", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400 },
	{ "1", "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", 400 },
	{ "0", "Transfer-Encoding: chunked\r\n", 400 },
	{ "0", "Transfer-Encoding: gzip\r\n", 400 },
	{ "1", "Transfer-Encoding:\r\n", 400 },
	{ "1", "Transfer-Encoding: ,\r\n", 400 },
	{ "1", "Transfer-Encoding: chunked,\r\n", 400 },
	{ "1", "Transfer-Encoding: ,chunked\r\n", 400 },
	{ "1", "Transfer-Encoding: chunked, chunked\r\n", 400 },
	{ "1", "Transfer-Encoding: chunked, gzip\r\n", 400 },
	{ "1", "Transfer-Encoding: chunked, identity\r\n", 400 },
	{ "1", "Transfer-Encoding: gzip, chunked, x\r\n", 400 },
	{ "1", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
	    400 },
	{ "1", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n",
	    400 },
	{ "1", "Transfer-Encoding: gzip, chunked\r\n", 501 },
	{ "1", "Transfer-Encoding: gzip\r\n", 501 },
	{ "1", "Transfer-Encoding: identity\r\n", 501 },
	{ "1", "Transfer-Encoding: xchunked\r\n", 501 },
	{ "1", "Transfer-Encoding: chunkedx\r\n", 501 },
	{ "1", "Transfer-Encoding: chunked;q=1\r\n", 501 },
	{ "1", "Transfer-Encoding: \"chunked\"\r\n", 501 },
	{ "1", "Expect: tea\r\n", 417 },
	{ "1", "Expect: 100-continued\r\n", 417 },
	{ "1", "Expect: 100-continue, tea\r\n", 417 },
	{ "1", "Expect: 100-continue\r\nExpect: tea\r\n", 417 },
	{ "1", "Expect: tea\r\nContent-Length: x\r\n", 400 },
};

START_TEST(refuses)
{
	struct http_framing f;

	frame(refused[_i].minor, refused[_i].lines, &f);
	ck_assert_int_eq(f.status, refused[_i].status);
	ck_assert_ptr_nonnull(f.why);
	ck_assert_int_eq(f.body, HTTP_BODY_NONE);
	ck_assert(!f.keep_alive);
	ck_assert(!f.expect_continue);
}
END_TEST

static const struct {
	const char *minor, *lines;
	bool keep, asked;
} connections[] = {
	{ "1", "", true, false },
	{ "0", "", false, false },
	{ "1", "Connection: close\r\n", false, false },
	{ "1", "Connection: CLOSE\r\n", false, false },
	{ "1", "Connection: keep-alive\r\n", true, true },
	{ "1", "Connection: keep-alive, close\r\n", false, true },
	{ "1", "Connection: upgrade\r\n", true, false },
	{ "1", "Connection: upgrade, close\r\n", false, false },
	{ "1", "Connection: closed\r\n", true, false },
	{ "1", "Connection:\r\n", true, false },
	{ "1", "Connection: keep-alive\r\nConnection: close\r\n", false, true },
	{ "0", "Connection: Keep-Alive\r\n", true, true },
	{ "0", "Connection: x,keep-alive\r\n", true, true },
	{ "0", "Connection: x\r\nConnection: keep-alive\r\n", true, true },
	{ "0", "Connection: keep-alive, close\r\n", false, true },
	{ "0", "Connection: close\r\n", false, false },
	{ "0", "Keep-Alive: 300\r\n", false, false },
};

START_TEST(keep_alive)
{
	struct http_framing f;

	frame(connections[_i].minor, connections[_i].lines, &f);
	ck_assert_int_eq(f.status, 0);
	ck_assert_int_eq(f.keep_alive, connections[_i].keep);
	ck_assert_int_eq(f.keep_alive_asked, connections[_i].asked);
}
END_TEST

static const struct {
	const char *minor, *lines;
	bool expected;
} expectations[] = {
	{ "1", "Content-Length: 1\r\n", false },
	{ "1", "Content-Length: 1\r\nExpect: 100-continue\r\n", true },
	{ "1", "Content-Length: 1\r\nExpect: 100-CONTINUE\r\n", true },
	{ "1", "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", true },
	{ "1", "Expect: 100-continue\r\n", false },
	{ "1", "Content-Length: 0\r\nExpect: 100-continue\r\n", false },
	{ "1", "Content-Length: 1\r\nExpect:\r\n", false },
	{ "0", "Content-Length: 1\r\nExpect: 100-continue\r\n", false },
	{ "0", "Content-Length: 1\r\nExpect: tea\r\n", false },
};

START_TEST(expectation)
{
	struct http_framing f;

	frame(expectations[_i].minor, expectations[_i].lines, &f);
	ck_assert_int_eq(f.status, 0);
	ck_assert_int_eq(f.expect_continue, expectations[_i].expected);
}
END_TEST

Suite *
framing_suite(void)
{
	Suite *suite = suite_create("http framing");
	TCase *c = tcase_create("framing");

	tcase_add_loop_test(c, body, 0, ARRAY_LEN(bodies));
	tcase_add_loop_test(c, refuses, 0, ARRAY_LEN(refused));
	tcase_add_loop_test(c, keep_alive, 0, ARRAY_LEN(connections));
	tcase_add_loop_test(c, expectation, 0, ARRAY_LEN(expectations));
	suite_add_tcase(suite, c);
	return suite;
}
