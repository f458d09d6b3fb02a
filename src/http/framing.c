/*
 * How the body is delimited, and what becomes of the connection.
 *
 * What two implementations could read differently is refused, because a
 * proxy before this server may be the other one (RFC 9112 6.3, 11.2).
 */
#include "http/head.h"

#include "base/num.h"

/* What one pass over the fields has found. */
struct found {
	struct str length, coding;
	size_t n_lengths, n_codings;
	bool keep_alive, close, expect;
	struct str odd_expect;	/* absent: none */
};

static void
refuse(struct http_framing *out, int status, unsigned number, const char *why,
    struct str detail)
{
	out->status = status;
	out->why_number = number;
	out->why = why;
	out->why_detail = detail;
}

static void
read_connection(struct found *f, struct str list)
{
	struct str option;

	while ((option = http_list_next(&list)).p) {
		if (str_ieq(option, STR("close")))
			f->close = true;
		else if (str_ieq(option, STR("keep-alive")))
			f->keep_alive = true;
	}
}

static void
read_expect(struct found *f, struct str list)
{
	struct str expectation;

	while ((expectation = http_list_next(&list)).p) {
		if (str_ieq(expectation, STR("100-continue")))
			f->expect = true;
		else
			f->odd_expect = expectation;
	}
}

/* Lengths first: most fields are of no interest here. */
static void
read_field(struct found *f, const struct field *field)
{
	switch (field->name.n) {
	case 6:
		if (str_ieq(field->name, STR("Expect")))
			read_expect(f, field->value);
		break;
	case 10:
		if (str_ieq(field->name, STR("Connection")))
			read_connection(f, field->value);
		break;
	case 14:
		if (str_ieq(field->name, STR("Content-Length"))) {
			f->length = field->value;
			f->n_lengths++;
		}
		break;
	case 17:
		if (str_ieq(field->name, STR("Transfer-Encoding"))) {
			f->coding = field->value;
			f->n_codings++;
		}
		break;
	}
}

/* Digits only, once, and small enough for a signed number. */
static void
use_length(const struct found *f, struct http_framing *out)
{
	uint64_t length;

	if (f->n_lengths > 1 || !num_u64(f->length, &length) ||
	    length > INT64_MAX) {
		refuse(out, 400, 10242, "client sent invalid Content-Length",
		    f->length);
		return;
	}
	out->body = length ? HTTP_BODY_LENGTH : HTTP_BODY_NONE;
	out->length = length;
}

/*
 * For everything but a lone "chunked": 501 when a coding is not ours, but 400
 * when chunked is repeated or not the last, whatever else there is.
 */
static int
judge_coding(const struct found *f)
{
	struct str rest = f->coding;
	struct str coding;
	bool foreign = false;

	if (f->n_codings > 1)
		return 400;
	while ((coding = http_list_next(&rest)).p) {
		if (str_ieq(coding, STR("chunked")))
			return foreign && rest.n == 0 ? 501 : 400;
		foreign = true;
	}
	return foreign ? 501 : 400;
}

static void
use_coding(const struct http_head *h, const struct found *f,
    struct http_framing *out)
{
	if (f->n_lengths > 0) {
		refuse(out, 400, 0, "client sent Content-Length with"
		    " Transfer-Encoding", f->length);
		return;
	}
	if (h->minor == 0) {
		refuse(out, 400, 0, "client sent Transfer-Encoding in HTTP/1.0",
		    f->coding);
		return;
	}
	if (f->n_codings == 1 && str_ieq(f->coding, STR("chunked"))) {
		out->body = HTTP_BODY_CHUNKED;
		return;
	}
	refuse(out, judge_coding(f), 2539,
	    "client sent unknown Transfer-Encoding", f->coding);
}

void
http_framing(const struct http_head *h, struct http_framing *out)
{
	struct found f = { 0 };

	*out = (struct http_framing){ .body = HTTP_BODY_NONE };
	for (size_t i = 0; i < h->fields.n; i++)
		read_field(&f, &h->fields.v[i]);
	out->keep_alive_asked = f.keep_alive;
	if (f.n_codings)
		use_coding(h, &f, out);
	else if (f.n_lengths)
		use_length(&f, out);
	if (h->minor >= 1 && f.odd_expect.p && !out->status)
		refuse(out, 417, 570, "client sent an unrecognized expectation"
		    " value of Expect", f.odd_expect);
	if (out->status)
		return;
	out->expect_continue = h->minor >= 1 && f.expect &&
	    out->body != HTTP_BODY_NONE;
	out->keep_alive = !f.close && (h->minor >= 1 || f.keep_alive);
}
