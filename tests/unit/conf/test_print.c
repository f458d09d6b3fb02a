/* What the rows print: -L and the manual. */
#include "conf/types_cases.h"

#include "conf/print.h"
#include "conf/world.h"

static struct buf out;

static void
setup(void)
{
	buf_init(&out, 1 << 20);
}

static void
teardown(void)
{
	buf_release(&out);
}

static bool
has(const char *text)
{
	return str_search(buf_str(&out), str_from(text)) >= 0;
}

static const char *const listed[] = {
	"<VirtualHost (core.c)\n\tA site.\n\tAllowed in *.conf only outside "
	"<Directory>, <Files>, <Location>, or <If>\n",
	"DirectorySlash (core.c)\n\tA slash.\n\tAllowed in *.conf anywhere\n",
	"DirectoryIndex (core.c)\n\tFiles for directories.\n\tAllowed in "
	"*.conf anywhere and in .htaccess\n\twhen AllowOverride includes "
	"Indexes\n",
	"RemoveType (core.c)\n\tLess <types>.\n\tAllowed in *.conf anywhere "
	"and in .htaccess\n\twhen AllowOverride includes FileInfo or "
	"AuthConfig\n",
	"SetHandler (core.c)\n\tThe handler.\n\tAllowed in *.conf only inside "
	"<Directory>, <Files>, <Location>, or <If> and in .htaccess\n\twhen "
	"AllowOverride isn't None\n",
	"OldServers (core.c)\n\tOld name of StartServers\n",
	"Header (mod_headers.c)\n",
};

START_TEST(rows_are_listed_as_httpd_does)
{
	conf_print_directives(&out, &world_registry);
	ck_assert_msg(has(listed[_i]), "%s", listed[_i]);
}
END_TEST

static const char *const manual[] = {
	"# Directives\n",
	"## `core_module` (`core.c`)\n\nAlways there",
	"## `headers_module` (`mod_headers.c`)\n\n### `Header`\n",
	"### `<Directory>`\n\nA directory.\n\n- Syntax: `<Directory path>`\n"
	"- Context: server, virtual host\n\n",
	"- Syntax: `Tokens Prod|Major|Full`\n- Default: `Tokens Full`\n",
	"- Range: 1 to 32767\n",
	"- Range: 1000 to 3600000 ms\n",
	"- Least: 0\n",
	"### `OldServers`\n\nOld name of `StartServers`.\n",
	"A `*` type.\n", "Less \\<types>.\n",
	"- AllowOverride: FileInfo or AuthConfig\n",
	"- Context: directory, .htaccess\n- AllowOverride: any class\n",
};

START_TEST(the_manual_holds_what_rows_know)
{
	conf_print_manual(&out, &world_registry);
	ck_assert_msg(has(manual[_i]), "%s", manual[_i]);
}
END_TEST

START_TEST(the_manual_is_sorted_within_an_owner)
{
	ptrdiff_t add, timeout, host;

	conf_print_manual(&out, &world_registry);
	add = str_search(buf_str(&out), STR("### `AddType`"));
	timeout = str_search(buf_str(&out), STR("### `Timeout`"));
	host = str_search(buf_str(&out), STR("### `<VirtualHost>`"));
	ck_assert(0 < add && add < timeout && timeout < host);
	ck_assert(!has("bare_module"));
	ck_assert(!out.full);
}
END_TEST

void
conf_print_cases(Suite *s)
{
	TCase *tc = tcase_create("print");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, rows_are_listed_as_httpd_does, 0,
	    ARRAY_LEN(listed));
	tcase_add_loop_test(tc, the_manual_holds_what_rows_know, 0,
	    ARRAY_LEN(manual));
	tcase_add_test(tc, the_manual_is_sorted_within_an_owner);
	suite_add_tcase(s, tc);
}
