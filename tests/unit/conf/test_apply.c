/* The walk: finding rows, places, modules, containers, unknown names. */
#include "conf/suites.h"

#include <signal.h>

#include "conf/types_cases.h"
#include "conf/world.h"

START_TEST(rows_are_found_in_any_case)
{
	size_t owner = 99;
	const struct directive *row;

	row = conf_find_row(&world_registry, STR("hEADER"), &owner);
	ck_assert_ptr_nonnull(row);
	ck_assert_str_eq(row->name, "Header");
	ck_assert_uint_eq(owner, HEAD);
	ck_assert_ptr_null(conf_find_row(&world_registry, STR("Heade"), NULL));
	ck_assert_ptr_null(conf_find_row(&world_registry, STR_NONE, NULL));
	row = conf_find_row(&world_registry, STR("OldServers"), NULL);
	ck_assert_str_eq(row->name, "StartServers");
}
END_TEST

START_TEST(owners_have_an_index)
{
	ck_assert_uint_eq(conf_owner_index(&world_registry, &world_main), MAIN);
	ck_assert_uint_eq(conf_owner_index(&world_registry, &world_head), HEAD);
}
END_TEST

START_TEST(a_stranger_has_no_index)
{
	conf_owner_index(&world_registry, &world_stranger);
}
END_TEST

START_TEST(lines_are_applied_in_order)
{
	struct conf_node *tree = world_chain(world_line("ServerName a"),
	    world_chain(world_line("Nonsense"), world_line("serverNAME b")));

	ck_assert_uint_eq(world_apply_node(tree), 1);
	ck_assert_uint_eq(world.diag.v[0].pos->line, 2);
	ck_assert(str_eq(world_server()->name, STR("b")));
}
END_TEST

START_TEST(old_names_work_with_one_counted_notice)
{
	struct conf_node *tree = world_chain(world_line("OldServers 7"),
	    world_chain(world_line("oldservers 8"),
	    world_line("OldServers 9")));

	ck_assert_uint_eq(world_apply_node(tree), 0);
	ck_assert_int_eq(world_process()->servers, 9);
	ck_assert_uint_eq(world.diag.n, 1);
	ck_assert_int_eq(world.diag.v[0].severity, DIAG_NOTICE);
	ck_assert(world_says(0, "OldServers is the old name of StartServers "
	    "(3 lines)"));
	ck_assert(conf_values_is_set(world.ap.values[CONF_PROCESS],
	    &world_registry, "OldServers"));
	ck_assert_uint_eq(conf_values_where(world.ap.values[CONF_PROCESS],
	    &world_registry, "StartServers")->line, 1);
}
END_TEST

/* Where the line stands, and httpd's words for it. */
static const struct {
	const char *outer, *line, *says;
} places[] = {
	{ "VirtualHost", "StartServers 5",
	    "StartServers cannot occur within <VirtualHost> section" },
	{ "VirtualHost", "SetHandler x",
	    "SetHandler not allowed in <VirtualHost> context" },
	{ "Directory", "StartServers 5",
	    "StartServers not allowed in <Directory> context" },
	{ "Directory", "ServerName x",
	    "ServerName not allowed in <Directory> context" },
	{ "Directory", "ServerAlias x",
	    "ServerAlias not allowed in <Directory> context" },
	{ NULL, "SetHandler x", "SetHandler not allowed here" },
	{ NULL, "ServerAlias x", "ServerAlias only used in <VirtualHost>" },
};

START_TEST(places_are_checked)
{
	struct conf_node *node = world_line(places[_i].line);

	if (places[_i].outer)
		node = world_section(places[_i].outer, "/x", node);
	ck_assert_uint_eq(world_apply_node(node), 1);
	ck_assert(world_says(0, places[_i].says));
}
END_TEST

START_TEST(containers_are_checked_for_place_too)
{
	struct conf_node *host = world_section("VirtualHost", "*:80", NULL);

	ck_assert_uint_eq(world_apply_node(world_section("VirtualHost", "*",
	    host)), 1);
	ck_assert(world_says(0, "<VirtualHost> cannot occur within "
	    "<VirtualHost> section"));
	ck_assert_uint_eq(world_apply_node(world_section("Directory", "/a",
	    world_section("directory", "/b", NULL))), 2);
	ck_assert(world_says(1, "<Directory> not allowed in"));
}
END_TEST

START_TEST(a_directory_row_at_top_is_told_where_to_go)
{
	ck_assert_uint_eq(world_apply("SetHandler x"), 1);
	ck_assert(world_remedy(0, "<Directory>, <Location> or <Files>"));
}
END_TEST

static const struct {
	const char *line;
	unsigned granted;
	bool ok;
} htaccess[] = {
	{ "DirectoryIndex a", OVERRIDE_INDEXES, true },
	{ "DirectoryIndex a", OVERRIDE_ALL, true },
	{ "DirectoryIndex a", OVERRIDE_FILEINFO, false },
	{ "DirectoryIndex a", OVERRIDE_NONE, false },
	{ "SetHandler a", OVERRIDE_LIMIT, true },
	{ "SetHandler a", OVERRIDE_NONE, false },
	{ "RemoveType a b", OVERRIDE_AUTHCONFIG, true },
	{ "DirectorySlash On", OVERRIDE_ALL, false },
	{ "ServerName a", OVERRIDE_ALL, false },
};

START_TEST(htaccess_needs_a_class)
{
	world.ap.place = PLACE_HTACCESS;
	world.ap.override = htaccess[_i].granted;
	world_apply(htaccess[_i].line);
	ck_assert_uint_eq(world.diag.errors, htaccess[_i].ok ? 0 : 1);
	if (!htaccess[_i].ok)
		ck_assert(world_says(0, "not allowed here"));
}
END_TEST

START_TEST(values_that_are_not_there_are_not_set)
{
	world.ap.values[CONF_SERVER] = NULL;
	world.ap.place = PLACE_VHOST;
	world.ap.section = "<VirtualHost>";
	ck_assert_uint_eq(world_apply("ServerName x"), 1);
	ck_assert(world_says(0, "ServerName"));
}
END_TEST

START_TEST(modules_must_be_loaded)
{
	ck_assert_uint_eq(world_apply("Header x"), 1);
	ck_assert(world_says(0, "Header belongs to headers_module, which this "
	    "file does not load; add LoadModule headers_module"));
	ck_assert_uint_eq(world_apply_node(world_section("HeaderBlock", "/x",
	    world_line("Nonsense"))), 2);
	ck_assert(world_says(1, "<HeaderBlock> belongs to headers_module"));
	world.modules.on[HEAD] = true;
	ck_assert_uint_eq(world_apply("Header x"), 2);
}
END_TEST

START_TEST(two_owners_may_have_a_name)
{
	const struct head_dir *head;

	world.ap.place = PLACE_DIR;
	ck_assert_uint_eq(world_apply("SetHandler mine"), 0);
	ck_assert(str_eq(world_dir()->handler, STR("mine")));
	world.modules.on[HEAD] = true;
	ck_assert_uint_eq(world_apply("SetHandler again"), 0);
	head = world.ap.values[CONF_DIR]->of[HEAD];
	ck_assert_uint_eq(head->header.n, 0);
}
END_TEST

START_TEST(accepted_and_read_time_rows_set_nothing)
{
	ck_assert_uint_eq(world_apply("Mutex a b c"), 0);
	ck_assert_uint_eq(world_apply("Include x y z"), 0);
	ck_assert_uint_eq(world.diag.n, 0);
	ck_assert(!conf_values_any_set(world.ap.values[CONF_PROCESS],
	    &world_registry));
	world.ap.place = PLACE_DIR;
	world.ap.section = "<Directory>";
	ck_assert_uint_eq(world_apply("Mutex a"), 1);
}
END_TEST

START_TEST(types_without_a_field_need_no_values)
{
	ck_assert_uint_eq(world_apply("Look there"), 0);
	ck_assert_uint_eq(world_apply_node(world_section("VirtualHost", "*",
	    world_line("Look here"))), 0);
	ck_assert(world_says(0, "looked at there"));
	ck_assert(world_says(1, "looked at here"));
	ck_assert_uint_eq(world_apply("Look"), 1);
}
END_TEST

START_TEST(containers_walk_deeper)
{
	struct conf_node *dir = world_section("Directory", "/x",
	    world_line("SetHandler deep"));

	ck_assert_uint_eq(world_apply_node(world_section("virtualhost", "*",
	    dir)), 0);
	ck_assert(str_eq(world_dir()->handler, STR("deep")));
	ck_assert_int_eq(world.ap.place, PLACE_DIR);
}
END_TEST

START_TEST(a_container_reports_its_own_errors)
{
	ck_assert_uint_eq(world_apply_node(world_section("Directory", "",
	    world_line("Nonsense"))), 1);
	ck_assert(world_says(0, "<Directory> needs a path"));
	ck_assert_uint_eq(world.diag.v[0].pos->line, 2);
}
END_TEST

START_TEST(unknown_names_get_the_nearest)
{
	ck_assert_uint_eq(world_apply("ServerNam x"), 1);
	ck_assert(world_says(0, "Invalid command 'ServerNam', perhaps "
	    "misspelled or defined by a module not included in the server "
	    "configuration"));
	ck_assert(world_remedy(0, "did you mean ServerName?"));
	ck_assert_uint_eq(world_apply_node(world_section("Directry", "/",
	    world_line("AlsoNonsense"))), 2);
	ck_assert(world_says(1, "Invalid command '<Directry>'"));
	ck_assert(world_remedy(1, "did you mean <Directory>?"));
	ck_assert_uint_eq(world_apply("Zzzzzz"), 3);
	ck_assert_ptr_null(world.diag.v[2].remedy.p);
}
END_TEST

START_TEST(brackets_are_explained)
{
	ck_assert_uint_eq(world_apply("Directory /x"), 1);
	ck_assert(world_says(0, "Invalid command 'Directory'"));
	ck_assert(world_remedy(0, "write <Directory ...> and </Directory>"));
	ck_assert_uint_eq(world_apply_node(world_section("ServerName", "x",
	    NULL)), 2);
	ck_assert(world_says(1, "Invalid command '<ServerName>'"));
	ck_assert(world_remedy(1, "without brackets"));
}
END_TEST

START_TEST(odd_names_are_not_shown)
{
	ck_assert_uint_eq(world_apply("root:$6$salt:0:"), 1);
	ck_assert(world_says(0, "Invalid command (not shown), perhaps"));
	ck_assert(!world_says(0, "salt"));
	ck_assert_uint_eq(world_apply("\xe2\x80\x9cServerName\xe2\x80\x9d x"),
	    2);
	ck_assert(world_remedy(1, "not ASCII"));
	ck_assert_uint_eq(world_apply("q123456789q123456789q123456789"
	    "q123456789w123456789"), 3);
	ck_assert(world_says(2, "q123456789'"));
	ck_assert(!world_says(2, "w123456789"));
}
END_TEST

START_TEST(known_directives_that_count_are_errors)
{
	ck_assert_uint_eq(world_apply("RewriteRule a b"), 1);
	ck_assert(world_says(0, "RewriteRule exists in httpd (mod_rewrite), "
	    "not supported here: "));
	ck_assert_uint_eq(world_apply("RewriteEngine off"), 1);
	ck_assert_uint_eq(world_apply("RewriteEngine on"), 2);
	ck_assert_uint_eq(world_apply("SSLEngine OFF"), 2);
	ck_assert_uint_eq(world_apply("SSLEngine on"), 3);
	ck_assert(world_says(2, "TLS is not built in"));
	ck_assert_uint_eq(world_apply("php_value a b"), 4);
	ck_assert(world_says(3, "php_value belongs to mod_php, a third-party "
	    "module, not supported here"));
	ck_assert_uint_eq(world_apply("LDAPFoo a b"), 5);
	ck_assert(world_says(4, "exists in httpd (mod_ldap)"));
	ck_assert_uint_eq(world.diag.n, 5);
}
END_TEST

START_TEST(known_sections_are_skipped)
{
	ck_assert_uint_eq(world_apply_node(world_section("Proxy", "*",
	    world_line("Nonsense"))), 0);
	ck_assert(world_says(0, "<Proxy> exists in httpd (mod_proxy), "
	    "ignored here"));
	ck_assert_uint_eq(world_apply_node(world_section("LimitExcept", "GET",
	    world_line("Nonsense"))), 1);
}
END_TEST

START_TEST(what_httpd_dropped_is_told)
{
	ck_assert_uint_eq(world_apply("LockFile logs/x"), 0);
	ck_assert_int_eq(world.diag.v[0].severity, DIAG_NOTICE);
	ck_assert(world_says(0, "LockFile is gone from httpd and ignored: "));
}
END_TEST

START_TEST(one_walk_counts_over_sections)
{
	struct conf_node *in = world_line("SSLProtocol all");
	struct conf_node *host = world_section("VirtualHost", "*", in);
	struct conf_node *last = world_line("sslPROTOCOL all");

	ck_assert_uint_eq(world_apply_node(world_chain(
	    world_line("SSLProtocol all"), world_chain(host, last))), 0);
	ck_assert_uint_eq(world.diag.n, 1);
	ck_assert_int_eq(world.diag.v[0].severity, DIAG_NOTICE);
	ck_assert(world_says(0, "SSLProtocol exists in httpd (mod_ssl), "
	    "ignored here: "));
	ck_assert(world_says(0, " (3 lines)"));
}
END_TEST

START_TEST(a_dropped_notice_is_not_counted)
{
	struct conf_node *tree = world_line("SSLProtocol all");
	struct conf_node *end = tree;

	for (int i = 0; i < DIAG_MAX + 5; i++)
		end = end->next = world_line("Nonsense");
	end->next = world_line("SSLProtocol all");
	ck_assert_uint_eq(world_apply_node(tree), DIAG_MAX + 5);
	for (size_t i = 0; i < world.diag.n; i++)
		ck_assert(world_says(i, "Invalid command"));
}
END_TEST

static void
add_unknown_tests(TCase *tc)
{
	tcase_add_test(tc, unknown_names_get_the_nearest);
	tcase_add_test(tc, brackets_are_explained);
	tcase_add_test(tc, odd_names_are_not_shown);
	tcase_add_test(tc, known_directives_that_count_are_errors);
	tcase_add_test(tc, known_sections_are_skipped);
	tcase_add_test(tc, what_httpd_dropped_is_told);
	tcase_add_test(tc, one_walk_counts_over_sections);
	tcase_add_test(tc, a_dropped_notice_is_not_counted);
}

static void
add_walk_tests(TCase *tc)
{
	tcase_add_test(tc, rows_are_found_in_any_case);
	tcase_add_test(tc, owners_have_an_index);
	tcase_add_test_raise_signal(tc, a_stranger_has_no_index, SIGABRT);
	tcase_add_test(tc, lines_are_applied_in_order);
	tcase_add_test(tc, old_names_work_with_one_counted_notice);
	tcase_add_loop_test(tc, places_are_checked, 0, ARRAY_LEN(places));
	tcase_add_test(tc, containers_are_checked_for_place_too);
	tcase_add_test(tc, a_directory_row_at_top_is_told_where_to_go);
	tcase_add_loop_test(tc, htaccess_needs_a_class, 0,
	    ARRAY_LEN(htaccess));
	tcase_add_test(tc, values_that_are_not_there_are_not_set);
	tcase_add_test(tc, modules_must_be_loaded);
	tcase_add_test(tc, two_owners_may_have_a_name);
	tcase_add_test(tc, accepted_and_read_time_rows_set_nothing);
	tcase_add_test(tc, types_without_a_field_need_no_values);
	tcase_add_test(tc, containers_walk_deeper);
	tcase_add_test(tc, a_container_reports_its_own_errors);
}

Suite *
conf_apply_suite(void)
{
	Suite *s = suite_create("conf/apply");
	TCase *tc = tcase_create("walk");

	tcase_add_checked_fixture(tc, world_setup, world_teardown);
	add_walk_tests(tc);
	add_unknown_tests(tc);
	suite_add_tcase(s, tc);
	conf_types_cases(s);
	conf_values_cases(s);
	conf_print_cases(s);
	return s;
}
