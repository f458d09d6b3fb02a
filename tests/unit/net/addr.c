/* Addresses: parsing, printing, comparing. */
#include "net/suites.h"

static struct net_addr
addr_of(const char *text)
{
	struct net_addr a;

	ck_assert_msg(net_addr_parse(str_from(text), &a), "%s", text);
	return a;
}

/* Good addresses and how they are printed. */
static const struct {
	const char *text, *host, *with_port;
} good[] = {
	{ "127.0.0.1", "127.0.0.1", "127.0.0.1:8080" },
	{ "0.0.0.0", "0.0.0.0", "0.0.0.0:8080" },
	{ "255.255.255.255", "255.255.255.255", "255.255.255.255:8080" },
	{ "::", "::", "[::]:8080" },
	{ "::1", "::1", "[::1]:8080" },
	{ "[::1]", "::1", "[::1]:8080" },
	{ "2001:DB8:0:0::1", "2001:db8::1", "[2001:db8::1]:8080" },
	{ "::ffff:1.2.3.4", "::ffff:1.2.3.4", "[::ffff:1.2.3.4]:8080" },
	{ "fe80::1%lo", "fe80::1%lo", "[fe80::1%lo]:8080" },
	{ "[fe80::1%lo]", "fe80::1%lo", "[fe80::1%lo]:8080" },
	{ "fe80::1%4000000000", "fe80::1%4000000000",
	    "[fe80::1%4000000000]:8080" },
};

static const char *const bad[] = {
	"", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", " 1.2.3.4",
	"1.2.3.4:80", "[1.2.3.4]", "[::1", "::1]", "[]", "[", "::g", ":::",
	"1:2:3:4:5:6:7:8:9", "fe80::1%", "fe80::1%no-such-if",
	"fe80::1%0", "fe80::1%+1",
	"fe80::1%4294967296",
	"localhost", "1.2.3.4%lo", "[[::1]]",
	"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb",
};

START_TEST(parses_and_prints)
{
	struct net_addr a = addr_of(good[_i].text);
	char out[NET_ADDR_TEXT_MAX];

	net_addr_set_port(&a, 8080);
	ck_assert_uint_eq(net_addr_port(&a), 8080);
	ck_str(net_addr_text(&a, out), good[_i].host);
	ck_str(net_addr_text_port(&a, out), good[_i].with_port);
}
END_TEST

START_TEST(refuses)
{
	struct net_addr a = addr_of("9.8.7.6"), before = a;

	ck_assert_msg(!net_addr_parse(str_from(bad[_i]), &a), "%s", bad[_i]);
	ck_assert_mem_eq(&a, &before, sizeof(a));
}
END_TEST

START_TEST(refuses_nul)
{
	struct net_addr a;

	ck_assert(!net_addr_parse(STR("127.0.0.1\0"), &a));
	ck_assert(!net_addr_parse(STR("::1\0"), &a));
	ck_assert(!net_addr_parse(STR_NONE, &a));
}
END_TEST

START_TEST(absent_address)
{
	struct net_addr none = { .len = 0 }, a = addr_of("0.0.0.0");
	char out[NET_ADDR_TEXT_MAX];

	ck_assert_uint_eq(net_addr_text(&none, out).n, 0);
	ck_assert_uint_eq(net_addr_text_port(&none, out).n, 0);
	ck_assert_uint_eq(net_addr_port(&none), 0);
	net_addr_set_port(&none, 80);
	net_addr_unmap(&none);
	ck_assert(!net_addr_same_host(&none, &none));
	ck_assert(!net_addr_same_host(&none, &a));
	ck_assert(!net_addr_is_any(&none));
	ck_assert(!net_addr_is_loopback(&none));
}
END_TEST

START_TEST(unmaps)
{
	struct net_addr a = addr_of("::ffff:10.1.2.3"), b = addr_of("::1");
	char out[NET_ADDR_TEXT_MAX];

	net_addr_set_port(&a, 81);
	net_addr_unmap(&a);
	ck_assert_int_eq(a.sa.sa_family, AF_INET);
	ck_assert_uint_eq(a.len, sizeof(a.in));
	ck_str(net_addr_text_port(&a, out), "10.1.2.3:81");
	net_addr_unmap(&a);
	ck_str(net_addr_text_port(&a, out), "10.1.2.3:81");
	net_addr_unmap(&b);
	ck_assert_int_eq(b.sa.sa_family, AF_INET6);
}
END_TEST

/* Without brackets a longest address still fits, with its NUL. */
START_TEST(longest_text_fits)
{
	struct net_addr a = addr_of("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	char out[NET_ADDR_TEXT_MAX];

	a.in6.sin6_scope_id = 4294967295u;
	net_addr_set_port(&a, 65535);
	ck_str(net_addr_text_port(&a, out),
	    "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535");
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "1.2.3.4", "1.2.3.4", true },
	{ "1.2.3.4", "1.2.3.5", false },
	{ "1.2.3.4", "::ffff:1.2.3.4", true },
	{ "::1", "0:0:0:0:0:0:0:1", true },
	{ "::1", "127.0.0.1", false },
	{ "fe80::1%1", "fe80::1%2", false },
	{ "fe80::1%2", "fe80::1%2", true },
	{ "::", "0.0.0.0", false },
};

START_TEST(same_host)
{
	struct net_addr a = addr_of(pairs[_i].a), b = addr_of(pairs[_i].b);

	net_addr_set_port(&a, 1);
	net_addr_set_port(&b, 2);
	ck_assert_int_eq(net_addr_same_host(&a, &b), pairs[_i].same);
	ck_assert_int_eq(net_addr_same_host(&b, &a), pairs[_i].same);
}
END_TEST

static const struct {
	const char *text;
	bool any, loopback;
} kinds[] = {
	{ "0.0.0.0", true, false },
	{ "::", true, false },
	{ "::ffff:0.0.0.0", true, false },
	{ "127.0.0.1", false, true },
	{ "127.255.0.9", false, true },
	{ "128.0.0.1", false, false },
	{ "::1", false, true },
	{ "::ffff:127.0.0.1", false, true },
	{ "::2", false, false },
	{ "0.0.0.1", false, false },
};

START_TEST(any_and_loopback)
{
	struct net_addr a = addr_of(kinds[_i].text);

	ck_assert_int_eq(net_addr_is_any(&a), kinds[_i].any);
	ck_assert_int_eq(net_addr_is_loopback(&a), kinds[_i].loopback);
}
END_TEST

Suite *
addr_suite(void)
{
	Suite *s = suite_create("addr");
	TCase *t = tcase_create("addr");

	tcase_add_loop_test(t, parses_and_prints, 0, (int)ARRAY_LEN(good));
	tcase_add_loop_test(t, refuses, 0, (int)ARRAY_LEN(bad));
	tcase_add_test(t, refuses_nul);
	tcase_add_test(t, absent_address);
	tcase_add_test(t, unmaps);
	tcase_add_test(t, longest_text_fits);
	tcase_add_loop_test(t, same_host, 0, (int)ARRAY_LEN(pairs));
	tcase_add_loop_test(t, any_and_loopback, 0, (int)ARRAY_LEN(kinds));
	suite_add_tcase(s, t);
	return s;
}
