/* Bytes to lines, lines to words: the facts of httpd's own syntax. */
#include <stdio.h>
#include <stdlib.h>

#include "conf/fixture.h"
#include "conf/lex.h"
#include "conf/suites.h"

static const struct {
	const char *text, *shown;
} lines[] = {
	/* Line ends, trimming, empty lines, comments. */
	{ "A b\r\nC d\r\n", "A(b) C(d) " },
	{ " \t\v\f A b \t\r\n", "A(b) " },
	{ "A b", "A(b) " },
	{ "\n\n  \n\r\nA b\n", "A(b) " },
	{ "# A\n  # B\n#\nA b\n", "A(b) " },
	{ "A b#c #d\n", "A(b#c|#d) " },
	{ "\xef\xbb\xbf" "A b\n", "A(b) " },
	/* Continuation. */
	{ "A a\\\n    b\n", "A(a|b) " },
	{ "A a\\\nb\n", "A(ab) " },
	{ "A a\\\r\nb\r\n", "A(ab) " },
	{ "A\\\n\\\n b\\\n\nC d\n", "A(b) C(d) " },
	{ "A a\\\\\nb\n", "A(a\\b) " },
	{ "A b\\", "A(b\\) " },
	{ "A b\\\n", "A(b) " },
	{ "# c\\\n it is prose\nA b\n", "A(b) " },
	{ "A b\\\n# c\n", "A(b#|c) " },
	/* Words. */
	{ "A \"b c\" 'd e'\n", "A(b c|d e) " },
	{ "A \"a\\\"b\" 'a\\'b'\n", "A(a\"b|a'b) " },
	{ "A \"\\d\\\\\" '\\d\\\\'\n", "A(\\d\\|\\d\\) " },
	{ "A \"a'b\" 'a\"b' \"\\'\"\n", "A(a'b|a\"b|\\') " },
	{ "A a\\\\b a\\b a\\\"b\n", "A(a\\b|a\\b|a\\\"b) " },
	{ "A a\"b\"d a'b\n", "A(a\"b\"d|a'b) " },
	{ "A \"b c\n", "A(b c) " },
	{ "A \"5\"6\n", "A(5|6) " },
	{ "A \"\" b\n", "A(|b) " },
	{ "A \"a\\\\\" b\n", "A(a\\|b) " },
	{ "\"A\" b\n'A'b\n", "A(b) A(b) " },
	{ "A\n", "A() " },
	/* Sections. */
	{ "<A b>\nC d\n</A>\n", "A(b){C(d) } " },
	{ "<A b >\n</a>\n<A>\n</A>\n", "A(b){} A(){} " },
	{ "<A \"b > c\" > d>\n</A>\n", "A(b > c|>|d){} " },
	{ "<A b>\n<C d>\n</C>\n<C e>\nF g\n</C>\n</A>\nH i\n",
	  "A(b){C(d){} C(e){F(g) } } H(i) " },
	{ "<A b> # c\n</A> # d\n", "A(b){} " },
	{ "<If \"%{X} > 3 && '</a>' == '<b>'\">\n</If>\n",
	  "If(%{X} > 3 && '</a>' == '<b>'){} " },
};

START_TEST(lines_come_out_as_in_httpd)
{
	ck_assert_str_eq(shown_text(lines[_i].text), lines[_i].shown);
}
END_TEST

START_TEST(the_first_physical_line_is_the_number)
{
	struct reading r = read_text("\n# x\\\ny\nA b\\\n c\\\n d\n\nE f\n");
	const struct conf_node *a = r.tree->top;

	ck_assert_uint_eq(a->pos->line, 4);
	ck_assert_uint_eq(a->next->pos->line, 8);
	ck_assert(str_eq(a->pos->source, STR("A b c d")));
	ck_assert(str_eq(a->raw, STR("b c d")));
	ck_assert(str_eq(a->pos->file, STR("/t.conf")));
	ck_assert_ptr_null(a->pos->from);
}
END_TEST

START_TEST(raw_is_trimmed_and_unquoted_not)
{
	struct reading r = read_text("A   \"b\"  c\\d  \n<X  'y'  >\n</X>\n");

	ck_assert(str_eq(r.tree->top->raw, STR("\"b\"  c\\d")));
	ck_assert(str_eq(r.tree->top->next->raw, STR("'y'")));
	ck_assert(r.tree->top->next->container);
	ck_assert(!r.tree->top->container);
}
END_TEST

START_TEST(a_blank_after_a_backslash_is_a_trap)
{
	struct reading r = read_text("A b \\ \nC d\n# c \\ \nE f \\\n\n");

	assert_warning(&r, 1, "blank after the backslash");
	assert_counts(&r, 0, 1);
	ck_assert_str_eq(shown(&r), "A(b|\\) C(d) E(f) ");
	r = read_text("A b\\\t\r\nC d\n");
	assert_warning(&r, 1, "blank after the backslash");
	r = read_text("A b\\\r\nC d\n");
	assert_counts(&r, 0, 0);
}
END_TEST

START_TEST(a_comment_may_swallow_a_directive)
{
	struct reading r = read_text("# note \\\n  ServerName a\nC d\n");

	assert_warning(&r, 2, "comment on line 1");
	assert_counts(&r, 0, 1);
	ck_assert_str_eq(shown(&r), "C(d) ");
	r = read_text("# note \\\nand so on \\\n</Directory>\n");
	assert_warning(&r, 3, "comment on line 1");
	/* Prose, and what is skipped anyway, is no trap. */
	r = read_text("# note \\\nthe ServerName is this\n");
	assert_counts(&r, 0, 0);
	r = read_text("<IfDefine no>\n# n \\\nServerName a\n</IfDefine>\n");
	assert_counts(&r, 0, 0);
	r = read_text("# note \\\ninclude other.conf\n");
	assert_warning(&r, 2, "comment on line 1");
}
END_TEST

START_TEST(a_missing_quote_is_a_trap)
{
	struct reading r = read_text("A b \"c d\n");
	const struct diag_message *m;

	assert_warning(&r, 1, "never closed");
	m = find_message(&r, DIAG_WARNING, 1, "never closed");
	ck_assert_uint_eq(m->column, 5);
	/* Who cuts the line himself has rules of his own. */
	r = read_text("LogFormat \"c d\nError \"x\n<If 'a>\n</If>\n");
	assert_counts(&r, 1, 0);
}
END_TEST

START_TEST(a_hash_argument_is_a_trap)
{
	struct reading r = read_text("A b.html # x # y\n");
	const struct diag_message *m;

	assert_warning(&r, 1, "does not begin a comment");
	assert_counts(&r, 0, 1);
	m = find_message(&r, DIAG_WARNING, 1, "#");
	ck_assert_uint_eq(m->column, 10);
	r = read_text("A \"#\" #33\n");
	assert_counts(&r, 0, 0);
	ck_assert_str_eq(shown(&r), "A(#|#33) ");
}
END_TEST

START_TEST(nul_bytes_are_an_error_once)
{
	static const char text[] = "A b\0c\nD\0\nE f\n#\0\n";
	struct reading r = read_bytes(text, sizeof(text) - 1);

	assert_error(&r, 1, "NUL byte");
	assert_counts(&r, 1, 0);
	ck_assert_str_eq(shown(&r), "E(f) ");
}
END_TEST

START_TEST(utf16_is_named)
{
	struct reading r = read_bytes("\xff\xfe" "A\0b\0", 6);

	assert_error(&r, 1, "UTF-16");
	assert_counts(&r, 1, 0);
	r = read_bytes("\xfe\xff" "\0A", 4);
	assert_error(&r, 1, "UTF-16");
}
END_TEST

START_TEST(lines_have_a_ceiling)
{
	size_t n = LEX_LINE_MAX + 1;
	char *text = malloc(n + 10);
	struct reading r;

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', n);
	memcpy(text + n, "\nB c\n", 5);
	r = read_bytes(text, n + 5);
	assert_error(&r, 1, "longer than 16777216 bytes");
	ck_assert_str_eq(shown(&r), "B(c) ");
	/* One less is a line, also when it is made of two. */
	r = read_bytes(text + 1, n + 4);
	assert_counts(&r, 0, 0);
	memcpy(text + 100, "\\\n", 2);
	r = read_bytes(text, n + 5);
	assert_counts(&r, 0, 0);
	r = read_bytes(text, n);
	assert_counts(&r, 0, 0);
	free(text);
}
END_TEST

START_TEST(joined_lines_have_the_same_ceiling)
{
	size_t half = LEX_LINE_MAX / 2 + 10;
	char *text = malloc(2 * half + 10);
	struct reading r;

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', 2 * half);
	memcpy(text + half, "\\\n", 2);
	memcpy(text + 2 * half, "\nB c\n", 5);
	r = read_bytes(text, 2 * half + 5);
	assert_error(&r, 1, "longer than 16777216 bytes");
	ck_assert_str_eq(shown(&r), "B(c) ");
	ck_assert_uint_eq(r.tree->top->pos->line, 3);
	free(text);
}
END_TEST

START_TEST(words_can_be_cut_without_a_diag)
{
	struct arena *a = arena_new();
	struct strs w = conf_words(a, STR(" a \"b c\" \"d"), NULL, NULL);

	ck_assert_uint_eq(w.n, 3);
	ck_assert(str_eq(w.v[1], STR("b c")));
	ck_assert(str_eq(w.v[2], STR("d")));
	w = conf_words(a, STR("  "), NULL, NULL);
	ck_assert_uint_eq(w.n, 0);
	arena_free(a);
}
END_TEST

Suite *
conf_lex_suite(void)
{
	Suite *s = suite_create("conf/lex");
	TCase *t = tcase_create("lex");

	tcase_add_loop_test(t, lines_come_out_as_in_httpd, 0,
	    (int)ARRAY_LEN(lines));
	tcase_add_test(t, the_first_physical_line_is_the_number);
	tcase_add_test(t, raw_is_trimmed_and_unquoted_not);
	tcase_add_test(t, a_blank_after_a_backslash_is_a_trap);
	tcase_add_test(t, a_comment_may_swallow_a_directive);
	tcase_add_test(t, a_missing_quote_is_a_trap);
	tcase_add_test(t, a_hash_argument_is_a_trap);
	tcase_add_test(t, nul_bytes_are_an_error_once);
	tcase_add_test(t, utf16_is_named);
	tcase_add_test(t, lines_have_a_ceiling);
	tcase_add_test(t, joined_lines_have_the_same_ceiling);
	tcase_add_test(t, words_can_be_cut_without_a_diag);
	suite_add_tcase(s, t);
	return s;
}
