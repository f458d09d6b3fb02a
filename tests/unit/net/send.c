/* Sending: partial writes, time limits, files. */
#include "net/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/io.h"

#define BIG 400000

static int client, server;
static char big[BIG];

static void
setup(void)
{
	int tiny = 4096;

	tcp_pair(&client, &server);
	ck_assert_int_eq(setsockopt(server, SOL_SOCKET, SO_SNDBUF, &tiny,
	    sizeof(tiny)), 0);
	for (size_t i = 0; i < BIG; i++)
		big[i] = (char)(i * 7 + i / 251);
}

/* A file of the BIG bytes that nobody else sees. */
static int
big_file(void)
{
	FILE *f = tmpfile();
	int fd;

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(big, 1, BIG, f), BIG);
	ck_assert_int_eq(fflush(f), 0);
	fd = dup(fileno(f));
	fclose(f);
	return fd;
}

/* In a child: reads until the end, exits 0 if it was big[from] to the end. */
static pid_t
reader(size_t from, int pause_ms, int pauses)
{
	static char got[BIG + 1];
	pid_t pid = fork();
	size_t n = 0;
	ssize_t r;

	ck_assert_int_ge(pid, 0);
	if (pid > 0) {
		close(client);
		return pid;
	}
	close(server);
	while ((r = read(client, got + n, pauses > 0 ? 40000 :
	    sizeof(got) - n)) > 0) {
		n += (size_t)r;
		if (pauses-- > 0)
			poll(NULL, 0, pause_ms);
	}
	_exit(n == BIG - from && memcmp(got, big + from, n) == 0 ? 0 : 1);
}

static void
expect_success(pid_t pid)
{
	int status;

	close(server);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

/* All of it in pieces of uneven size, some empty, far more than IOV_MAX. */
static int
cut_up(struct iovec *iov)
{
	size_t at = 0, n, i = 0;

	while (at < BIG) {
		n = i % 5 == 0 ? 0 : i % 97 + 1;
		n = n < BIG - at ? n : BIG - at;
		iov[i++] = (struct iovec){ big + at, n };
		at += n;
	}
	ck_assert_uint_gt(i, 2 * IOV_MAX);
	return (int)i;
}

START_TEST(sends_all_of_it)
{
	static struct iovec iov[BIG / 2];
	pid_t pid = reader(0, 0, 0);
	uint64_t sent;

	ck_assert_int_eq(net_send(server, iov, cut_up(iov), false,
	    _i == 0 ? 20000 : _i == 1 ? 900 : -1, &sent), NET_OK);
	ck_assert_uint_eq(sent, BIG);
	expect_success(pid);
}
END_TEST

START_TEST(sends_nothing)
{
	struct iovec iov[2] = { { big, 0 }, { NULL, 0 } };
	uint64_t sent = 9;

	ck_assert_int_eq(net_send(server, iov, 0, false, 100, &sent), NET_OK);
	ck_assert_uint_eq(sent, 0);
	ck_assert_int_eq(net_send(server, iov, 2, false, 100, &sent), NET_OK);
	ck_assert_uint_eq(sent, 0);
	ck_assert_int_eq(net_sendfile(server, -1, 0, 0, 100, &sent), NET_OK);
	ck_assert_uint_eq(sent, 0);
}
END_TEST

/* A client that does not read: a partial send, and on time. */
START_TEST(gives_up_on_time)
{
	struct iovec iov = { big, BIG };
	int64_t start = clock_mono_ms(), took;
	uint64_t sent;

	ck_assert_int_eq(net_send(server, &iov, 1, false, 150, &sent),
	    NET_TIMEOUT);
	took = clock_mono_ms() - start;
	ck_assert_int_ge(took, 150);
	ck_assert_int_lt(took, NET_SLICE_MS);
	ck_assert_uint_gt(sent, 0);
	ck_assert_uint_lt(sent, BIG);
	/* What is left is told exactly. */
	ck_assert_ptr_eq(iov.iov_base, big + sent);
	ck_assert_uint_eq(iov.iov_len, BIG - sent);
}
END_TEST

START_TEST(gives_up_on_time_behind_a_slice)
{
	struct iovec iov = { big, BIG };
	int64_t start = clock_mono_ms(), took;
	uint64_t sent;

	ck_assert_int_eq(net_send(server, &iov, 1, false, 1100, &sent),
	    NET_TIMEOUT);
	took = clock_mono_ms() - start;
	ck_assert_int_ge(took, 1100);
	ck_assert_int_lt(took, 1100 + NET_SLICE_MS);
}
END_TEST

/* Slow but alive: more time in all than the timeout, and yet no timeout. */
START_TEST(progress_starts_the_clock_anew)
{
	struct iovec iov = { big, BIG };
	pid_t pid = reader(0, 200, 8);
	int64_t start = clock_mono_ms();
	uint64_t sent;

	ck_assert_int_eq(net_send(server, &iov, 1, false, 900, &sent),
	    NET_OK);
	ck_assert_uint_eq(sent, BIG);
	ck_assert_int_gt(clock_mono_ms() - start, 900);
	expect_success(pid);
}
END_TEST

/* No SIGPIPE, although the test has not ignored it. */
START_TEST(client_is_gone)
{
	struct iovec iov;
	enum net_result r = NET_OK;
	uint64_t sent;

	close(client);
	for (int i = 0; i < 100 && r == NET_OK; i++) {
		iov = (struct iovec){ big, 1000 };
		r = net_send(server, &iov, 1, false, 5000, &sent);
	}
	ck_assert_int_eq(r, NET_ERROR);
	ck_assert(errno == EPIPE || errno == ECONNRESET);
}
END_TEST

/* MSG_MORE joins head and body in one segment, or at least loses neither. */
START_TEST(more_follows)
{
	struct iovec head = { big, 10 }, body = { big + 10, 10 };
	char got[20];
	uint64_t sent;

	ck_assert_int_eq(net_send(server, &head, 1, true, 5000, &sent),
	    NET_OK);
	ck_assert_uint_eq(sent, 10);
	ck_assert_int_eq(net_recv_now(client, got, sizeof(got), &sent),
	    NET_OK);
	ck_assert_uint_eq(sent, 0);
	ck_assert_int_eq(net_send(server, &body, 1, false, 5000, &sent),
	    NET_OK);
	ck_assert_int_eq(recv(client, got, 20, MSG_WAITALL), 20);
	ck_assert_mem_eq(got, big, 20);
}
END_TEST

START_TEST(sends_a_file)
{
	int file = big_file();
	size_t from = _i == 2 ? 12345 : 0;
	pid_t pid = reader(from, 0, 0);
	uint64_t sent;

	ck_assert_int_eq(net_sendfile(server, file, (off_t)from, BIG - from,
	    _i == 0 ? 20000 : _i == 1 ? 900 : -1, &sent), NET_OK);
	ck_assert_uint_eq(sent, BIG - from);
	/* The file's own position is nobody's business. */
	ck_assert_int_eq(lseek(file, 0, SEEK_CUR), BIG);
	close(file);
	expect_success(pid);
}
END_TEST

START_TEST(file_ends_early)
{
	int file = big_file();
	char got[200];
	uint64_t sent;

	ck_assert_int_eq(net_sendfile(server, file, BIG - 100, 500, 5000,
	    &sent), NET_EOF);
	ck_assert_uint_eq(sent, 100);
	ck_assert_int_eq(recv(client, got, 100, MSG_WAITALL), 100);
	ck_assert_mem_eq(got, big + BIG - 100, 100);
	close(file);
}
END_TEST

START_TEST(file_gives_up)
{
	int file = big_file();
	int64_t start = clock_mono_ms(), took;
	uint64_t sent;
	int timeout_ms = _i == 0 ? 150 : 1100;

	ck_assert_int_eq(net_sendfile(server, file, 0, BIG, timeout_ms,
	    &sent), NET_TIMEOUT);
	took = clock_mono_ms() - start;
	ck_assert_int_ge(took, timeout_ms);
	ck_assert_int_lt(took, timeout_ms + 10 * NET_SLICE_MS);
	ck_assert_uint_gt(sent, 0);
	ck_assert_uint_lt(sent, BIG);
	close(file);
}
END_TEST

START_TEST(file_to_nobody)
{
	int file = big_file();
	uint64_t sent;

	signal(SIGPIPE, SIG_IGN);
	shutdown(server, SHUT_WR);
	ck_assert_int_eq(net_sendfile(server, file, 0, BIG, 5000, &sent),
	    NET_ERROR);
	ck_assert_int_eq(errno, EPIPE);
	ck_assert_uint_eq(sent, 0);
	ck_assert_int_eq(net_sendfile(server, -1, 0, 10, 5000, &sent),
	    NET_ERROR);
	close(file);
}
END_TEST

/* The environment in /proc is a file that sendfile(2) refuses. */
START_TEST(file_that_cannot_be_spliced)
{
	char want[64], got[64];
	int file = open("/proc/self/environ", O_RDONLY | O_CLOEXEC);
	ssize_t n = pread(file, want, sizeof(want), 0);
	uint64_t sent;

	ck_assert_int_gt(n, 3);
	ck_assert_int_eq(net_sendfile(server, file, 3, (uint64_t)n - 3, 5000,
	    &sent), NET_OK);
	ck_assert_uint_eq(sent, (uint64_t)n - 3);
	ck_assert_int_eq(recv(client, got, (size_t)n - 3, MSG_WAITALL),
	    n - 3);
	ck_assert_mem_eq(got, want + 3, (size_t)n - 3);
	ck_assert_int_eq(net_sendfile(server, file, 1 << 20, 5, 5000, &sent),
	    NET_EOF);
	close(file);
}
END_TEST

Suite *
send_suite(void)
{
	Suite *s = suite_create("send");
	TCase *t = tcase_create("send"), *f = tcase_create("sendfile");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_loop_test(t, sends_all_of_it, 0, 3);
	tcase_add_test(t, sends_nothing);
	tcase_add_test(t, gives_up_on_time);
	tcase_add_test(t, gives_up_on_time_behind_a_slice);
	tcase_add_test(t, progress_starts_the_clock_anew);
	tcase_add_test(t, client_is_gone);
	tcase_add_test(t, more_follows);
	suite_add_tcase(s, t);
	tcase_set_timeout(f, 60);
	tcase_add_checked_fixture(f, setup, NULL);
	tcase_add_loop_test(f, sends_a_file, 0, 3);
	tcase_add_test(f, file_ends_early);
	tcase_add_loop_test(f, file_gives_up, 0, 2);
	tcase_add_test(f, file_to_nobody);
	tcase_add_test(f, file_that_cannot_be_spliced);
	suite_add_tcase(s, f);
	return s;
}
