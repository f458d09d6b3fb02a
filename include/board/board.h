/*
 * The board (scoreboard): the shared-memory noticeboard on which every worker
 * writes what it is doing.
 *
 * One mapping, made by the master before the first fork, of four parts that
 * start on page boundaries:
 *
 *   head    written by the master alone
 *   tails   written by the logger alone: how far it has read each ring
 *   slots   slot i written by the worker in slot i alone
 *   rings   ring i likewise; apart, because workers look at all slots when
 *           they count spares, and a look maps the pages nearby as well
 *
 * The memfd is sealed against new writable mappings; after fork a process
 * calls board_confine_*, which unmaps every writable page but its own and
 * reads the rest through a read-only mapping.  With ScoreBoardFile the
 * mapping is a file (mode 0644, created anew) that children see read-only
 * through a descriptor opened for reading.  There are no pointers inside.
 *
 * Nothing read from a slot may be trusted: board_read copies a slot and
 * forces every field into its range.  The master never takes a pid, a count
 * or an index it acts on from here.
 */
#ifndef BOARD_BOARD_H
#define BOARD_BOARD_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"
#include "board/ring.h"

/* httpd's states; the letters are board_letter's. */
enum slot_state {
	SLOT_DEAD,
	SLOT_STARTING,
	SLOT_READY,
	SLOT_READING,
	SLOT_WRITING,
	SLOT_KEEPALIVE,
	SLOT_LOGGING,
	SLOT_CLOSING,
	SLOT_GRACEFUL,
	SLOT_STATES
};

/* How the anonymous board shows in /proc/PID/fd. */
#define BOARD_MEMFD_NAME "preforkd-scoreboard"

#define BOARD_REQUEST_MAX 512	/* bytes of the request line that are kept */
#define BOARD_CLIENT_MAX 64
#define BOARD_VHOST_MAX 128

/* One page-aligned slot.  Every field but text is atomic. */
struct board_slot {
	_Alignas(64) _Atomic uint8_t state;	/* enum slot_state */
	_Atomic uint8_t leaving;	/* serves its last connection */
	_Atomic uint8_t in_request;	/* text describes a running request */
	_Atomic uint32_t generation;
	_Atomic uint32_t pid;		/* for readers outside the server */
	_Atomic uint32_t lost_lines;	/* the ring stayed full too long */
	_Atomic uint64_t accesses;	/* the slot's whole life */
	_Atomic uint64_t bytes;
	_Atomic uint64_t child_accesses;
	_Atomic uint64_t child_bytes;
	_Atomic uint64_t conn_accesses;
	_Atomic uint64_t conn_bytes;
	_Atomic uint64_t duration_us;
	_Atomic uint64_t last_request_us;	/* of the latest request */
	_Atomic int64_t used_us;	/* wall clock of the last change */
	_Atomic int64_t started_us;	/* wall clock, request or state start */

	/* Sequence-locked text: odd while being written. */
	_Alignas(64) _Atomic uint32_t seq;
	char request[BOARD_REQUEST_MAX];
	char client[BOARD_CLIENT_MAX];
	char vhost[BOARD_VHOST_MAX];
	char protocol[16];
};

/*
 * A safe copy of a slot: text is NUL-terminated, state is in range.  Text may
 * hold any byte but NUL: who shows it escapes it.
 */
struct slot_view {
	enum slot_state state;
	bool leaving;
	bool in_request;
	uint32_t generation;
	uint32_t pid;
	uint32_t lost_lines;
	uint64_t accesses, bytes, child_accesses, child_bytes;
	uint64_t conn_accesses, conn_bytes, duration_us, last_request_us;
	int64_t used_us, started_us;
	char request[BOARD_REQUEST_MAX];
	char client[BOARD_CLIENT_MAX];
	char vhost[BOARD_VHOST_MAX];
	char protocol[16];
};

/* Written by the master, read by everybody. */
struct board_head {
	uint32_t magic;
	uint32_t version;
	uint32_t n_slots;		/* as mapped */
	_Atomic uint32_t limit;		/* MaxRequestWorkers */
	_Atomic uint32_t used;		/* highest slot ever used + 1 */
	_Atomic uint32_t generation;	/* the one that should serve */
	_Atomic uint32_t config_generation;
	_Atomic uint32_t min_spare;
	_Atomic uint32_t at_limit;	/* nothing more can be forked */
	_Atomic int64_t started_us;	/* start or last HUP, wall clock */
	_Atomic int64_t reloaded_us;	/* last reload of either kind */
	_Atomic uint32_t reload_failed;	/* the last reload was refused */
	_Atomic uint32_t reloads;	/* reloads that ended, either way */
	char reload_message[512];	/* why the last one was refused; set
					   before `reloads` moves */

	/* For the status page. */
	_Atomic uint32_t master_pid;
	_Atomic int64_t born_us;	/* start, wall clock */
	/* Sums over all slots at the last HUP: what is counted since then is
	 * above them.  Live slots are never written by the master. */
	_Atomic uint64_t base_accesses, base_bytes, base_duration_us;
	/* The master's own CPU time and that of its reaped children, since
	 * the start; renewed once a second. */
	_Atomic uint64_t cpu_user_us, cpu_system_us;
	_Atomic uint64_t cpu_children_user_us, cpu_children_system_us;
	char mpm[16];			/* set before the first fork */
	char built[32];
};

struct board;

/*
 * Makes the board; path absent means an anonymous sealed memfd.  Returns NULL
 * with errno set and *what naming the call that failed.  Freed by the process
 * that made it, the file goes too.
 */
struct board *board_create(unsigned n_slots, struct str path,
    const char **what);
void board_free(struct board *b);
/* This process, a fork of the one that made it, removes the file now. */
void board_adopt(struct board *b);

/* After fork: this process may write slot i only / the tails only / nothing. */
bool board_confine_worker(struct board *b, unsigned i);
bool board_confine_logger(struct board *b);
bool board_confine_reader(struct board *b);

unsigned board_n_slots(const struct board *b);
/* The master's writable head; BUG in a confined process. */
struct board_head *board_head_rw(struct board *b);
const struct board_head *board_head(const struct board *b);
/* Read-only view of any slot. */
const struct board_slot *board_slot(const struct board *b, unsigned i);
/* The slot this worker may write; the master may write any before it is
 * given away and after its worker is gone. */
struct board_slot *board_slot_rw(struct board *b, unsigned i);
/* Ring of slot i: the producer's end, and the consumer's. */
struct ring_writer board_ring_writer(struct board *b, unsigned i);
struct ring_reader board_ring_reader(struct board *b, unsigned i);
/*
 * Says that the logger sleeps (logger only; then it looks once more at every
 * ring before it does) / asks (anyone, after ring_put).
 */
void board_logger_sleeps(struct board *b, bool sleeps);
bool board_logger_is_asleep(const struct board *b);

void board_read(const struct board *b, unsigned i, struct slot_view *out);
char board_letter(enum slot_state s);

/* --- The worker's side --------------------------------------------------- */

/* Clears a slot for a new process; keeps totals and the ring. */
void slot_open(struct board_slot *s, pid_t pid, uint32_t generation);
void slot_close(struct board_slot *s);
static inline void
slot_set(struct board_slot *s, enum slot_state state)
{
	atomic_store_explicit(&s->state, (uint8_t)state, memory_order_relaxed);
}
/* A request begins: its text becomes visible, cut to what fits. */
void slot_request(struct board_slot *s, struct str request, struct str client,
    struct str vhost, struct str protocol, int64_t wall_us);
/* A request is over: counts it. */
void slot_request_done(struct board_slot *s, uint64_t bytes, int64_t start_us,
    int64_t end_us);
void slot_connection(struct board_slot *s);	/* zeroes the conn counters */

#endif
