/* Addresses as text, and the questions that are asked of them. */
#include "net/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>

#include "base/num.h"

/* The bytes of an address without family or port. */
static struct str
host_bytes(const struct net_addr *a)
{
	if (a->len == 0)
		return STR_NONE;
	if (a->sa.sa_family == AF_INET)
		return str_of((const char *)&a->in.sin_addr, 4);
	if (a->sa.sa_family == AF_INET6)
		return str_of((const char *)&a->in6.sin6_addr, 16);
	return STR_NONE;
}

/* A NUL-terminated copy for the C library; false when it cannot be one. */
static bool
cstr_of(struct str s, char *out, size_t size)
{
	if (s.n == 0 || s.n >= size || memchr(s.p, '\0', s.n) != NULL)
		return false;
	memcpy(out, s.p, s.n);
	out[s.n] = '\0';
	return true;
}

static bool
parse_ipv4(struct str s, struct in_addr *out)
{
	char text[INET_ADDRSTRLEN];

	return cstr_of(s, text, sizeof(text)) &&
	    inet_pton(AF_INET, text, out) == 1;
}

static bool
parse_ipv6(struct str s, struct in6_addr *out)
{
	char text[INET6_ADDRSTRLEN];

	return cstr_of(s, text, sizeof(text)) &&
	    inet_pton(AF_INET6, text, out) == 1;
}

/* What stands behind the % of fe80::1%eth0: a name or a number; 0 if none. */
static uint32_t
parse_scope(struct str s)
{
	char name[IF_NAMESIZE];
	uint64_t number;

	if (num_u64(s, &number))
		return number <= UINT32_MAX ? (uint32_t)number : 0;
	return cstr_of(s, name, sizeof(name)) ? if_nametoindex(name) : 0;
}

/* [::1] without its brackets; they stand around IPv6 only. */
static bool
strip_brackets(struct str *s)
{
	if (s->n == 0 || s->p[0] != '[')
		return true;
	if (s->n < 2 || s->p[s->n - 1] != ']' || str_find(*s, ':') < 0)
		return false;
	*s = str_of(s->p + 1, s->n - 2);
	return true;
}

bool
net_addr_parse(struct str s, struct net_addr *out)
{
	struct net_addr a;
	struct str scope;

	memset(&a, 0, sizeof(a));
	if (!strip_brackets(&s))
		return false;
	if (parse_ipv4(s, &a.in.sin_addr)) {
		a.in.sin_family = AF_INET;
		a.len = sizeof(a.in);
		*out = a;
		return true;
	}
	scope = s;
	s = str_cut(&scope, '%');
	memset(&a, 0, sizeof(a));
	if (!parse_ipv6(s, &a.in6.sin6_addr))
		return false;
	if (scope.p != NULL &&
	    (a.in6.sin6_scope_id = parse_scope(scope)) == 0)
		return false;
	a.in6.sin6_family = AF_INET6;
	a.len = sizeof(a.in6);
	*out = a;
	return true;
}

unsigned
net_addr_port(const struct net_addr *a)
{
	if (a->len == 0)
		return 0;
	if (a->sa.sa_family == AF_INET)
		return ntohs(a->in.sin_port);
	return a->sa.sa_family == AF_INET6 ? ntohs(a->in6.sin6_port) : 0;
}

void
net_addr_set_port(struct net_addr *a, unsigned port)
{
	if (a->len == 0)
		return;
	if (a->sa.sa_family == AF_INET)
		a->in.sin_port = htons((in_port_t)port);
	else if (a->sa.sa_family == AF_INET6)
		a->in6.sin6_port = htons((in_port_t)port);
}

void
net_addr_unmap(struct net_addr *a)
{
	struct sockaddr_in in;

	if (a->len == 0 || a->sa.sa_family != AF_INET6 ||
	    !IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr))
		return;
	memset(&in, 0, sizeof(in));
	in.sin_family = AF_INET;
	in.sin_port = a->in6.sin6_port;
	memcpy(&in.sin_addr, a->in6.sin6_addr.s6_addr + 12, 4);
	memset(a, 0, sizeof(*a));
	a->in = in;
	a->len = sizeof(a->in);
}

bool
net_addr_same_host(const struct net_addr *a, const struct net_addr *b)
{
	struct net_addr x = *a, y = *b;

	net_addr_unmap(&x);
	net_addr_unmap(&y);
	if (x.len == 0 || y.len == 0 || x.sa.sa_family != y.sa.sa_family ||
	    !str_eq(host_bytes(&x), host_bytes(&y)))
		return false;
	return x.sa.sa_family != AF_INET6 ||
	    x.in6.sin6_scope_id == y.in6.sin6_scope_id;
}

bool
net_addr_is_any(const struct net_addr *a)
{
	struct net_addr x = *a;

	net_addr_unmap(&x);
	if (x.len == 0)
		return false;
	if (x.sa.sa_family == AF_INET)
		return x.in.sin_addr.s_addr == htonl(INADDR_ANY);
	return x.sa.sa_family == AF_INET6 &&
	    IN6_IS_ADDR_UNSPECIFIED(&x.in6.sin6_addr);
}

bool
net_addr_is_loopback(const struct net_addr *a)
{
	struct net_addr x = *a;

	net_addr_unmap(&x);
	if (x.len == 0)
		return false;
	if (x.sa.sa_family == AF_INET)
		return ntohl(x.in.sin_addr.s_addr) >> 24 == 127;
	return x.sa.sa_family == AF_INET6 &&
	    IN6_IS_ADDR_LOOPBACK(&x.in6.sin6_addr);
}

/* Adds %eth0, or the number when the interface is gone. */
static void
put_scope(const struct net_addr *a, char *out, size_t size)
{
	size_t n = strlen(out);
	char name[IF_NAMESIZE];

	if (a->sa.sa_family != AF_INET6 || a->in6.sin6_scope_id == 0)
		return;
	if (if_indextoname(a->in6.sin6_scope_id, name) != NULL)
		snprintf(out + n, size - n, "%%%s", name);
	else
		snprintf(out + n, size - n, "%%%u",
		    (unsigned)a->in6.sin6_scope_id);
}

struct str
net_addr_text(const struct net_addr *a, char *out)
{
	struct str bytes = host_bytes(a);

	if (bytes.p == NULL || inet_ntop(a->sa.sa_family, bytes.p, out,
	    NET_ADDR_TEXT_MAX) == NULL) {
		out[0] = '\0';
		return str_of(out, 0);
	}
	put_scope(a, out, NET_ADDR_TEXT_MAX);
	return str_from(out);
}

struct str
net_addr_text_port(const struct net_addr *a, char *out)
{
	char host[NET_ADDR_TEXT_MAX];
	struct str text = net_addr_text(a, host);
	bool v6 = str_find(text, ':') >= 0;

	out[0] = '\0';
	if (text.n > 0)
		snprintf(out, NET_ADDR_TEXT_MAX, "%s%.*s%s:%u", v6 ? "[" : "",
		    STR_ARG(text), v6 ? "]" : "", net_addr_port(a));
	return str_from(out);
}
