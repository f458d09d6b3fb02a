/*
 * Listening sockets.
 *
 * A listener belongs to the master for its whole life; a reload matches by
 * address and keeps the very same socket, so nothing queued is lost.  They
 * are non-blocking and close-on-exec; TCP_NODELAY and the receive and send
 * timeouts of NET_SLICE_MS are set here, because accepted sockets inherit
 * them and no connection then pays a system call for it.
 */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "base/arena.h"
#include "net/addr.h"

/* Blocking calls on a connection return at least this often, ms. */
#define NET_SLICE_MS 1000

/* One Listen line. */
struct listen_spec {
	struct str text;	/* "[::1]:8080", as configured */
	struct str host;	/* absent: every address */
	unsigned port;
	struct str protocol;	/* "http", "https" */
	bool freebind, reuseport, v6only;
};

struct listen_options {
	int backlog;		/* ListenBacklog */
	int send_buffer, receive_buffer;	/* bytes, 0: the kernel's */
	bool defer_accept;	/* AcceptFilter is not "none" */
};

struct listener {
	struct net_addr addr;	/* as bound; the port is the real one */
	struct str text;	/* the Listen line it stands for */
	int fd;
};

/* Reads Listen's words: NULL or what is wrong.  Port 0 is let through. */
const char *listen_parse(struct arena *a, const struct strs *words,
    struct listen_spec *out);
/* The same address and port, which one configuration may name only once. */
bool listen_same(const struct listen_spec *x, const struct listen_spec *y);

/*
 * Opens a spec: fills at most max listeners (a host name may mean several).
 * Returns how many, or -errno with *what saying which call failed on which
 * address.  On success *what is absent, but where [::] failed and 0.0.0.0
 * serves alone it says why, for a warning.  Port 0 is allowed (the kernel
 * chooses) for tests.  The text of listeners and *what live in the arena.
 */
int listen_open(struct arena *a, const struct listen_spec *spec,
    const struct listen_options *options, struct listener *out, int max,
    struct str *what);
/* Ends listening for every process that holds the socket. */
void listener_close(struct listener *l);
/* Re-applies what may change on a kept socket: backlog, buffers, filter. */
void listener_tune(const struct listener *l, const struct listen_options *o);
/*
 * Connections waiting in the accept queue, and its limit (unless NULL); -1
 * when unknown.
 */
int listener_queue(const struct listener *l, int *limit);

#endif
