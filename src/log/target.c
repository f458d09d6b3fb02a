/*
 * Reading, comparing and opening what ErrorLog and CustomLog name.
 *
 * The LOG_* levels of syslog.h are not those of log/log.h: a file can include
 * one of the two.
 */
#include "log/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <syslog.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"

#define DEFAULT_TAG "preforkd"

static const struct {
	const char *name;
	int facility;
} facilities[] = {
	{ "auth", LOG_AUTH }, { "authpriv", LOG_AUTHPRIV },
	{ "cron", LOG_CRON }, { "daemon", LOG_DAEMON }, { "ftp", LOG_FTP },
	{ "kern", LOG_KERN }, { "lpr", LOG_LPR }, { "mail", LOG_MAIL },
	{ "news", LOG_NEWS }, { "syslog", LOG_SYSLOG }, { "user", LOG_USER },
	{ "uucp", LOG_UUCP }, { "local0", LOG_LOCAL0 },
	{ "local1", LOG_LOCAL1 }, { "local2", LOG_LOCAL2 },
	{ "local3", LOG_LOCAL3 }, { "local4", LOG_LOCAL4 },
	{ "local5", LOG_LOCAL5 }, { "local6", LOG_LOCAL6 },
	{ "local7", LOG_LOCAL7 },
};

static bool
find_facility(struct str name, int *out)
{
	for (size_t i = 0; i < ARRAY_LEN(facilities); i++) {
		if (!str_ieq(name, str_from(facilities[i].name)))
			continue;
		*out = facilities[i].facility;
		return true;
	}
	return false;
}

/* "syslog", "syslog:facility", "syslog:facility:tag", "syslog::tag" */
static bool
is_syslog(struct str text)
{
	return str_istarts(text, STR("syslog")) &&
	    (text.n == 6 || text.p[6] == ':');
}

static const char *
parse_syslog(struct arena *a, struct str text, struct log_target *out)
{
	struct str facility;

	str_cut(&text, ':');
	facility = str_cut(&text, ':');
	out->kind = LOG_TO_SYSLOG;
	out->facility = LOG_LOCAL7;
	out->name = text.n ? arena_copy(a, text) : STR(DEFAULT_TAG);
	if (facility.n && !find_facility(facility, &out->facility))
		return "names no syslog facility";
	return NULL;
}

/* Apache took "||prog" for a program and "|prog" for a shell once. */
static const char *
parse_program(struct arena *a, struct str text, struct log_target *out)
{
	text = str_skip(text, text.n > 1 && text.p[1] == '|' ? 2 : 1);
	out->kind = LOG_TO_PROGRAM;
	if (text.n && text.p[0] == '$') {
		out->kind = LOG_TO_SHELL;
		text = str_skip(text, 1);
	}
	text = str_trim(text);
	out->name = arena_copy(a, text);
	return text.n ? NULL : "names no program";
}

/* The number's text when the target is a descriptor, else absent. */
static struct str
descriptor_text(struct str text)
{
	static const struct str prefixes[] = {
		{ "fd:", 3 }, { "/dev/fd/", 8 }, { "/proc/self/fd/", 14 },
	};

	if (str_eq(text, STR("stdout")) || str_eq(text, STR("/dev/stdout")))
		return STR("1");
	if (str_eq(text, STR("stderr")) || str_eq(text, STR("/dev/stderr")))
		return STR("2");
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (str_starts(text, prefixes[i]))
			return str_skip(text, prefixes[i].n);
	return STR_NONE;
}

static const char *
parse_descriptor(struct arena *a, struct str text, struct str number,
    struct log_target *out)
{
	int64_t fd;

	if (!num_range(number, 0, INT_MAX, &fd))
		return "names no file descriptor";
	out->kind = LOG_TO_FD;
	out->fd = (int)fd;
	out->name = arena_copy(a, text);
	return NULL;
}

/* Removes empty and "." parts, so that one file has one name. */
static struct str
tidy_path(struct arena *a, struct str path)
{
	char *to = arena_cstr(a, path);
	size_t n = 0;
	struct str rest = path;

	while (rest.p) {
		struct str part = str_cut(&rest, '/');

		if (part.n == 0 || str_eq(part, STR(".")))
			continue;
		to[n++] = '/';
		memcpy(to + n, part.p, part.n);
		n += part.n;
	}
	to[n] = '\0';
	return str_of(to, n);
}

static const char *
parse_file(struct arena *a, struct str text, struct str server_root,
    struct log_target *out)
{
	out->kind = LOG_TO_FILE;
	if (text.p[0] != '/') {
		if (server_root.n == 0 || server_root.p[0] != '/')
			return "is relative, but there is no ServerRoot";
		text = arena_printf(a, "%.*s/%.*s", STR_ARG(server_root),
		    STR_ARG(text));
	}
	if (text.p[text.n - 1] == '/')
		return "is a directory";
	out->name = tidy_path(a, text);
	return out->name.n ? NULL : "is a directory";
}

const char *
log_target_parse(struct arena *a, struct str text, struct str server_root,
    struct log_target *out)
{
	struct str number = descriptor_text(text);

	*out = (struct log_target){ .fd = -1 };
	if (text.n == 0)
		return "is empty";
	if (str_find(text, '\0') >= 0)
		return "contains a NUL byte";
	if (text.p[0] == '|')
		return parse_program(a, text, out);
	if (is_syslog(text))
		return parse_syslog(a, text, out);
	if (number.p)
		return parse_descriptor(a, text, number, out);
	return parse_file(a, text, server_root, out);
}

bool
log_target_same(const struct log_target *a, const struct log_target *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case LOG_TO_FD:
		return a->fd == b->fd;
	case LOG_TO_SYSLOG:
		return a->facility == b->facility && str_eq(a->name, b->name);
	case LOG_TO_FILE:
	case LOG_TO_PROGRAM:
	case LOG_TO_SHELL:
		break;
	}
	return str_eq(a->name, b->name);
}

/*
 * Opened without waiting: a FIFO that nobody reads fails (ENXIO) instead of
 * stopping the server.  Writing then waits as usual.
 */
static int
open_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
	    O_NOCTTY | O_NONBLOCK, 0644);
	int flags;

	if (fd < 0)
		return -errno;
	flags = fcntl(fd, F_GETFL);
	if (flags >= 0)
		fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	return fd;
}

int
log_target_open(const struct log_target *t)
{
	int fd;

	switch (t->kind) {
	case LOG_TO_FILE:
		return open_file(t->name.p);
	case LOG_TO_FD:
		fd = fcntl(t->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		return fd < 0 ? -errno : fd;
	case LOG_TO_PROGRAM:
	case LOG_TO_SHELL:
	case LOG_TO_SYSLOG:
		break;
	}
	return -EINVAL;
}

static int
wait_writable(int fd, int64_t deadline_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int n = poll(&p, 1, clock_left_ms(deadline_ms));

	if (n == 0)
		return -ETIMEDOUT;
	return n < 0 && errno != EINTR ? -errno : 0;
}

int
log_write_all(int fd, struct str data, int timeout_ms)
{
	int64_t deadline_ms = timeout_ms < 0 ? -1 :
	    clock_mono_ms() + timeout_ms;
	int error = 0;

	while (data.n && !error) {
		ssize_t n = write(fd, data.p, data.n);

		if (n >= 0)
			data = str_skip(data, (size_t)n);
		else if (errno == EAGAIN)
			error = wait_writable(fd, deadline_ms);
		else if (errno != EINTR)
			error = -errno;
	}
	return error;
}
