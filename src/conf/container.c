/*
 * Sections: tags, their shape, and the stack of what is open.
 *
 * A wrong tag is an error, but never ends the reading: the likeliest meaning
 * is taken, so that what follows is judged as it was meant and one slip does
 * not cause ten messages.
 */
#include "conf/reader.h"

static bool
is_skipping(const struct reader *r)
{
	return r->source->frame->kind == FRAME_SKIPPED;
}

void
container_append(struct reader *r, struct conf_node *node)
{
	struct frame *sink = r->source->frame->sink;

	*sink->tail = node;
	sink->tail = &node->next;
}

static void
push(struct reader *r, struct conf_node *node, enum frame_kind kind)
{
	struct frame *up = r->source->frame;
	struct frame *f = ARENA_NEW(r->arena, struct frame);

	f->up = up;
	f->kind = kind;
	f->depth = up->depth + 1;
	f->name = node->name;
	f->pos = node->pos;
	f->sink = up->sink;
	if (kind == FRAME_SECTION) {
		f->node = node;
		f->tail = &node->children;
		f->sink = f;
	}
	r->source->frame = f;
}

void
container_open(struct reader *r, struct conf_node *node)
{
	if (is_skipping(r)) {
		push(r, node, FRAME_SKIPPED);
		return;
	}
	if (r->source->frame->depth >= READ_NESTING_MAX) {
		diag_error(r->diag, node->pos,
		    "sections are nested more than %d deep", READ_NESTING_MAX);
		push(r, node, FRAME_SKIPPED);
		return;
	}
	switch (conditional_test(r, node)) {
	case CONDITION_TRUE:
		push(r, node, FRAME_TRANSPARENT);
		break;
	case CONDITION_FALSE:
		push(r, node, FRAME_SKIPPED);
		break;
	case CONDITION_NONE:
		container_append(r, node);
		push(r, node, FRAME_SECTION);
		break;
	}
}

static void
pop(struct reader *r)
{
	r->source->frame = r->source->frame->up;
}

/*
 * What stands in a section that has no end may have been meant to stand
 * behind it.  It is dropped, or every line of it would be a false alarm.
 */
static void
pop_unclosed(struct reader *r)
{
	struct frame *f = r->source->frame;

	if (f->node != NULL)
		f->node->children = NULL;
	pop(r);
}

static struct frame *
find_open(const struct source *source, struct str name)
{
	struct frame *f = source->frame;

	while (f->up != NULL && !str_ieq(f->name, name))
		f = f->up;
	return f->up != NULL ? f : NULL;
}

static void
close_nothing(struct reader *r, struct str name, const struct conf_pos *pos)
{
	struct str word = diag_word(name);
	const struct source *s;

	if (r->source->slack > 0) {
		r->source->slack--;
		return;
	}
	diag_error(r->diag, pos, "</%.*s> without matching <%.*s> section",
	    STR_ARG(word), STR_ARG(word));
	for (s = r->source->up; s != NULL; s = s->up) {
		if (find_open(s, name) != NULL)
			diag_remedy(r->diag, "a section must end in the file "
			    "it begins in");
	}
}

static void
close_section(struct reader *r, struct str name, const struct conf_pos *pos)
{
	struct frame *open = r->source->frame;
	struct frame *meant = find_open(r->source, name);

	if (open->up == NULL) {
		close_nothing(r, name, pos);
		return;
	}
	if (meant == open) {
		pop(r);
		return;
	}
	diag_error(r->diag, pos, "Expected </%.*s> but saw </%.*s>",
	    STR_ARG(diag_word(open->name)), STR_ARG(diag_word(name)));
	diag_remedy(r->diag, "<%.*s> was opened on line %u",
	    STR_ARG(diag_word(open->name)), open->pos->line);
	if (meant == NULL) {
		/* A slip of the pen, or one tag too many: who knows. */
		r->source->slack++;
		pop(r);
		return;
	}
	while (r->source->frame != meant)
		pop_unclosed(r);
	pop(r);
}

void
container_end(struct reader *r)
{
	struct source *s = r->source;

	while (s->frame->up != NULL) {
		struct frame *f = s->frame;

		if (s->slack > 0) {
			s->slack--;
		} else {
			diag_error(r->diag, f->pos, "<%.*s> was not closed",
			    STR_ARG(diag_word(f->name)));
			diag_remedy(r->diag, "add </%.*s> where it ends",
			    STR_ARG(diag_word(f->name)));
		}
		pop_unclosed(r);
	}
}

static bool
is_section_name(struct reader *r, struct str name)
{
	const struct directive *row = read_find_row(r, name, NULL);

	return conditional_is(name) || (row != NULL && row->open != NULL);
}

static struct str
tag_name(struct str s)
{
	size_t n = 0;

	while (n < s.n && (char_is_alpha(s.p[n]) || char_is_digit(s.p[n]) ||
	    s.p[n] == '_' || s.p[n] == '-'))
		n++;
	return str_of(s.p, n);
}

static struct str
skip_blanks(struct str s)
{
	while (s.n > 0 && char_is_space(s.p[0]))
		s = str_skip(s, 1);
	return s;
}

/* Does a tag begin here, that cannot be part of an argument? */
static bool
tag_begins(struct reader *r, struct str s, char before)
{
	bool closing = s.n > 1 && s.p[1] == '/';
	struct str name;

	if (s.n == 0 || s.p[0] != '<')
		return false;
	s = str_skip(s, closing ? 2 : 1);
	name = tag_name(s);
	s = skip_blanks(str_skip(s, name.n));
	if (closing)
		return name.n > 0 && s.n > 0 && s.p[0] == '>';
	return before == '>' && is_section_name(r, name);
}

/* Position of a second tag on the line, or the line's length. */
static size_t
find_second_tag(struct reader *r, struct str line)
{
	bool quoted = false;
	char before = '<';
	size_t i;

	for (i = 1; i < line.n; i++) {
		if (line.p[i] == '"' && line.p[i - 1] != '\\')
			quoted = !quoted;
		if (!quoted && tag_begins(r, str_skip(line, i), before))
			return i;
		if (!char_is_space(line.p[i]))
			before = line.p[i];
	}
	return line.n;
}

static void
warn_behind(struct reader *r, struct str behind, const struct conf_pos *pos)
{
	if (behind.n == 0 || is_skipping(r))
		return;
	diag_warn(r->diag, pos, "what stands behind '>' is ignored");
	diag_remedy(r->diag, "put it on a line of its own");
}

/* "<Name rest": cuts the arguments at the last '>'. */
static struct str
cut_arguments(struct reader *r, struct str name, struct str rest,
    const struct conf_pos *pos, bool quiet)
{
	ptrdiff_t end = str_rfind(rest, '>');

	if (is_skipping(r) || quiet)
		return str_trim(end < 0 ? rest : str_of(rest.p, (size_t)end));
	if (end < 0) {
		diag_error(r->diag, pos, "<%.*s> directive missing closing '>'",
		    STR_ARG(diag_word(name)));
		return str_trim(rest);
	}
	if (!char_is_space(rest.p[0]) && end > 0)
		diag_error(r->diag, pos, "a blank is missing behind <%.*s",
		    STR_ARG(diag_word(name)));
	warn_behind(r, str_trim(str_skip(rest, (size_t)end + 1)), pos);
	return str_trim(str_of(rest.p, (size_t)end));
}

static void
open_tag(struct reader *r, struct str name, struct str rest,
    const struct conf_pos *pos, bool quiet)
{
	struct conf_node *node = ARENA_NEW(r->arena, struct conf_node);
	/* Expressions have quotes of their own. */
	bool expression = str_ieq(name, STR("If")) ||
	    str_ieq(name, STR("ElseIf"));

	node->name = name;
	node->container = true;
	node->pos = pos;
	node->raw = cut_arguments(r, name, rest, pos, quiet);
	if (!is_skipping(r))
		node->words = conf_words(r->arena, node->raw,
		    expression || quiet ? NULL : r->diag, pos);
	container_open(r, node);
}

static void
close_tag(struct reader *r, struct str name, struct str rest,
    const struct conf_pos *pos, bool quiet)
{
	struct str behind = skip_blanks(rest);

	if (behind.n == 0 || behind.p[0] != '>') {
		if (!quiet)
			diag_error(r->diag, pos, "</%.*s is missing its '>'",
			    STR_ARG(diag_word(name)));
	} else {
		if (!quiet && behind.n < rest.n)
			diag_error(r->diag, pos, "no blank may stand before "
			    "the '>' of </%.*s>", STR_ARG(diag_word(name)));
		if (!quiet)
			warn_behind(r, str_trim(str_skip(behind, 1)), pos);
	}
	close_section(r, name, pos);
}

static void
one_tag(struct reader *r, struct str tag, const struct conf_pos *pos,
    bool quiet)
{
	bool closing;
	struct str rest = skip_blanks(str_skip(tag, 1));
	struct str name;

	closing = rest.n > 0 && rest.p[0] == '/';
	if (closing)
		rest = skip_blanks(str_skip(rest, 1));
	name = tag_name(rest);
	if (name.n == 0) {
		if (!is_skipping(r))
			diag_error(r->diag, pos, "a section needs a name "
			    "behind '<'");
		return;
	}
	if (!quiet && name.p != tag.p + (closing ? 2 : 1))
		diag_error(r->diag, pos, "no blank may stand between '<' and "
		    "%.*s", STR_ARG(diag_word(name)));
	rest = str_skip(rest, name.n);
	if (closing)
		close_tag(r, name, rest, pos, quiet);
	else
		open_tag(r, name, rest, pos, quiet);
}

void
container_line(struct reader *r, struct str line, const struct conf_pos *pos)
{
	size_t end = find_second_tag(r, line);
	bool several = end < line.n;

	if (several) {
		diag_error(r->diag, pos, "two tags on one line");
		diag_column(r->diag, end + 1);
		diag_remedy(r->diag, "give each tag a line of its own");
	}
	while (line.n > 0) {
		end = find_second_tag(r, line);
		one_tag(r, str_of(line.p, end), pos, several);
		line = str_skip(line, end);
	}
}
