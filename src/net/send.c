/*
 * Sending with a timeout that starts anew whenever bytes move.
 *
 * sendmsg(2) never blocks here: it moves all on the fast path, and otherwise
 * poll(2) waits, exactly.  sendfile(2) cannot be told not to block, but goes
 * on by itself as long as the client takes bytes; the socket's timeout brings
 * it back some slices after they stop moving, so that its time limit ends a
 * few slices late.
 */
#include "net/io.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/listen.h"

/* The most that one sendfile(2) moves, bytes; the kernel's own limit. */
#define SEND_MAX 0x7ffff000

/* The patience of one transfer. */
struct wait {
	int fd;
	int timeout_ms;		/* below 0: for ever */
	int64_t deadline_ms;
};

static void
start_wait(struct wait *w, int fd, int timeout_ms)
{
	w->fd = fd;
	w->timeout_ms = timeout_ms;
	w->deadline_ms = timeout_ms < 0 ? -1 : clock_mono_ms() + timeout_ms;
}

/* NET_OK when the socket takes bytes again (or a signal came). */
static enum net_result
wait_writable(const struct wait *w)
{
	struct pollfd pfd = { .fd = w->fd, .events = POLLOUT };
	int r = poll(&pfd, 1, clock_left_ms(w->deadline_ms));

	if (r == 0)
		return NET_TIMEOUT;
	return r > 0 || errno == EINTR ? NET_OK : NET_ERROR;
}

/* Drops n sent bytes, and every element that is empty then, from the front. */
static void
advance(struct iovec **iov, int *n_iov, size_t n)
{
	while (*n_iov > 0 && n >= (*iov)->iov_len) {
		n -= (*iov)->iov_len;
		++*iov;
		--*n_iov;
	}
	if (*n_iov > 0) {
		(*iov)->iov_base = (char *)(*iov)->iov_base + n;
		(*iov)->iov_len -= n;
	}
}

/* After r < 0: a reason to try again, or the end of it. */
static enum net_result
survive(const struct wait *w)
{
	if (errno == EINTR)
		return NET_OK;
	return errno == EAGAIN ? wait_writable(w) : NET_ERROR;
}

enum net_result
net_send(int fd, struct iovec *iov, int n_iov, bool more, int timeout_ms,
    uint64_t *sent)
{
	int flags = MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0);
	struct msghdr msg = { 0 };
	enum net_result result;
	struct wait w;
	ssize_t r;

	*sent = 0;
	start_wait(&w, fd, timeout_ms);
	for (advance(&iov, &n_iov, 0); n_iov > 0;) {
		msg.msg_iov = iov;
		msg.msg_iovlen = n_iov < IOV_MAX ? n_iov : IOV_MAX;
		r = sendmsg(fd, &msg, flags);
		if (r < 0 && (result = survive(&w)) != NET_OK)
			return result;
		if (r <= 0)
			continue;
		*sent += (uint64_t)r;
		advance(&iov, &n_iov, (size_t)r);
		start_wait(&w, fd, timeout_ms);
	}
	return NET_OK;
}

/*
 * Some file systems cannot feed sendfile(2): one piece by copying.  Returns
 * as sendfile does, 0 meaning that the file has ended.
 */
static ssize_t
copy_piece(int fd, int file, off_t offset, size_t n)
{
	char piece[16384];
	ssize_t r;

	r = pread(file, piece, n < sizeof(piece) ? n : sizeof(piece), offset);
	if (r <= 0)
		return r;
	return send(fd, piece, (size_t)r, MSG_NOSIGNAL);
}

static ssize_t
send_piece(int fd, int file, off_t offset, uint64_t n)
{
	size_t most = n < SEND_MAX ? (size_t)n : SEND_MAX;
	off_t at = offset;
	ssize_t r = sendfile(fd, file, &at, most);

	if (r < 0 && (errno == EINVAL || errno == ENOSYS))
		r = copy_piece(fd, file, offset, most);
	return r;
}

enum net_result
net_sendfile(int fd, int file, off_t offset, uint64_t n, int timeout_ms,
    uint64_t *sent)
{
	/* A call would outlast this timeout: let none begin that may wait. */
	bool wait_first = timeout_ms >= 0 && timeout_ms < NET_SLICE_MS;
	enum net_result result;
	struct wait w;
	ssize_t r;

	*sent = 0;
	start_wait(&w, fd, timeout_ms);
	while (*sent < n) {
		if (wait_first && (result = wait_writable(&w)) != NET_OK)
			return result;
		r = send_piece(fd, file, offset + (off_t)*sent, n - *sent);
		if (r == 0)
			return NET_EOF;
		if (r < 0 && (result = survive(&w)) != NET_OK)
			return result;
		if (r < 0)
			continue;
		*sent += (uint64_t)r;
		start_wait(&w, fd, timeout_ms);
		wait_first = true;
	}
	return NET_OK;
}
