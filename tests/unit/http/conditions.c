/* Entity tags and preconditions. */
#include "http/range.h"
#include "suites.h"
#include "util.h"

static const struct {
	const char *list, *etag;
	bool strong, weak;
} tags[] = {
	{ "\"a\"", "\"a\"", true, true },
	{ "\"a\"", "\"b\"", false, false },
	{ "\"A\"", "\"a\"", false, false },
	{ "\"\"", "\"\"", true, true },
	{ "W/\"a\"", "\"a\"", false, true },
	{ "\"a\"", "W/\"a\"", false, true },
	{ "W/\"a\"", "W/\"a\"", false, true },
	{ "w/\"a\"", "\"a\"", false, false },
	{ "\"b\", \"a\"", "\"a\"", true, true },
	{ "\"a\",\"b\"", "\"a\"", true, true },
	{ "\"a\"\"b\"", "\"b\"", true, true },
	{ " ,, \"x\" ,\t\"a\" ,", "\"a\"", true, true },
	{ "W/\"a\", \"a\"", "\"a\"", true, true },
	{ "\"a,b\"", "\"a,b\"", true, true },
	{ "\"a,b\"", "\"a\"", false, false },
	{ "\"x, \\\", \"a\"", "\"a\"", true, true },
	{ "\"\\\"", "\"\\\"", true, true },
	{ "a", "\"a\"", false, false },
	{ "a, \"a\"", "\"a\"", true, true },
	{ "\"a", "\"a\"", false, false },
	{ "\"", "\"a\"", false, false },
	{ "W/", "\"a\"", false, false },
	{ "W/a, \"a\"", "\"a\"", true, true },
	{ "", "\"a\"", false, false },
	{ ",", "\"a\"", false, false },
	{ "*", "\"a\"", true, true },
	{ " * ", "\"a\"", true, true },
	{ "*", "W/\"a\"", true, true },
	{ "*", NULL, true, true },
	{ "**", "\"a\"", false, false },
	{ "\"x\", *", "\"a\"", false, false },
	{ "\"*\"", "\"a\"", false, false },
	{ "\"a\"", NULL, false, false },
	{ "", NULL, false, false },
	{ "\"a\"-gzip", "\"a\"", true, true },
};

START_TEST(etag)
{
	struct str list = str_from(tags[_i].list);
	struct str tag = str_from(tags[_i].etag);

	ck_assert_msg(http_etag_matches(list, tag, false) == tags[_i].strong,
	    "strong: %s", tags[_i].list);
	ck_assert_msg(http_etag_matches(list, tag, true) == tags[_i].weak,
	    "weak: %s", tags[_i].list);
}
END_TEST

/* The file has "t" and is of BEFORE + 1 second; now is an hour later. */
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define EXACT "Sun, 06 Nov 1994 08:49:37 GMT"
#define AFTER "Sun, 06 Nov 1994 08:49:38 GMT"
#define FUTURE "Sun, 06 Nov 1994 10:49:38 GMT"
#define MTIME 784111777

#define IM(v) "If-Match: " v "\r\n"
#define INM(v) "If-None-Match: " v "\r\n"
#define IMS(v) "If-Modified-Since: " v "\r\n"
#define IUS(v) "If-Unmodified-Since: " v "\r\n"

static const struct {
	const char *fields;
	int get, put;
} conditions[] = {
	{ "", 0, 0 },
	{ "Host: a\r\nAccept: b\r\n", 0, 0 },
	{ "If-Unknown: x\r\n", 0, 0 },
	{ IM("\"t\""), 0, 0 },
	{ IM("*"), 0, 0 },
	{ IM("\"x\""), 412, 412 },
	{ IM("W/\"t\""), 412, 412 },
	{ IM("\"x\", \"t\""), 0, 0 },
	{ IM("\"x\"") IM("\"t\""), 0, 0 },
	{ IM(""), 412, 412 },
	{ IM("t"), 412, 412 },
	{ IUS(BEFORE), 412, 412 },
	{ IUS(EXACT), 0, 0 },
	{ IUS(AFTER), 0, 0 },
	{ IUS("yesterday"), 0, 0 },
	{ IUS(BEFORE) IUS(BEFORE), 0, 0 },
	{ IUS("Sunday, 06-Nov-94 08:49:36 GMT"), 412, 412 },
	{ IUS("Sun Nov  6 08:49:36 1994"), 412, 412 },
	/* If-Match makes the date void. */
	{ IM("\"t\"") IUS(BEFORE), 0, 0 },
	{ IM("\"x\"") IUS(AFTER), 412, 412 },
	{ INM("\"t\""), 304, 412 },
	{ INM("W/\"t\""), 304, 412 },
	{ INM("*"), 304, 412 },
	{ INM("\"x\""), 0, 0 },
	{ INM("\"x\", W/\"t\""), 304, 412 },
	{ INM("\"x\"") INM("\"t\""), 304, 412 },
	{ INM(""), 0, 0 },
	{ "if-none-match: \"t\"\r\n", 304, 412 },
	{ IMS(BEFORE), 0, 0 },
	{ IMS(EXACT), 304, 0 },
	{ IMS(AFTER), 304, 0 },
	{ IMS(FUTURE), 0, 0 },
	{ IMS("0"), 0, 0 },
	{ IMS(""), 0, 0 },
	{ IMS(EXACT "; length=5"), 0, 0 },
	{ IMS(EXACT) IMS(EXACT), 0, 0 },
	{ IMS("Sunday, 06-Nov-94 08:49:37 GMT"), 304, 0 },
	{ IMS("Sun Nov  6 08:49:37 1994"), 304, 0 },
	/* If-None-Match makes the date void. */
	{ INM("\"x\"") IMS(EXACT), 0, 0 },
	{ INM("\"t\"") IMS(BEFORE), 304, 412 },
	{ IMS(EXACT) INM("\"x\""), 0, 0 },
	/* 412 comes first. */
	{ INM("\"t\"") IM("\"x\""), 412, 412 },
	{ IMS(EXACT) IUS(BEFORE), 412, 412 },
	{ IM("\"t\"") INM("\"t\""), 304, 412 },
	{ IUS(AFTER) INM("\"t\""), 304, 412 },
	{ IUS(AFTER) IMS(AFTER), 304, 0 },
};

static int
judge(const char *lines, enum http_method m, const struct http_validators *v)
{
	struct arena *a = arena_new();
	struct http_head h;
	int status;

	read_fields(a, &h, str_from(lines));
	status = http_conditions(&h.fields, m, v, MTIME + 3600);
	arena_free(a);
	return status;
}

START_TEST(precondition)
{
	struct http_validators v = { .etag = STR("\"t\""), .mtime = MTIME,
	    .has_mtime = true };
	const char *lines = conditions[_i].fields;

	ck_assert_int_eq(judge(lines, HTTP_GET, &v), conditions[_i].get);
	ck_assert_int_eq(judge(lines, HTTP_HEAD, &v), conditions[_i].get);
	ck_assert_int_eq(judge(lines, HTTP_PUT, &v), conditions[_i].put);
	ck_assert_int_eq(judge(lines, HTTP_POST, &v), conditions[_i].put);
}
END_TEST

/* Without any validator only "*" says something. */
static const struct {
	const char *fields;
	int status;
} bare[] = {
	{ IM("\"t\""), 412 }, { IM("*"), 0 }, { INM("\"t\""), 0 },
	{ INM("*"), 304 }, { IMS(FUTURE), 0 }, { IMS(AFTER), 0 },
	{ IUS(BEFORE), 0 },
};

START_TEST(without_validators)
{
	struct http_validators v = { .etag = STR_NONE };

	ck_assert_int_eq(judge(bare[_i].fields, HTTP_GET, &v), bare[_i].status);
}
END_TEST

START_TEST(weak_validator)
{
	struct http_validators v = { .etag = STR("W/\"t\"") };

	ck_assert_int_eq(judge(IM("W/\"t\""), HTTP_GET, &v), 412);
	ck_assert_int_eq(judge(INM("W/\"t\""), HTTP_GET, &v), 304);
	ck_assert_int_eq(judge(INM("\"t\""), HTTP_GET, &v), 304);
	ck_assert_int_eq(judge(INM("\"t\""), HTTP_DELETE, &v), 412);
}
END_TEST

Suite *
conditions_suite(void)
{
	Suite *suite = suite_create("http conditions");
	TCase *c = tcase_create("conditions");

	tcase_add_loop_test(c, etag, 0, ARRAY_LEN(tags));
	tcase_add_loop_test(c, precondition, 0, ARRAY_LEN(conditions));
	tcase_add_loop_test(c, without_validators, 0, ARRAY_LEN(bare));
	tcase_add_test(c, weak_validator);
	suite_add_tcase(suite, c);
	return suite;
}
