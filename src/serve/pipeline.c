/*
 * Carries a request through its steps.
 *
 * Every step is a function that returns a verdict; the first that is not
 * PASS ends the loop.  The hooks of a step are collected once per worker, so
 * that a step without hooks costs a comparison.
 */
#include "serve/pipeline.h"

#include "serve/body.h"
#include "serve/place.h"

struct step {
	const char *name;	/* on the status page and in the debug log */
	enum verdict (*run)(struct request *r);
};

static module_hook *
hook_of(const struct module *m, enum hook_kind kind)
{
	switch (kind) {
	case HOOK_MAP:
		return m->map;
	case HOOK_ACCESS:
		return m->access;
	case HOOK_AUTHN:
		return m->authn;
	case HOOK_AUTHZ:
		return m->authz;
	case HOOK_TYPE:
		return m->type;
	case HOOK_FIXUP:
		return m->fixup;
	case HOOK_LOG:
		return m->log;
	case HOOK_KINDS:
		break;
	}
	return NULL;
}

static void
collect_module(struct worker *w, const struct module *m, size_t owner)
{
	for (int k = 0; k < HOOK_KINDS; k++) {
		struct hooks *hooks = &w->hooks[k];
		struct hook hook = { hook_of(m, (enum hook_kind)k), owner };

		if (hook.run != NULL)
			ARENA_PUSH(w->arena, hooks->v, hooks->n, hook);
	}
	for (const struct handler *h = m->handlers; h && h->name; h++) {
		struct named_handler named = {
			.name = str_from(h->name),
			.hook = { h->run, owner }
		};

		ARENA_PUSH(w->arena, w->handlers, w->n_handlers, named);
	}
}

static const struct hook *
find_handler(const struct worker *w, struct str name)
{
	for (size_t i = 0; i < w->n_handlers; i++)
		if (str_eq(w->handlers[i].name, name))
			return &w->handlers[i].hook;
	return NULL;
}

void
pipeline_collect(struct worker *w)
{
	const struct sites *s = w->sites;

	for (size_t i = 0; i < s->modules->n; i++) {
		const struct module *m = s->modules->v[i];
		size_t owner = conf_owner_index(s->registry, &m->owner);

		if (conf_module_on(s->registry, &s->loaded, owner))
			collect_module(w, m, owner);
	}
	w->default_handler = find_handler(w, STR("default-handler"));
}

static enum verdict
call(struct request *r, const struct hook *h)
{
	return h->run(r, r->site->server->of[h->owner],
	    r->dir->of[h->owner]);
}

/* The first hook that does not decline decides. */
static enum verdict
run_first(struct request *r, enum hook_kind kind)
{
	const struct hooks *hooks = &r->worker->hooks[kind];

	for (size_t i = 0; i < hooks->n; i++) {
		enum verdict v = call(r, &hooks->v[i]);

		if (v != DECLINE)
			return v;
	}
	return DECLINE;
}

/* Every hook runs, as long as all pass or decline. */
static enum verdict
run_all(struct request *r, enum hook_kind kind)
{
	const struct hooks *hooks = &r->worker->hooks[kind];

	for (size_t i = 0; i < hooks->n; i++) {
		enum verdict v = call(r, &hooks->v[i]);

		if (v != DECLINE && v != PASS)
			return v;
	}
	return PASS;
}

static enum verdict
clean_path(struct request *r)
{
	const struct core_server *core = core_server(r->site->server);
	enum http_slashes slashes = (enum http_slashes)core->encoded_slashes;
	int status = 400;

	if (!http_path_clean(r->arena, r->target.raw_path, slashes,
	    core->merge_slashes, &r->path, &status))
		return (enum verdict)status;
	return PASS;
}

/* Without a module that knows better the path lies below DocumentRoot. */
static enum verdict
map(struct request *r)
{
	enum verdict v = run_first(r, HOOK_MAP);
	struct str root = core_server(r->site->server)->document_root;

	if (v != DECLINE || r->filename.p != NULL || root.n == 0)
		return v == DECLINE ? PASS : v;
	if (root.p[root.n - 1] == '/')
		root.n--;
	r->filename = arena_printf(r->arena, "%.*s%.*s", STR_ARG(root),
	    STR_ARG(r->path));
	return PASS;
}

static enum verdict
access_step(struct request *r)
{
	return run_all(r, HOOK_ACCESS);
}

static enum verdict
authn(struct request *r)
{
	enum verdict v = run_first(r, HOOK_AUTHN);

	return v == DECLINE ? PASS : v;
}

static enum verdict
authz(struct request *r)
{
	return run_all(r, HOOK_AUTHZ);
}

/* SetHandler and ForceType outweigh what a module took from the name. */
static enum verdict
type(struct request *r)
{
	enum verdict v = run_all(r, HOOK_TYPE);
	const struct core_dir *d = core_dir(r->dir);

	if (d->set_handler.p != NULL)
		r->handler = d->set_handler;
	if (d->force_type.p != NULL)
		r->media_type = d->force_type;
	if (str_ieq(r->handler, STR("none")))
		r->handler = STR_NONE;
	return v;
}

static enum verdict
fixup(struct request *r)
{
	return run_all(r, HOOK_FIXUP);
}

static enum verdict
no_handler(struct request *r)
{
	/* Sending the file instead would show a program's source. */
	request_log(r, LOG_ERROR, "core", 0, 0,
	    "no handler named '%.*s' is available", STR_ARG(r->handler));
	return (enum verdict)500;
}

/* A page about an error is sent whatever the body was like. */
static enum verdict
check_length(struct request *r)
{
	int64_t limit = core_dir(r->dir)->limit_request_body;

	if (limit <= 0 || r->error_page ||
	    r->framing.body != HTTP_BODY_LENGTH ||
	    r->framing.length <= (uint64_t)limit)
		return PASS;
	request_log(r, LOG_INFO, "core", 1588, 0, "Requested content-length of "
	    "%llu is larger than the configured limit of %lld",
	    (unsigned long long)r->framing.length, (long long)limit);
	r->response.close = true;
	return (enum verdict)413;
}

/* What no named handler wants is a static resource. */
static enum verdict
handle_static(struct request *r)
{
	const struct hook *h = r->worker->default_handler;
	int status = r->error_page ? 0 : body_discard_early(r);
	enum verdict v;

	if (status != 0)
		return (enum verdict)status;
	v = methods_static(r);
	if (v != PASS)
		return v;
	v = h ? call(r, h) : DECLINE;
	return v == DECLINE ? (enum verdict)404 : v;
}

/* A type such as application/x-httpd-php stands for a handler: AddType lines
 * of old files mean a program by it, whose source must not be sent. */
static void
handler_from_type(struct request *r)
{
	if (r->handler.p == NULL &&
	    str_starts(r->media_type, STR("application/x-httpd-")))
		r->handler = r->media_type;
}

static enum verdict
handle(struct request *r)
{
	const struct worker *w = r->worker;
	const struct hook *h = w->default_handler;
	enum verdict v;

	handler_from_type(r);
	if (r->handler.p != NULL && !str_eq(r->handler, STR("default-handler")))
		h = find_handler(w, r->handler);
	if (r->handler.p != NULL && h == NULL)
		return no_handler(r);
	v = check_length(r);
	if (v == PASS)
		v = h != NULL && h != w->default_handler ? call(r, h) : DECLINE;
	if (v == DECLINE)
		v = handle_static(r);
	return v == PASS ? ANSWERED : v;
}

enum { STEP_METHOD, STEP_PATH, STEP_SECTIONS, STEP_MAP, STEP_PLACE,
    STEP_ACCESS, STEP_AUTHN, STEP_AUTHZ, STEP_TYPE, STEP_FIXUP, STEP_HANDLE,
    STEPS };

static const struct step steps[STEPS] = {
	[STEP_METHOD] = { "method", methods_first },
	[STEP_PATH] = { "path", clean_path },
	[STEP_SECTIONS] = { "sections", place_before_map },
	[STEP_MAP] = { "map", map },
	[STEP_PLACE] = { "place", place_after_map },
	[STEP_ACCESS] = { "access", access_step },
	[STEP_AUTHN] = { "authn", authn },
	[STEP_AUTHZ] = { "authz", authz },
	[STEP_TYPE] = { "type", type },
	[STEP_FIXUP] = { "fixup", fixup },
	[STEP_HANDLE] = { "handle", handle },
};

static enum verdict
run(struct request *r, int from, int to)
{
	for (int i = from; i < to; i++) {
		enum verdict v;

		r->step = steps[i].name;
		v = steps[i].run(r);
		if (v != PASS && v != DECLINE)
			return v;
	}
	return PASS;
}

enum verdict
pipeline_run(struct request *r)
{
	return run(r, STEP_METHOD, STEPS);
}

enum verdict
pipeline_run_path(struct request *r)
{
	return run(r, STEP_SECTIONS, STEPS);
}

enum verdict
pipeline_look(struct request *r)
{
	return run(r, STEP_SECTIONS, STEP_HANDLE);
}

void
pipeline_log(struct request *r)
{
	r->step = "log";
	run_all(r, HOOK_LOG);
}
