/*
 * Lines into the worker's log ring: no system call as long as the logger is
 * awake and the ring has room.
 */
#ifndef SERVE_ACCESSLINE_H
#define SERVE_ACCESSLINE_H

#include "serve/worker.h"

/* A full ring makes the worker wait this long for the logger, ms. */
#define LINE_WAIT_MS 10000

void worker_line(struct worker *w, unsigned target, struct str line);
/* The sink for error lines; ctx is the worker. */
void worker_sink_put(void *ctx, unsigned target, struct str line);

#endif
