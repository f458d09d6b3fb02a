/* Formats and times on their own, without a server. */
#include <stdlib.h>
#include <string.h>

#include "modules/log_format.h"
#include "suites.h"

static struct arena *arena;
static struct buf out;

static void
begin(void)
{
	arena = arena_new();
	buf_init(&out, 4096);
}

static void
end(void)
{
	arena_free(arena);
	buf_release(&out);
}

static const char *
when(const char *format, time_t second, const char *zone)
{
	struct tm tm;

	setenv("TZ", zone, 1);
	tzset();
	localtime_r(&second, &tm);
	buf_reset(&out);
	log_time_write(&out, str_from(format), &tm, second);
	return buf_cstr(&out);
}

/* Every conversion says what strftime says. */
START_TEST(format_time_agrees_with_strftime)
{
	static const char *const formats[] = { "%a", "%A", "%b", "%B", "%c",
	    "%C", "%d", "%D", "%e", "%F", "%G", "%h", "%H", "%I", "%j", "%k",
	    "%l", "%m", "%M", "%n", "%p", "%r", "%R", "%s", "%S", "%t", "%T",
	    "%u", "%U", "%V", "%w", "%W", "%x", "%X", "%y", "%Y", "%z", "%Z",
	    "%%", "a%Hb%Mc" };
	static const time_t seconds[] = { 0, 1000000000, 951782400,
	    1795365454, 1672531199 };
	static const char *const zones[] = { "UTC0", "XYZ-5:30", "ABC9:45" };

	for (size_t z = 0; z < ARRAY_LEN(zones); z++)
		for (size_t s = 0; s < ARRAY_LEN(seconds); s++)
			for (size_t f = 0; f < ARRAY_LEN(formats); f++) {
				const char *got = when(formats[f], seconds[s],
				    zones[z]);
				char want[64] = "";
				struct tm tm;

				localtime_r(&seconds[s], &tm);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
				strftime(want, sizeof(want), formats[f], &tm);
#pragma GCC diagnostic pop
				ck_assert_str_eq(got, want);
			}
}
END_TEST

START_TEST(format_time_keeps_what_it_does_not_know)
{
	ck_assert_str_eq(when("x%Qy%", 0, "UTC0"), "x%Qy%");
}
END_TEST

START_TEST(format_items)
{
	struct log_line_format f;
	struct str wrong = log_format_compile(arena,
	    STR("a%%b%!200,304{X}i%<s%>T"), &f);

	ck_assert_ptr_null(wrong.p);
	ck_assert_uint_eq(f.n, 6);
	ck_assert_int_eq(f.v[0].what, LOG_LITERAL);
	ck_assert_int_eq(f.v[3].what, LOG_FIELD_IN);
	ck_assert(str_eq(f.v[3].text, STR("X")));
	ck_assert(f.v[3].unless);
	ck_assert_uint_eq(f.v[3].n_statuses, 2);
	ck_assert_int_eq(f.v[3].statuses[1], 304);
	ck_assert(f.v[4].original);
	ck_assert(!f.v[5].original);
}
END_TEST

START_TEST(format_empty)
{
	struct log_line_format f;

	ck_assert_ptr_null(log_format_compile(arena, STR(""), &f).p);
	ck_assert_uint_eq(f.n, 0);
}
END_TEST

START_TEST(format_every_letter_is_known)
{
	static const char known[] = "aAbBcCDeFfhHiIkLlmnoOpPqrRsStTuUvVxX%";
	struct log_line_format f;

	for (int c = 33; c < 127; c++) {
		char text[3] = { '%', (char)c, '\0' };
		struct str wrong = log_format_compile(arena, str_from(text),
		    &f);

		ck_assert_msg((wrong.p == NULL) == (strchr(known, c) != NULL),
		    "%%%c", c);
	}
}
END_TEST

START_TEST(format_statuses_are_bounded)
{
	struct log_line_format f;

	ck_assert_ptr_nonnull(log_format_compile(arena,
	    STR("%99999999999999999999999s"), &f).p);
	ck_assert_ptr_nonnull(log_format_compile(arena, STR("%1000s"), &f).p);
}
END_TEST

START_TEST(format_escapes_every_byte)
{
	for (int c = 0; c < 256; c++) {
		char byte = (char)c;
		const char *got;

		buf_reset(&out);
		log_escape(&out, str_of(&byte, 1));
		got = buf_cstr(&out);
		if (c >= 32 && c < 127 && c != '"' && c != '\\')
			ck_assert(got[0] == byte && got[1] == '\0');
		else
			ck_assert_int_eq(got[0], '\\');
	}
	buf_reset(&out);
	log_escape(&out, STR("a\a\b\f\n\r\t\v\x7f\"\\z"));
	ck_assert_str_eq(buf_cstr(&out),
	    "a\\x07\\b\\x0c\\n\\r\\t\\v\\x7f\\\"\\\\z");
}
END_TEST

Suite *
modules_format_suite(void)
{
	Suite *s = suite_create("log format");
	TCase *t = tcase_create("log format");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, format_time_agrees_with_strftime);
	tcase_add_test(t, format_time_keeps_what_it_does_not_know);
	tcase_add_test(t, format_items);
	tcase_add_test(t, format_empty);
	tcase_add_test(t, format_every_letter_is_known);
	tcase_add_test(t, format_statuses_are_bounded);
	tcase_add_test(t, format_escapes_every_byte);
	suite_add_tcase(s, t);
	return s;
}
