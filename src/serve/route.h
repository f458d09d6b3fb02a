/*
 * Ways through the file system, with what Options says about symbolic links.
 *
 * The path of a request is normalised, so that ".." never leads out of it;
 * what could are links.  Options may differ from directory to directory, so a
 * path is cut into legs of one policy each:
 *
 *   FOLLOW  FollowSymLinks: links are followed wherever they lead, also out
 *           of the DocumentRoot, as users of httpd expect; but never the
 *           magic ones of /proc, which lead to this process's descriptors
 *   OWNER   SymLinksIfOwnerMatch: link and target have the same owner.  Each
 *           component is held by a descriptor while it is judged, so nothing
 *           can be exchanged behind the check
 *   NEVER   the kernel refuses every link (openat2)
 */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/arena.h"

enum link_policy { LINKS_FOLLOW, LINKS_OWNER, LINKS_NEVER };

struct leg {
	enum link_policy policy;
	const char *path;	/* the first is absolute, others relative */
};

struct route {
	struct leg *v;
	size_t n;
};

/* A path taken apart: /a/b has two components that end at 2 and 4. */
struct components {
	struct str full;	/* without "//"; a trailing slash stays */
	struct str path;	/* the same, no trailing slash; "" for "/" */
	size_t n;
	size_t *end;		/* [n] offset behind the component */
	enum link_policy *policy;	/* [n] of the directory it stands in */
};

/* False when a component is "." or "..", or the path is not absolute.
 * Policies are left FOLLOW. */
bool components_cut(struct arena *a, struct str path, struct components *out);
/* The path of the first k components; "" for none. */
struct str components_path(const struct components *c, size_t k);
/* The way to the first k components. */
void route_make(struct arena *a, const struct components *c, size_t k,
    struct route *out);
/* Into an arena that lives longer. */
void route_copy(struct arena *a, const struct route *r, struct route *out);
/* A descriptor or -errno: ELOOP for a link that is not allowed. */
int route_open(const struct route *r, int flags);
/* stat of where it leads; 0 or an errno. */
int route_look(const struct route *r, struct stat *st);

#endif
