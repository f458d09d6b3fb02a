/* Variables, Define, ServerRoot, options, Error and Warning. */
#include <stdio.h>
#include <stdlib.h>

#include "conf/fixture.h"
#include "conf/suites.h"

static const char *
small_environment(const char *name)
{
	if (strcmp(name, "HOME_DIR") == 0)
		return "/home";
	if (strcmp(name, "BOTH") == 0)
		return "environment";
	return strcmp(name, "EMPTY") == 0 ? "" : NULL;
}

static struct reading
read_with_environment(const char *text)
{
	struct reading r = reading_new();

	r.opt.env = small_environment;
	r.opt.text = str_from(text);
	reading_run(&r);
	return r;
}

static const struct {
	const char *text, *shown;
	unsigned warnings;
} variables[] = {
	/* Before the line is cut into words, names and tags too. */
	{ "Define V \"b c\"\nA ${V}d\n", "A(b|cd) ", 0 },
	{ "Define V 'b\"c'\nA \"x${V} y\"\n", "A(xb|c|y\") ", 0 },
	{ "Define V bc\nA${V} d\n", "Abc(d) ", 0 },
	{ "Define V bc\n<A \"${V}\">\n</A${V}>\n", NULL, 0 },
	{ "Define V A\n<${V} b>\n</${V}>\n", "A(b){} ", 0 },
	{ "Define V \"<A b>\"\n${V}\n</A>\n", "A(b){} ", 0 },
	{ "Define V \" \"\n${V}\nA b\n", "A(b) ", 0 },
	{ "Define V \"#\"\n${V} b\n", "#(b) ", 0 },
	/* Look-up: Define without case, then the environment, with case. */
	{ "Define abc 1\nA ${ABC} ${abc}\n", "A(1|1) ", 0 },
	{ "Define abc 1\nDefine ABC 2\nA ${abc}\n", "A(2) ", 0 },
	{ "A ${HOME_DIR}/x${EMPTY}\n", "A(/home/x) ", 0 },
	{ "A ${home_dir}\n", "A(${home_dir}) ", 1 },
	{ "Define both 1\nA ${BOTH}\n", "A(1) ", 0 },
	{ "Define BOTH 1\nUnDefine BOTH\nA ${BOTH}\n", "A(environment) ", 0 },
	/* Not lazy, not recursive. */
	{ "Define B 1\nDefine C ${B}\nDefine B 2\nA ${C}\n", "A(1) ", 0 },
	{ "Define D $\nDefine E {B}\nDefine B 2\nA ${D}${E}\n", "A(${B}) ",
	  0 },
	/* A flag is no value; a value stays when only the flag is set anew. */
	{ "Define F\nA ${F}\n", "A(${F}) ", 1 },
	{ "Define F \"\"\nA ${F}\n", "A(${F}) ", 1 },
	{ "Define F 1\nDefine F\nA ${F}\n", "A(1) ", 0 },
	{ "Define F 1\nUnDefine F\nA ${F}\n", "A(${F}) ", 1 },
	/* Left alone. */
	{ "A ${map:key|x} ${a:b?=c}\n", "A(${map:key|x}|${a:b?=c}) ", 0 },
	{ "A ${X $ b$ $1 a{c\n", "A(${X|$|b$|$1|a{c) ", 0 },
	{ "A ${}b\n", "A(${}b) ", 1 },
	{ "A ${X}${Y}\n", "A(${X}${Y}) ", 2 },
	{ "# ${X}\nA b\n", "A(b) ", 0 },
	{ "<IfDefine no>\nA ${X}\n<B ${X}>\n</B>\n</IfDefine>\n", "", 0 },
	/* A default, as in httpd's trunk. */
	{ "A ${N?=d:e f} ${EMPTY?=x} ${N?=}\n", "A(d:e|f) ", 0 },
	{ "Define N 5\nA ${N?=d}\n", "A(5) ", 0 },
	/* Define anywhere holds everywhere from there on. */
	{ "<A b>\nDefine N 5\n</A>\nC ${N}\n", "A(b){} C(5) ", 0 },
	{ "Define \"a b\" c\nA ${a b}\n", "A(c) ", 0 },
};

START_TEST(variables_are_expanded_as_in_httpd)
{
	struct reading r = read_with_environment(variables[_i].text);

	if (variables[_i].shown == NULL) {
		ck_assert_uint_gt(r.diag.errors, 0);
		return;
	}
	assert_counts(&r, 0, variables[_i].warnings);
	ck_assert_str_eq(shown(&r), variables[_i].shown);
}
END_TEST

START_TEST(an_undefined_variable_is_a_warning)
{
	struct reading r = read_text("A b\nA x/${Nope}/y\nB ${APACHE_PORT}\n");
	const struct diag_message *m;

	assert_counts(&r, 0, 2);
	m = find_message(&r, DIAG_WARNING, 2,
	    "Config variable ${Nope} is not defined");
	ck_assert_ptr_nonnull(m);
	ck_assert_uint_eq(m->number, 111);
	ck_assert_uint_eq(m->column, 5);
	ck_assert_uint_eq(m->remedy.n, 0);
	m = find_message(&r, DIAG_WARNING, 3, "${APACHE_PORT}");
	ck_assert_ptr_nonnull(m);
	ck_assert_int_ge(str_search(m->remedy, STR("/etc/apache2/envvars")), 0);
}
END_TEST

START_TEST(in_a_path_or_a_user_name_it_is_an_error)
{
	static const char *const vital[] = {
		"DocumentRoot ${X}/y", "user ${X}", "Group ${X}",
		"Include ${X}/a.conf", "IncludeOptional ${X}/*.conf",
		"ServerRoot ${X}"
	};
	struct reading r = read_text(vital[_i]);

	assert_error(&r, 1, "Config variable ${X} is not defined");
	assert_counts(&r, 1, 0);
}
END_TEST

START_TEST(expansion_has_a_ceiling)
{
	struct buf text;
	struct reading r;
	unsigned i;

	/* Each line is twice as long as the one before. */
	buf_init(&text, 1 << 16);
	buf_cstr_put(&text, "Define V aaaaaaaaaaaaaaaa\n");
	for (i = 0; i < 30; i++)
		buf_cstr_put(&text, "Define V ${V}${V}\n");
	buf_cstr_put(&text, "A b\n");
	r = read_bytes(text.p, text.n);
	buf_release(&text);
	assert_error(&r, 0, "with its variables the line is too long");
	ck_assert_str_eq(shown(&r), "A(b) ");
	ck_assert_uint_lt(arena_used(r.arena), 512u << 20);
}
END_TEST

START_TEST(define_is_strict_about_names)
{
	struct reading r = read_text("Define a:b c\nDefine DUMP_VHOSTS\n"
	    "Define\nDefine a b c\nUnDefine\nUnDefine a b\nDefine \"\"\n"
	    "UnDefine never\n");

	assert_error(&r, 1, "must not contain ':'");
	assert_warning(&r, 2, "DUMP_");
	assert_error(&r, 3, "Define takes");
	assert_error(&r, 4, "Define takes");
	assert_error(&r, 5, "UnDefine takes");
	assert_error(&r, 6, "UnDefine takes");
	assert_error(&r, 7, "Define takes");
	assert_counts(&r, 6, 1);
	ck_assert_uint_eq(r.tree->n_defines, 0);
	ck_assert_str_eq(shown(&r), "");
}
END_TEST

START_TEST(the_tree_lists_what_is_defined)
{
	static const struct str flags[] = {
		{ "SSL", 3 }, { "DUMP_VHOSTS", 11 }
	};
	struct reading r = reading_new();
	const struct conf_define *d;

	r.opt.defines = flags;
	r.opt.n_defines = 2;
	r.opt.text = STR("Define A b\nDefine C\nDefine D e\nUnDefine A\n");
	reading_run(&r);
	d = r.tree->defines;
	ck_assert_uint_eq(r.tree->n_defines, 4);
	ck_assert(str_eq(d[0].name, STR("SSL")) && d[0].initial);
	ck_assert_ptr_null(d[0].value.p);
	ck_assert(d[1].initial);
	ck_assert(str_eq(d[2].name, STR("C")) && !d[2].initial);
	ck_assert_ptr_null(d[2].value.p);
	ck_assert(str_eq(d[3].name, STR("D")));
	ck_assert(str_eq(d[3].value, STR("e")));
}
END_TEST

START_TEST(getenv_is_used_without_a_hook)
{
	struct reading r = reading_new();

	ck_assert_int_eq(setenv("UNIT_CONF_X", "seen", 1), 0);
	r.opt.env = NULL;
	r.opt.text = STR("A ${UNIT_CONF_X}\n");
	reading_run(&r);
	ck_assert_str_eq(shown(&r), "A(seen) ");
}
END_TEST

START_TEST(error_and_warning_say_what_they_are_told)
{
	struct reading r = read_text("Error \"no good\" x\nwarning look out\n"
	    "Error not 'quoted'\nError\n"
	    "<IfDefine no>\nError never\n</IfDefine>\n");

	assert_error(&r, 1, "no good");
	assert_warning(&r, 2, "look out");
	assert_error(&r, 3, "not 'quoted'");
	assert_error(&r, 4, "takes a message");
	assert_counts(&r, 3, 1);
	ck_assert(str_eq(r.diag.v[0].text, STR("no good")));
	ck_assert_str_eq(shown(&r), "");
}
END_TEST

START_TEST(server_root_holds_from_its_line_on)
{
	struct reading r;

	make_directory("sub");
	make_directory("sub/deep");
	make_file("a.conf", "A top\n");
	make_file("sub/a.conf", "A sub\n");
	make_file("sub/deep/a.conf", "A deep\n");
	r = read_text("Include a.conf\nServerRoot sub/\nInclude a.conf\n"
	    "DefaultRuntimeDir run\nServerRoot \"deep\"\nInclude a.conf\n");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(top) ServerRoot(sub/) A(sub) "
	    "DefaultRuntimeDir(run) ServerRoot(deep) A(deep) ");
	ck_assert_str_eq(arena_cstr(r.arena, r.tree->server_root),
	    arena_printf(r.arena, "%s/sub/deep", fixture_root()).p);
}
END_TEST

START_TEST(server_root_must_be_a_directory)
{
	struct reading r;

	make_file("a.conf", "");
	r = read_text("ServerRoot /no/such\nServerRoot a.conf\nServerRoot\n"
	    "ServerRoot a b\n");
	assert_error(&r, 1, "ServerRoot must be a valid directory");
	assert_error(&r, 2, "ServerRoot must be a valid directory");
	assert_error(&r, 3, "ServerRoot takes");
	assert_error(&r, 4, "ServerRoot takes");
	assert_counts(&r, 4, 0);
	ck_assert_str_eq(arena_cstr(r.arena, r.tree->server_root),
	    fixture_root());
}
END_TEST

START_TEST(without_one_the_files_directory_is_the_root)
{
	struct reading r;

	make_directory("etc");
	make_file("etc/m.conf", "Include sub.conf\n");
	make_file("etc/sub.conf", "A sub\n");
	make_file("sub.conf", "A outside\n");
	/* Inside the compiled-in root: that stays. */
	r = reading_new();
	r.opt.root_given = false;
	r.opt.file = STR("etc/m.conf");
	reading_run(&r);
	ck_assert_str_eq(shown(&r), "A(outside) ");
	/* Outside of it. */
	r = reading_new();
	r.opt.root_given = false;
	r.opt.server_root = STR("/usr/local/etc/preforkd");
	r.opt.file = arena_printf(r.arena, "%s/etc/m.conf", fixture_root());
	reading_run(&r);
	ck_assert_str_eq(shown(&r), "A(sub) ");
	ck_assert(str_eq(r.tree->file, r.opt.file));
	/* -d is an order. */
	r.opt.root_given = true;
	r.opt.server_root = str_from(fixture_root());
	reading_run(&r);
	ck_assert_str_eq(shown(&r), "A(outside) ");
}
END_TEST

START_TEST(a_relative_root_is_made_absolute)
{
	struct reading r = reading_new();

	make_directory("etc");
	make_file("etc/m.conf", "A b\n");
	r.opt.server_root = STR("etc");
	r.opt.file = STR("m.conf");
	reading_run(&r);
	ck_assert_str_eq(shown(&r), "A(b) ");
	ck_assert_str_eq(arena_cstr(r.arena, r.tree->file),
	    arena_printf(r.arena, "%s/etc/m.conf", fixture_root()).p);
}
END_TEST

START_TEST(option_lines_stand_before_and_behind)
{
	static const struct str before[] = {
		{ "<A b>", 5 }, { "C ${X}", 6 }, { "</A>", 4 }
	};
	static const struct str after[] = { { "D e", 3 }, { "</F>", 4 } };
	struct reading r = reading_new();
	const struct diag_message *m;

	r.opt.before = before;
	r.opt.n_before = 3;
	r.opt.after = after;
	r.opt.n_after = 2;
	r.opt.text = STR("M n\n");
	reading_run(&r);
	ck_assert_str_eq(shown(&r), "A(b){C(${X}) } M(n) D(e) ");
	m = find_message(&r, DIAG_WARNING, 2, "${X}");
	ck_assert_ptr_nonnull(m);
	ck_assert(str_eq(m->pos->file, STR("-C/-c directives")));
	m = find_message(&r, DIAG_ERROR, 2, "</F> without matching <F>");
	ck_assert_ptr_nonnull(m);
	ck_assert(str_eq(m->pos->file, STR("-C/-c directives")));
}
END_TEST

START_TEST(all_errors_of_a_run_are_told)
{
	struct reading r = read_text("Include /no/a\nDefine\n</A>\n"
	    "<IfVersion x>\n</IfVersion>\nLoadModule x\nInclude /no/b\n");

	assert_counts(&r, 6, 0);
	assert_error(&r, 1, "/no/a");
	assert_error(&r, 7, "/no/b");
}
END_TEST

Suite *
conf_read_suite(void)
{
	Suite *s = suite_create("conf/read");
	TCase *t = tcase_create("read");

	tcase_add_checked_fixture(t, fixture_setup, fixture_teardown);
	tcase_add_loop_test(t, variables_are_expanded_as_in_httpd, 0,
	    (int)ARRAY_LEN(variables));
	tcase_add_test(t, an_undefined_variable_is_a_warning);
	tcase_add_loop_test(t, in_a_path_or_a_user_name_it_is_an_error, 0, 6);
	tcase_add_test(t, expansion_has_a_ceiling);
	tcase_add_test(t, define_is_strict_about_names);
	tcase_add_test(t, the_tree_lists_what_is_defined);
	tcase_add_test(t, getenv_is_used_without_a_hook);
	tcase_add_test(t, error_and_warning_say_what_they_are_told);
	tcase_add_test(t, server_root_holds_from_its_line_on);
	tcase_add_test(t, server_root_must_be_a_directory);
	tcase_add_test(t, without_one_the_files_directory_is_the_root);
	tcase_add_test(t, a_relative_root_is_made_absolute);
	tcase_add_test(t, option_lines_stand_before_and_behind);
	tcase_add_test(t, all_errors_of_a_run_are_told);
	suite_add_tcase(s, t);
	return s;
}
