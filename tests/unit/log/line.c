/* log/log.h: levels, the shape of a line, and sinks. */
#include "log/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "suites.h"

#define WHEN INT64_C(1795336036795988)	/* 2026-11-22 08:27:16.795988 UTC */

static struct buf out;
static char expected[2 * LOG_LINE_MAX];

static void
setup(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	buf_init(&out, 65536);
}

static void
teardown(void)
{
	buf_release(&out);
}

/* Collects lines and their targets. */
static unsigned last_target;

static void
collect(void *ctx, unsigned target, struct str line)
{
	ck_assert_ptr_eq(ctx, &out);
	last_target = target;
	buf_str_put(&out, line);
}

static const struct log_sink collector = { collect, &out };

START_TEST(levels_have_names)
{
	const char *const names[] = { "emerg", "alert", "crit", "error",
		"warn", "notice", "info", "debug", "trace1", "trace2",
		"trace3", "trace4", "trace5", "trace6", "trace7", "trace8" };
	enum log_level level;

	ck_assert_uint_eq(ARRAY_LEN(names), LOG_LEVELS);
	for (unsigned i = 0; i < LOG_LEVELS; i++) {
		ck_assert_str_eq(log_level_name((enum log_level)i), names[i]);
		ck_assert(log_level_parse(str_from(names[i]), &level));
		ck_assert_uint_eq(level, i);
	}
	ck_assert(log_level_parse(STR("Trace8"), &level));
	ck_assert_int_eq(level, LOG_TRACE8);
	ck_assert_str_eq(log_level_name(LOG_LEVELS), "?");
}
END_TEST

START_TEST(what_is_no_level)
{
	enum log_level level = LOG_CRIT;

	ck_assert(!log_level_parse(STR("trace9"), &level));
	ck_assert(!log_level_parse(STR("trace"), &level));
	ck_assert(!log_level_parse(STR(""), &level));
	ck_assert(!log_level_parse(STR_NONE, &level));
	ck_assert(!log_level_parse(STR("warning"), &level));
	ck_assert_int_eq(level, LOG_CRIT);
}
END_TEST

START_TEST(wanted_by_module)
{
	struct log_module_level modules[] = {
		{ STR("rewrite"), LOG_TRACE1 + 2 },
		{ STR("ssl"), LOG_CRIT },
		{ STR("ssl"), LOG_ERROR },
	};
	struct log_levels levels = { LOG_INFO, modules, 3 };
	struct log l = { .levels = &levels };

	ck_assert(log_wants(&l, "core", LOG_INFO));
	ck_assert(!log_wants(&l, "core", LOG_DEBUG));
	ck_assert(log_wants(&l, "rewrite", LOG_TRACE1 + 2));
	ck_assert(!log_wants(&l, "rewrite", LOG_TRACE1 + 3));
	ck_assert(log_wants(&l, "ssl", LOG_ERROR));
	ck_assert(!log_wants(&l, "ssl", LOG_WARN));
	ck_assert(log_wants(&l, NULL, LOG_INFO));
}
END_TEST

START_TEST(the_default_is_warn_and_notices_always_pass)
{
	struct log_levels quiet = { .base = LOG_EMERG };
	struct log l = { .levels = NULL };

	ck_assert(log_wants(&l, "core", LOG_WARN));
	ck_assert(!log_wants(&l, "core", LOG_INFO));
	ck_assert(log_wants(&l, "core", LOG_NOTICE));
	l.levels = &quiet;
	ck_assert(!log_wants(&l, "core", LOG_ERROR));
	ck_assert(log_wants(&l, "core", LOG_NOTICE));
}
END_TEST

static void
expect_line(const char *head, const char *rest)
{
	snprintf(expected, sizeof(expected),
	    "[Sun Nov 22 08:27:16.795988 2026] %s [pid %d] %s\n", head,
	    (int)getpid(), rest);
	ck_assert_str_eq(buf_cstr(&out), expected);
	buf_reset(&out);
}

/* What fail2ban's filters were written for. */
START_TEST(lines_look_like_httpds)
{
	struct log_event denied = { .level = LOG_ERROR,
		.module = "authz_core", .number = 1630,
		.client = STR("127.0.0.3:56936") };
	struct log_event missing = { .level = LOG_INFO, .module = "core",
		.number = 128, .client = STR("[::1]:56932"),
		.error = ENOENT };
	struct log_event plain = { .level = LOG_NOTICE };

	log_format(&out, &denied, false, WHEN,
	    STR("client denied by server configuration: /srv/www/denied/"));
	expect_line("[authz_core:error]", "[client 127.0.0.3:56936] AH01630:"
	    " client denied by server configuration: /srv/www/denied/");
	log_format(&out, &missing, false, WHEN, STR("text"));
	expect_line("[core:info]", "(2)No such file or directory: "
	    "[client [::1]:56932] AH00128: text");
	log_format(&out, &plain, false, WHEN, STR("ready"));
	expect_line("[core:notice]", "ready");
}
END_TEST

START_TEST(bare_lines_have_no_prefix)
{
	struct log_event e = { .level = LOG_ALERT, .module = "core",
		.number = 558, .client = STR("127.0.0.1:1") };

	log_format(&out, &e, true, WHEN, STR("text"));
	ck_assert_str_eq(buf_cstr(&out), "AH00558: text\n");
	buf_reset(&out);
	e.number = 0;
	log_format(&out, &e, true, WHEN, STR("text"));
	ck_assert_str_eq(buf_cstr(&out), "text\n");
	buf_reset(&out);
	e.number = 72;
	e.error = EADDRINUSE;
	log_format(&out, &e, true, WHEN, STR("text"));
	ck_assert_str_eq(buf_cstr(&out),
	    "(98)Address already in use: AH00072: text\n");
}
END_TEST

START_TEST(numbers_of_six_digits_are_whole)
{
	struct log_event e = { .number = 123456 };

	log_format(&out, &e, true, WHEN, STR("x"));
	ck_assert_str_eq(buf_cstr(&out), "AH123456: x\n");
}
END_TEST

START_TEST(local_time_is_shown)
{
	struct log_event e = { .level = LOG_ERROR };

	setenv("TZ", "XST-5:30", 1);
	tzset();
	log_format(&out, &e, false, INT64_C(-5), STR("x"));
	ck_assert_int_eq(strncmp(buf_cstr(&out),
	    "[Thu Jan 01 05:30:00.000000 1970] ", 34), 0);
}
END_TEST

/* One line in, one line out, and nothing that moves a terminal's cursor. */
START_TEST(text_is_escaped)
{
	struct log_event e = { .level = LOG_ERROR };

	log_format(&out, &e, true, WHEN,
	    STR("a\nb\r\t\v\b\x1b[2J\0\x7f\\n\"'\xc3\xa4"));
	ck_assert_str_eq(buf_cstr(&out),
	    "a\\nb\\r\\t\\v\\b\\x1b[2J\\x00\\x7f\\\\n\"'\\xc3\\xa4\n");
}
END_TEST

START_TEST(long_lines_are_cut_before_the_newline)
{
	static char text[2 * LOG_LINE_MAX];
	struct log_event e = { .level = LOG_ERROR };

	memset(text, 'x', sizeof(text));
	log_format(&out, &e, false, WHEN, str_of(text, sizeof(text)));
	ck_assert_uint_eq(out.n, LOG_LINE_MAX);
	ck_assert_int_eq(out.p[LOG_LINE_MAX - 1], '\n');
	ck_assert_int_eq(out.p[LOG_LINE_MAX - 2], 'x');
	buf_reset(&out);
	log_format(&out, &e, true, WHEN, str_of(text, LOG_LINE_MAX - 1));
	ck_assert_uint_eq(out.n, LOG_LINE_MAX);
}
END_TEST

START_TEST(escapes_are_not_cut_in_half)
{
	static char text[LOG_LINE_MAX];
	struct log_event e = { .level = LOG_ERROR };

	memset(text, 1, sizeof(text));
	for (size_t lead = 0; lead < 4; lead++) {
		buf_reset(&out);
		memset(text, 'x', lead);
		log_format(&out, &e, true, WHEN, str_of(text, sizeof(text)));
		ck_assert_uint_le(out.n, LOG_LINE_MAX);
		ck_assert_uint_eq((out.n - 1 - lead) % 4, 0);
		ck_assert_int_eq(strncmp(out.p + out.n - 5, "\\x01\n", 5),
		    0);
	}
}
END_TEST

START_TEST(an_event_reaches_its_target)
{
	struct log l = { .sink = &collector, .target = 12, .bare = true };

	log_say(&l, LOG_ERROR, "core", 111, 0, "%s-%d", "value", 5);
	ck_assert_uint_eq(last_target, 12);
	ck_assert_str_eq(buf_cstr(&out), "AH00111: value-5\n");
}
END_TEST

START_TEST(an_event_below_the_level_goes_nowhere)
{
	struct log l = { .sink = &collector, .bare = true };

	log_say(&l, LOG_INFO, "core", 0, 0, "text");
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

START_TEST(a_long_event_is_one_line)
{
	struct log l = { .sink = &collector };

	log_say(&l, LOG_ERROR, "core", 0, 0, "%20000d", 1);
	ck_assert_uint_eq(out.n, LOG_LINE_MAX);
	ck_assert_int_eq(out.p[out.n - 1], '\n');
}
END_TEST

START_TEST(logging_leaves_errno_alone)
{
	struct log_fd_sink closed;
	struct log l = { .sink = &closed.sink };

	log_fd_sink_init(&closed, -1);
	errno = ENOTDIR;
	log_say(&l, LOG_ERROR, "core", 0, errno, "text");
	ck_assert_int_eq(errno, ENOTDIR);
}
END_TEST

static size_t
read_text(int fd, char *text, size_t size)
{
	ssize_t n = read(fd, text, size - 1);

	ck_assert_int_ge(n, 0);
	text[n] = '\0';
	return (size_t)n;
}

START_TEST(without_a_sink_lines_go_to_standard_error)
{
	struct log l = { .bare = true };
	char text[100];
	int p[2], saved = dup(STDERR_FILENO);

	ck_assert_int_eq(pipe(p), 0);
	dup2(p[1], STDERR_FILENO);
	log_say(&l, LOG_ERROR, "core", 1, 0, "to the terminal");
	dup2(saved, STDERR_FILENO);
	read_text(p[0], text, sizeof(text));
	ck_assert_str_eq(text, "AH00001: to the terminal\n");
}
END_TEST

START_TEST(the_descriptor_sink)
{
	struct log_fd_sink sink;
	struct log l = { .sink = &sink.sink, .bare = true, .target = 3 };
	char text[100];
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	log_fd_sink_init(&sink, p[1]);
	log_say(&l, LOG_ERROR, "core", 0, 0, "x");
	read_text(p[0], text, sizeof(text));
	ck_assert_str_eq(text, "x\n");
}
END_TEST

#define THREADS 4
#define LINES_EACH 200

static void *
log_many(void *ctx)
{
	for (int i = 0; i < LINES_EACH; i++)
		log_say((const struct log *)ctx, LOG_ERROR, "core", 42,
		    ENOENT, "%0200d", i);
	return NULL;
}

START_TEST(threads_do_not_mix_their_lines)
{
	char name[] = "/tmp/log-test-XXXXXX";
	int fd = mkostemp(name, O_APPEND);
	struct log_fd_sink sink;
	struct log l = { .sink = &sink.sink };
	pthread_t threads[THREADS];
	char text[400];
	unsigned lines = 0;
	FILE *f;

	log_fd_sink_init(&sink, fd);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, log_many, &l);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	f = fopen(name, "r");
	unlink(name);
	for (; fgets(text, sizeof(text), f); lines++) {
		const char *at = strstr(text, "] (2)No such file or "
		    "directory: AH00042: 0000");

		ck_assert_int_eq(strncmp(text, "[", 1), 0);
		ck_assert_ptr_nonnull(at);
		ck_assert_uint_eq(strlen(strrchr(at, ' ')), 202);
	}
	fclose(f);
	close(fd);
	ck_assert_uint_eq(lines, THREADS * LINES_EACH);
}
END_TEST

static void
add_event_tests(TCase *t)
{
	tcase_add_test(t, an_event_reaches_its_target);
	tcase_add_test(t, an_event_below_the_level_goes_nowhere);
	tcase_add_test(t, a_long_event_is_one_line);
	tcase_add_test(t, logging_leaves_errno_alone);
	tcase_add_test(t, without_a_sink_lines_go_to_standard_error);
	tcase_add_test(t, the_descriptor_sink);
	tcase_add_test(t, threads_do_not_mix_their_lines);
}

Suite *
line_suite(void)
{
	Suite *suite = suite_create("line");
	TCase *t = tcase_create("line");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, levels_have_names);
	tcase_add_test(t, what_is_no_level);
	tcase_add_test(t, wanted_by_module);
	tcase_add_test(t, the_default_is_warn_and_notices_always_pass);
	tcase_add_test(t, lines_look_like_httpds);
	tcase_add_test(t, bare_lines_have_no_prefix);
	tcase_add_test(t, numbers_of_six_digits_are_whole);
	tcase_add_test(t, local_time_is_shown);
	tcase_add_test(t, text_is_escaped);
	tcase_add_test(t, long_lines_are_cut_before_the_newline);
	tcase_add_test(t, escapes_are_not_cut_in_half);
	add_event_tests(t);
	suite_add_tcase(suite, t);
	return suite;
}
