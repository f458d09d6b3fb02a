#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "suites.h"
#include "world.h"

/* A file of long ago, so that its ETag is strong. */
static void
old_file(const char *name, const char *content)
{
	struct utimbuf times = { 1000000000, 1000000000 };

	world_file(name, content);
	ck_assert_int_eq(utime(world_path(name), &times), 0);
}

START_TEST(static_file_is_served_with_validators)
{
	const char *a;

	old_file("htdocs/a.txt", "hello");
	world_open("");
	a = world_get("/a.txt");
	ck_has(a, "HTTP/1.1 200 OK\r\n");
	ck_assert_str_eq(world_body(a), "hello");
	ck_assert_str_eq(world_field(a, "Content-Type"), "text/plain");
	ck_assert_str_eq(world_field(a, "Content-Length"), "5");
	ck_assert_str_eq(world_field(a, "Accept-Ranges"), "bytes");
	/* 1000000000 s in microseconds */
	ck_assert_str_eq(world_field(a, "ETag"), "\"5-38d7ea4c68000\"");
	ck_assert_str_eq(world_field(a, "Last-Modified"),
	    "Sun, 09 Sep 2001 01:46:40 GMT");
}
END_TEST

START_TEST(static_file_of_the_future)
{
	struct utimbuf times = { 4000000000, 4000000000 };
	const char *a;
	char date[64];

	world_file("htdocs/a.txt", "hello");
	ck_assert_int_eq(utime(world_path("htdocs/a.txt"), &times), 0);
	world_open("");
	a = world_get("/a.txt");
	snprintf(date, sizeof(date), "%s", world_field(a, "Date"));
	ck_assert_str_eq(world_field(a, "Last-Modified"), date);
	ck_has(world_field(a, "ETag"), "W/\"");
}
END_TEST

START_TEST(static_methods)
{
	const char *a;

	world_file("htdocs/a.txt", "hello");
	world_open("");
	a = world_ask("HEAD /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_has(a, "200 OK");
	ck_assert_str_eq(world_field(a, "Content-Length"), "5");
	ck_assert_str_eq(world_body(a), "");
	a = world_ask("POST /a.txt HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 3\r\n\r\nabc");
	ck_has(a, "200 OK");
	ck_assert_str_eq(world_body(a), "hello");
	a = world_ask("DELETE /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_has(a, "405 ");
	ck_has(world_field(a, "Allow"), "GET");
	a = world_ask("PUT /none HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 0\r\n\r\n");
	ck_has(a, "405 ");
	a = world_ask("OPTIONS /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_has(a, "200 OK");
	ck_has(world_field(a, "Allow"), "POST");
}
END_TEST

START_TEST(static_missing_file_is_logged_at_info)
{
	world_open("LogLevel info");
	ck_assert_int_eq(world_status("/no/such"), 404);
	ck_has(world_lines(), "AH00128: File does not exist: ");
	ck_assert_int_eq(world_status("/no/such"), 404);
	ck_has(world_lines(), "/htdocs/no/such");
}
END_TEST

START_TEST(static_missing_file_is_silent_at_warn)
{
	world_open("LogLevel warn");
	ck_assert_int_eq(world_status("/nope"), 404);
	ck_has_not(world_lines(), "AH00128");
}
END_TEST

START_TEST(static_directory_is_refused)
{
	const char *lines;

	world_file("htdocs/d/", "");
	world_open("DirectoryIndex a.html b.html");
	ck_assert_int_eq(world_status("/d/"), 403);
	lines = world_lines();
	ck_has(lines, "AH01276: Cannot serve directory ");
	ck_has(lines, "/htdocs/d/: No matching DirectoryIndex "
	    "(a.html,b.html) found, and server-generated directory index "
	    "forbidden by Options directive");
}
END_TEST

START_TEST(static_directory_with_indexes_says_what_is_missing)
{
	world_file("htdocs/d/", "");
	world_open("DirectoryIndex disabled\nOptions Indexes");
	ck_assert_int_eq(world_status("/d/"), 403);
	ck_has(world_lines(), "DirectoryIndex (none) found, and "
	    "server-generated directory index is not in this version");
}
END_TEST

START_TEST(static_path_info)
{
	world_file("htdocs/a.txt", "hello");
	world_file("htdocs/on/a.txt", "hello");
	world_open("LogLevel info\n<Directory ${ROOT}/htdocs/on>\n"
	    "AcceptPathInfo On\n</Directory>");
	ck_assert_int_eq(world_status("/a.txt/more"), 404);
	ck_has(world_lines(), "a.txt/more");
	ck_assert_int_eq(world_status("/a.txt/"), 404);
	ck_assert_int_eq(world_status("/on/a.txt/more"), 200);
}
END_TEST

static const char *
etag_of(const char *target)
{
	return world_field(world_get(target), "ETag");
}

START_TEST(static_etag_parts)
{
	char inode[64];
	struct stat st;

	old_file("htdocs/n/a", "hello");
	old_file("htdocs/s/a", "hello");
	old_file("htdocs/m/a", "hello");
	old_file("htdocs/i/a", "hello");
	old_file("htdocs/e/a", "hello");
	world_open("<Directory ${ROOT}/htdocs/n>\nFileETag None\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/s>\nFileETag Size\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/m>\nFileETag MTime\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/i>\nFileETag All\n</Directory>\n"
	    "<Directory ${ROOT}/htdocs/e>\nFileETag -MTime\n</Directory>");
	ck_assert_str_eq(etag_of("/n/a"), "");
	ck_assert_str_eq(etag_of("/s/a"), "\"5\"");
	ck_assert_str_eq(etag_of("/m/a"), "\"38d7ea4c68000\"");
	ck_assert_str_eq(etag_of("/e/a"), "\"5\"");
	ck_assert_int_eq(stat(world_path("htdocs/i/a"), &st), 0);
	snprintf(inode, sizeof(inode), "\"%lx-5-38d7ea4c68000\"",
	    (unsigned long)st.st_ino);
	ck_assert_str_eq(etag_of("/i/a"), inode);
}
END_TEST

START_TEST(static_fresh_file_has_a_weak_etag)
{
	world_file("htdocs/a.txt", "hello");
	world_open("");
	ck_assert_int_eq(strncmp(etag_of("/a.txt"), "W/\"5-", 5), 0);
}
END_TEST

START_TEST(static_conditions_and_ranges)
{
	const char *a;

	old_file("htdocs/a.txt", "0123456789");
	world_open("");
	a = world_get_with("/a.txt",
	    "If-None-Match: \"a-38d7ea4c68000\"\r\n");
	ck_has(a, "304 ");
	a = world_get_with("/a.txt", "Range: bytes=2-4\r\n");
	ck_has(a, "206 ");
	ck_assert_str_eq(world_body(a), "234");
	a = world_get_with("/a.txt", "Range: bytes=90-\r\n");
	ck_has(a, "416 ");
}
END_TEST

static const char *
type_of(const char *target)
{
	return world_field(world_get(target), "Content-Type");
}

START_TEST(static_default_charset)
{
	world_file("htdocs/a.txt", "x");
	world_file("htdocs/a.html", "x");
	world_file("htdocs/a.js", "x");
	world_file("htdocs/a.html.kr", "x");
	world_file("htdocs/none", "x");
	world_file("htdocs/own.p", "x");
	world_open("AddDefaultCharset utf-8\nAddCharset euc-kr .kr\n"
	    "AddType 'text/html; charset=koi8-r' .p");
	ck_assert_str_eq(type_of("/a.txt"), "text/plain; charset=utf-8");
	ck_assert_str_eq(type_of("/a.html"), "text/html; charset=utf-8");
	ck_assert_str_eq(type_of("/a.js"), "text/javascript");
	ck_assert_str_eq(type_of("/a.html.kr"), "text/html; charset=euc-kr");
	ck_assert_str_eq(type_of("/own.p"), "text/html; charset=koi8-r");
	ck_assert_str_eq(type_of("/none"), "");
}
END_TEST

START_TEST(static_unreadable_file)
{
	if (geteuid() == 0)
		return;
	world_file("htdocs/a.txt", "x");
	chmod(world_path("htdocs/a.txt"), 0);
	world_open("");
	ck_assert_int_eq(world_status("/a.txt"), 403);
	ck_has(world_lines(), "AH00132: file permissions deny server access");
}
END_TEST

Suite *
modules_static_suite(void)
{
	Suite *s = suite_create("static");
	TCase *t = tcase_create("static");

	tcase_add_checked_fixture(t, world_begin, world_end);
	tcase_add_test(t, static_file_is_served_with_validators);
	tcase_add_test(t, static_file_of_the_future);
	tcase_add_test(t, static_methods);
	tcase_add_test(t, static_missing_file_is_logged_at_info);
	tcase_add_test(t, static_missing_file_is_silent_at_warn);
	tcase_add_test(t, static_directory_is_refused);
	tcase_add_test(t, static_directory_with_indexes_says_what_is_missing);
	tcase_add_test(t, static_path_info);
	tcase_add_test(t, static_etag_parts);
	tcase_add_test(t, static_fresh_file_has_a_weak_etag);
	tcase_add_test(t, static_conditions_and_ranges);
	tcase_add_test(t, static_default_charset);
	tcase_add_test(t, static_unreadable_file);
	suite_add_tcase(s, t);
	return s;
}
