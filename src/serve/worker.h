/*
 * What serve/ keeps per thread and per connection.
 *
 * Everything writable hangs from a struct worker; connections live in the
 * worker's arena and are used again, so that a busy worker allocates nothing.
 * One struct worker belongs to one thread.
 */
#ifndef SERVE_WORKER_H
#define SERVE_WORKER_H

#include "base/clock.h"
#include "serve/conn.h"
#include "serve/request.h"

struct place_cache;
struct file_cache;

/* Where a module's hook stands, one table per kind; see pipeline.c. */
enum hook_kind { HOOK_MAP, HOOK_ACCESS, HOOK_AUTHN, HOOK_AUTHZ, HOOK_TYPE,
    HOOK_FIXUP, HOOK_LOG, HOOK_KINDS };

struct hook {
	module_hook *run;
	size_t owner;		/* index of its structs in conf_values */
};

struct hooks {
	struct hook *v;
	size_t n;
};

struct named_handler {
	struct str name;
	struct hook hook;
};

struct worker {
	struct worker_spec spec;
	const struct sites *sites;
	struct arena *arena;		/* as long as the worker */
	struct board_slot *slot;
	struct ring_writer ring;
	bool logger_is_deaf;		/* was waited for in vain */
	struct log_sink sink;		/* error lines into the ring */
	struct place_cache *places;
	struct file_cache *files;
	struct hooks hooks[HOOK_KINDS];
	struct named_handler *handlers;
	size_t n_handlers;
	const struct hook *default_handler;	/* NULL: there is none */
	struct clock_cache clock;	/* now, for Date */
	struct clock_cache other_clock;	/* any other second */
	struct conn *spare;		/* closed ones, to be used again */
	uint64_t boundaries;		/* multipart answers so far */
	uint64_t boundary_seed;
};

/* One piece of an answer that has yet to be sent. */
struct span {
	const char *p;		/* NULL: of a file */
	int fd;
	uint64_t at, n;
};

struct conn {
	struct worker *w;
	struct conn *next_spare;
	int fd;			/* -1: fed from memory */
	struct str feed;	/* what is left of a fed conversation */
	struct buf *feed_out;

	struct net_addr peer, local;
	char client_text[NET_ADDR_TEXT_MAX];	/* what client points to */
	char client_port_text[NET_ADDR_TEXT_MAX];
	struct str client, client_port;	/* "::1" and "[::1]:5000" */
	char vhost_text[BOARD_VHOST_MAX];
	struct str vhost;
	const struct site *vhost_site;	/* whose name vhost_text holds */

	const void *address_set;
	const struct site *first;	/* until the Host is known */
	unsigned served;	/* requests before the current one */
	int64_t opened_ms;

	/* Received, not yet used: in.p + in_at up to in.n.  While a request
	 * with a body runs, its head stays in `held`. */
	struct buf in, held;
	size_t in_at;
	bool in_eof;		/* the client will send nothing more */
	uint64_t received, sent;	/* bytes of the current request */

	/* The answer: its head, and everything in order of sending. */
	struct buf head;
	struct span *out;
	size_t n_out, out_at, cap_out;
	bool broken;		/* sending failed: nothing more can be sent */

	struct arena *arena;	/* of the request */
	struct request *request;	/* the innermost: what is answered */
	struct request_body *body;	/* how far its body was read */
	int64_t retire_ms;	/* when retiring was first seen, or 0 */
};

#endif
