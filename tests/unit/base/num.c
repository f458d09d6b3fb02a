/* base/num.h: strict numbers, and atoi's. */
#include "base/num.h"

#include <limits.h>

#include "suites.h"

static const char *const no_u64[] = {
	"", " 1", "1 ", "+1", "-1", "0x1", "1a", "18446744073709551616",
	"99999999999999999999", "\xb2",
};

START_TEST(unsigned_refuses)
{
	uint64_t v = 7;

	ck_assert_msg(!num_u64(str_from(no_u64[_i]), &v), "%s", no_u64[_i]);
	ck_assert_uint_eq(v, 7);
}
END_TEST

START_TEST(unsigned_accepts)
{
	uint64_t v;

	ck_assert(num_u64(STR("0"), &v) && v == 0);
	ck_assert(num_u64(STR("007"), &v) && v == 7);
	ck_assert(num_u64(STR("18446744073709551615"), &v));
	ck_assert(v == UINT64_MAX);
	ck_assert(!num_u64(STR_NONE, &v));
	ck_assert(!num_u64(STR("1\0"), &v));
}
END_TEST

static const char *const no_i64[] = {
	"", "-", "+", "--1", "+-1", " 1", "1 ", "9223372036854775808",
	"-9223372036854775809", "1.5",
};

START_TEST(signed_refuses)
{
	int64_t v = 7;

	ck_assert_msg(!num_i64(str_from(no_i64[_i]), &v), "%s", no_i64[_i]);
	ck_assert_int_eq(v, 7);
}
END_TEST

START_TEST(signed_accepts)
{
	int64_t v;

	ck_assert(num_i64(STR("-9223372036854775808"), &v));
	ck_assert(v == INT64_MIN);
	ck_assert(num_i64(STR("9223372036854775807"), &v));
	ck_assert(v == INT64_MAX);
	ck_assert(num_i64(STR("+5"), &v) && v == 5);
	ck_assert(num_i64(STR("-0"), &v) && v == 0);
}
END_TEST

START_TEST(hexadecimal)
{
	uint64_t v = 7;

	ck_assert(!num_hex(STR(""), &v));
	ck_assert(!num_hex(STR("0x1"), &v));
	ck_assert(!num_hex(STR("g"), &v));
	ck_assert(!num_hex(STR("10000000000000000"), &v));
	ck_assert_uint_eq(v, 7);
	ck_assert(num_hex(STR("fFfFfFfFfFfFfFfF"), &v) && v == UINT64_MAX);
	ck_assert(num_hex(STR("0000000000000000001a"), &v) && v == 26);
}
END_TEST

START_TEST(ranges_include_their_ends)
{
	int64_t v = 7;

	ck_assert(!num_range(STR("0"), 1, 3, &v));
	ck_assert(!num_range(STR("4"), 1, 3, &v));
	ck_assert(!num_range(STR("x"), 1, 3, &v));
	ck_assert_int_eq(v, 7);
	ck_assert(num_range(STR("1"), 1, 3, &v) && v == 1);
	ck_assert(num_range(STR("3"), 1, 3, &v) && v == 3);
	ck_assert(num_range(STR("-5"), -5, -5, &v) && v == -5);
}
END_TEST

START_TEST(atoi_takes_anything)
{
	ck_assert_int_eq(num_atoi(STR("  42abc")), 42);
	ck_assert_int_eq(num_atoi(STR("-8x")), -8);
	ck_assert_int_eq(num_atoi(STR("+3")), 3);
	ck_assert_int_eq(num_atoi(STR("- 3")), 0);
	ck_assert_int_eq(num_atoi(STR("abc")), 0);
	ck_assert_int_eq(num_atoi(STR("")), 0);
	ck_assert_int_eq(num_atoi(STR_NONE), 0);
	ck_assert_int_eq(num_atoi(STR("2147483647")), INT_MAX);
	ck_assert_int_eq(num_atoi(STR("2147483648")), INT_MAX);
	ck_assert_int_eq(num_atoi(STR("99999999999999999999999")), INT_MAX);
	ck_assert_int_eq(num_atoi(STR("-99999999999999999999999")), INT_MIN);
	ck_assert_int_eq(num_atoi(STR("0x10")), 0);
}
END_TEST

Suite *
num_suite(void)
{
	Suite *suite = suite_create("num");
	TCase *t = tcase_create("num");

	tcase_add_loop_test(t, unsigned_refuses, 0, ARRAY_LEN(no_u64));
	tcase_add_test(t, unsigned_accepts);
	tcase_add_loop_test(t, signed_refuses, 0, ARRAY_LEN(no_i64));
	tcase_add_test(t, signed_accepts);
	tcase_add_test(t, hexadecimal);
	tcase_add_test(t, ranges_include_their_ends);
	tcase_add_test(t, atoi_takes_anything);
	suite_add_tcase(suite, t);
	return suite;
}
