/* Address sets: which virtual hosts a connection may mean. */
#ifndef SERVE_VHOST_H
#define SERVE_VHOST_H

#include "serve/site.h"

/* An exact name: the first site of the set that has it. */
struct vhost_name {
	struct str name;	/* lower case; absent: a free place */
	size_t site;		/* index into the set's sites */
};

/* A ServerAlias with wildcards. */
struct vhost_wild {
	struct str pattern;
	size_t site;
};

struct address_set {
	struct site_addr at;
	struct site **sites;	/* file order, at least one */
	size_t n_sites;
	struct vhost_name *names;	/* hash, open addressing */
	size_t mask, n_names;
	struct vhost_wild *wild;	/* by site */
	size_t n_wild;
};

/* What sites->index points to. */
struct site_index {
	struct address_set **sets;	/* in the order of first mention */
	size_t n_sets;
	struct str hostname;	/* of the system */
};

/* Makes sites->index of all sites' addresses and names. */
void vhost_index(struct sites *s);
/* Reads the words of a <VirtualHost> line into site->addrs. */
void vhost_addresses(struct sites *s, struct site *site,
    const struct strs *words, struct diag *diag);
static inline const struct site_index *
vhost_index_of(const struct sites *s)
{
	return s->index;
}
/* The site of a set that has this (lower-case) exact name, or NULL. */
const struct vhost_name *vhost_find_name(const struct address_set *set,
    struct str name);

#endif
