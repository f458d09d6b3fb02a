/* The PID file's lock decides, not its content. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "master/pidfile.h"
#include "suites.h"

static char dir[] = "/tmp/pidfileXXXXXX";
static char path[sizeof(dir) + 8];

static void
make_dir(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/pid", dir);
}

static void
remove_dir(void)
{
	unlink(path);
	rmdir(dir);
}

static void
write_text(const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static int
take(void)
{
	bool running;
	int fd = pidfile_lock(path, &running);

	ck_assert_int_ge(fd, 0);
	ck_assert(!running);
	return pidfile_write(path, fd);
}

START_TEST(absent_and_stale_files_are_free)
{
	pid_t pid;

	ck_assert_int_eq(pidfile_probe(path, &pid), PIDFILE_FREE);
	/* A living process, but it does not hold the lock. */
	write_text("1\n");
	ck_assert_int_eq(pidfile_probe(path, &pid), PIDFILE_FREE);
	ck_assert_int_ge(take(), 0);
}
END_TEST

START_TEST(a_held_file_names_its_holder)
{
	struct stat st;
	bool running;
	pid_t pid;

	write_text("4711 rubbish\n");
	ck_assert_int_ge(take(), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0644);
	ck_assert_int_eq(pidfile_probe(path, &pid), PIDFILE_RUNNING);
	ck_assert_int_eq(pid, getpid());
	ck_assert_int_eq(pidfile_lock(path, &running), -1);
	ck_assert(running);
}
END_TEST

START_TEST(the_lock_lives_as_long_as_its_last_holder)
{
	int fd = take(), done[2];
	pid_t child, pid;

	ck_assert_int_eq(pipe(done), 0);
	child = fork();
	if (child == 0) {
		char c;

		close(done[1]);
		_exit(read(done[0], &c, 1) == 0 ? 0 : 1);
	}
	close(fd);
	ck_assert_int_eq(pidfile_probe(path, &pid), PIDFILE_RUNNING);
	close(done[1]);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_int_eq(pidfile_probe(path, &pid), PIDFILE_FREE);
}
END_TEST

START_TEST(remove_leaves_a_successors_file_alone)
{
	int fd = take();
	char other[sizeof(path) + 4];

	snprintf(other, sizeof(other), "%s.new", path);
	ck_assert_int_eq(rename(path, other), 0);
	write_text("2\n");
	pidfile_remove(path, fd);
	ck_assert_int_eq(access(path, F_OK), 0);
	unlink(other);
}
END_TEST

START_TEST(remove_unlinks_its_own)
{
	pidfile_remove(path, take());
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_link_is_not_followed)
{
	bool running;

	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	ck_assert_int_eq(pidfile_lock(path, &running), -1);
	ck_assert(!running);
}
END_TEST

Suite *
pidfile_suite(void)
{
	Suite *s = suite_create("pidfile");
	TCase *t = tcase_create("lock");

	tcase_add_checked_fixture(t, make_dir, remove_dir);
	tcase_add_test(t, absent_and_stale_files_are_free);
	tcase_add_test(t, a_held_file_names_its_holder);
	tcase_add_test(t, the_lock_lives_as_long_as_its_last_holder);
	tcase_add_test(t, remove_leaves_a_successors_file_alone);
	tcase_add_test(t, remove_unlinks_its_own);
	tcase_add_test(t, a_link_is_not_followed);
	suite_add_tcase(s, t);
	return s;
}
