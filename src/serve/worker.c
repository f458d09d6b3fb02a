/*
 * Workers and their connections: made, used again, and let go.
 */
#include "serve/worker.h"

#include <sys/random.h>
#include <unistd.h>

#include "serve/accessline.h"
#include "serve/files.h"
#include "serve/input.h"
#include "serve/pipeline.h"
#include "serve/place.h"

/* What a worker and its first requests need, in one piece, bytes. */
#define WORKER_ROOM 20480
#define REQUEST_ROOM 4096
/* The longest head of an answer, bytes. */
#define HEAD_MAX (256u * 1024)
#define HEAD_USUAL 1024
/* How long a client may take to read the last answer and close, ms. */
#define LINGER_MS 5000
/* The same when the worker's generation is over. */
#define LINGER_RETIRING_MS 1000

static uint64_t
random_seed(void)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
		seed = (uint64_t)clock_wall_us() ^ (uint64_t)getpid() << 40;
	return seed;
}

struct worker *
worker_new(const struct worker_spec *spec)
{
	struct arena *a = arena_new_pages(WORKER_ROOM);
	struct worker *w = ARENA_NEW(a, struct worker);

	w->arena = a;
	w->spec = *spec;
	w->sites = spec->sites;
	w->slot = board_slot_rw(spec->board, spec->slot);
	w->ring = board_ring_writer(spec->board, spec->slot);
	w->sink = (struct log_sink){ worker_sink_put, w };
	w->files = files_new(a);
	w->places = place_cache_new(a, w->files);
	w->boundary_seed = random_seed();
	pipeline_collect(w);
	return w;
}

void
worker_free(struct worker *w)
{
	for (struct conn *c = w->spare; c != NULL; c = c->next_spare) {
		input_release(c);
		buf_release(&c->head);
		arena_free(c->arena);
	}
	place_cache_free(w->places);
	files_free(w->files);
	arena_free(w->arena);
}

static struct conn *
take_spare(struct worker *w)
{
	struct conn *c = w->spare;

	if (c != NULL) {
		w->spare = c->next_spare;
		return c;
	}
	c = ARENA_NEW(w->arena, struct conn);
	c->w = w;
	c->arena = arena_new_in(w->arena, REQUEST_ROOM);
	buf_init_lent(&c->head, HEAD_MAX,
	    arena_alloc(w->arena, HEAD_USUAL), HEAD_USUAL);
	input_init(c);
	return c;
}

static void
set_addresses(struct conn *c, const struct net_addr *peer,
    const struct net_addr *local)
{
	const struct sites *s = c->w->sites;

	c->peer = *peer;
	c->local = *local;
	net_addr_unmap(&c->peer);
	net_addr_unmap(&c->local);
	c->client = net_addr_text(&c->peer, c->client_text);
	c->client_port = net_addr_text_port(&c->peer, c->client_port_text);
	c->address_set = sites_of_address(s, &c->local);
	c->first = sites_by_host(s, c->address_set, STR_NONE);
	c->vhost_site = NULL;
}

static struct conn *
open_conn(struct worker *w, int fd, const struct net_addr *peer,
    const struct net_addr *local)
{
	struct conn *c = take_spare(w);

	c->fd = fd;
	c->served = 0;
	c->opened_ms = clock_mono_ms();
	c->broken = false;
	c->request = NULL;
	input_reset(c);
	set_addresses(c, peer, local);
	slot_connection(w->slot);
	slot_set(w->slot, SLOT_READING);
	return c;
}

struct conn *
conn_open(struct worker *w, int fd, const struct net_addr *peer)
{
	struct net_addr local = { .len = 0 };
	socklen_t len = sizeof(local.in6);

	if (getsockname(fd, &local.sa, &len) == 0)
		local.len = len;
	return open_conn(w, fd, peer, &local);
}

static int
linger_ms(const struct worker_spec *spec)
{
	bool retiring = spec->retiring && spec->retiring(spec->ctx);

	return retiring ? LINGER_RETIRING_MS : LINGER_MS;
}

void
conn_close(struct conn *c, enum conn_next next)
{
	struct worker *w = c->w;

	slot_set(w->slot, SLOT_CLOSING);
	if (c->fd >= 0 && next == CONN_LINGER && !c->broken)
		net_linger_close(c->fd, linger_ms(&w->spec));
	else if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->request = NULL;
	c->next_spare = w->spare;
	w->spare = c;
}

void
worker_feed(struct worker *w, struct str in, const struct net_addr *peer,
    const struct net_addr *local, struct buf *out)
{
	struct conn *c = open_conn(w, -1, peer, local);
	enum conn_next next;

	c->feed = in;
	c->feed_out = out;
	do
		next = conn_serve(c);
	while (next == CONN_KEEP);
	conn_close(c, next);
}
