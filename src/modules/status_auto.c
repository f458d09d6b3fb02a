/*
 * ?auto: one "Key: value" a line, for programs.  Keys, their order and the
 * shapes of the values are httpd's, because collectors look for them to the
 * letter; our own keys stand behind them.
 */
#include "modules/status.h"

static void
put_number(struct buf *b, const char *key, double v)
{
	buf_printf(b, "%s: ", key);
	status_put_number(b, v);
	buf_char(b, '\n');
}

static void
put_count(struct buf *b, const char *key, uint64_t v)
{
	buf_printf(b, "%s: %llu\n", key, (unsigned long long)v);
}

static void
put_time(struct buf *b, const char *key, int64_t wall_us)
{
	buf_printf(b, "%s: ", key);
	status_put_time(b, wall_us);
	buf_char(b, '\n');
}

static void
put_server(struct buf *b, const struct status *s)
{
	const struct board_head *h = s->head;

	status_put_plain(b, s->name);
	buf_printf(b, "\nServerVersion: %s\nServerMPM: %s\n"
	    "Server Built: %s\n", STATUS_VERSION, h->mpm, h->built);
	put_time(b, "CurrentTime", s->now_us);
	put_time(b, "RestartTime", atomic_load(&h->started_us));
	put_count(b, "ParentServerConfigGeneration",
	    atomic_load(&h->config_generation));
	put_count(b, "ParentServerMPMGeneration",
	    atomic_load(&h->generation) - 1);
	put_count(b, "ServerUptimeSeconds", s->uptime_s);
	buf_cstr_put(b, "ServerUptime:");
	status_put_uptime(b, s->uptime_s);
	buf_printf(b, "\nLoad1: %.2f\nLoad5: %.2f\nLoad15: %.2f\n",
	    s->load[0], s->load[1], s->load[2]);
}

static void
put_cpu(struct buf *b, const struct status *s)
{
	double load = status_cpu_load(s);

	put_number(b, "CPUUser", s->cpu.user);
	put_number(b, "CPUSystem", s->cpu.system);
	put_number(b, "CPUChildrenUser", s->cpu.children_user);
	put_number(b, "CPUChildrenSystem", s->cpu.children_system);
	if (load > 0)
		put_number(b, "CPULoad", load);
}

/* Averages are over whole kilobytes, as httpd's. */
static void
put_totals(struct buf *b, const struct status *s)
{
	uint64_t whole = s->bytes / 1024 * 1024;

	put_count(b, "Total Accesses", s->accesses);
	put_count(b, "Total kBytes", s->bytes / 1024);
	put_count(b, "Total Duration", s->duration_ms);
	put_cpu(b, s);
	put_count(b, "Uptime", s->uptime_s);
	if (s->uptime_s > 0) {
		put_number(b, "ReqPerSec",
		    status_ratio(s->accesses, s->uptime_s));
		put_number(b, "BytesPerSec", status_ratio(whole, s->uptime_s));
	}
	if (s->accesses > 0) {
		put_number(b, "BytesPerReq", status_ratio(whole, s->accesses));
		put_number(b, "DurationPerReq",
		    status_ratio(s->duration_ms, s->accesses));
	}
}

static void
put_own(struct buf *b, const struct status *s)
{
	const struct board_head *h = s->head;

	put_count(b, "MaxRequestWorkers", s->letters.n);
	put_time(b, "ReloadTime", atomic_load(&h->reloaded_us));
	put_count(b, "Reloads", atomic_load(&h->reloads));
	put_count(b, "ReloadFailed", atomic_load(&h->reload_failed));
}

void
status_auto(struct buf *b, const struct status *s)
{
	put_server(b, s);
	if (s->extended)
		put_totals(b, s);
	put_count(b, "BusyWorkers", s->busy);
	put_count(b, "GracefulWorkers", s->graceful);
	put_count(b, "IdleWorkers", s->idle);
	buf_printf(b, "Scoreboard: %.*s\n", STR_ARG(s->letters));
	put_own(b, s);
}
