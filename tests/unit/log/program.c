/* log/target.h: programs that read a log. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "log/target.h"
#include "suites.h"

static struct arena *a;
static struct buf got;
static int to[2], from[2];	/* standard input; output and error */

static void
setup(void)
{
	a = arena_new();
	buf_init(&got, 65536);
	ck_assert_int_eq(pipe2(to, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(from, O_CLOEXEC), 0);
}

static void
teardown(void)
{
	buf_release(&got);
	arena_free(a);
}

static pid_t
start(const char *target)
{
	struct log_target t;

	ck_assert_ptr_null(log_target_parse(a, str_from(target), STR("/"),
	    &t));
	return log_program_start(&t, to[0], from[1]);
}

/* Closes its input, reads what it said, and returns its wait status. */
static int
finish(pid_t pid)
{
	int status = -1;

	ck_assert_int_gt(pid, 0);
	close(to[1]);
	close(from[1]);
	while (buf_reserve(&got, 4096)) {
		ssize_t n = read(from[0], got.p + got.n, 4096);

		if (n <= 0)
			break;
		got.n += (size_t)n;
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

START_TEST(a_program_reads_what_is_written)
{
	pid_t pid = start("|/bin/cat");

	ck_assert_int_eq(log_write_all(to[1], STR("a line\n"), 100), 0);
	ck_assert_int_eq(finish(pid), 0);
	ck_assert_str_eq(buf_cstr(&got), "a line\n");
}
END_TEST

START_TEST(words_and_quotes)
{
	pid_t pid = start("|/usr/bin/printf [%s] 'a b' \"c'\\\"d\" e\\ f "
	    "'' x'y'z 'q\\' $HOME;ls");

	ck_assert_int_eq(finish(pid), 0);
	ck_assert_str_eq(buf_cstr(&got),
	    "[a b][c'\"d][e f][][xyz][q\\][$HOME;ls]");
}
END_TEST

START_TEST(a_shell_runs_a_command)
{
	pid_t pid = start("|$read x; echo \"got $x\"; echo err >&2; exit 3");

	ck_assert_int_eq(log_write_all(to[1], STR("it\n"), 100), 0);
	ck_assert_int_eq(WEXITSTATUS(finish(pid)), 3);
	ck_assert_str_eq(buf_cstr(&got), "got it\nerr\n");
}
END_TEST

START_TEST(what_cannot_run_is_told_and_reaped)
{
	ck_assert_int_eq(start("|/nonexistent/program"), -ENOENT);
	ck_assert_int_eq(start("|/etc/passwd"), -EACCES);
	ck_assert_int_eq(start("|''"), -EINVAL);
	ck_assert_int_eq(start("/a/file"), -EINVAL);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(bad_descriptors_are_told)
{
	struct log_target t;

	ck_assert_ptr_null(log_target_parse(a, STR("|/bin/cat"), STR("/"),
	    &t));
	ck_assert_int_eq(log_program_start(&t, 987654, from[1]), -EBADF);
}
END_TEST

START_TEST(signals_are_as_in_a_fresh_process)
{
	unsigned long blocked, ignored;
	sigset_t all;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	pid = start("|/bin/sed -n '/^Sig[BI]/p' /proc/self/status");
	ck_assert_int_eq(finish(pid), 0);
	ck_assert_int_eq(sscanf(buf_cstr(&got), "SigBlk: %lx SigIgn: %lx",
	    &blocked, &ignored), 2);
	ck_assert_uint_eq(blocked, 0);
	/* 32 and 33 belong to the C library, which does not touch them. */
	ck_assert_uint_eq(ignored & 0x7fffffff, 0);
}
END_TEST

START_TEST(a_process_group_of_its_own)
{
	pid_t pid = start("|/bin/cat");

	ck_assert_int_eq(getpgid(pid), pid);
	ck_assert_int_eq(kill(-pid, SIGTERM), 0);
	ck_assert_int_eq(WTERMSIG(finish(pid)), SIGTERM);
}
END_TEST

START_TEST(no_other_descriptor_is_inherited)
{
	int leak = open("/dev/null", O_RDONLY);	/* not close-on-exec */
	pid_t pid;

	ck_assert_int_gt(leak, STDERR_FILENO);
	pid = start("|$for f in /proc/$$/fd/*; do case $f in */[012]) ;; "
	    "*) readlink $f ;; esac; done | grep -c null");
	finish(pid);
	ck_assert_str_eq(buf_cstr(&got), "0\n");
}
END_TEST

/* The master may run with its own 0, 1 and 2 closed or in use. */
START_TEST(descriptors_may_stand_crosswise)
{
	struct log_target t;
	pid_t pid;
	int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);

	ck_assert_ptr_null(log_target_parse(a, STR("|/bin/cat"), STR("/"),
	    &t));
	dup2(to[0], STDOUT_FILENO);
	dup2(from[1], STDIN_FILENO);
	close(STDERR_FILENO);
	pid = log_program_start(&t, STDOUT_FILENO, STDIN_FILENO);
	dup2(saved, STDERR_FILENO);
	close(STDIN_FILENO);
	ck_assert_int_eq(log_write_all(to[1], STR("across\n"), 100), 0);
	ck_assert_int_eq(finish(pid), 0);
	ck_assert_str_eq(buf_cstr(&got), "across\n");
}
END_TEST

Suite *
program_suite(void)
{
	Suite *suite = suite_create("program");
	TCase *t = tcase_create("program");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_program_reads_what_is_written);
	tcase_add_test(t, words_and_quotes);
	tcase_add_test(t, a_shell_runs_a_command);
	tcase_add_test(t, what_cannot_run_is_told_and_reaped);
	tcase_add_test(t, bad_descriptors_are_told);
	tcase_add_test(t, signals_are_as_in_a_fresh_process);
	tcase_add_test(t, a_process_group_of_its_own);
	tcase_add_test(t, no_other_descriptor_is_inherited);
	tcase_add_test(t, descriptors_may_stand_crosswise);
	suite_add_tcase(suite, t);
	return suite;
}
