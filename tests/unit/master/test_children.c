/* The private table of children, and descriptors a child must not have. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "master/children.h"
#include "master/fds.h"
#include "master/generation.h"
#include "suites.h"

START_TEST(slots_are_given_lowest_first_and_come_back)
{
	struct generation g = { .number = 1 }, other = { .number = 2 };
	struct children c;
	struct child *k;

	ck_assert(children_init(&c, 3));
	for (pid_t pid = 101; pid <= 103; pid++)
		children_add(&c, children_free_slot(&c), pid, &g, 0);
	ck_assert_ptr_null(children_free_slot(&c));
	ck_assert_uint_eq(c.alive, 3);
	ck_assert_uint_eq(children_of(&c, &g), 3);
	ck_assert_uint_eq(children_of(&c, &other), 0);
	k = children_find(&c, 102);
	ck_assert_ptr_nonnull(k);
	ck_assert_uint_eq(children_slot(&c, k), 1);
	children_remove(&c, k);
	ck_assert_ptr_null(children_find(&c, 102));
	ck_assert_ptr_eq(children_free_slot(&c), k);
	ck_assert_uint_eq(c.used, 3);
	ck_assert_uint_eq(children_of(&c, &g), 2);
}
END_TEST

START_TEST(a_new_process_does_not_have_the_table)
{
	struct children c;
	int status;
	pid_t pid;

	ck_assert(children_init(&c, 3));
	pid = fork();
	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		_exit(c.v[0].pid == 0 ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}
END_TEST

static bool
is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

START_TEST(only_kept_descriptors_stay)
{
	int fds[6], status;
	pid_t pid;

	for (size_t i = 0; i < 6; i++)
		fds[i] = open("/dev/null", O_RDONLY);
	pid = fork();
	if (pid == 0) {
		const int keep[] = { fds[4], fds[1] };

		fds_close_all_but(keep, 2);
		_exit(!(is_open(0) && is_open(1) && is_open(2) &&
		    is_open(fds[1]) && is_open(fds[4]) && !is_open(fds[0]) &&
		    !is_open(fds[2]) && !is_open(fds[3]) &&
		    !is_open(fds[5])));
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

Suite *
children_suite(void)
{
	Suite *s = suite_create("children");
	TCase *t = tcase_create("table");

	tcase_add_test(t, slots_are_given_lowest_first_and_come_back);
	tcase_add_test(t, a_new_process_does_not_have_the_table);
	tcase_add_test(t, only_kept_descriptors_stay);
	suite_add_tcase(s, t);
	return s;
}
