/*
 * The request's body: how much of it was read, and getting rid of the rest.
 * request_body_read (serve/request.h) is the way modules see it.
 */
#ifndef SERVE_BODY_H
#define SERVE_BODY_H

#include "http/chunk.h"
#include "serve/worker.h"

/* Unread bytes that are thrown away to keep a connection; a longer rest
 * costs more than a new connection.  1 MiB. */
#define BODY_DISCARD_MAX (1024u * 1024)

struct request_body {
	enum http_body framing;
	uint64_t left;		/* LENGTH: not yet read */
	uint64_t got;
	struct http_chunk chunk;
	bool expects;		/* the client waits for "100 Continue" */
	bool started, done;
	int status;		/* what went wrong, for ever */
	int64_t start_ms;
};

void body_begin(struct request *r);
/*
 * Before a static answer: a chunked body is read first, because what is wrong
 * with it makes the request wrong.  0 or a status.
 */
int body_discard_early(struct request *r);
/* Can the rest be thrown away after the answer, so that the next request is
 * found behind it? */
bool body_is_discardable(const struct conn *c);
/* Throws the rest away; false when the connection cannot go on. */
bool body_discard(struct request *r);

#endif
