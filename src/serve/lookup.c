/*
 * Requests made by requests: look-ups (DirectoryIndex) and internal redirects
 * (ErrorDocument).  Both share the arena, the connection and the head of the
 * request they serve.
 */
#include "serve/pipeline.h"

/* A new request for the same head, with nothing decided. */
struct request *
lookup_derive(struct request *r)
{
	struct request *sub = ARENA_NEW(r->arena, struct request);

	sub->worker = r->worker;
	sub->conn = r->conn;
	sub->arena = r->arena;
	sub->site = r->site;
	sub->dir = r->site->dir;
	sub->head = r->head;
	sub->framing = r->framing;
	sub->target = r->target;
	sub->header_only = r->header_only;
	sub->method = r->header_only ? HTTP_HEAD : HTTP_GET;
	sub->uri = r->uri;
	sub->query = r->query;
	sub->start_us = r->start_us;
	sub->redirects = r->redirects;
	sub->error_page = r->error_page;
	fields_init(&sub->response.fields, r->arena);
	fields_init(&sub->response.always, r->arena);
	return sub;
}

static void
copy_env(struct request *to, const struct request *from)
{
	for (size_t i = 0; i < from->env.n; i++)
		ARENA_PUSH(to->arena, to->env.v, to->env.n, from->env.v[i]);
}

enum verdict
request_lookup(struct request *r, struct str path, struct request **sub)
{
	struct request *s = lookup_derive(r);

	*sub = s;
	if (path.n == 0 || path.p[0] != '/' ||
	    str_search(path, STR("/../")) >= 0 || str_ends(path, STR("/..")))
		return (enum verdict)404;
	s->path = arena_copy(r->arena, path);
	s->original = r->original;
	s->step = r->step;
	s->looked_up = true;
	copy_env(s, r);
	return pipeline_look(s);
}

void
request_adopt(struct request *r, struct request *sub)
{
	r->dir = sub->dir;
	r->path = sub->path;
	r->filename = sub->filename;
	r->path_info = sub->path_info;
	r->kind = sub->kind;
	r->st = sub->st;
	r->file = sub->file;
	r->handler = sub->handler;
	r->media_type = sub->media_type;
	r->charset = sub->charset;
	r->encoding = sub->encoding;
	r->languages = sub->languages;
	r->env = sub->env;
	for (size_t i = 0; i < sub->response.fields.n; i++)
		fields_add(&r->response.fields, sub->response.fields.v[i].name,
		    sub->response.fields.v[i].value);
	for (size_t i = 0; i < sub->response.always.n; i++)
		fields_add(&r->response.always, sub->response.always.v[i].name,
		    sub->response.always.v[i].value);
}

/* Every variable goes on as REDIRECT_name. */
static void
rename_env(struct request *to, const struct request *from)
{
	for (size_t i = 0; i < from->env.n; i++) {
		struct var v = from->env.v[i];

		v.name = arena_printf(to->arena, "REDIRECT_%.*s",
		    STR_ARG(v.name));
		ARENA_PUSH(to->arena, to->env.v, to->env.n, v);
	}
	request_env_set(to, STR("REDIRECT_URL"), from->path);
	if (from->query.p != NULL)
		request_env_set(to, STR("REDIRECT_QUERY_STRING"), from->query);
	request_env_set(to, STR("REDIRECT_STATUS"), arena_printf(to->arena,
	    "%d", from->status ? from->status : 200));
}

static int
too_many(struct request *r)
{
	request_log(r, LOG_ERROR, "core", 124, 0,
	    "Request exceeded the limit of %d internal redirects due to "
	    "probable configuration error.", PIPELINE_REDIRECTS_MAX);
	return 500;
}

int
lookup_redirect(struct request *r, struct str target, struct request **out)
{
	struct request *sub;
	struct str path = str_cut(&target, '?');
	int status = 400;

	if (r->redirects >= PIPELINE_REDIRECTS_MAX)
		return too_many(r);
	sub = lookup_derive(r);
	sub->redirects = r->redirects + 1;
	sub->original = r;
	/* The query is the target's own; that of r does not come along. */
	sub->query = STR_NONE;
	if (target.p != NULL)
		sub->query = arena_copy(r->arena, target);
	if (path.n == 0 || path.p[0] != '/' || !http_path_clean(r->arena, path,
	    HTTP_SLASHES_DECODE, true, &sub->path, &status))
		return status;
	rename_env(sub, r);
	r->conn->request = sub;
	*out = sub;
	return 0;
}

enum verdict
request_internal_redirect(struct request *r, struct str target)
{
	struct request *sub;
	int status = lookup_redirect(r, target, &sub);

	return status ? (enum verdict)status : pipeline_run_path(sub);
}
