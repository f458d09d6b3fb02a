/*
 * The answer on its way out: spans of memory and of files, in order.  Only
 * output_flush touches the socket, so that what is left can be sent later.
 */
#ifndef SERVE_OUTPUT_H
#define SERVE_OUTPUT_H

#include "serve/worker.h"

/* Nothing is pending; spans will live in the request's arena. */
void output_reset(struct conn *c);
/* The bytes must stay until they are sent. */
void output_bytes(struct conn *c, struct str s);
/* A file that is shorter than that breaks the connection: its client must
 * not take what there is for the whole. */
void output_file(struct conn *c, int fd, uint64_t at, uint64_t n);
bool output_is_empty(const struct conn *c);
/*
 * Sends everything; more follows soon when `more`.  False when the client
 * is gone or does not read: the connection is broken from then on.
 */
bool output_flush(struct conn *c, bool more);

#endif
