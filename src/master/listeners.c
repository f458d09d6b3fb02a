#include "master/listeners.h"

#include <errno.h>
#include <string.h>

static struct listen_options
options_of(const struct mpm_common *common)
{
	return (struct listen_options){
		.backlog = (int)common->listen_backlog,
		.send_buffer = (int)common->send_buffer,
		.receive_buffer = (int)common->receive_buffer,
		.defer_accept = common->defer_accept,
	};
}

/* Adds the sockets of the old set that stand for the same Listen text. */
static size_t
take_over(struct listener_set *set, struct arena *a,
    const struct listen_spec *spec, const struct listener_set *old)
{
	size_t taken = 0;

	for (size_t i = 0; old && i < old->n && set->n < set->room; i++) {
		if (!str_ieq(old->v[i].text, spec->text))
			continue;
		set->v[set->n] = old->v[i];
		set->v[set->n].text = arena_copy(a, old->v[i].text);
		set->fresh[set->n++] = false;
		taken++;
	}
	return taken;
}

static void
open_fresh(struct listener_set *set, struct arena *a,
    const struct listen_spec *spec, const struct listen_options *options,
    const struct conf_pos *pos, struct diag *diag)
{
	struct str what = STR_NONE;
	int n = listen_open(a, spec, options, set->v + set->n,
	    (int)(set->room - set->n), &what);

	if (n < 0) {
		diag_error(diag, pos, "could not bind to address %.*s: "
		    "(%d)%s (%.*s)", STR_ARG(spec->text), -n, strerror(-n),
		    STR_ARG(what));
		diag_number(diag, 72);
		if (n == -EACCES)
			diag_remedy(diag, "ports below 1024 need root, or "
			    "the capability CAP_NET_BIND_SERVICE");
		else if (n == -EADDRINUSE)
			diag_remedy(diag, "another program listens there; "
			    "stop it or choose another port");
		return;
	}
	if (what.n > 0)
		diag_warn(diag, pos, "%.*s; serving IPv4 alone", STR_ARG(what));
	for (int i = 0; i < n; i++)
		set->fresh[set->n + (size_t)i] = true;
	set->n += (size_t)n;
}

static void
make_room(struct listener_set *set, struct arena *a, size_t lines)
{
	size_t room = lines * LISTENERS_PER_LINE;

	set->room = room < LISTENERS_MAX ? room : LISTENERS_MAX;
	set->v = ARENA_ARRAY(a, struct listener, set->room);
	set->fresh = ARENA_ARRAY(a, bool, set->room);
	set->n = 0;
}

void
listeners_open(struct listener_set *set, struct arena *a,
    const struct mpm_common *common, const struct listener_set *old,
    struct diag *diag)
{
	struct listen_options options = options_of(common);

	make_room(set, a, common->n_listens);
	for (size_t i = 0; i < common->n_listens; i++) {
		const struct listen_spec *spec = &common->listens[i];

		if (set->n >= set->room) {
			diag_error(diag, common->listen_pos[i], "more than "
			    "%d listening sockets", LISTENERS_MAX);
			return;
		}
		if (take_over(set, a, spec, old) == 0)
			open_fresh(set, a, spec, &options,
			    common->listen_pos[i], diag);
	}
}

void
listeners_pretend(struct listener_set *set, struct arena *a,
    const struct mpm_common *common)
{
	set->v = ARENA_ARRAY(a, struct listener, common->n_listens);
	set->fresh = ARENA_ARRAY(a, bool, common->n_listens);
	set->n = common->n_listens;
	for (size_t i = 0; i < set->n; i++) {
		const struct listen_spec *spec = &common->listens[i];
		struct listener *l = &set->v[i];

		l->fd = -1;
		l->text = spec->text;
		/* A name is not resolved here: it may mean any address. */
		if (!net_addr_parse(spec->host, &l->addr))
			net_addr_parse(STR("::"), &l->addr);
		net_addr_set_port(&l->addr, spec->port);
	}
}

void
listeners_abandon(struct listener_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->fresh[i])
			listener_close(&set->v[i]);
	}
	set->n = 0;
}

static bool
holds(const struct listener_set *set, int fd)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->v[i].fd == fd)
			return true;
	}
	return false;
}

void
listeners_tune(const struct listener_set *set, const struct mpm_common *common)
{
	struct listen_options options = options_of(common);

	for (size_t i = 0; i < set->n; i++) {
		if (!set->fresh[i])
			listener_tune(&set->v[i], &options);
	}
}

void
listeners_retire(struct listener_set *old, const struct listener_set *now)
{
	for (size_t i = 0; i < old->n; i++) {
		if (!holds(now, old->v[i].fd))
			listener_close(&old->v[i]);
	}
	old->n = 0;
}

void
listeners_close(struct listener_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		listener_close(&set->v[i]);
	set->n = 0;
}

int
listeners_queued(const struct listener_set *set)
{
	int sum = 0;

	for (size_t i = 0; i < set->n; i++) {
		int n = listener_queue(&set->v[i], NULL);

		if (n > 0)
			sum += n;
	}
	return sum;
}
