/*
 * The rows of known.c, by families.  A row whose directive exists here is
 * never looked at and may go.
 */
#ifndef CONF_KNOWN_TABLE_H
#define CONF_KNOWN_TABLE_H

#include "conf/known.h"

/* An error: it changes access, routing or content. */
#define REFUSE(name, module, advice)					\
	{ name, module, KNOWN_ERROR, advice, NULL }
/* An error, but for this first word. */
#define UNLESS(word, name, module, advice)				\
	{ name, module, KNOWN_ERROR, advice, word }
#define IGNORE(name, module, advice)					\
	{ name, module, KNOWN_IGNORE, advice, NULL }
#define GONE(name, module, advice)					\
	{ name, module, KNOWN_REMOVED, advice, NULL }

struct known_table {
	const struct known_directive *v;
	size_t n;
};

#define KNOWN_TABLE(rows) { (rows), ARRAY_LEN(rows) }

/* core, MPMs, and what httpd has dropped */
extern const struct known_table known_core;
/* bundled modules that shape requests and answers */
extern const struct known_table known_content;
/* access control and authentication, with their libraries */
extern const struct known_table known_access;
/* TLS, proxies, caches, HTTP/2, policies */
extern const struct known_table known_edge;
/* third-party modules, by prefix */
extern const struct known_table known_foreign;

#endif
