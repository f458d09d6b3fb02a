/* Taking a connection off a listener, and what each failure means. */
#include "net/io.h"

#include <errno.h>

enum net_accept
net_accept_errno(int error)
{
	switch (error) {
	case EAGAIN:
	case EINTR:
	/* The client left, or the network reports on this connection only. */
	case ECONNABORTED:
	case ECONNREFUSED:
	case ECONNRESET:
	case EPROTO:
	case ENOPROTOOPT:
	case ETIMEDOUT:
	case EHOSTDOWN:
	case EHOSTUNREACH:
	case ENETUNREACH:
	case ENONET:
	case EPERM:	/* a firewall rule */
		return NET_NOTHING;
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return NET_EXHAUSTED;
	default:
		return NET_SICK;
	}
}

enum net_accept
net_accept(int listen_fd, int *fd, struct net_addr *peer)
{
	memset(peer, 0, sizeof(*peer));
	peer->len = sizeof(peer->in6);
	*fd = accept4(listen_fd, &peer->sa, &peer->len, SOCK_CLOEXEC);
	if (*fd < 0) {
		peer->len = 0;
		return net_accept_errno(errno);
	}
	net_addr_unmap(peer);
	return NET_ACCEPTED;
}
