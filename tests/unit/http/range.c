/* Ranges and If-Range. */
#include <limits.h>

#include "base/buf.h"
#include "http/range.h"
#include "suites.h"
#include "util.h"

#define EXACT "Sun, 06 Nov 1994 08:49:37 GMT"
#define MTIME 784111777

static const struct http_range_limits stock = { 200, 20, 20 };
static const struct http_range_limits unlimited = { UINT_MAX, UINT_MAX,
    UINT_MAX };

/* "206 0-9 20-29", "200" or "416" for these field lines. */
static void
ask(char out[200], struct str lines, uint64_t size,
    const struct http_range_limits *limits)
{
	struct http_validators v = { .etag = STR("\"t\""), .mtime = MTIME,
	    .has_mtime = true };
	struct arena *a = arena_new();
	struct http_head h;
	struct http_range *ranges;
	enum http_range_result result;
	size_t n, at;

	read_fields(a, &h, lines);
	result = http_ranges(a, &h.fields, &v, size, limits, &ranges, &n);
	ck_assert((result == HTTP_RANGE_SOME) == (n > 0));
	at = (size_t)snprintf(out, 200, "%s", result == HTTP_RANGE_NONE ?
	    "200" : result == HTTP_RANGE_SOME ? "206" : "416");
	for (size_t i = 0; i < n && at < 150; i++) {
		ck_assert_uint_gt(ranges[i].length, 0);
		at += (size_t)snprintf(out + at, 200 - at, " %ju-%ju",
		    (uintmax_t)ranges[i].first,
		    (uintmax_t)(ranges[i].first + ranges[i].length - 1));
	}
	arena_free(a);
}

/* A representation of 100 bytes. */
static const struct {
	const char *range, *answer;
} ranges[] = {
	{ "bytes=0-9", "206 0-9" },
	{ "bytes=0-0", "206 0-0" },
	{ "bytes=90-", "206 90-99" },
	{ "bytes=99-", "206 99-99" },
	{ "bytes=99-99", "206 99-99" },
	{ "bytes=0-", "206 0-99" },
	{ "bytes=0-99", "206 0-99" },
	{ "bytes=0-100", "206 0-99" },
	{ "bytes=90-200", "206 90-99" },
	{ "bytes=-5", "206 95-99" },
	{ "bytes=-1", "206 99-99" },
	{ "bytes=-100", "206 0-99" },
	{ "bytes=-500", "206 0-99" },
	{ "BYTES=0-9", "206 0-9" },
	{ "bytes=007-009", "206 7-9" },
	{ "bytes=0-18446744073709551615", "206 0-99" },
	{ "bytes=0-18446744073709551616", "206 0-99" },
	{ "bytes=0-99999999999999999999999999", "206 0-99" },
	{ "bytes=-99999999999999999999999999", "206 0-99" },
	{ "bytes= 0-9", "206 0-9" },
	{ "bytes=0-9,", "206 0-9" },
	{ "bytes=,0-9 ,, 20-29,", "206 0-9 20-29" },
	/* Several. */
	{ "bytes=0-9,20-29", "206 0-9 20-29" },
	{ "bytes=0-9, 20-29 ,\t-5", "206 0-9 20-29 95-99" },
	{ "bytes=20-29,0-9", "206 20-29 0-9" },
	{ "bytes=0-9,11-19", "206 0-9 11-19" },
	{ "bytes=0-9,10-19", "206 0-19" },
	{ "bytes=0-9,5-29", "206 0-29" },
	{ "bytes=5-29,0-9", "206 0-29" },
	{ "bytes=0-9,0-9", "206 0-9" },
	{ "bytes=0-50,10-20", "206 0-50" },
	{ "bytes=10-20,0-50", "206 0-50" },
	{ "bytes=10-19,0-9", "206 0-19" },
	{ "bytes=0-9,20-29,10-19", "206 0-29" },
	{ "bytes=20-29,0-9,40-49,8-22", "206 0-29 40-49" },
	{ "bytes=40-49,0-9,20-29,5-45", "206 0-49" },
	{ "bytes=60-69,0-9,20-29,5-25", "206 60-69 0-29" },
	{ "bytes=0-9,60-69,20-29,40-49,15-45", "206 0-9 60-69 15-49" },
	{ "bytes=0-,-1,5-6", "206 0-99" },
	{ "bytes=0-0,-1", "206 0-0 99-99" },
	/* Not satisfiable. */
	{ "bytes=100-", "416" },
	{ "bytes=100-200", "416" },
	{ "bytes=-0", "416" },
	{ "bytes=99999999999999999999999999-", "416" },
	{ "bytes=100-,200-300,-0", "416" },
	{ "bytes=100-,0-9", "206 0-9" },
	{ "bytes=0-9,100-,20-29", "206 0-9 20-29" },
	/* To be ignored. */
	{ "", "200" },
	{ "bytes", "200" },
	{ "bytes=", "200" },
	{ "bytes=,", "200" },
	{ "bytes=-", "200" },
	{ "bytes=--5", "200" },
	{ "bytes=5", "200" },
	{ "bytes=9-5", "200" },
	{ "bytes=200-100", "200" },
	{ "bytes=0-9,9-5", "200" },
	{ "bytes=9-5,0-9", "200" },
	{ "bytes=0-9,x", "200" },
	{ "bytes=0-9;20-29", "200" },
	{ "bytes=0-9-19", "200" },
	{ "bytes=a-b", "200" },
	{ "bytes=0x0-9", "200" },
	{ "bytes=+0-9", "200" },
	{ "bytes=0 - 9", "200" },
	{ "bytes=0- 9", "200" },
	{ "bytes 0-9", "200" },
	{ "bytes =0-9", "200" },
	{ "byte=0-9", "200" },
	{ "items=0-9", "200" },
	{ "bytes=\"0-9\"", "200" },
	{ "0-9", "200" },
};

START_TEST(range)
{
	char lines[200], got[200];

	snprintf(lines, sizeof(lines), "Range: %s\r\n", ranges[_i].range);
	ask(got, str_from(lines), 100, &stock);
	ck_assert_msg(strcmp(got, ranges[_i].answer) == 0, "%s: %s, not %s",
	    ranges[_i].range, got, ranges[_i].answer);
}
END_TEST

#define R "Range: bytes=0-9\r\n"
#define IR(v) R "If-Range: " v "\r\n"

static const struct {
	const char *lines, *answer;
} fields[] = {
	{ "", "200" },
	{ "Ranges: bytes=0-9\r\n", "200" },
	{ R R, "200" },
	{ R "Range: bytes=20-29\r\n", "200" },
	{ "range: bytes=0-9\r\n", "206 0-9" },
	{ IR("\"t\""), "206 0-9" },
	{ IR("\"x\""), "200" },
	{ IR("W/\"t\""), "200" },
	{ IR("\"t\", \"x\""), "200" },
	{ IR("*"), "200" },
	{ IR(""), "200" },
	{ IR("t"), "200" },
	{ IR(EXACT), "206 0-9" },
	{ IR("Sunday, 06-Nov-94 08:49:37 GMT"), "206 0-9" },
	{ IR("Sun Nov  6 08:49:37 1994"), "206 0-9" },
	{ IR("Sun, 06 Nov 1994 08:49:36 GMT"), "200" },
	{ IR("Sun, 06 Nov 1994 08:49:38 GMT"), "200" },
	{ IR("\"t\"") "If-Range: \"t\"\r\n", "200" },
	{ "If-Range: \"t\"\r\n", "200" },
};

START_TEST(range_fields)
{
	char got[200];

	ask(got, str_from(fields[_i].lines), 100, &stock);
	ck_assert_msg(strcmp(got, fields[_i].answer) == 0, "%s: %s",
	    fields[_i].lines, got);
}
END_TEST

START_TEST(validators_that_match_nothing)
{
	struct http_validators weak = { .etag = STR("W/\"t\"") };
	struct arena *a = arena_new();
	struct http_range *list;
	struct http_head h;
	size_t n;

	read_fields(a, &h, STR(IR("W/\"t\"")));
	ck_assert_int_eq(http_ranges(a, &h.fields, &weak, 100, &stock, &list,
	    &n), HTTP_RANGE_NONE);
	read_fields(a, &h, STR(IR("\"t\"")));
	ck_assert_int_eq(http_ranges(a, &h.fields, &weak, 100, &stock, &list,
	    &n), HTTP_RANGE_NONE);
	read_fields(a, &h, STR(IR(EXACT)));
	ck_assert_int_eq(http_ranges(a, &h.fields, &weak, 100, &stock, &list,
	    &n), HTTP_RANGE_NONE);
	ck_assert_uint_eq(n, 0);
	arena_free(a);
}
END_TEST

static const struct {
	const char *lines;
	uint64_t size;
	const char *answer;
} sizes[] = {
	{ R, 0, "200" },
	{ "Range: bytes=-5\r\n", 0, "200" },
	{ "Range: bytes=5-\r\n", 0, "200" },
	{ R, 1, "206 0-0" },
	{ R, 9, "206 0-8" },
	{ "Range: bytes=1-\r\n", 1, "416" },
	{ "Range: bytes=-1\r\n", 1, "206 0-0" },
	{ "Range: bytes=-1,0-0\r\n", INT64_MAX,
	    "206 9223372036854775806-9223372036854775806 0-0" },
	{ "Range: bytes=9223372036854775806-9223372036854775807\r\n",
	    INT64_MAX, "206 9223372036854775806-9223372036854775806" },
	{ "Range: bytes=9223372036854775807-\r\n", INT64_MAX, "416" },
	{ "Range: bytes=18446744073709551615-\r\n", INT64_MAX, "416" },
	{ R, (uint64_t)INT64_MAX + 1, "200" },
};

START_TEST(range_sizes)
{
	char got[200];

	ask(got, str_from(sizes[_i].lines), sizes[_i].size, &stock);
	ck_assert_str_eq(got, sizes[_i].answer);
}
END_TEST

static const struct {
	const char *lines;
	struct http_range_limits limits;
	const char *answer;
} limited[] = {
	{ R, { 1, 0, 0 }, "206 0-9" },
	{ R, { 0, 0, 0 }, "200" },
	{ "Range: bytes=0-1,4-5\r\n", { 2, 0, 0 }, "206 0-1 4-5" },
	{ "Range: bytes=0-1,4-5\r\n", { 1, 0, 0 }, "200" },
	{ "Range: bytes=0-1,400-\r\n", { 1, 0, 0 }, "200" },
	{ "Range: bytes=0-1,1-2\r\n", { 2, 1, 0 }, "206 0-2" },
	{ "Range: bytes=0-1,1-2\r\n", { 2, 0, 0 }, "200" },
	/* Touching is no overlap. */
	{ "Range: bytes=0-1,2-3\r\n", { 2, 0, 0 }, "206 0-3" },
	{ "Range: bytes=0-9,20-29,5-25\r\n", { 3, 1, 1 }, "206 0-29" },
	{ "Range: bytes=4-5,0-1\r\n", { 2, 0, 1 }, "206 4-5 0-1" },
	{ "Range: bytes=4-5,0-1\r\n", { 2, 0, 0 }, "200" },
	{ "Range: bytes=0-1,8-9,4-5\r\n", { 3, 0, 1 }, "206 0-1 8-9 4-5" },
	{ "Range: bytes=0-1,8-9,4-5\r\n", { 3, 0, 0 }, "200" },
	/* What cannot be satisfied is not in disorder. */
	{ "Range: bytes=400-,0-1\r\n", { 2, 0, 0 }, "206 0-1" },
};

START_TEST(range_limits)
{
	char got[200];

	ask(got, str_from(limited[_i].lines), 100, &limited[_i].limits);
	ck_assert_msg(strcmp(got, limited[_i].answer) == 0, "%s: %s",
	    limited[_i].lines, got);
}
END_TEST

/* "Range: bytes=0-0,2-2,..." with n ranges. */
static struct str
many(struct arena *a, unsigned n)
{
	struct buf text;
	struct str copy;

	buf_init(&text, 100000);
	buf_cstr_put(&text, "Range: bytes=");
	for (unsigned i = 0; i < n; i++)
		buf_printf(&text, "%u-%u,", 2 * i, 2 * i);
	buf_cstr_put(&text, "\r\n");
	copy = arena_copy(a, buf_str(&text));
	buf_release(&text);
	return copy;
}

START_TEST(stock_limit_of_ranges)
{
	struct arena *a = arena_new();
	char got[200];

	ask(got, many(a, 200), 10000, &stock);
	ck_assert(str_starts(str_from(got), STR("206 0-0 2-2 4-4")));
	ask(got, many(a, 201), 10000, &stock);
	ck_assert_str_eq(got, "200");
	ask(got, many(a, 800), 10000, &unlimited);
	ck_assert(str_starts(str_from(got), STR("206 0-0 2-2 4-4")));
	arena_free(a);
}
END_TEST

/* Against a plain reading: which bytes, and no byte twice. */
START_TEST(merging_covers_what_was_asked)
{
	struct arena *a = arena_new();
	struct http_validators v = { .etag = STR_NONE };
	uint32_t random = 1;

	for (unsigned round = 0; round < 3000; round++) {
		bool want[64] = { false }, got[64] = { false };
		struct str value = STR("bytes=");
		struct fields request;
		struct http_range *list;
		size_t n;

		for (unsigned i = 0; i < 1 + round % 9; i++) {
			unsigned first, last;

			random = random * 1664525u + 1013904223u;
			first = random >> 26;
			last = first + (random >> 10) % 9;
			value = arena_printf(a, "%.*s,%u-%u", STR_ARG(value),
			    first, last);
			for (unsigned b = first; b <= last && b < 64; b++)
				want[b] = true;
		}
		fields_init(&request, a);
		fields_add(&request, STR("Range"), value);
		ck_assert_int_eq(http_ranges(a, &request, &v, 64, &unlimited,
		    &list, &n), HTTP_RANGE_SOME);
		for (size_t i = 0; i < n; i++) {
			uint64_t end = list[i].first + list[i].length;

			for (uint64_t b = list[i].first; b < end; b++) {
				ck_assert(!got[b]);
				got[b] = true;
			}
			/* Neighbours would have been merged. */
			for (size_t k = 0; k < i; k++)
				ck_assert(list[k].first > end ||
				    list[k].first + list[k].length <
				    list[i].first);
		}
		ck_assert_mem_eq(want, got, sizeof(want));
		arena_reset(a);
	}
	arena_free(a);
}
END_TEST

Suite *
range_suite(void)
{
	Suite *suite = suite_create("http range");
	TCase *c = tcase_create("range");

	tcase_add_loop_test(c, range, 0, ARRAY_LEN(ranges));
	tcase_add_loop_test(c, range_fields, 0, ARRAY_LEN(fields));
	tcase_add_test(c, validators_that_match_nothing);
	tcase_add_loop_test(c, range_sizes, 0, ARRAY_LEN(sizes));
	tcase_add_loop_test(c, range_limits, 0, ARRAY_LEN(limited));
	tcase_add_test(c, stock_limit_of_ranges);
	tcase_add_test(c, merging_covers_what_was_asked);
	suite_add_tcase(suite, c);
	return suite;
}
