/*
 * The seam between serving and scheduling.
 *
 * An MPM makes one struct worker per thread (prefork: per process), opens a
 * connection on it, and calls conn_serve once per request until the answer is
 * not KEEP.  All state hangs from the worker: serve/ has no writable statics.
 */
#ifndef SERVE_CONN_H
#define SERVE_CONN_H

#include "board/board.h"
#include "net/io.h"
#include "serve/site.h"

struct worker;
struct conn;

enum conn_next {
	CONN_KEEP,	/* answered; the client may send another request */
	CONN_WRITE,	/* part of the answer waits for the socket (event) */
	CONN_LINGER,	/* close politely */
	CONN_CLOSE	/* close now */
};

struct worker_spec {
	const struct sites *sites;
	struct board *board;
	unsigned slot;
	/* Asked between requests and once a second in a keep-alive wait: the
	 * worker is wanted elsewhere, answers should say Connection: close. */
	bool (*retiring)(void *ctx);
	void *ctx;
	int logger_fd;		/* eventfd that wakes the logger; -1: none */
};

struct worker *worker_new(const struct worker_spec *spec);
void worker_free(struct worker *w);

/* Takes fd over. */
struct conn *conn_open(struct worker *w, int fd, const struct net_addr *peer);
/* Waits for a request, answers it, logs it. */
enum conn_next conn_serve(struct conn *c);
/* Ends it as `next` says; fd is closed afterwards. */
void conn_close(struct conn *c, enum conn_next next);

/*
 * For tests: a whole conversation without a socket.  `in` is what the client
 * sends, then half-closes; everything the server sends is appended to out.
 */
void worker_feed(struct worker *w, struct str in, const struct net_addr *peer,
    const struct net_addr *local, struct buf *out);

#endif
