/* board/board.h: what a worker writes, and how it is read. */
#include "board/board.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "suites.h"

static struct board *b;
static struct slot_view view;

static void
setup(void)
{
	const char *what;

	b = board_create(3, STR_NONE, &what);
	ck_assert_msg(b, "%s", what);
}

static void
teardown(void)
{
	board_free(b);
}

static struct board_slot *
open_slot(void)
{
	struct board_slot *s = board_slot_rw(b, 1);

	slot_open(s, 4711, 3);
	return s;
}

START_TEST(a_new_board_is_dead_and_empty)
{
	ck_assert_uint_eq(board_n_slots(b), 3);
	ck_assert_uint_eq(board_head(b)->n_slots, 3);
	ck_assert_uint_ne(board_head(b)->magic, 0);
	for (unsigned i = 0; i < 3; i++) {
		board_read(b, i, &view);
		ck_assert_int_eq(view.state, SLOT_DEAD);
		ck_assert_uint_eq(view.pid, 0);
		ck_assert_str_eq(view.request, "");
	}
	ck_assert(!board_logger_is_asleep(b));
}
END_TEST

START_TEST(slots_are_apart_and_on_pages)
{
	uintptr_t first = (uintptr_t)board_slot(b, 0);

	ck_assert_uint_eq(first % 4096, 0);
	ck_assert_uint_eq((uintptr_t)board_slot(b, 1) % 4096, 0);
	ck_assert_uint_ge((uintptr_t)board_slot(b, 1) - first,
	    sizeof(struct board_slot));
	ck_assert_uint_ne((uintptr_t)board_ring_reader(b, 0).tail / 64,
	    (uintptr_t)board_ring_reader(b, 1).tail / 64);
}
END_TEST

START_TEST(a_life)
{
	struct board_slot *s = open_slot();

	board_read(b, 1, &view);
	ck_assert_int_eq(view.state, SLOT_STARTING);
	ck_assert_uint_eq(view.pid, 4711);
	ck_assert_uint_eq(view.generation, 3);
	ck_assert_int_gt(view.used_us, 0);
	slot_set(s, SLOT_KEEPALIVE);
	board_read(b, 1, &view);
	ck_assert_int_eq(view.state, SLOT_KEEPALIVE);
	slot_close(s);
	board_read(b, 1, &view);
	ck_assert_int_eq(view.state, SLOT_DEAD);
	ck_assert_uint_eq(view.pid, 0);
}
END_TEST

START_TEST(a_request_is_shown_and_counted)
{
	struct board_slot *s = open_slot();

	slot_request(s, STR("GET / HTTP/1.1"), STR("[::1]:80"),
	    STR("a.example:80"), STR("http/1.1"), 1000);
	board_read(b, 1, &view);
	ck_assert(view.in_request);
	ck_assert_str_eq(view.request, "GET / HTTP/1.1");
	ck_assert_str_eq(view.client, "[::1]:80");
	ck_assert_str_eq(view.vhost, "a.example:80");
	ck_assert_str_eq(view.protocol, "http/1.1");
	ck_assert_int_eq(view.started_us, 1000);
	ck_assert_uint_eq(view.accesses, 0);
	slot_request_done(s, 500, 1000, 1250);
	board_read(b, 1, &view);
	ck_assert(!view.in_request);
	ck_assert_uint_eq(view.accesses, 1);
	ck_assert_uint_eq(view.bytes, 500);
	ck_assert_uint_eq(view.duration_us, 250);
	ck_assert_uint_eq(view.last_request_us, 250);
	ck_assert_int_eq(view.used_us, 1250);
	ck_assert_str_eq(view.request, "GET / HTTP/1.1");
}
END_TEST

START_TEST(counters_have_three_lifetimes)
{
	struct board_slot *s = open_slot();

	slot_request_done(s, 10, 0, 5);
	slot_connection(s);
	slot_request_done(s, 20, 0, 7);
	board_read(b, 1, &view);
	ck_assert_uint_eq(view.conn_accesses, 1);
	ck_assert_uint_eq(view.conn_bytes, 20);
	ck_assert_uint_eq(view.child_accesses, 2);
	ck_assert_uint_eq(view.child_bytes, 30);
	slot_close(s);
	slot_open(s, 4712, 4);
	board_read(b, 1, &view);
	ck_assert_uint_eq(view.conn_accesses, 0);
	ck_assert_uint_eq(view.child_accesses, 0);
	ck_assert_uint_eq(view.child_bytes, 0);
	ck_assert_uint_eq(view.accesses, 2);
	ck_assert_uint_eq(view.bytes, 30);
	ck_assert_uint_eq(view.duration_us, 12);
}
END_TEST

START_TEST(a_clock_set_back_is_no_duration)
{
	struct board_slot *s = open_slot();

	slot_request_done(s, 0, 1000, 10);
	board_read(b, 1, &view);
	ck_assert_uint_eq(view.duration_us, 0);
	ck_assert_uint_eq(view.last_request_us, 0);
}
END_TEST

/* The master reads it to say what a crashed worker was doing. */
START_TEST(text_survives_until_the_slot_is_opened_again)
{
	struct board_slot *s = open_slot();

	slot_request(s, STR("GET /crash"), STR_NONE, STR_NONE, STR_NONE, 1);
	slot_close(s);
	board_read(b, 1, &view);
	ck_assert_str_eq(view.request, "GET /crash");
	slot_open(s, 1, 1);
	board_read(b, 1, &view);
	ck_assert_str_eq(view.request, "");
	ck_assert(!view.in_request);
}
END_TEST

START_TEST(opening_keeps_the_ring)
{
	struct ring_writer w = board_ring_writer(b, 1);

	ck_assert(ring_put(&w, 5, STR("line\n")));
	slot_close(board_slot_rw(b, 1));
	open_slot();
	ck_assert(!ring_is_empty(&w));
}
END_TEST

START_TEST(long_text_is_cut)
{
	struct board_slot *s = open_slot();
	static char big[2000];
	struct str text = str_of(big, sizeof(big));

	memset(big, 'x', sizeof(big));
	slot_request(s, text, text, text, text, 1);
	board_read(b, 1, &view);
	ck_assert_uint_eq(strlen(view.request), BOARD_REQUEST_MAX - 1);
	ck_assert_uint_eq(strlen(view.client), BOARD_CLIENT_MAX - 1);
	ck_assert_uint_eq(strlen(view.vhost), BOARD_VHOST_MAX - 1);
	ck_assert_uint_eq(strlen(view.protocol), 15);
	slot_request(s, str_of(big, BOARD_REQUEST_MAX - 1), STR_NONE,
	    STR_NONE, STR_NONE, 1);
	board_read(b, 1, &view);
	ck_assert_uint_eq(strlen(view.request), BOARD_REQUEST_MAX - 1);
}
END_TEST

START_TEST(hostile_fields_are_forced_into_range)
{
	struct board_slot *s = open_slot();

	memset(s, 0xff, sizeof(*s));
	s->seq = 4;
	board_read(b, 1, &view);
	ck_assert_int_eq(view.state, SLOT_DEAD);
	ck_assert(view.leaving && view.in_request);
	ck_assert_uint_eq(strlen(view.request), BOARD_REQUEST_MAX - 1);
	ck_assert_uint_eq(strlen(view.client), BOARD_CLIENT_MAX - 1);
	ck_assert_uint_eq(strlen(view.vhost), BOARD_VHOST_MAX - 1);
	ck_assert_uint_eq(strlen(view.protocol), 15);
	s->state = SLOT_STATES;
	board_read(b, 1, &view);
	ck_assert_int_eq(view.state, SLOT_DEAD);
	s->state = SLOT_GRACEFUL;
	board_read(b, 1, &view);
	ck_assert_int_eq(view.state, SLOT_GRACEFUL);
}
END_TEST

START_TEST(text_left_half_written_is_not_shown)
{
	struct board_slot *s = open_slot();

	slot_request(s, STR("GET /"), STR_NONE, STR_NONE, STR_NONE, 1);
	s->seq++;
	board_read(b, 1, &view);
	ck_assert_str_eq(view.request, "");
	slot_open(s, 1, 1);
	slot_request(s, STR("GET /2"), STR_NONE, STR_NONE, STR_NONE, 1);
	board_read(b, 1, &view);
	ck_assert_str_eq(view.request, "GET /2");
}
END_TEST

/* Writes 'a's, 'b's … of different length into all four fields. */
static _Noreturn void
write_for_ever(void)
{
	struct board_slot *s = board_slot_rw(b, 1);

	for (unsigned i = 0;; i++) {
		char line[400];
		struct str text = str_of(line, 10 + i % 26 * 15);

		memset(line, (int)('a' + i % 26), sizeof(line));
		slot_request(s, text, text, text, text, i);
		/* Leaves moments in which nothing is being written. */
		for (volatile int k = 0; k < 500; k++)
			;
	}
}

static bool
is_all(const char *text, char c)
{
	while (*text == c)
		text++;
	return *text == '\0';
}

START_TEST(text_is_never_torn)
{
	int64_t end = clock_mono_ms() + 5000;
	pid_t pid = fork();
	unsigned seen = 0;

	if (pid == 0)
		write_for_ever();
	while (seen < 20000 && clock_mono_ms() < end) {
		char c;

		board_read(b, 1, &view);
		c = view.request[0];
		if (c == '\0')
			continue;
		seen++;
		ck_assert(is_all(view.request, c) && is_all(view.client, c));
		ck_assert(is_all(view.vhost, c) && is_all(view.protocol, c));
		ck_assert_uint_eq(strlen(view.request),
		    10 + (unsigned)(c - 'a') * 15);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert_uint_gt(seen, 100);
}
END_TEST

START_TEST(letters_are_httpds)
{
	char letters[SLOT_STATES + 1] = "";

	for (int i = 0; i < SLOT_STATES; i++)
		letters[i] = board_letter((enum slot_state)i);
	ck_assert_str_eq(letters, ".S_RWKLCG");
}
END_TEST

START_TEST(a_slot_that_is_none_is_a_bug)
{
	board_slot(b, 3);
}
END_TEST

Suite *
slot_suite(void)
{
	Suite *suite = suite_create("slot");
	TCase *t = tcase_create("slot");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_new_board_is_dead_and_empty);
	tcase_add_test(t, slots_are_apart_and_on_pages);
	tcase_add_test(t, a_life);
	tcase_add_test(t, a_request_is_shown_and_counted);
	tcase_add_test(t, counters_have_three_lifetimes);
	tcase_add_test(t, a_clock_set_back_is_no_duration);
	tcase_add_test(t, text_survives_until_the_slot_is_opened_again);
	tcase_add_test(t, opening_keeps_the_ring);
	tcase_add_test(t, long_text_is_cut);
	tcase_add_test(t, hostile_fields_are_forced_into_range);
	tcase_add_test(t, text_left_half_written_is_not_shown);
	tcase_add_test(t, text_is_never_torn);
	tcase_add_test(t, letters_are_httpds);
	tcase_add_test_raise_signal(t, a_slot_that_is_none_is_a_bug, SIGABRT);
	suite_add_tcase(suite, t);
	return suite;
}
