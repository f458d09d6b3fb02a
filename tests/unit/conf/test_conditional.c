/* IfModule and LoadModule, IfDefine, IfVersion, IfFile and the others. */
#include <stdio.h>

#include "conf/fixture.h"
#include "conf/suites.h"

/* Does "<condition>" hold behind these lines? */
static bool
holds(const char *before, const char *condition)
{
	struct reading r = reading_new();
	size_t end = strcspn(condition, " ");

	r.opt.text = arena_printf(r.arena, "%s<%s>\nYes\n</%.*s>\n", before,
	    condition, (int)end, condition);
	reading_run(&r);
	ck_assert_msg(r.diag.errors == 0, "%s", messages(&r));
	ck_assert_msg(strcmp(shown(&r), "Yes() ") == 0 ||
	    strcmp(shown(&r), "") == 0, "%s", shown(&r));
	return r.tree->top != NULL;
}

static const struct {
	const char *before, *condition;
	bool holds;
} cases[] = {
	/* Always there. */
	{ "", "IfModule core.c", true },
	{ "", "ifmodule core_module", true },
	{ "", "IfModule http_core.c", true },
	{ "", "IfModule http_module", true },
	{ "", "IfModule mod_so.c", true },
	{ "", "IfModule so_module", true },
	{ "", "IfModule mod_log_config.c", true },
	{ "", "IfModule log_config_module", true },
	{ "", "IfModule mod_logio.c", true },
	{ "", "IfModule mod_version.c", true },
	{ "", "IfModule mod_unixd.c", true },
	{ "", "IfModule unixd_module", true },
	{ "", "IfModule prefork.c", true },
	{ "", "IfModule mpm_prefork_module", true },
	{ "LoadModule mpm_event_module x\n", "IfModule prefork.c", true },
	/* Never. */
	{ "", "IfModule mpm_prefork.c", false },
	{ "", "IfModule mod_mpm_prefork.c", false },
	{ "", "IfModule worker.c", false },
	{ "", "IfModule mpm_worker_module", false },
	{ "", "IfModule event.c", false },
	{ "", "IfModule mpm_event_module", false },
	{ "", "IfModule mpm_winnt_module", false },
	{ "", "IfModule mod_access.c", false },
	{ "", "IfModule mod_php5.c", false },
	{ "", "IfModule php5_module", false },
	{ "", "IfModule mod_ssl.c", false },
	{ "", "IfModule mod_alias.so", false },
	{ "", "IfModule Core.c", false },
	/* Forms of the argument. */
	{ "", "IfModule !core.c", false },
	{ "", "IfModule !mod_ssl.c", true },
	{ "", "IfModule ! mod_ssl.c", true },
	{ "", "IfModule \"core.c\"", true },
	{ "", "IfModule !\"core.c\"", false },
	{ "", "IfModule \"!core.c\"", false },
	{ "", "IfModule \"!mod_ssl.c\"", false },
	{ "", "IfModule core.c mod_ssl.c x", true },
	/* Ours are on until a LoadModule line is seen. */
	{ "", "IfModule alias_module", true },
	{ "", "IfModule mod_alias.c", true },
	{ "LoadModule headers_module x\n", "IfModule alias_module", false },
	{ "LoadModule headers_module x\n", "IfModule mod_headers.c", true },
	{ "LoadModule mpm_prefork_module x\n", "IfModule mod_alias.c", false },
	{ "LoadModule so_module x\n", "IfModule mod_alias.c", false },
	{ "LoadModule alias_module /no/file\n", "IfModule mod_alias.c", true },
	{ "LoadModule headers_module x\n", "IfModule core_module", true },
	{ "LoadModule php5_module x\n", "IfModule php5_module", false },
	{ "LoadModule php5_module x\n", "IfModule !php5_module", true },
	{ "<IfDefine no>\nLoadModule headers_module x\n</IfDefine>\n",
	  "IfModule alias_module", true },
	/* IfDefine compares with case. */
	{ "Define abc 1\n", "IfDefine abc", true },
	{ "Define abc 1\n", "IfDefine ABC", false },
	{ "Define abc\n", "IfDefine abc", true },
	{ "Define abc \"\"\n", "IfDefine abc", true },
	{ "Define abc 1\nUnDefine ABC\n", "IfDefine abc", true },
	{ "Define abc\nUnDefine abc\n", "IfDefine abc", false },
	{ "Define abc\n", "IfDefine !abc", false },
	{ "", "IfDefine ! abc", true },
	{ "", "IfDefine \"!abc\"", false },
	/* IfVersion: we are 2.4.66. */
	{ "", "IfVersion 2.4.66", true },
	{ "", "IfVersion \"2.4.66\"", true },
	{ "", "IfVersion 2.4", false },
	{ "", "IfVersion 2.4.", false },
	{ "", "IfVersion = 2.4.66", true },
	{ "", "IfVersion == 2.4.65", false },
	{ "", "IfVersion > 2.4", true },
	{ "", "IfVersion > 2.4.66", false },
	{ "", "IfVersion >= 2.4.66", true },
	{ "", "IfVersion >= 2.4.60", true },
	{ "", "IfVersion >= 2.5", false },
	{ "", "IfVersion < 2.4.66", false },
	{ "", "IfVersion < 3", true },
	{ "", "IfVersion <= 2.4.66", true },
	{ "", "IfVersion <= 2.2.99", false },
	{ "", "IfVersion !>= 2.4", false },
	{ "", "IfVersion !< 2.4", true },
	{ "", "IfVersion != 2.4.1", true },
	{ "", "IfVersion ~ ^2\\.[34]", true },
	{ "", "IfVersion ~ ^2\\.2", false },
	{ "", "IfVersion !~ ^2\\.2", true },
	{ "", "IfVersion ~ /^2/", false },
	{ "", "IfVersion = /^2\\.4/", true },
	{ "", "IfVersion == /4.6/", true },
	{ "", "IfVersion != /^2\\.4/", false },
	/* IfFile, by ServerRoot. */
	{ "", "IfFile there.conf", true },
	{ "", "IfFile \"there.conf\"", true },
	{ "", "IfFile sub", true },
	{ "", "IfFile gone.conf", false },
	{ "", "IfFile !gone.conf", true },
	{ "", "IfFile ! gone.conf", true },
	{ "", "IfFile \"!gone.conf\"", false },
	{ "", "IfFile /etc/passwd", true },
	{ "", "IfFile /etc/passwd/x", false },
	/* IfDirective and IfSection. */
	{ "", "IfDirective servername", true },
	{ "", "IfDirective Nothing", false },
	{ "", "IfDirective !Nothing", true },
	{ "", "IfDirective Include", true },
	{ "", "IfDirective Directory", false },
	{ "", "IfDirective <Directory", true },
	{ "", "IfDirective Alias", true },
	{ "LoadModule headers_module x\n", "IfDirective Alias", false },
	{ "", "IfSection directory", true },
	{ "", "IfSection IfModule", true },
	{ "", "IfSection ServerName", false },
	{ "", "IfSection !Proxy", true },
};

START_TEST(conditions_hold_as_in_httpd)
{
	make_file("there.conf", "");
	make_directory("sub");
	ck_assert_msg(holds(cases[_i].before, cases[_i].condition) ==
	    cases[_i].holds, "<%s> behind \"%s\"", cases[_i].condition,
	    cases[_i].before);
}
END_TEST

static const struct {
	const char *tag, *words;
} wrong[] = {
	{ "IfModule", "requires an argument" },
	{ "IfModule \"\"", "requires an argument" },
	{ "IfModule !", "requires an argument" },
	{ "IfDefine", "requires an argument" },
	{ "IfFile", "requires an argument" },
	{ "IfDirective", "requires an argument" },
	{ "IfSection", "requires an argument" },
	{ "IfVersion", "takes an operator and a version" },
	{ "IfVersion >= 2.4 x", "takes an operator and a version" },
	{ "IfVersion >=2.4", "major[.minor[.patch]]" },
	{ "IfVersion foo", "major[.minor[.patch]]" },
	{ "IfVersion 2.4.1.1", "major[.minor[.patch]]" },
	{ "IfVersion > 2..1", "major[.minor[.patch]]" },
	{ "IfVersion !2.4", "major[.minor[.patch]]" },
	{ "IfVersion >= /2/", "major[.minor[.patch]]" },
	{ "IfVersion ! 2.4", "unrecognized operator" },
	{ "IfVersion => 2.4", "unrecognized operator" },
	{ "IfVersion = /2", "lacks its last" },
	{ "IfVersion = /", "lacks its last" },
	{ "IfVersion ~ (", "not valid" },
	{ "IfVersion ~ a{2}", "too long or has a {" },
};

START_TEST(wrong_arguments_are_errors)
{
	struct reading r = reading_new();
	const char *tag = wrong[_i].tag;

	r.opt.text = arena_printf(r.arena, "<%s>\nNo\n</%.*s>\nYes\n", tag,
	    (int)strcspn(tag, " "), tag);
	reading_run(&r);
	assert_error(&r, 1, wrong[_i].words);
	assert_counts(&r, 1, 0);
	ck_assert_str_eq(shown(&r), "Yes() ");
}
END_TEST

START_TEST(conditions_leave_no_trace_in_the_tree)
{
	ck_assert_str_eq(shown_text(
	    "<IfModule core.c>\nA b\n<IfDefine !x>\nC d\n<E f>\n"
	    "<IfModule core.c>\nG h\n</IfModule>\n</E>\n</IfDefine>\nI j\n"
	    "</IfModule>\nK l\n"),
	    "A(b) C(d) E(f){G(h) } I(j) K(l) ");
}
END_TEST

START_TEST(skipped_sections_do_nothing)
{
	struct reading r = read_text("<IfDefine no>\nInclude /no/such\n"
	    "Define x 1\nLoadModule alias_module x\nServerRoot /no\n"
	    "Error no\n<IfVersion rubbish>\n<A \"b # >\n</A>\n</IfVersion>\n"
	    "<IfModule core.c>\nC d\n</IfModule>\nD e \\ \n</IfDefine>\n");

	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "");
	ck_assert_uint_eq(r.tree->n_defines, 0);
	ck_assert(!r.modules.any_loaded);
}
END_TEST

START_TEST(load_module_switches_on)
{
	struct reading r = read_text("LoadModule alias_module modules/x.so\n"
	    "LoadModule core_module x\nLoadModule so_module x\n");

	assert_counts(&r, 0, 0);
	ck_assert_uint_eq(r.diag.n, 0);
	ck_assert(r.modules.any_loaded);
	ck_assert(conf_module_on(&fixture_registry, &r.modules, 0));
	ck_assert(conf_module_on(&fixture_registry, &r.modules, 1));
	ck_assert(!conf_module_on(&fixture_registry, &r.modules, 2));
	ck_assert_str_eq(shown(&r), "");
	ck_assert_ptr_null(r.modules.mpm.p);
	r = read_text("A b\n");
	ck_assert(!r.modules.any_loaded);
	ck_assert(conf_module_on(&fixture_registry, &r.modules, 2));
}
END_TEST

START_TEST(load_module_warns_of_what_is_not_there)
{
	struct reading r = read_text("LoadModule ssl_module x\n"
	    "LoadModule php5_module x\nLoadModule dav_module x\n"
	    "LoadModule alias_module x\nLoadModule alias_module x\n"
	    "LoadFile libxml2.so a b\n");

	assert_warning(&r, 1, "TLS is not built in");
	assert_warning(&r, 2, "PHP does not run");
	assert_warning(&r, 3, "a module of httpd");
	assert_warning(&r, 5, "alias_module is already loaded");
	ck_assert_uint_eq(find_message(&r, DIAG_WARNING, 5, "")->number, 1574);
	assert_notice(&r, 6, "LoadFile is ignored");
	assert_counts(&r, 0, 4);
}
END_TEST

START_TEST(load_module_wants_two_words)
{
	struct reading r = read_text("LoadModule\nLoadModule a_module\n"
	    "LoadModule a_module b c\nLoadModule \"\" b\n");

	assert_counts(&r, 4, 0);
	assert_error(&r, 3, "LoadModule takes two arguments");
	ck_assert(!r.modules.any_loaded);
}
END_TEST

START_TEST(one_mpm_is_enough)
{
	struct reading r = read_text("LoadModule mpm_prefork_module x\n"
	    "LoadModule mpm_prefork_module x\n");

	assert_warning(&r, 2, "already loaded");
	assert_counts(&r, 0, 1);
	ck_assert(str_eq(r.modules.mpm, STR("prefork")));
	r = read_text("LoadModule mpm_event_module x\n");
	assert_notice(&r, 1, "running prefork");
	assert_counts(&r, 0, 0);
	ck_assert(str_eq(r.modules.mpm, STR("event")));
	r = read_text("LoadModule mpm_worker_module x\n"
	    "LoadModule mpm_prefork_module x\n");
	assert_error(&r, 2, "More than one MPM loaded");
	ck_assert_uint_eq(find_message(&r, DIAG_ERROR, 2, "")->number, 534);
	assert_counts(&r, 1, 0);
}
END_TEST

Suite *
conf_conditional_suite(void)
{
	Suite *s = suite_create("conf/conditional");
	TCase *t = tcase_create("conditional");

	tcase_add_checked_fixture(t, fixture_setup, fixture_teardown);
	tcase_add_loop_test(t, conditions_hold_as_in_httpd, 0,
	    (int)ARRAY_LEN(cases));
	tcase_add_loop_test(t, wrong_arguments_are_errors, 0,
	    (int)ARRAY_LEN(wrong));
	tcase_add_test(t, conditions_leave_no_trace_in_the_tree);
	tcase_add_test(t, skipped_sections_do_nothing);
	tcase_add_test(t, load_module_switches_on);
	tcase_add_test(t, load_module_warns_of_what_is_not_there);
	tcase_add_test(t, load_module_wants_two_words);
	tcase_add_test(t, one_mpm_is_enough);
	suite_add_tcase(s, t);
	return s;
}
