/*
 * The status page for people: the facts and the order of httpd's, legible on
 * a phone, without scripts and with nothing to fetch.  `apachectl status`
 * prints it up to the first line that ends in " process": the key's last.
 */
#include "modules/status.h"

#define LINE_LETTERS 64

/* On a small screen rows become blocks, and a line of the board two. */
static const char style[] =
    "<style>:root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:92rem;margin:0 auto;"
    "padding:1rem 1.25rem 3rem;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem}"
    "h2{font-size:1.125rem;margin:2rem 0 .5rem}dl{margin:.75rem 0}"
    "hr{border:0;border-top:1px solid #6b728066;margin:1rem 0}"
    "pre,code{font:1rem/1.45 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',"
    "monospace}"
    "pre{margin:1rem 0;white-space:pre-wrap;line-break:anywhere;"
    "max-width:64ch}"
    "ul{list-style:none;padding:0;margin:0;columns:16rem;max-width:64rem}"
    "code{display:inline-block;width:1.75rem;font-weight:700}"
    ".bad{color:#b42318;font-weight:600}"
    "table{border-collapse:collapse;font-size:.875rem;"
    "font-variant-numeric:tabular-nums}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;"
    "border-bottom:1px solid #6b728040}"
    ".w th,.w td{white-space:nowrap}.w td:nth-child(12),"
    ".w td:nth-child(14){white-space:normal;min-width:8rem}"
    ".w td:last-child{white-space:normal;min-width:16rem}"
    ".s{border-bottom:1px solid #6b728040;padding:.5rem 0;margin:0}"
    "@media(prefers-color-scheme:dark){.bad{color:#ff9d91}}"
    "@media(max-width:70rem){.w{display:block}.w tbody{display:block}"
    ".w tr{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.6rem 0;"
    "border-bottom:1px solid #6b728066}.w tr:first-child{display:none}"
    ".w td:nth-child(n){border:0;padding:0;min-width:0;white-space:normal}"
    ".w td::before{content:attr(data-c)' ';color:#6b7280}"
    ".w td:last-child{flex-basis:100%}}"
    "@media(max-width:44rem){pre{max-width:32ch;font-size:.9375rem}}"
    "@media(prefers-color-scheme:dark){.w td::before{color:#9ca3af}}"
    "</style>\n";

static void
put_top(struct buf *b, const struct status *s)
{
	buf_cstr_put(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n<title>Server Status</title>\n");
	buf_cstr_put(b, style);
	buf_cstr_put(b, "</head>\n<body>\n<h1>Server Status for ");
	status_put_html(b, s->name);
	buf_cstr_put(b, " (via ");
	status_put_html(b, s->local);
	buf_cstr_put(b, ")</h1>\n");
	buf_printf(b, "<dl><dt>Server Version: %s</dt>\n"
	    "<dt>Server MPM: %s</dt>\n<dt>Server Built: %s</dt>\n"
	    "</dl><hr><dl>\n", STATUS_VERSION, s->head->mpm, s->head->built);
}

static void
put_time(struct buf *b, const char *label, int64_t wall_us)
{
	buf_printf(b, "<dt>%s: ", label);
	status_put_time(b, wall_us);
	buf_cstr_put(b, "</dt>\n");
}

/* A reload that was refused is nowhere else to be seen but in the log. */
static void
put_reload(struct buf *b, const struct board_head *h)
{
	char why[sizeof(h->reload_message)];

	if (atomic_load(&h->reloads) == 0)
		return;
	put_time(b, "Last Reload", atomic_load(&h->reloaded_us));
	if (!atomic_load(&h->reload_failed))
		return;
	memcpy(why, h->reload_message, sizeof(why) - 1);
	why[sizeof(why) - 1] = '\0';
	buf_cstr_put(b, "<dt class=\"bad\">A later reload was refused: ");
	status_put_html(b, str_from(why));
	buf_cstr_put(b, "</dt>\n");
}

static void
put_times(struct buf *b, const struct status *s)
{
	const struct board_head *h = s->head;

	put_time(b, "Current Time", s->now_us);
	put_time(b, "Restart Time", atomic_load(&h->started_us));
	buf_printf(b, "<dt>Parent Server Config. Generation: %u</dt>\n"
	    "<dt>Parent Server MPM Generation: %u</dt>\n",
	    atomic_load(&h->config_generation),
	    atomic_load(&h->generation) - 1);
	put_reload(b, h);
	buf_cstr_put(b, "<dt>Server uptime:");
	status_put_uptime(b, s->uptime_s);
	buf_printf(b, "</dt>\n<dt>Server load: %.2f %.2f %.2f</dt>\n",
	    s->load[0], s->load[1], s->load[2]);
}

static void
put_cpu(struct buf *b, const struct status *s)
{
	const double v[] = { s->cpu.user, s->cpu.system,
	    s->cpu.children_user, s->cpu.children_system };
	const char *const name[] = { "u", "s", "cu", "cs" };
	double load = status_cpu_load(s);

	buf_cstr_put(b, "<dt>CPU Usage:");
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		buf_printf(b, " %s", name[i]);
		status_put_number(b, v[i]);
	}
	if (load > 0)
		buf_printf(b, " - %.3g%% CPU load", load);
	buf_cstr_put(b, "</dt>\n");
}

static void
put_rates(struct buf *b, const struct status *s)
{
	uint64_t whole = s->bytes / 1024 * 1024;

	if (s->uptime_s == 0 && s->accesses == 0)
		return;
	buf_cstr_put(b, "<dt>");
	if (s->uptime_s > 0) {
		buf_printf(b, "%.3g requests/sec - ",
		    status_ratio(s->accesses, s->uptime_s));
		status_put_bytes(b, whole / s->uptime_s);
		buf_printf(b, "/second%s", s->accesses > 0 ? " - " : "");
	}
	if (s->accesses > 0) {
		status_put_bytes(b, whole / s->accesses);
		buf_cstr_put(b, "/request - ");
		status_put_number(b, status_ratio(s->duration_ms,
		    s->accesses));
		buf_cstr_put(b, " ms/request");
	}
	buf_cstr_put(b, "</dt>\n");
}

static void
put_totals(struct buf *b, const struct status *s)
{
	buf_printf(b, "<dt>Total accesses: %llu - Total Traffic: ",
	    (unsigned long long)s->accesses);
	status_put_bytes(b, s->bytes);
	buf_printf(b, " - Total Duration: %llu</dt>\n",
	    (unsigned long long)s->duration_ms);
	put_cpu(b, s);
	put_rates(b, s);
}

static void
put_letters(struct buf *b, const struct status *s)
{
	struct str rest = s->letters;

	buf_cstr_put(b, "<pre>");
	while (rest.n > 0) {
		size_t n = rest.n < LINE_LETTERS ? rest.n : LINE_LETTERS;

		buf_str_put(b, str_of(rest.p, n));
		buf_char(b, '\n');
		rest = str_skip(rest, n);
	}
	buf_cstr_put(b, "</pre>\n");
}

static const char key[] =
    "<p>Scoreboard Key:</p>\n<ul>\n"
    "<li><code>_</code> Waiting for Connection</li>\n"
    "<li><code>S</code> Starting up</li>\n"
    "<li><code>R</code> Reading Request</li>\n"
    "<li><code>W</code> Sending Reply</li>\n"
    "<li><code>K</code> Keepalive (read)</li>\n"
    "<li><code>D</code> DNS Lookup</li>\n"
    "<li><code>C</code> Closing connection</li>\n"
    "<li><code>L</code> Logging</li>\n"
    "<li><code>G</code> Gracefully finishing</li>\n"
    "<li><code>I</code> Idle cleanup of worker</li>\n"
    "<li><code>.</code> Open slot with no current process</li>\n</ul>\n";

static const char legend[] =
    "<h2>Columns</h2>\n<table>\n"
    "<tr><th>Srv</th><td>Child Server number - generation</td></tr>\n"
    "<tr><th>PID</th><td>OS process ID</td></tr>\n"
    "<tr><th>Acc</th><td>Number of accesses this connection / this child / "
    "this slot</td></tr>\n"
    "<tr><th>M</th><td>Mode of operation</td></tr>\n"
    "<tr><th>CPU</th><td>CPU usage of the process, number of seconds"
    "</td></tr>\n"
    "<tr><th>SS</th><td>Seconds since the slot was last used</td></tr>\n"
    "<tr><th>Req</th><td>Milliseconds required to process most recent "
    "request</td></tr>\n"
    "<tr><th>Dur</th><td>Sum of milliseconds required to process all "
    "requests of this slot</td></tr>\n"
    "<tr><th>Conn</th><td>Kilobytes transferred this connection</td></tr>\n"
    "<tr><th>Child</th><td>Megabytes transferred this child</td></tr>\n"
    "<tr><th>Slot</th><td>Total megabytes transferred this slot</td></tr>\n"
    "</table>\n"
    "<p>Sums of a slot are counted from the start of the server, the totals "
    "above from its last restart.</p>\n";

static void
put_details(struct buf *b, const struct status *s, bool table)
{
	if (!s->extended) {
		status_pids(b, s);
		return;
	}
	buf_cstr_put(b, "<h2>Server Details</h2>\n");
	if (!table) {
		status_blocks(b, s);
		return;
	}
	status_rows(b, s);
	buf_cstr_put(b, legend);
}

void
status_page(struct buf *b, const struct status *s, bool table)
{
	put_top(b, s);
	put_times(b, s);
	if (s->extended)
		put_totals(b, s);
	buf_printf(b, "<dt>%u requests currently being processed, %u workers "
	    "gracefully restarting, %u idle workers</dt>\n</dl>\n", s->busy,
	    s->graceful, s->idle);
	put_letters(b, s);
	buf_cstr_put(b, key);
	put_details(b, s, table);
	buf_cstr_put(b, "</body>\n</html>\n");
}
