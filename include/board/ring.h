/*
 * A ring of log lines in shared memory: one producer (the worker that owns
 * the slot), one consumer (the logger), no locks and no system calls.
 *
 * `head` counts bytes ever written and lies with the producer; the consumer's
 * `tail` lies where producers can only read.  A record is never split: one
 * that does not fit before the end is preceded by a skip.  From an empty ring
 * the producer soon starts again at the first byte, so that a quiet worker
 * touches less than a quarter of it.  The consumer treats head and lengths as
 * hostile.
 */
#ifndef BOARD_RING_H
#define BOARD_RING_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/str.h"

#define RING_SIZE 65536u	/* bytes of data, a power of two */
#define RING_LINE_MAX 32000u	/* the longest line, newline included */

struct ring {
	_Alignas(64) _Atomic uint64_t head;
	_Alignas(64) char data[RING_SIZE];
};

struct ring_writer {
	struct ring *ring;
	const _Atomic uint64_t *tail;
};

struct ring_reader {
	const struct ring *ring;
	_Atomic uint64_t *tail;
};

/* False when there is no room now.  BUG when the line is above the limit. */
bool ring_put(const struct ring_writer *w, unsigned target, struct str line);
bool ring_is_empty(const struct ring_writer *w);
/* Bytes that wait for the consumer, skipped ones included. */
size_t ring_used(const struct ring_writer *w);

/*
 * Calls line() for each record present at the call, oldest first, and sets
 * *end to where it stopped; the records stay until ring_done(end), so that a
 * consumer that dies in between has lost nothing.  A damaged ring is skipped
 * to its head; returns false then.  Target and bytes are the worker's word:
 * check the one, and read the others once (they may change).
 */
typedef void ring_line_fn(void *ctx, unsigned target, struct str line);
bool ring_read(const struct ring_reader *r, ring_line_fn *line, void *ctx,
    uint64_t *end);
void ring_done(const struct ring_reader *r, uint64_t end);
bool ring_has_lines(const struct ring_reader *r);

/* Both at once, for who has dealt with a line when line() returns. */
static inline bool
ring_drain(const struct ring_reader *r, ring_line_fn *line, void *ctx)
{
	uint64_t end;
	bool ok = ring_read(r, line, ctx, &end);

	ring_done(r, end);
	return ok;
}

#endif
