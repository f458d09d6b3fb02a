/*
 * The list of what is wrong with a configuration, and how it is printed.
 */
#include "conf/diag.h"

/* A message cannot be longer: the words in it may be megabytes. */
#define TEXT_MAX 2000
/* So many bytes of a source line are shown. */
#define SOURCE_MAX 160
#define WORD_MAX 40
/* "Syntax error on line n": the number of that message in httpd. */
#define AH_SYNTAX 526

void
diag_init(struct diag *d, struct arena *a)
{
	*d = (struct diag){ .arena = a };
}

/* Makes room for an error by dropping the last message below one. */
static bool
drop_lesser(struct diag *d)
{
	size_t i = d->n;

	while (i > 0 && d->v[i - 1].severity == DIAG_ERROR)
		i--;
	if (i == 0)
		return false;
	memmove(&d->v[i - 1], &d->v[i], (d->n - i) * sizeof(d->v[0]));
	d->n--;
	return true;
}

static void
count(struct diag *d, enum diag_severity s)
{
	switch (s) {
	case DIAG_ERROR:
		d->errors++;
		break;
	case DIAG_WARNING:
		d->warnings++;
		break;
	case DIAG_NOTICE:
		break;
	}
}

static struct str format(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

static struct str
format(struct arena *a, const char *fmt, va_list ap)
{
	struct str text = arena_vprintf(a, fmt, ap);

	if (text.n > TEXT_MAX)
		text.n = TEXT_MAX;
	return text;
}

void
diag_add(struct diag *d, enum diag_severity s, const struct conf_pos *pos,
    const char *fmt, ...)
{
	va_list ap;

	count(d, s);
	d->latest = NULL;
	if (d->v == NULL)
		d->v = ARENA_ARRAY(d->arena, struct diag_message, DIAG_MAX);
	if (d->n == DIAG_MAX) {
		d->dropped++;
		if (s != DIAG_ERROR || !drop_lesser(d))
			return;
	}
	d->latest = &d->v[d->n++];
	*d->latest = (struct diag_message){ .severity = s, .pos = pos };
	va_start(ap, fmt);
	d->latest->text = format(d->arena, fmt, ap);
	va_end(ap);
}

void
diag_remedy(struct diag *d, const char *fmt, ...)
{
	va_list ap;

	if (d->latest == NULL)
		return;
	va_start(ap, fmt);
	d->latest->remedy = format(d->arena, fmt, ap);
	va_end(ap);
}

void
diag_number(struct diag *d, unsigned number)
{
	if (d->latest != NULL)
		d->latest->number = number;
}

void
diag_column(struct diag *d, size_t column)
{
	if (d->latest != NULL)
		d->latest->column = column;
}

static bool
name_char(char c)
{
	return char_is_alpha(c) || char_is_digit(c) || c == '_' || c == '-' ||
	    c == '.';
}

/* "ServerName", "<Directory", "</Directory>", "<": fit to be shown. */
static bool
is_name(struct str s)
{
	size_t i = 0;

	if (s.n > 0 && s.p[0] == '<') {
		i += s.n > 1 && s.p[1] == '/' ? 2 : 1;
		if (i == s.n)
			return true;
		if (s.p[s.n - 1] == '>')
			s.n--;
	}
	if (i >= s.n || !char_is_alpha(s.p[i]))
		return false;
	while (i < s.n && name_char(s.p[i]))
		i++;
	return i == s.n;
}

struct str
diag_word(struct str word)
{
	if (!is_name(word))
		return STR("(not shown)");
	return str_of(word.p, word.n < WORD_MAX ? word.n : WORD_MAX);
}

/* Never lets a file speak to the terminal; columns stay what they are. */
static char
harmless(char c)
{
	if (c == '\t')
		return ' ';
	return (unsigned char)c < ' ' || c == 127 ? '?' : c;
}

static void
put_clean(struct buf *out, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		buf_char(out, harmless(s.p[i]));
}

/* A message may have lines; its other control bytes are cleaned. */
static void
put_lines(struct buf *out, struct str text, const char *newline)
{
	while (text.p != NULL) {
		put_clean(out, str_cut(&text, '\n'));
		if (text.p != NULL)
			buf_cstr_put(out, newline);
	}
}

static void
put_number(struct buf *out, unsigned number)
{
	if (number != 0 && number != AH_SYNTAX)
		buf_printf(out, "AH%05u: ", number);
}

static void
put_place(struct buf *out, const struct conf_pos *pos)
{
	if (pos->line != 0)
		buf_printf(out, "on line %u of ", pos->line);
	else
		buf_cstr_put(out, "in ");
	put_clean(out, pos->file);
}

static void
put_severity(struct buf *out, enum diag_severity s)
{
	switch (s) {
	case DIAG_ERROR:
		buf_printf(out, "AH%05u: Syntax error ", AH_SYNTAX);
		break;
	case DIAG_WARNING:
		buf_cstr_put(out, "Warning ");
		break;
	case DIAG_NOTICE:
		buf_cstr_put(out, "Notice ");
		break;
	}
}

/* The part of a long line around the column; *column is moved along. */
static struct str
window(struct str source, size_t *column)
{
	size_t skip = 0;

	if (source.n <= SOURCE_MAX)
		return source;
	if (*column > SOURCE_MAX / 2 && *column <= source.n) {
		skip = *column - SOURCE_MAX / 2;
		*column -= skip;
	}
	source = str_skip(source, skip);
	if (source.n > SOURCE_MAX)
		source.n = SOURCE_MAX;
	return source;
}

/* As many blanks as the bytes before the column take on a terminal. */
static void
put_caret(struct buf *out, struct str shown, size_t column)
{
	size_t i;

	buf_cstr_put(out, "    ");
	for (i = 0; i + 1 < column && i < shown.n; i++) {
		if (((unsigned char)shown.p[i] & 0xc0) != 0x80)
			buf_char(out, ' ');
	}
	buf_cstr_put(out, "^\n");
}

static void
put_source(struct buf *out, struct str source, size_t column)
{
	struct str rest = source;
	struct str first = str_word(&rest);
	struct str shown;

	/* A foreign file may hold one long secret that passes as a name. */
	if (!is_name(first) || first.n > WORD_MAX)
		return;
	shown = window(source, &column);
	buf_cstr_put(out, "    ");
	put_clean(out, shown);
	buf_char(out, '\n');
	if (column > 0 && column <= shown.n + 1)
		put_caret(out, shown, column);
}

void
diag_print(struct buf *out, const struct diag_message *m)
{
	const struct conf_pos *pos = m->pos;

	if (pos != NULL) {
		put_severity(out, m->severity);
		put_place(out, pos);
		buf_cstr_put(out, ":\n");
	}
	put_number(out, m->number);
	put_lines(out, m->text, "\n");
	buf_char(out, '\n');
	if (pos != NULL)
		put_source(out, pos->source, m->column);
	for (; pos != NULL && pos->from != NULL; pos = pos->from) {
		buf_cstr_put(out, "  included from ");
		put_clean(out, pos->from->file);
		buf_printf(out, ":%u\n", pos->from->line);
	}
	if (m->remedy.n > 0) {
		buf_cstr_put(out, "  ");
		put_lines(out, m->remedy, "\n  ");
		buf_char(out, '\n');
	}
}

void
diag_print_line(struct buf *out, const struct diag_message *m)
{
	const struct conf_pos *pos = m->pos;

	if (pos != NULL) {
		put_severity(out, m->severity);
		put_place(out, pos);
		buf_cstr_put(out, ": ");
	}
	put_number(out, m->number);
	put_lines(out, m->text, " ");
	for (; pos != NULL && pos->from != NULL; pos = pos->from) {
		buf_cstr_put(out, ", included from ");
		put_clean(out, pos->from->file);
		buf_printf(out, ":%u", pos->from->line);
	}
	if (m->remedy.n > 0) {
		buf_cstr_put(out, "; ");
		put_lines(out, m->remedy, " ");
	}
}
