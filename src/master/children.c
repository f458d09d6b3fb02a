#include "master/children.h"

#include <signal.h>
#include <sys/mman.h>

#include "master/generation.h"

bool
children_init(struct children *c, unsigned slots)
{
	size_t size = slots * sizeof(struct child);
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*c = (struct children){ .n = slots };
	if (p == MAP_FAILED)
		return false;
	c->v = p;
	return madvise(p, size, MADV_DONTFORK) == 0;
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

unsigned
children_slot(const struct children *c, const struct child *child)
{
	return (unsigned)(child - c->v);
}

unsigned
children_of(const struct children *c, const struct generation *g)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->used; i++)
		n += c->v[i].pid != 0 && c->v[i].generation == g;
	return n;
}

void
children_add(struct children *c, struct child *at, pid_t pid,
    struct generation *g, int64_t now_ms)
{
	at->pid = pid;
	at->generation = g;
	at->born_ms = now_ms;
	at->asked = 0;
	c->alive++;
	if (children_slot(c, at) >= c->used)
		c->used = children_slot(c, at) + 1;
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
