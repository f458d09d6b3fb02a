/*
 * Times in access-log lines.  strftime(3) looks at TZ, and where that is not
 * set at a file, on every call; its conversions are done here.
 */
#include "modules/log_format.h"

#include <time.h>

static const char days[7][10] = { "Sunday", "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday" };
static const char months[12][10] = { "January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December" };

static void
put_padded(struct buf *out, int v, int width, char pad)
{
	char text[12];
	int n = 0;

	do {
		text[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	while (n < width)
		text[n++] = pad;
	while (n > 0)
		buf_char(out, text[--n]);
}

static void
put_two(struct buf *out, int v)
{
	put_padded(out, v, 2, '0');
}

static void
put_zone(struct buf *out, const struct tm *tm)
{
	long minutes = tm->tm_gmtoff / 60;

	buf_char(out, minutes < 0 ? '-' : '+');
	if (minutes < 0)
		minutes = -minutes;
	put_two(out, (int)(minutes / 60));
	put_two(out, (int)(minutes % 60));
}

static int
hour12(const struct tm *tm)
{
	return tm->tm_hour % 12 ? tm->tm_hour % 12 : 12;
}

/* Conversions that are a name; false when c is none. */
static bool
put_name(struct buf *out, char c, const struct tm *tm)
{
	const char *day = days[tm->tm_wday % 7];
	const char *month = months[tm->tm_mon % 12];

	switch (c) {
	case 'a':
		buf_put(out, day, 3);
		return true;
	case 'A':
		buf_cstr_put(out, day);
		return true;
	case 'b':
	case 'h':
		buf_put(out, month, 3);
		return true;
	case 'B':
		buf_cstr_put(out, month);
		return true;
	case 'p':
		buf_cstr_put(out, tm->tm_hour < 12 ? "AM" : "PM");
		return true;
	case 'z':
		put_zone(out, tm);
		return true;
	}
	return false;
}

/* Conversions that are a number. */
static bool
put_number(struct buf *out, char c, const struct tm *tm)
{
	static const struct {
		char c;
		int width;
		char pad;
	} shapes[] = {
		{ 'd', 2, '0' }, { 'e', 2, ' ' }, { 'H', 2, '0' },
		{ 'I', 2, '0' }, { 'j', 3, '0' }, { 'm', 2, '0' },
		{ 'M', 2, '0' }, { 'S', 2, '0' }, { 'y', 2, '0' },
		{ 'Y', 1, '0' }, { 'C', 2, '0' }, { 'k', 2, ' ' },
		{ 'l', 2, ' ' }, { 'u', 1, '0' }, { 'w', 1, '0' },
	};
	const int values[ARRAY_LEN(shapes)] = { tm->tm_mday, tm->tm_mday,
	    tm->tm_hour, hour12(tm), tm->tm_yday + 1, tm->tm_mon + 1,
	    tm->tm_min, tm->tm_sec, tm->tm_year % 100, tm->tm_year + 1900,
	    (tm->tm_year + 1900) / 100, tm->tm_hour, hour12(tm),
	    tm->tm_wday ? tm->tm_wday : 7, tm->tm_wday };

	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		if (shapes[i].c != c)
			continue;
		put_padded(out, values[i], shapes[i].width, shapes[i].pad);
		return true;
	}
	return false;
}

/* Week numbers, which strftime(3) knows best. */
static bool
put_week(struct buf *out, char c, const struct tm *tm)
{
	char text[16];
	size_t n = 0;

	switch (c) {
	case 'U':
		n = strftime(text, sizeof(text), "%U", tm);
		break;
	case 'V':
		n = strftime(text, sizeof(text), "%V", tm);
		break;
	case 'W':
		n = strftime(text, sizeof(text), "%W", tm);
		break;
	case 'G':
		n = strftime(text, sizeof(text), "%G", tm);
		break;
	}
	buf_put(out, text, n);
	return n > 0;
}

/* Conversions that stand for others. */
static const char *
long_form(char c)
{
	static const struct {
		char c;
		const char *format;
	} forms[] = {
		{ 'F', "%Y-%m-%d" }, { 'T', "%H:%M:%S" },
		{ 'X', "%H:%M:%S" }, { 'D', "%m/%d/%y" },
		{ 'x', "%m/%d/%y" }, { 'R', "%H:%M" },
		{ 'r', "%I:%M:%S %p" }, { 'c', "%a %b %e %H:%M:%S %Y" },
		{ 'n', "\n" }, { 't', "\t" },
	};

	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (forms[i].c == c)
			return forms[i].format;
	return NULL;
}

static void
put_conversion(struct buf *out, char c, const struct tm *tm, time_t second)
{
	const char *form = long_form(c);

	if (form)
		log_time_write(out, str_from(form), tm, second);
	else if (c == 's')
		buf_int(out, second);
	else if (c == '%')
		buf_char(out, '%');
	else if (c == 'Z')
		buf_cstr_put(out, tm->tm_zone ? tm->tm_zone : "");
	else if (!put_number(out, c, tm) && !put_name(out, c, tm) &&
	    !put_week(out, c, tm)) {
		buf_char(out, '%');
		buf_char(out, c);
	}
}

void
log_time_write(struct buf *out, struct str format, const struct tm *tm,
    time_t second)
{
	for (size_t i = 0; i < format.n; i++) {
		bool more = i + 1 < format.n;

		if (format.p[i] == '%' && more)
			put_conversion(out, format.p[++i], tm, second);
		else
			buf_char(out, format.p[i]);
	}
}
