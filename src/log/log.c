/*
 * Lines of the error log: whether, how, and where to.
 */
#include "log/log.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "log/target.h"

#define WRITE_TIMEOUT_MS 1000

static const char *const level_names[LOG_LEVELS] = {
	"emerg", "alert", "crit", "error", "warn", "notice", "info", "debug",
	"trace1", "trace2", "trace3", "trace4", "trace5", "trace6", "trace7",
	"trace8",
};

const char *
log_level_name(enum log_level l)
{
	return (unsigned)l < LOG_LEVELS ? level_names[l] : "?";
}

bool
log_level_parse(struct str s, enum log_level *out)
{
	for (unsigned i = 0; i < LOG_LEVELS; i++) {
		if (!str_ieq(s, str_from(level_names[i])))
			continue;
		*out = (enum log_level)i;
		return true;
	}
	return false;
}

static enum log_level
level_of(const struct log_levels *levels, const char *module)
{
	if (!levels)
		return LOG_WARN;
	for (size_t i = levels->n_modules; i-- > 0;)
		if (str_ieq(levels->modules[i].module, str_from(module)))
			return levels->modules[i].level;
	return levels->base;
}

bool
log_wants(const struct log *l, const char *module, enum log_level level)
{
	/* As in httpd no LogLevel hides a notice: they are rare. */
	return level == LOG_NOTICE || level <= level_of(l->levels, module);
}

static void
put_time(struct buf *b, int64_t wall_us)
{
	struct tm t;
	time_t second = wall_us > 0 ? (time_t)(wall_us / 1000000) : 0;
	int us = wall_us > 0 ? (int)(wall_us % 1000000) : 0;

	localtime_r(&second, &t);
	buf_printf(b, "[%.3s %.3s %02d %02d:%02d:%02d.%06d %d] ",
	    &"SunMonTueWedThuFriSat"[3 * t.tm_wday],
	    &"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * t.tm_mon],
	    t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, us, t.tm_year + 1900);
}

static void
put_prefix(struct buf *b, const struct log_event *e, int64_t wall_us)
{
	put_time(b, wall_us);
	buf_printf(b, "[%s:%s] [pid %d] ", e->module ? e->module : "core",
	    log_level_name(e->level), (int)getpid());
}

/* Writes at most 4 bytes, as httpd shows this byte. */
static size_t
escape(char c, char *out)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char u = (unsigned char)c;
	const char *at = c ? strchr("\bb\nn\rr\tt\vv\\\\", c) : NULL;

	if (u >= ' ' && u < 0x7f && c != '\\') {
		out[0] = c;
		return 1;
	}
	out[0] = '\\';
	if (at) {
		out[1] = at[1];
		return 2;
	}
	out[1] = 'x';
	out[2] = digits[u >> 4];
	out[3] = digits[u & 15];
	return 4;
}

static void
put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char shown[4];
		size_t n = escape(s.p[i], shown);

		/* Half an escape would say something else. */
		if (n > b->max - b->n)
			return;
		buf_put(b, shown, n);
	}
}

void
log_format(struct buf *out, const struct log_event *e, bool bare,
    int64_t wall_us, struct str text)
{
	struct buf line;

	buf_init(&line, LOG_LINE_MAX - 1);
	if (!bare)
		put_prefix(&line, e, wall_us);
	if (e->error)
		buf_printf(&line, "(%d)%s: ", e->error, strerror(e->error));
	if (!bare && e->client.n)
		buf_printf(&line, "[client %.*s] ", STR_ARG(e->client));
	if (e->number)
		buf_printf(&line, "AH%05u: ", e->number);
	put_escaped(&line, text);
	buf_str_put(out, buf_str(&line));
	buf_char(out, '\n');
	buf_release(&line);
}

static void
deliver(const struct log *l, struct str line)
{
	if (l->sink)
		l->sink->put(l->sink->ctx, l->target, line);
	else
		log_write_all(STDERR_FILENO, line, WRITE_TIMEOUT_MS);
}

void
log_vevent(const struct log *l, const struct log_event *e, const char *fmt,
    va_list ap)
{
	int saved = errno;
	struct buf text, line;

	if (!log_wants(l, e->module, e->level))
		return;
	buf_init(&text, LOG_LINE_MAX);
	buf_init(&line, LOG_LINE_MAX);
	buf_vprintf(&text, fmt, ap);
	log_format(&line, e, l->bare, clock_wall_us(), buf_str(&text));
	deliver(l, buf_str(&line));
	buf_release(&text);
	buf_release(&line);
	errno = saved;
}

void
log_event(const struct log *l, const struct log_event *e, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_vevent(l, e, fmt, ap);
	va_end(ap);
}

static void
put_to_fd(void *ctx, unsigned target, struct str line)
{
	const struct log_fd_sink *s = ctx;

	(void)target;
	log_write_all(s->fd, line, WRITE_TIMEOUT_MS);
}

void
log_fd_sink_init(struct log_fd_sink *s, int fd)
{
	s->sink = (struct log_sink){ put_to_fd, s };
	s->fd = fd;
}
