#include "master/logger.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "log/book.h"

/* Lines are in the file within this time at the latest. */
#define DRAIN_MS 25
/* Quiet for so long: workers must wake us from now on. */
#define DOZE_MS 500
/* One target's lines of one drain are written together, bytes. */
#define OUTLET_MAX (256 * 1024)
/* A pipe nobody reads stops the logs (and then the workers) this long. */
#define WRITE_TIMEOUT_MS 10000
/* How often a log that cannot be written is reported. */
#define COMPLAIN_MS 60000

struct outlet {
	int fd;			/* -1: closed */
	bool datagram;
	char prefix[64];
	struct buf pending;
};

struct logger {
	const struct logger_spec *spec;
	struct outlet outlets[LOG_BOOK_MAX];
	size_t n;		/* highest id in use + 1 */
	int64_t complained_ms;	/* when a failed write was last reported */
	struct arena *arena;
	uint64_t *ends;		/* by slot: what this drain has read */
	bool started;		/* LOGGER_START came */
	bool master_gone;
};

/* Standard error is the main error log, or what is left of it. */
static void
complain(struct logger *l, const struct outlet *o, int error)
{
	int64_t now = clock_mono_ms();

	if (l->complained_ms != 0 && now - l->complained_ms < COMPLAIN_MS)
		return;
	l->complained_ms = now;
	dprintf(STDERR_FILENO, "writing to log %td failed, lines are lost: "
	    "(%d)%s\n", o - l->outlets, error, strerror(error));
}

static void
flush(struct logger *l, struct outlet *o)
{
	int error;

	if (o->pending.n > 0 && o->fd >= 0) {
		error = log_write_all(o->fd, buf_str(&o->pending),
		    WRITE_TIMEOUT_MS);
		if (error < 0)
			complain(l, o, -error);
	}
	buf_reset(&o->pending);
}

static void
use_as_stderr(const struct logger *l, unsigned id)
{
	if (id < l->n && l->outlets[id].fd >= 0)
		dup2(l->outlets[id].fd, STDERR_FILENO);
}

static void
obey(struct logger *l, const struct logger_message *m, int fd)
{
	struct outlet *o;

	if (m->op == LOGGER_START) {
		l->started = true;
		return;
	}
	if (m->op == LOGGER_STDERR) {
		use_as_stderr(l, m->id);
		return;
	}
	if (m->id >= LOG_BOOK_MAX) {
		close(fd);
		return;
	}
	while (l->n <= m->id) {
		l->outlets[l->n].fd = -1;
		buf_init(&l->outlets[l->n++].pending, OUTLET_MAX);
	}
	o = &l->outlets[m->id];
	flush(l, o);
	if (o->fd >= 0)
		close(o->fd);
	o->fd = m->op == LOGGER_OPEN ? fd : -1;
	o->datagram = m->datagram;
	memcpy(o->prefix, m->prefix, sizeof(o->prefix));
	o->prefix[sizeof(o->prefix) - 1] = '\0';
}

/* One message, without waiting; false when there is none. */
static bool
read_channel(struct logger *l)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct logger_message m;
	struct iovec iov = { &m, sizeof(m) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(l->spec->channel, &msg,
	    MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	int fd = -1;

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		l->master_gone = true;
	if (n != (ssize_t)sizeof(m))
		return false;
	if (msg.msg_controllen >= CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	obey(l, &m, fd);
	return true;
}

static void
send_datagram(struct outlet *o, struct str line)
{
	struct iovec iov[2] = {
		{ o->prefix, strlen(o->prefix) },
		{ (char *)line.p, line.n },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	/* A deaf syslog daemon must not stop the other logs. */
	sendmsg(o->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* A number we have not heard of: its message is in the channel already. */
static struct outlet *
find_outlet(struct logger *l, unsigned id)
{
	while (id >= l->n || l->outlets[id].fd < 0) {
		if (!read_channel(l))
			return NULL;
	}
	return &l->outlets[id];
}

static void
take_line(void *ctx, unsigned id, struct str line)
{
	struct logger *l = ctx;
	struct outlet *o = find_outlet(l, id);

	if (!o)
		return;		/* no worker of ours knows such a number */
	if (o->datagram) {
		send_datagram(o, line);
		return;
	}
	if (o->pending.n + line.n > OUTLET_MAX)
		flush(l, o);
	buf_str_put(&o->pending, line);
}

/* What was read is written by now: the workers may have the room. */
static void
give_back(struct logger *l, unsigned used)
{
	for (unsigned i = 0; i < used; i++) {
		struct ring_reader r = board_ring_reader(l->spec->board, i);

		if (l->ends[i] != 0)
			ring_done(&r, l->ends[i]);
		l->ends[i] = 0;
	}
}

/*
 * One pass over every ring; true when there was anything.  The rings get
 * their room back after the lines are in the files: a logger that is killed
 * may have written lines twice, but never lost one.
 */
static bool
drain(struct logger *l)
{
	unsigned used = atomic_load(&board_head(l->spec->board)->used);
	bool any = false;

	for (unsigned i = 0; i < used; i++) {
		struct ring_reader r = board_ring_reader(l->spec->board, i);

		if (!ring_has_lines(&r))
			continue;
		any = true;
		ring_read(&r, take_line, l, &l->ends[i]);
	}
	if (!any)
		return false;
	for (size_t i = 0; i < l->n; i++)
		flush(l, &l->outlets[i]);
	give_back(l, used);
	return true;
}

static void
clear_wake(const struct logger *l)
{
	uint64_t n;

	if (read(l->spec->wake, &n, sizeof(n)) < 0)
		return;		/* EAGAIN: nobody had written */
}

/* Last words of workers; false when there are none left to say any. */
static bool
hear_last_words(const struct logger *l)
{
	char words[4096];
	ssize_t n = read(l->spec->alive, words, sizeof(words));

	if (n > 0)
		log_write_all(STDERR_FILENO, str_of(words, (size_t)n),
		    WRITE_TIMEOUT_MS);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/*
 * While lines come, looks every DRAIN_MS and nobody has to wake us; after a
 * quiet while says so on the board and waits.  The look after saying so
 * closes the gap in which a worker saw us awake.
 */
static bool
wait_for_work(struct logger *l, bool awake)
{
	struct pollfd p[3] = {
		{ .fd = l->spec->alive, .events = POLLIN },
		{ .fd = l->spec->wake, .events = POLLIN },
		{ .fd = l->master_gone ? -1 : l->spec->channel,
		    .events = POLLIN },
	};
	int timeout = DRAIN_MS;

	if (!awake) {
		board_logger_sleeps(l->spec->board, true);
		timeout = drain(l) ? 0 : -1;
	}
	poll(p, 3, timeout);
	if (!awake)
		board_logger_sleeps(l->spec->board, false);
	if (p[1].revents)
		clear_wake(l);
	if (p[2].revents) {
		/* What came before the change belongs to the old file. */
		drain(l);
		read_channel(l);
	}
	return p[0].revents == 0 || hear_last_words(l);
}

static void
wait_for_start(struct logger *l)
{
	struct pollfd p = { .fd = l->spec->channel, .events = POLLIN };

	while (!l->started && !l->master_gone) {
		poll(&p, 1, -1);
		read_channel(l);
	}
}

int
logger_main(const struct logger_spec *spec)
{
	static struct logger l;
	int64_t busy_ms = clock_mono_ms();
	bool go_on = true;

	l.spec = spec;
	l.arena = arena_new();
	l.ends = ARENA_ARRAY(l.arena, uint64_t, board_n_slots(spec->board));
	wait_for_start(&l);
	while (go_on) {
		if (drain(&l))
			busy_ms = clock_mono_ms();
		go_on = wait_for_work(&l, clock_mono_ms() - busy_ms < DOZE_MS);
	}
	drain(&l);
	arena_free(l.arena);
	return 0;
}

int
logger_send(int channel, const struct logger_message *m, int fd)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov = { (void *)m, sizeof(*m) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (fd >= 0) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	return sendmsg(channel, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ?
	    -errno : 0;
}
