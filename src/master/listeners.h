/*
 * Which listening sockets a generation uses.  A socket belongs to the process
 * and is kept across reloads as long as some Listen line names its address.
 */
#ifndef SRC_MASTER_LISTENERS_H
#define SRC_MASTER_LISTENERS_H

#include "conf/diag.h"
#include "mpm/mpm.h"

#define LISTENERS_MAX 256	/* sockets of one generation */
#define LISTENERS_PER_LINE 16	/* addresses of one host name */

struct listener_set {
	struct listener *v;
	bool *fresh;		/* opened for this set, not taken over */
	size_t n, room;
};

/*
 * Opens what `common` asks for, taking over sockets of `old` (may be NULL)
 * with the same Listen text.  An error goes to diag.
 */
void listeners_open(struct listener_set *set, struct arena *a,
    const struct mpm_common *common, const struct listener_set *old,
    struct diag *diag);
/* For -t: the addresses that would be listened on, without sockets. */
void listeners_pretend(struct listener_set *set, struct arena *a,
    const struct mpm_common *common);
/* The set is not going to be used: closes what was opened for it. */
void listeners_abandon(struct listener_set *set);
/* Gives sockets that were taken over the options of the new configuration. */
void listeners_tune(const struct listener_set *set,
    const struct mpm_common *common);
/* The new set has taken over: closes what only the old one used. */
void listeners_retire(struct listener_set *old,
    const struct listener_set *now);
void listeners_close(struct listener_set *set);
/* Connections waiting in all accept queues together. */
int listeners_queued(const struct listener_set *set);

#endif
