/*
 * Lines and words.
 *
 * The order of steps is httpd's: lines are joined first, and only then is a
 * comment a comment.  That makes traps, which the reader warns about.
 */
#include "conf/lex.h"

#include "conf/read.h"

void
lex_init(struct lex *lex, struct str text)
{
	*lex = (struct lex){ .rest = text, .next = 1 };
	buf_init(&lex->joined, LEX_LINE_MAX);
}

void
lex_release(struct lex *lex)
{
	buf_release(&lex->joined);
}

static bool
ends_in(struct str s, char c)
{
	return s.n > 0 && s.p[s.n - 1] == c;
}

static struct str
chop(struct str s, char c)
{
	return ends_in(s, c) ? str_of(s.p, s.n - 1) : s;
}

/* One physical line; *ended says whether a line end stood behind it. */
static struct str
cut_physical(struct lex *lex, bool *ended)
{
	ptrdiff_t at = str_find(lex->rest, '\n');
	struct str piece = lex->rest;

	lex->next++;
	*ended = at >= 0;
	if (at < 0) {
		lex->rest = str_skip(lex->rest, lex->rest.n);
		return piece;
	}
	lex->rest = str_skip(lex->rest, (size_t)at + 1);
	return str_of(piece.p, (size_t)at);
}

/* A backslash right before LF or CR LF, but not before the end of file. */
static bool
continues(struct str piece, bool ended)
{
	return ended && ends_in(chop(piece, '\r'), '\\');
}

static bool
has_blank_after_backslash(struct str piece, bool ended)
{
	piece = chop(piece, '\r');
	return ended && !ends_in(piece, '\\') && ends_in(str_trim(piece), '\\');
}

/* Appends the lines that follow `piece`; returns the last of them. */
static struct str
join(struct lex *lex, struct str piece, bool *ended)
{
	buf_reset(&lex->joined);
	while (continues(piece, *ended)) {
		buf_str_put(&lex->joined, chop(chop(piece, '\r'), '\\'));
		piece = cut_physical(lex, ended);
	}
	buf_str_put(&lex->joined, piece);
	return piece;
}

bool
lex_next(struct lex *lex, struct lex_line *line)
{
	const char *start = lex->rest.p;
	struct str piece;
	bool ended;

	if (lex->rest.n == 0)
		return false;
	*line = (struct lex_line){ .first = lex->next };
	piece = cut_physical(lex, &ended);
	line->text = piece;
	line->too_long = piece.n > LEX_LINE_MAX;
	if (continues(piece, ended)) {
		piece = join(lex, piece, &ended);
		line->text = buf_str(&lex->joined);
		line->too_long = lex->joined.full;
	}
	line->raw = str_of(start, (size_t)(lex->rest.p - start));
	line->has_nul = str_find(line->text, '\0') >= 0;
	line->blank_after_backslash = has_blank_after_backslash(piece, ended);
	line->text = str_trim(line->text);
	return true;
}

static struct str
skip_blanks(struct str s)
{
	while (s.n > 0 && char_is_space(s.p[0]))
		s = str_skip(s, 1);
	return s;
}

/* Length of a quoted word's inside; the closing quote is not counted. */
static size_t
quoted_length(struct str s, char quote)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != quote) {
		if (s.p[i] == '\\' && i + 1 < s.n &&
		    (s.p[i + 1] == quote || s.p[i + 1] == '\\'))
			i++;
		i++;
	}
	return i;
}

static size_t
plain_length(struct str s)
{
	size_t i = 0;

	while (i < s.n && !char_is_space(s.p[i]))
		i++;
	return i;
}

bool
lex_word(struct str *rest, struct lex_word *word)
{
	struct str s = skip_blanks(*rest);
	size_t n;

	*rest = s;
	if (s.n == 0)
		return false;
	*word = (struct lex_word){ .closed = true };
	if (s.p[0] == '"' || s.p[0] == '\'') {
		word->quote = s.p[0];
		s = str_skip(s, 1);
		n = quoted_length(s, word->quote);
		word->closed = n < s.n;
	} else {
		n = plain_length(s);
	}
	word->text = str_of(s.p, n);
	*rest = skip_blanks(str_skip(s,
	    word->quote && word->closed ? n + 1 : n));
	return true;
}

struct str
lex_word_value(struct arena *a, const struct lex_word *word)
{
	struct str in = word->text;
	char *out;
	size_t i, n = 0;

	if (str_find(in, '\\') < 0)
		return in;
	out = arena_alloc(a, in.n + 1);
	for (i = 0; i < in.n; i++) {
		if (in.p[i] == '\\' && i + 1 < in.n &&
		    (in.p[i + 1] == '\\' ||
			(word->quote && in.p[i + 1] == word->quote)))
			i++;
		out[n++] = in.p[i];
	}
	return str_of(out, n);
}

/* 1-based column of p in the line as it was written; 0: not in there. */
static size_t
column_of(const struct conf_pos *pos, const char *p)
{
	uintptr_t start = (uintptr_t)pos->source.p, at = (uintptr_t)p;

	if (at < start || at - start > pos->source.n)
		return 0;
	return at - start + 1;
}

static void
warn_about(struct diag *d, const struct conf_pos *pos,
    const struct lex_word *word, bool *hash_seen)
{
	const char *start = word->quote ? word->text.p - 1 : word->text.p;

	if (!word->closed) {
		diag_warn(d, pos, "the quote %c is never closed: the word runs "
		    "to the end of the line", word->quote);
		diag_remedy(d, "close it, or put no quote at the start");
	} else if (!*hash_seen && !word->quote &&
	    str_eq(word->text, STR("#"))) {
		*hash_seen = true;
		diag_warn(d, pos, "# does not begin a comment here: it and "
		    "what follows are arguments");
		diag_remedy(d, "give the comment a line of its own");
	} else {
		return;
	}
	if (pos != NULL)
		diag_column(d, column_of(pos, start));
}

struct strs
conf_words(struct arena *a, struct str line, struct diag *diag,
    const struct conf_pos *pos)
{
	struct strs words = { NULL, 0 };
	struct lex_word word;
	bool hash_seen = false;

	while (lex_word(&line, &word)) {
		if (diag != NULL)
			warn_about(diag, pos, &word, &hash_seen);
		ARENA_PUSH(a, words.v, words.n, lex_word_value(a, &word));
	}
	return words;
}
