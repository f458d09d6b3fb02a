/*
 * Directives as rows.
 *
 * To add a directive is to add a field and a row, in one file.  The row says
 * where it may stand, how its text becomes a value, which bounds hold, what
 * the value is without it, and what help says.  Place, arity and bounds are
 * checked from the row; merging is a property of the type.  A field of the
 * wrong type does not compile: see the CONF_* row macros.
 *
 * Values live in plain structs, one per owner and home:
 *
 *   CONF_PROCESS  one for the whole server (Listen, User, StartServers)
 *   CONF_SERVER   one per main server and virtual host (DocumentRoot)
 *   CONF_DIR      one per section and, merged, per directory (Options)
 */
#ifndef CONF_DIRECTIVE_H
#define CONF_DIRECTIVE_H

#include <stdint.h>

#include "conf/tree.h"

enum conf_home { CONF_PROCESS, CONF_SERVER, CONF_DIR, CONF_HOMES };

/* Places: S, V, D, H. */
enum {
	PLACE_SERVER = 1,
	PLACE_VHOST = 2,
	PLACE_DIR = 4,		/* Directory, Location, Files, If */
	PLACE_HTACCESS = 8,
	PLACE_S = PLACE_SERVER,
	PLACE_SV = PLACE_SERVER | PLACE_VHOST,
	PLACE_SVD = PLACE_SV | PLACE_DIR,
	PLACE_D = PLACE_DIR,
	PLACE_DH = PLACE_DIR | PLACE_HTACCESS,
	PLACE_SVDH = PLACE_SVD | PLACE_HTACCESS
};

/* AllowOverride classes. */
enum {
	OVERRIDE_NONE = 0,
	OVERRIDE_FILEINFO = 1,
	OVERRIDE_AUTHCONFIG = 2,
	OVERRIDE_LIMIT = 4,
	OVERRIDE_INDEXES = 8,
	OVERRIDE_OPTIONS = 16,
	OVERRIDE_ALL = 31
};

struct conf_apply;
struct directive;

/*
 * How the text of a directive becomes a value.  `set` may be called several
 * times on one field (lists append, scalars: the last wins); it reports what
 * is wrong through conf_apply_error and returns false.  `merge` makes *out
 * from an outer (base) and an inner (over) field, at least one of which was
 * set; NULL means the inner one wins.
 */
struct conf_type {
	const char *name;	/* "On|Off", "number", for -L and the manual */
	unsigned min_words, max_words;	/* UINT_MAX: any number */
	bool raw;		/* the whole rest of the line is one word,
				 * quotes and all */
	size_t size;		/* of the field; merging copies so many bytes,
				 * so a type that fills several fields spans
				 * all of them, or has a merge; 0: the type
				 * only looks at the line, field is NULL */
	bool (*set)(struct conf_apply *ap, const struct directive *row,
	    const struct conf_node *line, void *field);
	void (*merge)(struct arena *a, const struct directive *row, void *out,
	    const void *base, const void *over);
};

/* Words for CONF_KEYWORD; ends with word == NULL. */
struct conf_keyword {
	const char *word;	/* compared without case */
	int value;
};

struct directive {
	const char *name;
	unsigned places;
	enum conf_home home;
	const struct conf_type *type;
	size_t offset;
	const char *initial;	/* default, written as in a file; NULL: zero */
	const char *args;	/* syntax for -L: "On|Off", "num" */
	const char *help;	/* one sentence */
	unsigned override;	/* class for .htaccess */
	int64_t min, max;	/* bounds; both 0: the type's own */
	const struct conf_keyword *keywords;
	const char *renamed;	/* this is the old name of another row */
	bool read_time;		/* carried out by the reader, nothing to set */
	/* Containers: called instead of a type's set. */
	bool (*open)(struct conf_apply *ap, const struct directive *row,
	    const struct conf_node *node);
};

/* Who brings rows: a module, or a room of the server itself. */
struct conf_owner {
	const char *identifier;	/* "alias_module" */
	const char *source;	/* "mod_alias.c" */
	bool always_on;		/* LoadModule is not needed */
	const struct directive *rows; /* ends with name == NULL; may be NULL */
	size_t size[CONF_HOMES];
};

/*
 * Every owner there is, in a fixed order: the index of an owner is the index
 * of its structs in conf_values.  Made once, by src/modules.c.
 */
struct conf_registry {
	const struct conf_owner *const *owners;
	size_t n;
};

#define CONF_FIELD_(st, field, ctype)					\
	(offsetof(st, field) +						\
	    0 * sizeof(char[_Generic(((st *)NULL)->field, ctype: 1)]))
#define CONF_ROW_(name_, places_, home_, type_, off_, init_, args_,	\
    help_, ...)								\
	{ .name = (name_), .places = (places_), .home = (home_),	\
	  .type = &(type_), .offset = (off_), .initial = (init_),	\
	  .args = (args_), .help = (help_), __VA_ARGS__ }

/* bool */
#define CONF_FLAG(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_flag,			\
	    CONF_FIELD_(st, field, bool), initial, "On|Off",	\
	    help, __VA_ARGS__)
/* int64_t, strict, bounds from .min and .max */
#define CONF_INT(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_int,			\
	    CONF_FIELD_(st, field, int64_t), initial, "number",	\
	    help, __VA_ARGS__)
/* int64_t by atoi: MPM numbers are clamped later, never refused */
#define CONF_ATOI(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_atoi,			\
	    CONF_FIELD_(st, field, int64_t), initial, "number",	\
	    help, __VA_ARGS__)
/* int64_t milliseconds; "5", "5s", "500ms", "2min", "1h" */
#define CONF_TIME(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_time,			\
	    CONF_FIELD_(st, field, int64_t), initial, "seconds",	\
	    help, __VA_ARGS__)
/* struct str, owned by the generation */
#define CONF_STRING(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_string,			\
	    CONF_FIELD_(st, field, struct str), initial, "string",	\
	    help, __VA_ARGS__)
/* struct str, absolute: relative ones are taken from ServerRoot; normalised,
 * no trailing slash */
#define CONF_PATH(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_path,			\
	    CONF_FIELD_(st, field, struct str), initial, "path",	\
	    help, __VA_ARGS__)
/* int, one of .keywords */
#define CONF_KEYWORD(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_keyword,		\
	    CONF_FIELD_(st, field, int), initial, "keyword",	\
	    help, __VA_ARGS__)
/* struct strs; an inner list replaces an outer one, a repeated line appends */
#define CONF_WORDS(name, places, home, st, field, initial, help, ...)	\
	CONF_ROW_(name, places, home, conf_type_words,			\
	    CONF_FIELD_(st, field, struct strs), initial, "word ...",	\
	    help, __VA_ARGS__)
/* A type of the module's own: ctype must be the field's type. */
#define CONF_CUSTOM(name, places, home, type, st, field, ctype,		\
    initial, args, help, ...)						\
	CONF_ROW_(name, places, home, type,				\
	    CONF_FIELD_(st, field, ctype), initial, args, help, __VA_ARGS__)
/* Accepted, checked for place only, without effect here (tuning of others). */
#define CONF_ACCEPTED(name_, places_, args_, help_, ...)		\
	{ .name = (name_), .places = (places_), .type = &conf_type_accepted, \
	  .args = (args_), .help = (help_), __VA_ARGS__ }
/* <Name …>: open_ is called with the node. */
#define CONF_CONTAINER(name_, places_, open_, args_, help_, ...)	\
	{ .name = (name_), .places = (places_), .open = (open_),	\
	  .args = (args_), .help = (help_), __VA_ARGS__ }
#define CONF_END { .name = NULL }

extern const struct conf_type conf_type_flag, conf_type_int, conf_type_atoi,
    conf_type_time, conf_type_string, conf_type_path, conf_type_keyword,
    conf_type_words, conf_type_accepted;

/* Also for custom types: "5", "5s", "500ms", "2min", "1h" into ms. */
bool conf_parse_time(struct str s, int64_t *ms);

#endif
