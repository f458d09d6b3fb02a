/* The networks of Require ip. */
#include "net/suites.h"

static const struct {
	const char *range, *in, *out;	/* an address inside, one outside */
} good[] = {
	{ "10.1.2.3", "10.1.2.3", "10.1.2.4" },
	{ "10", "10.255.0.1", "11.0.0.1" },
	{ "10.", "10.0.0.0", "9.255.255.255" },
	{ "10.1", "10.1.255.255", "10.2.0.0" },
	{ "10.1.", "10.1.0.0", "10.0.255.255" },
	{ "10.1.2", "10.1.2.200", "10.1.3.0" },
	{ "1.2.3.4.", "1.2.3.4", "1.2.3.5" },
	{ "010.1", "10.1.0.0", "8.1.0.0" },
	{ "10.1.0.0/16", "10.1.9.9", "10.2.0.0" },
	{ "10.1.2.3/8", "10.200.0.1", "11.1.2.3" },
	{ "10.1.2.128/25", "10.1.2.255", "10.1.2.127" },
	{ "10.1.2.3/32", "10.1.2.3", "10.1.2.2" },
	{ "0.0.0.0/0", "203.0.113.9", "::1" },
	{ "10.0.0.0/255.0.0.0", "10.9.9.9", "11.0.0.0" },
	{ "10.0.3.0/255.0.255.0", "10.77.3.9", "10.77.4.9" },
	{ "192.168.1.1", "::ffff:192.168.1.1", "::ffff:192.168.1.2" },
	{ "10.0.0.0/8", "::ffff:10.2.3.4", "a02:304::" },
	{ "::1", "::1", "::2" },
	{ "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::" },
	{ "2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::" },
	{ "fe80::/10", "febf::1%2", "fec0::" },
	{ "2001:db8::/ffff:ffff::", "2001:db8::5", "2001:db7::5" },
	{ "::/0", "2001:db8::1", "127.0.0.1" },
};

static const char *const bad[] = {
	"", ".", "..", "10..1", ".10", "256.1", "10.1x", "10,1", "1.2.3.4.5",
	"10/8", "10.1/16", "10.1/255.255.0.0", "10.0.0.0/33", "10.0.0.0/-1",
	"10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/255.0", "10.0.0.0/::",
	"::/129", "::1/255.0.0.0", "[::1]", "fe80::1%lo", "fe80", "/8", "/",
	"::ffff:10.0.0.1", "example.org", "10.1 ", "10.0.0.0/ 8",
	"10.-1", "10.+1", "10.0.0.0/+8",
};

START_TEST(holds)
{
	struct net_range r;
	struct net_addr in, out;

	ck_assert_msg(net_range_parse(str_from(good[_i].range), &r), "%s",
	    good[_i].range);
	ck_assert(net_addr_parse(str_from(good[_i].in), &in));
	ck_assert(net_addr_parse(str_from(good[_i].out), &out));
	ck_assert_msg(net_range_holds(&r, &in), "%s", good[_i].range);
	ck_assert_msg(!net_range_holds(&r, &out), "%s", good[_i].range);
}
END_TEST

START_TEST(refuses)
{
	struct net_range r, before;

	memset(&r, 7, sizeof(r));
	before = r;
	ck_assert_msg(!net_range_parse(str_from(bad[_i]), &r), "%s",
	    bad[_i]);
	ck_assert_mem_eq(&r, &before, sizeof(r));
}
END_TEST

START_TEST(never_holds_nothing)
{
	struct net_addr none = { .len = 0 };
	struct net_range r;

	ck_assert(net_range_parse(STR("0.0.0.0/0"), &r));
	ck_assert(!net_range_holds(&r, &none));
	ck_assert(!net_range_parse(STR_NONE, &r));
}
END_TEST

Suite *
range_suite(void)
{
	Suite *s = suite_create("range");
	TCase *t = tcase_create("range");

	tcase_add_loop_test(t, holds, 0, (int)ARRAY_LEN(good));
	tcase_add_loop_test(t, refuses, 0, (int)ARRAY_LEN(bad));
	tcase_add_test(t, never_holds_nothing);
	suite_add_tcase(s, t);
	return s;
}
