/* What MPM numbers mean after clamping (httpd's table). */
#include <stdlib.h>

#include <check.h>

#include "mpm/mpm.h"

static struct arena *arena;
static struct conf_registry registry;
static struct diag diag;

static void
set_up(void)
{
	arena = arena_new();
	const struct conf_owner **v = ARENA_ARRAY(arena,
	    const struct conf_owner *, 2);

	v[0] = mpm_prefork.owner;
	v[1] = &mpm_common_owner;
	registry = (struct conf_registry){ .owners = v, .n = 2 };
	diag_init(&diag, arena);
}

static void
tear_down(void)
{
	arena_free(arena);
}

static struct conf_values *
load(const char *text)
{
	const struct conf_options opt = {
		.text = str_from(text), .server_root = STR("/"),
	};
	struct conf_modules modules;
	struct conf_tree *tree = conf_read(arena, &opt, &registry, &modules,
	    &diag);
	struct conf_apply ap = {
		.arena = arena, .diag = &diag, .registry = &registry,
		.modules = &modules, .place = PLACE_SERVER,
		.server_root = STR("/"),
	};

	ap.values[CONF_PROCESS] = conf_values_new(arena, &registry,
	    CONF_PROCESS, &diag);
	conf_apply(&ap, tree->top);
	return ap.values[CONF_PROCESS];
}

static struct mpm_limits
limits_of(const char *text, int frozen)
{
	struct mpm_limits l;

	mpm_prefork.limits(&registry, load(text), frozen, &l, &diag);
	ck_assert_uint_eq(diag.errors, 0);
	return l;
}

static bool
warned(unsigned number)
{
	for (size_t i = 0; i < diag.n; i++) {
		if (diag.v[i].number == number &&
		    diag.v[i].severity == DIAG_WARNING)
			return true;
	}
	return false;
}

START_TEST(defaults_are_httpds)
{
	struct mpm_limits l = limits_of("", 0);

	ck_assert_int_eq(l.start, 5);
	ck_assert_int_eq(l.min_spare, 5);
	ck_assert_int_eq(l.max_spare, 10);
	ck_assert_int_eq(l.workers, 256);
	ck_assert_int_eq(l.server_limit, 256);
	ck_assert_int_eq(l.per_child, 0);
	ck_assert_uint_eq(diag.warnings, 0);
}
END_TEST

START_TEST(the_classic_block_is_taken_as_printed)
{
	struct mpm_limits l = limits_of("<IfModule prefork.c>\n"
	    "StartServers 8\nMinSpareServers 5\nMaxSpareServers 20\n"
	    "ServerLimit 256\nMaxClients 256\nMaxRequestsPerChild 4000\n"
	    "</IfModule>\n", 0);

	ck_assert_int_eq(l.start, 8);
	ck_assert_int_eq(l.max_spare, 20);
	ck_assert_int_eq(l.workers, 256);
	ck_assert_int_eq(l.per_child, 4000);
	ck_assert_uint_eq(diag.warnings, 0);
}
END_TEST

struct clamp_case {
	const char *text;
	unsigned number;
	int server_limit, workers, start, min_spare, max_spare;
};

static const struct clamp_case cases[] = {
	{ "ServerLimit 300000", 175, 200000, 256, 5, 5, 10 },
	{ "ServerLimit 0", 177, 1, 1, 1, 5, 10 },
	{ "ServerLimit rubbish", 177, 1, 1, 1, 5, 10 },
	{ "ServerLimit 100", 180, 100, 100, 5, 5, 10 },
	{ "MaxRequestWorkers 1000", 180, 256, 256, 5, 5, 10 },
	{ "MaxRequestWorkers -3", 182, 256, 1, 1, 5, 10 },
	{ "StartServers 0", 184, 256, 256, 1, 5, 10 },
	{ "MinSpareServers 0", 186, 256, 256, 5, 1, 10 },
	/* Silent: no number. */
	{ "StartServers 900", 0, 256, 256, 256, 5, 10 },
	{ "MinSpareServers 30", 0, 256, 256, 5, 30, 31 },
	{ "MaxSpareServers 5", 0, 256, 256, 5, 5, 6 },
	{ "ServerLimit 1000", 0, 1000, 256, 5, 5, 10 },
};

START_TEST(bad_numbers_are_clamped_with_httpds_warning)
{
	const struct clamp_case *c = &cases[_i];
	struct mpm_limits l = limits_of(c->text, 0);

	ck_assert_int_eq(l.server_limit, c->server_limit);
	ck_assert_int_eq(l.workers, c->workers);
	ck_assert_int_eq(l.start, c->start);
	ck_assert_int_eq(l.min_spare, c->min_spare);
	ck_assert_int_eq(l.max_spare, c->max_spare);
	if (c->number)
		ck_assert(warned(c->number));
	else
		ck_assert_uint_eq(diag.warnings, 0);
}
END_TEST

START_TEST(server_limit_is_frozen_by_the_first_start)
{
	struct mpm_limits l = limits_of("ServerLimit 20\n"
	    "MaxRequestWorkers 15\n", 10);

	ck_assert(warned(179));
	ck_assert(warned(180));
	ck_assert_int_eq(l.server_limit, 10);
	ck_assert_int_eq(l.workers, 10);
}
END_TEST

START_TEST(listen_collects_and_refuses_doubles)
{
	struct conf_values *v = load("Listen 8080\nListen 127.0.0.1:81\n"
	    "Listen 8080\n");
	const struct mpm_common *mc = mpm_common(&registry, v);

	ck_assert_uint_eq(mc->n_listens, 2);
	ck_assert_uint_eq(diag.errors, 1);
	ck_assert_uint_eq(diag.v[0].pos->line, 3);
}
END_TEST

START_TEST(https_listeners_are_refused)
{
	load("Listen 8443 https\n");
	ck_assert_uint_eq(diag.errors, 1);
	/* The port alone is only suspicious. */
	load("Listen 443\n");
	ck_assert_uint_eq(diag.errors, 1);
	ck_assert_uint_eq(diag.warnings, 1);
}
END_TEST

START_TEST(buffers_below_512_are_refused)
{
	load("SendBufferSize 511\nReceiveBufferSize 0\nSendBufferSize 512\n");
	ck_assert_uint_eq(diag.errors, 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mpm");
	TCase *t = tcase_create("limits");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, defaults_are_httpds);
	tcase_add_test(t, the_classic_block_is_taken_as_printed);
	tcase_add_loop_test(t, bad_numbers_are_clamped_with_httpds_warning, 0,
	    ARRAY_LEN(cases));
	tcase_add_test(t, server_limit_is_frozen_by_the_first_start);
	tcase_add_test(t, listen_collects_and_refuses_doubles);
	tcase_add_test(t, https_listeners_are_refused);
	tcase_add_test(t, buffers_below_512_are_refused);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
