/*
 * The request head, line by line.
 *
 * Every line is parsed as soon as its end has come, so a bad head is refused
 * before the client has finished it, and nothing is looked at twice.  Slices
 * made earlier follow when the buffer moves.  A head is judged the same way
 * however it is cut into pieces: a check that can be made on part of a line
 * is made first on whole lines, too.
 */
#include "http/head.h"

#include "http/chars.h"

#define EMPTY_LINES_MAX 2u	/* before the request line */

/*
 * Ends a line of code: `return refuse(...)`.  Numbers and decisive words are
 * httpd's where it says the same.
 */
static enum http_progress
refuse(struct http_head *h, int status, unsigned number, const char *why,
    struct str detail)
{
	h->status = status;
	h->why_number = number;
	h->why = why;
	h->why_detail = detail;
	return HTTP_BAD;
}

void
http_head_init(struct http_head *h, struct arena *a)
{
	*h = (struct http_head){ .method = HTTP_UNKNOWN };
	fields_init(&h->fields, a);
}

/* --- The request line --------------------------------------------------- */

static enum http_progress
refuse_version(struct http_head *h, struct str text)
{
	if (text.n > 8 && str_starts(text, STR("HTTP/")))
		return refuse(h, 400, 0, "request failed: erroneous characters"
		    " after protocol string", h->line);
	return refuse(h, 400, 566, "request failed: malformed request line",
	    h->line);
}

static enum http_progress
parse_version(struct http_head *h, struct str text)
{
	if (text.n != 8 || !str_starts(text, STR("HTTP/")) ||
	    !char_is_digit(text.p[5]) || text.p[6] != '.' ||
	    !char_is_digit(text.p[7]))
		return refuse_version(h, text);
	if (text.p[5] != '1')
		return refuse(h, 505, 0, "unsupported protocol version", text);
	h->protocol = text;
	h->minor = text.p[7] != '0';
	return HTTP_MORE;
}

/* `line` is all up to CR, which is of no class and so ends every span. */
static enum http_progress
parse_request_line(struct http_head *h, struct str line)
{
	size_t method = chars_span(line.p, CHAR_TOKEN);
	const char *at = line.p + method;
	size_t target;

	if (method == 0 || (*at != ' ' && method < line.n))
		return refuse(h, 400, 135, "Invalid method in request", line);
	if (method == line.n)
		return refuse_version(h, STR_NONE);
	h->method_text = str_of(line.p, method);
	h->method = http_method_parse(h->method_text);
	at++;
	target = chars_span(at, CHAR_TARGET);
	h->target = str_of(at, target);
	at += target;
	if (*at != ' ' && at < line.p + line.n)
		return refuse(h, 400, 566,
		    "request failed: invalid characters in URI", line);
	if (target == 0 || at == line.p + line.n)
		return refuse_version(h, STR_NONE);
	at++;
	return parse_version(h, str_skip(line, (size_t)(at - line.p)));
}

static enum http_progress
take_request_line(struct http_head *h, struct str line)
{
	if (line.n > 0) {
		h->first_line_done = true;
		return parse_request_line(h, line);
	}
	if (++h->empty_lines > EMPTY_LINES_MAX)
		return refuse(h, 400, 566,
		    "request failed: malformed request line", STR_NONE);
	return HTTP_MORE;
}

/* --- Field lines -------------------------------------------------------- */

/* What is wrong with a line whose first n bytes, no more, look like a name. */
static enum http_progress
refuse_name(struct http_head *h, struct str line, size_t n)
{
	if (char_is_blank(line.p[0]) && h->fields.n == 0)
		return refuse(h, 400, 3442, "Line folding encountered before"
		    " first header line", line);
	if (char_is_blank(line.p[0]))
		return refuse(h, 400, 0, "folded header line", line);
	if (str_find(line, ':') < 0)
		return refuse(h, 400, 564, "Request header field is missing"
		    " ':' separator", line);
	if (n == 0 && line.p[0] == ':')
		return refuse(h, 400, 3453, "Request header field name was"
		    " empty", line);
	if (char_is_blank(line.p[n]))
		return refuse(h, 400, 3452, "Request header field name"
		    " presented invalid whitespace", line);
	return refuse(h, 400, 2426, "Request header field name is malformed",
	    line);
}

static enum http_progress
take_field(struct http_head *h, struct str line, size_t max)
{
	size_t n = chars_span(line.p, CHAR_TOKEN);
	struct str value;

	if (max && h->fields.n >= max)
		return refuse(h, 431, 563, "Number of request headers exceeds"
		    " LimitRequestFields", line);
	if (n == 0 || n == line.n || line.p[n] != ':')
		return refuse_name(h, line, n);
	value = str_skip(line, n + 1);
	if (chars_span(value.p, CHAR_VALUE) != value.n)
		return refuse(h, 400, 2427, "Request header value is"
		    " malformed", line);
	fields_add(&h->fields, str_of(line.p, n), trim_blanks(value));
	return HTTP_MORE;
}

/* --- Lines of any kind -------------------------------------------------- */

static enum http_progress
refuse_long(struct http_head *h, struct str line, size_t max)
{
	line.n = max;
	if (h->first_line_done)
		return refuse(h, 431, 561, "Request header exceeds"
		    " LimitRequestFieldSize", line);
	h->line = line;
	return refuse(h, 414, 565, "request failed: URI too long", line);
}

/* What opens no request, such as a TLS hello, is refused at its first byte. */
static bool
opens_request(char c)
{
	return char_is(c, CHAR_TOKEN) || c == '\r' || c == '\n';
}

/*
 * Checks that need no line end.  `text` has no LF; its last byte may be the
 * CR of a line end and then does not count.
 */
static enum http_progress
check_text(struct http_head *h, struct str text,
    const struct http_limits *limits)
{
	size_t max = h->first_line_done ? limits->field_size : limits->line;
	size_t n = text.n && text.p[text.n - 1] == '\r' ? text.n - 1 : text.n;

	if (!h->first_line_done) {
		h->line = str_of(text.p, n < max ? n : max);
		if (text.n && !opens_request(text.p[0]))
			return refuse(h, 400, 135, "Invalid method in request",
			    h->line);
	}
	return n > max ? refuse_long(h, text, max) : HTTP_MORE;
}

/* A whole line without its LF; DONE when it is the empty line at the end. */
static enum http_progress
take_line(struct http_head *h, struct str text,
    const struct http_limits *limits)
{
	if (check_text(h, text, limits) == HTTP_BAD)
		return HTTP_BAD;
	if (text.n == 0 || text.p[text.n - 1] != '\r')
		return refuse(h, 400, 0, "line ends without a carriage return",
		    text);
	text.n--;
	if (!h->first_line_done)
		return take_request_line(h, text);
	if (text.n == 0)
		return HTTP_DONE;
	return take_field(h, text, limits->fields);
}

/* --- Resuming ----------------------------------------------------------- */

static void
move(struct str *s, const char *to, uintptr_t from)
{
	if (s->p)
		s->p = to + ((uintptr_t)s->p - from);
}

/* Slices follow the buffer. */
static void
follow(struct http_head *h, const char *to)
{
	uintptr_t from = h->base;

	h->base = (uintptr_t)to;
	if (from == h->base || from == 0)
		return;
	move(&h->line, to, from);
	move(&h->method_text, to, from);
	move(&h->target, to, from);
	move(&h->protocol, to, from);
	for (size_t i = 0; i < h->fields.n; i++) {
		move(&h->fields.v[i].name, to, from);
		move(&h->fields.v[i].value, to, from);
	}
}

static struct str
slice(struct str buf, size_t from, size_t to)
{
	return str_of(buf.p + from, to - from);
}

enum http_progress
http_head_feed(struct http_head *h, struct str buf,
    const struct http_limits *limits)
{
	if (buf.n == 0)
		return HTTP_MORE;
	follow(h, buf.p);
	while (h->scanned < buf.n) {
		const char *lf = memchr(buf.p + h->scanned, '\n',
		    buf.n - h->scanned);
		size_t end = lf ? (size_t)(lf - buf.p) : buf.n;
		struct str text = slice(buf, h->line_start, end);
		enum http_progress progress;

		h->scanned = lf ? end + 1 : end;
		if (!lf)
			return check_text(h, text, limits);
		progress = take_line(h, text, limits);
		if (progress == HTTP_DONE)
			h->size = h->scanned;
		if (progress != HTTP_MORE)
			return progress;
		h->line_start = h->scanned;
	}
	return HTTP_MORE;
}
