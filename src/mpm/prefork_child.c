/*
 * What a prefork child does: wait, accept, serve one connection, again.
 *
 * All children wait in epoll on the same listeners with EPOLLEXCLUSIVE, so
 * that a connection wakes one of them and the kernel picks the one that
 * waited last: few children stay hot.  Beside the listeners they watch the
 * lifeline: a byte retires whoever reads it, end of file ends the generation.
 */
#include "mpm/prefork.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/io.h"
#include "serve/conn.h"

/* With every descriptor in use: how long to let others close theirs. */
#define EXHAUSTED_PAUSE_MS 100
/* How often a child may say so. */
#define EXHAUSTED_LOG_MS 60000

enum next { GO_ON, LEAVE, LEAVE_SICK };

struct child {
	const struct mpm_child *in;
	const struct board_head *head;
	struct board_slot *slot;
	struct worker *worker;
	int epoll;
	int64_t served;		/* connections */
	int64_t exhausted_ms;	/* when EXHAUSTED was last logged */
};

/*
 * A later generation serves: answers say close, idle connections end.  (Ours
 * may still be the later one: children start before their generation is
 * announced.)
 */
static bool
is_retiring(void *ctx)
{
	const struct child *c = ctx;
	uint32_t serving = atomic_load_explicit(&c->head->generation,
	    memory_order_relaxed);

	return (int32_t)(serving - c->in->generation) > 0;
}

static bool
watch(struct child *c, int fd, uint32_t index)
{
	struct epoll_event ev = {
		.events = EPOLLIN | EPOLLEXCLUSIVE,
		.data.u32 = index,
	};

	return epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &ev) == 0;
}

/* Listener i is watched as i, the lifeline behind them all. */
static bool
watch_all(struct child *c)
{
	c->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (c->epoll < 0)
		return false;
	for (size_t i = 0; i < c->in->n_listeners; i++) {
		if (!watch(c, c->in->listeners[i].fd, (uint32_t)i))
			return false;
	}
	return watch(c, c->in->lifeline, (uint32_t)c->in->n_listeners);
}

static void
poke(const struct child *c)
{
	const uint64_t one = 1;

	/* Full means the master has been told already. */
	if (write(c->in->poke, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_say(&c->in->log, LOG_WARN, "mpm_prefork", 0, errno,
		    "cannot reach the master");
}

static bool
is_spare(const struct child *c, unsigned i)
{
	const struct board_slot *s = board_slot(c->in->board, i);
	unsigned state = atomic_load_explicit(&s->state, memory_order_relaxed);

	return (state == SLOT_STARTING || state == SLOT_READY) &&
	    !atomic_load_explicit(&s->leaving, memory_order_relaxed);
}

/*
 * Called by a child that has just become busy: when fewer spares than wanted
 * are left, the master hears of it now and not at its next scan.  The count
 * stops as soon as enough were seen.
 */
static void
note_spare_taken(const struct child *c)
{
	unsigned want, used, seen = 0;

	if (atomic_load_explicit(&c->head->at_limit, memory_order_relaxed))
		return;
	want = atomic_load_explicit(&c->head->min_spare, memory_order_relaxed);
	used = atomic_load_explicit(&c->head->used, memory_order_relaxed);
	for (unsigned i = 0; i < used && seen < want; i++)
		seen += is_spare(c, i);
	if (seen < want)
		poke(c);
}

/* The replacement is forked while the last connection is being served. */
static void
note_last_connection(const struct child *c)
{
	if (c->in->per_child == 0 || c->served + 1 != c->in->per_child)
		return;
	atomic_store(&c->slot->leaving, 1);
	poke(c);
}

static enum next
on_lifeline(const struct child *c)
{
	char byte;
	ssize_t n = read(c->in->lifeline, &byte, 1);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return GO_ON;	/* another child was faster */
	return LEAVE;
}

static void
serve_connection(struct child *c, int fd, const struct net_addr *peer)
{
	struct conn *conn;
	enum conn_next next;

	slot_set(c->slot, SLOT_READING);
	note_spare_taken(c);
	conn = conn_open(c->worker, fd, peer);
	do {
		next = conn_serve(conn);
	} while (next == CONN_KEEP);
	conn_close(conn, next);
	c->served++;
}

static enum next
on_exhausted(struct child *c)
{
	struct pollfd p = { .fd = c->in->lifeline, .events = POLLIN };
	int64_t now = clock_mono_ms();

	if (c->exhausted_ms == 0 || now - c->exhausted_ms > EXHAUSTED_LOG_MS) {
		log_say(&c->in->log, LOG_ERROR, "mpm_prefork", 2179, errno,
		    "cannot accept a connection for want of descriptors or "
		    "memory; waiting connections stay queued");
		c->exhausted_ms = now;
	}
	return poll(&p, 1, EXHAUSTED_PAUSE_MS) > 0 ? on_lifeline(c) : GO_ON;
}

static enum next
on_listener(struct child *c, uint32_t index)
{
	struct net_addr peer;
	int fd;

	switch (net_accept(c->in->listeners[index].fd, &fd, &peer)) {
	case NET_ACCEPTED:
		serve_connection(c, fd, &peer);
		return GO_ON;
	case NET_NOTHING:
		return GO_ON;
	case NET_EXHAUSTED:
		return on_exhausted(c);
	case NET_SICK:
		break;
	}
	/* The master has ended this listener: the lifeline says the rest. */
	if (errno == EINVAL)
		return LEAVE;
	log_say(&c->in->log, errno == ENETDOWN ? LOG_EMERG : LOG_ERROR,
	    "mpm_prefork", errno == ENETDOWN ? 2177 : 2179, errno,
	    "accepting a connection failed, the child leaves");
	return LEAVE_SICK;
}

/* One event at a time: epoll hands ready listeners out in turn. */
static enum next
wait_and_serve(struct child *c)
{
	struct epoll_event ev;
	int n;

	slot_set(c->slot, SLOT_READY);
	note_last_connection(c);
	n = epoll_wait(c->epoll, &ev, 1, -1);
	if (n < 0 && errno != EINTR) {
		log_say(&c->in->log, LOG_ERROR, "mpm_prefork", 158, errno,
		    "waiting for connections failed");
		return LEAVE_SICK;
	}
	if (n <= 0)
		return GO_ON;
	if (ev.data.u32 == c->in->n_listeners)
		return on_lifeline(c);
	return on_listener(c, ev.data.u32);
}

static bool
has_budget(const struct child *c)
{
	return c->in->per_child == 0 || c->served < c->in->per_child;
}

static int
run(struct child *c)
{
	enum next next = GO_ON;

	if (!watch_all(c)) {
		log_say(&c->in->log, LOG_EMERG, "mpm_prefork", 157, errno,
		    "cannot watch the listening sockets");
		return CHILD_SICK;
	}
	slot_set(c->slot, SLOT_READY);
	poke(c);	/* the master may be waiting for the first of us */
	while (next == GO_ON && has_budget(c) && !is_retiring(c))
		next = wait_and_serve(c);
	return next == LEAVE_SICK ? CHILD_SICK : CHILD_OK;
}

int
prefork_child_main(const struct mpm_child *in)
{
	struct child c = {
		.in = in,
		.head = board_head(in->board),
		.slot = board_slot_rw(in->board, in->slot),
	};
	const struct worker_spec spec = {
		.sites = in->sites,
		.board = in->board,
		.slot = in->slot,
		.retiring = is_retiring,
		.ctx = &c,
		.logger_fd = in->logger,
	};
	int status;

	c.worker = worker_new(&spec);
	status = run(&c);
	worker_free(c.worker);
	return status;
}
