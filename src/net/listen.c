/* Opening, tuning and asking the sockets that a Listen line stands for. */
#include "net/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "base/bug.h"
#include "net/io.h"

/* The longest a connection without data is held back by the kernel, s. */
#define DEFER_ACCEPT_S 30

/* More addresses than this behind one name are a mistake. */
#define ADDRS_MAX 64

/* The steps that open one socket; the text of the failed one is reported. */
struct opening {
	struct arena *arena;
	const struct listen_spec *spec;
	const struct listen_options *options;
	struct str *what;
};

/* Says what failed; returns -errno. */
static int
fail(const struct opening *o, const char *call, const struct net_addr *addr)
{
	char text[NET_ADDR_TEXT_MAX];
	int error = errno;

	*o->what = arena_printf(o->arena, "%s %.*s", call,
	    STR_ARG(net_addr_text_port(addr, text)));
	return -error;
}

static int
set(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value));
}

/* A size the kernel refuses is no reason not to serve. */
static void
set_buffers(int fd, const struct listen_options *o)
{
	if (o->send_buffer > 0)
		set(fd, SOL_SOCKET, SO_SNDBUF, o->send_buffer);
	if (o->receive_buffer > 0)
		set(fd, SOL_SOCKET, SO_RCVBUF, o->receive_buffer);
}

/* Before bind: NULL, or the option that could not be set. */
static const char *
set_options(int fd, const struct opening *o, int family)
{
	if (set(fd, SOL_SOCKET, SO_REUSEADDR, 1) < 0)
		return "could not set SO_REUSEADDR for address";
	if (o->spec->reuseport && set(fd, SOL_SOCKET, SO_REUSEPORT, 1) < 0)
		return "could not set SO_REUSEPORT for address";
	if (o->spec->freebind && set(fd, IPPROTO_IP, IP_FREEBIND, 1) < 0)
		return "could not set IP_FREEBIND for address";
	if (family == AF_INET6 &&
	    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, o->spec->v6only) < 0)
		return "could not set IPV6_V6ONLY for address";
	if (set(fd, SOL_SOCKET, SO_KEEPALIVE, 1) < 0)
		return "could not set SO_KEEPALIVE for address";
	if (set(fd, IPPROTO_TCP, TCP_NODELAY, 1) < 0)
		return "could not set TCP_NODELAY for address";
	if (net_slice(fd) < 0)
		return "could not set SO_RCVTIMEO for address";
	set_buffers(fd, o->options);
	return NULL;
}

/* Where the port was 0 this is where the kernel's choice becomes known. */
static int
name_listener(const struct opening *o, struct listener *l)
{
	l->addr.len = sizeof(l->addr.in6);
	if (getsockname(l->fd, &l->addr.sa, &l->addr.len) < 0)
		return fail(o, "could not read the name of", &l->addr);
	l->text = arena_copy(o->arena, o->spec->text);
	return 0;
}

static int
bind_and_listen(const struct opening *o, struct listener *l)
{
	const char *wrong = set_options(l->fd, o, l->addr.sa.sa_family);

	if (wrong != NULL)
		return fail(o, wrong, &l->addr);
	if (bind(l->fd, &l->addr.sa, l->addr.len) < 0)
		return fail(o, "could not bind to address", &l->addr);
	if (listen(l->fd, o->options->backlog) < 0)
		return fail(o, "unable to listen for connections on address",
		    &l->addr);
	/* A kernel without it only wakes a child a little early. */
	if (o->options->defer_accept)
		set(l->fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, DEFER_ACCEPT_S);
	return name_listener(o, l);
}

static int
open_one(const struct opening *o, const struct net_addr *addr,
    struct listener *l)
{
	int error;

	memset(l, 0, sizeof(*l));
	l->addr = *addr;
	l->fd = socket(addr->sa.sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
	if (l->fd < 0)
		return fail(o, "could not create a socket for address", addr);
	error = bind_and_listen(o, l);
	if (error < 0)
		listener_close(l);
	return error;
}

/* Is this how a machine without IPv6 (or without IPv4) fails? */
static bool
family_missing(int error)
{
	return error == -EAFNOSUPPORT || error == -EADDRNOTAVAIL ||
	    error == -EPROTONOSUPPORT;
}

static int
open_any_at(const struct opening *o, const char *host, unsigned port,
    struct listener *l)
{
	struct net_addr addr;

	net_addr_parse(str_from(host), &addr);
	net_addr_set_port(&addr, port);
	return open_one(o, &addr, l);
}

/*
 * Every address: [::] takes IPv4 too, so 0.0.0.0 is opened only beside a
 * v6only one, or where [::] fails; httpd, too, then goes on with IPv4.
 */
static int
open_any(const struct opening *o, struct listener *out, int max)
{
	unsigned port = o->spec->port;
	struct str v6_what;
	int v4, v6, n;

	v6 = open_any_at(o, "::", port, out);
	n = v6 == 0;
	if (n == 1 && (!o->spec->v6only || max < 2))
		return 1;
	v6_what = *o->what;
	v4 = open_any_at(o, "0.0.0.0",
	    n == 1 ? net_addr_port(&out->addr) : port, out + n);
	if (v4 == 0 || (n == 1 && family_missing(v4))) {
		*o->what = v6 == 0 || family_missing(v6) ? STR_NONE : v6_what;
		return v4 == 0 ? n + 1 : n;
	}
	if (n == 1)
		listener_close(out);
	if (n == 1 || family_missing(v6))
		return v4;
	*o->what = v6_what;
	return v6;
}

/* Adds an address unless it is there: /etc/hosts may say it twice. */
static int
add_addr(struct net_addr *addrs, int n, const struct addrinfo *ai)
{
	struct net_addr addr;

	if (ai->ai_addrlen > sizeof(addr.in6))
		return n;
	memset(&addr, 0, sizeof(addr));
	memcpy(&addr.sa, ai->ai_addr, ai->ai_addrlen);
	addr.len = ai->ai_addrlen;
	for (int i = 0; i < n; i++)
		if (net_addr_same_host(&addrs[i], &addr))
			return n;
	addrs[n] = addr;
	return n + 1;
}

/* The addresses of the host: how many, or -errno and *what. */
static int
resolve(const struct opening *o, struct net_addr *addrs, int max)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	int n = 0, r;

	if (net_addr_parse(o->spec->host, &addrs[0]))
		return 1;
	r = getaddrinfo(arena_cstr(o->arena, o->spec->host), NULL, &hints,
	    &list);
	if (r != 0) {
		*o->what = arena_printf(o->arena,
		    "could not resolve host name %.*s: %s",
		    STR_ARG(o->spec->host), gai_strerror(r));
		return r == EAI_SYSTEM ? -errno : -EADDRNOTAVAIL;
	}
	for (struct addrinfo *ai = list; ai != NULL && n < max;
	    ai = ai->ai_next)
		n = add_addr(addrs, n, ai);
	freeaddrinfo(list);
	return n;
}

/*
 * All addresses of a name or none; only those of a protocol this machine
 * does not have are left out, as long as one remains.
 */
static int
open_named(const struct opening *o, struct listener *out, int max)
{
	struct net_addr addrs[ADDRS_MAX];
	unsigned port = o->spec->port;
	int n = 0, r, missing = -EADDRNOTAVAIL;
	int found = resolve(o, addrs, max < ADDRS_MAX ? max : ADDRS_MAX);

	for (int i = 0; i < found; i++) {
		net_addr_set_port(&addrs[i], port);
		r = open_one(o, &addrs[i], &out[n]);
		if (r == 0) {
			port = net_addr_port(&out[n++].addr);
		} else if (family_missing(r)) {
			missing = r;
		} else {
			while (n > 0)
				listener_close(&out[--n]);
			return r;
		}
	}
	if (found < 0)
		return found;
	if (n == 0)
		return missing;
	*o->what = STR_NONE;
	return n;
}

int
listen_open(struct arena *a, const struct listen_spec *spec,
    const struct listen_options *options, struct listener *out, int max,
    struct str *what)
{
	struct opening o = {
		.arena = a, .spec = spec, .options = options, .what = what
	};

	BUG_ON(max < 1);
	*what = STR_NONE;
	return spec->host.p == NULL ? open_any(&o, out, max) :
	    open_named(&o, out, max);
}

void
listener_close(struct listener *l)
{
	if (l->fd < 0)
		return;
	/* Busy children still hold copies: the port must be free all the same,
	 * and nobody is to wait in a queue that is never read. */
	shutdown(l->fd, SHUT_RD);
	close(l->fd);
	l->fd = -1;
}

void
listener_tune(const struct listener *l, const struct listen_options *o)
{
	set_buffers(l->fd, o);
	listen(l->fd, o->backlog);
	set(l->fd, IPPROTO_TCP, TCP_DEFER_ACCEPT,
	    o->defer_accept ? DEFER_ACCEPT_S : 0);
}

int
listener_queue(const struct listener *l, int *limit)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);
	bool known = getsockopt(l->fd, IPPROTO_TCP, TCP_INFO, &info,
	    &len) == 0 && info.tcpi_state == TCP_LISTEN;

	/* On a listening socket these two fields mean the accept queue. */
	if (limit != NULL)
		*limit = known ? (int)info.tcpi_sacked : -1;
	return known ? (int)info.tcpi_unacked : -1;
}
