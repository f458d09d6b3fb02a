/* Slots, one by one: a table, blocks of text, or only who is there. */
#include "modules/status.h"

struct row {
	struct slot_view v;
	enum slot_state state;
	const struct status_cpu *cpu;
	unsigned slot;
	int64_t idle_s;		/* since the slot was last used */
};

/* A slot that was never used and waits has nothing to tell. */
static bool
read_row(const struct status *s, unsigned i, struct row *out)
{
	int64_t used;

	board_read(s->board, i, &out->v);
	out->state = status_state(s, &out->v);
	if (out->v.accesses == 0 &&
	    (out->state == SLOT_READY || out->state == SLOT_DEAD))
		return false;
	out->slot = i;
	out->cpu = &s->cpus[i];
	used = out->v.used_us;
	out->idle_s = used < 0 || used > s->now_us ? 0 :
	    (s->now_us - used) / 1000000;
	return true;
}

static bool
is_busy(const struct row *r)
{
	return r->state != SLOT_READY && r->state != SLOT_DEAD &&
	    r->state != SLOT_STARTING;
}

/* A child that is being forked has no number yet. */
static bool
has_process(const struct row *r)
{
	return r->state != SLOT_DEAD && r->v.pid != 0;
}

static double
cpu_sum(const struct status_cpu *c)
{
	return c->user + c->system + c->children_user + c->children_system;
}

static unsigned long long
ms(uint64_t us)
{
	return us / 1000;
}

/* The generations on the page begin with 0. */
static void
put_who(struct buf *b, const struct row *r)
{
	buf_printf(b, "<tr><td data-c=\"Srv\"><b>%u-%u</b></td>", r->slot,
	    r->v.generation - 1);
	if (!has_process(r))
		buf_cstr_put(b, "<td data-c=\"PID\">-</td>");
	else
		buf_printf(b, "<td data-c=\"PID\">%u</td>", r->v.pid);
	buf_printf(b, "<td data-c=\"Acc\">%llu/%llu/%llu</td>",
	    (unsigned long long)r->v.conn_accesses,
	    (unsigned long long)r->v.child_accesses,
	    (unsigned long long)r->v.accesses);
	buf_printf(b, is_busy(r) ? "<td data-c=\"M\"><b>%c</b></td>" :
	    "<td data-c=\"M\">%c</td>", board_letter(r->state));
}

static void
put_numbers(struct buf *b, const struct row *r)
{
	const double k = 1024;

	buf_printf(b, "<td data-c=\"CPU\">%.2f</td><td data-c=\"SS\">%lld</td>"
	    "<td data-c=\"Req\">%llu</td><td data-c=\"Dur\">%llu</td>",
	    cpu_sum(r->cpu), (long long)r->idle_s, ms(r->v.last_request_us),
	    ms(r->v.duration_us));
	buf_printf(b, "<td data-c=\"Conn\">%.1f</td><td data-c=\"Child\">%.2f"
	    "</td><td data-c=\"Slot\">%.2f</td>",
	    (double)r->v.conn_bytes / k, (double)r->v.child_bytes / k / k,
	    (double)r->v.bytes / k / k);
}

static void
put_text(struct buf *b, const char *column, const char *text)
{
	buf_printf(b, "<td data-c=\"%s\">", column);
	status_put_html(b, str_from(text));
	buf_cstr_put(b, "</td>");
}

static void
put_row(struct buf *b, const struct row *r)
{
	put_who(b, r);
	put_numbers(b, r);
	put_text(b, "Client", r->v.client);
	put_text(b, "Protocol", r->v.protocol);
	put_text(b, "VHost", r->v.vhost);
	buf_cstr_put(b, "<td data-c=\"Request\">");
	status_put_request(b, str_from(r->v.request));
	buf_cstr_put(b, "</td></tr>\n");
}

void
status_rows(struct buf *b, const struct status *s)
{
	struct row r;

	buf_cstr_put(b, "<table class=\"w\">\n<tr><th>Srv</th><th>PID</th>"
	    "<th>Acc</th><th>M</th><th>CPU</th><th>SS</th><th>Req</th>"
	    "<th>Dur</th><th>Conn</th><th>Child</th><th>Slot</th>"
	    "<th>Client</th><th>Protocol</th><th>VHost</th><th>Request</th>"
	    "</tr>\n");
	for (unsigned i = 0; i < s->used; i++) {
		if (read_row(s, i, &r))
			put_row(b, &r);
	}
	buf_cstr_put(b, "</table>\n");
}

static const char *
state_word(enum slot_state state)
{
	switch (state) {
	case SLOT_DEAD:
		return "Dead";
	case SLOT_STARTING:
		return "Starting";
	case SLOT_READY:
		return "Ready";
	case SLOT_READING:
		return "<b>Read</b>";
	case SLOT_WRITING:
		return "<b>Write</b>";
	case SLOT_KEEPALIVE:
		return "<b>Keepalive</b>";
	case SLOT_LOGGING:
		return "<b>Logging</b>";
	case SLOT_CLOSING:
		return "<b>Closing</b>";
	case SLOT_GRACEFUL:
		return "<b>Graceful</b>";
	case SLOT_STATES:
		break;
	}
	return "Unknown";
}

static void
put_block_cpu(struct buf *b, const struct status_cpu *c)
{
	buf_cstr_put(b, " u");
	status_put_number(b, c->user);
	buf_cstr_put(b, " s");
	status_put_number(b, c->system);
	buf_cstr_put(b, " cu");
	status_put_number(b, c->children_user);
	buf_cstr_put(b, " cs");
	status_put_number(b, c->children_system);
}

static void
put_block_head(struct buf *b, const struct row *r)
{
	buf_printf(b, "<p class=\"s\"><b>Server %u-%u</b> ", r->slot,
	    r->v.generation - 1);
	if (!has_process(r))
		buf_cstr_put(b, "(-)");
	else
		buf_printf(b, "(%u)", r->v.pid);
	buf_printf(b, ": %llu|%llu|%llu [%s]",
	    (unsigned long long)r->v.conn_accesses,
	    (unsigned long long)r->v.child_accesses,
	    (unsigned long long)r->v.accesses, state_word(r->state));
	put_block_cpu(b, r->cpu);
}

static void
put_block(struct buf *b, const struct row *r)
{
	put_block_head(b, r);
	buf_printf(b, "\n %lld %llu %llu (", (long long)r->idle_s,
	    ms(r->v.last_request_us), ms(r->v.duration_us));
	status_put_bytes(b, r->v.conn_bytes);
	buf_char(b, '|');
	status_put_bytes(b, r->v.child_bytes);
	buf_char(b, '|');
	status_put_bytes(b, r->v.bytes);
	buf_cstr_put(b, ")<br>\n <i>");
	status_put_html(b, str_from(r->v.client));
	buf_cstr_put(b, " {");
	status_put_request(b, str_from(r->v.request));
	buf_cstr_put(b, "}</i> <i>(");
	status_put_html(b, str_from(r->v.protocol));
	buf_cstr_put(b, ")</i> <b>[");
	status_put_html(b, str_from(r->v.vhost));
	buf_cstr_put(b, "]</b></p>\n");
}

void
status_blocks(struct buf *b, const struct status *s)
{
	struct row r;

	for (unsigned i = 0; i < s->used; i++) {
		if (read_row(s, i, &r))
			put_block(b, &r);
	}
}

void
status_pids(struct buf *b, const struct status *s)
{
	struct slot_view v;

	buf_cstr_put(b, "<h2>PID Key</h2>\n<ul>\n");
	for (unsigned i = 0; i < s->used; i++) {
		board_read(s->board, i, &v);
		if (v.state == SLOT_DEAD || v.pid == 0)
			continue;
		buf_printf(b, "<li>%u in state: %c</li>\n", v.pid,
		    board_letter(status_state(s, &v)));
	}
	buf_cstr_put(b, "</ul>\n");
}
