/*
 * Directives that act while the file is being read, in the order in which
 * they stand, before anything else is looked at.
 */
#include <sys/stat.h>

#include "conf/reader.h"

static void
load_file_line(struct reader *r, const struct conf_node *node)
{
	diag_note(r->diag, node->pos,
	    "LoadFile is ignored: nothing is loaded into this server");
}

/* Relative paths below this line start here.  The node stays in the tree. */
static void
server_root_line(struct reader *r, const struct conf_node *node)
{
	struct str path = read_path(r, node->words.v[0]);
	struct stat st;

	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	path = arena_copy(r->arena, path);
	if (stat(path.p, &st) != 0 || !S_ISDIR(st.st_mode)) {
		diag_error(r->diag, node->pos,
		    "ServerRoot must be a valid directory");
		return;
	}
	r->tree->server_root = path;
}

/* The message of Error and Warning: one quoted word, or the line. */
static struct str
message(const struct conf_node *node)
{
	char first = node->raw.n > 0 ? node->raw.p[0] : '\0';

	return first == '"' || first == '\'' ? node->words.v[0] : node->raw;
}

static void
error_line(struct reader *r, const struct conf_node *node)
{
	diag_error(r->diag, node->pos, "%.*s", STR_ARG(message(node)));
}

static void
warning_line(struct reader *r, const struct conf_node *node)
{
	diag_warn(r->diag, node->pos, "%.*s", STR_ARG(message(node)));
}

static const struct readtime {
	const char *name;
	unsigned min, max;	/* words; max 0: the raw line */
	const char *usage;
	void (*act)(struct reader *r, const struct conf_node *node);
	bool stays;		/* the tree has it, too */
} directives[] = {
	{ "Include", 1, 1, "one argument: a file, a directory or a pattern",
	  include_line, false },
	{ "IncludeOptional", 1, 1,
	  "one argument: a file, a directory or a pattern",
	  include_optional_line, false },
	{ "Define", 1, 2, "a name and, if wanted, a value", define_line,
	  false },
	{ "UnDefine", 1, 1, "one argument: a name", define_undefine_line,
	  false },
	{ "LoadModule", 2, 2, "two arguments, a module name and the name of "
	  "a shared object file", loadmodule_line, false },
	{ "LoadFile", 1, 0, "names of files", load_file_line, false },
	{ "ServerRoot", 1, 1, "one argument: a directory", server_root_line,
	  true },
	{ "Error", 1, 0, "a message", error_line, false },
	{ "Warning", 1, 0, "a message", warning_line, false }
};

static const struct readtime *
find(struct str name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(directives); i++) {
		if (str_ieq(name, str_from(directives[i].name)))
			return &directives[i];
	}
	return NULL;
}

bool
readtime_is(struct str name)
{
	return find(name) != NULL;
}

bool
readtime_is_raw(struct str name)
{
	const struct readtime *d = find(name);

	return d != NULL && d->max == 0;
}

/* An empty word counts as none, as it does everywhere. */
static bool
check_words(const struct readtime *d, struct strs words)
{
	size_t i;

	if (words.n < d->min || (d->max != 0 && words.n > d->max))
		return false;
	for (i = 0; i < d->min; i++) {
		if (words.v[i].n == 0)
			return false;
	}
	return true;
}

/* An undefined variable in a path: one message for one slip. */
static bool
has_failed(const struct reader *r, const struct conf_node *node)
{
	const struct diag_message *m = r->diag->latest;

	return m != NULL && m->pos == node->pos && m->severity == DIAG_ERROR;
}

bool
readtime_line(struct reader *r, const struct conf_node *node)
{
	const struct readtime *d = find(node->name);

	if (d == NULL)
		return false;
	if (has_failed(r, node))
		return !d->stays;
	if (!check_words(d, node->words)) {
		diag_error(r->diag, node->pos, "%s takes %s", d->name,
		    d->usage);
		return true;
	}
	d->act(r, node);
	return !d->stays;
}
