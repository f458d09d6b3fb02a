/* conf/diag.h: what is kept, what is shown, what is not. */
#include "conf/diag.h"

#include <stdio.h>
#include <unistd.h>

#include "conf/suites.h"

static struct arena *arena;
static struct diag diag;

static void
setup(void)
{
	arena = arena_new();
	diag_init(&diag, arena);
}

static void
teardown(void)
{
	arena_free(arena);
}

static const struct conf_pos outer = {
	STR("/etc/main.conf"), 51, STR("Include x.conf"), NULL
};
static const struct conf_pos inner = {
	STR("/etc/x.conf"), 3, STR("ServerNam  foo"), &outer
};

static const char *
printed(bool line)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 16);
	ck_assert(diag.n > 0);
	if (line)
		diag_print_line(&out, &diag.v[diag.n - 1]);
	else
		diag_print(&out, &diag.v[diag.n - 1]);
	ck_assert(!out.full);
	text = arena_cstr(arena, buf_str(&out));
	buf_release(&out);
	return text;
}

START_TEST(an_error_is_printed_with_all_it_has)
{
	diag_error(&diag, &inner, "Invalid command '%s'", "ServerNam");
	diag_column(&diag, 12);
	diag_remedy(&diag, "did you mean %s?", "ServerName");
	ck_assert_str_eq(printed(false),
	    "AH00526: Syntax error on line 3 of /etc/x.conf:\n"
	    "Invalid command 'ServerNam'\n"
	    "    ServerNam  foo\n"
	    "               ^\n"
	    "  included from /etc/main.conf:51\n"
	    "  did you mean ServerName?\n");
	ck_assert_str_eq(printed(true),
	    "AH00526: Syntax error on line 3 of /etc/x.conf: "
	    "Invalid command 'ServerNam', included from /etc/main.conf:51; "
	    "did you mean ServerName?");
}
END_TEST

START_TEST(a_warning_has_its_number)
{
	diag_warn(&diag, &outer, "Config variable ${X} is not defined");
	diag_number(&diag, 111);
	ck_assert_str_eq(printed(false),
	    "Warning on line 51 of /etc/main.conf:\n"
	    "AH00111: Config variable ${X} is not defined\n"
	    "    Include x.conf\n");
	ck_assert_uint_eq(diag.errors, 0);
	ck_assert_uint_eq(diag.warnings, 1);
}
END_TEST

START_TEST(without_a_place_only_the_text_is_printed)
{
	diag_error(&diag, NULL, "no Listen line");
	diag_number(&diag, 14);
	ck_assert_str_eq(printed(false), "AH00014: no Listen line\n");
	ck_assert_str_eq(printed(true), "AH00014: no Listen line");
}
END_TEST

START_TEST(secrets_and_control_bytes_are_not_printed)
{
	const struct conf_pos shadow = {
		STR("/etc/shadow"), 1, STR("root:$6$salt$hash:1"), NULL
	};
	const struct conf_pos escape = {
		STR("/e\033x"), 1, STR("Server\tName \033[31m"), NULL
	};

	diag_error(&diag, &shadow, "Invalid command '%.*s'",
	    STR_ARG(diag_word(STR("root:$6$salt$hash:1"))));
	ck_assert_str_eq(printed(false),
	    "AH00526: Syntax error on line 1 of /etc/shadow:\n"
	    "Invalid command '(not shown)'\n");
	diag_error(&diag, &escape, "bad \001 \033 byte");
	ck_assert_str_eq(printed(false),
	    "AH00526: Syntax error on line 1 of /e?x:\n"
	    "bad ? ? byte\n"
	    "    Server Name ?[31m\n");
}
END_TEST

START_TEST(words_that_look_like_names_are_shown)
{
	static const struct {
		const char *word, *shown;
	} cases[] = {
		{ "ServerName", "ServerName" },
		{ "php_value", "php_value" },
		{ "<Directory", "<Directory" },
		{ "</Directory>", "</Directory>" },
		{ "<", "<" },
		{ "root:x:0", "(not shown)" },
		{ "$6$abc", "(not shown)" },
		{ "6abc", "(not shown)" },
		{ "abc+/=", "(not shown)" },
		{ "", "(not shown)" },
		{ "-----BEGIN", "(not shown)" },
		{ "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
		  "abcdefghijklmnopqrstuvwxyzabcdefghijklmn" },
	};
	struct str got = diag_word(str_from(cases[_i].word));

	ck_assert_int_lt(_i, (int)ARRAY_LEN(cases));
	ck_assert_str_eq(arena_cstr(arena, got), cases[_i].shown);
}
END_TEST

START_TEST(a_long_word_hides_its_line)
{
	const struct conf_pos key = {
		STR("/k"), 1,
		STR("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC"), NULL
	};

	diag_error(&diag, &key, "x");
	ck_assert_str_eq(printed(false),
	    "AH00526: Syntax error on line 1 of /k:\nx\n");
}
END_TEST

START_TEST(a_long_line_is_shown_around_the_column)
{
	char line[1000];
	struct conf_pos pos = { STR("/k"), 1, { line, 990 }, NULL };
	const char *out;

	memset(line, 'a', sizeof(line));
	memcpy(line, "Name ", 5);
	line[500] = '#';
	diag_error(&diag, &pos, "x");
	diag_column(&diag, 501);
	out = printed(false);
	ck_assert_uint_lt(strlen(out), 400);
	out = strchr(out, '#');
	ck_assert_ptr_nonnull(out);
	/* The caret stands under it: as far into its own line. */
	ck_assert_ptr_nonnull(strchr(out, '\n'));
	ck_assert_ptr_nonnull(strchr(out, '^'));
	ck_assert_uint_eq(strcspn(strchr(out, '\n') + 1, "^"), 4 + 79);
}
END_TEST

START_TEST(messages_are_counted_when_they_are_not_kept)
{
	unsigned i;

	for (i = 0; i < DIAG_MAX + 10; i++)
		diag_error(&diag, NULL, "error %u", i);
	ck_assert_uint_eq(diag.n, DIAG_MAX);
	ck_assert_uint_eq(diag.errors, DIAG_MAX + 10);
	ck_assert_uint_eq(diag.dropped, 10);
	/* What is said of a dropped one does not stick to another. */
	diag_remedy(&diag, "remedy");
	diag_number(&diag, 7);
	diag_column(&diag, 7);
	ck_assert_ptr_null(diag.v[DIAG_MAX - 1].remedy.p);
	ck_assert_uint_eq(diag.v[DIAG_MAX - 1].number, 0);
	ck_assert_uint_eq(diag.v[DIAG_MAX - 1].column, 0);
}
END_TEST

START_TEST(errors_push_out_lesser_messages)
{
	unsigned i;

	diag_error(&diag, NULL, "first");
	for (i = 0; i < DIAG_MAX; i++)
		diag_note(&diag, NULL, "note %u", i);
	diag_error(&diag, NULL, "last");
	ck_assert_uint_eq(diag.n, DIAG_MAX);
	ck_assert(str_eq(diag.v[0].text, STR("first")));
	ck_assert(str_eq(diag.v[DIAG_MAX - 1].text, STR("last")));
	ck_assert(str_eq(diag.v[DIAG_MAX - 2].text, STR("note 97")));
	ck_assert_uint_eq(diag.dropped, 2);
}
END_TEST

START_TEST(a_text_has_an_end)
{
	char big[5000];

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	diag_error(&diag, NULL, "%s", big);
	ck_assert_uint_eq(diag.v[0].text.n, 2000);
}
END_TEST

Suite *
conf_diag_suite(void)
{
	Suite *s = suite_create("conf/diag");
	TCase *t = tcase_create("diag");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, an_error_is_printed_with_all_it_has);
	tcase_add_test(t, a_warning_has_its_number);
	tcase_add_test(t, without_a_place_only_the_text_is_printed);
	tcase_add_test(t, secrets_and_control_bytes_are_not_printed);
	tcase_add_loop_test(t, words_that_look_like_names_are_shown, 0, 12);
	tcase_add_test(t, a_long_word_hides_its_line);
	tcase_add_test(t, a_long_line_is_shown_around_the_column);
	tcase_add_test(t, messages_are_counted_when_they_are_not_kept);
	tcase_add_test(t, errors_push_out_lesser_messages);
	tcase_add_test(t, a_text_has_an_end);
	suite_add_tcase(s, t);
	return s;
}
