/*
 * The status page's own: what was read from the board, and how it is said.
 * Shapes and words are those of httpd's page (spec: ?auto is read by
 * monitoring programs, the page by people).
 */
#ifndef SRC_MODULES_STATUS_H
#define SRC_MODULES_STATUS_H

#include "base/buf.h"
#include "board/board.h"
#include "serve/request.h"

#define STATUS_VERSION "preforkd/" PREFORKD_VERSION " (Unix)"

/* CPU time in seconds, as /proc/PID/stat has it. */
struct status_cpu {
	double user, system;
	double children_user, children_system;
};

/* The board at one moment; lives in the request's arena. */
struct status {
	const struct board *board;
	const struct board_head *head;
	struct str name;	/* of the server, as asked for */
	struct str local;	/* address the request came to */
	int64_t now_us;
	uint64_t uptime_s;	/* since start or HUP */
	uint64_t up_all_s;	/* since the start: CPU is counted from there */
	bool extended;
	unsigned used;		/* slots that were ever used */
	uint64_t accesses, bytes, duration_ms;	/* since start or HUP */
	struct status_cpu cpu;	/* the whole server */
	struct status_cpu *cpus;	/* [used]: of each slot's process */
	unsigned busy, graceful, idle;
	struct str letters;	/* one for each worker there may be */
	double load[3];		/* -1: unknown */
};

/* --- status_read.c ------------------------------------------------------- */

void status_read(struct request *r, struct status *out);
/* What a slot is for readers: a child of an old generation is finishing. */
enum slot_state status_state(const struct status *s,
    const struct slot_view *v);
/* /proc/PID/stat: parent and user, system, children's user and system ticks;
 * false when it is not that. */
bool status_stat_parse(struct str text, uint64_t *parent, uint64_t ticks[4]);
/*
 * Adds a slot's letter to a board of n places.  Slots beyond the limit hold
 * children while others finish: they are shown in free places, and a child
 * that serves goes before one that is finishing.
 */
void status_letter_put(char *letters, unsigned n, unsigned slot, char letter);

/* --- status_text.c ------------------------------------------------------- */

/* %g as httpd prints it: ".25", "0", never inf or nan. */
void status_put_number(struct buf *b, double v);
/* " 1 day 2 hours 3 minutes 4 seconds"; nothing for 0. */
void status_put_uptime(struct buf *b, uint64_t seconds);
/* "512 B", "9.8 kB", "1.5 MB", "2.0 GB" */
void status_put_bytes(struct buf *b, uint64_t bytes);
/* "Sunday, 22-Nov-2026 08:27:48 UTC", local time. */
void status_put_time(struct buf *b, int64_t wall_us);
/* Bytes that are not printable ASCII, and the backslash, as \xhh and \\. */
void status_put_plain(struct buf *b, struct str text);
/* The same for HTML. */
void status_put_html(struct buf *b, struct str text);
/* A request line for HTML, without the password of its URL. */
void status_put_request(struct buf *b, struct str line);

/* --- status_auto.c, status_page.c, status_rows.c ------------------------- */

void status_auto(struct buf *b, const struct status *s);
void status_page(struct buf *b, const struct status *s, bool table);
/* One row or block for each slot that has something to tell. */
void status_rows(struct buf *b, const struct status *s);
void status_blocks(struct buf *b, const struct status *s);
/* Without ExtendedStatus: who is there. */
void status_pids(struct buf *b, const struct status *s);
/* Requests and bytes a second and per request: 0 where undefined. */
double status_ratio(uint64_t sum, uint64_t count);
/* All CPU seconds in percent of the time since the start; 0: unknown. */
double status_cpu_load(const struct status *s);

#endif
