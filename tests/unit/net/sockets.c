/* Listeners and connected pairs for the tests, all on loopback, any port. */
#include "net/suites.h"

#include <poll.h>
#include <unistd.h>

#include "net/io.h"

struct listen_spec
spec_of(struct arena *a, const char *line)
{
	struct str rest = str_from(line), words[4];
	struct strs list = { words, 0 };
	struct listen_spec spec;
	const char *wrong;

	while (list.n < 4 && (words[list.n] = str_word(&rest)).p != NULL)
		list.n++;
	wrong = listen_parse(a, &list, &spec);
	ck_assert_msg(wrong == NULL, "%s: %s", line, wrong);
	return spec;
}

struct listener
open_line(struct arena *a, const char *line)
{
	struct listen_spec spec = spec_of(a, line);
	struct listen_options options = { .backlog = 16 };
	struct listener l;
	struct str what;
	int n = listen_open(a, &spec, &options, &l, 1, &what);

	ck_assert_msg(n == 1, "%s: %d %.*s", line, n, STR_ARG(what));
	return l;
}

int
client_of(const struct listener *l)
{
	struct pollfd pfd = { .fd = l->fd, .events = POLLIN };
	int fd = socket(l->addr.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(connect(fd, &l->addr.sa, l->addr.len), 0);
	ck_assert_int_eq(poll(&pfd, 1, 10000), 1);
	return fd;
}

void
tcp_pair(int *client, int *server)
{
	struct arena *a = arena_new();
	struct listener l = open_line(a, "127.0.0.1:0");
	struct net_addr peer;

	*client = client_of(&l);
	ck_assert_int_eq(net_accept(l.fd, server, &peer), NET_ACCEPTED);
	listener_close(&l);
	arena_free(a);
}

bool
have_ipv6(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in6 loopback = {
		.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT
	};
	bool works;

	if (fd < 0)
		return false;
	works = bind(fd, (struct sockaddr *)&loopback,
	    sizeof(loopback)) == 0;
	close(fd);
	return works;
}
