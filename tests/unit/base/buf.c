/* base/buf.h: growing, and what happens at the ceiling. */
#include "base/buf.h"

#include <signal.h>

#include "suites.h"

static struct buf b;

static void
setup(void)
{
	buf_init(&b, 1000);
}

static void
teardown(void)
{
	buf_release(&b);
}

START_TEST(empty_buffer_is_an_empty_string)
{
	ck_assert_str_eq(buf_cstr(&b), "");
	ck_assert_ptr_nonnull(buf_str(&b).p);
	ck_assert_uint_eq(buf_str(&b).n, 0);
	buf_put(&b, NULL, 0);
	buf_consume(&b, 0);
	ck_assert(!b.full);
}
END_TEST

START_TEST(appending_in_many_ways)
{
	buf_cstr_put(&b, "a");
	buf_str_put(&b, STR("bc"));
	buf_str_put(&b, STR_NONE);
	buf_char(&b, ' ');
	buf_printf(&b, "%d-%s", 5, "x");
	ck_assert_str_eq(buf_cstr(&b), "abc 5-x");
	ck_assert(!b.full);
}
END_TEST

START_TEST(numbers)
{
	buf_uint(&b, 0);
	buf_char(&b, ' ');
	buf_uint(&b, UINT64_MAX);
	buf_char(&b, ' ');
	buf_int(&b, INT64_MIN);
	buf_char(&b, ' ');
	buf_int(&b, -1);
	buf_char(&b, ' ');
	buf_int(&b, INT64_MAX);
	buf_char(&b, ' ');
	buf_hex(&b, 0);
	buf_char(&b, ' ');
	buf_hex(&b, 0x1f0a);
	buf_char(&b, ' ');
	buf_hex(&b, UINT64_MAX);
	ck_assert_str_eq(buf_cstr(&b), "0 18446744073709551615 "
	    "-9223372036854775808 -1 9223372036854775807 0 1f0a "
	    "ffffffffffffffff");
}
END_TEST

START_TEST(growth_keeps_the_bytes_up_to_the_ceiling)
{
	for (int i = 0; i < 1000; i++)
		buf_char(&b, (char)i);
	ck_assert(!b.full);
	ck_assert_uint_eq(b.n, 1000);
	ck_assert_uint_le(b.cap, 1000);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(b.p[i], (char)i);
	buf_char(&b, 'x');
	ck_assert(b.full);
	ck_assert_uint_eq(b.n, 1000);
}
END_TEST

START_TEST(what_fits_is_written_and_full_stays)
{
	char big[900];

	memset(big, 'a', sizeof(big));
	buf_put(&b, big, sizeof(big));
	buf_put(&b, big, sizeof(big));
	ck_assert(b.full);
	ck_assert_uint_eq(b.n, 1000);
	ck_assert_uint_eq(strlen(buf_cstr(&b)), 1000);
	buf_consume(&b, 500);
	buf_char(&b, 'b');
	ck_assert(b.full);
	ck_assert_uint_eq(b.n, 501);
	buf_reset(&b);
	ck_assert(!b.full);
	ck_assert_uint_eq(b.n, 0);
}
END_TEST

START_TEST(printing_is_cut_at_the_ceiling)
{
	buf_printf(&b, "%0999d", 7);
	ck_assert_uint_eq(b.n, 999);
	ck_assert(!b.full);
	buf_printf(&b, "%s", "yz");
	ck_assert(b.full);
	ck_assert_uint_eq(b.n, 1000);
	ck_assert_int_eq(b.p[999], 'y');
	buf_printf(&b, "%s", "z");
	ck_assert_uint_eq(b.n, 1000);
}
END_TEST

START_TEST(printing_grows)
{
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "%09d|", i);
	ck_assert(!b.full);
	ck_assert_uint_eq(b.n, 1000);
	ck_assert_str_eq(buf_cstr(&b) + 990, "000000099|");
	ck_assert_int_eq(b.p[10 * 57 - 1], '|');
}
END_TEST

START_TEST(reserving)
{
	ck_assert(buf_reserve(&b, 1000));
	memset(b.p, 'x', 1000);
	ck_assert(!b.full);
	ck_assert(!buf_reserve(&b, 1001));
	ck_assert(b.full);
	ck_assert(!buf_reserve(&b, SIZE_MAX));
	buf_reset(&b);
	ck_assert(buf_reserve(&b, 0));
}
END_TEST

START_TEST(a_ceiling_of_zero)
{
	struct buf none;

	buf_init(&none, 0);
	buf_char(&none, 'x');
	buf_printf(&none, "%s", "x");
	ck_assert(none.full);
	ck_assert_uint_eq(none.n, 0);
	ck_assert_str_eq(buf_cstr(&none), "");
	buf_release(&none);
}
END_TEST

START_TEST(a_huge_ceiling_does_not_overflow)
{
	struct buf huge;

	buf_init(&huge, SIZE_MAX);
	buf_cstr_put(&huge, "abc");
	ck_assert_str_eq(buf_cstr(&huge), "abc");
	ck_assert(!buf_reserve(&huge, SIZE_MAX - 1));
	buf_release(&huge);
	ck_assert_ptr_null(huge.p);
	buf_cstr_put(&huge, "again");
	ck_assert_str_eq(buf_cstr(&huge), "again");
	buf_release(&huge);
}
END_TEST

START_TEST(lent_memory_comes_first_and_comes_back)
{
	char lent[300], text[300];
	struct buf other;

	memset(text, 'x', sizeof(text));
	buf_init_lent(&b, 1000, lent, sizeof(lent));
	for (int round = 0; round < 2; round++) {
		buf_put(&b, text, 299);
		ck_assert_ptr_eq(b.p, lent);
		buf_put(&b, "yz", 2);
		ck_assert_ptr_ne(b.p, lent);
		ck_assert_uint_eq(b.n, 301);
		ck_assert_mem_eq(b.p, text, 299);
		ck_assert_mem_eq(b.p + 299, "yz", 2);
		buf_put(&b, text, 300);
		buf_put(&b, text, 300);
		ck_assert_mem_eq(b.p + 299, "yz", 2);
		buf_put(&b, text, 300);
		ck_assert(b.full);
		ck_assert_uint_eq(b.n, 1000);
		buf_release(&b);
		ck_assert(!b.full);
		ck_assert_uint_eq(b.n, 0);
	}
	/* The ceiling may be below the loan, and a copy takes it along. */
	buf_init_lent(&other, 100, lent, sizeof(lent));
	buf_put(&other, text, 101);
	ck_assert(other.full);
	ck_assert_ptr_eq(other.p, lent);
	ck_assert_uint_eq(other.n, 100);
	b = other;
	buf_release(&b);
	ck_assert_ptr_eq(b.p, lent);
}
END_TEST

START_TEST(html_is_escaped)
{
	buf_html(&b, STR("a<b>&\"c\"'"));
	buf_html(&b, STR_NONE);
	ck_assert_str_eq(buf_cstr(&b),
	    "a&lt;b&gt;&amp;&quot;c&quot;&#39;");
}
END_TEST

START_TEST(consuming_from_the_front)
{
	buf_cstr_put(&b, "hello");
	buf_consume(&b, 2);
	ck_assert_str_eq(buf_cstr(&b), "llo");
	buf_consume(&b, 3);
	ck_assert_uint_eq(b.n, 0);
}
END_TEST

START_TEST(consuming_too_much_is_a_bug)
{
	buf_cstr_put(&b, "x");
	buf_consume(&b, 2);
}
END_TEST

Suite *
buf_suite(void)
{
	Suite *suite = suite_create("buf");
	TCase *t = tcase_create("buf");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, empty_buffer_is_an_empty_string);
	tcase_add_test(t, appending_in_many_ways);
	tcase_add_test(t, numbers);
	tcase_add_test(t, growth_keeps_the_bytes_up_to_the_ceiling);
	tcase_add_test(t, what_fits_is_written_and_full_stays);
	tcase_add_test(t, printing_is_cut_at_the_ceiling);
	tcase_add_test(t, printing_grows);
	tcase_add_test(t, reserving);
	tcase_add_test(t, a_ceiling_of_zero);
	tcase_add_test(t, a_huge_ceiling_does_not_overflow);
	tcase_add_test(t, lent_memory_comes_first_and_comes_back);
	tcase_add_test(t, html_is_escaped);
	tcase_add_test(t, consuming_from_the_front);
	tcase_add_test_raise_signal(t, consuming_too_much_is_a_bug, SIGABRT);
	suite_add_tcase(suite, t);
	return suite;
}
