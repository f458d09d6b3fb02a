/*
 * Receiving and the lingering close.  Where time is the subject the lower
 * bound is exact and the upper one below a slice, so that a loaded machine
 * passes and a wait for the kernel's timeout does not.
 */
#include "net/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/io.h"

static int client, server;

static void
setup(void)
{
	tcp_pair(&client, &server);
}

/* A close that makes the peer see a reset. */
static void
reset(int fd)
{
	struct linger hard = { .l_onoff = 1, .l_linger = 0 };

	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard,
	    sizeof(hard)), 0);
	close(fd);
}

static bool
count_and_say(void *ctx)
{
	int *left = ctx;

	return --*left == 0;
}

START_TEST(takes_what_is_there)
{
	char p[16];
	size_t got;

	ck_assert_int_eq(write(client, "hello", 5), 5);
	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got, -1, NULL),
	    NET_OK);
	ck_assert_uint_eq(got, 5);
	ck_assert_mem_eq(p, "hello", 5);
	/* Not more than asked for; the rest stays. */
	ck_assert_int_eq(write(client, "abcdef", 6), 6);
	ck_assert_int_eq(net_recv(server, p, 4, &got,
	    clock_mono_ms() + 10000, NULL), NET_OK);
	ck_assert_uint_eq(got, 4);
	ck_assert_int_eq(net_recv(server, p, 4, &got,
	    clock_mono_ms() + 500, NULL), NET_OK);
	ck_assert_uint_eq(got, 2);
}
END_TEST

START_TEST(sees_the_end)
{
	char p[4];
	size_t got = 9;

	close(client);
	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got, -1, NULL),
	    NET_EOF);
	ck_assert_uint_eq(got, 0);
	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got,
	    clock_mono_ms() + 500, NULL), NET_EOF);
	ck_assert_int_eq(net_recv_now(server, p, sizeof(p), &got), NET_EOF);
}
END_TEST

START_TEST(sees_a_reset)
{
	char p[4];
	size_t got;

	reset(client);
	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got,
	    clock_mono_ms() + (_i ? 500 : 5000), NULL), NET_ERROR);
	ck_assert_int_eq(errno, ECONNRESET);
}
END_TEST

START_TEST(bad_descriptor)
{
	char p[4];
	size_t got;

	ck_assert_int_eq(net_recv(-1, p, sizeof(p), &got, -1, NULL),
	    NET_ERROR);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(net_recv_now(-1, p, sizeof(p), &got), NET_ERROR);
}
END_TEST

START_TEST(meets_a_short_deadline)
{
	int64_t start = clock_mono_ms(), took;
	char p[4];
	size_t got;

	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got, start + 120,
	    NULL), NET_TIMEOUT);
	took = clock_mono_ms() - start;
	ck_assert_int_ge(took, 120);
	ck_assert_int_lt(took, NET_SLICE_MS);
}
END_TEST

/* One whole slice and an exact rest; `stop` is asked after each. */
START_TEST(meets_a_deadline_behind_a_slice)
{
	int64_t start = clock_mono_ms(), took;
	int left = 1000;
	struct net_stop stop = { count_and_say, &left };
	char p[4];
	size_t got;

	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got, start + 1250,
	    &stop), NET_TIMEOUT);
	took = clock_mono_ms() - start;
	ck_assert_int_ge(took, 1250);
	ck_assert_int_lt(took, 1250 + NET_SLICE_MS - 300);
	ck_assert_int_ge(left, 997);
	ck_assert_int_le(left, 999);
}
END_TEST

/* A deadline that has passed gets nothing, however much is there. */
START_TEST(no_bytes_after_the_deadline)
{
	char p[4];
	size_t got;

	ck_assert_int_eq(write(client, "x", 1), 1);
	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got,
	    clock_mono_ms() - 1, NULL), NET_TIMEOUT);
	ck_assert_uint_eq(got, 0);
}
END_TEST

START_TEST(stops_when_asked)
{
	int64_t start = clock_mono_ms();
	int left = 1;
	struct net_stop stop = { count_and_say, &left };
	char p[4];
	size_t got;

	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got, -1, &stop),
	    NET_STOPPED);
	ck_assert_int_eq(left, 0);
	ck_assert_int_ge(clock_mono_ms() - start, NET_SLICE_MS - 20);
}
END_TEST

START_TEST(never_asks_a_busy_client)
{
	int left = 1;
	struct net_stop stop = { count_and_say, &left };
	char p[4];
	size_t got;

	ck_assert_int_eq(write(client, "x", 1), 1);
	ck_assert_int_eq(net_recv(server, p, sizeof(p), &got, -1, &stop),
	    NET_OK);
	ck_assert_int_eq(left, 1);
}
END_TEST

START_TEST(now_does_not_wait)
{
	char p[4];
	size_t got = 9;

	ck_assert_int_eq(net_recv_now(server, p, sizeof(p), &got), NET_OK);
	ck_assert_uint_eq(got, 0);
	ck_assert_int_eq(write(client, "abcdef", 6), 6);
	ck_assert_int_eq(net_recv_now(server, p, sizeof(p), &got), NET_OK);
	ck_assert_uint_eq(got, 4);
}
END_TEST

START_TEST(slices_any_socket)
{
	int64_t start = clock_mono_ms();
	int pair[2], left = 1;
	struct net_stop stop = { count_and_say, &left };
	char p[4];
	size_t got;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ck_assert_int_eq(net_slice(pair[0]), 0);
	ck_assert_int_eq(net_recv(pair[0], p, sizeof(p), &got, -1, &stop),
	    NET_STOPPED);
	ck_assert_int_ge(clock_mono_ms() - start, NET_SLICE_MS - 20);
	ck_assert_int_eq(net_slice(-1), -1);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

/* Sends until the peer is gone. */
static _Noreturn void
flood(int fd)
{
	static const char junk[4096];

	while (send(fd, junk, sizeof(junk), MSG_NOSIGNAL) > 0)
		continue;
	_exit(0);
}

/*
 * Unread bytes of the client would turn a plain close into a reset, and the
 * answer could be lost to it.
 */
START_TEST(linger_saves_the_answer)
{
	char junk[60000] = { 0 }, p[16];
	pid_t pid;

	ck_assert_int_eq(write(client, junk, sizeof(junk)), sizeof(junk));
	ck_assert_int_eq(write(server, "answer", 6), 6);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(client);
		net_linger_close(server, 20000);
		_exit(0);
	}
	close(server);
	ck_assert_int_eq(recv(client, p, sizeof(p), MSG_WAITALL), 6);
	ck_assert_mem_eq(p, "answer", 6);
	ck_assert_int_eq(read(client, p, sizeof(p)), 0);
	close(client);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

START_TEST(linger_is_bounded)
{
	int64_t start = clock_mono_ms(), took;

	net_linger_close(server, 150);
	took = clock_mono_ms() - start;
	ck_assert_int_ge(took, 150);
	ck_assert_int_lt(took, NET_SLICE_MS);
	ck_assert_int_eq(fcntl(server, F_GETFD), -1);
}
END_TEST

START_TEST(linger_is_bounded_against_a_flood)
{
	int64_t start = clock_mono_ms(), took;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(server);
		flood(client);
	}
	close(client);
	net_linger_close(server, 150);
	took = clock_mono_ms() - start;
	ck_assert_int_ge(took, 150);
	ck_assert_int_lt(took, 3 * NET_SLICE_MS);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

START_TEST(linger_ends_with_the_client)
{
	int64_t start = clock_mono_ms();

	close(client);
	net_linger_close(server, 30000);
	ck_assert_int_lt(clock_mono_ms() - start, 10000);
	ck_assert_int_eq(fcntl(server, F_GETFD), -1);
}
END_TEST

START_TEST(linger_survives_a_reset)
{
	reset(client);
	net_linger_close(server, 30000);
	ck_assert_int_eq(fcntl(server, F_GETFD), -1);
}
END_TEST

Suite *
recv_suite(void)
{
	Suite *s = suite_create("recv");
	TCase *t = tcase_create("recv"), *l = tcase_create("linger");

	tcase_set_timeout(t, 30);
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, takes_what_is_there);
	tcase_add_test(t, sees_the_end);
	tcase_add_loop_test(t, sees_a_reset, 0, 2);
	tcase_add_test(t, bad_descriptor);
	tcase_add_test(t, meets_a_short_deadline);
	tcase_add_test(t, meets_a_deadline_behind_a_slice);
	tcase_add_test(t, no_bytes_after_the_deadline);
	tcase_add_test(t, stops_when_asked);
	tcase_add_test(t, never_asks_a_busy_client);
	tcase_add_test(t, now_does_not_wait);
	tcase_add_test(t, slices_any_socket);
	suite_add_tcase(s, t);
	tcase_set_timeout(l, 30);
	tcase_add_checked_fixture(l, setup, NULL);
	tcase_add_test(l, linger_saves_the_answer);
	tcase_add_test(l, linger_is_bounded);
	tcase_add_test(l, linger_is_bounded_against_a_flood);
	tcase_add_test(l, linger_ends_with_the_client);
	tcase_add_test(l, linger_survives_a_reset);
	suite_add_tcase(s, l);
	return s;
}
