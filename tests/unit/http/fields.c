/* Field lists and list-valued fields. */
#include "suites.h"
#include "util.h"

static struct arena *arena;
static struct fields fields;

static void
set_up(void)
{
	arena = arena_new();
	fields_init(&fields, arena);
}

static void
tear_down(void)
{
	arena_free(arena);
}

START_TEST(empty_list)
{
	ck_assert_ptr_null(fields_get(&fields, STR("A")).p);
	ck_assert_uint_eq(fields_count(&fields, STR("A")), 0);
	ck_assert(!fields_remove(&fields, STR("A")));
}
END_TEST

START_TEST(get_is_first_in_any_case)
{
	fields_add(&fields, STR("Host"), STR("a"));
	fields_add(&fields, STR("X-Long"), STR("b"));
	fields_add(&fields, STR("HOST"), STR("c"));
	assert_str(fields_get(&fields, STR("host")), STR("a"), "Host");
	assert_str(fields_get(&fields, STR("x-long")), STR("b"), "X-Long");
	assert_str(fields_get(&fields, STR("Hos")), STR_NONE, "Hos");
	assert_str(fields_get(&fields, STR("Hosts")), STR_NONE, "Hosts");
	ck_assert_uint_eq(fields_count(&fields, STR("hOST")), 2);
	ck_assert_uint_eq(fields_count(&fields, STR("X-Long")), 1);
}
END_TEST

START_TEST(empty_value_is_present)
{
	fields_add(&fields, STR("A"), STR(""));
	ck_assert_ptr_nonnull(fields_get(&fields, STR("A")).p);
}
END_TEST

START_TEST(order_is_kept_while_growing)
{
	char names[200][4];

	for (unsigned i = 0; i < 200; i++) {
		snprintf(names[i], sizeof(names[i]), "%u", i);
		fields_add(&fields, str_from(names[i]), str_from(names[i]));
	}
	ck_assert_uint_eq(fields.n, 200);
	for (unsigned i = 0; i < 200; i++)
		assert_str(fields.v[i].name, str_from(names[i]), "order");
}
END_TEST

START_TEST(growing_after_removing)
{
	for (unsigned i = 0; i < 33; i++)
		fields_add(&fields, i % 2 ? STR("Odd") : STR("Even"), STR(""));
	ck_assert(fields_remove(&fields, STR("odd")));
	ck_assert_uint_eq(fields.n, 17);
	for (unsigned i = 0; i < 100; i++)
		fields_add(&fields, STR("New"), STR("v"));
	ck_assert_uint_eq(fields_count(&fields, STR("Even")), 17);
	ck_assert_uint_eq(fields_count(&fields, STR("New")), 100);
}
END_TEST

START_TEST(set_replaces_all)
{
	fields_add(&fields, STR("A"), STR("1"));
	fields_add(&fields, STR("B"), STR("2"));
	fields_add(&fields, STR("a"), STR("3"));
	fields_add(&fields, STR("C"), STR("4"));
	fields_set(&fields, STR("A"), STR("5"));
	ck_assert_uint_eq(fields.n, 3);
	assert_str(fields.v[0].value, STR("5"), "in its place");
	assert_str(fields.v[1].value, STR("2"), "untouched");
	assert_str(fields.v[2].value, STR("4"), "untouched");
	fields_set(&fields, STR("D"), STR("6"));
	assert_str(fields.v[3].value, STR("6"), "added");
}
END_TEST

START_TEST(remove_takes_all)
{
	fields_add(&fields, STR("A"), STR("1"));
	fields_add(&fields, STR("B"), STR("2"));
	fields_add(&fields, STR("a"), STR("3"));
	ck_assert(fields_remove(&fields, STR("A")));
	ck_assert_uint_eq(fields.n, 1);
	assert_str(fields.v[0].name, STR("B"), "left");
	ck_assert(!fields_remove(&fields, STR("A")));
	ck_assert(fields_remove(&fields, STR("B")));
	fields_add(&fields, STR("C"), STR("4"));
	assert_str(fields_get(&fields, STR("C")), STR("4"), "after empty");
}
END_TEST

/* Elements joined by "|". */
static const struct {
	const char *list, *elements;
} lists[] = {
	{ "", "" }, { ",", "" }, { " , ,\t,", "" },
	{ "a", "a|" }, { " a ", "a|" }, { "a,b", "a|b|" },
	{ "a , b ,", "a|b|" }, { ",,a,,b,,", "a|b|" },
	{ "\ta\t,\tb c", "a|b c|" },
	{ "\"a,b\",c", "\"a,b\"|c|" },
	{ "x=\"a,b\";y, c", "x=\"a,b\";y|c|" },
	{ "\"a\\\",b\",c", "\"a\\\",b\"|c|" },
	{ "\"open, a", "\"open, a|" },
	{ "\"open\\", "\"open\\|" },
	{ "\"\",a", "\"\"|a|" },
};

START_TEST(list_elements)
{
	struct str rest = str_from(lists[_i].list);
	struct str element;
	char got[64] = "";
	size_t n = 0;

	while ((element = http_list_next(&rest)).p)
		n += (size_t)snprintf(got + n, sizeof(got) - n, "%.*s|",
		    STR_ARG(element));
	ck_assert_str_eq(got, lists[_i].elements);
	ck_assert_ptr_null(http_list_next(&rest).p);
}
END_TEST

START_TEST(absent_list_has_nothing)
{
	struct str rest = STR_NONE;

	ck_assert_ptr_null(http_list_next(&rest).p);
	ck_assert(!http_list_has(STR_NONE, STR("a")));
}
END_TEST

static const struct {
	const char *list, *token;
	bool has;
} members[] = {
	{ "close", "close", true }, { "Close", "cLOSE", true },
	{ "a, close", "close", true }, { "close,a", "close", true },
	{ "a,close ,b", "close", true }, { "closed", "close", false },
	{ "clos", "close", false }, { "not close", "close", false },
	{ "", "close", false }, { "\"close\"", "close", false },
	{ "\"a,close\"", "close", false },
};

START_TEST(list_members)
{
	ck_assert_int_eq(http_list_has(str_from(members[_i].list),
	    str_from(members[_i].token)), members[_i].has);
}
END_TEST

Suite *
fields_suite(void)
{
	Suite *suite = suite_create("http fields");
	TCase *c = tcase_create("fields");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, empty_list);
	tcase_add_test(c, get_is_first_in_any_case);
	tcase_add_test(c, empty_value_is_present);
	tcase_add_test(c, order_is_kept_while_growing);
	tcase_add_test(c, growing_after_removing);
	tcase_add_test(c, set_replaces_all);
	tcase_add_test(c, remove_takes_all);
	tcase_add_loop_test(c, list_elements, 0, ARRAY_LEN(lists));
	tcase_add_test(c, absent_list_has_nothing);
	tcase_add_loop_test(c, list_members, 0, ARRAY_LEN(members));
	suite_add_tcase(suite, c);
	return suite;
}
