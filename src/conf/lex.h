/*
 * Bytes to logical lines, and lines to words.  Borrows the text; joined lines
 * live in the lexer's buffer and are gone with the next line.
 */
#ifndef CONF_LEX_H
#define CONF_LEX_H

#include "base/arena.h"
#include "base/buf.h"

/* The longest logical line, as httpd has it. */
#define LEX_LINE_MAX (16u << 20)

struct lex {
	struct str rest;
	unsigned next;		/* number of the next physical line */
	struct buf joined;
};

struct lex_line {
	struct str text;	/* trimmed */
	struct str raw;		/* the physical lines it was made of */
	unsigned first;		/* number of the first physical line */
	bool too_long;		/* text is not whole */
	bool has_nul;
	bool blank_after_backslash;
};

void lex_init(struct lex *lex, struct str text);
void lex_release(struct lex *lex);
bool lex_next(struct lex *lex, struct lex_line *line);

struct lex_word {
	struct str text;	/* without quotes; escapes still in it */
	char quote;		/* 0: none */
	bool closed;		/* the quote, if any, has its end */
};

/* Cuts the next word off *rest; false at the end. */
bool lex_word(struct str *rest, struct lex_word *word);
/* The word with its escapes undone; borrows when there are none. */
struct str lex_word_value(struct arena *a, const struct lex_word *word);

#endif
