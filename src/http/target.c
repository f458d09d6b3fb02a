/*
 * The request target and the Host.
 *
 * All that can be wrong here is the client's fault and answered with 400.
 * Functions return what is wrong as text for the error log, or NULL.
 */
#include "http/target.h"

#include <arpa/inet.h>

#include "base/num.h"
#include "http/chars.h"

struct authority {
	struct str host;	/* as in struct http_target */
	unsigned port;
};

static const char *
bad_uri(struct http_target *out, struct str detail)
{
	out->why_number = 126;
	out->why_detail = detail;
	return "Invalid URI in request";
}

static const char *
bad_host(struct http_target *out, struct str detail)
{
	out->why_number = 550;
	out->why_detail = detail;
	return "Client sent malformed Host header";
}

static const char *
no_host(struct http_target *out, const struct http_head *h)
{
	out->why_number = 569;
	out->why_detail = h->target;
	return "client sent HTTP/1.1 request without hostname";
}

/* --- Host and port ------------------------------------------------------ */

static bool
is_address(int family, struct str s)
{
	unsigned char address[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];

	if (s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return strlen(text) == s.n && inet_pton(family, text, address) == 1;
}

/* Digits and dots alone are an IPv4 address or nothing. */
static bool
is_numeric(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!char_is_digit(s.p[i]) && s.p[i] != '.')
			return false;
	}
	return true;
}

static bool
is_name(struct str s)
{
	if (s.n == 0 || !str_is(s, CHAR_HOST) || str_search(s, STR("..")) >= 0)
		return false;
	return !is_numeric(s) || is_address(AF_INET, s);
}

/* A copy only when there is a capital. */
static struct str
lower(struct arena *a, struct str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] == char_lower(s.p[i]))
		i++;
	return i < s.n ? arena_lower(a, s) : s;
}

static bool
parse_port(struct str s, unsigned *port)
{
	uint64_t v;

	if (!num_u64(s, &v) || v == 0 || v > 65535)
		return false;
	*port = (unsigned)v;
	return true;
}

/* Name without its final dot, which only says that it is complete. */
static struct str
without_dot(struct str s)
{
	if (s.n > 1 && s.p[s.n - 1] == '.' && s.p[s.n - 2] != '.')
		s.n--;
	return s;
}

static bool
parse_authority(struct arena *a, struct str s, struct authority *out)
{
	bool literal = s.n && s.p[0] == '[';
	ptrdiff_t end = str_find(s, literal ? ']' : ':');
	struct str host = s;
	struct str port = STR_NONE;

	*out = (struct authority){ .port = 0 };
	if (literal && end < 0)
		return false;
	if (end >= 0) {
		host = str_of(s.p, (size_t)end);
		port = str_skip(s, (size_t)end + literal);
	}
	host = literal ? str_skip(host, 1) : without_dot(host);
	if (literal ? !is_address(AF_INET6, host) : !is_name(host))
		return false;
	if (port.n && port.p[0] != ':')
		return false;
	if (port.n && !parse_port(str_skip(port, 1), &out->port))
		return false;
	out->host = lower(a, host);
	return true;
}

/* --- Forms -------------------------------------------------------------- */

static void
use_authority(struct http_target *out, const struct authority *authority)
{
	out->host = authority->host;
	out->port = authority->port;
}

static void
use_path(struct http_target *out, struct str s)
{
	ptrdiff_t mark = str_find(s, '?');

	if (mark >= 0) {
		out->query = str_skip(s, (size_t)mark + 1);
		s.n = (size_t)mark;
	}
	out->raw_path = s.n ? s : STR("/");
}

static const char *
parse_connect(struct arena *a, struct str target, struct http_target *out)
{
	struct authority authority;

	out->form = HTTP_AUTHORITY;
	out->raw_path = STR("/");
	if (!parse_authority(a, target, &authority) || authority.port == 0)
		return bad_uri(out, target);
	use_authority(out, &authority);
	return NULL;
}

/* Length of what stands before the path or query. */
static size_t
authority_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '/' && s.p[n] != '?')
		n++;
	return n;
}

static const char *
parse_absolute(struct arena *a, struct str target, struct http_target *out)
{
	ptrdiff_t colon = str_search(target, STR("://"));
	struct authority authority;
	struct str rest;
	size_t n;

	out->form = HTTP_ABSOLUTE;
	if (colon < 0)
		return bad_uri(out, target);
	out->scheme = str_of(target.p, (size_t)colon);
	if (!str_ieq(out->scheme, STR("http")) &&
	    !str_ieq(out->scheme, STR("https")))
		return bad_uri(out, target);
	rest = str_skip(target, (size_t)colon + 3);
	n = authority_length(rest);
	if (!parse_authority(a, str_of(rest.p, n), &authority))
		return bad_uri(out, target);
	use_authority(out, &authority);
	use_path(out, str_skip(rest, n));
	return NULL;
}

static const char *
parse_form(struct arena *a, const struct http_head *h, struct http_target *out)
{
	struct str target = h->target;

	if (str_find(target, '#') >= 0)
		return bad_uri(out, target);
	if (h->method == HTTP_CONNECT)
		return parse_connect(a, target, out);
	if (str_eq(target, STR("*"))) {
		out->form = HTTP_ASTERISK;
		out->raw_path = target;
		return h->method == HTTP_OPTIONS ? NULL : bad_uri(out, target);
	}
	if (!str_starts(target, STR("/")))
		return parse_absolute(a, target, out);
	out->form = HTTP_ORIGIN;
	use_path(out, target);
	return NULL;
}

/* The field is checked even when the target has a host of its own. */
static const char *
parse_host(struct arena *a, const struct http_head *h, struct http_target *out)
{
	struct str field = fields_get(&h->fields, STR("Host"));
	struct authority authority;

	if (fields_count(&h->fields, STR("Host")) > 1)
		return bad_host(out, field);
	if (field.n == 0)
		return h->minor >= 1 ? no_host(out, h) : NULL;
	if (!parse_authority(a, field, &authority))
		return bad_host(out, field);
	if (out->form == HTTP_ORIGIN || out->form == HTTP_ASTERISK)
		use_authority(out, &authority);
	return NULL;
}

int
http_target_parse(struct arena *a, const struct http_head *h,
    struct http_target *out, const char **why)
{
	*out = (struct http_target){ .form = HTTP_ORIGIN };
	*why = parse_form(a, h, out);
	if (!*why)
		*why = parse_host(a, h, out);
	return *why ? 400 : 0;
}
