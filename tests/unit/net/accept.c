/* What each failure of accept(2) means (httpd's table), and the real thing. */
#include "net/suites.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "net/io.h"

static const struct {
	int error;
	enum net_accept meaning;
} table[] = {
	{ EAGAIN, NET_NOTHING },
	{ EWOULDBLOCK, NET_NOTHING },
	{ EINTR, NET_NOTHING },
	{ ECONNABORTED, NET_NOTHING },
	{ ECONNRESET, NET_NOTHING },
	{ ECONNREFUSED, NET_NOTHING },
	{ EPROTO, NET_NOTHING },
	{ ETIMEDOUT, NET_NOTHING },
	{ EHOSTUNREACH, NET_NOTHING },
	{ ENETUNREACH, NET_NOTHING },
	{ EPERM, NET_NOTHING },
	{ EMFILE, NET_EXHAUSTED },
	{ ENFILE, NET_EXHAUSTED },
	{ ENOBUFS, NET_EXHAUSTED },
	{ ENOMEM, NET_EXHAUSTED },
	{ ENETDOWN, NET_SICK },
	{ EBADF, NET_SICK },
	{ EINVAL, NET_SICK },
	{ ENOTSOCK, NET_SICK },
	{ EFAULT, NET_SICK },
	{ 0, NET_SICK },
};

START_TEST(errno_table)
{
	ck_assert_int_eq(net_accept_errno(table[_i].error),
	    table[_i].meaning);
}
END_TEST

START_TEST(takes_one)
{
	struct arena *a = arena_new();
	struct listener l = open_line(a, "127.0.0.1:0");
	struct net_addr peer, own = { .len = sizeof(own.in6) };
	int client, fd;

	ck_assert_int_eq(net_accept(l.fd, &fd, &peer), NET_NOTHING);
	ck_assert_int_eq(fd, -1);
	ck_assert_uint_eq(peer.len, 0);
	client = client_of(&l);
	ck_assert_int_eq(net_accept(l.fd, &fd, &peer), NET_ACCEPTED);
	ck_assert_int_eq(getsockname(client, &own.sa, &own.len), 0);
	ck_assert(net_addr_same_host(&peer, &own));
	ck_assert_uint_eq(net_addr_port(&peer), net_addr_port(&own));
	close(fd);
	close(client);
	listener_close(&l);
	arena_free(a);
}
END_TEST

START_TEST(descriptors_run_out)
{
	struct arena *a = arena_new();
	struct listener l = open_line(a, "127.0.0.1:0");
	int client = client_of(&l), next = dup(client), fd;
	struct rlimit limit;
	struct net_addr peer;

	close(next);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = (rlim_t)next;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_int_eq(net_accept(l.fd, &fd, &peer), NET_EXHAUSTED);
	ck_assert_int_eq(errno, EMFILE);
	/* The connection is still queued for whoever has a descriptor. */
	limit.rlim_cur = (rlim_t)next + 1;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_int_eq(net_accept(l.fd, &fd, &peer), NET_ACCEPTED);
	close(fd);
	close(client);
	listener_close(&l);
	arena_free(a);
}
END_TEST

START_TEST(closed_listener)
{
	struct net_addr peer;
	int fd;

	ck_assert_int_eq(net_accept(-1, &fd, &peer), NET_SICK);
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

Suite *
accept_suite(void)
{
	Suite *s = suite_create("accept");
	TCase *t = tcase_create("accept");

	tcase_add_loop_test(t, errno_table, 0, (int)ARRAY_LEN(table));
	tcase_add_test(t, takes_one);
	tcase_add_test(t, descriptors_run_out);
	tcase_add_test(t, closed_listener);
	suite_add_tcase(s, t);
	return s;
}
