#include "suites.h"
#include "world.h"

static const char *
location(const char *target)
{
	return world_field(world_get(target), "Location");
}

START_TEST(dir_index_is_served_in_place)
{
	const char *a;

	world_open("");
	a = world_get("/");
	ck_has(a, "200 OK");
	ck_assert_str_eq(world_body(a), "<p>home</p>\n");
	ck_assert_str_eq(world_field(a, "Content-Type"), "text/html");
	a = world_ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_assert_str_eq(world_field(a, "Content-Length"), "12");
	ck_assert_str_eq(world_body(a), "");
}
END_TEST

START_TEST(dir_slash_is_added)
{
	world_file("htdocs/a dir/x", "x");
	world_open("");
	ck_has(world_get("/a%20dir"), "301 Moved");
	ck_assert_str_eq(location("/a%20dir?q=1&r"),
	    "http://lab.test/a%20dir/?q=1&r");
	ck_has(world_ask("POST /a%20dir HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 0\r\n\r\n"), "301 Moved");
}
END_TEST

START_TEST(dir_slash_spares_clients_that_lose_their_body)
{
	world_file("htdocs/d/index.html", "x");
	world_open("");
	ck_has(world_ask("POST /d HTTP/1.1\r\nHost: x\r\n"
	    "X-Env: redirect-carefully\r\nContent-Length: 0\r\n\r\n"),
	    "403 ");
	ck_has(world_get_with("/d", "X-Env: redirect-carefully\r\n"),
	    "301 ");
}
END_TEST

START_TEST(dir_slash_off_and_not_found)
{
	world_file("htdocs/off/index.html", "x");
	world_file("htdocs/nf/index.html", "x");
	world_open("<Directory ${ROOT}/htdocs/off>\nDirectorySlash Off\n"
	    "</Directory>\n<Directory ${ROOT}/htdocs/nf>\n"
	    "DirectorySlash NotFound\n</Directory>");
	ck_assert_int_eq(world_status("/off"), 403);
	ck_assert_int_eq(world_status("/off/"), 200);
	ck_assert_int_eq(world_status("/nf"), 404);
	ck_assert_int_eq(world_status("/nf/"), 200);
}
END_TEST

START_TEST(dir_index_list_takes_the_first_that_exists)
{
	world_file("htdocs/d/two.html", "two");
	world_file("htdocs/d/three.html", "three");
	world_file("htdocs/d/one/", "");
	world_open("DirectoryIndex one two.html\nDirectoryIndex three.html");
	ck_assert_str_eq(world_body(world_get("/d/")), "two");
}
END_TEST

START_TEST(dir_index_lines_append_and_sections_replace)
{
	world_file("htdocs/d/three.html", "three");
	world_file("htdocs/d/in/three.html", "three");
	world_file("htdocs/d/in/own.html", "own");
	world_file("htdocs/off/three.html", "three");
	world_open("DirectoryIndex one.html\nDirectoryIndex three.html\n"
	    "<Directory ${ROOT}/htdocs/d/in>\nDirectoryIndex own.html\n"
	    "</Directory>\n<Directory ${ROOT}/htdocs/off>\n"
	    "DirectoryIndex disabled\n</Directory>");
	ck_assert_str_eq(world_body(world_get("/d/")), "three");
	ck_assert_str_eq(world_body(world_get("/d/in/")), "own");
	ck_assert_int_eq(world_status("/off/"), 403);
}
END_TEST

START_TEST(dir_index_may_be_a_path_elsewhere)
{
	world_file("htdocs/d/", "");
	world_file("htdocs/f.txt", "far");
	world_open("DirectoryIndex none.html /f.txt");
	ck_assert_str_eq(world_body(world_get("/d/")), "far");
	ck_assert_str_eq(world_field(world_get("/d/"), "Content-Type"),
	    "text/plain");
}
END_TEST

START_TEST(dir_index_that_is_denied_is_an_error)
{
	world_open("<Files index.html>\nRequire all denied\n</Files>");
	ck_assert_int_eq(world_status("/"), 403);
	ck_has(world_lines(), "AH01630");
}
END_TEST

START_TEST(dir_index_that_redirects_is_followed)
{
	world_file("htdocs/d/", "");
	world_open("Redirect /d/index.html /other");
	ck_has(world_get("/d/"), "302 Found");
	ck_assert_str_eq(location("/d/"), "http://lab.test/other");
}
END_TEST

START_TEST(dir_index_redirect)
{
	world_file("htdocs/s/index.html", "x");
	world_open("DirectoryIndexRedirect on\n<Directory ${ROOT}/htdocs/s>\n"
	    "DirectoryIndexRedirect seeother\n</Directory>");
	ck_has(world_get("/"), "302 Found");
	ck_assert_str_eq(location("/?a"), "http://lab.test/index.html?a");
	ck_has(world_get("/s/"), "303 ");
}
END_TEST

START_TEST(dir_fallback_answers_what_is_missing)
{
	world_file("htdocs/app/front.html", "front");
	world_file("htdocs/app/real.txt", "real");
	world_file("htdocs/app/empty/", "");
	world_file("htdocs/app/off/x", "x");
	world_open("<Directory ${ROOT}/htdocs/app>\n"
	    "FallbackResource /app/front.html\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/app/off>\n"
	    "FallbackResource disabled\n</Directory>");
	ck_assert_str_eq(world_body(world_get("/app/a/b/c?x")), "front");
	ck_assert_str_eq(world_body(world_get("/app/empty/")), "front");
	ck_assert_str_eq(world_body(world_get("/app/real.txt")), "real");
	ck_assert_int_eq(world_status("/app/off/none"), 404);
	ck_assert_int_eq(world_status("/none"), 404);
}
END_TEST

START_TEST(dir_fallback_that_is_missing_is_404)
{
	world_open("FallbackResource /gone.html");
	ck_assert_int_eq(world_status("/x"), 404);
	ck_assert_int_eq(world_status("/gone.html"), 404);
}
END_TEST

/* What a section says about the file holds when it is found as an index. */
START_TEST(dir_index_obeys_redirects_of_its_sections)
{
	const char *a;

	world_file("htdocs/d/index.html", "x");
	world_file("htdocs/e/index.html", "x");
	world_open("<Directory ${ROOT}/htdocs/d>\n"
	    "RedirectMatch 403 index\\.html$\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/e>\n"
	    "RedirectMatch (.*)index\\.html$ http://new.test$1\n"
	    "</Directory>");
	ck_assert_int_eq(world_status("/d/index.html"), 403);
	ck_assert_int_eq(world_status("/d/"), 403);
	a = world_get("/e/");
	ck_has(a, " 302 ");
	ck_assert_str_eq(world_field(a, "Location"), "http://new.test/e/");
}
END_TEST

/* A directory is no index, least of all its own. */
START_TEST(dir_index_that_is_a_directory)
{
	world_file("htdocs/d/sub/index.html", "x");
	world_open("<Directory ${ROOT}/htdocs/d>\n"
	    "DirectoryIndex /d/ sub sub/\nFallbackResource /d/\n"
	    "</Directory>");
	ck_assert_int_eq(world_status("/d/"), 403);
	ck_assert_int_eq(world_status("/d/none"), 404);
}
END_TEST

START_TEST(dir_bad_lines)
{
	const char *p = world_problems("DirectorySlash maybe\n"
	    "FallbackResource front.php\nDirectoryIndexRedirect 200\n");

	ck_has(p, "DirectorySlash must be");
	ck_has(p, "begins with a slash");
	ck_has(p, "status from 300");
}
END_TEST

Suite *
modules_dir_suite(void)
{
	Suite *s = suite_create("dir");
	TCase *t = tcase_create("dir");

	tcase_add_checked_fixture(t, world_begin, world_end);
	tcase_add_test(t, dir_index_is_served_in_place);
	tcase_add_test(t, dir_slash_is_added);
	tcase_add_test(t, dir_slash_spares_clients_that_lose_their_body);
	tcase_add_test(t, dir_slash_off_and_not_found);
	tcase_add_test(t, dir_index_list_takes_the_first_that_exists);
	tcase_add_test(t, dir_index_lines_append_and_sections_replace);
	tcase_add_test(t, dir_index_may_be_a_path_elsewhere);
	tcase_add_test(t, dir_index_that_is_denied_is_an_error);
	tcase_add_test(t, dir_index_that_redirects_is_followed);
	tcase_add_test(t, dir_index_redirect);
	tcase_add_test(t, dir_fallback_answers_what_is_missing);
	tcase_add_test(t, dir_fallback_that_is_missing_is_404);
	tcase_add_test(t, dir_index_obeys_redirects_of_its_sections);
	tcase_add_test(t, dir_index_that_is_a_directory);
	tcase_add_test(t, dir_bad_lines);
	suite_add_tcase(s, t);
	return s;
}
