/*
 * The pipeline: named steps, carried out in order until one has an answer.
 */
#ifndef SERVE_PIPELINE_H
#define SERVE_PIPELINE_H

#include "serve/worker.h"

/* A chain of internal redirects is cut after this many (AH00124). */
#define PIPELINE_REDIRECTS_MAX 10

/* Collects the hooks and handlers of the modules that are on. */
void pipeline_collect(struct worker *w);
/* A whole request: ANSWERED or a status. */
enum verdict pipeline_run(struct request *r);
/* The same for a request whose path is already known (lookup.c). */
enum verdict pipeline_run_path(struct request *r);
/* All but the handler: PASS when it may be served. */
enum verdict pipeline_look(struct request *r);
/* All log hooks. */
void pipeline_log(struct request *r);

/* --- methods.c ----------------------------------------------------------- */

/* What the method alone decides: CONNECT, TRACE, "OPTIONS *", unknown. */
enum verdict methods_first(struct request *r);
/* What a static resource does not take: OPTIONS, and 405 for PUT. */
enum verdict methods_static(struct request *r);

/* --- lookup.c ------------------------------------------------------------ */

/* A request for another path on behalf of r, in the same arena. */
struct request *lookup_derive(struct request *r);
/* Replaces r as what is answered: an internal redirect to an encoded path
 * with "?query".  0, or the status why not. */
int lookup_redirect(struct request *r, struct str target, struct request **out);

#endif
