/*
 * What the master puts on the board for the status page: who it is, its CPU
 * time, and where the counters stood at the last HUP.
 */
#include "master/master.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "master/server.h"

void
server_introduce(const struct server *s)
{
	struct board_head *head = board_head_rw(s->board);

	snprintf(head->mpm, sizeof(head->mpm), "%s", s->o->mpm->name);
	snprintf(head->built, sizeof(head->built), "%s", master_built);
	atomic_store(&head->born_us, clock_wall_us());
	atomic_store(&head->master_pid, (uint32_t)getpid());
	server_publish_cpu(s);
}

static uint64_t
microseconds(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

void
server_publish_cpu(const struct server *s)
{
	struct board_head *head = board_head_rw(s->board);
	struct rusage own, children;

	if (getrusage(RUSAGE_SELF, &own) < 0 ||
	    getrusage(RUSAGE_CHILDREN, &children) < 0)
		return;
	atomic_store(&head->cpu_user_us, microseconds(own.ru_utime));
	atomic_store(&head->cpu_system_us, microseconds(own.ru_stime));
	atomic_store(&head->cpu_children_user_us,
	    microseconds(children.ru_utime));
	atomic_store(&head->cpu_children_system_us,
	    microseconds(children.ru_stime));
}

/* Slots are left alone: their workers may be counting right now. */
void
server_restart_totals(const struct server *s)
{
	struct board_head *head = board_head_rw(s->board);
	uint64_t accesses = 0, bytes = 0, duration_us = 0;

	for (unsigned i = 0; i < s->children.used; i++) {
		const struct board_slot *slot = board_slot(s->board, i);

		accesses += atomic_load(&slot->accesses);
		bytes += atomic_load(&slot->bytes);
		duration_us += atomic_load(&slot->duration_us);
	}
	atomic_store(&head->base_accesses, accesses);
	atomic_store(&head->base_bytes, bytes);
	atomic_store(&head->base_duration_us, duration_us);
}
