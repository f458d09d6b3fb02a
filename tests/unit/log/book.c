/* log/book.h: numbers that last. */
#include "log/book.h"

#include <stdio.h>

#include "suites.h"

static struct arena *process, *generation;
static struct log_book book;

static void
setup(void)
{
	process = arena_new();
	generation = arena_new();
	log_book_init(&book, process);
}

static void
teardown(void)
{
	arena_free(generation);
	arena_free(process);
}

static struct log_target
target(const char *text)
{
	struct log_target t;

	ck_assert_ptr_null(log_target_parse(generation, str_from(text),
	    STR("/"), &t));
	return t;
}

static int
add(const char *text, unsigned number)
{
	struct log_target t = target(text);

	return log_book_add(&book, &t, number);
}

START_TEST(numbers_count_up_and_are_shared)
{
	ck_assert_int_eq(add("/error", 0), 0);
	ck_assert_int_eq(add("/access", 0), 1);
	ck_assert_int_eq(add("|prog", 0), 2);
	ck_assert_int_eq(add("/access", 0), 1);
	ck_assert_uint_eq(book.n, 3);
	ck_assert_int_eq(book.v[1].fd, -1);
	ck_assert_int_eq(book.v[1].spare_fd, -1);
	ck_assert_int_eq(book.v[1].pid, 0);
}
END_TEST

START_TEST(a_number_survives_its_generation)
{
	add("/error", 0);
	add("/old", 0);
	arena_reset(generation);
	memset(arena_alloc(generation, 8000), 'x', 8000);
	add("/new", 1);
	ck_assert_int_eq(add("/error", 1), 0);
	ck_assert_str_eq(book.v[1].target.name.p, "/old");
	ck_assert_uint_eq(book.v[1].generation, 0);
	ck_assert_uint_eq(book.v[0].generation, 1);
	ck_assert_uint_eq(book.v[2].generation, 1);
	ck_assert_int_eq(add("/old", 2), 1);
	ck_assert_uint_eq(book.v[1].generation, 2);
}
END_TEST

START_TEST(the_book_has_an_end)
{
	for (int i = 0; i < LOG_BOOK_MAX; i++) {
		char name[32];

		snprintf(name, sizeof(name), "/log-%d", i);
		ck_assert_int_eq(add(name, 0), i);
	}
	ck_assert_int_eq(add("/one-more", 0), -1);
	ck_assert_int_eq(add("/log-17", 3), 17);
	ck_assert_uint_eq(book.n, LOG_BOOK_MAX);
}
END_TEST

START_TEST(a_full_book_uses_closed_numbers_again)
{
	for (int i = 0; i < LOG_BOOK_MAX; i++) {
		char name[32];

		snprintf(name, sizeof(name), "/log-%d", i);
		ck_assert_int_eq(add(name, 1), i);
		book.v[i].fd = i == 9 ? -1 : 3;
	}
	ck_assert_int_eq(add("/new", 1), -1);
	ck_assert_int_eq(add("/new", 2), 9);
	ck_assert_str_eq(book.v[9].target.name.p, "/new");
	ck_assert_int_eq(add("/other", 2), -1);
}
END_TEST

Suite *
book_suite(void)
{
	Suite *suite = suite_create("book");
	TCase *t = tcase_create("book");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, numbers_count_up_and_are_shared);
	tcase_add_test(t, a_number_survives_its_generation);
	tcase_add_test(t, the_book_has_an_end);
	tcase_add_test(t, a_full_book_uses_closed_numbers_again);
	suite_add_tcase(suite, t);
	return suite;
}
