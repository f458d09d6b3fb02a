/* Real sockets: deadlines, 100 Continue, sendfile, retiring, lingering. */
#include "fixture.h"
#include "suites.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fixture f;
static int client;
static char heard[1 << 16];

/* A child serves one connection; the test is the client. */
static pid_t
serve(const char *more)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct net_addr peer = { .len = sizeof(in) };
	struct timeval slice = { .tv_sec = 1 };
	socklen_t len = sizeof(in);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;
	enum conn_next next = CONN_KEEP;
	struct conn *c;
	pid_t pid;

	fixture_open(&f, more);
	fixture_file(&f, "a.txt", "hello\n");
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&in, len), 0);
	ck_assert_int_eq(listen(listener, 5), 0);
	getsockname(listener, (struct sockaddr *)&in, &len);
	client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(client, (struct sockaddr *)&in, len), 0);
	pid = fork();
	if (pid != 0) {
		close(listener);
		return pid;
	}
	close(client);
	fd = accept(listener, &peer.sa, &peer.len);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof(slice));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &slice, sizeof(slice));
	c = conn_open(f.worker, fd, &peer);
	while (next == CONN_KEEP)
		next = conn_serve(c);
	conn_close(c, next);
	_exit((int)next);
}

static void
say(const char *s)
{
	ck_assert_int_eq(send(client, s, strlen(s), MSG_NOSIGNAL),
	    (int)strlen(s));
}

/* Hears until the end of the connection or, when given, `until`. */
static const char *
hear(const char *until)
{
	size_t n = 0;
	ssize_t r;

	heard[0] = '\0';
	while (until == NULL || strstr(heard, until) == NULL) {
		r = recv(client, heard + n, sizeof(heard) - 1 - n, 0);
		if (r <= 0)
			break;
		n += (size_t)r;
		heard[n] = '\0';
	}
	return heard;
}

static int
end(pid_t pid)
{
	int status;

	close(client);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	fixture_close(&f);
	ck_assert_msg(WIFEXITED(status), "the server died: %d", status);
	return WEXITSTATUS(status);
}

START_TEST(keep_alive_and_silent_end)
{
	pid_t pid = serve("KeepAliveTimeout 300ms");

	say("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	ck_has(hear("hello"), "200 OK");
	say("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	ck_has(hear("hello"), "200 OK");
	ck_assert_str_eq(hear(NULL), "");
	ck_assert_int_eq(end(pid), CONN_CLOSE);
}
END_TEST

START_TEST(slow_head_is_408)
{
	pid_t pid = serve("RequestReadTimeout header=1\nLogLevel info");

	say("GET /a.txt HT");
	ck_starts(hear(NULL), "HTTP/1.1 408 Request Timeout\r\n");
	ck_has(fixture_lines(&f), "AH01382: Request header read timeout");
	ck_assert_int_eq(end(pid), CONN_LINGER);
}
END_TEST

/* Silence before the first byte counts, too. */
START_TEST(late_head_gets_no_second_helping)
{
	pid_t pid = serve("RequestReadTimeout header=1");
	int64_t start = clock_mono_ms();
	struct pollfd p = { .fd = client, .events = POLLIN };

	ck_assert_int_eq(poll(&p, 1, 700), 0);
	say("GET /a.txt HT");
	ck_starts(hear(NULL), "HTTP/1.1 408 Request Timeout\r\n");
	ck_assert_int_lt(clock_mono_ms() - start, 1500);
	ck_assert_int_eq(end(pid), CONN_LINGER);
}
END_TEST

/* Old clients send a line end behind a body, which nobody waits for. */
START_TEST(body_is_followed_by_a_polite_end)
{
	pid_t pid = serve("");

	say("POST /a.txt HTTP/1.0\r\nContent-Length: 2\r\n\r\nab");
	ck_has(hear("hello"), "200 OK");
	say("\r\n");
	shutdown(client, SHUT_WR);
	ck_assert_str_eq(hear(NULL), "");
	ck_assert_int_eq(end(pid), CONN_LINGER);
}
END_TEST

START_TEST(silent_client_is_dropped_silently)
{
	pid_t pid = serve("RequestReadTimeout header=1");

	ck_assert_str_eq(hear(NULL), "");
	ck_assert_int_eq(end(pid), CONN_CLOSE);
}
END_TEST

START_TEST(slow_body_is_408)
{
	pid_t pid = serve("RequestReadTimeout body=1\n<Location /echo>\n"
	    "SetHandler echo\n</Location>");

	say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
	ck_starts(hear(NULL), "HTTP/1.1 408 ");
	ck_assert_int_eq(end(pid), CONN_LINGER);
}
END_TEST

START_TEST(continue_when_the_body_is_wanted)
{
	pid_t pid = serve("<Location /echo>\nSetHandler echo\n</Location>");

	say("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
	    "Content-Length: 5\r\nConnection: close\r\n\r\n");
	ck_assert_str_eq(hear("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
	say("abcde");
	ck_starts(hear(NULL), "HTTP/1.1 200 OK\r\n");
	ck_has(heard, "\r\n\r\nabcde");
	ck_has(fixture_lines(&f), "200>200 5 ");
	ck_assert_int_eq(end(pid), CONN_LINGER);
}
END_TEST

START_TEST(answer_survives_unread_input)
{
	pid_t pid = serve("LimitRequestBody 10");

	say("POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n");
	for (int i = 0; i < 9000; i++)
		say("0123456789");
	shutdown(client, SHUT_WR);
	ck_starts(hear(NULL), "HTTP/1.1 413 ");
	ck_has(heard, "</html>");
	ck_assert_int_eq(end(pid), CONN_LINGER);
}
END_TEST

static uint64_t
hear_all(size_t want)
{
	static char block[65536];
	uint64_t sum = 0;
	size_t n = 0;

	while (n < want) {
		ssize_t r = recv(client, block, sizeof(block), 0);

		ck_assert_int_gt(r, 0);
		for (ssize_t i = 0; i < r; i++)
			sum = sum * 31 + (unsigned char)block[i];
		n += (size_t)r;
	}
	ck_assert_uint_eq(n, want);
	return sum;
}

/* Larger than any buffer: sendfile, and the same bytes by copying. */
START_TEST(large_file)
{
	pid_t pid = serve(_i ? "EnableSendfile On" : "EnableSendfile Off");
	size_t n = 5000000, head;
	char *p = malloc(n + 1);
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		p[i] = (char)('a' + (i * 7 + i / 1000) % 26);
		sum = sum * 31 + (unsigned char)p[i];
	}
	p[n] = '\0';
	fixture_file(&f, "big.txt", p);
	free(p);
	say("HEAD /big.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	head = strlen(hear("\r\n\r\n"));
	say("GET /big.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	while (head > 0) {
		ssize_t r = recv(client, heard, head, 0);

		ck_assert_int_gt(r, 0);
		head -= (size_t)r;
	}
	ck_assert_uint_eq(hear_all(n), sum);
	ck_assert_int_eq(end(pid), CONN_CLOSE);
}
END_TEST

START_TEST(client_that_does_not_read)
{
	pid_t pid = serve("Timeout 1");
	char *p = malloc(40000001);

	memset(p, 'a', 40000000);
	p[40000000] = '\0';
	fixture_file(&f, "big.txt", p);
	free(p);
	say("GET /big.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	while (waitpid(pid, NULL, WNOHANG) == 0)
		usleep(20000);
	ck_has(fixture_lines(&f), " X\n");
	close(client);
	fixture_close(&f);
}
END_TEST

/* SIGUSR1 stands for the order to leave. */
START_TEST(retiring_worker_leaves_a_silent_client)
{
	pid_t pid;

	f.retiring = false;
	pid = serve("KeepAliveTimeout 60");
	say("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	ck_has(hear("hello"), "200 OK");
	kill(pid, SIGUSR1);
	ck_assert_str_eq(hear(NULL), "");
	ck_assert_int_eq(end(pid), CONN_LINGER);
}
END_TEST

static void
set_retiring(int sig)
{
	(void)sig;
	f.retiring = true;
}

static void
setup(void)
{
	struct sigaction sa = { .sa_handler = set_retiring,
	    .sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &sa, NULL);
}

Suite *
serve_socket_suite(void)
{
	Suite *s = suite_create("serve socket");
	TCase *t = tcase_create("socket");

	tcase_set_timeout(t, 20);
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, keep_alive_and_silent_end);
	tcase_add_test(t, slow_head_is_408);
	tcase_add_test(t, late_head_gets_no_second_helping);
	tcase_add_test(t, body_is_followed_by_a_polite_end);
	tcase_add_test(t, silent_client_is_dropped_silently);
	tcase_add_test(t, slow_body_is_408);
	tcase_add_test(t, continue_when_the_body_is_wanted);
	tcase_add_test(t, answer_survives_unread_input);
	tcase_add_loop_test(t, large_file, 0, 2);
	tcase_add_test(t, client_that_does_not_read);
	tcase_add_test(t, retiring_worker_leaves_a_silent_client);
	suite_add_tcase(s, t);
	return s;
}
