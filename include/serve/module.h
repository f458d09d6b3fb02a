/*
 * What a module is: directive rows, hooks, and named handlers.
 *
 * Hooks and handlers get the module's own two structs for this request: the
 * server's and the merged directory's (as declared by owner.size; NULL when
 * the size is 0).  A module never touches a socket, never exits, forks or
 * signals, and has no writable statics: it may run in many threads.
 *
 * Steps of the pipeline, in order:
 *
 *   map      URL path to file name; the first PASS ends the step
 *   (place)  serve's own: sections are merged, the file is looked at
 *   access   by address; every hook must PASS or DECLINE
 *   authn    who is it; the first PASS ends the step
 *   authz    may they; every hook must PASS or DECLINE
 *   type     media type, handler, language: all run
 *   fixup    response fields, indexes, redirects: all run until one ANSWERED
 *   (handle) the named handler, or the default one
 *   log      after the answer: all run, the verdict is ignored
 *
 * An HTTP status as verdict ends the pipeline and becomes the answer.
 */
#ifndef SERVE_MODULE_H
#define SERVE_MODULE_H

#include "conf/apply.h"

struct request;
struct site;
struct sites;

/* PASS: done, go on.  DECLINE: not mine.  ANSWERED: r->response is set.
 * Otherwise an HTTP status of 300 and above. */
enum verdict { PASS = 0, DECLINE = -1, ANSWERED = -2 };

typedef enum verdict module_hook(struct request *r, const void *server,
    const void *dir);

struct handler {
	const char *name;	/* "default-handler", "server-status" */
	module_hook *run;
};

/* What a module may do once the whole file has been read. */
struct module_setup {
	struct sites *sites;
	struct arena *arena;	/* the generation's */
	struct diag *diag;
};

struct module {
	struct conf_owner owner;
	/*
	 * Called for every site after merging (main server first), to resolve
	 * names, read tables and register logs (site_log).  `server` and `dir`
	 * are this module's structs of the site, still writable.
	 */
	void (*setup)(struct module_setup *ms, struct site *site, void *server,
	    void *dir);
	module_hook *map, *access, *authn, *authz, *type, *fixup, *log;
	const struct handler *handlers;	/* ends with name == NULL */
};

struct module_list {
	const struct module *const *v;	/* index is NOT the owner's index */
	size_t n;
};

#endif
