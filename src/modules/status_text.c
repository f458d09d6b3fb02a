/* How the status page writes numbers, times and what clients sent. */
#include "modules/status.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

void
status_put_number(struct buf *b, double v)
{
	char text[32];
	const char *p = text;

	if (!isfinite(v) || v < 0)
		v = 0;
	snprintf(text, sizeof(text), "%g", v);
	if (p[0] == '0' && p[1] == '.')
		p++;
	buf_cstr_put(b, p);
}

static void
put_unit(struct buf *b, uint64_t n, const char *unit)
{
	if (n > 0)
		buf_printf(b, " %llu %s%s", (unsigned long long)n, unit,
		    n == 1 ? "" : "s");
}

void
status_put_uptime(struct buf *b, uint64_t seconds)
{
	put_unit(b, seconds / 86400, "day");
	put_unit(b, seconds / 3600 % 24, "hour");
	put_unit(b, seconds / 60 % 60, "minute");
	put_unit(b, seconds % 60, "second");
}

void
status_put_bytes(struct buf *b, uint64_t bytes)
{
	const double k = 1024, v = (double)bytes;

	if (bytes < 5 * 1024)
		buf_printf(b, "%u B", (unsigned)bytes);
	else if (v < k * k / 2)
		buf_printf(b, "%.1f kB", v / k);
	else if (v < k * k * k / 2)
		buf_printf(b, "%.1f MB", v / k / k);
	else
		buf_printf(b, "%.1f GB", v / k / k / k);
}

void
status_put_time(struct buf *b, int64_t wall_us)
{
	time_t second = (time_t)(wall_us / 1000000);
	char text[96];
	struct tm tm;

	if (localtime_r(&second, &tm) == NULL)
		return;
	if (strftime(text, sizeof(text), "%A, %d-%b-%Y %H:%M:%S %Z", &tm) > 0)
		buf_cstr_put(b, text);
}

static bool
is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '\\';
}

/* Length of the run of plain or of other bytes at the start. */
static size_t
run(struct str s, bool plain)
{
	size_t n = 0;

	while (n < s.n && is_plain(s.p[n]) == plain)
		n++;
	return n;
}

static void
put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			buf_cstr_put(b, "\\\\");
		else
			buf_printf(b, "\\x%02x", (unsigned char)s.p[i]);
	}
}

static void
put_visible(struct buf *b, struct str s, void (*put)(struct buf *, struct str))
{
	while (s.n > 0) {
		size_t n = run(s, true);

		put(b, str_of(s.p, n));
		s = str_skip(s, n);
		n = run(s, false);
		put_escaped(b, str_of(s.p, n));
		s = str_skip(s, n);
	}
}

void
status_put_plain(struct buf *b, struct str text)
{
	put_visible(b, text, buf_str_put);
}

void
status_put_html(struct buf *b, struct str text)
{
	put_visible(b, text, buf_html);
}

/* "user:password@host" of "http://user:password@host/path" or of CONNECT. */
static struct str
authority(struct str line)
{
	struct str rest = line, only = str_word(&rest), target;
	ptrdiff_t at;
	size_t n = 0;

	target = str_word(&rest);
	if (target.n == 0)
		target = only;
	if (target.n == 0 || target.p[0] == '/')
		return STR_NONE;
	at = str_search(target, STR("://"));
	if (at >= 0)
		target = str_skip(target, (size_t)at + 3);
	while (n < target.n && !strchr("/?#", target.p[n]))
		n++;
	return str_of(target.p, n);
}

/*
 * A line that was cut on the board may end before the "@": whatever follows
 * a colon at its very end is then taken for a password as well.
 */
void
status_put_request(struct buf *b, struct str line)
{
	struct str a = authority(line), user;
	ptrdiff_t at = a.p ? str_rfind(a, '@') : -1;
	bool cut = a.p && a.p + a.n == line.p + line.n;
	ptrdiff_t colon;

	if (at < 0 && cut)
		at = (ptrdiff_t)a.n;
	user = str_of(a.p, at < 0 ? 0 : (size_t)at);
	colon = str_find(user, ':');
	if (colon < 0) {
		status_put_html(b, line);
		return;
	}
	status_put_html(b, str_of(line.p,
	    (size_t)(user.p + colon - line.p)));
	status_put_html(b, str_skip(line,
	    (size_t)(user.p + user.n - line.p)));
}

double
status_ratio(uint64_t sum, uint64_t count)
{
	return count == 0 ? 0 : (double)sum / (double)count;
}
