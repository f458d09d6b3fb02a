/*
 * One accepted connection: read, write and close with deadlines.
 *
 * Sockets are blocking with the kernel timeouts of NET_SLICE_MS, so that the
 * fast path is one receive and one send; a deadline is checked each slice and
 * met exactly by poll(2) in its last one (net_sendfile: a few slices late).
 * Deadlines are clock_mono_ms values;
 * below 0 means none.
 */
#ifndef NET_IO_H
#define NET_IO_H

#include <sys/types.h>
#include <sys/uio.h>

#include "net/addr.h"

enum net_accept {
	NET_ACCEPTED,
	NET_NOTHING,	/* EAGAIN and errors of one connection: next round */
	NET_EXHAUSTED,	/* EMFILE, ENFILE, ENOBUFS, ENOMEM: pause, go on */
	NET_SICK	/* ENETDOWN and the rest: leave, errno says why */
};

/* accept4 with CLOEXEC; on ACCEPTED *fd and *peer (unmapped) are set. */
enum net_accept net_accept(int listen_fd, int *fd, struct net_addr *peer);
/* The pure half of it. */
enum net_accept net_accept_errno(int error);

enum net_result {
	NET_OK = 1,
	NET_EOF = 0,
	NET_TIMEOUT = -1,
	NET_ERROR = -2,		/* errno says which: reset, broken pipe, ... */
	NET_STOPPED = -3	/* the `stop` callback said so */
};

/* Asked once a slice while waiting for the client; true ends the wait. */
struct net_stop {
	bool (*asked)(void *ctx);
	void *ctx;
};

/*
 * Gives a socket that did not come from a listener the slices these functions
 * rely on; 0 or -1 and errno.
 */
int net_slice(int fd);

/*
 * Receives 1 to n bytes into p, *got says how many.  A deadline that has
 * passed is a NET_TIMEOUT even if bytes are there: a client that sends
 * without pause gets no more time than a silent one.
 */
enum net_result net_recv(int fd, void *p, size_t n, size_t *got,
    int64_t deadline_ms, const struct net_stop *stop);
/* What can be received without waiting: NET_OK with *got 0 when nothing. */
enum net_result net_recv_now(int fd, void *p, size_t n, size_t *got);
/*
 * Sends everything; the deadline starts anew with every byte that moves.
 * `more` holds back a partial segment (MSG_MORE).  *sent counts what left,
 * also when it fails.  The array is used up: its elements are moved on.
 */
enum net_result net_send(int fd, struct iovec *iov, int n_iov, bool more,
    int timeout_ms, uint64_t *sent);
/*
 * The same for bytes of a file; NET_EOF when the file is shorter than that.
 * Nothing can keep sendfile(2) from raising SIGPIPE: the process ignores it.
 */
enum net_result net_sendfile(int fd, int file, off_t offset, uint64_t n,
    int timeout_ms, uint64_t *sent);
/*
 * Lingering close (RFC 9112 9.6): half-close, read and throw away until the
 * client closes, at most timeout_ms in all; then close.  A reset can then not
 * overtake the answer.
 */
void net_linger_close(int fd, int timeout_ms);

#endif
