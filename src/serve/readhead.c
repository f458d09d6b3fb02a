/*
 * From silence to a complete head.
 *
 * Before the first byte a client owes us nothing and is let go without a
 * word; after it, whatever goes wrong is answered and logged.
 */
#include "serve/readhead.h"

#include "serve/input.h"

/* Asked once a slice while a kept connection is silent. */
static bool
wanted_elsewhere(void *ctx)
{
	struct conn *c = ctx;
	const struct worker_spec *spec = &c->w->spec;
	int64_t now = clock_mono_ms();

	if (spec->retiring == NULL || !spec->retiring(spec->ctx))
		return false;
	if (c->retire_ms == 0)
		c->retire_ms = now;
	return now - c->retire_ms >= RETIRE_GRACE_MS;
}

static enum net_result
wait_next(struct conn *c)
{
	const struct site *s = c->vhost_site ? c->vhost_site : c->first;
	int64_t ms = core_server(s->server)->keep_alive_timeout_ms;
	struct net_stop stop = { wanted_elsewhere, c };

	slot_set(c->w->slot, SLOT_KEEPALIVE);
	c->retire_ms = 0;
	return input_fill(c, clock_mono_ms() + ms, &stop);
}

static enum net_result
wait_first(struct conn *c)
{
	const struct read_timeout *t = &c->first->read_timeouts.head;

	return input_fill(c, input_deadline(c, t, c->opened_ms, 0), NULL);
}

static enum net_result
wait_bytes(struct conn *c)
{
	if (input_pending(c).n > 0)
		return NET_OK;
	if (c->in_eof)
		return NET_EOF;
	return c->served > 0 ? wait_next(c) : wait_first(c);
}

static enum readhead
refuse(struct request *r, int status)
{
	r->status = status;
	return READHEAD_BAD;
}

static bool
only_line_ends(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r' && s.p[i] != '\n')
			return false;
	return true;
}

/* The client stopped in the middle of its head. */
static enum readhead
cut_off(struct request *r, enum net_result res)
{
	struct conn *c = r->conn;

	if (only_line_ends(input_pending(c)))
		return READHEAD_NONE;
	if (res == NET_TIMEOUT) {
		request_log(r, LOG_INFO, "reqtimeout", 1382, 0,
		    "Request header read timeout");
		return refuse(r, 408);
	}
	if (res == NET_ERROR)
		c->broken = r->aborted = true;
	request_log(r, LOG_INFO, "core", 0, 0,
	    "the client left in the middle of a request head");
	return refuse(r, 400);
}

static enum readhead
bad_head(struct request *r)
{
	const struct http_head *h = &r->head;

	request_log(r, LOG_INFO, "core", h->why_number, 0, "%s%s%.*s",
	    h->why ? h->why : "bad request head",
	    h->why_detail.n > 0 ? ": " : "", STR_ARG(h->why_detail));
	return refuse(r, h->status);
}

static enum readhead
too_long(struct request *r)
{
	request_log(r, LOG_INFO, "core", 0, 0,
	    "request head longer than %u bytes", INPUT_HEAD_MAX);
	return refuse(r, 431);
}

static enum readhead
feed(struct request *r, int64_t start_ms)
{
	struct conn *c = r->conn;
	const struct read_timeout *t = &c->first->read_timeouts.head;
	const struct http_limits *limits =
	    &core_server(c->first->server)->limits;
	enum net_result res;

	for (;;) {
		struct str pending = input_pending(c);

		switch (http_head_feed(&r->head, pending, limits)) {
		case HTTP_DONE:
			input_take(c, r->head.size);
			return READHEAD_DONE;
		case HTTP_BAD:
			return bad_head(r);
		case HTTP_MORE:
			break;
		}
		if (pending.n >= INPUT_HEAD_MAX)
			return too_long(r);
		res = c->in_eof ? NET_EOF : input_fill(c,
		    input_deadline(c, t, start_ms, pending.n), NULL);
		if (res != NET_OK)
			break;
	}
	/* The buffer has moved when it was made to grow in vain. */
	http_head_feed(&r->head, input_pending(c), limits);
	return cut_off(r, res);
}

enum readhead
readhead(struct request *r)
{
	struct conn *c = r->conn;
	enum readhead result;
	enum net_result res = wait_bytes(c);

	if (res != NET_OK)
		return res == NET_STOPPED ? READHEAD_STOPPED : READHEAD_NONE;
	slot_set(c->w->slot, SLOT_READING);
	r->start_us = clock_wall_us();
	/* The time for a first head runs from the connection on. */
	result = feed(r, c->served > 0 ? clock_mono_ms() : c->opened_ms);
	/* What a refused client sent counts as received, too. */
	if (result == READHEAD_BAD)
		input_take(c, input_pending(c).n);
	return result;
}
