/*
 * What a worker writes into its slot, and how others read it.
 *
 * A slot has one writer, so a counter is a load and a store, never a locked
 * instruction.
 */
#include "board/board.h"

#include "base/clock.h"

#define READ_TRIES 64	/* of a text that is always being written */

#define SET(field, value)						\
	atomic_store_explicit(&(field), (value), memory_order_relaxed)
#define GET(field) atomic_load_explicit(&(field), memory_order_relaxed)
#define ADD(field, value) SET((field), GET(field) + (value))

char
board_letter(enum slot_state s)
{
	switch (s) {
	case SLOT_DEAD:
		return '.';
	case SLOT_STARTING:
		return 'S';
	case SLOT_READY:
		return '_';
	case SLOT_READING:
		return 'R';
	case SLOT_WRITING:
		return 'W';
	case SLOT_KEEPALIVE:
		return 'K';
	case SLOT_LOGGING:
		return 'L';
	case SLOT_CLOSING:
		return 'C';
	case SLOT_GRACEFUL:
		return 'G';
	case SLOT_STATES:
		break;
	}
	return '?';
}

/* A writer that died half-way left the number odd: it stays odd here. */
static uint32_t
begin_text(struct board_slot *s)
{
	uint32_t seq = GET(s->seq) | 1;

	SET(s->seq, seq);
	atomic_thread_fence(memory_order_release);
	return seq;
}

static void
end_text(struct board_slot *s, uint32_t seq)
{
	atomic_store_explicit(&s->seq, seq + 1, memory_order_release);
}

static void
put_text(char *to, size_t size, struct str text)
{
	size_t n = text.n < size ? text.n : size - 1;

	if (n)
		memcpy(to, text.p, n);
	to[n] = '\0';
}

static void
put_texts(struct board_slot *s, struct str request, struct str client,
    struct str vhost, struct str protocol)
{
	uint32_t seq = begin_text(s);

	put_text(s->request, sizeof(s->request), request);
	put_text(s->client, sizeof(s->client), client);
	put_text(s->vhost, sizeof(s->vhost), vhost);
	put_text(s->protocol, sizeof(s->protocol), protocol);
	end_text(s, seq);
}

static void
clear_child(struct board_slot *s)
{
	SET(s->leaving, 0);
	SET(s->in_request, 0);
	SET(s->child_accesses, 0);
	SET(s->child_bytes, 0);
	slot_connection(s);
}

void
slot_open(struct board_slot *s, pid_t pid, uint32_t generation)
{
	int64_t now = clock_wall_us();

	clear_child(s);
	put_texts(s, STR_NONE, STR_NONE, STR_NONE, STR_NONE);
	SET(s->last_request_us, 0);
	SET(s->used_us, now);
	SET(s->started_us, now);
	SET(s->generation, generation);
	SET(s->pid, (uint32_t)pid);
	slot_set(s, SLOT_STARTING);
}

void
slot_close(struct board_slot *s)
{
	slot_set(s, SLOT_DEAD);
	SET(s->pid, 0);
	SET(s->used_us, clock_wall_us());
	clear_child(s);
}

void
slot_request(struct board_slot *s, struct str request, struct str client,
    struct str vhost, struct str protocol, int64_t wall_us)
{
	put_texts(s, request, client, vhost, protocol);
	SET(s->started_us, wall_us);
	SET(s->used_us, wall_us);
	SET(s->in_request, 1);
}

void
slot_request_done(struct board_slot *s, uint64_t bytes, int64_t start_us,
    int64_t end_us)
{
	/* The wall clock may have been set back meanwhile. */
	uint64_t took = end_us > start_us ? (uint64_t)(end_us - start_us) : 0;

	ADD(s->accesses, 1);
	ADD(s->child_accesses, 1);
	ADD(s->conn_accesses, 1);
	ADD(s->bytes, bytes);
	ADD(s->child_bytes, bytes);
	ADD(s->conn_bytes, bytes);
	ADD(s->duration_us, took);
	SET(s->last_request_us, took);
	SET(s->used_us, end_us);
	SET(s->in_request, 0);
}

void
slot_connection(struct board_slot *s)
{
	SET(s->conn_accesses, 0);
	SET(s->conn_bytes, 0);
}

static bool
copy_texts(const struct board_slot *s, struct slot_view *out)
{
	uint32_t seq = atomic_load_explicit(&s->seq, memory_order_acquire);

	if (seq & 1)
		return false;
	memcpy(out->request, s->request, sizeof(out->request) - 1);
	memcpy(out->client, s->client, sizeof(out->client) - 1);
	memcpy(out->vhost, s->vhost, sizeof(out->vhost) - 1);
	memcpy(out->protocol, s->protocol, sizeof(out->protocol) - 1);
	atomic_thread_fence(memory_order_acquire);
	return GET(s->seq) == seq;
}

/* Leaves the texts empty when the writer never holds still. */
static void
read_texts(const struct board_slot *s, struct slot_view *out)
{
	for (int i = 0; i < READ_TRIES; i++)
		if (copy_texts(s, out))
			return;
	out->request[0] = '\0';
	out->client[0] = '\0';
	out->vhost[0] = '\0';
	out->protocol[0] = '\0';
}

void
board_read(const struct board *b, unsigned i, struct slot_view *out)
{
	const struct board_slot *s = board_slot(b, i);
	unsigned state = GET(s->state);

	*out = (struct slot_view){
		.state = state < SLOT_STATES ? (enum slot_state)state :
		    SLOT_DEAD,
		.leaving = GET(s->leaving) != 0,
		.in_request = GET(s->in_request) != 0,
		.generation = GET(s->generation),
		.pid = GET(s->pid),
		.lost_lines = GET(s->lost_lines),
		.accesses = GET(s->accesses),
		.bytes = GET(s->bytes),
		.child_accesses = GET(s->child_accesses),
		.child_bytes = GET(s->child_bytes),
		.conn_accesses = GET(s->conn_accesses),
		.conn_bytes = GET(s->conn_bytes),
		.duration_us = GET(s->duration_us),
		.last_request_us = GET(s->last_request_us),
		.used_us = GET(s->used_us),
		.started_us = GET(s->started_us),
	};
	read_texts(s, out);
}
