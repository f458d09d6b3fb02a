/* Receiving with a deadline, and the polite close that is made of it. */
#include "net/io.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "net/listen.h"

/*
 * What one receive came to.  NET_STOPPED stands for "nothing yet", because
 * only then is the caller's `stop` of interest.
 */
static enum net_result
receive(int fd, void *p, size_t n, size_t *got, int flags)
{
	ssize_t r = recv(fd, p, n, flags);

	if (r > 0) {
		*got = (size_t)r;
		return NET_OK;
	}
	if (r == 0)
		return NET_EOF;
	if (errno == EAGAIN || errno == EINTR)
		return NET_STOPPED;
	return NET_ERROR;
}

/* The last slice: the kernel's timeout would overshoot the deadline. */
static enum net_result
receive_within(int fd, void *p, size_t n, size_t *got, int left_ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int r = poll(&pfd, 1, left_ms);

	if (r > 0)
		return receive(fd, p, n, got, MSG_DONTWAIT);
	return r == 0 || errno == EINTR ? NET_STOPPED : NET_ERROR;
}

enum net_result
net_recv(int fd, void *p, size_t n, size_t *got, int64_t deadline_ms,
    const struct net_stop *stop)
{
	enum net_result result;
	int left_ms;

	BUG_ON(n == 0);
	*got = 0;
	while ((left_ms = clock_left_ms(deadline_ms)) != 0) {
		if (left_ms < 0 || left_ms >= NET_SLICE_MS)
			result = receive(fd, p, n, got, 0);
		else
			result = receive_within(fd, p, n, got, left_ms);
		if (result != NET_STOPPED)
			return result;
		if (stop != NULL && stop->asked(stop->ctx))
			return NET_STOPPED;
	}
	return NET_TIMEOUT;
}

enum net_result
net_recv_now(int fd, void *p, size_t n, size_t *got)
{
	enum net_result result;

	BUG_ON(n == 0);
	*got = 0;
	do {
		errno = 0;
		result = receive(fd, p, n, got, MSG_DONTWAIT);
	} while (result == NET_STOPPED && errno == EINTR);
	return result == NET_STOPPED ? NET_OK : result;
}

void
net_linger_close(int fd, int timeout_ms)
{
	int64_t deadline_ms = clock_mono_ms() + timeout_ms;
	char waste[4096];
	size_t got;

	if (shutdown(fd, SHUT_WR) == 0)
		while (net_recv(fd, waste, sizeof(waste), &got, deadline_ms,
		    NULL) == NET_OK)
			continue;
	close(fd);
}

int
net_slice(int fd)
{
	struct timeval tv = {
		.tv_sec = NET_SLICE_MS / 1000,
		.tv_usec = NET_SLICE_MS % 1000 * 1000
	};

	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) < 0)
		return -1;
	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
}
