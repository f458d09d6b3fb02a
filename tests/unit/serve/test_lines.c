/* Log lines: the ring, the sleeping logger, the full ring. */
#include "fixture.h"
#include "suites.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "serve/accessline.h"

static struct fixture f;

static void
setup(void)
{
	fixture_open(&f, "");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static bool
woken(void)
{
	uint64_t n;

	return read(f.logger_fd, &n, sizeof(n)) == sizeof(n);
}

START_TEST(only_a_sleeping_logger_is_woken)
{
	worker_line(f.worker, 3, STR("one\n"));
	ck_assert(!woken());
	board_logger_sleeps(f.board, true);
	worker_line(f.worker, 3, STR("two\n"));
	ck_assert(woken());
	ck_assert_str_eq(fixture_lines(&f), "3|one\n3|two\n");
}
END_TEST

START_TEST(long_line_is_cut_and_ends)
{
	struct buf b;
	const char *lines;

	buf_init(&b, 1 << 20);
	for (unsigned i = 0; i < RING_LINE_MAX + 100; i++)
		buf_char(&b, 'x');
	worker_line(f.worker, 1, buf_str(&b));
	lines = fixture_lines(&f);
	ck_assert_uint_eq(strlen(lines), RING_LINE_MAX + 2);
	ck_assert_int_eq(lines[RING_LINE_MAX + 1], '\n');
	buf_release(&b);
}
END_TEST

static void
count_line(void *ctx, unsigned target, struct str line)
{
	(void)target;
	(void)line;
	++*(int *)ctx;
}

/* A logger that reads only when it is told to. */
static void
drain_when_woken(int lines)
{
	struct pollfd p = { .fd = f.logger_fd, .events = POLLIN };
	struct ring_reader reader = board_ring_reader(f.board, 0);
	int n = 0;

	while (n < lines && poll(&p, 1, 5000) > 0 && woken())
		ring_drain(&reader, count_line, &n);
	_exit(n >= lines ? 0 : 1);
}

START_TEST(filling_ring_wakes_the_logger_once)
{
	char line[1000];

	memset(line, 'x', sizeof(line));
	for (unsigned i = 0; i < RING_SIZE / 16 / 1000; i++)
		worker_line(f.worker, 0, str_of(line, sizeof(line)));
	ck_assert(!woken());
	worker_line(f.worker, 0, str_of(line, sizeof(line)));
	ck_assert(woken());
	worker_line(f.worker, 0, str_of(line, sizeof(line)));
	ck_assert(!woken());
}
END_TEST

START_TEST(full_ring_waits_and_loses_nothing)
{
	char line[1000];
	int status;
	pid_t pid = fork();

	if (pid == 0)
		drain_when_woken(36);
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 100; i++)
		worker_line(f.worker, 0, str_of(line, sizeof(line)));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(atomic_load(&board_slot(f.board, 0)->lost_lines), 0);
}
END_TEST

/* One wait, not one for every line, until the logger is seen to read. */
START_TEST(deaf_logger_is_waited_for_once)
{
	struct ring_reader reader = board_ring_reader(f.board, 0);
	int64_t start = clock_mono_ms();
	char line[1000];
	int n = 0;

	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 100; i++)
		worker_line(f.worker, 0, str_of(line, sizeof(line)));
	ck_assert_int_lt(clock_mono_ms() - start, LINE_WAIT_MS * 3 / 2);
	ring_drain(&reader, count_line, &n);
	ck_assert_uint_eq(atomic_load(&board_slot(f.board, 0)->lost_lines),
	    100 - (unsigned)n);
	worker_line(f.worker, 0, STR("one\n"));
	ck_assert_str_eq(fixture_lines(&f), "0|one\n");
}
END_TEST

Suite *
serve_lines_suite(void)
{
	Suite *s = suite_create("serve lines");
	TCase *t = tcase_create("lines");

	tcase_set_timeout(t, 20);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, only_a_sleeping_logger_is_woken);
	tcase_add_test(t, long_line_is_cut_and_ends);
	tcase_add_test(t, filling_ring_wakes_the_logger_once);
	tcase_add_test(t, full_ring_waits_and_loses_nothing);
	tcase_add_test(t, deaf_logger_is_waited_for_once);
	suite_add_tcase(s, t);
	return s;
}
