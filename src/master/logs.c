#include "master/logs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "master/logger.h"

/* The master waits this long for a full pipe, then drops its own line. */
#define MASTER_WRITE_MS 1000
/* How long the logger may keep the master waiting. */
#define LOGGER_WAIT_MS 1000
/* Severity of every line sent to syslog: notice. */
#define SYSLOG_SEVERITY 5

static void
put_line(void *ctx, unsigned target, struct str line)
{
	struct logs *l = ctx;
	int fd = target < l->book.n ? l->book.v[target].fd : -1;

	log_write_all(fd >= 0 ? fd : STDERR_FILENO, line, MASTER_WRITE_MS);
}

void
logs_init(struct logs *l, struct arena *process)
{
	*l = (struct logs){ .logger = -1 };
	log_book_init(&l->book, process);
	l->sink = (struct log_sink){ .put = put_line, .ctx = l };
	l->log = (struct log){ .sink = &l->sink };
}

static int
main_fd(const struct logs *l)
{
	return l->log.target < l->book.n ? l->book.v[l->log.target].fd : -1;
}

/*
 * A logger reads at once or is stuck; a short wait covers one that has only
 * just been started.  A deaf one is replaced, and told everything then.
 */
static void
send_message(struct logs *l, const struct logger_message *m, int fd)
{
	struct pollfd p = { .fd = l->logger, .events = POLLOUT };

	if (l->logger < 0 || l->deaf)
		return;
	if (logger_send(l->logger, m, fd) == -EAGAIN &&
	    (poll(&p, 1, LOGGER_WAIT_MS) != 1 ||
	    logger_send(l->logger, m, fd) < 0))
		l->deaf = true;
}

static void
tell(struct logs *l, size_t id, enum logger_op op)
{
	const struct log_entry *e = &l->book.v[id];
	struct logger_message m = {
		.op = op,
		.id = (unsigned)id,
		.datagram = e->target.kind == LOG_TO_SYSLOG,
	};

	if (m.datagram)
		snprintf(m.prefix, sizeof(m.prefix), "<%d>%.*s[%d]: ",
		    e->target.facility | SYSLOG_SEVERITY,
		    STR_ARG(e->target.name), (int)getpid());
	send_message(l, &m, op == LOGGER_OPEN ? e->fd : -1);
}

static void
follow_stderr(struct logs *l)
{
	if (!l->owns_stderr || main_fd(l) < 0)
		return;
	dup2(main_fd(l), STDERR_FILENO);
	tell(l, l->log.target, LOGGER_STDERR);
}

void
logs_take_stderr(struct logs *l)
{
	l->owns_stderr = true;
	follow_stderr(l);
}

void
logs_set_main(struct logs *l, const struct log *of_site, unsigned target)
{
	l->log.levels = of_site->levels;
	l->log.target = target;
	follow_stderr(l);
}

void
logs_tell_all(struct logs *l, int logger)
{
	const struct logger_message start = { .op = LOGGER_START };

	l->logger = logger;
	l->deaf = false;
	for (size_t i = 0; i < l->book.n; i++) {
		if (l->book.v[i].fd >= 0)
			tell(l, i, LOGGER_OPEN);
	}
	send_message(l, &start, -1);
}

static int
open_syslog(void)
{
	const struct sockaddr_un sun = {
		.sun_family = AF_UNIX, .sun_path = "/dev/log",
	};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&sun, sizeof(sun)) == 0)
		return fd;
	error = errno;
	close(fd);
	return -error;
}

static void
start_program(struct logs *l, struct log_entry *e)
{
	int err = main_fd(l) >= 0 ? main_fd(l) : STDERR_FILENO;
	pid_t pid;

	/* The main log may be this very program: then not into itself. */
	if (err == e->fd)
		err = STDERR_FILENO;
	pid = log_program_start(&e->target, e->spare_fd, err);
	e->pid = pid > 0 ? pid : 0;
	if (pid < 0)
		log_say(&l->log, LOG_ERROR, "core", 107, (int)-pid,
		    "cannot start piped log program '%.*s'",
		    STR_ARG(e->target.name));
}

/* Both ends stay with the master: a restarted program finds unread lines. */
static int
open_pipe(struct log_entry *e)
{
	int p[2];

	if (pipe2(p, O_CLOEXEC) < 0)
		return -errno;
	e->spare_fd = p[0];
	return p[1];
}

static int
open_target(struct log_entry *e)
{
	switch (e->target.kind) {
	case LOG_TO_FILE:
	case LOG_TO_FD:
		return log_target_open(&e->target);
	case LOG_TO_PROGRAM:
	case LOG_TO_SHELL:
		return open_pipe(e);
	case LOG_TO_SYSLOG:
		return open_syslog();
	}
	return -EINVAL;
}

/* Files are opened anew; what is open and no file stays as it is. */
static bool
needs_opening(const struct log_entry *e, unsigned generation)
{
	return e->generation == generation &&
	    (e->fd < 0 || e->target.kind == LOG_TO_FILE);
}

static bool
is_program(const struct log_entry *e)
{
	return e->target.kind == LOG_TO_PROGRAM ||
	    e->target.kind == LOG_TO_SHELL;
}

static void
report(const struct log_entry *e, int error, struct diag *diag)
{
	diag_error(diag, NULL, "could not open log %.*s: (%d)%s",
	    STR_ARG(e->target.name), error, strerror(error));
	diag_number(diag, e->target.kind == LOG_TO_FILE ? 91 : 89);
	if (error == ENOENT)
		diag_remedy(diag, "the directory does not exist; create it");
	else if (error == EACCES)
		diag_remedy(diag, "the file or its directory may not be "
		    "written by this user");
}

/* The reload is refused: what was opened for it goes again. */
static void
undo(struct log_entry *e, int fd)
{
	close(fd);
	if (e->fd < 0 && e->spare_fd >= 0) {
		close(e->spare_fd);
		e->spare_fd = -1;
	}
}

static void
commit(struct logs *l, size_t id, int fd)
{
	struct log_entry *e = &l->book.v[id];

	if (e->fd >= 0)
		close(e->fd);
	e->fd = fd;
	tell(l, id, LOGGER_OPEN);
	if (id == l->log.target)
		follow_stderr(l);
	if (is_program(e) && e->pid == 0)
		start_program(l, e);
}

void
logs_open(struct logs *l, unsigned generation, struct diag *diag)
{
	int *fresh = ARENA_ARRAY(diag->arena, int, l->book.n);
	size_t errors = diag->errors;

	for (size_t i = 0; i < l->book.n; i++) {
		fresh[i] = -1;
		if (!needs_opening(&l->book.v[i], generation))
			continue;
		fresh[i] = open_target(&l->book.v[i]);
		if (fresh[i] < 0)
			report(&l->book.v[i], -fresh[i], diag);
	}
	for (size_t i = 0; i < l->book.n; i++) {
		if (fresh[i] < 0)
			continue;
		if (diag->errors == errors)
			commit(l, i, fresh[i]);
		else
			undo(&l->book.v[i], fresh[i]);
	}
}

static void
close_entry(struct log_entry *e)
{
	if (e->fd >= 0)
		close(e->fd);
	if (e->spare_fd >= 0)
		close(e->spare_fd);
	e->fd = e->spare_fd = -1;
}

void
logs_prune(struct logs *l, unsigned oldest)
{
	for (size_t i = 0; i < l->book.n; i++) {
		struct log_entry *e = &l->book.v[i];

		if (e->fd < 0 || e->generation >= oldest)
			continue;
		tell(l, i, LOGGER_CLOSE);
		close_entry(e);
	}
}

static bool
was_moved(const struct log_entry *e)
{
	char path[4096];
	struct stat now, is;

	if (e->fd < 0 || e->target.kind != LOG_TO_FILE ||
	    e->target.name.n >= sizeof(path))
		return false;
	memcpy(path, e->target.name.p, e->target.name.n);
	path[e->target.name.n] = '\0';
	if (fstat(e->fd, &is) < 0 || !S_ISREG(is.st_mode))
		return false;
	if (stat(path, &now) < 0)
		return errno == ENOENT;
	return now.st_dev != is.st_dev || now.st_ino != is.st_ino;
}

void
logs_follow(struct logs *l)
{
	int fd;

	for (size_t i = 0; i < l->book.n; i++) {
		if (!was_moved(&l->book.v[i]))
			continue;
		fd = log_target_open(&l->book.v[i].target);
		if (fd >= 0)
			commit(l, i, fd);
	}
}

bool
logs_reaped(struct logs *l, pid_t pid)
{
	for (size_t i = 0; i < l->book.n; i++) {
		struct log_entry *e = &l->book.v[i];

		if (e->pid != pid)
			continue;
		e->pid = 0;
		if (e->fd >= 0)
			log_say(&l->log, LOG_ERROR, "core", 106, 0,
			    "piped log program '%.*s' failed unexpectedly",
			    STR_ARG(e->target.name));
		return true;
	}
	return false;
}

void
logs_restart_programs(struct logs *l, int64_t now_ms)
{
	if (now_ms < l->restart_ms)
		return;
	for (size_t i = 0; i < l->book.n; i++) {
		struct log_entry *e = &l->book.v[i];

		if (e->fd < 0 || !is_program(e) || e->pid != 0)
			continue;
		start_program(l, e);
		l->restart_ms = now_ms + LOGS_RESTART_MS;
	}
}

void
logs_close(struct logs *l)
{
	if (l->logger >= 0)
		close(l->logger);
	l->logger = -1;
	for (size_t i = 0; i < l->book.n; i++)
		close_entry(&l->book.v[i]);
}
