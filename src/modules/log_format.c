/* From the text of a LogFormat to items, and from items to a line. */
#include "modules/log_format.h"

#include "base/num.h"

/* What each letter means; `original` is the default without < or >. */
static const struct letter {
	char letter;
	enum log_what what;
	bool original;
} letters[] = {
	{ 'a', LOG_CLIENT, false },
	{ 'A', LOG_LOCAL_ADDRESS, false },
	{ 'B', LOG_BYTES, false },
	{ 'b', LOG_BYTES_CLF, false },
	{ 'c', LOG_DASH, false },
	{ 'C', LOG_COOKIE, false },
	{ 'D', LOG_DURATION_US, true },
	{ 'e', LOG_ENV, false },
	{ 'f', LOG_FILE, false },
	{ 'F', LOG_DASH, true },
	{ 'h', LOG_CLIENT, false },
	{ 'H', LOG_PROTOCOL, false },
	{ 'i', LOG_FIELD_IN, false },
	{ 'I', LOG_BYTES_IN, false },
	{ 'k', LOG_COUNT, false },
	{ 'l', LOG_DASH, false },
	{ 'L', LOG_DASH, true },
	{ 'm', LOG_METHOD, false },
	{ 'n', LOG_NOTE, false },
	{ 'o', LOG_FIELD_OUT, false },
	{ 'O', LOG_BYTES_OUT, false },
	{ 'p', LOG_PORT, false },
	{ 'P', LOG_PID, false },
	{ 'q', LOG_QUERY, false },
	{ 'r', LOG_REQUEST_LINE, true },
	{ 'R', LOG_HANDLER, true },
	{ 's', LOG_STATUS, true },
	{ 'S', LOG_BYTES_SUM, false },
	{ 't', LOG_TIME_CLF, false },
	{ 'T', LOG_DURATION_S, true },
	{ 'u', LOG_USER, false },
	{ 'U', LOG_PATH, true },
	{ 'v', LOG_SERVER_NAME, false },
	{ 'V', LOG_CANONICAL_NAME, false },
	{ 'x', LOG_DASH, false },
	{ 'X', LOG_CONNECTION, false },
};

/* Words in braces that choose among items; other words are refused where a
 * letter takes no free text. */
static const struct choice {
	enum log_what plain;
	const char *word;
	enum log_what what;
} choices[] = {
	{ LOG_CLIENT, "c", LOG_PEER },
	{ LOG_PORT, "canonical", LOG_PORT },
	{ LOG_PORT, "local", LOG_PORT_LOCAL },
	{ LOG_PORT, "remote", LOG_PORT_REMOTE },
	{ LOG_PID, "pid", LOG_PID },
	{ LOG_PID, "tid", LOG_TID },
	{ LOG_PID, "hextid", LOG_TID_HEX },
	{ LOG_DURATION_S, "s", LOG_DURATION_S },
	{ LOG_DURATION_S, "ms", LOG_DURATION_MS },
	{ LOG_DURATION_S, "us", LOG_DURATION_US },
	{ LOG_TIME_CLF, "sec", LOG_TIME_SEC },
	{ LOG_TIME_CLF, "msec", LOG_TIME_MSEC },
	{ LOG_TIME_CLF, "usec", LOG_TIME_USEC },
	{ LOG_TIME_CLF, "msec_frac", LOG_TIME_MSEC_FRAC },
	{ LOG_TIME_CLF, "usec_frac", LOG_TIME_USEC_FRAC },
};

/* Three-letter items; those of trailers and first bytes say nothing here. */
static const char *const long_items[] = { "^ti", "^to", "^FB", "^FU" };

struct compiler {
	struct arena *arena;
	struct str rest;	/* still to be read */
	struct log_line_format *out;
	int original;		/* of < and >: 1, 0; -1: neither stood there */
	struct str wrong;
};

static void
take(struct compiler *c, size_t n)
{
	c->rest = str_skip(c->rest, n);
}

/* Into the last byte of a run: \n \t \r \" and \\; others are kept. */
static char
escaped(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case '"':
	case '\\':
		return c;
	}
	return '\0';
}

static void
compile_literal(struct compiler *c)
{
	struct log_item item = { .what = LOG_LITERAL };
	char *p = arena_alloc(c->arena, c->rest.n + 1);
	size_t n = 0;

	while (c->rest.n > 0 && c->rest.p[0] != '%') {
		char next = c->rest.n > 1 ? c->rest.p[1] : '\0';

		p[n] = c->rest.p[0];
		if (p[n] == '\\' && escaped(next)) {
			p[n] = escaped(next);
			take(c, 1);
		}
		n++;
		take(c, 1);
	}
	item.text = str_of(p, n);
	ARENA_PUSH(c->arena, c->out->v, c->out->n, item);
}

/* "404" of "%404,408s". */
static void
add_status(struct compiler *c, struct log_item *item)
{
	size_t n = 0;
	uint64_t status = 0;

	while (n < c->rest.n && char_is_digit(c->rest.p[n]))
		n++;
	if (!num_u64(str_of(c->rest.p, n), &status) || status > 999)
		c->wrong = STR("a status has too many digits");
	ARENA_PUSH(c->arena, item->statuses, item->n_statuses, (int)status);
	take(c, n);
}

static void
take_braces(struct compiler *c, struct log_item *item)
{
	ptrdiff_t end = str_find(c->rest, '}');

	if (end < 0) {
		c->wrong = STR("a { has no }");
		return;
	}
	item->text = str_of(c->rest.p + 1, (size_t)end - 1);
	take(c, (size_t)end + 1);
}

/* One of what may stand between % and the letter; false: the letter. */
static bool
take_modifier(struct compiler *c, struct log_item *item)
{
	char first = c->rest.p[0];

	if (char_is_digit(first))
		add_status(c, item);
	else if (first == '{')
		take_braces(c, item);
	else if (first == '!' || first == '<' || first == '>' ||
	    first == ',') {
		if (first == '!')
			item->unless = true;
		else if (first != ',')
			c->original = first == '<';
		take(c, 1);
	} else
		return false;
	return true;
}

static const struct letter *
find_letter(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (letters[i].letter == letter)
			return &letters[i];
	return NULL;
}

/* The words begin: and end: before a time format. */
static void
cut_time_prefix(struct log_item *item)
{
	if (str_starts(item->text, STR("begin:")))
		item->text = str_skip(item->text, 6);
	else if (str_starts(item->text, STR("end:"))) {
		item->text = str_skip(item->text, 4);
		item->at_end = true;
	}
}

static void
choose(struct compiler *c, struct log_item *item)
{
	enum log_what plain = item->what;

	if (plain == LOG_TIME_CLF)
		cut_time_prefix(item);
	if (item->text.n == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		if (choices[i].plain != plain ||
		    !str_eq(item->text, str_from(choices[i].word)))
			continue;
		item->what = choices[i].what;
		return;
	}
	if (plain == LOG_TIME_CLF)
		item->what = LOG_TIME_FORMAT;
	else if (plain == LOG_PORT || plain == LOG_PID ||
	    plain == LOG_DURATION_S)
		c->wrong = arena_printf(c->arena, "'%.*s' is none of the "
		    "words this directive knows", STR_ARG(item->text));
}

/* "^ti" and its kin. */
static void
compile_long(struct compiler *c, struct log_item *item)
{
	for (size_t i = 0; i < ARRAY_LEN(long_items); i++) {
		if (!str_starts(c->rest, str_from(long_items[i])))
			continue;
		item->what = LOG_DASH;
		take(c, 3);
		return;
	}
	c->wrong = arena_printf(c->arena, "unrecognized LogFormat directive "
	    "%%%.*s", (int)(c->rest.n < 3 ? c->rest.n : 3), c->rest.p);
}

static void
compile_letter(struct compiler *c, struct log_item *item)
{
	const struct letter *l = find_letter(c->rest.p[0]);

	if (c->rest.p[0] == '%') {
		item->what = LOG_LITERAL;
		item->text = STR("%");
		take(c, 1);
		return;
	}
	if (c->rest.p[0] == '^') {
		compile_long(c, item);
		return;
	}
	if (!l) {
		c->wrong = arena_printf(c->arena, "unrecognized LogFormat "
		    "directive %%%c", c->rest.p[0]);
		return;
	}
	take(c, 1);
	item->what = l->what;
	item->original = c->original < 0 ? l->original : c->original == 1;
	choose(c, item);
}

/* After a percent sign. */
static void
compile_item(struct compiler *c)
{
	struct log_item item = { .what = LOG_DASH };

	c->original = -1;
	while (c->rest.n > 0 && !c->wrong.p && take_modifier(c, &item))
		;
	if (c->wrong.p)
		return;
	if (c->rest.n == 0) {
		c->wrong = STR("it ends within a directive");
		return;
	}
	compile_letter(c, &item);
	ARENA_PUSH(c->arena, c->out->v, c->out->n, item);
}

struct str
log_format_compile(struct arena *a, struct str text,
    struct log_line_format *out)
{
	struct compiler c = { .arena = a, .rest = text, .out = out };

	*out = (struct log_line_format){ NULL, 0 };
	while (c.rest.n > 0 && !c.wrong.p) {
		if (c.rest.p[0] != '%') {
			compile_literal(&c);
			continue;
		}
		take(&c, 1);
		compile_item(&c);
	}
	return c.wrong;
}

static bool
is_wanted(const struct log_item *item, int status)
{
	bool listed = false;

	for (size_t i = 0; i < item->n_statuses; i++)
		listed |= item->statuses[i] == status;
	return listed != item->unless;
}

/* Time ends, and a status is settled, with the request that answers. */
static struct request *
source(const struct log_item *item, struct request *original,
    struct request *r)
{
	if (!item->original || (item->what >= LOG_DURATION_US &&
	    item->what <= LOG_DURATION_S) ||
	    (item->what == LOG_STATUS && original->status == 0))
		return r;
	return original;
}

void
log_format_write(struct buf *out, const struct log_line_format *f,
    struct request *r)
{
	struct request *original = log_original(r);

	for (size_t i = 0; i < f->n; i++) {
		const struct log_item *item = &f->v[i];

		if (item->what == LOG_LITERAL)
			buf_str_put(out, item->text);
		else if (item->n_statuses && !is_wanted(item, r->status))
			buf_char(out, '-');
		else
			log_item_write(out, item, source(item, original, r));
	}
}
