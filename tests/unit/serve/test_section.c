/* Wildcards, how sections match, and what may stand where. */
#include "fixture.h"
#include "loaded.h"
#include "serve/glob.h"
#include "serve/section.h"
#include "suites.h"

static bool
matches(const char *pattern, const char *s, unsigned flags)
{
	return glob_match(str_from(pattern), str_from(s), flags);
}

START_TEST(wildcards_match)
{
	ck_assert(matches("*", "", 0));
	ck_assert(matches("*.php", "a.b.php", 0));
	ck_assert(!matches("*.php", "a.phpx", 0));
	ck_assert(matches("a*b*c", "aXbYbZc", 0));
	ck_assert(!matches("a*b*c", "aXbYbZ", 0));
	ck_assert(matches("?.x", "a.x", 0));
	ck_assert(!matches("?", "", 0));
	ck_assert(matches("[a-c]x", "bx", 0));
	ck_assert(!matches("[!a-c]x", "bx", 0));
	ck_assert(matches("[^a-c]x", "dx", 0));
	ck_assert(matches("[]]", "]", 0));
	ck_assert(matches("[a", "[a", 0));
	ck_assert(matches("\\*", "*", 0));
	ck_assert(!matches("\\*", "a", 0));
	ck_assert(matches("**a", "bca", 0));
}
END_TEST

START_TEST(wildcards_know_paths)
{
	ck_assert(matches("/home/*/www", "/home/joe/www", GLOB_PATH));
	ck_assert(!matches("/home/*", "/home/joe/www", GLOB_PATH));
	ck_assert(!matches("/home?joe", "/home/joe", GLOB_PATH));
	ck_assert(!matches("/home[/]joe", "/home/joe", GLOB_PATH));
	ck_assert(!matches("/a/*", "/a/.x", GLOB_PATH | GLOB_PERIOD));
	ck_assert(matches("/a/.*", "/a/.x", GLOB_PATH | GLOB_PERIOD));
	ck_assert(matches("/a/b*", "/a/b.x", GLOB_PATH | GLOB_PERIOD));
	ck_assert(matches("*.A.test", "x.a.TEST", GLOB_CASELESS));
	ck_assert(!matches("*.a", "x.A", 0));
}
END_TEST

START_TEST(locations_end_at_a_slash)
{
	struct section s = { .match = SECTION_PLAIN, .subject = STR("/a") };

	ck_assert(section_is_location(&s, STR("/a")));
	ck_assert(section_is_location(&s, STR("/a/x")));
	ck_assert(!section_is_location(&s, STR("/ab")));
	s.subject = STR("/a/");
	ck_assert(!section_is_location(&s, STR("/a")));
	ck_assert(section_is_location(&s, STR("/a/x")));
	s.subject = STR("/");
	ck_assert(section_is_location(&s, STR("/anything")));
	s = (struct section){ .match = SECTION_GLOB, .subject = STR("/a/*") };
	ck_assert(section_is_location(&s, STR("/a/x")));
	ck_assert(!section_is_location(&s, STR("/a/b/x")));
}
END_TEST

START_TEST(directories_are_sorted_by_depth)
{
	struct loaded l;
	const struct section_list *d;

	loaded_open(&l, "<DirectoryMatch x>\n</DirectoryMatch>\n"
	    "<Directory /a/b/c>\n</Directory>\n"
	    "<Directory />\n</Directory>\n"
	    "<Directory ~ y>\n</Directory>\n"
	    "<Directory /z//y/>\n</Directory>\n"
	    "<VirtualHost *>\n<Directory /q>\n</Directory>\n</VirtualHost>\n");
	ck_assert_msg(l.diag.errors == 0, "%s", loaded_messages(&l));
	d = &l.sites->main->directories;
	ck_assert_uint_eq(d->n, 5);
	ck_assert(str_eq(d->v[0]->subject, STR("")));
	ck_assert(str_eq(d->v[1]->subject, STR("/z/y")));
	ck_assert(str_eq(d->v[2]->subject, STR("/a/b/c")));
	ck_assert_int_eq(d->v[3]->match, SECTION_REGEX);
	ck_assert_uint_eq(d->v[3]->id, 1);
	/* A shorter one of a virtual host still comes first. */
	d = &l.sites->hosts[0]->directories;
	ck_assert_uint_eq(d->n, 6);
	ck_assert(str_eq(d->v[1]->subject, STR("/q")));
	loaded_close(&l);
}
END_TEST

static void
refuse(const char *text, const char *message)
{
	struct loaded l;

	loaded_open(&l, text);
	ck_assert_uint_ge(l.diag.errors, 1);
	ck_has(loaded_messages(&l), message);
	loaded_close(&l);
}

START_TEST(wrong_sections_are_refused)
{
	refuse("<Directory>\n</Directory>\n", "");
	refuse("<Directory a b>\n</Directory>\n", "one argument");
	refuse("<Directory a>\n</Directory>\n", "start with a slash");
	refuse("<Location />\n<Files x>\n</Files>\n</Location>\n",
	    "not allowed in <Location>");
	refuse("<Directory />\n<Directory /a>\n</Directory>\n</Directory>\n",
	    "not allowed in <Directory>");
	refuse("<FilesMatch \"(?!x)\">\n</FilesMatch>\n", "cannot be used");
	refuse("<FilesMatch \"a*?\">\n</FilesMatch>\n", "cannot be used");
	refuse("<FilesMatch \"(\">\n</FilesMatch>\n", "cannot be used");
	refuse("<Directory />\nDocumentRoot /\n</Directory>\n",
	    "DocumentRoot");
}
END_TEST

START_TEST(useless_sections_are_mentioned)
{
	struct loaded l;

	loaded_open(&l, "<Files a>\n<Files b>\n</Files>\n</Files>\n"
	    "<Directory />\nAllowOverride All\n</Directory>\n"
	    "<Directory /a>\nAllowOverride FileInfo\n</Directory>\n"
	    "<Location />\nAllowOverride None\n</Location>\n");
	ck_assert_uint_eq(l.diag.errors, 0);
	ck_assert_uint_eq(l.sites->main->files.n, 1);
	ck_has(loaded_messages(&l), "within <Files> has no effect");
	ck_has(loaded_messages(&l),
	    "AllowOverride has no effect in <Location>");
	/* Said once for all. */
	ck_assert_int_eq(count_of(loaded_messages(&l), "not read by"), 1);
	loaded_close(&l);
}
END_TEST

Suite *
serve_section_suite(void)
{
	Suite *s = suite_create("section");
	TCase *t = tcase_create("section");

	tcase_add_test(t, wildcards_match);
	tcase_add_test(t, wildcards_know_paths);
	tcase_add_test(t, locations_end_at_a_slash);
	tcase_add_test(t, directories_are_sorted_by_depth);
	tcase_add_test(t, wrong_sections_are_refused);
	tcase_add_test(t, useless_sections_are_mentioned);
	suite_add_tcase(s, t);
	return s;
}
