#include <stdio.h>
#include <string.h>

#include "modules/mime.h"
#include "suites.h"
#include "world.h"

static void
touch(const char *const *names)
{
	char path[128];

	for (; *names; names++) {
		snprintf(path, sizeof(path), "htdocs/%s", *names);
		world_file(path, "x");
	}
}

static const char *
field(const char *target, const char *name)
{
	return world_field(world_get(target), name);
}

#define TYPE(target) field(target, "Content-Type")
#define LANGUAGE(target) field(target, "Content-Language")
#define ENCODING(target) field(target, "Content-Encoding")

START_TEST(mime_every_part_of_a_name_counts)
{
	touch((const char *[]){ "a.html.en", "c.en.html", "k.html.foo",
	    "I.HTML", "txt.html", ".html", "..html", "a..html", "x.html.txt",
	    "noext", "dots.", NULL });
	world_open("AddLanguage en .en");
	ck_assert_str_eq(TYPE("/a.html.en"), "text/html");
	ck_assert_str_eq(LANGUAGE("/a.html.en"), "en");
	ck_assert_str_eq(TYPE("/c.en.html"), "text/html");
	ck_assert_str_eq(LANGUAGE("/c.en.html"), "en");
	ck_assert_str_eq(TYPE("/k.html.foo"), "text/html");
	ck_assert_str_eq(TYPE("/I.HTML"), "text/html");
	ck_assert_str_eq(TYPE("/txt.html"), "text/html");
	ck_assert_str_eq(TYPE("/x.html.txt"), "text/plain");
	ck_assert_str_eq(TYPE("/a..html"), "text/html");
	/* dots at the start belong to the name */
	ck_assert_str_eq(TYPE("/.html"), "");
	ck_assert_str_eq(TYPE("/..html"), "");
	ck_assert_str_eq(TYPE("/noext"), "");
	ck_assert_str_eq(TYPE("/dots."), "");
}
END_TEST

START_TEST(mime_directories_do_not_count)
{
	touch((const char *[]){ "d.html/plain", NULL });
	world_open("");
	ck_assert_str_eq(TYPE("/d.html/plain"), "");
}
END_TEST

START_TEST(mime_encoding_and_type_together)
{
	touch((const char *[]){ "b.tar.gz", "b.html.gz", NULL });
	world_open("AddEncoding x-gzip .gz");
	ck_assert_str_eq(TYPE("/b.tar.gz"), "application/gzip");
	ck_assert_str_eq(ENCODING("/b.tar.gz"), "x-gzip");
	ck_assert_str_eq(ENCODING("/b.html.gz"), "x-gzip");
}
END_TEST

START_TEST(mime_languages_accumulate)
{
	touch((const char *[]){ "x.en.de.html", "y.html", NULL });
	world_open("AddLanguage en en\nAddLanguage DE .de\n"
	    "DefaultLanguage fr");
	ck_assert_str_eq(LANGUAGE("/x.en.de.html"), "en, de");
	ck_assert_str_eq(LANGUAGE("/y.html"), "fr");
}
END_TEST

START_TEST(mime_add_type_beats_the_table)
{
	touch((const char *[]){ "a.html", "in/a.html", "in/a.txt",
	    "in/b.new", NULL });
	world_open("AddType text/x-outer .html\nAddType text/x-new .NEW\n"
	    "<Directory ${ROOT}/htdocs/in>\nAddType Text/X-Inner html\n"
	    "</Directory>");
	ck_assert_str_eq(TYPE("/a.html"), "text/x-outer");
	ck_assert_str_eq(TYPE("/in/a.html"), "text/x-inner");
	ck_assert_str_eq(TYPE("/in/a.txt"), "text/plain");
	ck_assert_str_eq(TYPE("/in/b.new"), "text/x-new");
}
END_TEST

START_TEST(mime_remove_takes_away_the_table_too)
{
	touch((const char *[]){ "a.html.en", "in/a.html.en.gz",
	    "in/deep/a.html", NULL });
	world_open("AddLanguage en .en\nAddEncoding gzip .gz\n"
	    "AddCharset utf-8 .en\n"
	    "<Directory ${ROOT}/htdocs/in>\nRemoveType html .gz\n"
	    "RemoveLanguage en\nRemoveEncoding gz\nRemoveCharset en\n"
	    "</Directory>\n<Directory ${ROOT}/htdocs/in/deep>\n"
	    "AddType text/x-again html\n</Directory>");
	ck_assert_str_eq(TYPE("/a.html.en"), "text/html; charset=utf-8");
	ck_assert_str_eq(TYPE("/in/a.html.en.gz"), "");
	ck_assert_str_eq(LANGUAGE("/in/a.html.en.gz"), "");
	ck_assert_str_eq(ENCODING("/in/a.html.en.gz"), "");
	ck_assert_str_eq(TYPE("/in/deep/a.html"), "text/x-again");
}
END_TEST

START_TEST(mime_the_later_line_of_a_section_wins)
{
	touch((const char *[]){ "a.q", "a.r", NULL });
	world_open("AddType text/x-q .q\nRemoveType q\n"
	    "RemoveType r\nAddType text/x-r .r");
	ck_assert_str_eq(TYPE("/a.q"), "");
	ck_assert_str_eq(TYPE("/a.r"), "text/x-r");
}
END_TEST

START_TEST(mime_unknown_handler_never_serves_the_source)
{
	const char *a;

	world_file("htdocs/x.php.txt", "<?php secret");
	world_file("htdocs/in/x.php", "plain");
	world_open("AddHandler php5-script .php\n"
	    "<Directory ${ROOT}/htdocs/in>\nRemoveHandler .php\n"
	    "</Directory>");
	a = world_get("/x.php.txt");
	ck_has(a, "500 ");
	ck_has_not(a, "secret");
	ck_has(world_lines(), "no handler named 'php5-script'");
	ck_assert_str_eq(world_body(world_get("/in/x.php")), "plain");
}
END_TEST

START_TEST(mime_force_type)
{
	touch((const char *[]){ "f/a.html", "f/none", "f/in/a.html", NULL });
	world_open("<Directory ${ROOT}/htdocs/f>\nForceType image/gif\n"
	    "</Directory>\n<Directory ${ROOT}/htdocs/f/in>\n"
	    "ForceType None\n</Directory>");
	ck_assert_str_eq(TYPE("/f/a.html"), "image/gif");
	ck_assert_str_eq(TYPE("/f/none"), "image/gif");
	ck_assert_str_eq(TYPE("/f/in/a.html"), "text/html");
}
END_TEST

START_TEST(mime_virtual_hosts_share_the_table)
{
	touch((const char *[]){ "a.html", NULL });
	world_open("<VirtualHost *:8080>\nServerName lab.test\n"
	    "AddType text/x-host .htm\n</VirtualHost>");
	ck_assert_str_eq(TYPE("/a.html"), "text/html");
}
END_TEST

START_TEST(mime_types_config_missing)
{
	const char *p = world_problems("TypesConfig conf/none.types");

	ck_has(p, "could not read mime types from");
	ck_has(p, "conf/none.types");
	touch((const char *[]){ "a.html", NULL });
	world_open("TypesConfig conf/none.types");
	ck_assert_str_eq(TYPE("/a.html"), "text/html");
}
END_TEST

START_TEST(mime_types_config_given)
{
	touch((const char *[]){ "a.html", "a.odd", NULL });
	world_file("other.types", "text/x-odd ODD\nbare/type\n# x html");
	world_open("TypesConfig other.types");
	ck_assert_str_eq(TYPE("/a.odd"), "text/x-odd");
	ck_assert_str_eq(TYPE("/a.html"), "");
}
END_TEST

START_TEST(mime_bad_lines)
{
	const char *p = world_problems("AddType foo .x\nAddType text/html\n"
	    "AddHandler cgi-script .php\nAddType text/x .a.b");

	ck_has(p, "'foo' is no media type");
	ck_has(p, "requires at least two");
	ck_has(p, "upload.php.txt");
	ck_has(p, "no single extension");
}
END_TEST

static struct str
builtin(const char *ext)
{
	static struct mime_types *t;

	if (!t) {
		t = mime_types_new(arena_new());
		mime_types_add_builtin(t);
	}
	return mime_types_find(t, str_from(ext));
}

START_TEST(mime_builtin_table)
{
	ck_assert(str_eq(builtin("js"), STR("text/javascript")));
	ck_assert(str_eq(builtin("mjs"), STR("text/javascript")));
	ck_assert(str_eq(builtin("wasm"), STR("application/wasm")));
	ck_assert(str_eq(builtin("woff2"), STR("font/woff2")));
	ck_assert(str_eq(builtin("svg"), STR("image/svg+xml")));
	ck_assert(str_eq(builtin("webmanifest"),
	    STR("application/manifest+json")));
	ck_assert(str_eq(builtin("docx"), STR("application/vnd.openxmlformats-"
	    "officedocument.wordprocessingml.document")));
	ck_assert_ptr_null(builtin("nonsense").p);
	ck_assert_ptr_null(builtin("").p);
}
END_TEST

START_TEST(mime_table_grows)
{
	struct arena *a = arena_new();
	struct mime_types *t = mime_types_new(a);

	for (int i = 0; i < 3000; i++)
		mime_types_add(t, arena_printf(a, "x/t%d e%d\n", i, i));
	mime_types_add(t, STR("x/later e7"));
	for (int i = 0; i < 3000; i++) {
		struct str ext = arena_printf(a, "e%d", i);
		struct str want = arena_printf(a, "x/t%d", i);

		if (i == 7)
			want = STR("x/later");
		ck_assert(str_eq(mime_types_find(t, ext), want));
	}
	arena_free(a);
}
END_TEST

START_TEST(mime_long_extensions_are_unknown)
{
	char name[120] = "/a.";

	world_open("");
	memset(name + 3, 'x', 100);
	ck_assert_int_eq(world_status(name), 404);
	world_file("htdocs/a.yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
	    "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy.html", "x");
	ck_assert_str_eq(TYPE("/a.yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
	    "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy.html"),
	    "text/html");
}
END_TEST

Suite *
modules_mime_suite(void)
{
	Suite *s = suite_create("mime");
	TCase *t = tcase_create("mime");

	tcase_add_checked_fixture(t, world_begin, world_end);
	tcase_add_test(t, mime_every_part_of_a_name_counts);
	tcase_add_test(t, mime_directories_do_not_count);
	tcase_add_test(t, mime_encoding_and_type_together);
	tcase_add_test(t, mime_languages_accumulate);
	tcase_add_test(t, mime_add_type_beats_the_table);
	tcase_add_test(t, mime_remove_takes_away_the_table_too);
	tcase_add_test(t, mime_the_later_line_of_a_section_wins);
	tcase_add_test(t, mime_unknown_handler_never_serves_the_source);
	tcase_add_test(t, mime_force_type);
	tcase_add_test(t, mime_virtual_hosts_share_the_table);
	tcase_add_test(t, mime_types_config_missing);
	tcase_add_test(t, mime_types_config_given);
	tcase_add_test(t, mime_bad_lines);
	tcase_add_test(t, mime_builtin_table);
	tcase_add_test(t, mime_table_grows);
	tcase_add_test(t, mime_long_extensions_are_unknown);
	suite_add_tcase(s, t);
	return s;
}
