/*
 * What is wrong with a configuration: all of it in one run.
 *
 * Every message has a severity, a position (file, first physical line, the
 * line itself, the include chain) and, where there is one, a remedy ("did you
 * mean ServerName?").  At most DIAG_MAX messages are kept, further ones are
 * counted; an error then takes the place of a lesser message.  Messages live
 * in the arena the list was made with.
 */
#ifndef CONF_DIAG_H
#define CONF_DIAG_H

#include "base/arena.h"
#include "base/buf.h"

#define DIAG_MAX 100

enum diag_severity { DIAG_NOTICE, DIAG_WARNING, DIAG_ERROR };

/* Where a line came from.  Immutable, shared, lives as long as the tree. */
struct conf_pos {
	struct str file;	/* path, or "-C/-c directives" */
	unsigned line;		/* first physical line, from 1; 0: none */
	struct str source;	/* the logical line, trimmed */
	const struct conf_pos *from;	/* the Include that led here */
};

struct diag_message {
	enum diag_severity severity;
	unsigned number;	/* AHnnnnn or 0 */
	const struct conf_pos *pos;	/* NULL: about the whole */
	size_t column;		/* 1-based into source; 0: the whole line */
	struct str text;
	struct str remedy;	/* absent when there is none */
};

struct diag {
	struct arena *arena;
	struct diag_message *v;
	size_t n;
	size_t errors, warnings, dropped;
	struct diag_message *latest;	/* NULL: it was dropped */
};

void diag_init(struct diag *d, struct arena *a);
void diag_add(struct diag *d, enum diag_severity s, const struct conf_pos *pos,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Adds to the latest message. */
void diag_remedy(struct diag *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void diag_number(struct diag *d, unsigned number);
void diag_column(struct diag *d, size_t column);

#define diag_error(d, pos, ...) diag_add((d), DIAG_ERROR, (pos), __VA_ARGS__)
#define diag_warn(d, pos, ...) diag_add((d), DIAG_WARNING, (pos), __VA_ARGS__)
#define diag_note(d, pos, ...) diag_add((d), DIAG_NOTICE, (pos), __VA_ARGS__)

/*
 * The first word of a line, fit to be shown: a configuration may be told to
 * include any file, and the lines of a password file are nobody's business.
 * What looks like the name of a directive or a section is cut to 40 bytes,
 * anything else becomes "(not shown)".
 */
struct str diag_word(struct str word);

/*
 * For a terminal: "AH00526: Syntax error on line 3 of /etc/x.conf:", the
 * text, the source line with a caret, the include chain and the remedy.  A
 * source line is left out when diag_word would not show its first word.
 * Control bytes come out as "?".
 */
void diag_print(struct buf *out, const struct diag_message *m);
/* For the error log: one line, no newline. */
void diag_print_line(struct buf *out, const struct diag_message *m);

#endif
