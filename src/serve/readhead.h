/*
 * Waiting for a request and reading its head, within the limits of
 * KeepAliveTimeout, RequestReadTimeout and the Limit directives.
 */
#ifndef SERVE_READHEAD_H
#define SERVE_READHEAD_H

#include "serve/worker.h"

/* A retiring worker still waits this long for a next request, ms. */
#define RETIRE_GRACE_MS 900

enum readhead {
	READHEAD_NONE,		/* closed or silent: nothing to answer */
	READHEAD_STOPPED,	/* the worker is wanted elsewhere */
	READHEAD_DONE,
	READHEAD_BAD		/* r->status is the answer */
};

enum readhead readhead(struct request *r);

#endif
