/*
 * The head of an answer, built in one go into the connection's buffer, in
 * the order Apache sends it.
 */
#include "serve/respond.h"

/* What a 304 may carry besides Date, Server and the validators. */
static bool
fits_304(struct str name)
{
	static const char *const kept[] = { "Cache-Control", "Expires", "Vary",
	    "Content-Location", "Set-Cookie", "WWW-Authenticate" };

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (str_ieq(name, str_from(kept[i])))
			return true;
	return false;
}

static void
put_field(struct buf *b, struct str name, struct str value)
{
	/* A line end from a module's data must not become a field. */
	if (str_find(value, '\n') >= 0 || str_find(value, '\r') >= 0)
		return;
	buf_str_put(b, name);
	buf_put(b, ": ", 2);
	buf_str_put(b, value);
	buf_put(b, "\r\n", 2);
}

static void
put_fields(struct buf *b, const struct fields *f, int status)
{
	for (size_t i = 0; i < f->n; i++)
		if (status != 304 || fits_304(f->v[i].name))
			put_field(b, f->v[i].name, f->v[i].value);
}

static void
put_status(struct buf *b, const struct response *res)
{
	buf_put(b, "HTTP/1.1 ", 9);
	buf_uint(b, (uint64_t)res->status);
	buf_char(b, ' ');
	if (res->reason.p != NULL && str_find(res->reason, '\n') < 0)
		buf_str_put(b, res->reason);
	else
		buf_cstr_put(b, http_reason(res->status));
}

static void
put_validators(struct buf *b, const struct http_validators *v)
{
	char date[HTTP_DATE_LEN + 1];

	if (v->has_mtime) {
		http_date_format(date, v->mtime);
		buf_cstr_put(b, "Last-Modified: ");
		buf_put(b, date, HTTP_DATE_LEN);
		buf_put(b, "\r\n", 2);
	}
	if (v->etag.p != NULL)
		put_field(b, STR("ETag"), v->etag);
}

static void
put_allow(struct buf *b, const struct request *r)
{
	if (r->response.allow != 0)
		put_field(b, STR("Allow"),
		    http_allow(r->arena, r->response.allow));
}

static void
put_length(struct buf *b, const struct answer *a)
{
	int status = a->r->response.status;

	if (!http_status_has_body(status))
		return;
	if (a->length_known) {
		buf_cstr_put(b, "Content-Length: ");
		buf_uint(b, a->length);
		buf_put(b, "\r\n", 2);
	} else if (a->chunked) {
		buf_cstr_put(b, "Transfer-Encoding: chunked\r\n");
	}
}

static void
put_connection(struct buf *b, const struct request *r)
{
	const struct core_server *s = core_server(r->site->server);
	int64_t left = s->max_keep_alive_requests - (int64_t)r->conn->served;

	if (!r->keep_alive) {
		buf_cstr_put(b, "Connection: close\r\n");
		return;
	}
	if (!r->framing.keep_alive_asked)
		return;
	buf_cstr_put(b, "Keep-Alive: timeout=");
	buf_int(b, s->keep_alive_timeout_ms / 1000);
	if (s->max_keep_alive_requests > 0) {
		buf_cstr_put(b, ", max=");
		buf_int(b, left);
	}
	buf_cstr_put(b, "\r\nConnection: Keep-Alive\r\n");
}

static void
put_server(struct buf *b, const struct request *r)
{
	struct str server = core_server(r->site->server)->server_field;

	buf_cstr_put(b, "\r\nDate: ");
	buf_put(b, r->worker->clock.http_date, HTTP_DATE_LEN);
	buf_put(b, "\r\n", 2);
	if (server.n > 0)
		put_field(b, STR("Server"), server);
}

void
answer_head(const struct answer *a)
{
	struct request *r = a->r;
	struct response *res = &r->response;
	struct buf *b = &r->conn->head;

	buf_reset(b);
	put_status(b, res);
	put_server(b, r);
	put_fields(b, &res->always, res->status);
	put_fields(b, &res->fields, res->status);
	put_validators(b, &res->validators);
	if (res->ranges)
		buf_cstr_put(b, core_dir(r->dir)->max_ranges == 0 ?
		    "Accept-Ranges: none\r\n" : "Accept-Ranges: bytes\r\n");
	put_allow(b, r);
	put_length(b, a);
	if (a->content_range.p != NULL)
		put_field(b, STR("Content-Range"), a->content_range);
	put_connection(b, r);
	if (a->content_type.p != NULL && http_status_has_body(res->status))
		put_field(b, STR("Content-Type"), a->content_type);
	buf_put(b, "\r\n", 2);
}
