/* The chunked coding. */
#include "suites.h"
#include "util.h"

#include "base/buf.h"
#include "http/chunk.h"

/* Feeds at most `step` bytes at a time. */
static enum http_progress
unchunk(struct str in, size_t step, struct buf *payload, size_t *taken)
{
	enum http_progress progress = HTTP_MORE;
	struct http_chunk c;

	http_chunk_init(&c);
	for (*taken = 0; *taken < in.n && progress == HTTP_MORE;) {
		struct str part = str_skip(in, *taken);
		struct str data;
		size_t used;

		part.n = part.n < step ? part.n : step;
		progress = http_chunk_feed(&c, part, &used, &data);
		buf_str_put(payload, data);
		*taken += used;
	}
	return progress;
}

#define HEX16 "0000000000000003"

static const struct {
	struct str in;
	enum http_progress progress;
	struct str payload;	/* of what went through */
	size_t left;		/* DONE: bytes behind the body */
} bodies[] = {
	{ S("0\r\n\r\n"), HTTP_DONE, S(""), 0 },
	{ S("5\r\nhello\r\n0\r\n\r\n"), HTTP_DONE, S("hello"), 0 },
	{ S("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), HTTP_DONE,
	    S("hello world"), 0 },
	{ S("A\r\n0123456789\r\n000\r\n\r\n"), HTTP_DONE, S("0123456789"), 0 },
	{ S("a\r\n0123456789\r\n0\r\n\r\n"), HTTP_DONE, S("0123456789"), 0 },
	{ S("10\r\n0123456789abcdef\r\n0\r\n\r\n"), HTTP_DONE,
	    S("0123456789abcdef"), 0 },
	{ S("2\r\n\r\n\r\n0\r\n\r\n"), HTTP_DONE, S("\r\n"), 0 },
	{ S("3\r\n\0\377\n\r\n0\r\n\r\n"), HTTP_DONE, S("\0\377\n"), 0 },
	{ S("1\r\na\r\n0\r\n\r\nGET /"), HTTP_DONE, S("a"), 5 },
	{ S("0\r\n\r\n\r\n"), HTTP_DONE, S(""), 2 },
	{ S(HEX16 "\r\nabc\r\n0\r\n\r\n"), HTTP_DONE, S("abc"), 0 },
	/* Extensions. */
	{ S("3;a\r\nabc\r\n0;b=c\r\n\r\n"), HTTP_DONE, S("abc"), 0 },
	{ S("3;a=\"b;c\"\r\nabc\r\n0\r\n\r\n"), HTTP_DONE, S("abc"), 0 },
	{ S("3 \t; a = b\r\nabc\r\n0\r\n\r\n"), HTTP_DONE, S("abc"), 0 },
	{ S("3;\r\nabc\r\n0\r\n\r\n"), HTTP_DONE, S("abc"), 0 },
	/* Trailers. */
	{ S("0\r\nA: b\r\n\r\n"), HTTP_DONE, S(""), 0 },
	{ S("0\r\nA:\r\nContent-Length: 5\r\n\r\nx"), HTTP_DONE, S(""), 1 },
	/* Unfinished. */
	{ S(""), HTTP_MORE, S(""), 0 },
	{ S("5"), HTTP_MORE, S(""), 0 },
	{ S("5\r"), HTTP_MORE, S(""), 0 },
	{ S("5\r\n"), HTTP_MORE, S(""), 0 },
	{ S("5\r\nhel"), HTTP_MORE, S("hel"), 0 },
	{ S("5\r\nhello\r"), HTTP_MORE, S("hello"), 0 },
	{ S("5\r\nhello\r\n"), HTTP_MORE, S("hello"), 0 },
	{ S("5\r\nhello\r\n0\r\n"), HTTP_MORE, S("hello"), 0 },
	{ S("5\r\nhello\r\n0\r\n\r"), HTTP_MORE, S("hello"), 0 },
	{ S("7fffffffffffffff\r\nabc"), HTTP_MORE, S("abc"), 0 },
	/* Bad sizes. */
	{ S("\r\n"), HTTP_BAD, S(""), 0 },
	{ S("x\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0x3\r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("-3\r\n"), HTTP_BAD, S(""), 0 },
	{ S("+3\r\n"), HTTP_BAD, S(""), 0 },
	{ S(" 3\r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3 \r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3 3\r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S(";a\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3g\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0" HEX16 "\r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("8000000000000000\r\n"), HTTP_BAD, S(""), 0 },
	{ S("ffffffffffffffff\r\n"), HTTP_BAD, S(""), 0 },
	{ S("10000000000000003\r\nabc"), HTTP_BAD, S(""), 0 },
	/* Bad line ends. */
	{ S("3\nabc\r\n0\r\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3\r\r\nabc"), HTTP_BAD, S(""), 0 },
	{ S("3\rabc"), HTTP_BAD, S(""), 0 },
	{ S("3;a\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3;a\rb\r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3;\0\r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3;\177\r\nabc\r\n"), HTTP_BAD, S(""), 0 },
	{ S("3\r\nabc\n0\r\n\r\n"), HTTP_BAD, S("abc"), 0 },
	{ S("3\r\nabc\rx"), HTTP_BAD, S("abc"), 0 },
	{ S("3\r\nabcd\r\n"), HTTP_BAD, S("abc"), 0 },
	{ S("3\r\nab\r\n0\r\n\r\n"), HTTP_BAD, S("ab\r"), 0 },
	{ S("3\r\nabc0\r\n\r\n"), HTTP_BAD, S("abc"), 0 },
	{ S("0\n\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\n\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\n\rx"), HTTP_BAD, S(""), 0 },
	{ S("0\r\n0\r\n\r\n"), HTTP_BAD, S(""), 0 },
	/* Bad trailers. */
	{ S("0\r\nA\r\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\nA : b\r\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\n: b\r\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\n A: b\r\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\nA: b\r\n c\r\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\nA: b\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\nA: \0\r\n\r\n"), HTTP_BAD, S(""), 0 },
	{ S("0\r\nA: b\rc\r\n\r\n"), HTTP_BAD, S(""), 0 },
};

static void
check_body(int i, size_t step)
{
	struct str in = bodies[i].in;
	struct buf payload;
	size_t taken;

	buf_init(&payload, 100);
	ck_assert_int_eq(unchunk(in, step, &payload, &taken),
	    bodies[i].progress);
	assert_str(buf_str(&payload), bodies[i].payload, in.p);
	if (bodies[i].progress == HTTP_DONE)
		ck_assert_uint_eq(taken, in.n - bodies[i].left);
	if (bodies[i].progress == HTTP_MORE)
		ck_assert_uint_eq(taken, in.n);
	buf_release(&payload);
}

START_TEST(body_at_once)
{
	check_body(_i, SIZE_MAX);
}
END_TEST

START_TEST(body_byte_by_byte)
{
	check_body(_i, 1);
}
END_TEST

START_TEST(body_in_threes)
{
	check_body(_i, 3);
}
END_TEST

START_TEST(data_is_a_slice_of_the_input)
{
	struct str in = STR("5\r\nhello\r\n0\r\n\r\n");
	struct http_chunk c;
	struct str data;
	size_t used;

	http_chunk_init(&c);
	ck_assert_int_eq(http_chunk_feed(&c, in, &used, &data), HTTP_MORE);
	ck_assert_ptr_eq(data.p, in.p + 3);
	ck_assert_uint_eq(data.n, 5);
	ck_assert_uint_eq(used, 8);
	ck_assert_int_eq(http_chunk_feed(&c, str_skip(in, used), &used, &data),
	    HTTP_DONE);
	ck_assert_uint_eq(data.n, 0);
	ck_assert_uint_eq(used, 7);
}
END_TEST

START_TEST(the_end_stays_the_end)
{
	struct http_chunk c;
	struct str data;
	size_t used;

	http_chunk_init(&c);
	http_chunk_feed(&c, STR("0\r\n\r\n"), &used, &data);
	ck_assert_int_eq(http_chunk_feed(&c, STR("5\r\nhello"), &used, &data),
	    HTTP_DONE);
	ck_assert_uint_eq(used, 0);
	ck_assert_uint_eq(data.n, 0);
	http_chunk_init(&c);
	http_chunk_feed(&c, STR("x"), &used, &data);
	ck_assert_int_eq(http_chunk_feed(&c, STR("0\r\n\r\n"), &used, &data),
	    HTTP_BAD);
	ck_assert_uint_eq(used, 0);
}
END_TEST

/* "1;" + n bytes + CRLF, payload, end. */
static enum http_progress
feed_extension(size_t n)
{
	static char text[2 * CHUNK_LINE_MAX];
	struct buf payload;
	enum http_progress progress;
	size_t taken;

	memset(text, 'x', sizeof(text));
	memcpy(text, "1;", 2);
	memcpy(text + 2 + n, "\r\na\r\n0\r\n\r\n", 10);
	buf_init(&payload, 10);
	progress = unchunk(str_of(text, n + 12), SIZE_MAX, &payload, &taken);
	buf_release(&payload);
	return progress;
}

START_TEST(extensions_are_bounded)
{
	ck_assert_int_eq(feed_extension(CHUNK_LINE_MAX - 4), HTTP_DONE);
	ck_assert_int_eq(feed_extension(CHUNK_LINE_MAX - 3), HTTP_BAD);
}
END_TEST

START_TEST(the_bound_is_of_one_line)
{
	struct buf text, payload;
	size_t taken;

	buf_init(&text, 1 << 20);
	buf_init(&payload, 1 << 20);
	for (unsigned i = 0; i < 3000; i++)
		buf_cstr_put(&text, "1;extension\r\na\r\n");
	buf_cstr_put(&text, "0\r\n\r\n");
	ck_assert_int_eq(unchunk(buf_str(&text), SIZE_MAX, &payload, &taken),
	    HTTP_DONE);
	ck_assert_uint_eq(payload.n, 3000);
	buf_release(&text);
	buf_release(&payload);
}
END_TEST

/* Trailers of n bytes, the empty line included. */
static enum http_progress
feed_trailers(size_t n)
{
	struct buf text, payload;
	enum http_progress progress;
	size_t taken;

	buf_init(&text, n + 10);
	buf_init(&payload, 10);
	buf_cstr_put(&text, "0\r\n");
	for (n -= 2; n > 200; n -= 100)
		buf_printf(&text, "A: %095d\r\n", 0);
	buf_printf(&text, "A: %0*d\r\n\r\n", (int)n - 5, 0);
	progress = unchunk(buf_str(&text), SIZE_MAX, &payload, &taken);
	buf_release(&text);
	buf_release(&payload);
	return progress;
}

START_TEST(trailers_are_bounded)
{
	ck_assert_int_eq(feed_trailers(CHUNK_TRAILER_MAX), HTTP_DONE);
	ck_assert_int_eq(feed_trailers(CHUNK_TRAILER_MAX + 1), HTTP_BAD);
}
END_TEST

Suite *
chunk_suite(void)
{
	Suite *suite = suite_create("http chunk");
	TCase *c = tcase_create("chunk");

	tcase_add_loop_test(c, body_at_once, 0, ARRAY_LEN(bodies));
	tcase_add_loop_test(c, body_byte_by_byte, 0, ARRAY_LEN(bodies));
	tcase_add_loop_test(c, body_in_threes, 0, ARRAY_LEN(bodies));
	tcase_add_test(c, data_is_a_slice_of_the_input);
	tcase_add_test(c, the_end_stays_the_end);
	tcase_add_test(c, extensions_are_bounded);
	tcase_add_test(c, the_bound_is_of_one_line);
	tcase_add_test(c, trailers_are_bounded);
	suite_add_tcase(suite, c);
	return suite;
}
