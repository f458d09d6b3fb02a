/*
 * Methods that are answered the same for every resource
 * (RFC 9110 section 9.3).
 */
#include "serve/pipeline.h"

/* The longest echo of TRACE, bytes. */
#define TRACE_MAX 65536

static int
trace_enable(const struct request *r)
{
	return core_server(r->site->server)->trace_enable;
}

unsigned
request_allowed(const struct request *r)
{
	unsigned bits = HTTP_BIT(HTTP_GET) | HTTP_BIT(HTTP_HEAD) |
	    HTTP_BIT(HTTP_POST) | HTTP_BIT(HTTP_OPTIONS);

	if (trace_enable(r) != TRACE_OFF)
		bits |= HTTP_BIT(HTTP_TRACE);
	return bits;
}

static enum verdict
refuse(struct request *r, int status)
{
	r->response.allow = request_allowed(r);
	return (enum verdict)status;
}

static struct str
echo(struct request *r)
{
	struct str text = arena_printf(r->arena, "%.*s\r\n",
	    STR_ARG(r->head.line));
	struct buf b;

	buf_init(&b, TRACE_MAX);
	buf_str_put(&b, text);
	for (size_t i = 0; i < r->head.fields.n; i++) {
		const struct field *f = &r->head.fields.v[i];

		buf_str_put(&b, f->name);
		buf_cstr_put(&b, ": ");
		buf_str_put(&b, f->value);
		buf_cstr_put(&b, "\r\n");
	}
	buf_cstr_put(&b, "\r\n");
	text = b.full ? STR_NONE : arena_copy(r->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

static enum verdict
trace(struct request *r)
{
	if (trace_enable(r) == TRACE_OFF)
		return refuse(r, 405);
	if (r->framing.body != HTTP_BODY_NONE &&
	    trace_enable(r) != TRACE_EXTENDED) {
		request_log(r, LOG_INFO, "core", 0, 0,
		    "TRACE with a request body is not allowed");
		return (enum verdict)413;
	}
	r->response.body.kind = BODY_BYTES;
	r->response.body.bytes = echo(r);
	if (r->response.body.bytes.p == NULL)
		return (enum verdict)413;
	r->response.status = 200;
	r->response.content_type = STR("message/http");
	return ANSWERED;
}

static enum verdict
unknown(struct request *r)
{
	request_log(r, LOG_INFO, "core", 135, 0,
	    "Invalid method in request %.*s", STR_ARG(r->head.line));
	return refuse(r, 501);
}

static enum verdict
asterisk(struct request *r)
{
	if (r->method != HTTP_OPTIONS)
		return (enum verdict)400;
	r->response.status = 200;
	r->response.no_body_page = true;
	return ANSWERED;
}

enum verdict
methods_first(struct request *r)
{
	if (r->method == HTTP_UNKNOWN)
		return unknown(r);
	if (r->method == HTTP_CONNECT)
		return (enum verdict)400;
	if (r->target.form == HTTP_ASTERISK)
		return asterisk(r);
	if (r->method == HTTP_TRACE)
		return trace(r);
	return PASS;
}

enum verdict
methods_static(struct request *r)
{
	if (r->method == HTTP_GET || r->method == HTTP_HEAD ||
	    r->method == HTTP_POST)
		return PASS;
	r->response.allow = request_allowed(r);
	if (r->method != HTTP_OPTIONS)
		return (enum verdict)405;
	r->response.status = 200;
	r->response.no_body_page = true;
	return ANSWERED;
}
