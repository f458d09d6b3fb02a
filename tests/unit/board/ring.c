/* board/ring.h: order, wrapping, fullness, and hostile contents. */
#include "board/ring.h"

#include <signal.h>
#include <stdlib.h>

#include "suites.h"

/* What surrounds the ring shows whether anything was written outside. */
static struct {
	char before[4096];
	struct ring ring;
	char after[4096];
} shared;
static _Atomic uint64_t tail;
static struct ring_writer writer = { &shared.ring, &tail };
static struct ring_reader reader = { &shared.ring, &tail };
static char longest[RING_LINE_MAX + 1];

static struct {
	unsigned n;
	unsigned target;
	struct str line;
} got;

static void
setup(void)
{
	memset(&shared, 0, sizeof(shared));
	memset(&got, 0, sizeof(got));
	memset(longest, 'x', sizeof(longest));
	tail = 0;
}

static void
keep_line(void *ctx, unsigned target, struct str line)
{
	(void)ctx;
	got.n++;
	got.target = target;
	got.line = line;
}

static void
start_at(uint64_t position)
{
	shared.ring.head = position;
	tail = position;
}

START_TEST(a_line_goes_through)
{
	ck_assert(ring_is_empty(&writer));
	ck_assert(!ring_has_lines(&reader));
	ck_assert(ring_put(&writer, 7, STR("hello\n")));
	ck_assert(!ring_is_empty(&writer));
	ck_assert(ring_has_lines(&reader));
	ck_assert(ring_drain(&reader, keep_line, NULL));
	ck_assert_uint_eq(got.n, 1);
	ck_assert_uint_eq(got.target, 7);
	ck_assert(str_eq(got.line, STR("hello\n")));
	ck_assert(ring_is_empty(&writer));
	ck_assert(!ring_has_lines(&reader));
}
END_TEST

START_TEST(an_empty_ring_has_nothing_to_drain)
{
	ck_assert(ring_drain(&reader, keep_line, NULL));
	ck_assert_uint_eq(got.n, 0);
}
END_TEST

START_TEST(an_empty_line_is_a_line)
{
	ck_assert(ring_put(&writer, 1, STR_NONE));
	ck_assert(ring_drain(&reader, keep_line, NULL));
	ck_assert_uint_eq(got.n, 1);
	ck_assert_uint_eq(got.line.n, 0);
}
END_TEST

static void
expect_next(void *ctx, unsigned target, struct str line)
{
	unsigned *next = ctx;

	ck_assert_uint_eq(target, *next);
	ck_assert_uint_eq(line.n, *next % 300);
	for (size_t i = 0; i < line.n; i++)
		ck_assert_int_eq(line.p[i], 'x');
	++*next;
}

START_TEST(lines_keep_their_order_over_many_turns)
{
	unsigned next = 0;

	for (unsigned i = 0; i < 20000; i++) {
		struct str line = str_of(longest, i % 300);

		if (!ring_put(&writer, i, line)) {
			ck_assert(ring_drain(&reader, expect_next, &next));
			ck_assert_uint_eq(next, i);
			ck_assert(ring_put(&writer, i, line));
		}
	}
	ck_assert(ring_drain(&reader, expect_next, &next));
	ck_assert_uint_eq(next, 20000);
}
END_TEST

START_TEST(a_full_ring_refuses_and_loses_nothing)
{
	unsigned put = 0;

	while (ring_put(&writer, put, str_of(longest, 1000)))
		put++;
	ck_assert_uint_eq(put, RING_SIZE / 1008);
	ck_assert(!ring_put(&writer, 0, str_of(longest, 1000)));
	ck_assert(ring_drain(&reader, keep_line, NULL));
	ck_assert_uint_eq(got.n, put);
	ck_assert(ring_put(&writer, 0, str_of(longest, 1000)));
}
END_TEST

START_TEST(the_longest_line_fits_wherever_an_empty_ring_stands)
{
	for (uint64_t at = 0; at < RING_SIZE; at += 8) {
		got.n = 0;
		start_at(at);
		ck_assert(ring_put(&writer, 1,
		    str_of(longest, RING_LINE_MAX)));
		ck_assert(ring_drain(&reader, keep_line, NULL));
		ck_assert_uint_eq(got.n, 1);
		ck_assert_uint_eq(got.line.n, RING_LINE_MAX);
	}
}
END_TEST

START_TEST(counters_wrap)
{
	start_at(UINT64_MAX - 15);
	ck_assert(ring_put(&writer, 1, str_of(longest, 500)));
	ck_assert(ring_put(&writer, 2, str_of(longest, 100)));
	ck_assert(ring_drain(&reader, keep_line, NULL));
	ck_assert_uint_eq(got.n, 2);
	ck_assert_uint_eq(got.line.n, 100);
	ck_assert_uint_lt(tail, RING_SIZE);
}
END_TEST

START_TEST(a_quiet_worker_touches_a_quarter)
{
	for (unsigned i = 0; i < 5000; i++) {
		ck_assert(ring_put(&writer, 1, str_of(longest,
		    100 + i * 7 % 150)));
		ck_assert(ring_drain(&reader, keep_line, NULL));
	}
	for (size_t i = RING_SIZE / 4 + 1024; i < RING_SIZE; i++)
		ck_assert_int_eq(shared.ring.data[i], 0);
}
END_TEST

/* Wherever the consumer caught up, there is room for many more lines. */
START_TEST(there_is_room_after_catching_up)
{
	for (uint64_t at = 0; at < RING_SIZE; at += 104) {
		start_at(at);
		for (unsigned i = 0; i < 100; i++)
			ck_assert(ring_put(&writer, 1, str_of(longest, 100)));
	}
}
END_TEST

static void
put_another(void *ctx, unsigned target, struct str line)
{
	keep_line(ctx, target, line);
	ck_assert(ring_put(&writer, target + 1, line));
}

START_TEST(draining_stops_at_what_was_there)
{
	ck_assert(ring_put(&writer, 1, STR("x\n")));
	ck_assert(ring_drain(&reader, put_another, NULL));
	ck_assert_uint_eq(got.n, 1);
	ck_assert(ring_has_lines(&reader));
	ck_assert(ring_drain(&reader, put_another, NULL));
	ck_assert_uint_eq(got.target, 2);
}
END_TEST

START_TEST(too_long_a_line_is_a_bug)
{
	ring_put(&writer, 1, str_of(longest, RING_LINE_MAX + 1));
}
END_TEST

/* Every damage below leaves an empty ring that works again. */
static void
expect_damage(unsigned lines)
{
	ck_assert(!ring_drain(&reader, keep_line, NULL));
	ck_assert_uint_eq(got.n, lines);
	ck_assert(!ring_has_lines(&reader));
	if (!ring_put(&writer, 1, STR("a\n"))) {
		/* The head stood askew and is straight now. */
		ring_drain(&reader, keep_line, NULL);
		ck_assert(ring_put(&writer, 1, STR("a\n")));
	}
	got.n = 0;
	ck_assert(ring_drain(&reader, keep_line, NULL));
	ck_assert_uint_eq(got.n, 1);
	ck_assert(str_eq(got.line, STR("a\n")));
}

static void
write_head(size_t offset, uint32_t n)
{
	memcpy(shared.ring.data + offset, &n, sizeof(n));
}

START_TEST(a_head_from_nowhere)
{
	const uint64_t heads[] = { RING_SIZE + 8, UINT64_MAX, 1, 4, 12,
		RING_SIZE + 1, (uint64_t)1 << 63 };

	start_at(0);
	write_head(0, 0);
	shared.ring.head = heads[_i];
	expect_damage(heads[_i] == 12 ? 1 : 0);
}
END_TEST

START_TEST(a_head_behind_the_tail)
{
	start_at(4096);
	shared.ring.head = 4088;
	expect_damage(0);
}
END_TEST

START_TEST(a_length_beyond_the_head)
{
	ck_assert(ring_put(&writer, 1, STR("good\n")));
	ck_assert(ring_put(&writer, 1, STR("bad\n")));
	write_head(16, 200);
	expect_damage(1);
}
END_TEST

START_TEST(a_length_beyond_the_limit)
{
	start_at(0);
	shared.ring.head = RING_SIZE;
	write_head(0, RING_LINE_MAX + 1);
	expect_damage(0);
}
END_TEST

START_TEST(a_length_beyond_the_end)
{
	start_at(RING_SIZE - 16);
	shared.ring.head += 2048;
	write_head(RING_SIZE - 16, 1000);
	expect_damage(0);
}
END_TEST

START_TEST(a_skip_beyond_the_head)
{
	start_at(8);
	shared.ring.head += 4096;
	write_head(8, UINT32_MAX);
	expect_damage(0);
}
END_TEST

START_TEST(a_length_that_overflows)
{
	start_at(0);
	shared.ring.head = 64;
	write_head(0, UINT32_MAX - 1);
	expect_damage(0);
}
END_TEST

static void
check_inside(void *ctx, unsigned target, struct str line)
{
	unsigned *lines = ctx;

	(void)target;
	++*lines;
	ck_assert(line.n <= RING_LINE_MAX);
	ck_assert(line.p >= shared.ring.data + 8);
	ck_assert(line.p + line.n <= shared.ring.data + RING_SIZE);
}

/* Lengths and heads that are often nearly right. */
static void
make_mess(void)
{
	uint64_t back = (uint64_t)random() % (2 * RING_SIZE);

	for (size_t i = 0; i < RING_SIZE; i += 8) {
		uint32_t n = (uint32_t)random();

		write_head(i, n % 4 ? n % 64 : n % 3 ? n : UINT32_MAX);
	}
	tail = (uint64_t)random() << 32 | (uint64_t)random();
	shared.ring.head = tail + back - 16;
	if (random() % 8)
		tail &= ~UINT64_C(7);
}

START_TEST(random_contents_never_lead_outside)
{
	unsigned lines = 0;

	srandom(1);
	for (int i = 0; i < 400; i++) {
		make_mess();
		ring_drain(&reader, check_inside, &lines);
		ck_assert(!ring_has_lines(&reader));
		/* The writer takes over whatever the last one left. */
		for (int k = 0; k < 3; k++) {
			make_mess();
			ring_put(&writer, 1, str_of(longest, 300));
		}
	}
	ck_assert_uint_gt(lines, 100);
	for (size_t i = 0; i < sizeof(shared.before); i++)
		ck_assert(!shared.before[i] && !shared.after[i]);
}
END_TEST

static void
add_damage_tests(TCase *t)
{
	tcase_add_loop_test(t, a_head_from_nowhere, 0, 7);
	tcase_add_test(t, a_head_behind_the_tail);
	tcase_add_test(t, a_length_beyond_the_head);
	tcase_add_test(t, a_length_beyond_the_limit);
	tcase_add_test(t, a_length_beyond_the_end);
	tcase_add_test(t, a_skip_beyond_the_head);
	tcase_add_test(t, a_length_that_overflows);
	tcase_add_test(t, random_contents_never_lead_outside);
}

Suite *
ring_suite(void)
{
	Suite *suite = suite_create("ring");
	TCase *t = tcase_create("ring");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_line_goes_through);
	tcase_add_test(t, an_empty_ring_has_nothing_to_drain);
	tcase_add_test(t, an_empty_line_is_a_line);
	tcase_add_test(t, lines_keep_their_order_over_many_turns);
	tcase_add_test(t, a_full_ring_refuses_and_loses_nothing);
	tcase_add_test(t,
	    the_longest_line_fits_wherever_an_empty_ring_stands);
	tcase_add_test(t, counters_wrap);
	tcase_add_test(t, a_quiet_worker_touches_a_quarter);
	tcase_add_test(t, there_is_room_after_catching_up);
	tcase_add_test(t, draining_stops_at_what_was_there);
	tcase_add_test_raise_signal(t, too_long_a_line_is_a_bug, SIGABRT);
	add_damage_tests(t);
	suite_add_tcase(suite, t);
	return suite;
}
