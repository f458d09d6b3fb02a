/*
 * mod_status: what the server is doing, for people and for programs.
 *
 * Who may see it is the configuration's business.  Parameters are found
 * anywhere in the query string, as httpd does: refresh=N, notable, auto.
 */
#include "modules/modules.h"

#include "base/num.h"
#include "modules/status.h"

#define REFRESH_DEFAULT_S 10
/* The page without its rows, and the most one row can take. */
#define PAGE_BASE 65536
#define ROW_MAX 8192
/* A letter of the scoreboard and its share of the line ends. */
#define LETTER_MAX 2

static bool
wants(const struct request *r, struct str word)
{
	return r->query.p != NULL && str_search(r->query, word) >= 0;
}

static void
set_refresh(struct request *r)
{
	struct str word = STR("refresh"), rest = r->query;
	int64_t s = REFRESH_DEFAULT_S;

	if (!wants(r, word))
		return;
	rest = str_skip(rest, (size_t)str_search(rest, word) + word.n);
	if (str_starts(rest, STR("=")))
		s = num_atoi(str_skip(rest, 1));
	fields_set(&r->response.fields, STR("Refresh"), arena_printf(r->arena,
	    "%lld", (long long)(s < 1 ? REFRESH_DEFAULT_S : s)));
}

static enum verdict
answer(struct request *r, const void *server, const void *dir)
{
	bool plain = wants(r, STR("auto"));
	struct status s;
	struct buf b;

	(void)server;
	(void)dir;
	if (r->method != HTTP_GET && r->method != HTTP_HEAD)
		return DECLINE;
	status_read(r, &s);
	buf_init(&b, PAGE_BASE + s.letters.n * LETTER_MAX + s.used * ROW_MAX);
	if (plain)
		status_auto(&b, &s);
	else
		status_page(&b, &s, !wants(r, STR("notable")));
	r->response.content_type = plain ?
	    STR("text/plain; charset=ISO-8859-1") :
	    STR("text/html; charset=ISO-8859-1");
	r->response.body = (struct body){ .kind = BODY_BYTES,
	    .bytes = arena_copy(r->arena, buf_str(&b)) };
	buf_release(&b);
	set_refresh(r);
	return ANSWERED;
}

static const struct handler handlers[] = {
	{ "server-status", answer },
	{ "application/x-httpd-status", answer },
	{ NULL, NULL }
};

const struct module status_module = {
	.owner = {
		.identifier = "status_module",
		.source = "mod_status.c",
	},
	.handlers = handlers,
};
