/* base/clock.h: time, and time as text. */
#include "base/clock.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>

#include "suites.h"

static void
in_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

START_TEST(clocks_advance)
{
	int64_t mono = clock_mono_us();

	ck_assert_int_gt(clock_wall_us(), INT64_C(1500000000000000));
	ck_assert_int_ge(clock_mono_us(), mono);
	ck_assert_int_ge(clock_mono_ms(), mono / 1000);
	ck_assert_int_lt(clock_mono_ms(), mono / 1000 + 60000);
}
END_TEST

START_TEST(what_is_left_of_a_wait)
{
	int64_t now = clock_mono_ms();

	ck_assert_int_eq(clock_left_ms(-1), -1);
	ck_assert_int_eq(clock_left_ms(now), 0);
	ck_assert_int_eq(clock_left_ms(0), 0);
	ck_assert_int_gt(clock_left_ms(now + 60000), 0);
	ck_assert_int_le(clock_left_ms(now + 60000), 60000);
	ck_assert_int_eq(clock_left_ms(INT64_MAX), INT_MAX);
}
END_TEST

START_TEST(dates_of_rfc_9110)
{
	struct clock_cache c = { 0 };

	in_zone("UTC0");
	clock_cache_update(&c, 784111777);
	ck_assert_str_eq(c.http_date, "Sun, 06 Nov 1994 08:49:37 GMT");
	ck_assert_str_eq(c.clf, "[06/Nov/1994:08:49:37 +0000]");
	ck_assert_int_eq(c.local.tm_year, 94);
	clock_cache_update(&c, 0);
	ck_assert_str_eq(c.http_date, "Thu, 01 Jan 1970 00:00:00 GMT");
	clock_cache_update(&c, 951782400);
	ck_assert_str_eq(c.http_date, "Tue, 29 Feb 2000 00:00:00 GMT");
}
END_TEST

START_TEST(zones_show_in_the_local_date_only)
{
	struct clock_cache east = { 0 }, west = { 0 };

	in_zone("IST-5:30");
	clock_cache_update(&east, 784111777);
	ck_assert_str_eq(east.clf, "[06/Nov/1994:14:19:37 +0530]");
	ck_assert_str_eq(east.http_date, "Sun, 06 Nov 1994 08:49:37 GMT");
	in_zone("NST3:30");
	clock_cache_update(&west, 784111777);
	ck_assert_str_eq(west.clf, "[06/Nov/1994:05:19:37 -0330]");
}
END_TEST

START_TEST(the_same_second_is_not_converted_again)
{
	struct clock_cache c = { 0 };

	in_zone("UTC0");
	clock_cache_update(&c, 5);
	c.http_date[0] = '!';
	clock_cache_update(&c, 5);
	ck_assert_int_eq(c.http_date[0], '!');
	clock_cache_update(&c, 6);
	ck_assert_int_eq(c.http_date[0], 'T');
}
END_TEST

START_TEST(absurd_times_still_fit)
{
	struct clock_cache c = { 0 };
	const time_t absurd[] = { -1, INT64_MIN, INT64_MAX, 253402300800 };

	for (size_t i = 0; i < ARRAY_LEN(absurd); i++) {
		clock_cache_update(&c, absurd[i]);
		ck_assert_uint_eq(strlen(c.http_date), 29);
		ck_assert_uint_eq(strlen(c.clf), 28);
	}
}
END_TEST

Suite *
clock_suite(void)
{
	Suite *suite = suite_create("clock");
	TCase *t = tcase_create("clock");

	tcase_add_test(t, clocks_advance);
	tcase_add_test(t, what_is_left_of_a_wait);
	tcase_add_test(t, dates_of_rfc_9110);
	tcase_add_test(t, zones_show_in_the_local_date_only);
	tcase_add_test(t, the_same_second_is_not_converted_again);
	tcase_add_test(t, absurd_times_still_fit);
	suite_add_tcase(suite, t);
	return suite;
}
