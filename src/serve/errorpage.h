/*
 * Answers that are not what was asked for: ErrorDocument and the canned
 * pages.
 */
#ifndef SERVE_ERRORPAGE_H
#define SERVE_ERRORPAGE_H

#include "serve/pipeline.h"

/*
 * r ends with an error: fields meant for success are dropped, then the
 * ErrorDocument is tried and, when there is none or it fails, the canned page
 * made.  Returns the request that is answered (r, or the document's).
 */
struct request *errorpage_answer(struct request *r, int status);
/* The canned page as body of r->response, whose status is set; `second` is
 * the error of a failed ErrorDocument or 0. */
void errorpage_canned(struct request *r, int second);
/* Ends a body that will not be sent. */
void errorpage_drop_body(struct request *r);

#endif
