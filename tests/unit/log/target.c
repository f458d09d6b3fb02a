/* log/target.h: reading, comparing, opening and writing. */
#include "log/target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "base/clock.h"
#include "suites.h"

static struct arena *a;
static struct log_target t;
static char directory[] = "/tmp/log-test-XXXXXX";
static char path[64];

static void
setup(void)
{
	a = arena_new();
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/file", directory);
	signal(SIGPIPE, SIG_IGN);
}

static void
teardown(void)
{
	arena_free(a);
	unlink(path);
	rmdir(directory);
}

static const char *
parse(const char *text)
{
	return log_target_parse(a, str_from(text), STR("/etc/httpd"), &t);
}

static const struct {
	const char *text;
	enum log_target_kind kind;
	const char *name;
	int number;	/* descriptor or facility */
} good[] = {
	{ "/var/log/x.log", LOG_TO_FILE, "/var/log/x.log", -1 },
	{ "logs/x.log", LOG_TO_FILE, "/etc/httpd/logs/x.log", -1 },
	{ "./logs//x.log", LOG_TO_FILE, "/etc/httpd/logs/x.log", -1 },
	{ "/var//log/./x", LOG_TO_FILE, "/var/log/x", -1 },
	{ "../x", LOG_TO_FILE, "/etc/httpd/../x", -1 },
	{ "/dev/null", LOG_TO_FILE, "/dev/null", -1 },
	{ "stdout.log", LOG_TO_FILE, "/etc/httpd/stdout.log", -1 },
	{ "syslogs", LOG_TO_FILE, "/etc/httpd/syslogs", -1 },
	{ "stdout", LOG_TO_FD, "stdout", 1 },
	{ "stderr", LOG_TO_FD, "stderr", 2 },
	{ "/dev/stdout", LOG_TO_FD, "/dev/stdout", 1 },
	{ "/dev/stderr", LOG_TO_FD, "/dev/stderr", 2 },
	{ "fd:7", LOG_TO_FD, "fd:7", 7 },
	{ "/dev/fd/12", LOG_TO_FD, "/dev/fd/12", 12 },
	{ "/proc/self/fd/2", LOG_TO_FD, "/proc/self/fd/2", 2 },
	{ "|/bin/prog a b", LOG_TO_PROGRAM, "/bin/prog a b", -1 },
	{ "||/bin/prog a b", LOG_TO_PROGRAM, "/bin/prog a b", -1 },
	{ "| /bin/prog ", LOG_TO_PROGRAM, "/bin/prog", -1 },
	{ "|$sed s/a/b/ >x", LOG_TO_SHELL, "sed s/a/b/ >x", -1 },
	{ "||$x", LOG_TO_SHELL, "x", -1 },
	{ "syslog", LOG_TO_SYSLOG, "preforkd", LOG_LOCAL7 },
	{ "Syslog:daemon", LOG_TO_SYSLOG, "preforkd", LOG_DAEMON },
	{ "syslog:LOCAL1:web", LOG_TO_SYSLOG, "web", LOG_LOCAL1 },
	{ "syslog::web:x", LOG_TO_SYSLOG, "web:x", LOG_LOCAL7 },
	{ "syslog:", LOG_TO_SYSLOG, "preforkd", LOG_LOCAL7 },
};

START_TEST(targets_are_read)
{
	ck_assert_msg(!parse(good[_i].text), "%s", good[_i].text);
	ck_assert_int_eq(t.kind, good[_i].kind);
	ck_assert_str_eq(t.name.p, good[_i].name);
	ck_assert_uint_eq(t.name.n, strlen(good[_i].name));
	ck_assert_int_eq(t.kind == LOG_TO_SYSLOG ? t.facility : t.fd,
	    good[_i].number);
}
END_TEST

static const struct {
	const char *text;
	const char *wrong;
} bad[] = {
	{ "", "is empty" },
	{ "|", "names no program" },
	{ "||", "names no program" },
	{ "|$", "names no program" },
	{ "|  ", "names no program" },
	{ "fd:", "names no file descriptor" },
	{ "fd:-1", "names no file descriptor" },
	{ "fd:x", "names no file descriptor" },
	{ "/dev/fd/99999999999", "names no file descriptor" },
	{ "syslog:nonsense", "names no syslog facility" },
	{ "/var/log/", "is a directory" },
	{ "logs/", "is a directory" },
	{ "/.", "is a directory" },
};

START_TEST(wrong_targets_are_refused)
{
	const char *wrong = parse(bad[_i].text);

	ck_assert_msg(wrong, "%s", bad[_i].text);
	ck_assert_str_eq(wrong, bad[_i].wrong);
}
END_TEST

START_TEST(odd_texts)
{
	ck_assert_str_eq(log_target_parse(a, STR("logs/x"), STR_NONE, &t),
	    "is relative, but there is no ServerRoot");
	ck_assert_str_eq(log_target_parse(a, STR("/a\0b"), STR("/"), &t),
	    "contains a NUL byte");
	ck_assert_str_eq(log_target_parse(a, STR_NONE, STR("/"), &t),
	    "is empty");
	ck_assert_ptr_null(log_target_parse(a, STR("x"), STR("/"), &t));
	ck_assert_str_eq(t.name.p, "/x");
}
END_TEST

static bool
same(const char *x, const char *y)
{
	struct log_target first;

	ck_assert_ptr_null(parse(x));
	first = t;
	ck_assert_ptr_null(parse(y));
	return log_target_same(&first, &t);
}

START_TEST(same_targets)
{
	ck_assert(same("/etc/httpd/logs/x", "logs/x"));
	ck_assert(!same("/a", "/b"));
	ck_assert(same("stdout", "/dev/fd/1"));
	ck_assert(!same("stdout", "stderr"));
	ck_assert(same("|prog", "||prog"));
	ck_assert(!same("|prog", "|$prog"));
	ck_assert(same("syslog", "syslog:local7"));
	ck_assert(!same("syslog:local1", "syslog:local2"));
	ck_assert(!same("syslog::a", "syslog::b"));
	ck_assert(!same("/prog", "|/prog"));
}
END_TEST

START_TEST(files_are_appended_to)
{
	struct stat st;
	int fd;

	umask(022);
	ck_assert_ptr_null(parse(path));
	fd = log_target_open(&t);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(log_write_all(fd, STR("one\n"), 100), 0);
	close(fd);
	fd = log_target_open(&t);
	ck_assert_int_eq(log_write_all(fd, STR("two\n"), 100), 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_size, 8);
	ck_assert_uint_eq(st.st_mode & 0777, 0644);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert(fcntl(fd, F_GETFL) & O_APPEND);
	ck_assert(!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	close(fd);
}
END_TEST

START_TEST(what_cannot_be_opened)
{
	ck_assert_ptr_null(parse("/nonexistent-directory/x"));
	ck_assert_int_eq(log_target_open(&t), -ENOENT);
	ck_assert_ptr_null(parse(directory));
	ck_assert_int_eq(log_target_open(&t), -EISDIR);
	ck_assert_ptr_null(parse("fd:987654"));
	ck_assert_int_eq(log_target_open(&t), -EBADF);
	ck_assert_ptr_null(parse("|prog"));
	ck_assert_int_eq(log_target_open(&t), -EINVAL);
	ck_assert_ptr_null(parse("syslog"));
	ck_assert_int_eq(log_target_open(&t), -EINVAL);
}
END_TEST

START_TEST(a_fifo_without_reader_does_not_stop_us)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_ptr_null(parse(path));
	ck_assert_int_eq(log_target_open(&t), -ENXIO);
}
END_TEST

START_TEST(descriptors_are_duplicated)
{
	char text[32], got[8] = "";
	int p[2], fd;

	ck_assert_int_eq(pipe(p), 0);
	snprintf(text, sizeof(text), "fd:%d", p[1]);
	ck_assert_ptr_null(parse(text));
	fd = log_target_open(&t);
	ck_assert_int_gt(fd, STDERR_FILENO);
	ck_assert_int_ne(fd, p[1]);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert_int_eq(log_write_all(fd, STR("x\n"), 100), 0);
	ck_assert_int_eq(read(p[0], got, sizeof(got)), 2);
	ck_assert_str_eq(got, "x\n");
}
END_TEST

/* A reader that takes its time, then says with its exit whether all came. */
static pid_t
start_reader(int p[2], size_t want)
{
	pid_t pid = fork();
	char bytes[4096];
	size_t got = 0;
	ssize_t n;

	if (pid)
		return pid;
	close(p[1]);
	while ((n = read(p[0], bytes, sizeof(bytes))) > 0)
		got += (size_t)n;
	_exit(got == want ? 0 : 1);
}

START_TEST(much_is_written_whole_to_a_pipe_that_would_block)
{
	static char big[1 << 20];
	int p[2], status = -1;
	pid_t pid;

	ck_assert_int_eq(pipe2(p, O_NONBLOCK), 0);
	fcntl(p[0], F_SETFL, 0);
	pid = start_reader(p, sizeof(big));
	ck_assert_int_eq(log_write_all(p[1], str_of(big, sizeof(big)), 5000),
	    0);
	close(p[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(waiting_has_an_end)
{
	static char big[1 << 20];
	int64_t start = clock_mono_ms();
	int p[2];

	ck_assert_int_eq(pipe2(p, O_NONBLOCK), 0);
	ck_assert_int_eq(log_write_all(p[1], str_of(big, sizeof(big)), 30),
	    -ETIMEDOUT);
	ck_assert_int_ge(clock_mono_ms() - start, 29);
	ck_assert_int_eq(log_write_all(p[1], str_of(big, 1), 0), -ETIMEDOUT);
}
END_TEST

START_TEST(errors_of_writing_are_told)
{
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	close(p[0]);
	ck_assert_int_eq(log_write_all(p[1], STR("x"), 100), -EPIPE);
	ck_assert_int_eq(log_write_all(-1, STR("x"), 100), -EBADF);
	ck_assert_int_eq(log_write_all(-1, STR(""), 100), 0);
}
END_TEST

static void
add_open_tests(TCase *c)
{
	tcase_add_test(c, files_are_appended_to);
	tcase_add_test(c, what_cannot_be_opened);
	tcase_add_test(c, a_fifo_without_reader_does_not_stop_us);
	tcase_add_test(c, descriptors_are_duplicated);
	tcase_add_test(c,
	    much_is_written_whole_to_a_pipe_that_would_block);
	tcase_add_test(c, waiting_has_an_end);
	tcase_add_test(c, errors_of_writing_are_told);
}

Suite *
target_suite(void)
{
	Suite *suite = suite_create("target");
	TCase *c = tcase_create("target");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, targets_are_read, 0, ARRAY_LEN(good));
	tcase_add_loop_test(c, wrong_targets_are_refused, 0, ARRAY_LEN(bad));
	tcase_add_test(c, odd_texts);
	tcase_add_test(c, same_targets);
	add_open_tests(c);
	suite_add_tcase(suite, c);
	return suite;
}
