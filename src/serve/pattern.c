/* Rewriting PCRE habits into POSIX extended expressions, and matching. */
#include "serve/pattern.h"

#include "base/buf.h"

#define PATTERN_MAX 65536u	/* bytes of a rewritten pattern */

struct byte_set {
	bool has[256];		/* NUL is never a member */
};

struct rewrite {
	struct str in;
	size_t i;		/* next byte of in */
	struct buf out;
	struct pattern *p;
	size_t parens;		/* opened so far */
	size_t depth;		/* of them still open */
	bool quantified;	/* the latest item was a quantifier */
	const char *wrong;
};

static char
peek(const struct rewrite *w, size_t ahead)
{
	return w->i + ahead < w->in.n ? w->in.p[w->i + ahead] : '\0';
}

static void
fail(struct rewrite *w, const char *why)
{
	if (!w->wrong)
		w->wrong = why;
}

static bool
is_word(char c)
{
	return char_is_alpha(c) || char_is_digit(c) || c == '_';
}

/* Adds what \d, \w, \s or, negated, \D, \W, \S stand for. */
static bool
add_class(struct byte_set *set, char name)
{
	char kind = char_lower(name);

	if (kind != 'd' && kind != 'w' && kind != 's')
		return false;
	for (int i = 1; i < 256; i++) {
		char c = (char)i;
		bool in = kind == 'd' ? char_is_digit(c) :
		    kind == 'w' ? is_word(c) : char_is_space(c);

		set->has[i] |= in == (name == kind);
	}
	return true;
}

static char
control_escape(char c)
{
	static const char names[] = "tnrfvae", bytes[] = "\t\n\r\f\v\a\033";
	const char *at = c ? strchr(names, c) : NULL;

	return at ? bytes[at - names] : '\0';
}

/* Bytes with a special place in brackets are left to write_set. */
static void
write_ranges(struct buf *out, const struct byte_set *set)
{
	for (int i = 1; i < 256; i++) {
		int from = i;

		while (i < 256 && set->has[i] && !strchr("]^[-", i))
			i++;
		if (i == from)
			continue;
		buf_char(out, (char)from);
		if (i - from > 2)
			buf_char(out, '-');
		if (i - from > 1)
			buf_char(out, (char)(i - 1));
	}
}

/* A bracket expression: "]" must come first, "^" not first, "-" last. */
static void
write_set(struct buf *out, const struct byte_set *set, bool negated)
{
	size_t start;

	buf_cstr_put(out, negated ? "[^" : "[");
	start = out->n;
	if (set->has[']'])
		buf_char(out, ']');
	write_ranges(out, set);
	if (set->has['['])
		buf_char(out, '[');
	if (set->has['^'] && out->n == start && !negated) {
		if (!set->has['-']) {
			out->n = start - 1;
			buf_cstr_put(out, "\\^");
			return;
		}
		buf_cstr_put(out, "-^]");
		return;
	}
	if (set->has['^'])
		buf_char(out, '^');
	if (set->has['-'])
		buf_char(out, '-');
	buf_char(out, ']');
}

/* After a backslash outside brackets. */
static void
rewrite_escape(struct rewrite *w)
{
	char c = peek(w, 0);
	struct byte_set set = { { false } };

	w->i++;
	if (add_class(&set, char_lower(c)))
		write_set(&w->out, &set, c < 'a');
	else if (control_escape(c))
		buf_char(&w->out, control_escape(c));
	else if (c == 'b' || c == 'B') {
		buf_char(&w->out, '\\');
		buf_char(&w->out, c);
	} else if (char_is_digit(c))
		fail(w, "back-references are not in this version");
	else if (char_is_alpha(c))
		fail(w, "only \\d \\w \\s \\b, \\t \\n and escaped "
		    "punctuation are in this version");
	else if (c == '\0')
		fail(w, "it ends in a backslash");
	else {
		if (strchr(".[\\()*+?{|^$", c))
			buf_char(&w->out, '\\');
		buf_char(&w->out, c);
	}
}

static bool
in_posix_class(struct str name, char c)
{
	bool alpha = char_is_alpha(c), digit = char_is_digit(c);
	bool graph = c > ' ' && c < 127;

	if (str_eq(name, STR("alpha")))
		return alpha;
	if (str_eq(name, STR("digit")))
		return digit;
	if (str_eq(name, STR("alnum")))
		return alpha || digit;
	if (str_eq(name, STR("upper")))
		return alpha && c < 'a';
	if (str_eq(name, STR("lower")))
		return alpha && c >= 'a';
	if (str_eq(name, STR("space")))
		return char_is_space(c);
	if (str_eq(name, STR("blank")))
		return c == ' ' || c == '\t';
	if (str_eq(name, STR("punct")))
		return graph && !alpha && !digit;
	if (str_eq(name, STR("xdigit")))
		return char_hex(c) >= 0;
	return str_eq(name, STR("word")) && is_word(c);
}

/* "[:alpha:]" after its first bracket; false when it is a plain member. */
static bool
bracket_class(struct rewrite *w, struct byte_set *set)
{
	struct str rest = str_skip(w->in, w->i);
	ptrdiff_t end = str_search(rest, STR(":]"));
	bool any = false;

	if (peek(w, 0) != ':' || end < 1)
		return false;
	for (int i = 1; i < 256; i++)
		if (in_posix_class(str_of(rest.p + 1, (size_t)end - 1),
		    (char)i)) {
			set->has[i] = true;
			any = true;
		}
	if (!any)
		fail(w, "this class of characters is not known");
	w->i += (size_t)end + 2;
	return true;
}

/* One member into *c; false when it was a class of many. */
static bool
bracket_member(struct rewrite *w, struct byte_set *set, char *c)
{
	*c = w->in.p[w->i++];
	if (*c == '[')
		return !bracket_class(w, set);
	if (*c != '\\')
		return true;
	*c = peek(w, 0);
	w->i++;
	if (add_class(set, *c))
		return false;
	if (control_escape(*c)) {
		*c = control_escape(*c);
		return true;
	}
	if (char_is_alpha(*c) || char_is_digit(*c) || *c == '\0')
		fail(w, "this escape within brackets is not in this version");
	return true;
}

static void
bracket_item(struct rewrite *w, struct byte_set *set)
{
	char from, to;

	if (!bracket_member(w, set, &from))
		return;
	to = from;
	if (peek(w, 0) == '-' && peek(w, 1) != ']' && peek(w, 1) != '\0') {
		w->i++;
		if (!bracket_member(w, set, &to)) {
			set->has['-'] = true;
			to = from;
		}
	}
	if ((unsigned char)to < (unsigned char)from)
		fail(w, "a range in brackets is the wrong way round");
	for (int i = (unsigned char)from; i <= (unsigned char)to; i++)
		set->has[i] = true;
}

/* After an opening bracket. */
static void
rewrite_bracket(struct rewrite *w)
{
	struct byte_set set = { { false } };
	bool negated = peek(w, 0) == '^', first = true;

	if (negated)
		w->i++;
	while (!w->wrong && w->i < w->in.n) {
		if (peek(w, 0) == ']' && !first) {
			w->i++;
			write_set(&w->out, &set, negated);
			return;
		}
		bracket_item(w, &set);
		first = false;
	}
	fail(w, "a [ has no ]");
}

/* After an opening parenthesis. */
static void
rewrite_paren(struct rewrite *w)
{
	bool captures = peek(w, 0) != '?';

	if (peek(w, 0) == '*' || (!captures && peek(w, 1) != ':')) {
		fail(w, "of the (?...) constructs only (?:...) is in this "
		    "version");
		return;
	}
	if (++w->parens >= PATTERN_PARENS) {
		fail(w, "it has too many parentheses");
		return;
	}
	w->depth++;
	if (!captures)
		w->i += 2;
	else if (w->p->n_groups + 1 < PATTERN_GROUPS)
		w->p->group[++w->p->n_groups] = (unsigned char)w->parens;
	buf_char(&w->out, '(');
}

/* "{2}", "{2,}", "{2,3}" after the brace: their length, 0 when it is none. */
static size_t
brace_length(const struct rewrite *w)
{
	size_t n = 0, digits;

	while (char_is_digit(peek(w, n)))
		n++;
	digits = n;
	if (peek(w, n) == ',')
		n++;
	while (n > digits && char_is_digit(peek(w, n)))
		n++;
	return digits && peek(w, n) == '}' ? n + 1 : 0;
}

/* Returns whether c was a quantifier; it is written then. */
static bool
rewrite_quantifier(struct rewrite *w, char c)
{
	size_t n = c == '{' ? brace_length(w) : 0;

	if (!strchr("*+?", c) && n == 0)
		return false;
	if (w->quantified)
		fail(w, "lazy and possessive quantifiers are not in this "
		    "version");
	buf_char(&w->out, c);
	buf_put(&w->out, w->in.p + w->i, n);
	w->i += n;
	return true;
}

static void
rewrite_item(struct rewrite *w)
{
	char c = w->in.p[w->i++];

	if (c != '\0' && rewrite_quantifier(w, c)) {
		w->quantified = true;
		return;
	}
	w->quantified = false;
	if (c == '\0')
		fail(w, "it holds a NUL byte");
	else if (c == '\\')
		rewrite_escape(w);
	else if (c == '[')
		rewrite_bracket(w);
	else if (c == '(')
		rewrite_paren(w);
	else if (c == '{')
		buf_cstr_put(&w->out, "\\{");
	else if (c == ')' && w->depth-- == 0)
		fail(w, "parentheses do not match");
	else
		buf_char(&w->out, c);
}

/* regcomp's own complaint, in words that do not depend on the library. */
static const char *
regcomp_words(int error)
{
	switch (error) {
	case REG_EPAREN:
		return "parentheses do not match";
	case REG_BADRPT:
		return "a quantifier follows nothing";
	case REG_BADBR:
		return "the numbers in braces are bad";
	case REG_ESPACE:
		return "it is too large";
	}
	return "it is not a regular expression";
}

static void
end_regex(void *regex)
{
	regfree(regex);
}

static const char *
rewrite_all(struct arena *a, struct rewrite *w)
{
	int flags = REG_EXTENDED;
	int error;

	if (str_starts(w->in, STR("(?i)"))) {
		w->i = 4;
		flags |= REG_ICASE;
	}
	while (!w->wrong && w->i < w->in.n)
		rewrite_item(w);
	if (!w->wrong && w->out.full)
		fail(w, "it is too long");
	if (w->wrong)
		return w->wrong;
	error = regcomp(&w->p->regex, arena_cstr(a, buf_str(&w->out)), flags);
	if (error)
		return regcomp_words(error);
	arena_at_end(a, end_regex, &w->p->regex);
	return NULL;
}

const char *
pattern_compile(struct arena *a, struct str text, struct pattern **out)
{
	struct rewrite w = { .in = text, .p = ARENA_NEW(a, struct pattern) };
	const char *wrong;

	buf_init(&w.out, PATTERN_MAX);
	wrong = rewrite_all(a, &w);
	buf_release(&w.out);
	*out = w.p;
	return wrong;
}

bool
pattern_match(const struct pattern *p, const char *subject,
    struct pattern_match *m)
{
	m->subject = subject;
	return regexec(&p->regex, subject, PATTERN_PARENS, m->at, 0) == 0;
}

static struct str
group_text(const struct pattern *p, const struct pattern_match *m, size_t n)
{
	regmatch_t at;

	if (n > p->n_groups)
		return STR("");
	at = m->at[p->group[n]];
	if (at.rm_so < 0)
		return STR("");
	return str_of(m->subject + at.rm_so, (size_t)(at.rm_eo - at.rm_so));
}

/* One step of expanding: what the text at *i stands for. */
static struct str
expand_item(const struct pattern *p, struct str text,
    const struct pattern_match *m, size_t *i)
{
	char c = text.p[*i];
	char next = *i + 1 < text.n ? text.p[*i + 1] : '\0';

	*i += 1;
	if (c == '$' && char_is_digit(next)) {
		*i += 1;
		return group_text(p, m, (size_t)(next - '0'));
	}
	if (c == '\\' && (next == '$' || next == '&')) {
		*i += 1;
		return str_of(text.p + *i - 1, 1);
	}
	return str_of(text.p + *i - 1, 1);
}

struct str
pattern_expand(struct arena *a, const struct pattern *p, struct str text,
    const struct pattern_match *m)
{
	size_t n = 0;
	char *out;

	for (size_t i = 0; i < text.n; )
		n += expand_item(p, text, m, &i).n;
	out = arena_alloc(a, n + 1);
	n = 0;
	for (size_t i = 0; i < text.n; ) {
		struct str s = expand_item(p, text, m, &i);

		if (s.n)
			memcpy(out + n, s.p, s.n);
		n += s.n;
	}
	return str_of(out, n);
}
