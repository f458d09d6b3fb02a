/* Reads texts and files with a small registry, and shows what came out. */
#ifndef UNIT_CONF_FIXTURE_H
#define UNIT_CONF_FIXTURE_H

#include "conf/read.h"

/* One run of the reader.  Everything is in the arena. */
struct reading {
	struct arena *arena;
	struct conf_options opt;
	struct conf_modules modules;
	struct diag diag;
	struct conf_tree *tree;
};

/* core_module (always on), alias_module, headers_module. */
extern const struct conf_registry fixture_registry;

/* A run to come: server_root is the fixture's directory, no environment. */
struct reading reading_new(void);
/* Carries it out. */
void reading_run(struct reading *r);
/* Both, with a text in place of a file. */
struct reading read_text(const char *text);
struct reading read_bytes(const void *p, size_t n);
/* The file of this name in the fixture's directory. */
struct reading read_named(const char *name);

/* "A(1|2) B(x){C() }": names, words, children; one blank behind each. */
const char *shown(const struct reading *r);
/* What read_text() of this comes to; fails when there are errors. */
const char *shown_text(const char *text);
/* The message with these words on this line (0: any), or NULL. */
const struct diag_message *find_message(const struct reading *r,
    enum diag_severity s, unsigned line, const char *words);
/* All messages, as diag_print_line has them, one a line. */
const char *messages(const struct reading *r);

/* Files in a directory of this process's own; it is the working directory. */
void fixture_setup(void);
void fixture_teardown(void);
const char *fixture_root(void);
void make_file(const char *name, const char *text);
void make_directory(const char *name);

#define assert_error(r, line, words)					\
	ck_assert_msg(find_message((r), DIAG_ERROR, (line), (words)) != NULL, \
	    "no error \"%s\" on line %d in:\n%s", (words), (int)(line),	\
	    messages(r))
#define assert_warning(r, line, words)					\
	ck_assert_msg(							\
	    find_message((r), DIAG_WARNING, (line), (words)) != NULL,	\
	    "no warning \"%s\" on line %d in:\n%s", (words), (int)(line), \
	    messages(r))
#define assert_notice(r, line, words)					\
	ck_assert_msg(find_message((r), DIAG_NOTICE, (line), (words)) != NULL, \
	    "no notice \"%s\" on line %d in:\n%s", (words), (int)(line), \
	    messages(r))
#define assert_counts(r, e, w)						\
	ck_assert_msg((r)->diag.errors == (e) && (r)->diag.warnings == (w), \
	    "%zu errors, %zu warnings:\n%s", (r)->diag.errors,		\
	    (r)->diag.warnings, messages(r))

#endif
