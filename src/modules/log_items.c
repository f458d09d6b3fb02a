/* What each item of an access-log line stands for. */
#include "modules/log_format.h"

#include <unistd.h>

#include "base/clock.h"

/* Bytes of an escape sequence: printable ASCII but " and \ is kept. */
static const bool needs_escape[256] = {
	[0 ... 31] = true,
	['"'] = true,
	['\\'] = true,
	[127 ... 255] = true,
};

/* Letter of a C escape, or 0. */
static char
escape_letter(char c)
{
	switch (c) {
	case '\b':
		return 'b';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	case '\v':
		return 'v';
	case '"':
	case '\\':
		return c;
	}
	return '\0';
}

static void
escape_byte(struct buf *out, char c)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char u = (unsigned char)c;
	char text[4] = { '\\', escape_letter(c) };

	if (text[1]) {
		buf_put(out, text, 2);
		return;
	}
	text[1] = 'x';
	text[2] = digits[u >> 4];
	text[3] = digits[u & 15];
	buf_put(out, text, 4);
}

void
log_escape(struct buf *out, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!needs_escape[(unsigned char)s.p[i]])
			continue;
		buf_put(out, s.p + from, i - from);
		escape_byte(out, s.p[i]);
		from = i + 1;
	}
	if (from < s.n)
		buf_put(out, s.p + from, s.n - from);
}

struct request *
log_original(struct request *r)
{
	while (r->original)
		r = r->original;
	return r;
}

static void
put(struct buf *out, struct str s)
{
	if (s.p)
		log_escape(out, s);
	else
		buf_char(out, '-');
}

/* As put, for what has no value when it is empty. */
static void
put_nonempty(struct buf *out, struct str s)
{
	put(out, s.n ? s : STR_NONE);
}

static void
put_address(struct buf *out, const struct net_addr *a)
{
	char text[NET_ADDR_TEXT_MAX];

	if (a->len)
		buf_str_put(out, net_addr_text(a, text));
	else
		buf_char(out, '-');
}

/* Cookie: a=1; NAME=2.  Names compare without case, as in httpd. */
static struct str
cookie_in(struct str list, struct str name)
{
	while (list.p) {
		struct str value = str_cut(&list, ';');
		struct str left = str_cut(&value, '=');

		if (value.p && str_ieq(str_trim(left), name))
			return str_trim(value);
	}
	return STR_NONE;
}

static struct str
cookie(const struct request *r, struct str name)
{
	const struct fields *f = &r->head.fields;

	for (size_t i = 0; i < f->n; i++) {
		struct str value;

		if (!str_ieq(f->v[i].name, STR("Cookie")))
			continue;
		value = cookie_in(f->v[i].value, name);
		if (value.p)
			return value;
	}
	return STR_NONE;
}

/* A field that was sent several times is one list. */
static void
put_list(struct buf *out, const struct fields *f, struct str name)
{
	bool any = false;

	for (size_t i = 0; i < f->n; i++) {
		if (!str_ieq(f->v[i].name, name))
			continue;
		if (any)
			buf_put(out, ", ", 2);
		log_escape(out, f->v[i].value);
		any = true;
	}
	if (!any)
		buf_char(out, '-');
}

static struct str
note(const struct request *r, struct str name)
{
	for (size_t i = r->notes.n; i > 0; i--)
		if (str_eq(r->notes.v[i - 1].name, name))
			return r->notes.v[i - 1].value;
	return STR_NONE;
}

/* As httpd logs a Content-Type: without its charset. */
static struct str
without_parameters(struct str type)
{
	return str_trim(str_cut(&type, ';'));
}

/* A field of the answer, as it was sent; several are one list. */
static void
put_field_out(struct buf *out, const struct request *r, struct str name)
{
	struct str rest = request_answer_head(r);
	bool any = false;

	str_cut(&rest, '\n');
	while (rest.p) {
		struct str value = str_cut(&rest, '\n');
		struct str left = str_cut(&value, ':');

		if (!value.p || !str_ieq(left, name))
			continue;
		if (any)
			buf_put(out, ", ", 2);
		value = str_trim(value);
		if (str_ieq(name, STR("Content-Type")))
			value = without_parameters(value);
		log_escape(out, value);
		any = true;
	}
	if (!any)
		buf_char(out, '-');
}

static void
put_user(struct buf *out, struct str user)
{
	if (user.p && user.n == 0)
		buf_put(out, "\"\"", 2);
	else
		put(out, user);
}

static void
put_query(struct buf *out, struct str query)
{
	if (!query.p)
		return;
	buf_char(out, '?');
	log_escape(out, query);
}

static void
put_bytes_clf(struct buf *out, uint64_t n)
{
	if (n)
		buf_uint(out, n);
	else
		buf_char(out, '-');
}

static uint64_t
duration_us(const struct request *r)
{
	return r->end_us > r->start_us ?
	    (uint64_t)(r->end_us - r->start_us) : 0;
}

/* A redirected request ends with the one that answers for it. */
static void
put_status(struct buf *out, const struct request *r)
{
	int status = r->status ? r->status : r->response.status;

	if (status)
		buf_int(out, status);
	else
		buf_char(out, '-');
}

static void
put_connection(struct buf *out, const struct request *r)
{
	buf_char(out, r->aborted ? 'X' : r->keep_alive ? '+' : '-');
}

/* A fraction of a second with its zeros. */
static void
put_fraction(struct buf *out, int64_t v, int64_t width)
{
	for (; width > 0; width /= 10)
		buf_char(out, (char)('0' + v / width % 10));
}

static void
write_time(struct buf *out, const struct log_item *item, struct request *r)
{
	int64_t us = item->at_end ? r->end_us : r->start_us;
	time_t second = (time_t)(us / 1000000);

	if (item->what == LOG_TIME_CLF)
		buf_cstr_put(out, request_clock(r, us)->clf);
	else if (item->what == LOG_TIME_FORMAT)
		log_time_write(out, item->text, &request_clock(r, us)->local,
		    second);
	else if (item->what == LOG_TIME_SEC)
		buf_int(out, second);
	else if (item->what == LOG_TIME_MSEC)
		buf_int(out, us / 1000);
	else if (item->what == LOG_TIME_USEC)
		buf_int(out, us);
	else if (item->what == LOG_TIME_MSEC_FRAC)
		put_fraction(out, us % 1000000 / 1000, 100);
	else
		put_fraction(out, us % 1000000, 100000);
}

/* Addresses, ports and names of the two ends. */
/* As in httpd the server's own port, whatever a client put into Host. */
static unsigned
canonical_port(const struct request *r)
{
	const struct core_server *s = core_server(r->site->server);

	if (s->server_port > 0)
		return (unsigned)s->server_port;
	return str_ieq(s->server_scheme, STR("https")) ? 443 : 80;
}

static void
write_end(struct buf *out, const struct log_item *item, struct request *r)
{
	if (item->what == LOG_CLIENT)
		put_nonempty(out, request_client(r));
	else if (item->what == LOG_PEER)
		put_address(out, request_peer(r));
	else if (item->what == LOG_LOCAL_ADDRESS)
		put_address(out, request_local(r));
	else if (item->what == LOG_PORT)
		buf_uint(out, canonical_port(r));
	else if (item->what == LOG_PORT_LOCAL)
		buf_uint(out, net_addr_port(request_local(r)));
	else if (item->what == LOG_PORT_REMOTE)
		buf_uint(out, net_addr_port(request_peer(r)));
	else if (item->what == LOG_SERVER_NAME)
		put_nonempty(out, site_name(r->site));
	else
		put_nonempty(out, request_host(r));
}

static void
write_process(struct buf *out, const struct log_item *item, struct request *r)
{
	(void)r;
	if (item->what == LOG_PID)
		buf_int(out, getpid());
	else if (item->what == LOG_TID)
		buf_int(out, gettid());
	else
		buf_hex(out, (uint64_t)gettid());
}

/* Numbers of bytes and microseconds. */
static void
write_count(struct buf *out, const struct log_item *item, struct request *r)
{
	if (item->what == LOG_BYTES)
		buf_uint(out, r->body_sent);
	else if (item->what == LOG_BYTES_CLF)
		put_bytes_clf(out, r->body_sent);
	else if (item->what == LOG_BYTES_IN)
		buf_uint(out, r->bytes_in);
	else if (item->what == LOG_BYTES_OUT)
		buf_uint(out, r->bytes_out);
	else if (item->what == LOG_BYTES_SUM)
		buf_uint(out, r->bytes_in + r->bytes_out);
	else if (item->what == LOG_DURATION_US)
		buf_uint(out, duration_us(r));
	else if (item->what == LOG_DURATION_MS)
		buf_uint(out, duration_us(r) / 1000);
	else
		buf_uint(out, duration_us(r) / 1000000);
}

/* A directory shows its slash, as in httpd. */
static void
put_file(struct buf *out, const struct request *r)
{
	put_nonempty(out, r->filename);
	if (r->kind == FILE_DIRECTORY && str_ends(r->path, STR("/")) &&
	    !str_ends(r->filename, STR("/")))
		buf_char(out, '/');
}

/* What an internal redirect leads to is always asked for by GET. */
static void
put_method(struct buf *out, const struct request *r)
{
	if (r->original)
		buf_put(out, "GET", 3);
	else
		put_nonempty(out, r->head.method_text);
}

/* Parts of the request as text. */
static void
write_text(struct buf *out, const struct log_item *item, struct request *r)
{
	if (item->what == LOG_REQUEST_LINE)
		put_nonempty(out, r->head.line);
	else if (item->what == LOG_METHOD)
		put_method(out, r);
	else if (item->what == LOG_PROTOCOL)
		put_nonempty(out, r->head.protocol);
	else if (item->what == LOG_PATH)
		put_nonempty(out, r->path.p ? r->path : r->uri);
	else if (item->what == LOG_QUERY)
		put_query(out, r->query);
	else if (item->what == LOG_FILE)
		put_file(out, r);
	else if (item->what == LOG_HANDLER)
		put_nonempty(out, r->handler);
	else
		put_user(out, r->user);
}

/* What has a name in braces. */
static void
write_named(struct buf *out, const struct log_item *item, struct request *r)
{
	if (item->what == LOG_FIELD_IN)
		put_list(out, &r->head.fields, item->text);
	else if (item->what == LOG_FIELD_OUT)
		put_field_out(out, r, item->text);
	else if (item->what == LOG_COOKIE)
		put(out, cookie(r, item->text));
	else if (item->what == LOG_ENV)
		put(out, request_env(r, item->text));
	else
		put(out, note(r, item->text));
}

static void
write_other(struct buf *out, const struct log_item *item, struct request *r)
{
	if (item->what == LOG_COUNT)
		buf_uint(out, request_count(r));
	else if (item->what == LOG_STATUS)
		put_status(out, r);
	else if (item->what == LOG_CONNECTION)
		put_connection(out, r);
	else if (item->what == LOG_LITERAL)
		buf_str_put(out, item->text);
	else
		buf_char(out, '-');
}

typedef void item_writer(struct buf *out, const struct log_item *item,
    struct request *r);

static item_writer *const writers[LOG_WHATS] = {
	[LOG_LITERAL] = write_other,
	[LOG_CLIENT] = write_end,
	[LOG_PEER] = write_end,
	[LOG_LOCAL_ADDRESS] = write_end,
	[LOG_BYTES] = write_count,
	[LOG_BYTES_CLF] = write_count,
	[LOG_COOKIE] = write_named,
	[LOG_DURATION_US] = write_count,
	[LOG_DURATION_MS] = write_count,
	[LOG_DURATION_S] = write_count,
	[LOG_ENV] = write_named,
	[LOG_FILE] = write_text,
	[LOG_PROTOCOL] = write_text,
	[LOG_FIELD_IN] = write_named,
	[LOG_FIELD_OUT] = write_named,
	[LOG_COUNT] = write_other,
	[LOG_METHOD] = write_text,
	[LOG_NOTE] = write_named,
	[LOG_PORT] = write_end,
	[LOG_PORT_LOCAL] = write_end,
	[LOG_PORT_REMOTE] = write_end,
	[LOG_PID] = write_process,
	[LOG_TID] = write_process,
	[LOG_TID_HEX] = write_process,
	[LOG_QUERY] = write_text,
	[LOG_REQUEST_LINE] = write_text,
	[LOG_HANDLER] = write_text,
	[LOG_STATUS] = write_other,
	[LOG_TIME_CLF] = write_time,
	[LOG_TIME_FORMAT] = write_time,
	[LOG_TIME_SEC] = write_time,
	[LOG_TIME_MSEC] = write_time,
	[LOG_TIME_USEC] = write_time,
	[LOG_TIME_MSEC_FRAC] = write_time,
	[LOG_TIME_USEC_FRAC] = write_time,
	[LOG_USER] = write_text,
	[LOG_PATH] = write_text,
	[LOG_SERVER_NAME] = write_end,
	[LOG_CANONICAL_NAME] = write_end,
	[LOG_CONNECTION] = write_other,
	[LOG_BYTES_IN] = write_count,
	[LOG_BYTES_OUT] = write_count,
	[LOG_BYTES_SUM] = write_count,
	[LOG_DASH] = write_other,
};

void
log_item_write(struct buf *out, const struct log_item *item,
    struct request *r)
{
	writers[item->what](out, item, r);
}
