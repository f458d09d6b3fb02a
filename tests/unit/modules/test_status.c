/* The status page: shapes, and a board that others have written on. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "modules/status.h"
#include "suites.h"
#include "world.h"

#define HANDLER "<Location /server-status>\nSetHandler server-status\n"	\
    "</Location>\n"

static struct buf out;

static void
begin(void)
{
	buf_init(&out, 65536);
}

static void
end(void)
{
	buf_release(&out);
}

static const char *
number(double v)
{
	buf_reset(&out);
	status_put_number(&out, v);
	return buf_cstr(&out);
}

START_TEST(status_numbers)
{
	ck_assert_str_eq(number(0), "0");
	ck_assert_str_eq(number(19.0 / 59), ".322034");
	ck_assert_str_eq(number(18 * 1024.0 / 59), "312.407");
	ck_assert_str_eq(number(0.0262535), ".0262535");
	ck_assert_str_eq(number(5), "5");
	ck_assert_str_eq(number(1234567890), "1.23457e+09");
	ck_assert_str_eq(number(0.00001), "1e-05");
	/* No consumer reads these. */
	ck_assert_str_eq(number(INFINITY), "0");
	ck_assert_str_eq(number(NAN), "0");
	ck_assert_str_eq(number(-1), "0");
}
END_TEST

static const char *
uptime(uint64_t s)
{
	buf_reset(&out);
	status_put_uptime(&out, s);
	return buf_cstr(&out);
}

START_TEST(status_uptimes)
{
	ck_assert_str_eq(uptime(0), "");
	ck_assert_str_eq(uptime(1), " 1 second");
	ck_assert_str_eq(uptime(59), " 59 seconds");
	ck_assert_str_eq(uptime(60), " 1 minute");
	ck_assert_str_eq(uptime(3661), " 1 hour 1 minute 1 second");
	ck_assert_str_eq(uptime(86400), " 1 day");
	ck_assert_str_eq(uptime(2 * 86400 + 3 * 3600 + 4 * 60 + 5),
	    " 2 days 3 hours 4 minutes 5 seconds");
	ck_assert_str_eq(uptime(400 * 86400ull + 7200), " 400 days 2 hours");
}
END_TEST

static const char *
bytes(uint64_t n)
{
	buf_reset(&out);
	status_put_bytes(&out, n);
	return buf_cstr(&out);
}

START_TEST(status_byte_units)
{
	ck_assert_str_eq(bytes(0), "0 B");
	ck_assert_str_eq(bytes(5 * 1024 - 1), "5119 B");
	ck_assert_str_eq(bytes(5 * 1024), "5.0 kB");
	ck_assert_str_eq(bytes(512 * 1024 - 1), "512.0 kB");
	ck_assert_str_eq(bytes(512 * 1024), "0.5 MB");
	ck_assert_str_eq(bytes(512ull * 1024 * 1024), "0.5 GB");
	ck_assert_str_eq(bytes(3ull << 30), "3.0 GB");
}
END_TEST

START_TEST(status_time_is_local)
{
	setenv("TZ", "XYZ-2", 1);
	tzset();
	status_put_time(&out, 1795335988000000);
	ck_assert_str_eq(buf_cstr(&out), "Sunday, 22-Nov-2026 10:26:28 XYZ");
}
END_TEST

static const char *
request(const char *line)
{
	buf_reset(&out);
	status_put_request(&out, str_from(line));
	return buf_cstr(&out);
}

START_TEST(status_passwords_are_left_out)
{
	ck_assert_str_eq(request("GET http://u:secret@h/a:b@c HTTP/1.1"),
	    "GET http://u@h/a:b@c HTTP/1.1");
	ck_assert_str_eq(request("GET http://u:p@w:x@h:80/ HTTP/1.1"),
	    "GET http://u@h:80/ HTTP/1.1");
	ck_assert_str_eq(request("CONNECT u:secret@h:443 HTTP/1.1"),
	    "CONNECT u@h:443 HTTP/1.1");
	ck_assert_str_eq(request("GET  http://u:s@h?x HTTP/1.1"),
	    "GET  http://u@h?x HTTP/1.1");
	/* Cut on the board before the host came. */
	ck_assert_str_eq(request("GET http://u:secr"), "GET http://u");
	/* No password. */
	ck_assert_str_eq(request("GET http://h:8080/ HTTP/1.1"),
	    "GET http://h:8080/ HTTP/1.1");
	ck_assert_str_eq(request("GET /a:b@c HTTP/1.1"),
	    "GET /a:b@c HTTP/1.1");
	ck_assert_str_eq(request("GET http://u@h/ HTTP/1.1"),
	    "GET http://u@h/ HTTP/1.1");
	ck_assert_str_eq(request(""), "");
	ck_assert_str_eq(request("GET"), "GET");
	ck_assert_str_eq(request("http://u:s@h"), "http://u@h");
	ck_assert_str_eq(request(" :@ "), " @ ");
}
END_TEST

START_TEST(status_text_is_harmless)
{
	ck_assert_str_eq(request("GET /<b>&\"' HTTP/1.1"),
	    "GET /&lt;b&gt;&amp;&quot;&#39; HTTP/1.1");
	ck_assert_str_eq(request("\x01\n\x1b[2J\x7f\xff\\x"),
	    "\\x01\\x0a\\x1b[2J\\x7f\\xff\\\\x");
	buf_reset(&out);
	status_put_plain(&out, STR("a<b>\r\nBusyWorkers: 1"));
	ck_assert_str_eq(buf_cstr(&out), "a<b>\\x0d\\x0aBusyWorkers: 1");
}
END_TEST

START_TEST(status_stat_of_a_process)
{
	uint64_t parent, t[4];

	ck_assert(status_stat_parse(STR("12 (evil) R 1 2) 7) S 34 1 1 0 -1 "
	    "4194304 9 8 7 6 100 200 300 400 20 0"), &parent, t));
	ck_assert_uint_eq(parent, 34);
	ck_assert_uint_eq(t[0], 100);
	ck_assert_uint_eq(t[3], 400);
	ck_assert(!status_stat_parse(STR(""), &parent, t));
	ck_assert(!status_stat_parse(STR("12 (x"), &parent, t));
	ck_assert(!status_stat_parse(STR("12 (x) S 34 1 1"), &parent, t));
	ck_assert(!status_stat_parse(STR("12 (x) S -4 1 1 0 -1 4194304 9 8 7 "
	    "6 100 200 300 400"), &parent, t));
}
END_TEST

START_TEST(status_letters_fold_into_the_limit)
{
	char v[] = "....";

	status_letter_put(v, 4, 1, '_');
	status_letter_put(v, 4, 3, 'G');
	status_letter_put(v, 4, 2, '.');
	ck_assert_str_eq(v, "._.G");
	/* Beyond the limit: in free places. */
	status_letter_put(v, 4, 9, 'W');
	status_letter_put(v, 4, 1000, 'R');
	ck_assert_str_eq(v, "W_RG");
	/* None is free: who serves goes before who is finishing. */
	status_letter_put(v, 4, 5, 'G');
	ck_assert_str_eq(v, "W_RG");
	status_letter_put(v, 4, 6, 'K');
	ck_assert_str_eq(v, "W_RK");
	status_letter_put(v, 4, 7, 'C');
	ck_assert_str_eq(v, "W_RK");
	status_letter_put(NULL, 0, 0, 'W');
}
END_TEST

/* --- The page ------------------------------------------------------------ */

/* A board as the master of generation 3 makes it, started 100 s ago. */
static struct board_head *
open_board(const char *conf)
{
	struct board_head *h;
	int64_t now = clock_wall_us();

	world_open(conf);
	h = board_head_rw(world_board());
	strncpy(h->mpm, "prefork", sizeof(h->mpm) - 1);
	atomic_store(&h->limit, WORLD_SLOTS - 1);
	atomic_store(&h->used, WORLD_SLOTS);
	atomic_store(&h->generation, 3);
	atomic_store(&h->config_generation, 2);
	atomic_store(&h->started_us, now - 100500000);
	atomic_store(&h->born_us, now - 200500000);
	slot_open(board_slot_rw(world_board(), 0), getpid(), 3);
	return h;
}

static struct board_slot *
fill(unsigned i, enum slot_state state, uint32_t generation)
{
	struct board_slot *s = board_slot_rw(world_board(), i);

	slot_open(s, 99999999, generation);
	slot_set(s, state);
	return s;
}

START_TEST(status_auto_counts_and_names)
{
	struct board_slot *s;
	const char *a;

	open_board(HANDLER);
	s = fill(1, SLOT_READY, 3);
	slot_request(s, STR("GET /x HTTP/1.1"), STR("c"), STR("v"),
	    STR("HTTP/1.1"), clock_wall_us());
	slot_request_done(s, 10240, 1000000, 1500000);
	fill(2, SLOT_READY, 2);
	fill(3, SLOT_WRITING, 2);
	fill(4, SLOT_STARTING, 4);
	fill(5, SLOT_READY, 4);
	a = world_get("/server-status?auto");
	ck_assert_str_eq(world_field(a, "Content-Type"),
	    "text/plain; charset=ISO-8859-1");
	ck_assert_int_eq(strncmp(world_body(a), "lab.test\nServerVersion: "
	    "preforkd/" PREFORKD_VERSION " (Unix)\nServerMPM: prefork\n"
	    "Server Built:", 40), 0);
	ck_has(a, "\nParentServerConfigGeneration: 2\n"
	    "ParentServerMPMGeneration: 2\nServerUptimeSeconds: 100\n"
	    "ServerUptime: 1 minute 40 seconds\nLoad1: ");
	ck_has(a, "\nTotal Accesses: 1\nTotal kBytes: 10\n"
	    "Total Duration: 500\nCPUUser: 0\n");
	ck_has(a, "\nUptime: 100\nReqPerSec: .01\nBytesPerSec: 102.4\n"
	    "BytesPerReq: 10240\nDurationPerReq: 500\nBusyWorkers: 1\n"
	    "GracefulWorkers: 2\nIdleWorkers: 2\nScoreboard: W__GS\n");
	/* A slot beyond the limit took the place of one that finishes. */
	ck_has_not(a, "CPULoad");
	/* What was last asked for stays to be seen. */
	ck_has(world_get("/server-status"), "GET /x HTTP/1.1");
}
END_TEST

START_TEST(status_auto_right_after_the_start)
{
	struct board_head *h = open_board(HANDLER);
	const char *a;

	atomic_store(&h->started_us, clock_wall_us());
	atomic_store(&h->born_us, clock_wall_us());
	atomic_store(&h->cpu_user_us, 5000000);
	a = world_get("/server-status?auto");
	ck_has(a, "\nServerUptimeSeconds: 0\nServerUptime:\nLoad1:");
	ck_has(a, "\nUptime: 0\nBusyWorkers: 1\n");
	ck_has_not(a, "nan");
	ck_has_not(a, "inf");
	/* The clock was set back. */
	atomic_store(&h->started_us, INT64_MAX);
	ck_has(world_get("/server-status?auto"), "\nUptime: 0\n");
	ck_has(world_get("/server-status"), "Server uptime:</dt>");
}
END_TEST

START_TEST(status_counts_from_the_last_restart)
{
	struct board_head *h = open_board(HANDLER);
	struct board_slot *s = fill(1, SLOT_READY, 3);

	atomic_store(&s->accesses, 50);
	atomic_store(&s->bytes, 10 * 1024);
	atomic_store(&s->duration_us, 9000000);
	atomic_store(&h->base_accesses, 40);
	atomic_store(&h->base_bytes, 2 * 1024);
	atomic_store(&h->base_duration_us, 8999000);
	ck_has(world_get("/server-status?auto"), "\nTotal Accesses: 10\n"
	    "Total kBytes: 8\nTotal Duration: 1\n");
	/* A slot that was written back does not make it huge. */
	atomic_store(&s->accesses, 1);
	ck_has(world_get("/server-status?auto"), "\nTotal Accesses: 0\n");
}
END_TEST

START_TEST(status_without_extended)
{
	const char *a;

	open_board("ExtendedStatus Off\n" HANDLER);
	fill(1, SLOT_KEEPALIVE, 3);
	a = world_get("/server-status?auto");
	ck_has_not(a, "Total");
	ck_has_not(a, "CPU");
	ck_has_not(a, "\nUptime");
	ck_has(a, "\nLoad15: ");
	ck_has(a, "\nBusyWorkers: 2\nGracefulWorkers: 0\nIdleWorkers: 0\n"
	    "Scoreboard: WK...\n");
	a = world_get("/server-status");
	ck_has(a, "PID Key");
	ck_has(a, "99999999 in state: K");
	ck_has_not(a, "Total accesses");
	ck_has_not(a, "GET /server-status");
}
END_TEST

START_TEST(status_survives_a_hostile_board)
{
	struct board_slot *s;
	const char *page;

	open_board(HANDLER);
	s = fill(1, SLOT_WRITING, 3);
	memset(s->request, '<', sizeof(s->request));
	memset(s->client, 0xff, sizeof(s->client));
	memset(s->vhost, '"', sizeof(s->vhost));
	memset(s->protocol, '\n', sizeof(s->protocol));
	atomic_store(&s->state, 200);
	atomic_store(&s->used_us, INT64_MIN);
	atomic_store(&s->started_us, INT64_MIN);
	atomic_store(&s->accesses, UINT64_MAX);
	atomic_store(&s->bytes, UINT64_MAX);
	atomic_store(&s->duration_us, UINT64_MAX);
	atomic_store(&s->last_request_us, UINT64_MAX);
	atomic_store(&s->conn_bytes, UINT64_MAX);
	atomic_store(&s->child_bytes, UINT64_MAX);
	s = fill(2, SLOT_WRITING, UINT32_MAX);
	atomic_store(&s->pid, UINT32_MAX);
	atomic_store(&s->used_us, INT64_MAX);
	page = world_get("/server-status");
	ck_has(page, "200 OK");
	ck_has(page, "</html>");
	ck_has_not(page, "<<");
	ck_has(page, "&lt;&lt;");
	ck_has(page, "\\xff");
	page = world_get("/server-status?notable");
	ck_has(page, "</html>");
	ck_has_not(page, "<<");
	ck_has(world_get("/server-status?auto"), "\nTotal Accesses: ");
	/* More letters than there are slots, more slots than there are. */
	atomic_store(&board_head_rw(world_board())->limit, UINT32_MAX);
	atomic_store(&board_head_rw(world_board())->used, UINT32_MAX);
	ck_has(world_get("/server-status?auto"), "Scoreboard: W.G...\n");
}
END_TEST

START_TEST(status_shows_why_a_reload_was_refused)
{
	struct board_head *h = open_board(HANDLER);
	const char *page;

	ck_has_not(world_get("/server-status"), "Last Reload");
	memset(h->reload_message, '&', sizeof(h->reload_message));
	atomic_store(&h->reloads, 2);
	atomic_store(&h->reload_failed, 1);
	page = world_get("/server-status");
	ck_has(page, "Last Reload: ");
	ck_has(page, "refused: &amp;&amp;");
	ck_has_not(page, "&&");
	page = world_get("/server-status?auto");
	ck_has(page, "\nReloads: 2\nReloadFailed: 1\n");
	ck_has_not(page, "&");
}
END_TEST

static const char *
refresh(const char *query)
{
	char target[64];

	snprintf(target, sizeof(target), "/server-status%s", query);
	return world_field(world_get(target), "Refresh");
}

START_TEST(status_parameters)
{
	open_board(HANDLER);
	ck_assert_str_eq(refresh(""), "");
	ck_assert_str_eq(refresh("?refresh"), "10");
	ck_assert_str_eq(refresh("?refresh=7"), "7");
	ck_assert_str_eq(refresh("?refresh=0"), "10");
	ck_assert_str_eq(refresh("?refresh=-3"), "10");
	ck_assert_str_eq(refresh("?refresh=x"), "10");
	ck_assert_str_eq(refresh("?notable&refresh=30&auto"), "30");
	ck_assert_str_eq(refresh("?refresh=99999999999999999999"),
	    "2147483647");
	ck_has(world_get("/server-status?notable"), "[<b>Write</b>]");
	ck_has(world_get("/server-status?a=xautoy"), "\nIdleWorkers: 0\n");
	/* What the exporter of Debian asks for. */
	ck_has(world_get("/server-status/?auto"), "\nIdleWorkers: 0\n");
}
END_TEST

START_TEST(status_methods_and_aliases)
{
	const char *a;

	open_board(HANDLER "<Location /typed>\n"
	    "ForceType application/x-httpd-status\n</Location>");
	a = world_ask("HEAD /server-status HTTP/1.1\r\nHost: x\r\n\r\n");
	ck_has(a, "200 OK");
	ck_assert_str_eq(world_body(a), "");
	ck_assert_uint_gt(strlen(world_field(a, "Content-Length")), 3);
	ck_has(world_ask("POST /server-status HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 0\r\n\r\n"), "HTTP/1.1 404 ");
	ck_has(world_get("/typed?auto"), "\nScoreboard: W");
}
END_TEST

Suite *
modules_status_suite(void)
{
	Suite *s = suite_create("status");
	TCase *text = tcase_create("text"), *page = tcase_create("page");

	tcase_add_checked_fixture(text, begin, end);
	tcase_add_test(text, status_numbers);
	tcase_add_test(text, status_uptimes);
	tcase_add_test(text, status_byte_units);
	tcase_add_test(text, status_time_is_local);
	tcase_add_test(text, status_passwords_are_left_out);
	tcase_add_test(text, status_text_is_harmless);
	tcase_add_test(text, status_stat_of_a_process);
	tcase_add_test(text, status_letters_fold_into_the_limit);
	suite_add_tcase(s, text);
	tcase_add_checked_fixture(page, world_begin, world_end);
	tcase_add_test(page, status_auto_counts_and_names);
	tcase_add_test(page, status_auto_right_after_the_start);
	tcase_add_test(page, status_counts_from_the_last_restart);
	tcase_add_test(page, status_without_extended);
	tcase_add_test(page, status_survives_a_hostile_board);
	tcase_add_test(page, status_shows_why_a_reload_was_refused);
	tcase_add_test(page, status_parameters);
	tcase_add_test(page, status_methods_and_aliases);
	suite_add_tcase(s, page);
	return s;
}
