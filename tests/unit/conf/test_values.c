/* Values: defaults, what is marked, and inner laid over outer. */
#include "conf/types_cases.h"

#include "conf/world.h"

static struct conf_values *
section(const char *first, const char *second)
{
	struct conf_apply ap = world.ap;

	ap.place = PLACE_DIR;
	ap.section = "<Directory>";
	ap.values[CONF_DIR] = conf_values_empty(world.arena, &world_registry,
	    CONF_DIR);
	if (first)
		conf_apply(&ap, world_line(first));
	if (second)
		conf_apply(&ap, world_line(second));
	return ap.values[CONF_DIR];
}

static struct main_dir *
dir_of(const struct conf_values *v)
{
	return v->of[MAIN];
}

static struct conf_values *
merge(const struct conf_values *base, const struct conf_values *over)
{
	return conf_values_merge(world.arena, &world_registry, base, over);
}

START_TEST(defaults_are_there_and_not_set)
{
	const struct conf_values *v = world.ap.values[CONF_SERVER];

	ck_assert_int_eq(world_server()->timeout_ms, 60000);
	ck_assert_int_eq(world_server()->fields, 100);
	ck_assert_int_eq(world_server()->bytes, 0);
	ck_assert_ptr_null(world_server()->name.p);
	ck_assert(!conf_values_any_set(v, &world_registry));
	ck_assert(!conf_values_is_set(v, &world_registry, "Timeout"));
	ck_assert_ptr_null(conf_values_where(v, &world_registry, "Timeout"));
	ck_assert_ptr_null(v->of[HEAD]);
	ck_assert_ptr_null(v->of[BARE]);
}
END_TEST

START_TEST(empty_values_are_zero)
{
	const struct conf_values *v = section(NULL, NULL);

	ck_assert_uint_eq(dir_of(v)->indexes.n, 0);
	ck_assert(!dir_of(v)->slash);
	ck_assert_ptr_nonnull(v->of[HEAD]);
}
END_TEST

START_TEST(lines_leave_marks)
{
	const struct conf_values *v = section("SetHandler a", "SetHandler b");

	ck_assert(conf_values_any_set(v, &world_registry));
	ck_assert(conf_values_is_set(v, &world_registry, "sethandler"));
	ck_assert(!conf_values_is_set(v, &world_registry, "DirectoryIndex"));
	ck_assert_uint_eq(conf_values_where(v, &world_registry,
	    "SetHandler")->line, 2);
	/* Other homes and names nobody has. */
	ck_assert(!conf_values_is_set(v, &world_registry, "ServerName"));
	ck_assert(!conf_values_is_set(v, &world_registry, "Nonsense"));
	ck_assert_ptr_null(conf_values_where(v, &world_registry, "Nonsense"));
}
END_TEST

START_TEST(bad_lines_leave_none)
{
	const struct conf_values *v = section("AddType bad x", NULL);

	ck_assert_uint_eq(world.diag.errors, 1);
	ck_assert(!conf_values_any_set(v, &world_registry));
}
END_TEST

START_TEST(nothing_over_something_is_shared)
{
	const struct conf_values *base = section("SetHandler a", NULL);
	const struct conf_values *v = merge(base, section(NULL, NULL));

	ck_assert_ptr_eq(v->of[MAIN], base->of[MAIN]);
	ck_assert_ptr_eq(v->of[HEAD], base->of[HEAD]);
	ck_assert(conf_values_is_set(v, &world_registry, "SetHandler"));
}
END_TEST

START_TEST(inner_wins_and_the_rest_comes_through)
{
	const struct conf_values *base = section("SetHandler out",
	    "DirectoryIndex a b");
	const struct conf_values *over = section("DirectoryIndex c",
	    "DirectorySlash On");
	const struct conf_values *v = merge(base, over);

	ck_assert(str_eq(dir_of(v)->handler, STR("out")));
	ck_assert_uint_eq(dir_of(v)->indexes.n, 1);
	ck_assert(str_eq(dir_of(v)->indexes.v[0], STR("c")));
	ck_assert(dir_of(v)->slash);
	ck_assert_uint_eq(conf_values_where(v, &world_registry,
	    "SetHandler")->line, 1);
	ck_assert_uint_eq(conf_values_where(v, &world_registry,
	    "DirectoryIndex")->line, 3);
	/* The outer ones are as they were. */
	ck_assert_uint_eq(dir_of(base)->indexes.n, 2);
	ck_assert(!dir_of(base)->slash);
	ck_assert(!conf_values_is_set(base, &world_registry,
	    "DirectorySlash"));
}
END_TEST

START_TEST(an_inner_value_may_be_the_zero_one)
{
	const struct conf_values *base = section("DirectorySlash On", NULL);
	const struct conf_values *v = merge(base,
	    section("DirectorySlash Off", NULL));

	ck_assert(!dir_of(v)->slash);
}
END_TEST

START_TEST(defaults_are_a_base_too)
{
	const struct conf_values *v = merge(world.ap.values[CONF_DIR],
	    section("SetHandler a", NULL));

	ck_assert(dir_of(v)->slash);
	ck_assert_uint_eq(dir_of(v)->indexes.n, 1);
	ck_assert(!conf_values_is_set(v, &world_registry, "DirectorySlash"));
}
END_TEST

START_TEST(set_up_fields_come_from_base)
{
	struct conf_values *base = section("SetHandler a", NULL);

	dir_of(base)->set_up = 42;
	ck_assert_int_eq(dir_of(merge(base, section("SetHandler b",
	    NULL)))->set_up, 42);
}
END_TEST

START_TEST(own_types_merge_their_way)
{
	const struct conf_values *base = section("AddType a .a", NULL);
	const struct conf_values *over = section("AddType b .b",
	    "RemoveType c .c");
	const struct conf_values *v = merge(base, over);

	ck_assert_uint_eq(dir_of(over)->types.n, 2);
	ck_assert_uint_eq(dir_of(v)->types.n, 3);
	ck_assert(str_eq(dir_of(v)->types.v[0], STR("b")));
	ck_assert(str_eq(dir_of(v)->types.v[1], STR("c")));
	ck_assert(str_eq(dir_of(v)->types.v[2], STR("a")));
	ck_assert_uint_eq(dir_of(base)->types.n, 1);
}
END_TEST

START_TEST(three_levels)
{
	const struct conf_values *outer, *middle, *inner, *v;

	outer = section("SetHandler a", "DirectoryIndex a");
	middle = section("SetHandler b", NULL);
	inner = section("AddType x .x", NULL);
	v = merge(merge(outer, middle), inner);
	ck_assert(str_eq(dir_of(v)->handler, STR("b")));
	ck_assert(str_eq(dir_of(v)->indexes.v[0], STR("a")));
	ck_assert_uint_eq(dir_of(v)->types.n, 1);
	ck_assert_uint_eq(conf_values_where(v, &world_registry,
	    "SetHandler")->line, 3);
}
END_TEST

START_TEST(other_owners_are_shared_one_by_one)
{
	struct conf_values *base = section(NULL, NULL);
	const struct conf_values *v = merge(base, section("SetHandler a",
	    NULL));

	ck_assert_ptr_ne(v->of[MAIN], base->of[MAIN]);
	ck_assert_ptr_eq(v->of[HEAD], base->of[HEAD]);
}
END_TEST

void
conf_values_cases(Suite *s)
{
	TCase *tc = tcase_create("values");

	tcase_add_checked_fixture(tc, world_setup, world_teardown);
	tcase_add_test(tc, defaults_are_there_and_not_set);
	tcase_add_test(tc, empty_values_are_zero);
	tcase_add_test(tc, lines_leave_marks);
	tcase_add_test(tc, bad_lines_leave_none);
	tcase_add_test(tc, nothing_over_something_is_shared);
	tcase_add_test(tc, inner_wins_and_the_rest_comes_through);
	tcase_add_test(tc, an_inner_value_may_be_the_zero_one);
	tcase_add_test(tc, defaults_are_a_base_too);
	tcase_add_test(tc, set_up_fields_come_from_base);
	tcase_add_test(tc, own_types_merge_their_way);
	tcase_add_test(tc, three_levels);
	tcase_add_test(tc, other_owners_are_shared_one_by_one);
	suite_add_tcase(s, tc);
}
