/* Tags that match, tags that do not, and what one slip leads to. */
#include <stdio.h>

#include "conf/fixture.h"
#include "conf/suites.h"

/* One error on this line, and this tree: no slip hides or adds another. */
static const struct {
	const char *text;
	unsigned line;
	const char *words;
	const char *shown;	/* NULL: of no interest */
} slips[] = {
	{ "</A>\nC d\n", 1, "</A> without matching <A> section", "C(d) " },
	{ "<A b>\n</A>\n</A>\nC d\n", 3, "without matching", "A(b){} C(d) " },
	{ "C d\n<A b>\nE f\n", 2, "<A> was not closed", "C(d) A(b){} " },
	{ "<V>\n<A b>\nE f\n</V>\nC d\n", 4, "Expected </A> but saw </V>",
	  "V(){A(b){} } C(d) " },
	{ "<V>\n<A b>\nE f\n</Aa>\nG h\n</V>\nC d\n", 4,
	  "Expected </A> but saw </Aa>", "V(){A(b){E(f) } G(h) } C(d) " },
	/* One end tag too many inside of another section. */
	{ "<V>\n</Files>\n</V>\nC d\n", 2, "Expected </V> but saw </Files>",
	  NULL },
	{ "<A b\nC d\n</A>\n", 1, "<A> directive missing closing '>'",
	  "A(b){C(d) } " },
	{ "<A>\n</A\nC d\n", 2, "</A is missing its '>'", "A(){} C(d) " },
	{ "<A b>\n</A >\nC d\n", 2, "no blank may stand before",
	  "A(b){} C(d) " },
	{ "< A b>\n</A>\nC d\n", 1, "no blank may stand between",
	  "A(b){} C(d) " },
	{ "<A b>\n</ A>\nC d\n", 2, "no blank may stand between",
	  "A(b){} C(d) " },
	{ "<A b></A>\nC d\n", 1, "two tags on one line", "A(b){} C(d) " },
	{ "<A b>C d</A>\nC d\n", 1, "two tags on one line", "A(b){} C(d) " },
	{ "<A b> <Files c>\n</Files>\n</A>\nC d\n", 1, "two tags on one line",
	  "A(b){Files(c){} } C(d) " },
	{ "<A b>\n<E>\n</E></A>\nC d\n", 3, "two tags on one line",
	  "A(b){E(){} } C(d) " },
	{ "<IfDefine no></IfDefine>\nC d\n", 1, "two tags on one line",
	  "C(d) " },
	{ "<>\nC d\n", 1, "needs a name", "C(d) " },
	{ "</>\nC d\n", 1, "needs a name", "C(d) " },
	{ "<Files/x>\nC d\n</Files>\n", 1, "a blank is missing behind <Files",
	  "Files(/x){C(d) } " },
	{ "Files /x>\nC d\n</Files>\n", 1, "'<' is missing before it",
	  "Files(/x){C(d) } " },
	{ "IfDefine no>\nC d\n</IfDefine>\n", 1, "'<' is missing before it",
	  "" },
	/* What is skipped must be balanced all the same. */
	{ "<IfDefine no>\n<A>\n</IfDefine>\nC d\n", 3,
	  "Expected </A> but saw </IfDefine>", "C(d) " },
	{ "<IfDefine no>\nC d\n", 1, "<IfDefine> was not closed", "" },
	{ "<IfDefine no>\n</A>\n</IfDefine>\nC d\n", 2,
	  "Expected </IfDefine> but saw </A>", NULL },
	{ "<IfDefine no>\n<a\n</a >\n</IfDefine>\n", 3,
	  "no blank may stand before", "" },
};

START_TEST(a_slip_is_one_error)
{
	struct reading r = read_text(slips[_i].text);

	assert_error(&r, slips[_i].line, slips[_i].words);
	assert_counts(&r, 1, 0);
	if (slips[_i].shown != NULL)
		ck_assert_str_eq(shown(&r), slips[_i].shown);
}
END_TEST

START_TEST(each_open_section_is_told)
{
	struct reading r = read_text("<A b>\n<C d>\n");

	assert_error(&r, 1, "<A> was not closed");
	assert_error(&r, 2, "<C> was not closed");
	assert_counts(&r, 2, 0);
}
END_TEST

START_TEST(an_expected_tag_is_pointed_to)
{
	struct reading r = read_text("\n<A b>\n</C>\n");
	const struct diag_message *m = find_message(&r, DIAG_ERROR, 3, "");

	ck_assert_ptr_nonnull(m);
	ck_assert(str_eq(m->remedy, STR("<A> was opened on line 2")));
}
END_TEST

START_TEST(text_behind_a_tag_is_ignored_with_a_warning)
{
	struct reading r = read_text("<A b> c\n</A> # d\nE f\n"
	    "<IfDefine no>\n<A> b\n</A> c\n</IfDefine>\n");

	assert_warning(&r, 1, "ignored");
	assert_warning(&r, 2, "ignored");
	assert_counts(&r, 0, 2);
	ck_assert_str_eq(shown(&r), "A(b){} E(f) ");
}
END_TEST

START_TEST(brackets_in_arguments_are_no_tags)
{
	struct reading r = read_text(
	    "<Location \"~ ^/(?<a>x)/(?<b>y)\">\n</Location>\n"
	    "<Files (?<a><b)>\n</Files>\n"
	    "<If %{A} > 3 && %{B} <5>\n</If>\n");

	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r),
	    "Location(~ ^/(?<a>x)/(?<b>y)){} Files((?<a><b)){} "
	    "If(%{A}|>|3|&&|%{B}|<5){} ");
}
END_TEST

START_TEST(nesting_has_a_limit)
{
	struct buf text;
	struct reading r;
	unsigned i;

	buf_init(&text, 1 << 16);
	for (i = 0; i < 128; i++)
		buf_cstr_put(&text, "<A>\n");
	for (i = 0; i < 128; i++)
		buf_cstr_put(&text, "</A>\n");
	r = read_bytes(text.p, text.n);
	assert_counts(&r, 0, 0);
	buf_reset(&text);
	for (i = 0; i < 1000; i++)
		buf_cstr_put(&text, "<A>\n");
	buf_cstr_put(&text, "B c\n");
	for (i = 0; i < 1000; i++)
		buf_cstr_put(&text, "</A>\n");
	r = read_bytes(text.p, text.n);
	assert_error(&r, 129, "nested more than 128 deep");
	assert_counts(&r, 1, 0);
	buf_release(&text);
}
END_TEST

START_TEST(an_include_cannot_lend_half_a_section)
{
	const struct diag_message *m;
	struct reading r;

	make_file("open.conf", "<A b>\n");
	make_file("close.conf", "</A>\n");
	r = read_text("Include open.conf\nC d\n");
	m = find_message(&r, DIAG_ERROR, 1, "<A> was not closed");
	ck_assert_ptr_nonnull(m);
	ck_assert_ptr_nonnull(m->pos->from);
	ck_assert_uint_eq(m->pos->from->line, 1);
	ck_assert_str_eq(shown(&r), "A(b){} C(d) ");
	r = read_text("<A b>\nInclude close.conf\nC d\n</A>\n");
	m = find_message(&r, DIAG_ERROR, 1, "</A> without matching <A>");
	ck_assert_ptr_nonnull(m);
	ck_assert_int_ge(str_search(m->remedy, STR("in the file")), 0);
	assert_counts(&r, 1, 0);
	ck_assert_str_eq(shown(&r), "A(b){C(d) } ");
}
END_TEST

START_TEST(foreign_words_are_not_repeated)
{
	struct reading r = read_text("<s3cr3t$6$x y>\n</other:pw>\n");
	struct buf out;
	size_t i;

	ck_assert_uint_gt(r.diag.errors, 0);
	buf_init(&out, 1 << 16);
	for (i = 0; i < r.diag.n; i++)
		diag_print(&out, &r.diag.v[i]);
	ck_assert_int_lt(str_search(buf_str(&out), STR("$6$")), 0);
	ck_assert_int_lt(str_search(buf_str(&out), STR(":pw")), 0);
	buf_release(&out);
}
END_TEST

Suite *
conf_container_suite(void)
{
	Suite *s = suite_create("conf/container");
	TCase *t = tcase_create("container");

	tcase_add_checked_fixture(t, fixture_setup, fixture_teardown);
	tcase_add_loop_test(t, a_slip_is_one_error, 0, (int)ARRAY_LEN(slips));
	tcase_add_test(t, each_open_section_is_told);
	tcase_add_test(t, an_expected_tag_is_pointed_to);
	tcase_add_test(t, text_behind_a_tag_is_ignored_with_a_warning);
	tcase_add_test(t, brackets_in_arguments_are_no_tags);
	tcase_add_test(t, nesting_has_a_limit);
	tcase_add_test(t, an_include_cannot_lend_half_a_section);
	tcase_add_test(t, foreign_words_are_not_repeated);
	suite_add_tcase(s, t);
	return s;
}
