#include "modules/alias.h"
#include "suites.h"
#include "world.h"

static const char *
location(const char *target)
{
	return world_field(world_get(target), "Location");
}

static const char *
body(const char *target)
{
	return world_body(world_get(target));
}

START_TEST(alias_prefix_ends_at_segments)
{
	ck_assert_uint_eq(alias_prefix(STR("/a"), STR("/a")), 2);
	ck_assert_uint_eq(alias_prefix(STR("/a/b"), STR("/a")), 2);
	ck_assert_uint_eq(alias_prefix(STR("/ab"), STR("/a")), 0);
	ck_assert_uint_eq(alias_prefix(STR("/a"), STR("/a/")), 0);
	ck_assert_uint_eq(alias_prefix(STR("/a/b"), STR("/a/")), 3);
	ck_assert_uint_eq(alias_prefix(STR("/a//b"), STR("/a/b")), 5);
	ck_assert_uint_eq(alias_prefix(STR("/a/b"), STR("//a//b")), 4);
	ck_assert_uint_eq(alias_prefix(STR("/x"), STR("/")), 1);
	ck_assert_uint_eq(alias_prefix(STR("/"), STR("/a")), 0);
	ck_assert_uint_eq(alias_prefix(STR("/A"), STR("/a")), 0);
}
END_TEST

START_TEST(alias_maps_directories_and_files)
{
	world_file("icons/a.txt", "icon");
	world_file("one.txt", "one");
	world_open("Alias /icons ${ROOT}/icons\nAlias /i/ \"icons/\"\n"
	    "Alias /one ${ROOT}/one.txt\n");
	ck_assert_str_eq(body("/icons/a.txt"), "icon");
	ck_assert_str_eq(body("/i/a.txt"), "icon");
	ck_assert_str_eq(body("/one"), "one");
	ck_assert_int_eq(world_status("/icons"), 301);
	ck_assert_int_eq(world_status("/iconsx"), 404);
	ck_assert_int_eq(world_status("/i"), 404);
	ck_assert_int_eq(world_status("/one/more"), 404);
}
END_TEST

START_TEST(alias_mixed_slashes_do_what_httpd_does)
{
	world_file("diri", "joined");
	world_open("Alias /mix/ ${ROOT}/dir");
	ck_assert_str_eq(body("/mix/i"), "joined");
	ck_has(world_problems("Alias /mix/ /dir"), "/mix/x is mapped to /dirx");
	ck_has(world_problems("Alias /mix /dir/"),
	    "/mix/x is mapped to /dir//x");
	ck_has_not(world_problems("Alias /mix /dir"), "is mapped to");
}
END_TEST

START_TEST(alias_first_match_wins)
{
	const char *p;

	world_file("a/x", "first");
	world_file("b/x", "second");
	world_open("Alias /p ${ROOT}/a\nAlias /p ${ROOT}/b");
	ck_assert_str_eq(body("/p/x"), "first");
	p = world_problems("Alias /p /a\nAlias /p/q /b");
	ck_has(p, "AH00671");
	ck_has(p, "will probably never match");
	ck_has_not(world_problems("Alias /p/q /a\nAlias /p /b"), "AH00671");
	ck_has(world_problems("AliasMatch ^/p /a\nAlias /p/q /b"), "AH00671");
}
END_TEST

START_TEST(alias_match_fills_groups_in)
{
	world_file("img/cat.jpg.txt", "cat");
	world_open("AliasMatch ^/image/(?:v\\d+/)?(.*)\\.jpg$ "
	    "${ROOT}/img/$1.jpg.txt");
	ck_assert_str_eq(body("/image/cat.jpg"), "cat");
	ck_assert_str_eq(body("/image/v12/cat.jpg"), "cat");
	ck_assert_int_eq(world_status("/image/cat.gif"), 404);
}
END_TEST

START_TEST(alias_match_cannot_lead_up)
{
	world_file("secret/s.txt", "secret");
	world_file("img/in/x", "x");
	world_open("AliasMatch ^/e/(.)(.*)$ ${ROOT}/img/in/.$1/$2");
	ck_assert_int_eq(world_status("/e/./secret/s.txt"), 404);
	ck_assert_int_eq(world_status("/e/.x/../../s"), 404);
	ck_assert_int_eq(world_status("/e/.a"), 403);
	ck_has(world_lines(), "which is refused");
}
END_TEST

START_TEST(alias_patterns_that_cannot_be_kept_are_refused)
{
	ck_has(world_problems("AliasMatch ^/(?!x) /a"), "(?:...)");
	ck_has(world_problems("AliasMatch ^/a.*? /a"), "lazy");
	ck_has(world_problems("RedirectMatch ^/(a)\\1 /b"),
	    "back-references");
	ck_has(world_problems("RedirectMatch ^/(a /b"), "regular expression");
}
END_TEST

START_TEST(alias_in_location_maps_all_of_it)
{
	world_file("one.txt", "one");
	world_open("<Location /all>\nAlias ${ROOT}/one.txt\n</Location>");
	ck_assert_str_eq(body("/all"), "one");
	ck_assert_str_eq(body("/all/of/it"), "one");
	ck_assert_int_eq(world_status("/allx"), 404);
}
END_TEST

START_TEST(alias_in_the_wrong_place)
{
	ck_has(world_problems("Alias /one"), "belongs into <Location>");
	ck_has(world_problems("<Location /a>\nAlias /b /c\n</Location>"),
	    "cannot stand within a section");
	ck_has(world_problems("<Directory /a>\nAlias /c\n</Directory>"),
	    "no effect here");
	ck_has(world_problems("<Location /a>\nAlias /x/%{ENV:y}\n</Location>"),
	    "expressions");
}
END_TEST

START_TEST(alias_of_a_host_comes_before_the_main_one)
{
	world_file("main/x", "main");
	world_file("main/y", "main y");
	world_file("host/x", "host");
	world_open("Alias /p ${ROOT}/main\nAlias /q ${ROOT}/main\n"
	    "<VirtualHost *:8080>\nServerName lab.test\n"
	    "Alias /p ${ROOT}/host\n</VirtualHost>");
	ck_assert_str_eq(body("/p/x"), "host");
	ck_assert_str_eq(body("/q/y"), "main y");
}
END_TEST

START_TEST(script_alias_never_shows_the_source)
{
	const char *a;

	world_file("cgi/run.txt", "secret");
	world_open("ScriptAlias /cgi-bin/ ${ROOT}/cgi/\n"
	    "AddHandler default-handler .txt");
	a = world_get("/cgi-bin/run.txt");
	ck_has(a, "500 ");
	ck_has_not(a, "secret");
	ck_has(world_lines(), "no handler named 'cgi-script'");
}
END_TEST

START_TEST(redirect_keeps_rest_and_query)
{
	world_open("Redirect /old /new/place\nRedirect /ext http://x.test/e\n"
	    "Redirect permanent /perm http://x.test/\n"
	    "RedirectTemp /temp /t\nRedirectPermanent /rp /p\n"
	    "Redirect seeother /see /s\nRedirect 307 /n /m\n"
	    "Redirect /q http://x.test/?own=1");
	ck_has(world_get("/old"), "302 Found");
	ck_assert_str_eq(location("/old/x%20y?z=1"),
	    "http://lab.test/new/place/x%20y?z=1");
	ck_assert_str_eq(location("/ext/a"), "http://x.test/e/a");
	ck_assert_str_eq(location("/perm"), "http://x.test/");
	ck_has(world_get("/perm"), "301 ");
	ck_has(world_get("/temp"), "302 ");
	ck_has(world_get("/rp"), "301 ");
	ck_has(world_get("/see"), "303 ");
	ck_has(world_get("/n"), "307 ");
	ck_assert_str_eq(location("/q?theirs"), "http://x.test/?own=1");
	ck_assert_int_eq(world_status("/older"), 404);
}
END_TEST

START_TEST(redirect_encodes_what_it_puts_in)
{
	world_open("Redirect /old /new\nRedirectMatch ^/rm/(.*)$ /t/$1?q=$1");
	ck_assert_str_eq(location("/old/%0d%0aSet-Cookie:x"),
	    "http://lab.test/new/%0d%0aSet-Cookie:x");
	ck_assert_str_eq(location("/rm/a%20b"),
	    "http://lab.test/t/a%20b?q=a%20b");
	ck_assert_str_eq(location("/rm/a%3fb?q"),
	    "http://lab.test/t/a%3fb?q=a%3fb");
}
END_TEST

START_TEST(redirect_match_appends_the_query)
{
	world_open("RedirectMatch 301 \"(?i)^/x/(\\d+)$\" /y/$1\n"
	    "RedirectMatch gone \\.bak$");
	ck_assert_str_eq(location("/X/42?a=b"), "http://lab.test/y/42?a=b");
	ck_assert_int_eq(world_status("/x/4b"), 404);
	ck_assert_int_eq(world_status("/any/f.bak"), 410);
}
END_TEST

START_TEST(redirect_other_statuses)
{
	world_open("Redirect gone /gone\nRedirect 403 /no\n"
	    "<Location /loc>\nRedirect 410\n</Location>\n"
	    "<Location /all>\nRedirect 302 /elsewhere\n</Location>");
	ck_assert_int_eq(world_status("/gone/x"), 410);
	ck_assert_int_eq(world_status("/no"), 403);
	ck_assert_int_eq(world_status("/loc/x"), 410);
	ck_assert_str_eq(location("/all/of?a"),
	    "http://lab.test/elsewhere?a");
}
END_TEST

START_TEST(redirect_comes_before_alias)
{
	world_file("a/x", "alias");
	world_open("Alias /p ${ROOT}/a\nRedirect /p/x /redirected");
	ck_assert_str_eq(location("/p/x"), "http://lab.test/redirected");
}
END_TEST

START_TEST(redirect_in_a_directory_section)
{
	world_file("htdocs/d/x", "x");
	world_file("htdocs/d/y", "y");
	world_open("<Directory ${ROOT}/htdocs/d>\n"
	    "Redirect /d/x http://x.test/moved\n</Directory>");
	ck_assert_str_eq(location("/d/x"), "http://x.test/moved");
	ck_assert_str_eq(body("/d/y"), "y");
}
END_TEST

START_TEST(redirect_bad_lines)
{
	ck_has(world_problems("Redirect permanent /a"), "is missing");
	ck_has(world_problems("Redirect gone /a http://x.test/"),
	    "not valid for this status");
	ck_has(world_problems("Redirect /a b"), "neither a URL nor");
	ck_has(world_problems("Redirect 200 /a /b"), "300 to 599");
	ck_has(world_problems("Redirect a /b"), "will never match");
	ck_has(world_problems("Redirect / http://x.test"),
	    "/x leads to http://x.testx");
	ck_has(world_problems("RedirectMatch 301 ^/a$"), "is missing");
}
END_TEST

Suite *
modules_alias_suite(void)
{
	Suite *s = suite_create("alias");
	TCase *t = tcase_create("alias");

	tcase_add_checked_fixture(t, world_begin, world_end);
	tcase_add_test(t, alias_prefix_ends_at_segments);
	tcase_add_test(t, alias_maps_directories_and_files);
	tcase_add_test(t, alias_mixed_slashes_do_what_httpd_does);
	tcase_add_test(t, alias_first_match_wins);
	tcase_add_test(t, alias_match_fills_groups_in);
	tcase_add_test(t, alias_match_cannot_lead_up);
	tcase_add_test(t, alias_patterns_that_cannot_be_kept_are_refused);
	tcase_add_test(t, alias_in_location_maps_all_of_it);
	tcase_add_test(t, alias_in_the_wrong_place);
	tcase_add_test(t, alias_of_a_host_comes_before_the_main_one);
	tcase_add_test(t, script_alias_never_shows_the_source);
	tcase_add_test(t, redirect_keeps_rest_and_query);
	tcase_add_test(t, redirect_encodes_what_it_puts_in);
	tcase_add_test(t, redirect_match_appends_the_query);
	tcase_add_test(t, redirect_other_statuses);
	tcase_add_test(t, redirect_comes_before_alias);
	tcase_add_test(t, redirect_in_a_directory_section);
	tcase_add_test(t, redirect_bad_lines);
	suite_add_tcase(s, t);
	return s;
}
