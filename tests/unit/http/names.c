/* Methods, statuses, tokens. */
#include "suites.h"
#include "util.h"

static const struct {
	const char *name;
	enum http_method method;
} methods[] = {
	{ "GET", HTTP_GET }, { "HEAD", HTTP_HEAD }, { "POST", HTTP_POST },
	{ "PUT", HTTP_PUT }, { "DELETE", HTTP_DELETE },
	{ "CONNECT", HTTP_CONNECT }, { "OPTIONS", HTTP_OPTIONS },
	{ "TRACE", HTTP_TRACE }, { "PATCH", HTTP_PATCH },
	{ "PROPFIND", HTTP_PROPFIND }, { "PROPPATCH", HTTP_OTHER_KNOWN },
	{ "MKCOL", HTTP_OTHER_KNOWN }, { "LOCK", HTTP_OTHER_KNOWN },
	{ "UNLOCK", HTTP_OTHER_KNOWN }, { "REPORT", HTTP_OTHER_KNOWN },
	{ "VERSION-CONTROL", HTTP_OTHER_KNOWN },
	{ "BASELINE-CONTROL", HTTP_OTHER_KNOWN },
	{ "get", HTTP_UNKNOWN }, { "Get", HTTP_UNKNOWN },
	{ "GETS", HTTP_UNKNOWN }, { "GE", HTTP_UNKNOWN },
	{ "", HTTP_UNKNOWN }, { "BREW", HTTP_UNKNOWN },
};

START_TEST(method_by_name)
{
	ck_assert_int_eq(http_method_parse(str_from(methods[_i].name)),
	    methods[_i].method);
}
END_TEST

START_TEST(absent_method_is_unknown)
{
	ck_assert_int_eq(http_method_parse(STR_NONE), HTTP_UNKNOWN);
}
END_TEST

START_TEST(method_names_parse_back)
{
	for (unsigned m = 0; m < HTTP_OTHER_KNOWN; m++) {
		const char *name = http_method_name((enum http_method)m);

		ck_assert_str_ne(name, "");
		ck_assert_uint_eq(http_method_parse(str_from(name)), m);
	}
	ck_assert_str_eq(http_method_name(HTTP_OTHER_KNOWN), "");
	ck_assert_str_eq(http_method_name(HTTP_UNKNOWN), "");
	ck_assert_str_eq(http_method_name(HTTP_METHODS), "");
}
END_TEST

static const struct {
	unsigned bits;
	const char *text;
} allows[] = {
	{ 0, "" },
	{ HTTP_BIT(HTTP_GET), "GET" },
	{ HTTP_BIT(HTTP_OPTIONS) | HTTP_BIT(HTTP_HEAD) | HTTP_BIT(HTTP_GET),
	    "GET,HEAD,OPTIONS" },
	{ HTTP_BIT(HTTP_TRACE) | HTTP_BIT(HTTP_UNKNOWN), "TRACE" },
	{ ~0u, "GET,HEAD,POST,PUT,DELETE,CONNECT,OPTIONS,TRACE,PATCH,"
	    "PROPFIND" },
};

START_TEST(allow_lists_methods)
{
	struct arena *a = arena_new();

	assert_str(http_allow(a, allows[_i].bits), str_from(allows[_i].text),
	    "Allow");
	arena_free(a);
}
END_TEST

static const struct {
	int status;
	const char *reason;
	bool body;
} statuses[] = {
	{ 100, "Continue", false }, { 101, "Switching Protocols", false },
	{ 200, "OK", true }, { 204, "No Content", false },
	{ 206, "Partial Content", true }, { 301, "Moved Permanently", true },
	{ 302, "Found", true }, { 304, "Not Modified", false },
	{ 400, "Bad Request", true }, { 403, "Forbidden", true },
	{ 404, "Not Found", true }, { 405, "Method Not Allowed", true },
	{ 408, "Request Timeout", true },
	{ 412, "Precondition Failed", true },
	{ 413, "Request Entity Too Large", true },
	{ 414, "Request-URI Too Long", true },
	{ 416, "Requested Range Not Satisfiable", true },
	{ 417, "Expectation Failed", true },
	{ 431, "Request Header Fields Too Large", true },
	{ 500, "Internal Server Error", true },
	{ 501, "Not Implemented", true }, { 503, "Service Unavailable", true },
	{ 505, "HTTP Version Not Supported", true },
	{ 0, "", false }, { 299, "", true }, { 999, "", true },
	{ -1, "", false },
};

START_TEST(reasons)
{
	ck_assert_str_eq(http_reason(statuses[_i].status), statuses[_i].reason);
	ck_assert_int_eq(http_status_has_body(statuses[_i].status),
	    statuses[_i].body);
}
END_TEST

START_TEST(token_bytes)
{
	const char *marks = "!#$%&'*+-.^_`|~";

	for (int c = 0; c < 256; c++) {
		char byte = (char)c;
		bool want = c < 128 && (char_is_alpha(byte) ||
		    char_is_digit(byte) || (c && strchr(marks, c)));

		ck_assert_msg(http_is_token(str_of(&byte, 1)) == want,
		    "byte %d", c);
	}
	ck_assert(!http_is_token(STR("")));
	ck_assert(!http_is_token(STR_NONE));
	ck_assert(http_is_token(STR("text")));
	ck_assert(!http_is_token(STR("two words")));
	ck_assert(!http_is_token(STR("a\0b")));
}
END_TEST

Suite *
names_suite(void)
{
	Suite *suite = suite_create("http names");
	TCase *c = tcase_create("names");

	tcase_add_loop_test(c, method_by_name, 0, ARRAY_LEN(methods));
	tcase_add_test(c, absent_method_is_unknown);
	tcase_add_test(c, method_names_parse_back);
	tcase_add_loop_test(c, allow_lists_methods, 0, ARRAY_LEN(allows));
	tcase_add_loop_test(c, reasons, 0, ARRAY_LEN(statuses));
	tcase_add_test(c, token_bytes);
	suite_add_tcase(suite, c);
	return suite;
}
