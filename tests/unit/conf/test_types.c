/* How the text of a line becomes a value, type by type. */
#include "conf/types_cases.h"

#include "conf/world.h"

#define ck_str(s, literal) ck_assert_msg(str_eq((s), STR(literal)),	\
    "%.*s is not %s", STR_ARG(s), literal)

START_TEST(flags_take_on_and_off_in_any_case)
{
	ck_assert(world_server()->keep_alive);
	ck_assert_uint_eq(world_apply("KeepAlive oFF"), 0);
	ck_assert(!world_server()->keep_alive);
	ck_assert_uint_eq(world_apply("keepalive ON"), 0);
	ck_assert(world_server()->keep_alive);
	ck_assert_uint_eq(world.diag.n, 0);
}
END_TEST

START_TEST(flags_take_nothing_else)
{
	ck_assert_uint_eq(world_apply("KeepAlive yes"), 1);
	ck_assert_uint_eq(world_apply("KeepAlive"), 2);
	ck_assert_uint_eq(world_apply("KeepAlive \"\""), 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert(world_says(i, "KeepAlive must be On or Off"));
	ck_assert(world_server()->keep_alive);
}
END_TEST

START_TEST(flags_warn_about_further_words)
{
	ck_assert_uint_eq(world_apply("KeepAlive Off why not"), 0);
	ck_assert(!world_server()->keep_alive);
	ck_assert_uint_eq(world.diag.warnings, 1);
	ck_assert(world_says(0, "KeepAlive takes one word"));
}
END_TEST

START_TEST(numbers_are_strict_and_errors_name_the_bounds)
{
	ck_assert_uint_eq(world_apply("Fields 32767"), 0);
	ck_assert_int_eq(world_server()->fields, 32767);
	ck_assert_uint_eq(world_apply("Fields 32768"), 1);
	ck_assert(world_says(0, "Fields must be a number from 1 to 32767, not "
	    "32768"));
	ck_assert_uint_eq(world_apply("Fields 0"), 2);
	ck_assert_uint_eq(world_apply("Fields many"), 3);
	ck_assert(world_says(2, "from 1 to 32767, not many"));
	ck_assert_uint_eq(world_apply("Fields 5k"), 4);
	ck_assert(!world_says(3, "5k"));
	ck_assert_uint_eq(world_apply("Fields 99999999999999999999"), 5);
	ck_assert_int_eq(world_server()->fields, 32767);
}
END_TEST

START_TEST(numbers_may_be_open_above)
{
	ck_assert_uint_eq(world_apply("Bytes 9223372036854775807"), 0);
	ck_assert(world_server()->bytes == INT64_MAX);
	ck_assert_uint_eq(world_apply("Bytes -1"), 1);
	ck_assert(world_says(0, "Bytes must be a number of at least 0, not "
	    "-1"));
	ck_assert_uint_eq(world_apply("Slots -7"), 1);
	ck_assert_int_eq(world_process()->slots, -7);
	ck_assert_uint_eq(world_apply("Slots x"), 2);
	ck_assert(world_says(1, "Slots must be a number, not x"));
}
END_TEST

START_TEST(secrets_are_not_repeated)
{
	ck_assert_uint_eq(world_apply("Fields root:$6$salt$hash"), 1);
	ck_assert(!world_says(0, "salt"));
	ck_assert_uint_eq(world_apply("Tokens $6$salt"), 2);
	ck_assert(!world_says(1, "salt"));
	ck_assert_uint_eq(world_apply("Fields "
	    "a123456789b123456789c123456789d123456789e123"), 3);
	ck_assert(world_says(2,
	    "not a123456789b123456789c123456789d123456789"));
	ck_assert(!world_says(2, "d123456789e"));
}
END_TEST

START_TEST(mpm_numbers_are_read_by_atoi)
{
	ck_assert_int_eq(world_process()->servers, 5);
	ck_assert_uint_eq(world_apply("StartServers 12"), 0);
	ck_assert_uint_eq(world.diag.n, 0);
	ck_assert_uint_eq(world_apply("StartServers -3"), 0);
	ck_assert_int_eq(world_process()->servers, -3);
	ck_assert_uint_eq(world_apply("StartServers 8x"), 0);
	ck_assert_int_eq(world_process()->servers, 8);
	ck_assert_uint_eq(world.diag.warnings, 1);
	ck_assert_uint_eq(world_apply("StartServers many"), 0);
	ck_assert_int_eq(world_process()->servers, 0);
	ck_assert(world_says(1, "taken as 0"));
}
END_TEST

static const struct {
	const char *text;
	int64_t ms;
} times[] = {
	{ "5", 5000 }, { "0", 0 }, { "5s", 5000 }, { "5S", 5000 },
	{ "500ms", 500 }, { "500MS", 500 }, { "2mi", 120000 },
	{ "2min", 120000 }, { "1h", 3600000 }, { "-1", -1000 },
	{ "9223372036854775807ms", INT64_MAX },
};

START_TEST(times_have_units)
{
	int64_t ms = -99;

	ck_assert(conf_parse_time(str_from(times[_i].text), &ms));
	ck_assert(ms == times[_i].ms);
}
END_TEST

static const char *const not_times[] = {
	"", "s", "ms", "5m", "5 s", "5x", "1.5", "1h30min", "--1", "5sec",
	"9223372036854775807", "99999999999999999999", "3000000000000000h",
};

START_TEST(other_text_is_no_time)
{
	int64_t ms = 0;

	ck_assert_msg(!conf_parse_time(str_from(not_times[_i]), &ms), "%s",
	    not_times[_i]);
}
END_TEST

START_TEST(time_directives_have_bounds)
{
	ck_assert_int_eq(world_server()->timeout_ms, 60000);
	ck_assert_uint_eq(world_apply("Timeout 2min"), 0);
	ck_assert_int_eq(world_server()->timeout_ms, 120000);
	ck_assert_uint_eq(world_apply("Timeout 999ms"), 1);
	ck_assert(world_says(0, "Timeout must be from 1s to 1h"));
	ck_assert_uint_eq(world_apply("Timeout 2h"), 2);
	ck_assert_uint_eq(world_apply("Timeout 5m"), 3);
	ck_assert(world_says(2, "Timeout has wrong format"));
	ck_assert_int_eq(world_server()->timeout_ms, 120000);
	ck_assert_uint_eq(world_apply("Pause 0"), 3);
	ck_assert_uint_eq(world_apply("Pause -1"), 4);
	ck_assert(world_says(3, "Pause must be at least 0"));
}
END_TEST

START_TEST(strings_are_copied_and_the_last_one_wins)
{
	ck_assert_uint_eq(world_apply("ServerName \"a b\""), 0);
	ck_str(world_server()->name, "a b");
	ck_assert_uint_eq(world_apply("ServerName c"), 0);
	ck_str(world_server()->name, "c");
	ck_assert_int_eq(world_server()->name.p[1], '\0');
}
END_TEST

static const struct {
	const char *from, *to;
} paths[] = {
	{ "htdocs", "/etc/serve/htdocs" }, { "/a/b/", "/a/b" },
	{ "/", "/" }, { "//a///b", "/a/b" }, { "/a/./b/.", "/a/b" },
	{ "/a/../b", "/b" }, { "../b", "/etc/b" }, { "/../..", "/" },
	{ "../../../x", "/x" }, { ".", "/etc/serve" }, { "/a/..", "/" },
	{ "a/../..", "/etc" }, { "/a/..b/...", "/a/..b/..." },
};

START_TEST(paths_are_absolute_and_normal)
{
	struct str got = conf_apply_path(&world.ap, str_from(paths[_i].from));

	ck_assert_msg(str_eq(got, str_from(paths[_i].to)), "%s gives %.*s",
	    paths[_i].from, STR_ARG(got));
}
END_TEST

START_TEST(path_defaults_know_the_server_root)
{
	struct conf_values *v;

	ck_str(world_process()->root, "/etc/serve/logs");
	ck_str(world_server()->root, "/srv/www");
	v = conf_values_new(world.arena, &world_registry, CONF_PROCESS,
	    &world.diag);
	ck_str(((struct main_process *)v->of[MAIN])->root, "logs/");
}
END_TEST

START_TEST(keywords_are_listed)
{
	ck_assert_int_eq(world_server()->tokens, 3);
	ck_assert_uint_eq(world_apply("Tokens pROD"), 0);
	ck_assert_int_eq(world_server()->tokens, 1);
	ck_assert_uint_eq(world_apply("Tokens Prods"), 1);
	ck_assert(world_says(0, "Tokens must be Prod, Major or Full, not "
	    "Prods"));
	ck_assert_int_eq(world_server()->tokens, 1);
}
END_TEST

START_TEST(lists_drop_the_default_then_append)
{
	ck_str(world_dir()->indexes.v[0], "index.html");
	ck_assert_uint_eq(world_apply("DirectoryIndex a b"), 0);
	ck_assert_uint_eq(world_dir()->indexes.n, 2);
	ck_assert_uint_eq(world_apply("DirectoryIndex \"c d\""), 0);
	ck_assert_uint_eq(world_dir()->indexes.n, 3);
	ck_str(world_dir()->indexes.v[0], "a");
	ck_str(world_dir()->indexes.v[2], "c d");
}
END_TEST

START_TEST(raw_types_get_the_line_as_it_stands)
{
	ck_assert_uint_eq(world_apply("Title  \"a b\"  c \"\" "), 0);
	ck_str(world_server()->title, "\"a b\"  c \"\"");
	ck_assert_uint_eq(world_apply("Title"), 1);
	ck_assert(world_says(0, "Title takes one argument"));
}
END_TEST

static const struct {
	const char *line, *says, *remedy;
} arity[] = {
	{ "ServerName", "ServerName takes one argument, The host name and "
	    "port of the server", "syntax: ServerName string" },
	{ "ServerName a b", "ServerName takes one argument, ", "syntax" },
	{ "ServerName \"\"", "ServerName takes one argument, ", "syntax" },
	{ "Timeout 30 x", "Timeout takes one argument, ", "seconds" },
	{ "DirectoryIndex", "DirectoryIndex requires at least one argument, "
	    "Files", "syntax: DirectoryIndex word ..." },
	{ "AddType a", "AddType requires at least two arguments, ",
	    "type extension ..." },
	{ "Tokens", "Tokens takes one argument",
	    "syntax: Tokens Prod|Major|Full" },
};

START_TEST(arity_is_told_in_httpds_words)
{
	ck_assert_uint_eq(world_apply(arity[_i].line), 1);
	ck_assert(world_says(0, arity[_i].says));
	ck_assert(world_remedy(0, arity[_i].remedy));
}
END_TEST

START_TEST(empty_words_are_words_in_lists)
{
	ck_assert_uint_eq(world_apply("DirectoryIndex \"\" a"), 0);
	ck_assert_uint_eq(world_dir()->indexes.n, 2);
	ck_assert_uint_eq(world_dir()->indexes.v[0].n, 0);
}
END_TEST

static void
add_number_tests(TCase *tc)
{
	tcase_add_test(tc, flags_take_on_and_off_in_any_case);
	tcase_add_test(tc, flags_take_nothing_else);
	tcase_add_test(tc, flags_warn_about_further_words);
	tcase_add_test(tc, numbers_are_strict_and_errors_name_the_bounds);
	tcase_add_test(tc, numbers_may_be_open_above);
	tcase_add_test(tc, secrets_are_not_repeated);
	tcase_add_test(tc, mpm_numbers_are_read_by_atoi);
	tcase_add_loop_test(tc, times_have_units, 0, ARRAY_LEN(times));
	tcase_add_loop_test(tc, other_text_is_no_time, 0,
	    ARRAY_LEN(not_times));
	tcase_add_test(tc, time_directives_have_bounds);
}

void
conf_types_cases(Suite *s)
{
	TCase *tc = tcase_create("types");

	tcase_add_checked_fixture(tc, world_setup, world_teardown);
	add_number_tests(tc);
	tcase_add_test(tc, strings_are_copied_and_the_last_one_wins);
	tcase_add_loop_test(tc, paths_are_absolute_and_normal, 0,
	    ARRAY_LEN(paths));
	tcase_add_test(tc, path_defaults_know_the_server_root);
	tcase_add_test(tc, keywords_are_listed);
	tcase_add_test(tc, lists_drop_the_default_then_append);
	tcase_add_test(tc, raw_types_get_the_line_as_it_stands);
	tcase_add_loop_test(tc, arity_is_told_in_httpds_words, 0,
	    ARRAY_LEN(arity));
	tcase_add_test(tc, empty_words_are_words_in_lists);
	suite_add_tcase(s, tc);
}
