#include "master/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "master/server.h"

static const char ready_byte = 'R';

/* Passes on what the master says went wrong. */
static void
print_rest(int pipe_rd, const char *text, ssize_t n)
{
	char more[512];

	while (n > 0) {
		fwrite(text, 1, (size_t)n, stderr);
		text = more;
		n = read(pipe_rd, more, sizeof(more));
	}
}

/* End of file without a word: the master was killed, or logged why. */
static _Noreturn void
wait_and_exit(int pipe_rd, pid_t master)
{
	char text[512];
	int status;
	ssize_t n;

	do {
		n = read(pipe_rd, text, sizeof(text));
	} while (n < 0 && errno == EINTR);
	if (n > 0 && text[0] == ready_byte)
		_exit(0);
	print_rest(pipe_rd, text, n);
	if (waitpid(master, &status, 0) == master && WIFSIGNALED(status))
		fprintf(stderr, "preforkd: the master was ended by signal %d\n",
		    WTERMSIG(status));
	fprintf(stderr,
	    "preforkd: the server did not start; see the error log\n");
	_exit(1);
}

int
launch_detach(void)
{
	int p[2];
	pid_t pid;

	if (pipe2(p, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid > 0) {
		close(p[1]);
		wait_and_exit(p[0], pid);
	}
	close(p[0]);
	return p[1];
}

bool
launch_leave_terminal(bool new_session)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return false;
	if (new_session && setsid() < 0 && errno != EPERM)
		return false;
	if (chdir("/") < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		return false;
	close(null);
	return true;
}

/* One line for whoever watches a foreground server. */
static void
greet(const struct server *s)
{
	char text[NET_ADDR_TEXT_MAX];
	const struct net_addr *a = &s->current->listeners.v[0].addr;
	struct str host = net_addr_is_any(a) ? STR("localhost") :
	    net_addr_text(a, text);
	bool v6 = memchr(host.p, ':', host.n) != NULL;

	fprintf(stderr, "%s serves http://%s%.*s%s:%u/ (pid %d, Ctrl-C "
	    "stops it)\n", master_product, v6 ? "[" : "", STR_ARG(host),
	    v6 ? "]" : "", net_addr_port(a), (int)getpid());
}

static void
tell_launcher(struct server *s, struct str text)
{
	if (s->launcher < 0)
		return;
	if (write(s->launcher, text.p, text.n) < 0)
		MASTER_LOG(s, LOG_INFO, 0, errno, "nobody waits for the start");
	close(s->launcher);
	s->launcher = -1;
}

void
server_tell_ready(struct server *s)
{
	if (s->o->foreground)
		greet(s);
	tell_launcher(s, str_of(&ready_byte, 1));
}

void
server_tell_failed(struct server *s, const char *why)
{
	char text[512];
	int n;

	MASTER_LOG(s, LOG_ALERT, 0, 0, "%s, the server does not start", why);
	n = snprintf(text, sizeof(text), "preforkd: %s\n", why);
	tell_launcher(s, str_of(text, (size_t)n));
}
