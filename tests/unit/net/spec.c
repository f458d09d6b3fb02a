/* Listen's words. */
#include "net/suites.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static const struct {
	const char *line, *host;	/* NULL: every address */
	unsigned port;
	const char *protocol;
} good[] = {
	{ "80", NULL, 80, "http" },
	{ "443", NULL, 443, "https" },
	{ "0", NULL, 0, "http" },
	{ "65535", NULL, 65535, "http" },
	{ "0080", NULL, 80, "http" },
	{ "*:80", NULL, 80, "http" },
	{ "1.2.3.4:80", "1.2.3.4", 80, "http" },
	{ "1.2.3.4:8443 HTTPS", "1.2.3.4", 8443, "https" },
	{ "443 http", NULL, 443, "http" },
	{ "[::1]:80", "::1", 80, "http" },
	{ "::1:80", "::1", 80, "http" },
	{ "[fe80::1%eth0]:80", "fe80::1%eth0", 80, "http" },
	{ "[fe80::1%no-such-if]:80", "fe80::1%no-such-if", 80, "http" },
	{ "www.example.org:8080", "www.example.org", 8080, "http" },
	{ "my_host-1:80", "my_host-1", 80, "http" },
};

static const struct {
	const char *line, *wrong;
} bad[] = {
	{ "", "1 to 3 arguments" },
	{ "80 http options=v6only more", "1 to 3 arguments" },
	{ "80 http more", "third argument" },
	{ "localhost", "Port must be specified" },
	{ "localhost:", "Port must be specified" },
	{ "1.2.3.4", "Port must be specified" },
	{ "[::1]", "Port must be specified" },
	{ "*", "Port must be specified" },
	{ "*:", "Port must be specified" },
	{ "+80", "Port must be specified" },
	{ "-1", "Port must be specified" },
	{ "host:8o", "Port must be specified" },
	{ "host:80x", "Port must be specified" },
	{ "70000", "Invalid address or port" },
	{ "65536", "Invalid address or port" },
	{ "99999999999999999999", "Invalid address or port" },
	{ ":80", "Invalid address or port" },
	{ "[]:80", "Invalid address or port" },
	{ "[1.2.3.4]:80", "Invalid address or port" },
	{ "[host]:80", "Invalid address or port" },
	{ "[::1]80", "Invalid address or port" },
	{ "[::1:80", "Invalid address or port" },
	{ "[[::1]]:80", "Invalid address or port" },
	{ "[fe80::1%]:80", "Invalid address or port" },
	{ "fe80::1", "Invalid address or port" },
	{ "ho/st:80", "Invalid address or port" },
	{ "http://host:80", "Invalid address or port" },
	{ "80 options=multipathtcp", "not supported here" },
	{ "80 options=v6only,wrong", "unknown option" },
	{ "80 options=", "unknown option" },
	{ "80 options=freebind,", "unknown option" },
};

START_TEST(reads)
{
	struct listen_spec spec = spec_of(arena, good[_i].line);
	struct str line = str_from(good[_i].line), text = str_word(&line);

	ck_assert(str_eq(spec.text, text));
	ck_assert_uint_eq(spec.port, good[_i].port);
	ck_str(spec.protocol, good[_i].protocol);
	ck_assert_int_eq(spec.host.p == NULL, good[_i].host == NULL);
	ck_str(spec.host, good[_i].host);
	ck_assert(!spec.freebind && !spec.reuseport && !spec.v6only);
}
END_TEST

START_TEST(refuses)
{
	struct str rest = str_from(bad[_i].line), words[8];
	struct strs list = { words, 0 };
	struct listen_spec spec;
	const char *wrong;

	while ((words[list.n] = str_word(&rest)).p != NULL)
		list.n++;
	wrong = listen_parse(arena, &list, &spec);
	ck_assert_msg(wrong != NULL, "%s", bad[_i].line);
	ck_assert_msg(strstr(wrong, bad[_i].wrong) != NULL, "%s: %s",
	    bad[_i].line, wrong);
}
END_TEST

START_TEST(reads_options)
{
	struct listen_spec s;

	s = spec_of(arena, "80 options=FreeBind");
	ck_assert(s.freebind && !s.reuseport && !s.v6only);
	ck_str(s.protocol, "http");
	s = spec_of(arena, "80 https options=reuseport,v6only");
	ck_assert(!s.freebind && s.reuseport && s.v6only);
	ck_str(s.protocol, "https");
}
END_TEST

/* A listener outlives the words its Listen line was made of. */
START_TEST(copies_its_text)
{
	char port[] = "[::1]:8080", protocol[] = "HTTP";
	struct str words[] = { str_from(port), str_from(protocol) };
	struct strs list = { words, 2 };
	struct listen_spec spec;

	ck_assert_ptr_null(listen_parse(arena, &list, &spec));
	memset(port, 'x', sizeof(port));
	memset(protocol, 'x', sizeof(protocol));
	ck_str(spec.text, "[::1]:8080");
	ck_str(spec.host, "::1");
	ck_str(spec.protocol, "http");
}
END_TEST

static const struct {
	const char *x, *y;
	bool same;
} pairs[] = {
	{ "80", "*:80", true },
	{ "80", "81", false },
	{ "80", "1.2.3.4:80", false },
	{ "80", "[::]:80", false },
	{ "[::1]:80", "[0:0::1]:80", true },
	{ "1.2.3.4:80", "1.2.3.4:80 https", true },
	{ "1.2.3.4:80", "1.2.3.5:80", false },
	{ "Host:80", "host:80", true },
	{ "host:80", "other:80", false },
	{ "host:80", "1.2.3.4:80", false },
};

START_TEST(knows_the_same)
{
	struct listen_spec x = spec_of(arena, pairs[_i].x);
	struct listen_spec y = spec_of(arena, pairs[_i].y);

	ck_assert_int_eq(listen_same(&x, &y), pairs[_i].same);
	ck_assert_int_eq(listen_same(&y, &x), pairs[_i].same);
}
END_TEST

Suite *
spec_suite(void)
{
	Suite *s = suite_create("spec");
	TCase *t = tcase_create("spec");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, reads, 0, (int)ARRAY_LEN(good));
	tcase_add_loop_test(t, refuses, 0, (int)ARRAY_LEN(bad));
	tcase_add_test(t, reads_options);
	tcase_add_test(t, copies_its_text);
	tcase_add_loop_test(t, knows_the_same, 0, (int)ARRAY_LEN(pairs));
	suite_add_tcase(s, t);
	return s;
}
