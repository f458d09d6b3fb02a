/*
 * Reading the request's body: by length or in chunks, within the time limits
 * of RequestReadTimeout body= and the size of LimitRequestBody.
 */
#include "serve/body.h"

#include "serve/input.h"
#include "serve/output.h"

#define DISCARD_BLOCK 16384

void
body_begin(struct request *r)
{
	struct conn *c = r->conn;
	struct request_body *b;

	c->body = NULL;
	if (r->framing.body == HTTP_BODY_NONE)
		return;
	b = c->body = ARENA_NEW(r->arena, struct request_body);
	b->framing = r->framing.body;
	b->left = r->framing.length;
	b->expects = r->framing.expect_continue && r->head.minor >= 1;
	b->done = b->framing == HTTP_BODY_LENGTH && b->left == 0;
	http_chunk_init(&b->chunk);
}

static bool
body_is_done(const struct conn *c)
{
	return c->body == NULL || c->body->done;
}

static bool
send_continue(struct conn *c)
{
	output_bytes(c, STR("HTTP/1.1 100 Continue\r\n\r\n"));
	return output_flush(c, false);
}

static int
start(struct conn *c, struct request_body *b)
{
	input_pin(c);
	b->started = true;
	b->start_ms = clock_mono_ms();
	if (!b->expects || input_pending(c).n > 0)
		return 0;
	/* Only now, when the body is really wanted. */
	return send_continue(c) ? 0 : 400;
}

static int
status_of(struct request *r, enum net_result res)
{
	if (res == NET_TIMEOUT) {
		request_log(r, LOG_INFO, "reqtimeout", 1382, 0,
		    "Request body read timeout");
		return 408;
	}
	if (res == NET_ERROR)
		r->aborted = true;
	return 400;
}

/* Up to n bytes into the buffer or, when p is given and nothing is pending,
 * directly to where they are wanted. */
static int
fetch(struct request *r, char *p, size_t n, size_t *got)
{
	struct conn *c = r->conn;
	struct request_body *b = c->body;
	int64_t deadline = input_deadline(c, &c->first->read_timeouts.body,
	    b->start_ms, b->got);
	enum net_result res;

	if (p != NULL)
		res = input_receive(c, p, n, got, deadline);
	else
		res = input_fill(c, deadline, NULL);
	return res == NET_OK ? 0 : status_of(r, res);
}

static ssize_t
read_length(struct request *r, char *p, size_t n)
{
	struct conn *c = r->conn;
	struct request_body *b = c->body;
	struct str pending = input_pending(c);
	size_t got = 0;

	if (n > b->left)
		n = (size_t)b->left;
	if (pending.n > 0) {
		got = n < pending.n ? n : pending.n;
		memcpy(p, pending.p, got);
		input_take(c, got);
	} else {
		b->status = fetch(r, p, n, &got);
	}
	b->left -= got;
	b->done = b->left == 0;
	return (ssize_t)got;
}

static ssize_t
read_chunked(struct request *r, char *p, size_t n)
{
	struct conn *c = r->conn;
	struct request_body *b = c->body;
	struct str in, data = STR_NONE;
	enum http_progress progress;
	size_t used;

	while (data.n == 0 && !b->done && b->status == 0) {
		in = input_pending(c);
		if (in.n == 0) {
			b->status = fetch(r, NULL, 0, NULL);
			continue;
		}
		if (in.n > n)
			in.n = n;
		used = 0;
		progress = http_chunk_feed(&b->chunk, in, &used, &data);
		if (data.n > 0)
			memcpy(p, data.p, data.n);
		input_take(c, used);
		b->done = progress == HTTP_DONE;
		if (progress == HTTP_BAD)
			b->status = 400;
	}
	return (ssize_t)data.n;
}

static int
check_limit(struct request *r)
{
	int64_t limit = core_dir(r->dir)->limit_request_body;

	if (limit <= 0 || r->conn->body->got <= (uint64_t)limit)
		return 0;
	request_log(r, LOG_INFO, "core", 1591, 0, "Read content length of %llu "
	    "is larger than the configured limit of %lld",
	    (unsigned long long)r->conn->body->got, (long long)limit);
	return 413;
}

ssize_t
request_body_read(struct request *r, char *p, size_t n)
{
	struct request_body *b = r->conn->body;
	ssize_t got = 0;

	if (b == NULL || n == 0)
		return 0;
	if (!b->started)
		b->status = start(r->conn, b);
	if (b->status == 0 && !b->done) {
		got = b->framing == HTTP_BODY_LENGTH ?
		    read_length(r, p, n) : read_chunked(r, p, n);
		b->got += (uint64_t)got;
		if (b->status == 0)
			b->status = check_limit(r);
	}
	return b->status != 0 ? -b->status : got;
}

/* Reads until the end or the bound; 0 or what was wrong with it. */
static int
drain(struct request *r)
{
	const struct conn *c = r->conn;
	char block[DISCARD_BLOCK];
	uint64_t start_at = body_is_done(c) ? 0 : c->body->got;

	while (!body_is_done(c) && c->body->got - start_at < BODY_DISCARD_MAX) {
		ssize_t got = request_body_read(r, block, sizeof(block));

		if (got < 0)
			return (int)-got;
	}
	return 0;
}

int
body_discard_early(struct request *r)
{
	const struct request_body *b = r->conn->body;

	if (b == NULL || b->framing != HTTP_BODY_CHUNKED || b->done ||
	    (b->expects && !b->started))
		return 0;
	return drain(r);
}

bool
body_is_discardable(const struct conn *c)
{
	const struct request_body *b = c->body;

	if (body_is_done(c))
		return true;
	/* Who waits for 100 may or may not send the body after all. */
	if (b->status != 0 || (b->expects && !b->started))
		return false;
	if (b->framing == HTTP_BODY_CHUNKED)
		return b->got < BODY_DISCARD_MAX;
	return b->left <= BODY_DISCARD_MAX;
}

bool
body_discard(struct request *r)
{
	return body_is_discardable(r->conn) && drain(r) == 0 &&
	    body_is_done(r->conn);
}
