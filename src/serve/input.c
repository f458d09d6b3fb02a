/*
 * Receiving into the connection's buffer, or from a fed conversation.
 *
 * The buffer starts again at its front whenever everything was used, which
 * is the rule: one receive brings one whole head.
 */
#include "serve/input.h"

#include <errno.h>

/* What one receive asks for at least, bytes. */
#define INPUT_CHUNK 4096
/* A closed connection keeps no larger buffer than this, bytes. */
#define INPUT_KEEP 65536

void
input_init(struct conn *c)
{
	char *first = arena_alloc(c->w->arena, INPUT_CHUNK);

	buf_init_lent(&c->in, INPUT_HEAD_MAX + 2 * INPUT_CHUNK, first,
	    INPUT_CHUNK);
	buf_init(&c->held, INPUT_HEAD_MAX + 2 * INPUT_CHUNK);
}

void
input_release(struct conn *c)
{
	buf_release(&c->in);
	buf_release(&c->held);
}

static void
shrink(struct buf *b)
{
	if (b->cap > INPUT_KEEP)
		buf_release(b);
	buf_reset(b);
}

void
input_reset(struct conn *c)
{
	shrink(&c->in);
	shrink(&c->held);
	c->in_at = 0;
	c->in_eof = false;
}

void
input_take(struct conn *c, size_t n)
{
	c->in_at += n;
	c->received += n;
}

static enum net_result
receive_fed(struct conn *c, void *p, size_t n, size_t *got)
{
	*got = n < c->feed.n ? n : c->feed.n;
	if (*got == 0)
		return NET_EOF;
	memcpy(p, c->feed.p, *got);
	c->feed = str_skip(c->feed, *got);
	return NET_OK;
}

static enum net_result
receive(struct conn *c, void *p, size_t n, size_t *got, int64_t deadline_ms,
    const struct net_stop *stop)
{
	enum net_result res;

	*got = 0;
	if (c->fd < 0)
		res = receive_fed(c, p, n, got);
	else
		res = net_recv(c->fd, p, n, got, deadline_ms, stop);
	if (res == NET_EOF || res == NET_ERROR)
		c->in_eof = true;
	return res;
}

/* Drops used bytes: at no cost when all are used, else when room is short. */
static void
compact(struct conn *c)
{
	if (c->in_at == c->in.n) {
		c->in.n = 0;
		c->in_at = 0;
	} else if (c->in_at > 0 && c->in.cap - c->in.n < INPUT_CHUNK / 2) {
		buf_consume(&c->in, c->in_at);
		c->in_at = 0;
	}
}

enum net_result
input_fill(struct conn *c, int64_t deadline_ms, const struct net_stop *stop)
{
	struct buf *b = &c->in;
	enum net_result res;
	size_t got;

	compact(c);
	if (b->cap - b->n < INPUT_CHUNK / 2 && !buf_reserve(b, INPUT_CHUNK)) {
		errno = ENOBUFS;
		return NET_ERROR;
	}
	res = receive(c, b->p + b->n, b->cap - b->n, &got, deadline_ms, stop);
	b->n += got;
	return res;
}

enum net_result
input_receive(struct conn *c, void *p, size_t n, size_t *got,
    int64_t deadline_ms)
{
	enum net_result res = receive(c, p, n, got, deadline_ms, NULL);

	c->received += *got;
	return res;
}

void
input_pin(struct conn *c)
{
	struct str pending = input_pending(c);
	struct buf spare = c->held;

	if (c->held.n > 0)
		return;
	c->held = c->in;
	c->in = spare;
	c->in_at = 0;
	buf_reset(&c->in);
	buf_str_put(&c->in, pending);
}

void
input_unpin(struct conn *c)
{
	buf_reset(&c->held);
}

int64_t
input_deadline(const struct conn *c, const struct read_timeout *t,
    int64_t start_ms, uint64_t bytes)
{
	int64_t wait = core_server(c->first->server)->timeout_ms;
	int64_t single = wait > 0 ? clock_mono_ms() + wait : -1;
	int64_t all = start_ms + t->first_ms, last = start_ms + t->max_ms;

	if (t->first_ms == 0)
		return single;
	if (t->min_rate > 0)
		all += (int64_t)(bytes * 1000 / (uint64_t)t->min_rate);
	if (t->max_ms > 0 && all > last)
		all = last;
	return single >= 0 && single < all ? single : all;
}
