/* The suites of this room, and the sockets that several of them need. */
#ifndef TESTS_NET_SUITES_H
#define TESTS_NET_SUITES_H

#include <check.h>

#include "net/listen.h"

Suite *addr_suite(void);
Suite *range_suite(void);
Suite *spec_suite(void);
Suite *listen_suite(void);
Suite *accept_suite(void);
Suite *recv_suite(void);
Suite *send_suite(void);

/* A plain Listen line; the test fails when it cannot be read. */
struct listen_spec spec_of(struct arena *a, const char *line);
/* Opens it with a backlog of 16; the test fails unless one socket opened. */
struct listener open_line(struct arena *a, const char *line);
/* A connected pair over loopback; the server side came from a listener. */
void tcp_pair(int *client, int *server);
/* A client of the listener, connected and acceptable. */
int client_of(const struct listener *l);
bool have_ipv6(void);

#define ck_str(s, text) do {						\
	struct str ck_s_ = (s);						\
	ck_assert_msg(str_eq(ck_s_, str_from(text)), "%.*s is not %s",	\
	    STR_ARG(ck_s_), (text));					\
} while (0)

#endif
