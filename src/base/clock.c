/*
 * Clocks, and dates as text that never ask the locale.
 */
#include "base/clock.h"

#include <limits.h>
#include <stdlib.h>

static int64_t
read_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
clock_wall_us(void)
{
	return read_us(CLOCK_REALTIME);
}

int64_t
clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t
clock_mono_ms(void)
{
	return clock_mono_us() / 1000;
}

int
clock_left_ms(int64_t deadline_ms)
{
	int64_t left;

	if (deadline_ms < 0)
		return -1;
	left = deadline_ms - clock_mono_ms();
	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

static char *
put_text(char *p, const char *text, size_t n)
{
	memcpy(p, text, n);
	return p + n;
}

static char *
put_digits(char *p, int value, int digits)
{
	for (int i = digits - 1; i >= 0; i--) {
		p[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return p + digits;
}

static char *
put_month(char *p, int month)
{
	return put_text(p, &"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * month],
	    3);
}

static char *
put_time(char *p, const struct tm *t)
{
	p = put_digits(p, t->tm_hour, 2);
	*p++ = ':';
	p = put_digits(p, t->tm_min, 2);
	*p++ = ':';
	return put_digits(p, t->tm_sec, 2);
}

/* RFC 9110 5.6.7, IMF-fixdate. */
static void
format_http(char *p, const struct tm *t)
{
	p = put_text(p, &"SunMonTueWedThuFriSat"[3 * t->tm_wday], 3);
	p = put_text(p, ", ", 2);
	p = put_digits(p, t->tm_mday, 2);
	*p++ = ' ';
	p = put_month(p, t->tm_mon);
	*p++ = ' ';
	p = put_digits(p, t->tm_year + 1900, 4);
	*p++ = ' ';
	p = put_time(p, t);
	put_text(p, " GMT", 5);
}

static void
format_clf(char *p, const struct tm *t)
{
	int minutes = (int)(t->tm_gmtoff / 60);

	*p++ = '[';
	p = put_digits(p, t->tm_mday, 2);
	*p++ = '/';
	p = put_month(p, t->tm_mon);
	*p++ = '/';
	p = put_digits(p, t->tm_year + 1900, 4);
	*p++ = ':';
	p = put_time(p, t);
	*p++ = ' ';
	*p++ = minutes < 0 ? '-' : '+';
	minutes = abs(minutes);
	p = put_digits(p, minutes / 60 * 100 + minutes % 60, 4);
	put_text(p, "]", 2);
}

/* Years the texts have no room for are no time of a server's. */
static time_t
clamp(time_t second)
{
	const time_t last = (time_t)253402300799 - 86400;	/* 9999-12-30 */

	if (second < 0)
		return 0;
	return second < last ? second : last;
}

void
clock_cache_update(struct clock_cache *c, time_t second)
{
	time_t shown = clamp(second);
	struct tm utc;

	if (c->valid && c->second == second)
		return;
	gmtime_r(&shown, &utc);
	localtime_r(&shown, &c->local);
	format_http(c->http_date, &utc);
	format_clf(c->clf, &c->local);
	c->second = second;
	c->valid = true;
}
