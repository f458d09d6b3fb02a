/* The spare pool as arithmetic. */
#include "master/pool.h"
#include "suites.h"

static const struct mpm_limits classic = {
	.start = 8, .min_spare = 5, .max_spare = 20, .workers = 256,
	.server_limit = 256,
};

static struct spawn_plan
plan(int total, int idle, int queued, bool tick)
{
	const struct census c = {
		.total = total, .idle = idle, .queued = queued,
		.free_slots = 1000,
	};

	return pool_plan(&c, &classic, tick);
}

START_TEST(forks_exactly_what_is_missing)
{
	ck_assert_int_eq(plan(8, 8, 0, false).fork, 0);
	ck_assert_int_eq(plan(8, 5, 0, false).fork, 0);
	ck_assert_int_eq(plan(8, 4, 0, false).fork, 1);
	ck_assert_int_eq(plan(8, 0, 0, false).fork, 5);
}
END_TEST

START_TEST(counts_the_queue_as_missing)
{
	ck_assert_int_eq(plan(8, 0, 195, false).fork, 200);
	ck_assert_int_eq(plan(8, 5, 1, false).fork, 1);
	/* Idle children will take what waits: nothing to fork. */
	ck_assert_int_eq(plan(20, 20, 10, false).fork, 0);
}
END_TEST

START_TEST(stops_at_the_limit)
{
	struct spawn_plan p = plan(254, 0, 100, false);

	ck_assert_int_eq(p.fork, 2);
	ck_assert(!p.at_limit);
	p = plan(256, 0, 0, true);
	ck_assert_int_eq(p.fork, 0);
	ck_assert(p.at_limit);
	/* Above the limit (it was lowered) is no reason for negative forks. */
	p = plan(300, 1, 0, true);
	ck_assert_int_eq(p.fork, 0);
	ck_assert(p.at_limit);
}
END_TEST

START_TEST(needs_free_slots)
{
	const struct census c = {
		.total = 10, .idle = 0, .queued = 50, .free_slots = 3,
	};

	ck_assert_int_eq(pool_plan(&c, &classic, true).fork, 3);
}
END_TEST

START_TEST(retires_gently_and_only_on_the_tick)
{
	ck_assert_int_eq(plan(100, 100, 0, false).retire, 0);
	ck_assert_int_eq(plan(100, 100, 0, true).retire, 10);
	ck_assert_int_eq(plan(21, 21, 0, true).retire, 1);
	ck_assert_int_eq(plan(20, 20, 0, true).retire, 0);
	/* Connections are waiting: nobody is sent away. */
	ck_assert_int_eq(plan(100, 100, 3, true).retire, 0);
}
END_TEST

START_TEST(settles_between_the_spare_limits)
{
	int idle = 256;

	/* From the limit, all idle, the pool shrinks to MaxSpareServers. */
	for (int s = 0; s < 60; s++)
		idle -= plan(idle, idle, 0, true).retire;
	ck_assert_int_eq(idle, classic.max_spare);
	/* From nothing it is at MinSpareServers after one plan. */
	ck_assert_int_eq(plan(0, 0, 0, true).fork, classic.min_spare);
}
END_TEST

START_TEST(fork_failures_back_off_and_recover)
{
	struct pool_brake b = { 0 };
	int64_t now = 1000;

	ck_assert_int_eq(pool_brake_allows(&b, 7, now), 7);
	pool_brake_fork_failed(&b, now);
	ck_assert_int_eq(pool_brake_allows(&b, 7, now + 999), 0);
	ck_assert_int_eq(pool_brake_allows(&b, 7, now + 1000), 7);
	for (int i = 0; i < 10; i++)
		pool_brake_fork_failed(&b, now);
	ck_assert_int_eq(pool_brake_allows(&b, 7,
	    now + POOL_BACKOFF_MAX_MS - 1), 0);
	ck_assert_int_eq(pool_brake_allows(&b, 7, now + POOL_BACKOFF_MAX_MS),
	    7);
	pool_brake_fork_done(&b);
	pool_brake_fork_failed(&b, now);
	ck_assert_int_eq(pool_brake_allows(&b, 7, now + 1000), 7);
}
END_TEST

START_TEST(one_crash_costs_nothing_a_loop_is_slowed)
{
	struct pool_brake b = { 0 };

	pool_brake_crash(&b);
	ck_assert_int_eq(pool_brake_allows(&b, 5, 0), 5);
	for (int i = 1; i < POOL_CRASH_BURST; i++)
		pool_brake_crash(&b);
	ck_assert(pool_brake_is_looping(&b));
	ck_assert_int_eq(pool_brake_allows(&b, 5, 0), 0);
	for (int i = 0; i < POOL_CRASH_BURST; i++)
		pool_brake_crash(&b);
	pool_brake_tick(&b);
	ck_assert(pool_brake_is_looping(&b));
	ck_assert_int_eq(pool_brake_allows(&b, 5, 0), POOL_CRASH_FORKS);
	pool_brake_fork_done(&b);
	ck_assert_int_eq(pool_brake_allows(&b, 5, 0), POOL_CRASH_FORKS - 1);
	pool_brake_tick(&b);
	ck_assert(!pool_brake_is_looping(&b));
	ck_assert_int_eq(pool_brake_allows(&b, 5, 0), 5);
}
END_TEST

Suite *
pool_suite(void)
{
	Suite *s = suite_create("pool");
	TCase *t = tcase_create("plan");

	tcase_add_test(t, forks_exactly_what_is_missing);
	tcase_add_test(t, counts_the_queue_as_missing);
	tcase_add_test(t, stops_at_the_limit);
	tcase_add_test(t, needs_free_slots);
	tcase_add_test(t, retires_gently_and_only_on_the_tick);
	tcase_add_test(t, settles_between_the_spare_limits);
	tcase_add_test(t, fork_failures_back_off_and_recover);
	tcase_add_test(t, one_crash_costs_nothing_a_loop_is_slowed);
	suite_add_tcase(s, t);
	return s;
}
