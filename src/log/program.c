/*
 * Programs that read a log from their standard input.
 */
#include "log/target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

/* One word off the front of *rest, quotes and backslashes resolved. */
static char *
take_word(struct arena *a, struct str *rest)
{
	char *word = arena_alloc(a, rest->n + 1);
	char quote = '\0';
	size_t n = 0;

	for (; rest->n; *rest = str_skip(*rest, 1)) {
		char c = rest->p[0];

		if (!quote && char_is_space(c))
			break;
		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? '\0' : c;
			continue;
		}
		if (c == '\\' && quote != '\'' && rest->n > 1) {
			*rest = str_skip(*rest, 1);
			c = rest->p[0];
		}
		word[n++] = c;
	}
	return word;
}

static char **
split_command(struct arena *a, struct str command)
{
	char **argv = NULL;
	size_t n = 0;

	for (command = str_trim(command); command.n;
	    command = str_trim(command))
		ARENA_PUSH(a, argv, n, take_word(a, &command));
	ARENA_PUSH(a, argv, n, NULL);
	return argv;
}

static char **
make_argv(struct arena *a, const struct log_target *t)
{
	char **argv;

	if (t->kind == LOG_TO_PROGRAM)
		return split_command(a, t->name);
	argv = ARENA_ARRAY(a, char *, 4);
	argv[0] = arena_cstr(a, STR("/bin/sh"));
	argv[1] = arena_cstr(a, STR("-c"));
	argv[2] = arena_cstr(a, t->name);
	return argv;
}

static void
reset_signals(void)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		sigaction(sig, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Above the three that are about to be replaced. */
static int
lift(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

/* The child; reports by `report` why it could not become the program. */
static _Noreturn void
become(char **argv, int in, int err, int report)
{
	int error;

	report = lift(report);
	in = lift(in);
	err = lift(err);
	if (report >= 0 && in >= 0 && err >= 0 &&
	    dup2(in, STDIN_FILENO) >= 0 && dup2(err, STDOUT_FILENO) >= 0 &&
	    dup2(err, STDERR_FILENO) >= 0) {
		syscall(SYS_close_range, STDERR_FILENO + 1, ~0U,
		    CLOSE_RANGE_CLOEXEC);
		setpgid(0, 0);
		reset_signals();
		execvp(argv[0], argv);
	}
	error = errno;
	while (write(report, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* End of file means that the program runs. */
static int
read_report(int fd)
{
	int error = 0;
	ssize_t n;

	do
		n = read(fd, &error, sizeof(error));
	while (n < 0 && errno == EINTR);
	return n == sizeof(error) ? error : 0;
}

static pid_t
start(char **argv, int in, int err)
{
	int report[2];
	pid_t pid;
	int error;

	if (pipe2(report, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	error = errno;
	if (pid == 0)
		become(argv, in, err, report[1]);
	close(report[1]);
	if (pid > 0)
		error = read_report(report[0]);
	close(report[0]);
	if (pid > 0 && error)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	return pid > 0 && !error ? pid : -error;
}

pid_t
log_program_start(const struct log_target *t, int in, int err)
{
	struct arena *a;
	char **argv;
	pid_t pid;

	if (t->kind != LOG_TO_PROGRAM && t->kind != LOG_TO_SHELL)
		return -EINVAL;
	a = arena_new();
	argv = make_argv(a, t);
	pid = argv[0] && argv[0][0] ? start(argv, in, err) : -EINVAL;
	arena_free(a);
	return pid;
}
