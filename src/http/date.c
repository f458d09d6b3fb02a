/*
 * Dates (RFC 9110 5.6.7), by arithmetic: no locale, no time zone, no lock.
 */
#include "http/range.h"

#define DAY_S 86400
#define DAYS_TO_1970 719468	/* from 0000-03-01 */
#define TIME_MIN (-62167219200)	/* 0000-01-01, what four digits can say */
#define TIME_MAX 253402300799	/* 9999-12-31 23:59:59 */

struct date {
	unsigned year, month, day;	/* month and day from 1 */
	unsigned hour, minute, second;
};

static const char *const day_names[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday"
};

static const char *const month_names[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	"Nov", "Dec"
};

/* --- The calendar ------------------------------------------------------- */

/*
 * Years that start in March have their odd day at the end, which makes the
 * days before a month a line: (153 * m + 2) / 5.
 */
static int64_t
days_since_1970(unsigned year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month < 3);
	unsigned from_march = month < 3 ? month + 9 : month - 3;
	int64_t era = y >= 0 ? y / 400 : -1;
	int64_t of_era = y - era * 400;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    (153 * from_march + 2) / 5 + day - 1 - DAYS_TO_1970;
}

/* The reverse, for days from 0000-01-01 on. */
static void
date_of_days(int64_t days, struct date *d)
{
	int64_t shifted = days + DAYS_TO_1970 + 146097;
	unsigned of_era = (unsigned)(shifted % 146097);
	unsigned year = (of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
	unsigned from_march = (5 * of_year + 2) / 153;

	d->day = of_year - (153 * from_march + 2) / 5 + 1;
	d->month = from_march < 10 ? from_march + 3 : from_march - 9;
	d->year = (unsigned)(shifted / 146097 * 400 + year - 400 +
	    (d->month < 3));
}

static unsigned
days_of_month(unsigned year, unsigned month)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month == 2)
		return leap ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Second 60 is a leap second. */
static bool
is_real(const struct date *d)
{
	return d->day >= 1 && d->day <= days_of_month(d->year, d->month) &&
	    d->hour < 24 && d->minute < 60 && d->second <= 60;
}

/* --- Reading ------------------------------------------------------------ */

/* These take something from the front of *s or return false. */

static bool
take_text(struct str *s, struct str text)
{
	if (!str_starts(*s, text))
		return false;
	*s = str_skip(*s, text.n);
	return true;
}

static bool
take_number(struct str *s, size_t digits, unsigned *out)
{
	unsigned v = 0;

	if (s->n < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (!char_is_digit(s->p[i]))
			return false;
		v = v * 10 + (unsigned)(s->p[i] - '0');
	}
	*out = v;
	*s = str_skip(*s, digits);
	return true;
}

static bool
take_day_name(struct str *s, bool whole)
{
	for (size_t i = 0; i < ARRAY_LEN(day_names); i++) {
		struct str name = str_from(day_names[i]);

		if (take_text(s, str_of(name.p, whole ? name.n : 3)))
			return true;
	}
	return false;
}

static bool
take_month(struct str *s, struct date *d)
{
	for (unsigned i = 0; i < ARRAY_LEN(month_names); i++) {
		if (take_text(s, str_from(month_names[i]))) {
			d->month = i + 1;
			return true;
		}
	}
	return false;
}

static bool
take_clock(struct str *s, struct date *d)
{
	return take_number(s, 2, &d->hour) && take_text(s, STR(":")) &&
	    take_number(s, 2, &d->minute) && take_text(s, STR(":")) &&
	    take_number(s, 2, &d->second);
}

/* Sun, 06 Nov 1994 08:49:37 GMT */
static bool
parse_fixdate(struct str s, struct date *d)
{
	return take_day_name(&s, false) && take_text(&s, STR(", ")) &&
	    take_number(&s, 2, &d->day) && take_text(&s, STR(" ")) &&
	    take_month(&s, d) && take_text(&s, STR(" ")) &&
	    take_number(&s, 4, &d->year) && take_text(&s, STR(" ")) &&
	    take_clock(&s, d) && str_eq(s, STR(" GMT"));
}

/* Sunday, 06-Nov-94 08:49:37 GMT; 70 to 99 are of the last century. */
static bool
parse_rfc850(struct str s, struct date *d)
{
	if (!take_day_name(&s, true) || !take_text(&s, STR(", ")) ||
	    !take_number(&s, 2, &d->day) || !take_text(&s, STR("-")) ||
	    !take_month(&s, d) || !take_text(&s, STR("-")) ||
	    !take_number(&s, 2, &d->year) || !take_text(&s, STR(" ")))
		return false;
	d->year += d->year < 70 ? 2000 : 1900;
	return take_clock(&s, d) && str_eq(s, STR(" GMT"));
}

/* Sun Nov  6 08:49:37 1994 */
static bool
parse_asctime(struct str s, struct date *d)
{
	if (!take_day_name(&s, false) || !take_text(&s, STR(" ")) ||
	    !take_month(&s, d) || !take_text(&s, STR(" ")))
		return false;
	if (!take_number(&s, 2, &d->day) &&
	    !(take_text(&s, STR(" ")) && take_number(&s, 1, &d->day)))
		return false;
	return take_text(&s, STR(" ")) && take_clock(&s, d) &&
	    take_text(&s, STR(" ")) && take_number(&s, 4, &d->year) &&
	    s.n == 0;
}

bool
http_date_parse(struct str s, time_t *out)
{
	struct date d = { 0 };

	if (!parse_fixdate(s, &d) && !parse_rfc850(s, &d) &&
	    !parse_asctime(s, &d))
		return false;
	if (!is_real(&d))
		return false;
	*out = (time_t)(days_since_1970(d.year, d.month, d.day) * DAY_S +
	    d.hour * 3600 + d.minute * 60 + d.second);
	return true;
}

/* --- Writing ------------------------------------------------------------ */

static char *
put_text(char *p, const char *text, size_t n)
{
	memcpy(p, text, n);
	return p + n;
}

static char *
put_number(char *p, unsigned v, unsigned digits)
{
	for (unsigned i = digits; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + digits;
}

static int64_t
clamp(int64_t t)
{
	if (t < TIME_MIN)
		return TIME_MIN;
	return t > TIME_MAX ? TIME_MAX : t;
}

/* Files may claim any time: what has no four-digit year is clamped. */
void
http_date_format(char out[HTTP_DATE_LEN + 1], time_t t)
{
	int64_t from_min = clamp(t) - TIME_MIN;	/* never negative */
	int64_t days = from_min / DAY_S + TIME_MIN / DAY_S;
	unsigned second = (unsigned)(from_min % DAY_S);
	struct date d;
	char *p = out;

	date_of_days(days, &d);
	/* 0000-01-01 was a Saturday. */
	p = put_text(p, day_names[(from_min / DAY_S + 6) % 7], 3);
	p = put_text(p, ", ", 2);
	p = put_number(p, d.day, 2);
	p = put_text(p, " ", 1);
	p = put_text(p, month_names[d.month - 1], 3);
	p = put_text(p, " ", 1);
	p = put_number(p, d.year, 4);
	p = put_text(p, " ", 1);
	p = put_number(p, second / 3600, 2);
	p = put_text(p, ":", 1);
	p = put_number(p, second / 60 % 60, 2);
	p = put_text(p, ":", 1);
	p = put_number(p, second % 60, 2);
	put_text(p, " GMT", 5);
}
