/*
 * One request on one connection, from the first byte to the log line.
 */
#include "serve/conn.h"

#include <stdio.h>

#include "serve/body.h"
#include "serve/input.h"
#include "serve/output.h"
#include "serve/pipeline.h"
#include "serve/place.h"
#include "serve/readhead.h"
#include "serve/respond.h"

/* An empty request; what the last one held may go. */
static struct request *
begin(struct conn *c)
{
	struct request *r;

	place_cache_tidy(c->w->places);
	arena_reset(c->arena);
	output_reset(c);
	input_unpin(c);
	c->body = NULL;
	c->received = c->sent = 0;
	r = ARENA_NEW(c->arena, struct request);
	c->request = r;
	r->worker = c->w;
	r->conn = c;
	r->arena = c->arena;
	r->site = c->first;
	r->dir = c->first->dir;
	r->step = "read";
	http_head_init(&r->head, c->arena);
	fields_init(&r->response.fields, c->arena);
	fields_init(&r->response.always, c->arena);
	return r;
}

static int
bad_target(struct request *r, int status, const char *why)
{
	request_log(r, LOG_INFO, "core", 0, 0, "%s: %.*s",
	    why ? why : "bad request target or Host", STR_ARG(r->head.target));
	return status;
}

static int
bad_framing(struct request *r)
{
	const struct http_framing *f = &r->framing;

	request_log(r, LOG_INFO, "core", f->why_number, 0, "%s: %.*s",
	    f->why ? f->why : "bad framing", STR_ARG(f->why_detail));
	return f->status;
}

/* Host, site, method and framing: 0, or the status of a bad request. */
static int
understand(struct request *r)
{
	const struct conn *c = r->conn;
	const char *why = NULL;
	int status;

	r->method = r->head.method;
	status = http_target_parse(r->arena, &r->head, &r->target, &why);
	r->uri = r->target.raw_path;
	r->query = r->target.query;
	if (status != 0)
		return bad_target(r, status, why);
	r->site = sites_by_host(c->w->sites, c->address_set, r->target.host);
	r->dir = r->site->dir;
	http_framing(&r->head, &r->framing);
	return r->framing.status != 0 ? bad_framing(r) : 0;
}

static void
name_vhost(struct conn *c, const struct site *s)
{
	struct str name;
	int n;

	if (c->vhost_site == s)
		return;
	name = site_name(s);
	n = snprintf(c->vhost_text, sizeof(c->vhost_text), "%.*s:%u",
	    STR_ARG(name), net_addr_port(&c->local));
	if (n >= (int)sizeof(c->vhost_text))
		n = sizeof(c->vhost_text) - 1;
	c->vhost = str_of(c->vhost_text, (size_t)n);
	c->vhost_site = s;
}

/* On the board: who wants what from whom, should this be the last we hear. */
static void
announce(struct request *r)
{
	struct conn *c = r->conn;
	struct worker *w = c->w;
	time_t second = (time_t)(r->start_us / 1000000);

	name_vhost(c, r->site);
	slot_request(w->slot, r->head.line, c->client, c->vhost,
	    r->head.protocol, r->start_us);
	slot_set(w->slot, SLOT_WRITING);
	if (!w->clock.valid || w->clock.second != second)
		clock_cache_update(&w->clock, second);
}

/* The same for every request of a chain of internal redirects. */
static void
account(struct conn *c, int64_t end_us)
{
	const struct request *last = c->request;

	for (struct request *r = c->request; r != NULL; r = r->original) {
		if (r->status == 0)
			r->status = 200;
		r->end_us = end_us;
		r->bytes_in = c->received;
		r->bytes_out = c->sent;
		r->aborted = last->aborted;
		r->keep_alive = last->keep_alive;
	}
}

static void
record(struct conn *c)
{
	struct request *r = c->request;
	int64_t now = clock_wall_us();

	/* The wall clock may have been set back. */
	if (now < r->start_us)
		now = r->start_us;
	slot_set(c->w->slot, SLOT_LOGGING);
	account(c, now);
	pipeline_log(r);
	slot_request_done(c->w->slot, r->bytes_out, r->start_us, now);
}

/*
 * Closing with input unread makes the kernel send a reset, which can overtake
 * the answer; who asked for the end itself will send nothing more, except for
 * the line end that old clients put behind a body.
 */
static enum conn_next
end_with(const struct conn *c, bool refused)
{
	const struct request *r = c->request;

	if (r->aborted || c->broken)
		return CONN_CLOSE;
	if (refused || r->framing.keep_alive || c->body != NULL ||
	    input_pending(c).n > 0)
		return CONN_LINGER;
	return CONN_CLOSE;
}

static enum conn_next
finish(struct conn *c, bool refused)
{
	struct request *r = c->request;

	if (r->keep_alive && !body_discard(r))
		r->keep_alive = false;
	record(c);
	if (!r->keep_alive)
		return end_with(c, refused);
	c->served++;
	return CONN_KEEP;
}

enum conn_next
conn_serve(struct conn *c)
{
	struct request *r = begin(c);
	enum verdict v;
	bool refused;

	switch (readhead(r)) {
	case READHEAD_NONE:
		return CONN_CLOSE;
	case READHEAD_STOPPED:
		return CONN_LINGER;
	case READHEAD_DONE:
		r->status = understand(r);
		break;
	case READHEAD_BAD:
		break;
	}
	refused = r->status != 0;
	r->header_only = r->head.method == HTTP_HEAD;
	if (!refused)
		body_begin(r);
	announce(r);
	v = refused ? (enum verdict)r->status : pipeline_run(r);
	respond(c->request, v);
	return finish(c, refused);
}
