/*
 * Two processes: a confined worker that writes lines, a confined logger that
 * reads them, and one that does not play fair.
 */
#include "board/board.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "suites.h"

#define LINES 100000u

static struct board *b;

static void
setup(void)
{
	const char *what;

	b = board_create(2, STR_NONE, &what);
	ck_assert_msg(b, "%s", what);
}

static void
teardown(void)
{
	board_free(b);
}

/* A line that says its number, and whose length follows from it. */
static struct str
make_line(unsigned i, char *out)
{
	size_t n = (size_t)snprintf(out, 64, "%u ", i);
	size_t end = n + i % 700;

	memset(out + n, (int)('a' + i % 26), end - n);
	out[end] = '\n';
	return str_of(out, end + 1);
}

static void
produce(void)
{
	struct ring_writer w;

	if (!board_confine_worker(b, 1))
		_exit(1);
	w = board_ring_writer(b, 1);
	for (unsigned i = 0; i < LINES; i++) {
		char text[1024];
		struct str line = make_line(i, text);

		while (!ring_put(&w, i, line))
			sched_yield();
	}
	_exit(0);
}

static void
check_line(void *ctx, unsigned target, struct str line)
{
	unsigned *next = ctx;
	char text[1024];

	ck_assert_uint_eq(target, *next);
	ck_assert(str_eq(line, make_line(*next, text)));
	++*next;
}

START_TEST(a_hundred_thousand_lines_arrive_once_and_in_order)
{
	int64_t end = clock_mono_ms() + 20000;
	struct ring_reader r;
	unsigned next = 0;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		produce();
	ck_assert(board_confine_logger(b));
	r = board_ring_reader(b, 1);
	while (next < LINES && clock_mono_ms() < end) {
		ck_assert(ring_drain(&r, check_line, &next));
		if (!ring_has_lines(&r))
			sched_yield();
	}
	ck_assert_uint_eq(next, LINES);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert(!ring_has_lines(&r));
}
END_TEST

/* Half the words of its ring and its head are nonsense at any moment. */
static _Noreturn void
misbehave(void)
{
	struct board_slot *s;
	struct ring *ring;

	board_confine_worker(b, 1);
	s = board_slot_rw(b, 1);
	ring = board_ring_writer(b, 1).ring;
	for (;;) {
		size_t at = (size_t)random() % (RING_SIZE / 8) * 8;
		uint32_t n = (uint32_t)random();

		n = n % 4 ? n % 100 : n;
		memcpy(ring->data + at, &n, sizeof(n));
		ring->head += (uint64_t)random() % 4096 * 8;
		s->seq++;
		s->state++;
	}
}

static void
check_bounds(void *ctx, unsigned target, struct str line)
{
	const struct ring *ring = board_ring_reader(b, 1).ring;

	(void)ctx;
	(void)target;
	ck_assert(line.p >= ring->data);
	ck_assert(line.p + line.n <= ring->data + RING_SIZE);
}

START_TEST(a_hostile_worker_does_not_stop_the_logger)
{
	int64_t end = clock_mono_ms() + 300;
	struct slot_view view;
	struct ring_reader r;
	unsigned damaged = 0;
	pid_t pid = fork();

	if (pid == 0)
		misbehave();
	r = board_ring_reader(b, 1);
	while (clock_mono_ms() < end) {
		damaged += !ring_drain(&r, check_bounds, NULL);
		board_read(b, 1, &view);
		ck_assert_int_lt(view.state, SLOT_STATES);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert_uint_gt(damaged, 0);
}
END_TEST

static _Noreturn void
die_with_a_line(void)
{
	struct ring_writer w;

	board_confine_worker(b, 0);
	w = board_ring_writer(b, 0);
	ring_put(&w, 0, str_of("0 \n", 3));
	kill(getpid(), SIGKILL);
	_exit(1);
}

START_TEST(the_lines_of_a_dead_worker_are_still_there)
{
	struct ring_reader r = board_ring_reader(b, 0);
	unsigned next = 0;
	pid_t pid = fork();

	if (pid == 0)
		die_with_a_line();
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert(ring_drain(&r, check_line, &next));
	ck_assert_uint_eq(next, 1);
}
END_TEST

Suite *
flow_suite(void)
{
	Suite *suite = suite_create("flow");
	TCase *t = tcase_create("flow");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    a_hundred_thousand_lines_arrive_once_and_in_order);
	tcase_add_test(t, a_hostile_worker_does_not_stop_the_logger);
	tcase_add_test(t, the_lines_of_a_dead_worker_are_still_there);
	suite_add_tcase(suite, t);
	return suite;
}
