/*
 * Sites: the main server and the virtual hosts of one generation, their
 * sections, and which of them answers a request.
 * Built once by the master, then only read; everything lives in the
 * generation's arena.
 */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include "log/book.h"
#include "net/addr.h"
#include "net/listen.h"
#include "serve/core.h"

struct section;			/* serve's own: <Directory>, <Files>, … */

struct section_list {
	struct section **v;
	size_t n;
};

/* An address of a <VirtualHost> line. */
struct site_addr {
	struct net_addr addr;	/* len 0: any ("*", "_default_") */
	unsigned port;		/* 0: any */
};

struct site {
	const struct conf_pos *pos;	/* of <VirtualHost>; NULL: main */
	struct sites *sites;
	struct conf_values *server;	/* merged over the main server's */
	struct conf_values *dir;	/* the site's own level, merged */
	struct section_list directories, files, locations;
	struct site_addr *addrs;
	size_t n_addrs;
	struct reqtimeout_server read_timeouts;	/* copied at set-up */
	unsigned error_log;		/* log number */
	struct log log;			/* levels of the site; sink unset */
};

struct sites {
	struct arena *arena;
	const struct conf_registry *registry;
	const struct module_list *modules;
	struct conf_modules loaded;
	const struct conf_tree *tree;
	struct conf_values *process;
	struct site *main;
	struct site **hosts;		/* virtual hosts in file order */
	size_t n_hosts;
	struct log_book *book;
	unsigned generation;
	void *index;			/* serve's own: address look-up */
};

/*
 * Applies the tree: process, server and directory values, virtual hosts,
 * sections, log numbers, module set-up.  Problems go to diag; the result is
 * usable when diag->errors is 0.
 */
struct sites *sites_build(struct arena *a, const struct conf_tree *tree,
    const struct conf_registry *registry, const struct conf_modules *loaded,
    const struct module_list *modules, struct log_book *book,
    unsigned generation, struct diag *diag);

/* Checks that need the file system or the listeners: DocumentRoot exists,
 * a virtual host's port is listened on (unless none is given: not known
 * yet), names shadowed (-t, start). */
void sites_check(struct sites *s, const struct listener *listeners,
    size_t n_listeners, bool check_roots, struct diag *diag);

/* Number of a log; registers it in the book.  -1 after reporting. */
int site_log(struct module_setup *ms, const struct site *site, struct str text);

/* The set of a connection's local address, then the site by host name. */
const void *sites_of_address(const struct sites *s,
    const struct net_addr *local);
const struct site *sites_by_host(const struct sites *s, const void *address_set,
    struct str host);
/* ServerName, or the system's host name. */
struct str site_name(const struct site *s);
/* -S: the table of virtual hosts. */
void sites_dump(const struct sites *s, struct buf *out);

#endif
