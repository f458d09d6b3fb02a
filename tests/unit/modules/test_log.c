#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "suites.h"
#include "world.h"

/* Logs one format, asks once, and returns the line without its number. */
static const char *
line_of(const char *format, const char *in)
{
	char conf[512];
	const char *line;

	snprintf(conf, sizeof(conf), "CustomLog a.log \"%s\"", format);
	world_open(conf);
	world_ask(in);
	line = strstr(world_lines(), "1|");
	ck_assert_ptr_nonnull(line);
	return line + 2;
}

#define ASK "GET /index.html?q=1 HTTP/1.1\r\nHost: lab.test\r\n"

static void
check_line(const char *format, const char *in, const char *want)
{
	ck_assert_str_eq(line_of(format, in), want);
}

static void
check_pattern(const char *line, const char *pattern)
{
	regex_t re;

	ck_assert_int_eq(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	ck_assert_msg(regexec(&re, line, 0, NULL, 0) == 0,
	    "'%s' does not match %s", line, pattern);
	regfree(&re);
}

START_TEST(log_common)
{
	const char *l;

	world_open("CustomLog a.log common");
	world_ask(ASK "\r\n");
	l = world_lines();
	check_pattern(l, "^1\\|192\\.0\\.2\\.9 - - \\[[0-9]{2}/[A-Z][a-z]{2}/"
	    "[0-9]{4}:[0-9:]{8} [+-][0-9]{4}\\] "
	    "\"GET /index\\.html\\?q=1 HTTP/1\\.1\" 200 12\n$");
}
END_TEST

START_TEST(log_combined_by_nickname_defined_later)
{
	world_open("CustomLog a.log combined\n"
	    "LogFormat \"%h %l %u %t \\\"%r\\\" %>s %b "
	    "\\\"%{Referer}i\\\" \\\"%{User-Agent}i\\\"\" combined");
	world_ask(ASK "User-Agent: x \"y\"\r\n\r\n");
	ck_has(world_lines(), "\"GET /index.html?q=1 HTTP/1.1\" 200 12 \"-\" "
	    "\"x \\\"y\\\"\"\n");
}
END_TEST

START_TEST(log_request_parts)
{
	check_line("%m|%U|%q|%H|%r|%s|%>s|%B|%b|%X|%k|%l|%u|%R|%%",
	    ASK "Connection: close\r\n\r\n",
	    "GET|/index.html|?q=1|HTTP/1.1|GET /index.html?q=1 HTTP/1.1|200|"
	    "200|12|12|-|0|-|-|-|%\n");
}
END_TEST

START_TEST(log_addresses_and_ports)
{
	check_line("%a %{c}a %h %A %p %{canonical}p %{local}p %{remote}p "
	    "%v %V", ASK "\r\n", "192.0.2.9 192.0.2.9 192.0.2.9 192.0.2.1 "
	    "80 80 8080 5000 lab.test lab.test\n");
}
END_TEST

START_TEST(log_fields_and_cookies)
{
	check_line("[%{X-A}i][%{x-none}i][%{a}C][%{b}C][%{c}C][%{d}C]",
	    ASK "X-A: 1\r\nX-A: 2\r\n"
	    "Cookie: $Version=1; a=1; B=2;c = x\"y \r\n\r\n",
	    "[1, 2][-][1][2][x\\\"y][-]\n");
}
END_TEST

START_TEST(log_fields_of_the_answer)
{
	const char *l = line_of("%{Content-Type}o %{Content-Length}o "
	    "%{ETag}o %{Accept-Ranges}o %{X-None}o %{Last-Modified}o",
	    ASK "\r\n");

	check_pattern(l, "^text/html 12 (W/)?.\"c-[0-9a-f]+.\" bytes - "
	    "[A-Z][a-z]{2}, .* GMT\n$");
}
END_TEST

START_TEST(log_content_type_has_no_parameters)
{
	world_open("AddDefaultCharset utf-8\n"
	    "CustomLog a.log \"%{content-type}o\"");
	world_get("/index.html");
	ck_assert_str_eq(world_lines(), "1|text/html\n");
}
END_TEST

START_TEST(log_location_of_a_redirect)
{
	world_open("Redirect /old /new\nCustomLog a.log \"%>s %{Location}o\"");
	world_get("/old");
	ck_has(world_lines(), "1|302 http://lab.test/new\n");
}
END_TEST

START_TEST(log_escapes)
{
	const char *l = line_of("%U %{X}i \\t|\\n|\\x|\\\\",
	    "GET /%22%5c%01%c3%a9 HTTP/1.1\r\nHost: x\r\n"
	    "X: b\"\\\t\xc3\xa9\r\n\r\n");

	ck_assert_str_eq(l, "/\\\"\\\\\\x01\\xc3\\xa9 b\\\"\\\\\\t\\xc3\\xa9 "
	    "\t|\n|\\x|\\\n");
}
END_TEST

START_TEST(log_status_modifiers)
{
	world_open("CustomLog a.log \"%404{X}i %!404,500{X}i %{X}200i\"");
	world_get_with("/none", "X: y\r\n");
	world_get_with("/index.html", "X: y\r\n");
	ck_assert_str_eq(world_lines(), "1|y - -\n1|- y y\n");
}
END_TEST

START_TEST(log_original_and_final)
{
	world_file("htdocs/error.html", "sorry");
	world_open("ErrorDocument 404 /error.html\n"
	    "CustomLog a.log \"%U %>U %r|%s %>s %<U %b %m %<m\"");
	world_ask("POST /none HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 0\r\n\r\n");
	ck_assert_str_eq(world_lines(), "1|/none /error.html "
	    "POST /none HTTP/1.1|404 404 /none 5 GET POST\n");
}
END_TEST

START_TEST(log_times)
{
	check_pattern(line_of("%t %{%Y-%m-%d}t %{%H:%M:%S %z}t %{sec}t "
	    "%{msec}t %{usec}t %{msec_frac}t %{usec_frac}t %{end:sec}t "
	    "%{begin:%s}t %D %T %{ms}T %{us}T %{s}T", ASK "\r\n"),
	    "^\\[.{26}\\] [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} [+-][0-9]{4} "
	    "[0-9]{10} [0-9]{13} [0-9]{16} [0-9]{3} [0-9]{6} [0-9]{10} "
	    "[0-9]{10} [0-9]+ 0 [0-9]+ [0-9]+ 0\n$");
}
END_TEST

START_TEST(log_process)
{
	char want[64];

	snprintf(want, sizeof(want), "%d %d %d %x\n", getpid(), getpid(),
	    getpid(), (unsigned)getpid());
	check_line("%P %{pid}P %{tid}P %{hextid}P", ASK "\r\n", want);
}
END_TEST

START_TEST(log_traffic)
{
	const char *l = line_of("%I %O %S", ASK "\r\n");
	unsigned in = 0, out = 0, sum = 0;

	ck_assert_int_eq(sscanf(l, "%u %u %u", &in, &out, &sum), 3);
	ck_assert_uint_eq(in, strlen(ASK) + 2);
	ck_assert_uint_gt(out, 12);
	ck_assert_uint_eq(sum, in + out);
}
END_TEST

START_TEST(log_what_is_never_known)
{
	check_line("%{SSL_PROTOCOL}x %{x}c %L %{c}L %F %^FB %^FU "
	    "%{X}^ti %{X}^to %{v}e %{n}n", ASK "\r\n",
	    "- - - - - - - - - - -\n");
}
END_TEST

START_TEST(log_file_and_empty_body)
{
	world_open("CustomLog a.log \"%f %b %B\"");
	world_ask("HEAD /index.html HTTP/1.1\r\nHost: x\r\n\r\n");
	check_pattern(world_lines(),
	    "^1\\|/tmp/.*/htdocs/index\\.html - 0\n$");
	world_file("htdocs/d/", "");
	world_get("/d/");
	ck_has(world_lines(), "/htdocs/d/ ");
}
END_TEST

START_TEST(log_bad_requests_too)
{
	const char *l;

	world_open("CustomLog a.log common");
	world_ask("GET / HTTP/1.1\r\nHost: x y\r\n\r\n");
	l = world_lines();
	ck_has(l, "1|192.0.2.9 - - [");
	ck_has(l, "\"GET / HTTP/1.1\" 400 ");
}
END_TEST

/* The variable of the request that failed counts, not the page's. */
START_TEST(log_condition_survives_an_error_page)
{
	world_file("htdocs/error.html", "sorry");
	world_open("ErrorDocument 404 /error.html\n"
	    "CustomLog a.log \"%U\" env=mark");
	world_get_with("/none", "X-Env: mark\r\n");
	ck_assert_str_eq(world_lines(), "1|/none\n");
}
END_TEST

START_TEST(log_variables_notes_and_users)
{
	world_open("CustomLog a.log \"%{mark}e %{toy}n %u\"");
	world_get_with("/", "X-Env: mark\r\nX-Note: a\"b\r\n"
	    "X-User: joe\\\r\n");
	world_get_with("/", "X-User:\r\n");
	ck_assert_str_eq(world_lines(),
	    "1|on a\\\"b joe\\\\\n1|- - \"\"\n");
}
END_TEST

START_TEST(log_length_of_answers_without_body)
{
	world_open("CustomLog a.log \"%>s %{Content-Length}o\"");
	world_ask("HEAD /index.html HTTP/1.1\r\nHost: x\r\n\r\n");
	world_get_with("/index.html", "If-None-Match: *\r\n");
	world_get_with("/index.html", "Range: bytes=0-3\r\n");
	ck_assert_str_eq(world_lines(), "1|200 12\n1|304 -\n1|206 4\n");
}
END_TEST

/* What the answer's head said, whoever put it there. */
START_TEST(log_fields_the_server_adds)
{
	world_open("CustomLog a.log \"%{Connection}o|%{Keep-Alive}o|"
	    "%{Content-Range}o|%{Allow}o|%{Content-Type}o\"");
	world_get_with("/index.html", "Connection: keep-alive\r\n"
	    "Range: bytes=0-3\r\n");
	world_ask("PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	world_get_with("/index.html", "Range: bytes=0-0,2-3\r\n");
	ck_assert_str_eq(world_lines(),
	    "1|Keep-Alive|timeout=5, max=100|bytes 0-3/12|-|text/html\n"
	    "1|close|-|-|GET,HEAD,POST,OPTIONS,TRACE|text/html\n"
	    "1|-|-|-|-|multipart/byteranges\n");
}
END_TEST

START_TEST(log_port_is_the_servers)
{
	world_open("CustomLog a.log \"%p %U\"\n"
	    "<VirtualHost *>\nServerName https://a.test\n</VirtualHost>\n"
	    "<VirtualHost *>\nServerName b.test:81\n</VirtualHost>\n");
	world_ask("GET /a HTTP/1.1\r\nHost: a.test:99\r\n\r\n"
	    "GET /b HTTP/1.1\r\nHost: b.test:99\r\n\r\n"
	    "GET http://b.test:99/c HTTP/1.1\r\nHost: x\r\n\r\n"
	    "GET /x HTTP/1.1\r\nHost: a b\r\n\r\n");
	ck_assert_str_eq(world_lines(),
	    "1|443 /a\n1|81 /b\n1|81 /c\n1|443 /x\n");
}
END_TEST

START_TEST(log_query_of_an_error_page)
{
	world_file("htdocs/err.html", "sorry");
	world_open("ErrorDocument 404 /err.html\n"
	    "CustomLog a.log \"%q %<q\"");
	world_get("/none?a=b");
	ck_assert_str_eq(world_lines(), "1| ?a=b\n");
}
END_TEST

START_TEST(log_condition)
{
	world_open("CustomLog a.log \"a %U\" env=mark\n"
	    "CustomLog b.log \"b %U\" env=!mark");
	world_get("/index.html");
	ck_assert_str_eq(world_lines(), "2|b /index.html\n");
	world_get_with("/index.html", "X-Env: mark\r\n");
	ck_assert_str_eq(world_lines(), "1|a /index.html\n");
}
END_TEST

START_TEST(log_several_and_global)
{
	const char *l;

	world_open("LogFormat \"unnamed %U\"\nTransferLog t.log\n"
	    "CustomLog c.log \"custom %U\"\nGlobalLog g.log \"global %v\"\n"
	    "<VirtualHost *:8080>\nServerName own.test\n"
	    "CustomLog v.log \"own %U\"\n</VirtualHost>\n"
	    "<VirtualHost *:8080>\nServerName lab.test\n</VirtualHost>");
	world_get("/index.html");
	l = world_lines();
	ck_has(l, "|unnamed /index.html\n");
	ck_has(l, "|custom /index.html\n");
	ck_has(l, "|global lab.test\n");
	ck_has_not(l, "|own ");
	world_ask("GET /index.html HTTP/1.1\r\nHost: own.test\r\n\r\n");
	l = world_lines();
	ck_has(l, "|own /index.html\n");
	ck_has(l, "|global own.test\n");
	ck_has_not(l, "|unnamed");
	ck_has_not(l, "|custom");
}
END_TEST

START_TEST(log_transfer_log_is_common_by_default)
{
	world_open("TransferLog t.log\nBufferedLogs On\nLogIOTrackTTFB On");
	world_get("/index.html");
	ck_has(world_lines(), "\"GET /index.html HTTP/1.1\" 200 12\n");
}
END_TEST

START_TEST(log_hosts_see_the_names_of_the_server)
{
	world_open("<VirtualHost *:8080>\nServerName lab.test\n"
	    "LogFormat \"inner %U\" b\nCustomLog v.log a\nCustomLog w.log b\n"
	    "</VirtualHost>\nLogFormat \"outer %U\" a\n"
	    "LogFormat \"outer\" b");
	world_get("/index.html");
	ck_assert_str_eq(world_lines(),
	    "1|outer /index.html\n2|inner /index.html\n");
}
END_TEST

START_TEST(log_bad_lines)
{
	const char *p = world_problems("LogFormat \"%h\" mine\n"
	    "CustomLog a.log combined\n");

	ck_has(p, "'combined' is neither a format nor the name of one");
	ck_has(p, "common, mine");
	ck_has(p, "CustomLog a.log combined");
	ck_has(world_problems("CustomLog a.log \"%Z\""),
	    "unrecognized LogFormat directive %Z");
	ck_has(world_problems("LogFormat \"%{x\" n"), "a { has no }");
	ck_has(world_problems("LogFormat \"%>\" n"),
	    "ends within a directive");
	ck_has(world_problems("LogFormat \"%^ZZ\" n"), "%^ZZ");
	ck_has(world_problems("LogFormat \"%{x}p\" n"), "none of the words");
	ck_has(world_problems("CustomLog a.log common expr=true"),
	    "expr= is not in this version");
	ck_has(world_problems("CustomLog a.log common foo"),
	    "is no condition");
	ck_has(world_problems("CustomLog a.log common env=!"),
	    "needs the name");
	p = world_problems("CustomLog syslog:nowhere common");
	ck_has(p, "cannot be used");
	ck_has(p, "CustomLog syslog:nowhere common");
	ck_has(world_problems("<VirtualHost *>\nGlobalLog a.log common\n"
	    "</VirtualHost>"), "cannot occur within");
}
END_TEST

START_TEST(log_an_error_is_reported_once_for_all_hosts)
{
	const char *p = world_problems("CustomLog a.log nonsense\n"
	    "<VirtualHost *:1>\nServerName a\n</VirtualHost>\n"
	    "<VirtualHost *:1>\nServerName b\n</VirtualHost>");

	p = strstr(p, "neither a format");
	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_null(strstr(p + 1, "neither a format"));
}
END_TEST

START_TEST(log_long_lines_are_cut)
{
	static char value[8001], in[9000];
	const char *l;

	memset(value, '\xff', sizeof(value) - 1);
	snprintf(in, sizeof(in), ASK "X: %s\r\n\r\n", value);
	l = line_of("%{X}i %{X}i", in);
	/* the line and its newline, at RING_LINE_MAX */
	ck_assert_uint_eq(strlen(l), 32000);
	ck_assert_int_eq(l[31999], '\n');
}
END_TEST

Suite *
modules_log_suite(void)
{
	Suite *s = suite_create("log");
	TCase *t = tcase_create("log");

	tcase_add_checked_fixture(t, world_begin, world_end);
	tcase_add_test(t, log_common);
	tcase_add_test(t, log_combined_by_nickname_defined_later);
	tcase_add_test(t, log_request_parts);
	tcase_add_test(t, log_addresses_and_ports);
	tcase_add_test(t, log_fields_and_cookies);
	tcase_add_test(t, log_fields_of_the_answer);
	tcase_add_test(t, log_content_type_has_no_parameters);
	tcase_add_test(t, log_location_of_a_redirect);
	tcase_add_test(t, log_escapes);
	tcase_add_test(t, log_status_modifiers);
	tcase_add_test(t, log_original_and_final);
	tcase_add_test(t, log_times);
	tcase_add_test(t, log_process);
	tcase_add_test(t, log_traffic);
	tcase_add_test(t, log_what_is_never_known);
	tcase_add_test(t, log_file_and_empty_body);
	tcase_add_test(t, log_bad_requests_too);
	tcase_add_test(t, log_condition);
	tcase_add_test(t, log_condition_survives_an_error_page);
	tcase_add_test(t, log_variables_notes_and_users);
	tcase_add_test(t, log_length_of_answers_without_body);
	tcase_add_test(t, log_fields_the_server_adds);
	tcase_add_test(t, log_port_is_the_servers);
	tcase_add_test(t, log_query_of_an_error_page);
	tcase_add_test(t, log_several_and_global);
	tcase_add_test(t, log_transfer_log_is_common_by_default);
	tcase_add_test(t, log_hosts_see_the_names_of_the_server);
	tcase_add_test(t, log_bad_lines);
	tcase_add_test(t, log_an_error_is_reported_once_for_all_hosts);
	tcase_add_test(t, log_long_lines_are_cut);
	suite_add_tcase(s, t);
	return s;
}
