/*
 * File-name extensions: the lists of the directives (mime_rules.c) and the
 * table of TypesConfig (mime_types.c), for the hook in mime.c.
 */
#ifndef MODULES_MIME_H
#define MODULES_MIME_H

#include "serve/module.h"

#define MIME_EXT_MAX 64		/* longer extensions are unknown, bytes */

/* What an extension can say about a file. */
enum mime_what { MIME_TYPE, MIME_CHARSET, MIME_ENCODING, MIME_LANGUAGE,
    MIME_HANDLER, MIME_WHATS };

/* value absent: nothing is said here; removed: Remove… took it away, for
 * the type from TypesConfig's table too. */
struct mime_fact {
	struct str value;
	bool removed;
};

struct mime_ext {
	struct str ext;		/* lower case, no dot */
	struct mime_fact fact[MIME_WHATS];
};

struct mime_rules {		/* sorted by ext */
	struct mime_ext *v;
	size_t n;
};

extern const struct conf_type mime_type_add, mime_type_remove;

/* ext is lower case. */
const struct mime_ext *mime_rules_find(const struct mime_rules *rules,
    struct str ext);

/* --- mime_types.c -------------------------------------------------------- */

struct mime_types;

/* Empty, then filled from text in the format of mime.types. */
struct mime_types *mime_types_new(struct arena *a);
void mime_types_add(struct mime_types *t, struct str text);
/* The table that is compiled in. */
void mime_types_add_builtin(struct mime_types *t);
/* Reads a file; 0 or an errno. */
int mime_types_read(struct mime_types *t, struct str path);
/* Absent when it is unknown; ext is lower case. */
struct str mime_types_find(const struct mime_types *t, struct str ext);

#endif
