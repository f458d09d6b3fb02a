/*
 * board/board.h: what a process can still reach after it was confined.  Every
 * test runs on a memfd (_i == 0) and on a file (_i == 1).
 */
#include "board/board.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suites.h"

#define SLOTS 4

static char directory[] = "/tmp/board-test-XXXXXX";
static char path[64];
static struct board *b;

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/board", directory);
}

static void
teardown(void)
{
	board_free(b);
	unlink(path);
	rmdir(directory);
}

static void
create(int kind)
{
	const char *what = NULL;

	b = board_create(SLOTS, kind ? str_from(path) : STR_NONE, &what);
	ck_assert_msg(b, "%s: %s", what, strerror(errno));
}

/* Runs it in a child; returns the signal that killed it, or minus its exit. */
static int
in_child(void (*run)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		run();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

/* Inside the child: exit status 99 says that the test itself failed. */
static void
must(bool condition)
{
	if (!condition)
		_exit(99);
}

static void
scribble(const volatile void *p)
{
	*(volatile char *)(uintptr_t)p = 1;
}

static void
worker_uses_its_slot(void)
{
	struct ring_writer w;

	must(board_confine_worker(b, 1));
	slot_open(board_slot_rw(b, 1), getpid(), 1);
	w = board_ring_writer(b, 1);
	must(ring_put(&w, 3, STR("from a worker\n")));
	must(board_head(b)->generation == 17);
	must(board_slot(b, 2)->generation == 18);
	must(!board_logger_is_asleep(b));
}

START_TEST(a_worker_uses_its_slot_and_reads_the_rest)
{
	struct slot_view view;
	struct ring_reader r;

	create(_i);
	board_head_rw(b)->generation = 17;
	board_slot_rw(b, 2)->generation = 18;
	ck_assert_int_eq(in_child(worker_uses_its_slot), 0);
	board_read(b, 1, &view);
	ck_assert_int_eq(view.state, SLOT_STARTING);
	r = board_ring_reader(b, 1);
	ck_assert(ring_has_lines(&r));
}
END_TEST

static void
worker_sees_later_changes(void)
{
	pid_t parent = getppid();

	must(board_confine_worker(b, 0));
	kill(parent, SIGUSR1);
	while (board_head(b)->generation != 5)
		sched_yield();
}

static void
change_generation(int sig)
{
	(void)sig;
	board_head_rw(b)->generation = 5;
}

START_TEST(the_read_only_view_is_live)
{
	create(_i);
	signal(SIGUSR1, change_generation);
	ck_assert_int_eq(in_child(worker_sees_later_changes), 0);
}
END_TEST

static void
worker_writes_next_slot(void)
{
	struct board_slot *other = board_slot_rw(b, 2);

	must(board_confine_worker(b, 1));
	scribble(other);
}

static void
worker_writes_end_of_another_ring(void)
{
	struct ring_writer other = board_ring_writer(b, 0);

	must(board_confine_worker(b, 1));
	scribble(other.ring->data + RING_SIZE - 1);
}

static void
worker_writes_head(void)
{
	struct board_head *head = board_head_rw(b);

	must(board_confine_worker(b, 0));
	scribble(head);
}

static void
worker_writes_tail(void)
{
	struct ring_reader r = board_ring_reader(b, 0);

	must(board_confine_worker(b, 0));
	scribble(r.tail);
}

static void
last_worker_writes_before(void)
{
	struct board_slot *other = board_slot_rw(b, SLOTS - 2);

	must(board_confine_worker(b, SLOTS - 1));
	slot_set(board_slot_rw(b, SLOTS - 1), SLOT_READY);
	scribble(other);
}

static void
logger_writes_slot(void)
{
	struct board_slot *slot = board_slot_rw(b, 0);

	must(board_confine_logger(b));
	scribble(slot);
}

static void
logger_writes_head(void)
{
	struct board_head *head = board_head_rw(b);

	must(board_confine_logger(b));
	scribble(head);
}

static void
reader_writes_head(void)
{
	struct board_head *head = board_head_rw(b);

	must(board_confine_reader(b));
	must(board_head(b)->n_slots == SLOTS);
	scribble(head);
}

static void
reader_writes_last_ring(void)
{
	struct ring_writer last = board_ring_writer(b, SLOTS - 1);

	must(board_confine_reader(b));
	scribble(last.ring->data + RING_SIZE - 1);
}

static void (*const trespasses[])(void) = {
	worker_writes_next_slot, worker_writes_end_of_another_ring,
	worker_writes_head, worker_writes_tail, last_worker_writes_before,
	logger_writes_slot, logger_writes_head, reader_writes_head,
	reader_writes_last_ring,
};

START_TEST(trespassing_is_a_segmentation_fault)
{
	create(_i);
	for (size_t i = 0; i < ARRAY_LEN(trespasses); i++)
		ck_assert_msg(in_child(trespasses[i]) == SIGSEGV,
		    "trespass %zu", i);
}
END_TEST

static void
worker_upgrades_its_view(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *head, *slot;

	must(board_confine_worker(b, 1));
	head = (void *)(uintptr_t)board_head(b);
	slot = (void *)(uintptr_t)board_slot(b, 2);
	must(mprotect(head, page, PROT_READ | PROT_WRITE) == -1);
	must(errno == EACCES);
	must(mprotect(slot, page, PROT_READ | PROT_WRITE) == -1);
	must(errno == EACCES);
}

START_TEST(the_view_cannot_be_made_writable)
{
	create(_i);
	ck_assert_int_eq(in_child(worker_upgrades_its_view), 0);
}
END_TEST

static void
worker_stretches_its_slot(void)
{
	size_t size = sizeof(struct board_slot);
	void *slot = board_slot_rw(b, 1);

	must(board_confine_worker(b, 1));
	must(mremap(slot, size, 2 * size, MREMAP_MAYMOVE) == MAP_FAILED);
	must(errno == EPERM);
}

/* Linux 6.10 and later: mseal(2). */
START_TEST(the_own_slot_cannot_be_stretched)
{
	create(_i);
	if (syscall(462, 0, 0, 0) < 0 && errno == ENOSYS)
		return;
	ck_assert_int_eq(in_child(worker_stretches_its_slot), 0);
}
END_TEST

/* The lowest open descriptor of the board, or -1. */
static int
find_board_fd(void)
{
	for (int fd = 0; fd < 256; fd++) {
		char link[64], text[128] = "";

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		if (readlink(link, text, sizeof(text) - 1) < 0)
			continue;
		if (strstr(text, BOARD_MEMFD_NAME) || !strcmp(text, path))
			return fd;
	}
	return -1;
}

START_TEST(the_descriptor_cannot_write)
{
	int fd, error = _i ? EACCES : EPERM;

	create(_i);
	fd = find_board_fd();
	ck_assert_int_ge(fd, 0);
	ck_assert(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
	    0) == MAP_FAILED);
	ck_assert_int_eq(errno, error);
	ck_assert_int_eq(write(fd, "x", 1), -1);
	ck_assert_int_eq(ftruncate(fd, 0), -1);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}
END_TEST

static void
descriptors_are_closed(void)
{
	must(find_board_fd() >= 0);
	must(board_confine_worker(b, 1));
	must(find_board_fd() == -1);
}

START_TEST(a_confined_process_has_no_descriptor)
{
	create(_i);
	ck_assert_int_eq(in_child(descriptors_are_closed), 0);
}
END_TEST

static void
worker_asks_for_head(void)
{
	must(board_confine_worker(b, 1));
	board_head_rw(b);
}

static void
worker_asks_for_other_slot(void)
{
	must(board_confine_worker(b, 1));
	board_slot_rw(b, 2);
}

static void
worker_asks_for_tail(void)
{
	must(board_confine_worker(b, 1));
	board_ring_reader(b, 1);
}

static void
logger_asks_for_slot(void)
{
	must(board_confine_logger(b));
	board_slot_rw(b, 0);
}

static void
reader_says_it_sleeps(void)
{
	must(board_confine_reader(b));
	board_logger_sleeps(b, true);
}

static void
confines_itself_twice(void)
{
	must(board_confine_worker(b, 1));
	board_confine_logger(b);
}

static void (*const bugs[])(void) = {
	worker_asks_for_head, worker_asks_for_other_slot,
	worker_asks_for_tail, logger_asks_for_slot, reader_says_it_sleeps,
	confines_itself_twice,
};

START_TEST(asking_for_what_is_gone_is_a_bug)
{
	create(_i);
	for (size_t i = 0; i < ARRAY_LEN(bugs); i++)
		ck_assert_msg(in_child(bugs[i]) == SIGABRT, "bug %zu", i);
}
END_TEST

static void
logger_does_its_work(void)
{
	struct ring_reader r;

	must(board_confine_logger(b));
	board_logger_sleeps(b, true);
	must(board_logger_is_asleep(b));
	r = board_ring_reader(b, SLOTS - 1);
	must(ring_has_lines(&r));
	*r.tail = 24;
}

START_TEST(the_logger_writes_the_tails)
{
	struct ring_writer w;

	create(_i);
	w = board_ring_writer(b, SLOTS - 1);
	ck_assert(ring_put(&w, 1, STR("0123456789abcdef")));
	ck_assert_int_eq(in_child(logger_does_its_work), 0);
	ck_assert(board_logger_is_asleep(b));
	ck_assert(ring_is_empty(&w));
}
END_TEST

static void
child_frees(void)
{
	must(board_confine_worker(b, 1));
	board_free(b);
}

START_TEST(the_file_is_new_readable_sparse_and_removed)
{
	const char *what;
	struct stat st;
	FILE *old = fopen(path, "w");

	ck_assert_ptr_nonnull(old);
	fputs("old", old);
	fclose(old);
	umask(077);
	b = board_create(4000, str_from(path), &what);
	ck_assert_ptr_nonnull(b);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0644);
	ck_assert_int_gt(st.st_size,
	    (off_t)(4000 * sizeof(struct board_slot)));
	ck_assert_int_lt(st.st_blocks, 64);
	ck_assert_int_eq(in_child(child_frees), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	board_free(b);
	b = NULL;
	ck_assert_int_eq(stat(path, &st), -1);
}
END_TEST

START_TEST(a_link_is_replaced_not_followed)
{
	char target[80];
	struct stat st;

	snprintf(target, sizeof(target), "%s/victim", directory);
	ck_assert_int_eq(symlink(target, path), 0);
	create(1);
	ck_assert_int_eq(stat(target, &st), -1);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISREG(st.st_mode));
}
END_TEST

START_TEST(failure_names_the_call)
{
	const char *what = NULL;

	b = board_create(1, STR("/nonexistent-directory/board"), &what);
	ck_assert_ptr_null(b);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_str_eq(what, "open");
	b = board_create(1, str_from(directory), &what);
	ck_assert_ptr_null(b);
	ck_assert_str_eq(what, "unlink");
}
END_TEST

Suite *
confine_suite(void)
{
	Suite *suite = suite_create("confine");
	TCase *t = tcase_create("confine");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, a_worker_uses_its_slot_and_reads_the_rest, 0,
	    2);
	tcase_add_loop_test(t, the_read_only_view_is_live, 0, 2);
	tcase_add_loop_test(t, trespassing_is_a_segmentation_fault, 0, 2);
	tcase_add_loop_test(t, the_view_cannot_be_made_writable, 0, 2);
	tcase_add_loop_test(t, the_own_slot_cannot_be_stretched, 0, 2);
	tcase_add_loop_test(t, the_descriptor_cannot_write, 0, 2);
	tcase_add_loop_test(t, a_confined_process_has_no_descriptor, 0, 2);
	tcase_add_loop_test(t, asking_for_what_is_gone_is_a_bug, 0, 2);
	tcase_add_loop_test(t, the_logger_writes_the_tails, 0, 2);
	tcase_add_test(t, the_file_is_new_readable_sparse_and_removed);
	tcase_add_test(t, a_link_is_replaced_not_followed);
	tcase_add_test(t, failure_names_the_call);
	suite_add_tcase(suite, t);
	return suite;
}
