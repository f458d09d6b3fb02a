/* Listen's words: [address:]port [protocol] [options=name,name]. */
#include "net/listen.h"

#include "base/num.h"

#define PORT_HTTPS 443

/* Adds one name of options=; NULL or what is wrong. */
static const char *
parse_option(struct str name, struct listen_spec *out)
{
	if (str_ieq(name, STR("freebind")))
		out->freebind = true;
	else if (str_ieq(name, STR("reuseport")))
		out->reuseport = true;
	else if (str_ieq(name, STR("v6only")))
		out->v6only = true;
	else if (str_ieq(name, STR("multipathtcp")))
		return "the option multipathtcp is not supported here";
	else
		return "unknown option (they are freebind, reuseport, v6only)";
	return NULL;
}

static const char *
parse_options(struct str list, struct listen_spec *out)
{
	const char *wrong = NULL;

	while (wrong == NULL && list.p != NULL)
		wrong = parse_option(str_cut(&list, ','), out);
	return wrong;
}

/* A name as DNS and /etc/hosts know them. */
static bool
is_host_name(struct str s)
{
	if (s.n == 0 || s.n > 253)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alpha(s.p[i]) && !char_is_digit(s.p[i]) &&
		    s.p[i] != '-' && s.p[i] != '_' && s.p[i] != '.')
			return false;
	return true;
}

/* Interfaces may appear later: whether %eth0 exists is asked when binding. */
static bool
is_ipv6(struct str s)
{
	struct str scope = s;
	struct net_addr addr;

	s = str_cut(&scope, '%');
	return (scope.p == NULL || scope.n > 0) && s.n > 0 && s.p[0] != '[' &&
	    str_find(s, ':') >= 0 && net_addr_parse(s, &addr);
}

/* Takes the brackets off [v6]; "*" becomes absent. */
static bool
parse_host(struct str s, struct str *out)
{
	bool bracket = s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';

	if (str_eq(s, STR("*"))) {
		*out = STR_NONE;
		return true;
	}
	*out = bracket ? str_of(s.p + 1, s.n - 2) : s;
	return is_ipv6(*out) || (!bracket && is_host_name(*out));
}

static const char *
parse_port(struct str s, unsigned *out)
{
	int64_t port;

	if (s.n == 0)
		return "Port must be specified";
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_digit(s.p[i]))
			return "Port must be specified";
	if (!num_range(s, 0, 65535, &port))
		return "Invalid address or port";
	*out = (unsigned)port;
	return NULL;
}

/* [address:]port, split at the last colon outside brackets. */
static const char *
parse_address(struct str s, struct listen_spec *out)
{
	ptrdiff_t colon = str_rfind(s, ':');

	if (colon < str_rfind(s, ']'))
		return s.n > 0 && s.p[s.n - 1] == ']' ?
		    "Port must be specified" : "Invalid address or port";
	if (colon >= 0 &&
	    !parse_host(str_of(s.p, (size_t)colon), &out->host))
		return "Invalid address or port";
	return parse_port(str_skip(s, (size_t)(colon + 1)), &out->port);
}

const char *
listen_parse(struct arena *a, const struct strs *words,
    struct listen_spec *out)
{
	const char *wrong = NULL;

	memset(out, 0, sizeof(*out));
	if (words->n < 1 || words->n > 3)
		return "Listen requires 1 to 3 arguments";
	out->text = arena_copy(a, words->v[0]);
	wrong = parse_address(out->text, out);
	out->protocol = out->port == PORT_HTTPS ? STR("https") : STR("http");
	for (size_t i = 1; wrong == NULL && i < words->n; i++) {
		if (str_istarts(words->v[i], STR("options=")))
			wrong = parse_options(str_skip(words->v[i], 8), out);
		else if (i == 1)
			out->protocol = arena_lower(a, words->v[i]);
		else
			wrong = "the third argument has to be options=...";
	}
	return wrong;
}

bool
listen_same(const struct listen_spec *x, const struct listen_spec *y)
{
	struct net_addr p, q;

	if (x->port != y->port)
		return false;
	if (x->host.p == NULL || y->host.p == NULL)
		return x->host.p == y->host.p;
	if (net_addr_parse(x->host, &p) && net_addr_parse(y->host, &q))
		return net_addr_same_host(&p, &q);
	return str_ieq(x->host, y->host);
}
