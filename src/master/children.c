#include "master/children.h"

#include <signal.h>

#include "master/generation.h"

void
children_init(struct children *c, struct arena *a, unsigned slots)
{
	*c = (struct children){ .n = slots };
	c->v = ARENA_ARRAY(a, struct child, slots);
	for (unsigned i = 0; i < slots; i++)
		c->v[i].slot = i;
}

struct child *
children_free_slot(struct children *c)
{
	for (unsigned i = 0; i < c->n; i++) {
		if (c->v[i].pid == 0)
			return &c->v[i];
	}
	return NULL;
}

void
children_add(struct children *c, struct child *at, pid_t pid,
    struct generation *g, int64_t now_ms)
{
	at->pid = pid;
	at->generation = g;
	at->born_ms = now_ms;
	at->asked = 0;
	g->children++;
	c->alive++;
	if (at->slot >= c->used)
		c->used = at->slot + 1;
}

struct child *
children_find(struct children *c, pid_t pid)
{
	for (unsigned i = 0; i < c->used; i++) {
		if (c->v[i].pid == pid)
			return &c->v[i];
	}
	return NULL;
}

void
children_remove(struct children *c, struct child *child)
{
	child->generation->children--;
	c->alive--;
	child->pid = 0;
	child->generation = NULL;
}

void
children_signal(const struct children *c, const struct generation *g, int sig)
{
	for (unsigned i = 0; i < c->used; i++) {
		const struct child *k = &c->v[i];

		/* Not yet reaped, so the number cannot be anybody else's. */
		if (k->pid > 0 && (g == NULL || k->generation == g))
			kill(k->pid, sig);
	}
}
