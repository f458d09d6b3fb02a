/*
 * Sends the queue: memory gathered into one sendmsg, files by sendfile with
 * the memory before them held back (MSG_MORE) so that both share segments.
 */
#include "serve/output.h"

#include <errno.h>
#include <unistd.h>

#define OUTPUT_IOV 64
/* Blocks in which a file is copied that cannot be sent directly, bytes. */
#define OUTPUT_COPY 65536
/* Up to here a piece of a file is read and leaves with the head, bytes. */
#define OUTPUT_SMALL 16384

void
output_reset(struct conn *c)
{
	c->out = NULL;
	c->n_out = c->out_at = c->cap_out = 0;
}

bool
output_is_empty(const struct conn *c)
{
	return c->out_at == c->n_out;
}

/* The array stays when the queue runs empty: a stream of any length needs
 * no more memory than its longest queue. */
static void
push(struct conn *c, struct span span)
{
	size_t cap = c->cap_out ? 2 * c->cap_out : 8;

	if (span.n == 0)
		return;
	if (c->n_out == c->cap_out) {
		c->out = arena_grow(c->arena, c->out, c->n_out, cap,
		    sizeof(*c->out));
		c->cap_out = cap;
	}
	c->out[c->n_out++] = span;
}

void
output_bytes(struct conn *c, struct str s)
{
	push(c, (struct span){ .p = s.p, .n = s.n, .fd = -1 });
}

/* The piece as memory of the request; absent when the file got shorter. */
static struct str
read_piece(struct conn *c, int fd, uint64_t at, size_t n)
{
	char *p = arena_alloc(c->arena, n);
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, p + done, n - done,
		    (off_t)(at + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return STR_NONE;
		done += (size_t)got;
	}
	return str_of(p, n);
}

void
output_file(struct conn *c, int fd, uint64_t at, uint64_t n)
{
	struct str piece;

	if (n > 0 && n <= OUTPUT_SMALL) {
		piece = read_piece(c, fd, at, (size_t)n);
		c->broken |= piece.p == NULL;
		output_bytes(c, piece);
		return;
	}
	push(c, (struct span){ .p = NULL, .fd = fd, .at = at, .n = n });
}

static int
timeout_ms(const struct conn *c)
{
	const struct site *s = c->request ? c->request->site : c->first;
	int64_t ms = core_server(s->server)->timeout_ms;

	return ms > 0 && ms < INT32_MAX ? (int)ms : -1;
}

static bool
send_iov(struct conn *c, struct iovec *iov, int n, bool more)
{
	uint64_t sent = 0;
	enum net_result res;

	if (c->fd < 0) {
		for (int i = 0; i < n; i++) {
			buf_put(c->feed_out, iov[i].iov_base, iov[i].iov_len);
			c->sent += iov[i].iov_len;
		}
		return true;
	}
	res = net_send(c->fd, iov, n, more, timeout_ms(c), &sent);
	c->sent += sent;
	return res == NET_OK;
}

/* Sends the memory at the front of the queue. */
static bool
send_memory(struct conn *c, bool more)
{
	struct iovec iov[OUTPUT_IOV];
	int n = 0;

	while (n < OUTPUT_IOV && c->out_at < c->n_out &&
	    c->out[c->out_at].p != NULL) {
		iov[n].iov_base = (void *)(uintptr_t)c->out[c->out_at].p;
		iov[n].iov_len = c->out[c->out_at].n;
		n++;
		c->out_at++;
	}
	return send_iov(c, iov, n, more || !output_is_empty(c));
}

/* Reads and sends: for files sendfile refuses, and EnableSendfile Off. */
static bool
copy_file(struct conn *c, struct span *s)
{
	char block[OUTPUT_COPY];

	while (s->n > 0) {
		size_t want = s->n < sizeof(block) ? s->n : sizeof(block);
		ssize_t got = pread(s->fd, block, want, (off_t)s->at);
		struct iovec iov = { block, got > 0 ? (size_t)got : 0 };

		if (got < 0 && errno == EINTR)
			continue;
		/* Shorter than it was: what was promised cannot be kept. */
		if (got <= 0 || !send_iov(c, &iov, 1, false))
			return false;
		s->at += (uint64_t)got;
		s->n -= (uint64_t)got;
	}
	return true;
}

static bool
may_sendfile(const struct conn *c)
{
	return c->fd >= 0 && c->request != NULL &&
	    core_dir(c->request->dir)->enable_sendfile;
}

static bool
send_file(struct conn *c)
{
	struct span *s = &c->out[c->out_at++];
	enum net_result res;
	uint64_t sent = 0;

	if (!may_sendfile(c))
		return copy_file(c, s);
	res = net_sendfile(c->fd, s->fd, (off_t)s->at, s->n, timeout_ms(c),
	    &sent);
	c->sent += sent;
	s->at += sent;
	s->n -= sent;
	/* The end of the file before its time: the promise is broken. */
	return res == NET_OK && s->n == 0;
}

bool
output_flush(struct conn *c, bool more)
{
	while (!c->broken && !output_is_empty(c)) {
		bool ok = c->out[c->out_at].p != NULL ?
		    send_memory(c, more) : send_file(c);

		c->broken = !ok;
	}
	if (!c->broken)
		c->n_out = c->out_at = 0;
	return !c->broken;
}
