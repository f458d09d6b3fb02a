/* Sites of a configuration text with the core alone, for looking at. */
#ifndef UNIT_SERVE_LOADED_H
#define UNIT_SERVE_LOADED_H

#include <check.h>

#include "serve/site.h"

struct loaded {
	struct arena *arena;
	struct sites *sites;
	struct log_book book;
	struct diag diag;
	struct buf said;	/* all messages, one a line */
};

/* Reads and builds; errors are for the test to look at. */
void loaded_open(struct loaded *l, const char *text);
void loaded_close(struct loaded *l);
/* All messages so far, "severity: text" by line. */
const char *loaded_messages(struct loaded *l);
/* The site for a local "address:port" text pair and a host. */
const struct site *loaded_site(struct loaded *l, const char *address,
    unsigned port, const char *host);

#endif
