/*
 * The canned pages: one layout for every status, legible on a phone, light
 * or dark as the reader's system is.  Programs look at the status, the title
 * and the h1; people read the sentence.
 */
#include "serve/errorpage.h"

#define PAGE_MAX 65536
/* A longer address is not shown: twice, and all escaped, it has to fit. */
#define LINK_MAX 4096

struct sentence {
	int status;
	const char *text;
};

static const struct sentence sentences[] = {
	{ 300, "There is more than one document that fits." },
	{ 301, "This page has moved for good." },
	{ 302, "This page is somewhere else for the moment." },
	{ 303, "The answer to your request is on another page." },
	{ 307, "This page is somewhere else for the moment." },
	{ 308, "This page has moved for good." },
	{ 400, "Your browser sent something this server does not understand." },
	{ 401, "You need to sign in to see this page." },
	{ 402, "This page has to be paid for." },
	{ 403, "You are not allowed to see this page." },
	{ 404, "There is no page at this address." },
	{ 405, "This page cannot be used in this way." },
	{ 406, "There is no version of this page that your browser accepts." },
	{ 408, "Your browser took too long to send its request." },
	{ 409, "The request does not fit the present state of the page." },
	{ 410, "This page is gone, and there is no new address for it." },
	{ 411, "The request has to say how long its content is." },
	{ 412, "The page is not in the state your request asks for." },
	{ 413, "What you sent is too large for this server." },
	{ 414, "The address you asked for is too long." },
	{ 415, "This kind of content is not accepted here." },
	{ 416, "The page does not have the part you asked for." },
	{ 417, "The server cannot do what the request expects of it." },
	{ 421, "This server does not answer for the address you asked for." },
	{ 422, "What you sent cannot be processed." },
	{ 429, "You sent too many requests. Please wait a moment." },
	{ 431, "The request carries too many or too long header fields." },
	{ 500, "Something went wrong on this server." },
	{ 501, "This server does not know how to do that." },
	{ 502, "The server behind this one gave a bad answer." },
	{ 503, "The service is not available now. Please try again later." },
	{ 504, "The server behind this one did not answer in time." },
	{ 505, "This version of HTTP is not spoken here." },
	{ 508, "The request leads back to itself." },
};

static const char *
sentence_for(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(sentences); i++)
		if (sentences[i].status == status)
			return sentences[i].text;
	return status < 400 ? "This page is somewhere else." :
	    "The request could not be answered.";
}

static const char page_style[] =
    "<style>:root{color-scheme:light dark}"
    "body{font:1.0625rem/1.55 system-ui,sans-serif;max-width:34rem;"
    "margin:0 auto;padding:14vh 1.25rem 2rem;overflow-wrap:anywhere}"
    "h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem}"
    "b{color:#6b7280;font-weight:600}"
    "a{color:#2563eb}@media(prefers-color-scheme:dark){a{color:#8ab4ff}}"
    "address{margin-top:2.5rem;padding-top:.75rem;font-style:normal;"
    "font-size:.875rem;color:#6b7280;border-top:1px solid #6b728055}"
    "</style>\n";

static void
put_top(struct buf *b, int status, struct str reason)
{
	buf_printf(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<title>%d ", status);
	buf_html(b, reason);
	buf_cstr_put(b, "</title>\n");
	buf_cstr_put(b, page_style);
	buf_printf(b, "</head>\n<body>\n<b>%d</b>\n<h1>", status);
	buf_html(b, reason);
	buf_cstr_put(b, "</h1>\n");
}

static void
put_link(struct buf *b, const struct request *r)
{
	struct str to = fields_get(&r->response.fields, STR("Location"));

	if (to.p == NULL || to.n > LINK_MAX)
		return;
	buf_cstr_put(b, "<p><a href=\"");
	buf_html(b, to);
	buf_cstr_put(b, "\">");
	buf_html(b, to);
	buf_cstr_put(b, "</a></p>\n");
}

static void
put_contact(struct buf *b, const struct request *r, int status)
{
	struct str admin = core_server(r->site->server)->server_admin;

	if ((status != 500 && status != 401) || admin.n == 0)
		return;
	buf_cstr_put(b, "<p>If this keeps happening, please tell the "
	    "administrator: ");
	buf_html(b, admin);
	buf_cstr_put(b, "</p>\n");
}

static void
put_host(struct buf *b, const struct request *r)
{
	struct str admin = core_server(r->site->server)->server_admin;
	bool mail = core_dir(r->dir)->server_signature == SIGNATURE_EMAIL &&
	    admin.n > 0;

	if (mail) {
		buf_cstr_put(b, "<a href=\"mailto:");
		buf_html(b, admin);
		buf_cstr_put(b, "\">");
	}
	buf_html(b, request_host(r));
	buf_cstr_put(b, mail ? "</a>" : "");
}

static void
put_signature(struct buf *b, const struct request *r)
{
	if (core_dir(r->dir)->server_signature == SIGNATURE_OFF)
		return;
	buf_cstr_put(b, "<address>");
	buf_html(b, core_server(r->site->server)->signature_token);
	buf_cstr_put(b, " Server at ");
	put_host(b, r);
	buf_printf(b, " Port %u</address>\n", request_port(r));
}

static void
put_second(struct buf *b, int second)
{
	if (second == 0)
		return;
	buf_printf(b, "<p>Additionally, a %d %s error was encountered while "
	    "trying to use an ErrorDocument to handle the request.</p>\n",
	    second, http_reason(second));
}

void
errorpage_canned(struct request *r, int second)
{
	struct response *res = &r->response;
	struct str reason = res->reason.p ? res->reason :
	    str_from(http_reason(res->status));
	struct buf b;

	buf_init(&b, PAGE_MAX);
	put_top(&b, res->status, reason);
	buf_printf(&b, "<p>%s</p>\n", sentence_for(res->status));
	put_link(&b, r);
	put_contact(&b, r, res->status);
	put_second(&b, second);
	put_signature(&b, r);
	buf_cstr_put(&b, "</body>\n</html>\n");
	res->content_type = STR("text/html; charset=utf-8");
	res->body.kind = BODY_BYTES;
	res->body.bytes = arena_copy(r->arena, buf_str(&b));
	buf_release(&b);
}
