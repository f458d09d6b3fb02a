/* base/str.h: comparing, searching and cutting borrowed strings. */
#include "base/str.h"

#include "suites.h"

static bool
same(struct str s, const char *c)
{
	return s.p && str_eq(s, str_from(c));
}

START_TEST(absent_is_not_empty)
{
	ck_assert_ptr_null(STR_NONE.p);
	ck_assert_ptr_nonnull(STR("").p);
	ck_assert(str_eq(STR_NONE, STR("")));
	ck_assert_uint_eq(str_from(NULL).n, 0);
	ck_assert_uint_eq(STR("a\0b").n, 3);
}
END_TEST

START_TEST(equality_ignores_ascii_case_only)
{
	ck_assert(str_ieq(STR("Content-TYPE"), STR("content-type")));
	ck_assert(!str_ieq(STR("abc"), STR("abd")));
	ck_assert(!str_ieq(STR("abc"), STR("ab")));
	ck_assert(!str_ieq(STR("@"), STR("`")));
	ck_assert(!str_ieq(STR("["), STR("{")));
	ck_assert(!str_ieq(STR("\xc4"), STR("\xe4")));
	ck_assert(!str_eq(STR("a"), STR("A")));
	ck_assert(str_ieq(STR_NONE, STR("")));
}
END_TEST

START_TEST(order_is_by_unsigned_byte)
{
	ck_assert_int_lt(str_cmp(STR("a"), STR("b")), 0);
	ck_assert_int_lt(str_cmp(STR("a"), STR("aa")), 0);
	ck_assert_int_gt(str_cmp(STR("\xff"), STR("a")), 0);
	ck_assert_int_eq(str_cmp(STR_NONE, STR("")), 0);
	ck_assert_int_lt(str_icmp(STR("A"), STR("b")), 0);
	ck_assert_int_gt(str_icmp(STR("\xff"), STR("a")), 0);
	ck_assert_int_eq(str_icmp(STR("X-Y"), STR("x-y")), 0);
	ck_assert_int_gt(str_icmp(STR("aB"), STR("A")), 0);
}
END_TEST

START_TEST(prefixes_and_suffixes)
{
	ck_assert(str_starts(STR("/icons/a"), STR("/icons")));
	ck_assert(!str_starts(STR("/ic"), STR("/icons")));
	ck_assert(str_starts(STR("x"), STR("")));
	ck_assert(str_starts(STR_NONE, STR_NONE));
	ck_assert(str_istarts(STR("BASIC abc"), STR("basic ")));
	ck_assert(!str_istarts(STR("bas"), STR("basic")));
	ck_assert(str_ends(STR("a.html"), STR(".html")));
	ck_assert(!str_ends(STR("html"), STR(".html")));
	ck_assert(!str_ends(STR("a.htmk"), STR(".html")));
	ck_assert(str_ends(STR_NONE, STR("")));
}
END_TEST

START_TEST(searching)
{
	ck_assert_int_eq(str_find(STR("abcb"), 'b'), 1);
	ck_assert_int_eq(str_rfind(STR("abcb"), 'b'), 3);
	ck_assert_int_eq(str_find(STR("abc"), 'x'), -1);
	ck_assert_int_eq(str_rfind(STR_NONE, 'x'), -1);
	ck_assert_int_eq(str_find(STR("a\0b"), 'b'), 2);
	ck_assert_int_eq(str_search(STR("hello"), STR("ll")), 2);
	ck_assert_int_eq(str_search(STR("hello"), STR("lo!")), -1);
	ck_assert_int_eq(str_search(STR("a"), STR("aa")), -1);
	ck_assert_int_eq(str_search(STR("abc"), STR("")), 0);
	ck_assert_int_eq(str_search(STR_NONE, STR("")), 0);
}
END_TEST

START_TEST(trimming)
{
	ck_assert(same(str_trim(STR(" \t a b\r\n")), "a b"));
	ck_assert_uint_eq(str_trim(STR(" \n\v\f")).n, 0);
	ck_assert(same(str_trim(STR("x")), "x"));
}
END_TEST

START_TEST(cutting_at_a_separator)
{
	struct str rest = STR("a,,b,");

	ck_assert(same(str_cut(&rest, ','), "a"));
	ck_assert(same(str_cut(&rest, ','), ""));
	ck_assert(same(str_cut(&rest, ','), "b"));
	ck_assert_ptr_nonnull(rest.p);
	ck_assert(same(str_cut(&rest, ','), ""));
	ck_assert_ptr_null(rest.p);
	ck_assert_ptr_null(str_cut(&rest, ',').p);
}
END_TEST

START_TEST(cutting_words)
{
	struct str rest = STR("  one\ttwo  ");

	ck_assert(same(str_word(&rest), "one"));
	ck_assert(same(str_word(&rest), "two"));
	ck_assert_ptr_null(str_word(&rest).p);
	ck_assert_ptr_null(rest.p);
	ck_assert_ptr_null(str_word(&rest).p);
}
END_TEST

START_TEST(hexadecimal_digits)
{
	ck_assert_int_eq(char_hex('0'), 0);
	ck_assert_int_eq(char_hex('9'), 9);
	ck_assert_int_eq(char_hex('a'), 10);
	ck_assert_int_eq(char_hex('F'), 15);
	ck_assert_int_eq(char_hex('g'), -1);
	ck_assert_int_eq(char_hex('/'), -1);
	ck_assert_int_eq(char_hex('@'), -1);
	ck_assert_int_eq(char_hex('\xff'), -1);
}
END_TEST

START_TEST(classes_are_ascii)
{
	ck_assert(char_is_alpha('a') && char_is_alpha('Z'));
	ck_assert(!char_is_alpha('@') && !char_is_alpha('\xe4'));
	ck_assert(char_is_space(' ') && char_is_space('\v'));
	ck_assert(!char_is_space('\0') && !char_is_space('\x0e'));
	ck_assert_int_eq(char_lower('Q'), 'q');
	ck_assert_int_eq(char_lower('['), '[');
}
END_TEST

Suite *
str_suite(void)
{
	Suite *suite = suite_create("str");
	TCase *t = tcase_create("str");

	tcase_add_test(t, absent_is_not_empty);
	tcase_add_test(t, equality_ignores_ascii_case_only);
	tcase_add_test(t, order_is_by_unsigned_byte);
	tcase_add_test(t, prefixes_and_suffixes);
	tcase_add_test(t, searching);
	tcase_add_test(t, trimming);
	tcase_add_test(t, cutting_at_a_separator);
	tcase_add_test(t, cutting_words);
	tcase_add_test(t, hexadecimal_digits);
	tcase_add_test(t, classes_are_ascii);
	suite_add_tcase(suite, t);
	return suite;
}
