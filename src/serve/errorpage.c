/*
 * ErrorDocument: text, a page of the site, another address, or the default.
 */
#include "serve/errorpage.h"

void
errorpage_drop_body(struct request *r)
{
	struct body *b = &r->response.body;

	if (b->kind == BODY_READER && b->end != NULL)
		b->end(b->ctx);
	*b = (struct body){ .kind = BODY_NONE };
}

/* What a handler said about its success does not belong to the error. */
static void
clear(struct request *r, int status)
{
	struct response *res = &r->response;

	errorpage_drop_body(r);
	res->status = status;
	res->content_type = STR_NONE;
	res->validators = (struct http_validators){ .has_mtime = false };
	res->ranges = false;
	fields_init(&res->fields, r->arena);
}

static const struct error_document *
find_document(const struct request *r, int status)
{
	const struct error_documents *list = &core_dir(r->dir)->error_documents;

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].status == status)
			return &list->v[i];
	return NULL;
}

static void
answer_text(struct request *r, struct str text)
{
	r->response.content_type = STR("text/html; charset=utf-8");
	r->response.body.kind = BODY_BYTES;
	r->response.body.bytes = text;
}

static void
answer_external(struct request *r, int status, struct str url)
{
	if (status == 401) {
		/* A redirect would take the challenge away from the client. */
		request_log(r, LOG_NOTICE, "core", 113, 0, "cannot use a full "
		    "URL in a 401 ErrorDocument directive --- ignoring!");
		errorpage_canned(r, 0);
		return;
	}
	request_redirect(r, 302, url);
	errorpage_canned(r, 0);
}

static void
carry_over(struct request *to, const struct request *from)
{
	const struct fields *f = &from->response.always;

	for (size_t i = 0; i < f->n; i++)
		fields_add(&to->response.always, f->v[i].name, f->v[i].value);
	to->response.allow = from->response.allow;
	to->response.close |= from->response.close;
	to->response.ranges = false;
	to->response.validators =
	    (struct http_validators){ .has_mtime = false };
}

/* The document failed, too: 404 for the page about the 403. */
static struct request *
give_up(struct request *r, struct request *document, int second)
{
	if (document != NULL)
		errorpage_drop_body(document);
	r->conn->request = r;
	errorpage_canned(r, second);
	return r;
}

static struct request *
answer_local(struct request *r, int status, struct str target)
{
	struct request *doc;
	int second = lookup_redirect(r, target, &doc);
	enum verdict v;

	if (second != 0)
		return give_up(r, NULL, second);
	doc->error_page = true;
	request_env_set(doc, STR("REDIRECT_REQUEST_METHOD"),
	    r->head.method_text);
	v = pipeline_run_path(doc);
	doc = r->conn->request;
	if (v != ANSWERED)
		return give_up(r, doc, (int)v);
	if (doc->response.status >= 400)
		return give_up(r, doc, doc->response.status);
	if (doc->response.status < 300)
		doc->response.status = status;
	carry_over(doc, r);
	return doc;
}

struct request *
errorpage_answer(struct request *r, int status)
{
	const struct error_document *d = NULL;

	clear(r, status);
	r->status = status;
	if (!r->error_page)
		d = find_document(r, status);
	/* Without a path the request was never understood. */
	if (d != NULL && d->kind == ERRDOC_LOCAL && r->path.p == NULL)
		d = NULL;
	switch (d ? d->kind : ERRDOC_DEFAULT) {
	case ERRDOC_DEFAULT:
		errorpage_canned(r, 0);
		break;
	case ERRDOC_TEXT:
		answer_text(r, d->value);
		break;
	case ERRDOC_LOCAL:
		return answer_local(r, status, d->value);
	case ERRDOC_EXTERNAL:
		answer_external(r, status, d->value);
		break;
	}
	return r;
}
