/* The request head. */
#include "suites.h"
#include "util.h"

static struct arena *arena;
static struct http_head head;

static void
set_up(void)
{
	arena = arena_new();
	http_head_init(&head, arena);
}

static void
tear_down(void)
{
	arena_free(arena);
}

START_TEST(typical_head)
{
	struct str text = STR("GET /a?b HTTP/1.1\r\nHost: example.org\r\n"
	    "Accept:*/*\r\nX-Blank:  \t in between \t \r\nX-Empty:\r\n\r\n"
	    "body");

	read_head(arena, &head, text);
	assert_str(head.line, STR("GET /a?b HTTP/1.1"), "line");
	assert_str(head.method_text, STR("GET"), "method");
	ck_assert_int_eq(head.method, HTTP_GET);
	assert_str(head.target, STR("/a?b"), "target");
	assert_str(head.protocol, STR("HTTP/1.1"), "protocol");
	ck_assert_uint_eq(head.minor, 1);
	ck_assert_uint_eq(head.size, text.n - 4);
	ck_assert_uint_eq(head.fields.n, 4);
	assert_str(head.fields.v[0].name, STR("Host"), "name");
	assert_str(head.fields.v[0].value, STR("example.org"), "value");
	assert_str(head.fields.v[1].value, STR("*/*"), "without blank");
	assert_str(head.fields.v[2].value, STR("in between"), "trimmed");
	assert_str(head.fields.v[3].value, STR(""), "empty");
}
END_TEST

static const struct {
	const char *line;
	const char *target;
	enum http_method method;
	unsigned minor;
} good_lines[] = {
	{ "GET / HTTP/1.0", "/", HTTP_GET, 0 },
	{ "GET / HTTP/1.1", "/", HTTP_GET, 1 },
	{ "GET / HTTP/1.2", "/", HTTP_GET, 1 },
	{ "GET / HTTP/1.9", "/", HTTP_GET, 1 },
	{ "HEAD /x HTTP/1.1", "/x", HTTP_HEAD, 1 },
	{ "OPTIONS * HTTP/1.1", "*", HTTP_OPTIONS, 1 },
	{ "get / HTTP/1.1", "/", HTTP_UNKNOWN, 1 },
	{ "PROPFIND / HTTP/1.1", "/", HTTP_PROPFIND, 1 },
	{ "MERGE / HTTP/1.1", "/", HTTP_OTHER_KNOWN, 1 },
	{ "!#$%&'*+-.^_`|~09 / HTTP/1.1", "/", HTTP_UNKNOWN, 1 },
	{ "CONNECT a:443 HTTP/1.1", "a:443", HTTP_CONNECT, 1 },
	{ "GET http://a/b HTTP/1.1", "http://a/b", HTTP_GET, 1 },
	/* Not an error of the head. */
	{ "GET a#\"<>\\^`{|} HTTP/1.1", "a#\"<>\\^`{|}", HTTP_GET, 1 },
};

START_TEST(good_line)
{
	read_head(arena, &head, arena_printf(arena, "%s\r\n\r\n",
	    good_lines[_i].line));
	assert_str(head.line, str_from(good_lines[_i].line), "line");
	assert_str(head.target, str_from(good_lines[_i].target), "target");
	ck_assert_int_eq(head.method, good_lines[_i].method);
	ck_assert_uint_eq(head.minor, good_lines[_i].minor);
}
END_TEST

#define LONG_VERSION							\
	"request failed: erroneous characters after protocol string"
#define MALFORMED "request failed: malformed request line"
#define BAD_METHOD "Invalid method in request"
#define BAD_URI "request failed: invalid characters in URI"
#define NO_CR "line ends without a carriage return"

static const struct {
	struct str text;
	int status;
	unsigned number;
	const char *why;
} bad_heads[] = {
	/* The line. */
	{ S("GET / HTTP/1.1\n\n"), 400, 0, NO_CR },
	{ S("\nGET / HTTP/1.1\r\n\r\n"), 400, 0, NO_CR },
	{ S("\r\n\r\n\r\n"), 400, 566, MALFORMED },
	{ S("GET /\r\n"), 400, 566, MALFORMED },
	{ S("GET / \r\n"), 400, 566, MALFORMED },
	{ S("GET\r\n"), 400, 566, MALFORMED },
	{ S("GET \r\n"), 400, 566, MALFORMED },
	{ S("GET  / HTTP/1.1\r\n"), 400, 566, MALFORMED },
	{ S("GET /  HTTP/1.1\r\n"), 400, 566, MALFORMED },
	{ S("GET / x HTTP/1.1\r\n"), 400, 566, MALFORMED },
	{ S("GET / HTTP/1.1 \r\n"), 400, 0, LONG_VERSION },
	{ S("GET / HTTP/1.1 x\r\n"), 400, 0, LONG_VERSION },
	{ S("GET / HTTP/1.10\r\n"), 400, 0, LONG_VERSION },
	{ S("GET / HTTP/11.1\r\n"), 400, 0, LONG_VERSION },
	{ S("GET / HTTP/1.1\r\r\n"), 400, 0, LONG_VERSION },
	{ S("GET / HTTP/1\r\n"), 400, 566, MALFORMED },
	{ S("GET / HTTP/1.\r\n"), 400, 566, MALFORMED },
	{ S("GET / HTTP/x.1\r\n"), 400, 566, MALFORMED },
	{ S("GET / HTTP/1,1\r\n"), 400, 566, MALFORMED },
	{ S("GET / http/1.1\r\n"), 400, 566, MALFORMED },
	{ S("GET / HTTPS/1.1\r\n"), 400, 566, MALFORMED },
	{ S("GET / HTTP 1.1\r\n"), 400, 566, MALFORMED },
	{ S("GET / HTTP/2.0\r\n"), 505, 0, "unsupported protocol version" },
	{ S("GET / HTTP/0.9\r\n"), 505, 0, "unsupported protocol version" },
	{ S("GET / HTTP/3.1\r\n"), 505, 0, "unsupported protocol version" },
	{ S("PRI * HTTP/2.0\r\n"), 505, 0, "unsupported protocol version" },
	{ S(" GET / HTTP/1.1\r\n"), 400, 135, BAD_METHOD },
	{ S("G(T / HTTP/1.1\r\n"), 400, 135, BAD_METHOD },
	{ S("GET\t/ HTTP/1.1\r\n"), 400, 135, BAD_METHOD },
	{ S("G\0T / HTTP/1.1\r\n"), 400, 135, BAD_METHOD },
	{ S("G\303\251T / HTTP/1.1\r\n"), 400, 135, BAD_METHOD },
	{ S("\rGET / HTTP/1.1\r\n"), 400, 135, BAD_METHOD },
	{ S("GET /\t HTTP/1.1\r\n"), 400, 566, BAD_URI },
	{ S("GET /\0 HTTP/1.1\r\n"), 400, 566, BAD_URI },
	{ S("GET /\r HTTP/1.1\r\n"), 400, 566, BAD_URI },
	{ S("GET /\177 HTTP/1.1\r\n"), 400, 566, BAD_URI },
	{ S("GET /\200 HTTP/1.1\r\n"), 400, 566, BAD_URI },
	{ S("GET /caf\303\251 HTTP/1.1\r\n"), 400, 566, BAD_URI },
	/* No request at all: refused before the line ends. */
	{ S("\26\3\1\2"), 400, 135, BAD_METHOD },
	{ S("\0"), 400, 135, BAD_METHOD },
	{ S("\r\n\26"), 400, 135, BAD_METHOD },
	/* Fields. */
	{ S("GET / HTTP/1.1\r\nA: b\n\r\n"), 400, 0, NO_CR },
	{ S("GET / HTTP/1.1\r\nA: b\r\n\n"), 400, 0, NO_CR },
	{ S("GET / HTTP/1.1\r\n\n"), 400, 0, NO_CR },
	{ S("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"), 400, 0,
	    "folded header line" },
	{ S("GET / HTTP/1.1\r\nA: b\r\n\tc: d\r\n\r\n"), 400, 0,
	    "folded header line" },
	{ S("GET / HTTP/1.1\r\n A: b\r\n\r\n"), 400, 3442,
	    "Line folding encountered before first header line" },
	{ S("GET / HTTP/1.1\r\nA\r\n\r\n"), 400, 564,
	    "Request header field is missing ':' separator" },
	{ S("GET / HTTP/1.1\r\nA b\r\n\r\n"), 400, 564,
	    "Request header field is missing ':' separator" },
	{ S("GET / HTTP/1.1\r\n: b\r\n\r\n"), 400, 3453,
	    "Request header field name was empty" },
	{ S("GET / HTTP/1.1\r\nA : b\r\n\r\n"), 400, 3452,
	    "Request header field name presented invalid whitespace" },
	{ S("GET / HTTP/1.1\r\nA\t: b\r\n\r\n"), 400, 3452,
	    "Request header field name presented invalid whitespace" },
	{ S("GET / HTTP/1.1\r\nA B: c\r\n\r\n"), 400, 3452,
	    "Request header field name presented invalid whitespace" },
	{ S("GET / HTTP/1.1\r\nA(: b\r\n\r\n"), 400, 2426,
	    "Request header field name is malformed" },
	{ S("GET / HTTP/1.1\r\nA\0: b\r\n\r\n"), 400, 2426,
	    "Request header field name is malformed" },
	{ S("GET / HTTP/1.1\r\nA\303\251: b\r\n\r\n"), 400, 2426,
	    "Request header field name is malformed" },
	{ S("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"), 400, 2427,
	    "Request header value is malformed" },
	{ S("GET / HTTP/1.1\r\nA: b\rc: d\r\n\r\n"), 400, 2427,
	    "Request header value is malformed" },
	{ S("GET / HTTP/1.1\r\nA: b\r\r\n\r\n"), 400, 2427,
	    "Request header value is malformed" },
	{ S("GET / HTTP/1.1\r\nA: \1\r\n\r\n"), 400, 2427,
	    "Request header value is malformed" },
	{ S("GET / HTTP/1.1\r\nA: \13b\r\n\r\n"), 400, 2427,
	    "Request header value is malformed" },
	{ S("GET / HTTP/1.1\r\nA: b\177\r\n\r\n"), 400, 2427,
	    "Request header value is malformed" },
	{ S("GET / HTTP/1.1\r\nA: b\33[0m\r\n\r\n"), 400, 2427,
	    "Request header value is malformed" },
};

START_TEST(bad_head)
{
	enum http_progress progress = http_head_feed(&head,
	    bad_heads[_i].text, &wide);

	ck_assert_int_eq(progress, HTTP_BAD);
	ck_assert_int_eq(head.status, bad_heads[_i].status);
	ck_assert_str_eq(head.why, bad_heads[_i].why);
	ck_assert_uint_eq(head.why_number, bad_heads[_i].number);
}
END_TEST

static const struct str good_heads[] = {
	S("\r\nGET / HTTP/1.1\r\n\r\n"),
	S("\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
	S("GET / HTTP/1.1\r\nA: caf\303\251 \377\r\n\r\n"),
	S("GET / HTTP/1.1\r\nA:b\tc\r\n\r\n"),
	S("GET / HTTP/1.1\r\nA:\r\nA: \r\n\r\n"),
	S("GET / HTTP/1.1\r\n!#$%&'*+-.^_`|~: :::\r\n\r\n"),
};

START_TEST(good_head)
{
	read_head(arena, &head, good_heads[_i]);
	ck_assert_uint_eq(head.size, good_heads[_i].n);
	assert_str(head.line, STR("GET / HTTP/1.1"), "line");
}
END_TEST

START_TEST(every_start_is_unfinished)
{
	struct str text = STR("\r\nGET /x HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n");

	for (size_t n = 0; n < text.n; n++) {
		http_head_init(&head, arena);
		ck_assert_int_eq(http_head_feed(&head, str_of(text.p, n),
		    &wide), HTTP_MORE);
		ck_assert_int_eq(head.status, 0);
	}
	ck_assert_int_eq(http_head_feed(&head, text, &wide), HTTP_DONE);
}
END_TEST

START_TEST(nothing_at_all)
{
	ck_assert_int_eq(http_head_feed(&head, STR_NONE, &wide), HTTP_MORE);
	ck_assert_int_eq(http_head_feed(&head, STR(""), &wide), HTTP_MORE);
}
END_TEST

START_TEST(slices_follow_the_buffer)
{
	struct str text = STR("GET /x HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n");
	enum http_progress progress = HTTP_MORE;
	char *place = NULL;

	for (size_t n = 1; n <= text.n; n++) {
		if (place)
			memset(place, '?', n - 1);
		place = arena_cstr(arena, str_of(text.p, n));
		progress = http_head_feed(&head, str_of(place, n), &wide);
		if (n > 3 && n < 16)
			ck_assert_uint_eq(head.line.n, n < 15 ? n : 15);
	}
	ck_assert_int_eq(progress, HTTP_DONE);
	assert_str(head.line, STR("GET /x HTTP/1.1"), "line");
	assert_str(head.method_text, STR("GET"), "method");
	assert_str(head.target, STR("/x"), "target");
	assert_str(head.protocol, STR("HTTP/1.1"), "protocol");
	assert_str(fields_get(&head.fields, STR("host")), STR("a"), "Host");
	assert_str(fields_get(&head.fields, STR("b")), STR("c"), "B");
	ck_assert_ptr_eq(head.line.p, place);
}
END_TEST

START_TEST(line_is_kept_for_the_log)
{
	http_head_feed(&head, STR("GET /half"), &wide);
	assert_str(head.line, STR("GET /half"), "unfinished");
	http_head_init(&head, arena);
	http_head_feed(&head, STR("GET / FTP\r\n"), &wide);
	assert_str(head.line, STR("GET / FTP"), "bad");
	http_head_init(&head, arena);
	http_head_feed(&head, STR("GET / HTTP/1.1\r\nbad\r\n"), &wide);
	assert_str(head.line, STR("GET / HTTP/1.1"), "bad field");
	assert_str(head.why_detail, STR("bad"), "detail");
}
END_TEST

/* --- Limits --- */

static const struct http_limits narrow = { 20, 2, 10 };

static const struct {
	const char *text;
	enum http_progress progress;
	int status;
	unsigned number;
} limited[] = {
	/* "GET / HTTP/1.1" is 14 bytes. */
	{ "GET /123456 HTTP/1.1\r\n", HTTP_MORE, 0, 0 },
	{ "GET /1234567 HTTP/1.1\r\n", HTTP_BAD, 414, 565 },
	{ "GET /1234567890123456", HTTP_BAD, 414, 565 },
	{ "GET /123456 HTTP/1.1\r", HTTP_MORE, 0, 0 },
	{ "GET /123456 HTTP/1.12", HTTP_BAD, 414, 565 },
	/* Too long comes before what else is wrong. */
	{ "GET /\1" "234567 HTTP/1.1\n", HTTP_BAD, 414, 565 },
	{ "\r\n\r\nGET /123456 HTTP/1.1\r\n", HTTP_MORE, 0, 0 },
	{ "GET / HTTP/1.1\r\nA: 4567890\r\n", HTTP_MORE, 0, 0 },
	{ "GET / HTTP/1.1\r\nA: 45678901\r\n", HTTP_BAD, 431, 561 },
	{ "GET / HTTP/1.1\r\nA: 45678901", HTTP_BAD, 431, 561 },
	{ "GET / HTTP/1.1\r\nA: 4567890\r", HTTP_MORE, 0, 0 },
	{ "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n", HTTP_DONE, 0, 0 },
	{ "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\n", HTTP_BAD, 431, 563 },
	{ "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3", HTTP_MORE, 0, 0 },
};

START_TEST(limits)
{
	enum http_progress progress = http_head_feed(&head,
	    str_from(limited[_i].text), &narrow);

	ck_assert_int_eq(progress, limited[_i].progress);
	ck_assert_int_eq(head.status, limited[_i].status);
	ck_assert_uint_eq(head.why_number, limited[_i].number);
}
END_TEST

START_TEST(long_line_is_cut_for_the_log)
{
	http_head_feed(&head, STR("GET /123456789012345678901234567890"),
	    &narrow);
	assert_str(head.line, STR("GET /123456789012345"), "line");
	ck_assert_str_eq(head.why, "request failed: URI too long");
}
END_TEST

START_TEST(no_limit_of_fields)
{
	static const struct http_limits unlimited = { 100, 0, 100 };
	struct str text = STR("GET / HTTP/1.1\r\n");

	for (unsigned i = 0; i < 300; i++)
		text = arena_printf(arena, "%.*sA: %u\r\n", STR_ARG(text), i);
	text = arena_printf(arena, "%.*s\r\n", STR_ARG(text));
	ck_assert_int_eq(http_head_feed(&head, text, &unlimited), HTTP_DONE);
	ck_assert_uint_eq(head.fields.n, 300);
	assert_str(head.fields.v[299].value, STR("299"), "last");
}
END_TEST

START_TEST(pipelined_heads)
{
	struct str text = STR("GET /a HTTP/1.1\r\nA: b\r\n\r\n"
	    "GET /b HTTP/1.0\r\n\r\n");

	read_head(arena, &head, text);
	assert_str(head.target, STR("/a"), "first");
	text = str_skip(text, head.size);
	read_head(arena, &head, text);
	assert_str(head.target, STR("/b"), "second");
	ck_assert_uint_eq(head.size, text.n);
	ck_assert_uint_eq(head.fields.n, 0);
}
END_TEST

Suite *
head_suite(void)
{
	Suite *suite = suite_create("http head");
	TCase *c = tcase_create("head");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, typical_head);
	tcase_add_loop_test(c, good_line, 0, ARRAY_LEN(good_lines));
	tcase_add_loop_test(c, bad_head, 0, ARRAY_LEN(bad_heads));
	tcase_add_loop_test(c, good_head, 0, ARRAY_LEN(good_heads));
	tcase_add_test(c, every_start_is_unfinished);
	tcase_add_test(c, nothing_at_all);
	tcase_add_test(c, slices_follow_the_buffer);
	tcase_add_test(c, line_is_kept_for_the_log);
	tcase_add_loop_test(c, limits, 0, ARRAY_LEN(limited));
	tcase_add_test(c, long_line_is_cut_for_the_log);
	tcase_add_test(c, no_limit_of_fields);
	tcase_add_test(c, pipelined_heads);
	suite_add_tcase(suite, c);
	return suite;
}
