/* Cleaning and encoding paths. */
#include "http/target.h"

#include "suites.h"
#include "util.h"

#define BAD { NULL, 400 }	/* instead of a path: the status */
#define MISSING { NULL, 404 }

struct row {
	struct str raw;
	struct str merged, unmerged;	/* or BAD, MISSING */
};

/* AllowEncodedSlashes Off. */
static const struct row refuse[] = {
	{ S("/"), S("/"), S("/") },
	{ S("/a"), S("/a"), S("/a") },
	{ S("/a/b.html"), S("/a/b.html"), S("/a/b.html") },
	{ S("/a/"), S("/a/"), S("/a/") },
	{ S("/a%20b%3f%23%25"), S("/a b?#%"), S("/a b?#%") },
	{ S("/%41%5a%7e"), S("/AZ~"), S("/AZ~") },
	{ S("/caf%C3%a9"), S("/caf\303\251"), S("/caf\303\251") },
	{ S("/a%0d%0ab%7F"), S("/a\r\nb\177"), S("/a\r\nb\177") },
	{ S("/a;x=1"), S("/a;x=1"), S("/a;x=1") },
	{ S("/a\\..\\b"), S("/a\\..\\b"), S("/a\\..\\b") },
	{ S("/+"), S("/+"), S("/+") },
	/* Once, not twice. */
	{ S("/%2541"), S("/%41"), S("/%41") },
	{ S("/%252e%252e/x"), S("/%2e%2e/x"), S("/%2e%2e/x") },
	{ S("/%252f"), S("/%2f"), S("/%2f") },
	{ S("/%2500"), S("/%00"), S("/%00") },
	/* Dots. */
	{ S("/."), S("/"), S("/") },
	{ S("/./"), S("/"), S("/") },
	{ S("/./a"), S("/a"), S("/a") },
	{ S("/a/."), S("/a/"), S("/a/") },
	{ S("/a/./b/./c"), S("/a/b/c"), S("/a/b/c") },
	{ S("/a/.."), S("/"), S("/") },
	{ S("/a/../"), S("/"), S("/") },
	{ S("/a/../b"), S("/b"), S("/b") },
	{ S("/a/b/.."), S("/a/"), S("/a/") },
	{ S("/a/b/../.."), S("/"), S("/") },
	{ S("/a/b/../../c"), S("/c"), S("/c") },
	{ S("/a/../b/../c/"), S("/c/"), S("/c/") },
	{ S("/a/b/./../c"), S("/a/c"), S("/a/c") },
	{ S("/..."), S("/..."), S("/...") },
	{ S("/.a/..b/c../d."), S("/.a/..b/c../d."), S("/.a/..b/c../d.") },
	{ S("/a/.%2e/b"), S("/b"), S("/b") },
	{ S("/a/%2E%2E/b"), S("/b"), S("/b") },
	{ S("/a/%2e/b"), S("/a/b"), S("/a/b") },
	{ S("/a/%2e%2e"), S("/"), S("/") },
	{ S("/.."), BAD, BAD },
	{ S("/../"), BAD, BAD },
	{ S("/../a"), BAD, BAD },
	{ S("/./../a"), BAD, BAD },
	{ S("/a/../.."), BAD, BAD },
	{ S("/a/../../b"), BAD, BAD },
	{ S("/%2e%2e/a"), BAD, BAD },
	{ S("/%2e%2E"), BAD, BAD },
	/* Slashes. */
	{ S("//"), S("/"), S("//") },
	{ S("///"), S("/"), S("///") },
	{ S("//a"), S("/a"), S("//a") },
	{ S("/a//b"), S("/a/b"), S("/a//b") },
	{ S("/a///b//"), S("/a/b/"), S("/a///b//") },
	{ S("/a//."), S("/a/"), S("/a//") },
	{ S("/a/.//b"), S("/a/b"), S("/a//b") },
	{ S("/a//../b"), S("/b"), S("/a/b") },
	{ S("/a/b//.."), S("/a/"), S("/a/b/") },
	{ S("//.."), BAD, S("/") },
	{ S("//../.."), BAD, BAD },
	{ S("//../a"), BAD, S("/a") },
	/* Escapes. */
	{ S("/%"), BAD, BAD },
	{ S("/%2"), BAD, BAD },
	{ S("/a%"), BAD, BAD },
	{ S("/%zz"), BAD, BAD },
	{ S("/%2g"), BAD, BAD },
	{ S("/%g2"), BAD, BAD },
	{ S("/% 2"), BAD, BAD },
	{ S("/%%41"), BAD, BAD },
	{ S("/%u0041"), BAD, BAD },
	{ S("/%00"), MISSING, MISSING },
	{ S("/a%00.html"), MISSING, MISSING },
	{ S("/a\0b"), MISSING, MISSING },
	{ S("/%2f"), MISSING, MISSING },
	{ S("/a%2Fb"), MISSING, MISSING },
	{ S("/a%5cb"), S("/a\\b"), S("/a\\b") },
	/* 400 before 404. */
	{ S("/%00/%zz"), BAD, BAD },
	{ S("/%2f/%zz"), BAD, BAD },
	{ S("/%00/../../a"), BAD, BAD },
	{ S("/%2f/../../a"), BAD, BAD },
	{ S("/a/..%2f..%2fb"), MISSING, MISSING },
	/* No path. */
	{ S(""), BAD, BAD },
	{ S("a"), BAD, BAD },
	{ S("*"), BAD, BAD },
	{ S("../a"), BAD, BAD },
	{ S("%2fa"), BAD, BAD },
	{ NONE, BAD, BAD },
};

static const struct row decode[] = {
	{ S("/%2f"), S("/"), S("//") },
	{ S("/a%2Fb"), S("/a/b"), S("/a/b") },
	{ S("/a%2f%2fb"), S("/a/b"), S("/a//b") },
	{ S("/a/..%2fb"), S("/b"), S("/b") },
	{ S("/a%2f..%2fb"), S("/b"), S("/b") },
	{ S("/a%2f%2e%2e%2f%2e%2e"), BAD, BAD },
	{ S("/..%2f..%2fetc"), BAD, BAD },
	{ S("/%252f"), S("/%2f"), S("/%2f") },
	{ S("/a%00%2f"), MISSING, MISSING },
};

static const struct row keep[] = {
	{ S("/%2f"), S("/%2f"), S("/%2f") },
	{ S("/a%2Fb%20c"), S("/a%2Fb c"), S("/a%2Fb c") },
	{ S("/a/..%2fb"), S("/a/..%2fb"), S("/a/..%2fb") },
	{ S("/%2f/../a"), S("/a"), S("/a") },
	{ S("/%252f"), S("/%2f"), S("/%2f") },
	{ S("/a%2f%00"), MISSING, MISSING },
	{ S("/..%2f/../.."), BAD, BAD },
};

static void
check_path(const struct row *row, enum http_slashes slashes, bool merge)
{
	struct str want = merge ? row->merged : row->unmerged;
	struct arena *a = arena_new();
	struct str got = STR_NONE;
	int status = -1;
	bool ok = http_path_clean(a, row->raw, slashes, merge, &got, &status);

	ck_assert_msg(ok == (want.p != NULL), "%.*s: %d, %.*s",
	    STR_ARG(row->raw), status, STR_ARG(got));
	ck_assert_int_eq(status, ok ? 0 : (int)want.n);
	if (ok) {
		assert_str(got, want, "path");
		ck_assert_int_eq(got.p[got.n], '\0');
	}
	arena_free(a);
}

START_TEST(slashes_refused)
{
	check_path(&refuse[_i], HTTP_SLASHES_REFUSE, true);
	check_path(&refuse[_i], HTTP_SLASHES_REFUSE, false);
}
END_TEST

START_TEST(slashes_decoded)
{
	check_path(&decode[_i], HTTP_SLASHES_DECODE, true);
	check_path(&decode[_i], HTTP_SLASHES_DECODE, false);
}
END_TEST

START_TEST(slashes_kept)
{
	check_path(&keep[_i], HTTP_SLASHES_KEEP, true);
	check_path(&keep[_i], HTTP_SLASHES_KEEP, false);
}
END_TEST

START_TEST(long_path)
{
	struct arena *a = arena_new();
	size_t n = 1000000;
	char *raw = arena_alloc(a, n);
	struct str got;
	int status;

	for (size_t i = 0; i < n; i++)
		raw[i] = "/a/.."[i % 5];
	ck_assert(http_path_clean(a, str_of(raw, n), HTTP_SLASHES_REFUSE, true,
	    &got, &status));
	assert_str(got, STR("/"), "path");
	arena_free(a);
}
END_TEST

static const struct {
	struct str path;
	const char *encoded;
} encodings[] = {
	{ S(""), "" },
	{ S("/"), "/" },
	{ S("/a-b_c.d~e/F9"), "/a-b_c.d~e/F9" },
	{ S("/$!*'(),:@&=+"), "/$!*'(),:@&=+" },
	{ S("/a b"), "/a%20b" },
	{ S(" "), "%20" },
	{ S("q\"uote's%.txt"), "q%22uote's%25.txt" },
	{ S("a b&<c/"), "a%20b&%3cc/" },
	{ S("/?#;[]\\^`{|}"), "/%3f%23%3b%5b%5d%5c%5e%60%7b%7c%7d" },
	{ S("/\r\n\0\177\t"), "/%0d%0a%00%7f%09" },
	{ S("caf\303\251"), "caf%c3%a9" },
	{ S("/%2f"), "/%252f" },
};

START_TEST(encodes)
{
	struct buf out;

	buf_init(&out, 200);
	http_path_encode(&out, encodings[_i].path);
	assert_str(buf_str(&out), str_from(encodings[_i].encoded), "encoded");
	buf_release(&out);
}
END_TEST

START_TEST(every_byte_comes_back)
{
	struct arena *a = arena_new();
	struct str got;
	struct buf out;
	int status;

	for (int c = 1; c < 256; c++) {
		char path[4] = { '/', 'x', (char)c, '\0' };

		buf_init(&out, 100);
		http_path_encode(&out, str_from(path));
		ck_assert(http_path_clean(a, buf_str(&out),
		    HTTP_SLASHES_REFUSE, true, &got, &status));
		assert_str(got, str_from(path), "again");
		buf_release(&out);
	}
	arena_free(a);
}
END_TEST

Suite *
path_suite(void)
{
	Suite *suite = suite_create("http path");
	TCase *c = tcase_create("path");

	tcase_add_loop_test(c, slashes_refused, 0, ARRAY_LEN(refuse));
	tcase_add_loop_test(c, slashes_decoded, 0, ARRAY_LEN(decode));
	tcase_add_loop_test(c, slashes_kept, 0, ARRAY_LEN(keep));
	tcase_add_test(c, long_path);
	tcase_add_loop_test(c, encodes, 0, ARRAY_LEN(encodings));
	tcase_add_test(c, every_byte_comes_back);
	suite_add_tcase(suite, c);
	return suite;
}
