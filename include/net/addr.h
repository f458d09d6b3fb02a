/* Internet addresses: parse, print, compare, and match against networks. */
#ifndef NET_ADDR_H
#define NET_ADDR_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/buf.h"

struct net_addr {
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	};
	socklen_t len;		/* 0: no address */
};

#define NET_ADDR_TEXT_MAX 64	/* "[fe80::1%interface]:65535" and NUL */

/* A numeric address without port: "127.0.0.1", "::1", "[::1]". */
bool net_addr_parse(struct str s, struct net_addr *out);
unsigned net_addr_port(const struct net_addr *a);
void net_addr_set_port(struct net_addr *a, unsigned port);
/* ::ffff:a.b.c.d becomes a.b.c.d, as every log and Require sees it. */
void net_addr_unmap(struct net_addr *a);
bool net_addr_same_host(const struct net_addr *a, const struct net_addr *b);
bool net_addr_is_any(const struct net_addr *a);
bool net_addr_is_loopback(const struct net_addr *a);
/* Into a caller's array of NET_ADDR_TEXT_MAX; returns what was written. */
struct str net_addr_text(const struct net_addr *a, char *out);	/* no port */
struct str net_addr_text_port(const struct net_addr *a, char *out);

/* A network of "Require ip": full, partial (10.1), CIDR, netmask, IPv6. */
struct net_range {
	int family;
	unsigned char bytes[16];
	unsigned char mask[16];
};
bool net_range_parse(struct str s, struct net_range *out);
bool net_range_holds(const struct net_range *r, const struct net_addr *a);

#endif
