/*
 * The ring of log lines: records of 8-byte-aligned size, each a head with the
 * length and the log's number, then the bytes.
 *
 * A quiet worker stays in the first quarter: when the consumer has caught up,
 * a skip sends it back to offset 0.  Not earlier, because until the consumer
 * has passed the skip only what lies before it is free: a skip from the first
 * page would leave room for a line or two, and the worker would have to wait.
 */
#include "board/ring.h"

#include "base/bug.h"

#define RECORD_ALIGN 8u
#define SKIP UINT32_MAX		/* a length that means: go to offset 0 */
#define RESTART 12288u		/* an empty ring starts again from here on */

struct record {
	uint32_t n;
	uint32_t target;
};

_Static_assert(sizeof(struct record) == RECORD_ALIGN, "heads always fit");
_Static_assert((RING_SIZE & (RING_SIZE - 1)) == 0, "a power of two");
_Static_assert(2 * (RING_LINE_MAX + 2 * RECORD_ALIGN) <= RING_SIZE,
    "the longest line fits an empty ring, wherever it stands");

static uint64_t
record_size(uint64_t n)
{
	n += sizeof(struct record);
	return (n + RECORD_ALIGN - 1) & ~(uint64_t)(RECORD_ALIGN - 1);
}

/* Bytes to give up so that a record of this size is not split. */
static uint64_t
choose_skip(uint64_t offset, uint64_t size, bool empty)
{
	if (RING_SIZE - offset < size)
		return RING_SIZE - offset;
	/* What would not fit before the skip goes on behind it. */
	return empty && offset >= RESTART && size <= offset ?
	    RING_SIZE - offset : 0;
}

static void
write_head(struct ring *ring, uint64_t at, uint32_t n, uint32_t target)
{
	struct record head = { n, target };

	memcpy(ring->data + at % RING_SIZE, &head, sizeof(head));
}

bool
ring_put(const struct ring_writer *w, unsigned target, struct str line)
{
	struct ring *ring = w->ring;
	uint64_t head = atomic_load_explicit(&ring->head,
	    memory_order_relaxed);
	uint64_t tail = atomic_load_explicit(w->tail, memory_order_acquire);
	uint64_t size = record_size(line.n);
	uint64_t skip = choose_skip(head % RING_SIZE, size, head == tail);

	BUG_ON(line.n > RING_LINE_MAX);
	if (head % RECORD_ALIGN) {
		/* Left by a hostile worker; the consumer skips to here. */
		head += RECORD_ALIGN - head % RECORD_ALIGN;
		atomic_store_explicit(&ring->head, head,
		    memory_order_release);
		return false;
	}
	if (head - tail > RING_SIZE ||
	    skip + size > RING_SIZE - (head - tail))
		return false;
	if (skip)
		write_head(ring, head, SKIP, 0);
	head += skip;
	write_head(ring, head, (uint32_t)line.n, target);
	if (line.n)
		memcpy(ring->data + head % RING_SIZE + sizeof(struct record),
		    line.p, line.n);
	atomic_store_explicit(&ring->head, head + size, memory_order_release);
	return true;
}

bool
ring_is_empty(const struct ring_writer *w)
{
	return atomic_load_explicit(&w->ring->head, memory_order_relaxed) ==
	    atomic_load_explicit(w->tail, memory_order_acquire);
}

size_t
ring_used(const struct ring_writer *w)
{
	return (size_t)(atomic_load_explicit(&w->ring->head,
	    memory_order_relaxed) - atomic_load_explicit(w->tail,
	    memory_order_relaxed));
}

/*
 * Reads the record at a position; returns its whole size, or 0 when it cannot
 * be one.  The owner may be rewriting the bytes meanwhile, so the length is
 * read once and checked as read.
 */
static uint64_t
read_record(const struct ring *ring, uint64_t at, uint64_t left,
    struct record *out)
{
	const volatile struct record *in;
	uint64_t offset = at % RING_SIZE;
	uint64_t size;

	if (offset % RECORD_ALIGN || left < sizeof(*out))
		return 0;
	in = (const volatile struct record *)(ring->data + offset);
	out->n = in->n;
	out->target = in->target;
	if (out->n != SKIP && out->n > RING_LINE_MAX)
		return 0;
	size = out->n == SKIP ? RING_SIZE - offset : record_size(out->n);
	return size <= left && size <= RING_SIZE - offset ? size : 0;
}

static bool
deliver(const struct ring *ring, uint64_t tail, uint64_t head,
    ring_line_fn *line, void *ctx)
{
	while (tail != head) {
		struct record r;
		uint64_t size = read_record(ring, tail, head - tail, &r);

		if (size == 0)
			return false;
		if (r.n != SKIP)
			line(ctx, r.target, str_of(ring->data +
			    tail % RING_SIZE + sizeof(r), r.n));
		tail += size;
	}
	return true;
}

bool
ring_read(const struct ring_reader *r, ring_line_fn *line, void *ctx,
    uint64_t *end)
{
	uint64_t head = atomic_load_explicit(&r->ring->head,
	    memory_order_acquire);
	uint64_t tail = atomic_load_explicit(r->tail, memory_order_relaxed);

	*end = head;
	return head - tail <= RING_SIZE &&
	    deliver(r->ring, tail, head, line, ctx);
}

void
ring_done(const struct ring_reader *r, uint64_t end)
{
	atomic_store_explicit(r->tail, end, memory_order_release);
}

bool
ring_has_lines(const struct ring_reader *r)
{
	return atomic_load_explicit(&r->ring->head, memory_order_acquire) !=
	    atomic_load_explicit(r->tail, memory_order_relaxed);
}
