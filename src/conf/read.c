/*
 * Drives the reading: sources, their logical lines, and what each line is.
 *
 * The traps of the format are warned about here, where the physical lines
 * are still known.
 */
#include "conf/read.h"

#include <unistd.h>

#include "conf/apply.h"
#include "conf/known.h"
#include "conf/reader.h"

const struct conf_pos *
read_pos(struct reader *r, unsigned line, struct str source)
{
	struct conf_pos *pos = ARENA_NEW(r->arena, struct conf_pos);

	pos->file = r->source->name;
	pos->line = line;
	pos->source = source;
	pos->from = r->source->from;
	return pos;
}

struct str
read_path(struct reader *r, struct str path)
{
	struct str root = r->tree->server_root;

	if (path.n > 0 && path.p[0] == '/')
		return arena_copy(r->arena, path);
	return arena_printf(r->arena, "%.*s%s%.*s", STR_ARG(root),
	    str_ends(root, STR("/")) ? "" : "/", STR_ARG(path));
}

const struct directive *
read_find_row(struct reader *r, struct str name, size_t *owner)
{
	size_t ignored;

	return conf_find_row(r->registry, name, owner ? owner : &ignored);
}

static bool
is_skipping(const struct reader *r)
{
	return r->source->frame->kind == FRAME_SKIPPED;
}

/* Bytes that cannot be in a configuration; false: the line is dropped. */
static bool
check_bytes(struct reader *r, const struct lex_line *line)
{
	struct str start = line->text;

	if (!line->too_long && !line->has_nul)
		return true;
	if (line->has_nul && r->source->nul_told)
		return false;
	if (start.n > 80)
		start.n = 80;
	start = arena_copy(r->arena, start);
	if (line->too_long) {
		diag_error(r->diag, read_pos(r, line->first, start),
		    "the line is longer than %u bytes", LEX_LINE_MAX);
		return false;
	}
	r->source->nul_told = true;
	diag_error(r->diag, read_pos(r, line->first, start),
	    "the line has a NUL byte in it: this is no text file");
	return false;
}

/* Does this text read as configuration, not as prose? */
static bool
looks_like_directive(struct reader *r, struct str text)
{
	struct str name;

	text = str_trim(text);
	if (text.n > 1 && text.p[0] == '<')
		return text.p[1] == '/' || char_is_alpha(text.p[1]);
	name = str_word(&text);
	return name.n > 0 && text.n > 0 && (readtime_is(name) ||
	    read_find_row(r, name, NULL) != NULL || known_find(name) != NULL);
}

/* A comment that ends in a backslash swallows the next line. */
static void
warn_swallowed(struct reader *r, const struct lex_line *line)
{
	struct str rest = line->raw;
	unsigned number = line->first;

	str_cut(&rest, '\n');
	while (rest.p != NULL && rest.n > 0) {
		struct str piece = str_trim(str_cut(&rest, '\n'));

		number++;
		if (!looks_like_directive(r, piece))
			continue;
		diag_warn(r->diag,
		    read_pos(r, number, arena_copy(r->arena, piece)),
		    "this line belongs to the comment on line %u, which ends "
		    "in a backslash: it has no effect", line->first);
		diag_remedy(r->diag, "remove the backslash");
	}
}

/* "Directory /x>" without its "<": read as the section it was meant to be. */
static bool
open_without_bracket(struct reader *r, struct conf_node *node)
{
	const struct directive *row = read_find_row(r, node->name, NULL);

	if (!str_ends(node->raw, STR(">")))
		return false;
	if ((row == NULL || row->open == NULL) && !conditional_is(node->name))
		return false;
	diag_error(r->diag, node->pos, "%.*s begins a section: '<' is missing "
	    "before it", STR_ARG(diag_word(node->name)));
	node->raw = str_trim(str_of(node->raw.p, node->raw.n - 1));
	node->words = conf_words(r->arena, node->raw, NULL, NULL);
	node->container = true;
	container_open(r, node);
	return true;
}

/* Some directives cut their lines themselves: no warnings about words. */
static bool
is_raw(struct reader *r, struct str name)
{
	const struct directive *row = read_find_row(r, name, NULL);

	return readtime_is_raw(name) ||
	    (row != NULL && row->type != NULL && row->type->raw);
}

static void
directive_line(struct reader *r, struct str text, const struct conf_pos *pos)
{
	struct conf_node *node = ARENA_NEW(r->arena, struct conf_node);
	struct lex_word name;

	if (!lex_word(&text, &name))
		return;
	node->name = lex_word_value(r->arena, &name);
	node->raw = text;
	node->pos = pos;
	node->words = conf_words(r->arena, text,
	    is_raw(r, node->name) ? NULL : r->diag, pos);
	if (!open_without_bracket(r, node) && !readtime_line(r, node))
		container_append(r, node);
}

static void
logical_line(struct reader *r, const struct lex_line *line)
{
	const struct conf_pos *pos;
	struct str text = arena_copy(r->arena, line->text);

	pos = read_pos(r, line->first, text);
	if (is_skipping(r)) {
		container_line(r, text, pos);
		return;
	}
	if (line->blank_after_backslash) {
		diag_warn(r->diag, pos, "a blank after the backslash: the line "
		    "does not go on, and the backslash is an argument");
		diag_column(r->diag, text.n);
		diag_remedy(r->diag, "remove the blank, or the backslash");
	}
	text = str_trim(expand_line(r, text, pos));
	if (text.n == 0)
		return;
	if (text.p[0] == '<')
		container_line(r, text, pos);
	else
		directive_line(r, text, pos);
}

static void
any_line(struct reader *r, const struct lex_line *line)
{
	if (!check_bytes(r, line) || line->text.n == 0)
		return;
	if (line->text.p[0] == '#') {
		if (!is_skipping(r))
			warn_swallowed(r, line);
		return;
	}
	/* Of what is skipped only the tags count, to find its end. */
	if (!is_skipping(r) || line->text.p[0] == '<')
		logical_line(r, line);
}

/* False: this is not text we can read. */
static bool
skip_byte_order_mark(struct reader *r, struct str *text)
{
	if (str_starts(*text, STR("\xef\xbb\xbf")))
		*text = str_skip(*text, 3);
	if (!str_starts(*text, STR("\xff\xfe")) &&
	    !str_starts(*text, STR("\xfe\xff")))
		return true;
	diag_error(r->diag, read_pos(r, 1, STR("")),
	    "the file is written in UTF-16");
	diag_remedy(r->diag, "save it as UTF-8 or plain ASCII");
	return false;
}

void
read_source(struct reader *r, struct source *source, struct str text)
{
	struct frame bottom = { .kind = FRAME_TRANSPARENT };
	struct lex_line line;
	struct lex lex;

	bottom.sink = r->top;
	if (r->source != NULL) {
		bottom.sink = r->source->frame->sink;
		bottom.depth = r->source->frame->depth;
		source->depth = r->source->depth + 1;
	}
	source->up = r->source;
	source->frame = &bottom;
	r->source = source;
	if (skip_byte_order_mark(r, &text)) {
		lex_init(&lex, text);
		while (lex_next(&lex, &line))
			any_line(r, &line);
		lex_release(&lex);
	}
	container_end(r);
	r->source = source->up;
}

static void
read_option_lines(struct reader *r, const struct str *lines, size_t n)
{
	struct source source = { .name = STR("-C/-c directives") };
	struct buf text;
	size_t i;

	if (n == 0)
		return;
	buf_init(&text, READ_FILE_MAX);
	for (i = 0; i < n; i++) {
		buf_str_put(&text, lines[i]);
		buf_char(&text, '\n');
	}
	read_source(r, &source, buf_str(&text));
	buf_release(&text);
}

/* -d, absolute: what is relative to it must outlive a change of directory. */
static struct str
first_root(struct reader *r)
{
	struct str root = r->opt->server_root;
	struct str here = STR("/");
	char *cwd;

	if (root.n > 0 && root.p[0] == '/')
		return root;
	cwd = arena_alloc(r->arena, 4096);
	if (getcwd(cwd, 4096) != NULL)
		here = str_from(cwd);
	if (root.n == 0)
		return here;
	return arena_printf(r->arena, "%.*s/%.*s", STR_ARG(here),
	    STR_ARG(root));
}

/*
 * Without -d, and until a ServerRoot line says otherwise, relative paths
 * belong to the file's own directory, unless the compiled-in root holds it.
 */
static void
find_root(struct reader *r)
{
	struct conf_tree *tree = r->tree;
	struct str inside;
	ptrdiff_t slash;

	tree->server_root = first_root(r);
	if (r->opt->file.n == 0)
		return;
	tree->file = read_path(r, r->opt->file);
	inside = arena_printf(r->arena, "%.*s/", STR_ARG(tree->server_root));
	slash = str_rfind(tree->file, '/');
	if (r->opt->root_given || slash < 0 || str_starts(tree->file, inside))
		return;
	tree->server_root = slash == 0 ? STR("/") :
	    arena_copy(r->arena, str_of(tree->file.p, (size_t)slash));
}

static void
read_main(struct reader *r)
{
	struct source source = { .name = r->tree->file };

	if (r->opt->text.p == NULL) {
		include_file(r, r->tree->file, NULL, false);
		return;
	}
	if (source.name.n == 0)
		source.name = STR("text");
	read_source(r, &source, r->opt->text);
}

struct conf_tree *
conf_read(struct arena *a, const struct conf_options *opt,
    const struct conf_registry *registry, struct conf_modules *modules,
    struct diag *diag)
{
	struct conf_tree *tree = ARENA_NEW(a, struct conf_tree);
	struct frame top = { .kind = FRAME_SECTION, .tail = &tree->top };
	struct reader r = {
		.arena = a, .opt = opt, .registry = registry,
		.modules = modules, .diag = diag, .tree = tree, .top = &top
	};

	top.sink = &top;
	tree->arena = a;
	*modules = (struct conf_modules){ 0 };
	modules->on = ARENA_ARRAY(a, bool, registry->n + 1);
	find_root(&r);
	define_start(&r);
	read_option_lines(&r, opt->before, opt->n_before);
	read_main(&r);
	read_option_lines(&r, opt->after, opt->n_after);
	return tree;
}
