/* Listening sockets, on real loopback addresses and kernel-chosen ports. */
#include "net/suites.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/io.h"

static struct arena *arena;
static const struct listen_options plain = { .backlog = 16 };

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static int
option(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	ck_assert_int_eq(getsockopt(fd, level, name, &value, &len), 0);
	return value;
}

static long
slice_ms(int fd, int name)
{
	struct timeval tv;
	socklen_t len = sizeof(tv);

	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, name, &tv, &len), 0);
	return tv.tv_sec * 1000 + tv.tv_usec / 1000;
}

/* Opens a line whose port is given apart: "127.0.0.1" and 4711. */
static int
open_at(const char *host, unsigned port, const char *words,
    struct listener *out, int max, struct str *what)
{
	struct str line = arena_printf(arena, "%s:%u %s", host, port, words);
	struct listen_spec spec = spec_of(arena, line.p);

	return listen_open(arena, &spec, &plain, out, max, what);
}

START_TEST(opens_with_its_options)
{
	struct listener l = open_line(arena, "127.0.0.1:0");
	char out[NET_ADDR_TEXT_MAX];

	ck_assert_uint_gt(net_addr_port(&l.addr), 0);
	ck_str(net_addr_text(&l.addr, out), "127.0.0.1");
	ck_str(l.text, "127.0.0.1:0");
	ck_assert(fcntl(l.fd, F_GETFL) & O_NONBLOCK);
	ck_assert(fcntl(l.fd, F_GETFD) & FD_CLOEXEC);
	ck_assert_int_eq(option(l.fd, SOL_SOCKET, SO_REUSEADDR), 1);
	ck_assert_int_eq(option(l.fd, SOL_SOCKET, SO_REUSEPORT), 0);
	ck_assert_int_ne(option(l.fd, IPPROTO_TCP, TCP_NODELAY), 0);
	ck_assert_int_eq(option(l.fd, IPPROTO_TCP, TCP_DEFER_ACCEPT), 0);
	ck_assert_int_eq(slice_ms(l.fd, SO_RCVTIMEO), NET_SLICE_MS);
	ck_assert_int_eq(slice_ms(l.fd, SO_SNDTIMEO), NET_SLICE_MS);
	listener_close(&l);
	ck_assert_int_eq(l.fd, -1);
	listener_close(&l);
}
END_TEST

/* The fast path depends on this: no set-up call per connection. */
START_TEST(accepted_sockets_inherit)
{
	struct listener l = open_line(arena, "127.0.0.1:0");
	int client = client_of(&l), fd;
	struct net_addr peer;

	ck_assert_int_eq(net_accept(l.fd, &fd, &peer), NET_ACCEPTED);
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert_int_ne(option(fd, IPPROTO_TCP, TCP_NODELAY), 0);
	ck_assert_int_ne(option(fd, SOL_SOCKET, SO_KEEPALIVE), 0);
	ck_assert_int_eq(slice_ms(fd, SO_RCVTIMEO), NET_SLICE_MS);
	ck_assert_int_eq(slice_ms(fd, SO_SNDTIMEO), NET_SLICE_MS);
	close(fd);
	close(client);
	listener_close(&l);
}
END_TEST

START_TEST(wildcard_takes_both_families)
{
	struct listen_spec spec = spec_of(arena, "0");
	struct listener l[4];
	struct net_addr v4;
	struct str what;
	int fd, client;

	ck_assert_int_eq(listen_open(arena, &spec, &plain, l, 4, &what), 1);
	ck_assert_ptr_null(what.p);
	ck_assert(net_addr_is_any(&l[0].addr));
	ck_assert_int_eq(l[0].addr.sa.sa_family,
	    have_ipv6() ? AF_INET6 : AF_INET);
	ck_assert(net_addr_parse(STR("127.0.0.1"), &v4));
	net_addr_set_port(&v4, net_addr_port(&l[0].addr));
	l[0].addr = v4;
	client = client_of(l);
	/* The client is seen with its IPv4 address. */
	ck_assert_int_eq(net_accept(l[0].fd, &fd, &v4), NET_ACCEPTED);
	ck_assert_int_eq(v4.sa.sa_family, AF_INET);
	ck_assert(net_addr_is_loopback(&v4));
	close(fd);
	close(client);
	listener_close(l);
}
END_TEST

START_TEST(v6only_wildcard_has_a_twin)
{
	struct listen_spec spec = spec_of(arena, "0 options=v6only");
	struct listener l[2];
	struct str what;

	if (!have_ipv6())
		return;
	ck_assert_int_eq(listen_open(arena, &spec, &plain, l, 2, &what), 2);
	ck_assert_int_eq(l[0].addr.sa.sa_family, AF_INET6);
	ck_assert_int_eq(l[1].addr.sa.sa_family, AF_INET);
	ck_assert_uint_eq(net_addr_port(&l[0].addr),
	    net_addr_port(&l[1].addr));
	ck_assert_ptr_null(what.p);
	listener_close(&l[0]);
	listener_close(&l[1]);
}
END_TEST

START_TEST(wildcard_falls_back_to_ipv4)
{
	struct listener taken, l[2];
	struct str what;
	unsigned port;

	if (!have_ipv6())
		return;
	taken = open_line(arena, "[::]:0 options=v6only");
	port = net_addr_port(&taken.addr);
	ck_assert_int_eq(open_at("*", port, "", l, 2, &what), 1);
	ck_assert_int_eq(l[0].addr.sa.sa_family, AF_INET);
	ck_assert_uint_eq(net_addr_port(&l[0].addr), port);
	ck_assert(str_search(what, STR("could not bind to address [::]:"))
	    >= 0);
	listener_close(l);
	listener_close(&taken);
}
END_TEST

START_TEST(wildcard_in_use_is_an_error)
{
	struct listen_spec spec = spec_of(arena, "0");
	struct listener taken[2], l[2];
	struct str what;
	unsigned port;

	ck_assert_int_eq(listen_open(arena, &spec, &plain, taken, 2, &what),
	    1);
	port = net_addr_port(&taken[0].addr);
	ck_assert_int_eq(open_at("*", port, "", l, 2, &what), -EADDRINUSE);
	ck_assert(str_starts(what, STR("could not bind to address ")));
	listener_close(taken);
}
END_TEST

START_TEST(in_use_names_the_address)
{
	struct listener first = open_line(arena, "127.0.0.1:0"), second;
	unsigned port = net_addr_port(&first.addr);
	struct str what;

	ck_assert_int_eq(open_at("127.0.0.1", port, "", &second, 1, &what),
	    -EADDRINUSE);
	ck_str(what, arena_printf(arena,
	    "could not bind to address 127.0.0.1:%u", port).p);
	listener_close(&first);
	/* The port is free again, and SO_REUSEADDR takes it at once. */
	ck_assert_int_eq(open_at("127.0.0.1", port, "", &second, 1, &what),
	    1);
	listener_close(&second);
}
END_TEST

START_TEST(reuseport_shares)
{
	struct listener first = open_line(arena,
	    "127.0.0.1:0 options=reuseport"), second;
	struct str what;

	ck_assert_int_eq(open_at("127.0.0.1", net_addr_port(&first.addr),
	    "options=reuseport", &second, 1, &what), 1);
	listener_close(&first);
	listener_close(&second);
}
END_TEST

/* 192.0.2.1 is of no machine (RFC 5737). */
START_TEST(freebind_needs_no_address)
{
	struct listener l;
	struct str what;

	ck_assert_int_eq(open_at("192.0.2.1", 0, "", &l, 1, &what),
	    -EADDRNOTAVAIL);
	ck_str(what, "could not bind to address 192.0.2.1:0");
	ck_assert_int_eq(open_at("192.0.2.1", 0, "options=freebind", &l, 1,
	    &what), 1);
	ck_assert_ptr_null(what.p);
	listener_close(&l);
}
END_TEST

START_TEST(opens_ipv6)
{
	struct listener l;
	char out[NET_ADDR_TEXT_MAX];
	struct net_addr peer;
	int fd, client;

	if (!have_ipv6())
		return;
	l = open_line(arena, "[::1]:0");
	client = client_of(&l);
	ck_assert_int_eq(net_accept(l.fd, &fd, &peer), NET_ACCEPTED);
	ck_str(net_addr_text(&peer, out), "::1");
	close(fd);
	close(client);
	listener_close(&l);
}
END_TEST

START_TEST(opens_every_address_of_a_name)
{
	struct listener l[8];
	struct str what;
	int n = open_at("localhost", 0, "", l, 8, &what);

	ck_assert_int_ge(n, 1);
	ck_assert_ptr_null(what.p);
	for (int i = 0; i < n; i++) {
		ck_assert(net_addr_is_loopback(&l[i].addr));
		ck_assert_uint_eq(net_addr_port(&l[i].addr),
		    net_addr_port(&l[0].addr));
		for (int j = 0; j < i; j++)
			ck_assert(!net_addr_same_host(&l[i].addr,
			    &l[j].addr));
	}
	ck_assert_int_eq(open_at("localhost", 0, "", l + n, 1, &what), 1);
	for (int i = 0; i <= n; i++)
		listener_close(&l[i]);
}
END_TEST

/* A label of 64 bytes is refused without asking the network. */
START_TEST(unknown_name)
{
	struct listener l;
	struct str what;

	ck_assert_int_lt(open_at("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb"
	    "ccccccccccccccccdddddddddddddddd", 80, "", &l, 1, &what), 0);
	ck_assert(str_starts(what, STR("could not resolve host name aaaa")));
	ck_assert_int_lt(open_at("[fe80::1%no-such-if]", 80, "", &l, 1,
	    &what), 0);
	ck_assert(str_starts(what,
	    STR("could not resolve host name fe80::1%no-such-if")));
}
END_TEST

START_TEST(tunes_a_kept_socket)
{
	struct listener l = open_line(arena, "127.0.0.1:0");
	struct listen_options o = { .backlog = 3, .send_buffer = 20000,
	    .receive_buffer = 30000, .defer_accept = true };
	int limit;

	ck_assert_int_eq(listener_queue(&l, &limit), 0);
	ck_assert_int_eq(limit, 16);
	listener_tune(&l, &o);
	ck_assert_int_eq(listener_queue(&l, &limit), 0);
	ck_assert_int_eq(limit, 3);
	ck_assert_int_eq(option(l.fd, SOL_SOCKET, SO_SNDBUF), 40000);
	ck_assert_int_eq(option(l.fd, SOL_SOCKET, SO_RCVBUF), 60000);
	ck_assert_int_gt(option(l.fd, IPPROTO_TCP, TCP_DEFER_ACCEPT), 0);
	o.defer_accept = false;
	listener_tune(&l, &o);
	ck_assert_int_eq(option(l.fd, IPPROTO_TCP, TCP_DEFER_ACCEPT), 0);
	listener_close(&l);
}
END_TEST

START_TEST(opens_with_buffers_and_filter)
{
	struct listen_spec spec = spec_of(arena, "127.0.0.1:0");
	struct listen_options o = { .backlog = 5, .send_buffer = 20000,
	    .receive_buffer = 30000, .defer_accept = true };
	struct listener l;
	struct str what;

	ck_assert_int_eq(listen_open(arena, &spec, &o, &l, 1, &what), 1);
	ck_assert_int_eq(option(l.fd, SOL_SOCKET, SO_SNDBUF), 40000);
	ck_assert_int_eq(option(l.fd, SOL_SOCKET, SO_RCVBUF), 60000);
	ck_assert_int_ge(option(l.fd, IPPROTO_TCP, TCP_DEFER_ACCEPT), 30);
	listener_close(&l);
}
END_TEST

START_TEST(counts_its_queue)
{
	struct listener l = open_line(arena, "127.0.0.1:0");
	int64_t deadline = clock_mono_ms() + 5000;
	int fd[3], limit, taken;
	struct net_addr peer;

	for (int i = 0; i < 3; i++)
		fd[i] = client_of(&l);
	while (listener_queue(&l, &limit) != 3 && clock_left_ms(deadline) > 0)
		sched_yield();
	ck_assert_int_eq(listener_queue(&l, &limit), 3);
	ck_assert_int_eq(net_accept(l.fd, &taken, &peer), NET_ACCEPTED);
	ck_assert_int_eq(listener_queue(&l, &limit), 2);
	ck_assert_int_eq(listener_queue(&l, NULL), 2);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	close(taken);
	listener_close(&l);
	ck_assert_int_eq(listener_queue(&l, &limit), -1);
	ck_assert_int_eq(limit, -1);
}
END_TEST

/* A failed name or address leaves no descriptor behind. */
START_TEST(failure_leaks_nothing)
{
	struct listener taken = open_line(arena, "127.0.0.1:0"), l[4];
	unsigned port = net_addr_port(&taken.addr);
	int probe = dup(taken.fd), again;
	struct str what;

	close(probe);
	ck_assert_int_lt(open_at("127.0.0.1", port, "", l, 4, &what), 0);
	ck_assert_int_lt(open_at("localhost", port, "", l, 4, &what), 0);
	again = dup(taken.fd);
	ck_assert_int_eq(again, probe);
	close(again);
	listener_close(&taken);
}
END_TEST

Suite *
listen_suite(void)
{
	Suite *s = suite_create("listen");
	TCase *t = tcase_create("listen");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, opens_with_its_options);
	tcase_add_test(t, accepted_sockets_inherit);
	tcase_add_test(t, wildcard_takes_both_families);
	tcase_add_test(t, v6only_wildcard_has_a_twin);
	tcase_add_test(t, wildcard_falls_back_to_ipv4);
	tcase_add_test(t, wildcard_in_use_is_an_error);
	tcase_add_test(t, in_use_names_the_address);
	tcase_add_test(t, reuseport_shares);
	tcase_add_test(t, freebind_needs_no_address);
	tcase_add_test(t, opens_ipv6);
	tcase_add_test(t, opens_every_address_of_a_name);
	tcase_add_test(t, unknown_name);
	tcase_add_test(t, tunes_a_kept_socket);
	tcase_add_test(t, opens_with_buffers_and_filter);
	tcase_add_test(t, counts_its_queue);
	tcase_add_test(t, failure_leaks_nothing);
	suite_add_tcase(s, t);
	return s;
}
