/* Include and IncludeOptional on real files. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/fixture.h"
#include "conf/suites.h"

START_TEST(a_file_is_read_in_place)
{
	struct reading r;

	make_file("a.conf", "B ${X}\n");
	r = read_text("A 1\nDefine X x\nInclude a.conf\n<S>\n"
	    "include \"a.conf\"\n</S>\nC 2\n");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(1) B(x) S(){B(x) } C(2) ");
	ck_assert_uint_eq(r.tree->top->next->pos->line, 1);
	ck_assert_uint_eq(r.tree->top->next->pos->from->line, 3);
}
END_TEST

START_TEST(the_main_file_may_be_relative)
{
	struct reading r;

	make_file("m.conf", "A b\nInclude s.conf\n");
	make_file("s.conf", "C d\nInclude t.conf\n");
	make_file("t.conf", "E f\n");
	r = read_named("m.conf");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(b) C(d) E(f) ");
	ck_assert_uint_eq(r.tree->n_included, 3);
	ck_assert_uint_eq(r.tree->included[0].depth, 0);
	ck_assert_uint_eq(r.tree->included[0].line, 0);
	ck_assert(str_eq(r.tree->included[0].file, r.tree->file));
	ck_assert_uint_eq(r.tree->included[2].depth, 2);
	ck_assert_uint_eq(r.tree->included[2].line, 2);
	ck_assert(str_ends(r.tree->included[2].file, STR("/t.conf")));
}
END_TEST

START_TEST(a_missing_file_is_an_error_unless_optional)
{
	struct reading r = read_text("Include no.conf\nInclude no/*.conf\n"
	    "Include no\nIncludeOptional no.conf\nIncludeOptional no/*.conf\n"
	    "IncludeOptional no/\nA b\n");

	assert_error(&r, 1, "Could not open configuration file");
	assert_error(&r, 1, "no.conf: No such file or directory");
	assert_error(&r, 2, "Could not open directory");
	assert_error(&r, 3, "Could not open configuration file");
	assert_counts(&r, 3, 0);
	ck_assert_str_eq(shown(&r), "A(b) ");
	r = read_named("none.conf");
	assert_error(&r, 0, "none.conf: No such file or directory");
}
END_TEST

START_TEST(a_pattern_must_match_unless_optional)
{
	struct reading r;

	make_directory("d");
	make_file("d/x.cfg", "A b\n");
	r = read_text("Include d/*.conf\nIncludeOptional d/*.conf\n");
	assert_error(&r, 1, "No matches for the wildcard '*.conf'");
	assert_counts(&r, 1, 0);
}
END_TEST

START_TEST(one_argument_is_wanted)
{
	struct reading r = read_text("Include\nInclude a b\nInclude \"\"\n"
	    "IncludeOptional\n");

	assert_error(&r, 1, "Include takes one argument");
	assert_error(&r, 4, "IncludeOptional takes one argument");
	assert_counts(&r, 4, 0);
}
END_TEST

static void
make_tree(void)
{
	make_directory("v");
	make_directory("v/b");
	make_directory("v/a");
	make_directory("v/a-c");
	make_directory("v/.h");
	make_file("v/b/1.conf", "A b1\n");
	make_file("v/a/2.conf", "A a2\n");
	make_file("v/a/10.conf", "A a10\n");
	make_file("v/a/Z.conf", "A aZ\n");
	make_file("v/a/.x.conf", "A hidden\n");
	make_file("v/a-c/3.conf", "A ac3\n");
	make_file("v/.h/4.conf", "A h4\n");
	make_file("v/0.conf", "A top\n");
}

static const struct {
	const char *pattern, *shown;
} patterns[] = {
	/* By byte value, one directory after the other. */
	{ "v/a/*.conf", "A(a10) A(a2) A(aZ) " },
	{ "v/*/*.conf", "A(a10) A(a2) A(aZ) A(ac3) A(b1) " },
	{ "v/a*/[0-9]*.conf", "A(a10) A(a2) A(ac3) " },
	{ "v/?/?.conf", "A(a2) A(aZ) A(b1) " },
	{ "v/[!a]/*", "A(b1) " },
	{ "v/*/1.conf", NULL },
	{ "v/b*/1.conf", "A(b1) " },
	{ "v/.*/4.conf", "A(h4) " },
	{ "v/a/.*", "A(hidden) " },
	{ "v/a/{2,10}.conf", NULL },
	/* All of a directory, dot files too. */
	{ "v/a", "A(hidden) A(a10) A(a2) A(aZ) " },
	{ "v/a/", "A(hidden) A(a10) A(a2) A(aZ) " },
	{ "v", "A(h4) A(top) A(hidden) A(a10) A(a2) A(aZ) A(ac3) A(b1) " },
	/* A pattern may name directories. */
	{ "v/b*", "A(b1) " },
	{ "v/*/", "A(hidden) A(a10) A(a2) A(aZ) A(ac3) A(b1) " },
	{ "v//a//2.conf", "A(a2) " },
	{ "v//a*//2.conf", NULL },
};

START_TEST(patterns_find_what_httpd_finds)
{
	struct reading r = reading_new();

	make_tree();
	r.opt.text = arena_printf(r.arena, "Include %s\n",
	    patterns[_i].pattern);
	reading_run(&r);
	if (patterns[_i].shown == NULL) {
		ck_assert_uint_gt(r.diag.errors, 0);
		return;
	}
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), patterns[_i].shown);
}
END_TEST

START_TEST(left_over_copies_are_read_and_named)
{
	static const char *const names[] = {
		"d/a.conf~", "d/a.bak", "d/a.conf.dpkg-old", "d/#a.conf#"
	};
	struct reading r;

	make_directory("d");
	make_file(names[_i], "A b\n");
	make_file("d/good.conf", "C d\n");
	r = read_text("Include d\n");
	assert_warning(&r, 1, names[_i]);
	assert_counts(&r, 0, 1);
	ck_assert_ptr_nonnull(strstr(shown(&r), "A(b) "));
	r = read_text("Include d/*\n");
	assert_counts(&r, 0, 1);
	r = read_text("Include d/*.conf\n");
	assert_counts(&r, 0, 0);
}
END_TEST

START_TEST(a_file_that_includes_itself_is_named_once)
{
	const struct diag_message *m;
	struct reading r;

	make_file("a.conf", "A 1\nInclude b.conf\nInclude b.conf\nA 2\n");
	make_file("b.conf", "B 1\nInclude ./a.conf\nB 2\n");
	ck_assert_int_eq(symlink("a.conf", "link.conf"), 0);
	r = read_named("link.conf");
	m = find_message(&r, DIAG_ERROR, 2, "Include loop: ");
	ck_assert_ptr_nonnull(m);
	ck_assert_ptr_nonnull(strstr(m->text.p, "link.conf -> "));
	ck_assert_ptr_nonnull(strstr(m->text.p, "b.conf -> "));
	assert_counts(&r, 1, 0);
	ck_assert_str_eq(shown(&r), "A(1) B(1) B(2) B(1) B(2) A(2) ");
}
END_TEST

START_TEST(the_same_file_twice_is_no_loop)
{
	struct reading r;

	make_file("a.conf", "A 1\n");
	r = read_text("Include a.conf\nInclude a.conf\nInclude /dev/null\n"
	    "Include /dev/null\n");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(1) A(1) ");
}
END_TEST

START_TEST(a_link_up_is_a_loop_of_directories)
{
	struct reading r;

	make_directory("d");
	make_file("d/a.conf", "A 1\n");
	ck_assert_int_eq(symlink(".", "d/up"), 0);
	r = read_text("Include d\n");
	assert_error(&r, 1, "Include loop: ");
	assert_counts(&r, 1, 0);
	ck_assert_str_eq(shown(&r), "A(1) ");
}
END_TEST

START_TEST(a_link_to_nothing_is_told)
{
	struct reading r;

	make_directory("d");
	ck_assert_int_eq(symlink("gone", "d/a.conf"), 0);
	make_file("d/b.conf", "B 1\n");
	r = read_text("IncludeOptional d/*.conf\n");
	assert_warning(&r, 1, "link to a file that does not exist");
	assert_counts(&r, 0, 1);
	ck_assert_str_eq(shown(&r), "B(1) ");
	r = read_text("Include d/*.conf\n");
	assert_error(&r, 1, "a.conf: No such file or directory");
	assert_counts(&r, 1, 0);
}
END_TEST

START_TEST(includes_nest_128_deep)
{
	char name[32], text[64];
	struct reading r;
	unsigned i;

	for (i = 0; i <= 130; i++) {
		snprintf(name, sizeof(name), "%u.conf", i);
		snprintf(text, sizeof(text), "Include %u.conf\n", i + 1);
		make_file(name, text);
	}
	make_file("129.conf", "A b\n");
	/* 1.conf is the first include, 128.conf the last allowed one. */
	r = read_named("0.conf");
	assert_error(&r, 1, "nested more than 128 deep");
	assert_counts(&r, 1, 0);
	make_file("128.conf", "A b\n");
	r = read_named("0.conf");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(b) ");
}
END_TEST

START_TEST(directories_nest_128_deep)
{
	char top[256], cwd[256];
	struct reading r;
	unsigned i;

	ck_assert_ptr_nonnull(getcwd(top, sizeof(top)));
	(void)cwd;
	make_directory("d");
	ck_assert_int_eq(chdir("d"), 0);
	for (i = 1; i < 128; i++) {
		make_directory("d");
		ck_assert_int_eq(chdir("d"), 0);
	}
	make_file("a.conf", "A b\n");
	r = read_text("Include d\n");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(b) ");
	make_directory("d");
	r = read_text("Include d\n");
	assert_error(&r, 1, "directories are nested more than 128 deep");
	assert_counts(&r, 1, 0);
	ck_assert_int_eq(chdir(top), 0);
}
END_TEST

START_TEST(only_regular_files_are_read)
{
	struct reading r;

	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	r = read_text("Include fifo\nInclude /dev/zero\nIncludeOptional fifo\n"
	    "A b\n");
	assert_error(&r, 1, "not a regular file");
	assert_error(&r, 2, "not a regular file");
	assert_error(&r, 3, "not a regular file");
	assert_counts(&r, 3, 0);
	r = read_named("fifo");
	assert_error(&r, 0, "not a regular file");
}
END_TEST

START_TEST(a_file_all_may_write_is_a_risk)
{
	struct reading r;

	make_file("a.conf", "A b\n");
	ck_assert_int_eq(chmod("a.conf", 0666), 0);
	r = read_text("Include a.conf\n");
	assert_warning(&r, 1, "every user of this machine may write");
	assert_counts(&r, 0, 1);
	r = read_named("a.conf");
	assert_warning(&r, 0, "every user");
	ck_assert_int_eq(chmod("a.conf", 0664), 0);
	r = read_text("Include a.conf\n");
	assert_counts(&r, 0, 0);
}
END_TEST

START_TEST(the_chain_of_includes_is_printed)
{
	struct reading r;
	struct buf out;

	make_file("m.conf", "\nInclude a.conf\n");
	make_file("a.conf", "Include b.conf\n");
	make_file("b.conf", "\n\n</X>\n");
	r = read_named("m.conf");
	buf_init(&out, 4096);
	ck_assert_uint_eq(r.diag.n, 1);
	diag_print(&out, &r.diag.v[0]);
	ck_assert_str_eq(buf_cstr(&out), arena_printf(r.arena,
	    "AH00526: Syntax error on line 3 of %1$s/b.conf:\n"
	    "</X> without matching <X> section\n"
	    "    </X>\n"
	    "  included from %1$s/a.conf:1\n"
	    "  included from %1$s/m.conf:2\n", fixture_root()).p);
	buf_release(&out);
}
END_TEST

START_TEST(a_byte_order_mark_may_begin_any_file)
{
	struct reading r;

	make_file("m.conf", "\xef\xbb\xbf" "A b\nInclude a.conf\n");
	make_file("a.conf", "\xef\xbb\xbf" "C d\n");
	r = read_named("m.conf");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(b) C(d) ");
}
END_TEST

Suite *
conf_include_suite(void)
{
	Suite *s = suite_create("conf/include");
	TCase *t = tcase_create("include");

	tcase_add_checked_fixture(t, fixture_setup, fixture_teardown);
	tcase_add_test(t, a_file_is_read_in_place);
	tcase_add_test(t, the_main_file_may_be_relative);
	tcase_add_test(t, a_missing_file_is_an_error_unless_optional);
	tcase_add_test(t, a_pattern_must_match_unless_optional);
	tcase_add_test(t, one_argument_is_wanted);
	tcase_add_loop_test(t, patterns_find_what_httpd_finds, 0,
	    (int)ARRAY_LEN(patterns));
	tcase_add_loop_test(t, left_over_copies_are_read_and_named, 0, 4);
	tcase_add_test(t, a_file_that_includes_itself_is_named_once);
	tcase_add_test(t, the_same_file_twice_is_no_loop);
	tcase_add_test(t, a_link_up_is_a_loop_of_directories);
	tcase_add_test(t, a_link_to_nothing_is_told);
	tcase_add_test(t, includes_nest_128_deep);
	tcase_add_test(t, directories_nest_128_deep);
	tcase_add_test(t, only_regular_files_are_read);
	tcase_add_test(t, a_file_all_may_write_is_a_risk);
	tcase_add_test(t, the_chain_of_includes_is_printed);
	tcase_add_test(t, a_byte_order_mark_may_begin_any_file);
	suite_add_tcase(s, t);
	return s;
}
