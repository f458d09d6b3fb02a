/*
 * Decides how an answer goes out and sends it (RFC 9110 13 to 15, RFC 9112 6
 * and 9).
 */
#include "serve/respond.h"

#include <stdio.h>

#include "serve/body.h"
#include "serve/errorpage.h"
#include "serve/output.h"

/* What a reader is asked for at a time, bytes. */
#define STREAM_BLOCK 16384

static uint64_t
body_length(const struct body *b)
{
	if (b->kind == BODY_NONE)
		return 0;
	return b->bytes.p != NULL || b->kind == BODY_BYTES ?
	    b->bytes.n : b->length;
}

static bool
length_known(const struct body *b)
{
	return b->kind != BODY_READER || b->length_known;
}

/* RFC 9110 13.2: 0, 304 or 412. */
static int
check_conditions(const struct request *r)
{
	const struct response *res = &r->response;

	if (!res->ranges || res->status != 200)
		return 0;
	return http_conditions(&r->head.fields, r->method, &res->validators,
	    r->worker->clock.second);
}

static unsigned
bound(int64_t v)
{
	return v < 0 || v > UINT32_MAX ? UINT32_MAX : (unsigned)v;
}

static enum http_range_result
find_ranges(struct answer *a)
{
	struct request *r = a->r;
	const struct core_dir *d = core_dir(r->dir);
	struct http_range_limits limits = { bound(d->max_ranges),
	    bound(d->max_range_overlaps), bound(d->max_range_reversals) };
	bool get = r->method == HTTP_GET || r->method == HTTP_HEAD;

	if (!get || !r->response.ranges || r->response.status != 200 ||
	    !length_known(&r->response.body))
		return HTTP_RANGE_NONE;
	return http_ranges(r->arena, &r->head.fields, &r->response.validators,
	    body_length(&r->response.body), &limits, &a->ranges, &a->n_ranges);
}

/* Statuses after which what follows on the connection cannot be trusted, or
 * after which a client had better start afresh. */
static bool
status_closes(int status)
{
	switch (status) {
	case 400:
	case 408:
	case 411:
	case 413:
	case 414:
	case 431:
	case 500:
	case 501:
	case 503:
	case 505:
		return true;
	}
	return false;
}

static bool
may_keep_alive(const struct answer *a)
{
	const struct request *r = a->r;
	const struct core_server *s = core_server(r->site->server);
	const struct worker_spec *spec = &r->worker->spec;

	if (!r->framing.keep_alive || !s->keep_alive || r->response.close ||
	    status_closes(r->response.status))
		return false;
	if (!a->length_known && !a->chunked)
		return false;
	if (s->max_keep_alive_requests > 0 &&
	    (int64_t)r->conn->served >= s->max_keep_alive_requests)
		return false;
	if (!body_is_discardable(r->conn))
		return false;
	return spec->retiring == NULL || !spec->retiring(spec->ctx);
}

void
answer_queue_slice(const struct answer *a, uint64_t at, uint64_t n)
{
	const struct body *b = &a->r->response.body;
	struct conn *c = a->r->conn;

	if (b->bytes.p != NULL)
		output_bytes(c, str_of(b->bytes.p + at, (size_t)n));
	else if (b->kind == BODY_FILE)
		output_file(c, b->fd, at, n);
}

static bool
send_block(const struct answer *a, struct str block)
{
	struct conn *c = a->r->conn;
	char size[24];
	int n = snprintf(size, sizeof(size), "%zx\r\n", block.n);

	if (a->chunked)
		output_bytes(c, str_of(size, (size_t)n));
	output_bytes(c, block);
	if (a->chunked)
		output_bytes(c, STR("\r\n"));
	return output_flush(c, false);
}

/* The end of a stream; one that broke off must be seen to have done so. */
static void
end_stream(const struct answer *a, ssize_t got, uint64_t left)
{
	struct request *r = a->r;

	if (got < 0)
		request_log(r, LOG_ERROR, "core", 0, (int)-got,
		    "the content of %.*s broke off", STR_ARG(r->path));
	if (got < 0 || (a->length_known && left > 0)) {
		r->keep_alive = false;
		r->conn->broken = true;
	} else if (a->chunked) {
		output_bytes(r->conn, STR("0\r\n\r\n"));
	}
}

static void
stream(const struct answer *a)
{
	struct request *r = a->r;
	const struct body *b = &r->response.body;
	char *block = arena_alloc(r->arena, STREAM_BLOCK);
	uint64_t left = a->length_known ? a->length : UINT64_MAX;
	ssize_t got = 0;

	while (left > 0) {
		size_t want = left < STREAM_BLOCK ? (size_t)left : STREAM_BLOCK;

		got = b->read(b->ctx, block, want);
		if (got <= 0)
			break;
		if (!send_block(a, str_of(block, (size_t)got)))
			return;
		r->body_sent += (uint64_t)got;
		left -= (uint64_t)got;
	}
	end_stream(a, got, left);
}

static void
queue_body(const struct answer *a)
{
	if (!a->has_body)
		return;
	if (a->n_ranges > 0)
		byteranges_queue(a);
	else
		answer_queue_slice(a, 0, a->length);
}

static void
send_answer(const struct answer *a)
{
	struct request *r = a->r;
	struct conn *c = r->conn;
	bool streams = a->has_body && r->response.body.kind == BODY_READER;
	uint64_t before = c->sent;

	answer_head(a);
	if (c->head.full) {
		request_log(r, LOG_ERROR, "core", 0, 0,
		    "the fields of the answer are too long");
		c->broken = true;
	}
	output_bytes(c, buf_str(&c->head));
	if (streams) {
		stream(a);
		output_flush(c, false);
	} else {
		queue_body(a);
		output_flush(c, false);
		if (c->sent - before > c->head.n)
			r->body_sent = c->sent - before - c->head.n;
	}
	errorpage_drop_body(r);
}

/* The framing of what will be sent, and whether the connection goes on. */
static void
frame(struct answer *a)
{
	struct request *r = a->r;
	int status = r->response.status;

	if (a->n_ranges == 0) {
		a->length = body_length(&r->response.body);
		a->length_known = length_known(&r->response.body);
	}
	a->has_body = !r->header_only && http_status_has_body(status);
	if (!http_status_has_body(status))
		a->length_known = true;
	a->chunked = !a->length_known && r->head.minor >= 1;
	r->status = status;
	r->keep_alive = may_keep_alive(a);
}

/* 412 is as short as Apache's; 416 says how long the file is. */
static struct request *
refuse(struct answer *a, int status)
{
	struct request *r = a->r;
	uint64_t size = body_length(&r->response.body);

	if (status == 416) {
		a->content_range = arena_printf(r->arena, "bytes */%llu",
		    (unsigned long long)size);
		return errorpage_answer(r, 416);
	}
	errorpage_drop_body(r);
	r->response.status = status;
	return r;
}

/* An answer from a handler: what the client asked about it. */
static struct request *
qualify(struct answer *a)
{
	struct request *r = a->r;
	int status = check_conditions(r);

	if (status != 0)
		return refuse(a, status);
	switch (find_ranges(a)) {
	case HTTP_RANGE_NONE:
		a->n_ranges = 0;
		break;
	case HTTP_RANGE_SOME:
		a->length_known = true;
		a->content_type = r->response.content_type;
		byteranges_prepare(a, body_length(&r->response.body));
		break;
	case HTTP_RANGE_BAD:
		a->n_ranges = 0;
		return refuse(a, 416);
	}
	return r;
}

static bool
wants_page(const struct request *r)
{
	const struct response *res = &r->response;

	return res->status >= 300 && http_status_has_body(res->status) &&
	    res->body.kind == BODY_NONE && !res->no_body_page;
}

static struct request *
settle(struct answer *a, enum verdict v)
{
	struct request *r = a->r;
	struct response *res = &r->response;

	if (v != ANSWERED)
		return errorpage_answer(r, (int)v);
	if (res->status == 0)
		res->status = 200;
	if (!wants_page(r))
		return qualify(a);
	if (res->status >= 400)
		return errorpage_answer(r, res->status);
	errorpage_canned(r, 0);
	return r;
}

void
respond(struct request *r, enum verdict v)
{
	struct answer a = { .r = r };

	a.r = settle(&a, v);
	if (a.content_type.p == NULL)
		a.content_type = a.r->response.content_type;
	frame(&a);
	send_answer(&a);
	if (r->conn->broken) {
		a.r->aborted = true;
		a.r->keep_alive = false;
	}
}
