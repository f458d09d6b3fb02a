#include "master/children.h"

#include <signal.h>

#include "master/generation.h"

/* The table is copied with every fork: it grows as the pool does. */
#define CHILDREN_STEP 32u

void
children_init(struct children *c, struct arena *a, unsigned slots)
{
	*c = (struct children){ .arena = a, .n = slots };
}

static void
grow(struct children *c)
{
	unsigned made = c->made + CHILDREN_STEP < c->n ?
	    c->made + CHILDREN_STEP : c->n;

	c->v = arena_grow(c->arena, c->v, c->made, made, sizeof(c->v[0]));
	for (; c->made < made; c->made++)
		c->v[c->made].slot = c->made;
}

struct child *
children_free_slot(struct children *c)
{
	unsigned i = 0;

	while (i < c->made && c->v[i].pid != 0)
		i++;
	if (i == c->made && c->made < c->n)
		grow(c);
	return i < c->made ? &c->v[i] : NULL;
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
