/* Toy modules: a file handler, an echo, streams, failures, redirects. */
#include "fixture.h"

#include <errno.h>

static enum verdict
map_alias(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	if (str_starts(r->path, STR("/mapfail")))
		return (enum verdict)410;
	return DECLINE;
}

static enum verdict
access_by_name(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	if (str_starts(r->path, STR("/secret")))
		return (enum verdict)403;
	return PASS;
}

static enum verdict
authn_by_name(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	if (!str_starts(r->path, STR("/login")))
		return DECLINE;
	fields_add(&r->response.always, STR("WWW-Authenticate"),
	    STR("Basic realm=\"x\""));
	return (enum verdict)401;
}

static enum verdict
type_by_name(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	if (str_ends(r->filename, STR(".txt")))
		r->media_type = STR("text/plain");
	if (str_ends(r->filename, STR(".php")))
		r->media_type = STR("application/x-httpd-php");
	if (str_ends(r->filename, STR(".wrong")))
		r->handler = STR("no-such");
	return PASS;
}

static enum verdict
fixup_index(struct request *r, const void *server, const void *dir)
{
	struct request *sub;
	enum verdict v;

	(void)server;
	(void)dir;
	if (str_eq(r->path, STR("/jump")))
		return request_internal_redirect(r, STR("/a.txt?by=jump"));
	if (str_starts(r->path, STR("/redirect/")))
		return request_redirect(r, 301, r->path);
	if (r->kind != FILE_DIRECTORY)
		return DECLINE;
	if (!str_ends(r->path, STR("/")))
		return request_redirect(r, 301, arena_printf(r->arena,
		    "%.*s/", STR_ARG(r->path)));
	v = request_lookup(r, arena_printf(r->arena, "%.*sindex.txt",
	    STR_ARG(r->path)), &sub);
	if (v != PASS || sub->kind != FILE_REGULAR)
		return DECLINE;
	request_adopt(r, sub);
	return DECLINE;
}

static enum verdict
write_line(struct request *r, const void *server, const void *dir)
{
	const struct request *first = r->original ? r->original : r;

	(void)server;
	(void)dir;
	request_access_line(r, 0, arena_printf(r->arena,
	    "LOG \"%.*s\" %d>%d %llu in=%llu k=%u %.*s %c\n",
	    STR_ARG(r->head.line), first->status, r->status,
	    (unsigned long long)r->body_sent,
	    (unsigned long long)r->bytes_in, request_count(r),
	    STR_ARG(request_client(r)),
	    r->aborted ? 'X' : r->keep_alive ? '+' : '-'));
	return PASS;
}

static enum verdict
send_file(struct request *r, const void *server, const void *dir)
{
	struct response *res = &r->response;

	(void)server;
	(void)dir;
	if (r->kind != FILE_REGULAR)
		return (enum verdict)(r->kind == FILE_DIRECTORY ? 403 : 404);
	if (request_file_body(r, &res->body) != 0)
		return (enum verdict)403;
	res->status = 200;
	res->ranges = true;
	res->content_type = r->media_type;
	res->validators = (struct http_validators){ STR("\"tag\""),
	    1000000000, true };
	fields_add(&res->fields, STR("Cache-Control"), STR("max-age=5"));
	fields_add(&res->fields, STR("X-Extra"), STR("1"));
	return ANSWERED;
}

static enum verdict
echo(struct request *r, const void *server, const void *dir)
{
	char *p = arena_alloc(r->arena, 65536);
	size_t n = 0;
	ssize_t got;

	(void)server;
	(void)dir;
	while ((got = request_body_read(r, p + n, 65536 - n)) > 0)
		n += (size_t)got;
	if (got < 0)
		return (enum verdict)-got;
	r->response.status = 200;
	r->response.body.kind = BODY_BYTES;
	r->response.body.bytes = str_of(p, n);
	return ANSWERED;
}

struct countdown {
	int left, fail_at;
	int *ended;
};

static ssize_t
count_down(void *ctx, char *p, size_t n)
{
	struct countdown *c = ctx;

	if (c->left == c->fail_at)
		return -EIO;
	if (c->left == 0)
		return 0;
	c->left--;
	ck_assert_uint_ge(n, 5);
	memcpy(p, "part0", 5);
	p[4] = (char)('0' + c->left);
	return 5;
}

static void
end_countdown(void *ctx)
{
	struct countdown *c = ctx;

	ck_assert_int_eq(*c->ended, 0);
	*c->ended = 1;
}

static enum verdict
stream(struct request *r, const void *server, const void *dir)
{
	struct countdown *c = ARENA_NEW(r->arena, struct countdown);

	(void)server;
	(void)dir;
	c->left = 3;
	c->fail_at = str_ends(r->path, STR("fail")) ? 1 : -1;
	c->ended = ARENA_NEW(r->arena, int);
	r->response.status = 200;
	r->response.content_type = STR("text/plain");
	r->response.body = (struct body){ .kind = BODY_READER,
	    .read = count_down, .end = end_countdown, .ctx = c };
	if (str_ends(r->path, STR("known"))) {
		r->response.body.length = 15;
		r->response.body.length_known = true;
	}
	if (str_ends(r->path, STR("short"))) {
		r->response.body.length = 99;
		r->response.body.length_known = true;
	}
	return ANSWERED;
}

static enum verdict
loop(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	return request_internal_redirect(r, STR("/loop"));
}

static enum verdict
fail_hard(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	fields_add(&r->response.fields, STR("X-Success"), STR("1"));
	fields_add(&r->response.always, STR("X-Always"), STR("1"));
	return (enum verdict)500;
}

static enum verdict
inject(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	fields_add(&r->response.fields, STR("X-Bad"), STR("a\r\nX-Evil: 1"));
	r->response.status = 204;
	return ANSWERED;
}

static const struct handler handlers[] = {
	{ "default-handler", send_file },
	{ "echo", echo },
	{ "stream", stream },
	{ "loop", loop },
	{ "fail", fail_hard },
	{ "inject", inject },
	{ NULL, NULL }
};

const struct module toy_module = {
	.owner = { .identifier = "toy_module", .source = "mod_toy.c",
	    .always_on = true },
	.map = map_alias,
	.access = access_by_name,
	.authn = authn_by_name,
	.type = type_by_name,
	.fixup = fixup_index,
	.log = write_line,
	.handlers = handlers
};
