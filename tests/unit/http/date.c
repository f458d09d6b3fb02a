/* Dates. */
#include <time.h>

#include "http/range.h"
#include "suites.h"
#include "util.h"

static const struct {
	const char *text;
	time_t time;
} dates[] = {
	{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
	{ "Sun Nov  6 08:49:37 1994", 784111777 },
	{ "Sun Nov 06 08:49:37 1994", 784111777 },
	{ "Wed Nov 16 08:49:37 1994", 784975777 },
	{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
	{ "Thursday, 01-Jan-70 00:00:00 GMT", 0 },
	{ "Thursday, 31-Dec-69 23:59:59 GMT", 3155759999 },
	{ "Tuesday, 19-Jan-38 03:14:08 GMT", 2147483648 },
	{ "Tue, 19 Jan 2038 03:14:08 GMT", 2147483648 },
	{ "Thu, 29 Feb 2024 12:00:00 GMT", 1709208000 },
	{ "Tue, 29 Feb 2000 00:00:00 GMT", 951782400 },
	{ "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 },
	{ "Sat, 01 Jan 0000 00:00:00 GMT", -62167219200 },
	{ "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800 },
	/* The weekday is not checked against the date. */
	{ "Mon, 06 Nov 1994 08:49:37 GMT", 784111777 },
};

START_TEST(good_date)
{
	time_t t = 42;

	ck_assert(http_date_parse(str_from(dates[_i].text), &t));
	ck_assert_int_eq(t, dates[_i].time);
}
END_TEST

static const char *const bad_dates[] = {
	"", " ", "0", "784111777", "now", "Sun", "Sun, ",
	"Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 ",
	"Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 gmt",
	"Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08:49:37 GMTx",
	" Sun, 06 Nov 1994 08:49:37 GMT", "Sun,06 Nov 1994 08:49:37 GMT",
	"Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
	"Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
	"Sun, 06 nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
	"Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nox 1994 08:49:37 GMT",
	"Sux, 06 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
	"Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 32 Jan 1994 08:49:37 GMT",
	"Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT",
	"Sun, 30 Feb 2024 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
	"Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
	"Sun, 06 Nov 1994 -8:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
	"Sun, 06 Nov 19940 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
	"Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 06 Nov 94 08:49:37 GMT",
	"Sunday, 6-Nov-94 08:49:37 GMT", "Sun Nov 6 08:49:37 1994",
	"Sun Nov  6 08:49:37 94", "Sun Nov  6 08:49:37 1994 GMT",
	"Sun Nov  6 08:49:37", "Sunday Nov  6 08:49:37 1994",
	"1994-11-06T08:49:37Z",
};

START_TEST(bad_date)
{
	time_t t = 42;

	ck_assert_msg(!http_date_parse(str_from(bad_dates[_i]), &t), "%s",
	    bad_dates[_i]);
	ck_assert_int_eq(t, 42);
}
END_TEST

START_TEST(absent_or_binary_date)
{
	time_t t;

	ck_assert(!http_date_parse(STR_NONE, &t));
	ck_assert(!http_date_parse(STR("Sun, 06 Nov 1994 08:49:37 GMT\0"), &t));
}
END_TEST

static void
check_format(time_t t)
{
	char got[HTTP_DATE_LEN + 1], want[64];
	struct tm tm;
	time_t again;

	ck_assert_ptr_nonnull(gmtime_r(&t, &tm));
	snprintf(want, sizeof(want), "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
	    &"SunMonTueWedThuFriSat"[3 * tm.tm_wday], tm.tm_mday,
	    &"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * tm.tm_mon],
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	http_date_format(got, t);
	ck_assert_str_eq(got, want);
	ck_assert(http_date_parse(str_from(got), &again));
	ck_assert_int_eq(again, t);
}

START_TEST(formats_as_libc_does)
{
	/* A prime step of about eleven days through all years. */
	for (int64_t t = -62167219200; t <= 253402300799; t += 999983)
		check_format((time_t)t);
	check_format(-62167219200);
	check_format(253402300799);
	check_format(0);
	check_format(-1);
}
END_TEST

START_TEST(formats_every_day_around_leap_years)
{
	for (int64_t day = -1000; day < 50000; day++) {
		check_format((time_t)(day * 86400));
		check_format((time_t)(day * 86400 + 86399));
	}
}
END_TEST

START_TEST(clamps_other_years)
{
	char got[HTTP_DATE_LEN + 1];

	http_date_format(got, (time_t)253402300800);
	ck_assert_str_eq(got, "Fri, 31 Dec 9999 23:59:59 GMT");
	http_date_format(got, (time_t)INT64_MAX);
	ck_assert_str_eq(got, "Fri, 31 Dec 9999 23:59:59 GMT");
	http_date_format(got, (time_t)INT64_MIN);
	ck_assert_str_eq(got, "Sat, 01 Jan 0000 00:00:00 GMT");
}
END_TEST

Suite *
date_suite(void)
{
	Suite *suite = suite_create("http date");
	TCase *c = tcase_create("date");

	tcase_add_loop_test(c, good_date, 0, ARRAY_LEN(dates));
	tcase_add_loop_test(c, bad_date, 0, ARRAY_LEN(bad_dates));
	tcase_add_test(c, absent_or_binary_date);
	tcase_add_test(c, formats_as_libc_does);
	tcase_add_test(c, formats_every_day_around_leap_years);
	tcase_add_test(c, clamps_other_years);
	suite_add_tcase(suite, c);
	return suite;
}
