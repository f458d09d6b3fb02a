/*
 * What modules ask a request: fields, variables, names of the server.
 */
#include "serve/worker.h"

#include <errno.h>

#include "serve/files.h"

struct str
request_field(const struct request *r, struct str name)
{
	return fields_get(&r->head.fields, name);
}

void
request_env_set(struct request *r, struct str name, struct str value)
{
	struct var v = { name, value };

	for (size_t i = 0; i < r->env.n; i++) {
		if (str_eq(r->env.v[i].name, name)) {
			r->env.v[i].value = value;
			return;
		}
	}
	ARENA_PUSH(r->arena, r->env.v, r->env.n, v);
}

struct str
request_env(const struct request *r, struct str name)
{
	for (size_t i = r->env.n; i > 0; i--)
		if (str_eq(r->env.v[i - 1].name, name))
			return r->env.v[i - 1].value;
	return STR_NONE;
}

struct str
request_host(const struct request *r)
{
	if (core_dir(r->dir)->use_canonical_name == CANONICAL_OFF &&
	    r->target.host.n > 0)
		return r->target.host;
	return site_name(r->site);
}

static struct str
scheme(const struct request *r)
{
	struct str s = core_server(r->site->server)->server_scheme;

	return s.n > 0 ? s : STR("http");
}

static unsigned
default_port(const struct request *r)
{
	return str_ieq(scheme(r), STR("https")) ? 443 : 80;
}

/* As httpd: the port a client used to name, not the socket's, which may lie
 * behind a forwarding; UseCanonicalPhysicalPort says otherwise. */
unsigned
request_port(const struct request *r)
{
	const struct core_dir *d = core_dir(r->dir);
	unsigned named = (unsigned)core_server(r->site->server)->server_port;
	unsigned local = net_addr_port(&r->conn->local);

	if (d->use_canonical_name != CANONICAL_ON) {
		if (r->target.port != 0)
			return r->target.port;
		if (d->use_canonical_port && local != 0)
			return local;
	}
	if (named != 0)
		return named;
	if (d->use_canonical_port && local != 0)
		return local;
	return default_port(r);
}

struct str
request_url(struct request *r, struct str path)
{
	struct str host = request_host(r), s = scheme(r);
	bool literal = str_find(host, ':') >= 0;
	unsigned port = request_port(r);

	if (port == default_port(r))
		return arena_printf(r->arena, "%.*s://%s%.*s%s%.*s",
		    STR_ARG(s), literal ? "[" : "", STR_ARG(host),
		    literal ? "]" : "", STR_ARG(path));
	return arena_printf(r->arena, "%.*s://%s%.*s%s:%u%.*s", STR_ARG(s),
	    literal ? "[" : "", STR_ARG(host), literal ? "]" : "", port,
	    STR_ARG(path));
}

struct str
request_client(const struct request *r)
{
	return r->conn->client;
}

enum verdict
request_redirect(struct request *r, int status, struct str location)
{
	if (location.n > 0 && location.p[0] == '/')
		location = request_url(r, location);
	fields_set(&r->response.fields, STR("Location"), location);
	r->response.status = status;
	return ANSWERED;
}

const struct net_addr *
request_local(const struct request *r)
{
	return &r->conn->local;
}

const struct net_addr *
request_peer(const struct request *r)
{
	return &r->conn->peer;
}

unsigned
request_count(const struct request *r)
{
	return r->conn->served;
}

struct str
request_answer_head(const struct request *r)
{
	return buf_str(&r->conn->head);
}

const struct board *
request_board(const struct request *r)
{
	return r->worker->spec.board;
}

struct clock_cache *
request_clock(struct request *r, int64_t wall_us)
{
	struct worker *w = r->worker;
	time_t second = (time_t)(wall_us / 1000000);

	if (w->clock.valid && w->clock.second == second)
		return &w->clock;
	clock_cache_update(&w->other_clock, second);
	return &w->other_clock;
}

int
request_file_body(struct request *r, struct body *out)
{
	if (r->file == NULL)
		return ENOENT;
	return files_body(r->worker->files, r->file, &r->st, out);
}
