/*
 * Names that exist somewhere: every directive of httpd 2.4 and trunk with its
 * module, so that "exists in httpd, not supported here, because" can be told
 * from "unknown", and the nearest valid names for a typing error.
 */
#ifndef CONF_KNOWN_H
#define CONF_KNOWN_H

#include "conf/directive.h"

/* What is done with a directive we know of but do not have. */
enum known_treatment {
	KNOWN_ERROR,	/* it changes access, routing or content */
	KNOWN_IGNORE,	/* tuning, or harmless to leave out: a notice */
	KNOWN_REMOVED	/* gone from httpd too: a notice */
};

struct known_directive {
	const char *name;	/* a trailing * is a prefix: "SSL*" */
	const char *module;	/* "mod_ssl" */
	enum known_treatment treatment;
	const char *advice;	/* why, or what to do instead; NULL */
	const char *harmless;	/* first word that asks for nothing we lack
				 * ("off"): no message at all; NULL */
};

/* Full names win over prefixes; any case. */
const struct known_directive *known_find(struct str name);
/* An identifier ("ssl_module") or source ("mod_ssl.c") of httpd's own?
 * Case counts, as in LoadModule and <IfModule>. */
bool known_module(struct str name);
/*
 * Up to max nearest names (optimal string alignment distance, the limit grows
 * with the length) among directives and containers allowed in `place`, best
 * first.  Old names are not offered.
 */
size_t known_nearest(const struct conf_registry *registry, struct str name,
    unsigned place, const char **out, size_t max);

#endif
