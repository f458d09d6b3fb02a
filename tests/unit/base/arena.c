/* base/arena.h, and the two ends of base/bug.h. */
#include "base/arena.h"

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/bug.h"
#include "suites.h"

static bool
is_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

START_TEST(memory_is_aligned_zeroed_and_disjoint)
{
	struct arena *a = arena_new();
	char *last = NULL;

	for (size_t n = 0; n < 3000; n++) {
		char *p = arena_alloc(a, n);

		ck_assert_uint_eq((uintptr_t)p % 16, 0);
		ck_assert(is_zero(p, n));
		memset(p, 'x', n);
		if (n > 1)
			ck_assert(last[0] == 'x' && last[n - 2] == 'x');
		last = p;
	}
	arena_free(a);
}
END_TEST

START_TEST(reused_memory_is_zeroed_again)
{
	struct arena *a = arena_new();
	char *first = arena_alloc(a, 4000);

	memset(first, 'x', 4000);
	arena_reset(a);
	ck_assert_ptr_eq(arena_alloc(a, 4000), first);
	ck_assert(is_zero(first, 4000));
	arena_free(a);
}
END_TEST

/* What a request needs twice it gets from the chunk that was kept. */
START_TEST(a_warm_arena_stays_in_one_chunk)
{
	struct arena *a = arena_new();
	char *low, *high;

	for (int round = 0; round < 4; round++) {
		arena_reset(a);
		for (int i = 0; i < 50; i++)
			arena_alloc(a, 1000);
	}
	arena_reset(a);
	low = arena_alloc(a, 1000);
	high = low;
	for (int i = 1; i < 50; i++)
		high = arena_alloc(a, 1000);
	ck_assert_int_eq(high - low, 49 * 1008);
	arena_free(a);
}
END_TEST

START_TEST(huge_allocations_do_not_end_the_chunk)
{
	struct arena *a = arena_new();
	char *small = arena_alloc(a, 16);
	char *huge = arena_alloc(a, 1 << 20);

	ck_assert(is_zero(huge, 1 << 20));
	ck_assert_ptr_eq(arena_alloc(a, 16), small + 16);
	arena_reset(a);
	ck_assert_ptr_eq(arena_alloc(a, 16), small);
	arena_free(a);
}
END_TEST

START_TEST(huge_first_allocation)
{
	struct arena *a = arena_new();
	char *huge = arena_alloc(a, 100000);
	char *small = arena_alloc(a, 10);

	memset(huge, 1, 100000);
	ck_assert(is_zero(small, 10));
	arena_reset(a);
	arena_reset(a);
	ck_assert_uint_eq(arena_used(a), 0);
	arena_free(a);
	arena_free(NULL);
}
END_TEST

START_TEST(used_counts_until_reset)
{
	struct arena *a = arena_new();

	ck_assert_uint_eq(arena_used(a), 0);
	arena_alloc(a, 1);
	arena_alloc(a, 32);
	ck_assert_uint_eq(arena_used(a), 48);
	arena_alloc(a, 200000);
	ck_assert_uint_eq(arena_used(a), 200048);
	arena_reset(a);
	ck_assert_uint_eq(arena_used(a), 0);
	arena_free(a);
}
END_TEST

START_TEST(pushing_keeps_what_was_pushed)
{
	struct arena *a = arena_new();
	int *list = NULL;
	size_t n = 0;

	for (int i = 0; i < 1000; i++)
		ARENA_PUSH(a, list, n, i);
	ck_assert_uint_eq(n, 1000);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(list[i], i);
	arena_free(a);
}
END_TEST

START_TEST(growing_zeroes_the_new_part)
{
	struct arena *a = arena_new();
	int *old = ARENA_ARRAY(a, int, 2);
	int *grown;

	old[0] = 1;
	old[1] = 2;
	grown = arena_grow(a, old, 2, 5, sizeof(*old));
	ck_assert_int_eq(grown[1], 2);
	ck_assert(is_zero((char *)(grown + 2), 3 * sizeof(int)));
	ck_assert_int_eq(old[0], 1);
	arena_free(a);
}
END_TEST

START_TEST(copies_end_in_nul)
{
	struct arena *a = arena_new();
	struct str s = arena_copy(a, str_of("abcdef", 3));

	ck_assert(str_eq(s, STR("abc")));
	ck_assert_int_eq(s.p[3], '\0');
	ck_assert_ptr_null(arena_copy(a, STR_NONE).p);
	ck_assert_ptr_nonnull(arena_copy(a, STR("")).p);
	s = arena_lower(a, STR("AZ[a\xc4"));
	ck_assert(str_eq(s, STR("az[a\xc4")));
	ck_assert_int_eq(s.p[s.n], '\0');
	ck_assert_str_eq(arena_cstr(a, STR_NONE), "");
	ck_assert_str_eq(arena_cstr(a, STR("x")), "x");
	arena_free(a);
}
END_TEST

START_TEST(printing_short_and_long)
{
	struct arena *a = arena_new();

	for (int n = 0; n < 600; n++) {
		struct str s = arena_printf(a, "%*s|", n, "");

		ck_assert_uint_eq(s.n, (size_t)n + 1);
		ck_assert_uint_eq(strlen(s.p), s.n);
		ck_assert_int_eq(s.p[n], '|');
	}
	arena_free(a);
}
END_TEST

START_TEST(array_overflow_ends_the_process)
{
	arena_array(arena_new(), SIZE_MAX / 2, 3);
}
END_TEST

START_TEST(size_overflow_ends_the_process)
{
	volatile size_t n = SIZE_MAX - 3;

	arena_alloc(arena_new(), n);
}
END_TEST

static char ended[8];

static void
note_end(void *arg)
{
	ended[strlen(ended)] = *(const char *)arg;
}

START_TEST(endings_run_once_and_backwards)
{
	struct arena *a = arena_new();
	char names[] = "abc";

	arena_at_end(a, note_end, &names[0]);
	arena_at_end(a, note_end, &names[1]);
	arena_reset(a);
	ck_assert_str_eq(ended, "ba");
	arena_at_end(a, note_end, &names[2]);
	arena_free(a);
	ck_assert_str_eq(ended, "bac");
}
END_TEST

/* Memory of its home first, then its own; neither is freed twice. */
START_TEST(an_arena_in_another_starts_in_its_home)
{
	struct arena *home = arena_new();
	char *before = arena_alloc(home, 16);
	struct arena *in = arena_new_in(home, 4096);
	char *after = arena_alloc(home, 16);
	char *small = arena_alloc(in, 1000);

	ck_assert(small > before && small + 1000 <= after);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 40; i++)
			memset(arena_alloc(in, 1000), 'x', 1000);
		ck_assert_uint_ge(arena_used(in), 40000);
		arena_reset(in);
	}
	memset(after, 'y', 16);
	arena_free(in);
	ck_assert_int_eq(*(char *)arena_alloc(home, 8), 0);
	ck_assert_int_eq(after[15], 'y');
	arena_free(home);
}
END_TEST

START_TEST(a_tiny_first_chunk_is_a_bug)
{
	arena_new_in(arena_new(), 100);
}
END_TEST

START_TEST(an_arena_in_pages_of_its_own)
{
	struct arena *a = arena_new_pages(5000);
	char *p = arena_alloc(a, 5000);
	char *more;

	/* Nothing but this arena lies in its pages. */
	ck_assert_uint_eq((uintptr_t)a % 4096, 0);
	ck_assert(p > (char *)a && p + 5000 <= (char *)a + 8192);
	more = arena_alloc(a, 100000);
	memset(p, 'x', 5000);
	memset(more, 'y', 100000);
	ck_assert_int_eq(p[4999], 'x');
	arena_free(a);
}
END_TEST

START_TEST(an_arena_in_pages_is_never_reset)
{
	arena_reset(arena_new_pages(5000));
}
END_TEST

START_TEST(trimming_changes_nothing)
{
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 100000);

	memset(p, 'x', 100000);
	arena_free(arena_new());
	arena_trim();
	ck_assert_int_eq(p[99999], 'x');
	arena_free(a);
}
END_TEST

START_TEST(shrinking_is_a_bug)
{
	struct arena *a = arena_new();

	arena_grow(a, arena_alloc(a, 4), 4, 3, 1);
}
END_TEST

START_TEST(bug_aborts)
{
	BUG_ON(1 + 1 == 2);
}
END_TEST

Suite *
arena_suite(void)
{
	Suite *suite = suite_create("arena");
	TCase *t = tcase_create("arena");

	tcase_add_test(t, memory_is_aligned_zeroed_and_disjoint);
	tcase_add_test(t, reused_memory_is_zeroed_again);
	tcase_add_test(t, a_warm_arena_stays_in_one_chunk);
	tcase_add_test(t, huge_allocations_do_not_end_the_chunk);
	tcase_add_test(t, huge_first_allocation);
	tcase_add_test(t, used_counts_until_reset);
	tcase_add_test(t, pushing_keeps_what_was_pushed);
	tcase_add_test(t, growing_zeroes_the_new_part);
	tcase_add_test(t, copies_end_in_nul);
	tcase_add_test(t, printing_short_and_long);
	tcase_add_test(t, endings_run_once_and_backwards);
	tcase_add_test(t, an_arena_in_another_starts_in_its_home);
	tcase_add_test(t, trimming_changes_nothing);
	tcase_add_test(t, an_arena_in_pages_of_its_own);
	tcase_add_test_raise_signal(t, an_arena_in_pages_is_never_reset,
	    SIGABRT);
	tcase_add_test_raise_signal(t, a_tiny_first_chunk_is_a_bug, SIGABRT);
	tcase_add_test_raise_signal(t, array_overflow_ends_the_process,
	    SIGABRT);
	tcase_add_test_raise_signal(t, size_overflow_ends_the_process,
	    SIGABRT);
	tcase_add_test_raise_signal(t, shrinking_is_a_bug, SIGABRT);
	tcase_add_test_raise_signal(t, bug_aborts, SIGABRT);
	suite_add_tcase(suite, t);
	return suite;
}
