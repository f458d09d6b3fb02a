/*
 * What the client sends: the bytes received and not yet used.  A connection
 * with fd -1 is fed from memory (worker_feed).
 */
#ifndef SERVE_INPUT_H
#define SERVE_INPUT_H

#include "serve/worker.h"

/* The longest request head, whatever the Limit directives say, bytes. */
#define INPUT_HEAD_MAX (1024u * 1024)

void input_init(struct conn *c);
void input_release(struct conn *c);
/* A new connection: nothing received; overgrown buffers are given back. */
void input_reset(struct conn *c);

static inline struct str
input_pending(const struct conn *c)
{
	return str_of(c->in.p + c->in_at, c->in.n - c->in_at);
}

/* n pending bytes were used. */
void input_take(struct conn *c, size_t n);
/* Receives more behind what is pending.  May move it, unless pinned. */
enum net_result input_fill(struct conn *c, int64_t deadline_ms,
    const struct net_stop *stop);
/* Receives 1 to n bytes past the buffer; nothing may be pending. */
enum net_result input_receive(struct conn *c, void *p, size_t n, size_t *got,
    int64_t deadline_ms);
/*
 * From here to input_unpin the bytes before the pending ones (the head, of
 * which the request holds slices) stay where they are.
 */
void input_pin(struct conn *c);
void input_unpin(struct conn *c);

/*
 * When must the client have sent it all?  RequestReadTimeout: `first_ms`
 * after start_ms, later with every byte by MinRate, at most max_ms (0: no
 * such bound).  Each single wait is also bounded by Timeout.  -1: never.
 */
int64_t input_deadline(const struct conn *c, const struct read_timeout *t,
    int64_t start_ms, uint64_t bytes);

#endif
