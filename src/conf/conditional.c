/*
 * The sections whose condition is known while reading: IfModule, IfDefine,
 * IfVersion, IfFile, IfDirective, IfSection.
 */
#include <sys/stat.h>

#include "conf/reader.h"

/* "[!]word": the mark counts only outside quotes. */
struct argument {
	bool negated;
	struct str word;
};

static bool
take_argument(struct reader *r, const struct conf_node *node,
    struct argument *arg)
{
	struct str rest = node->raw;
	struct lex_word word;

	*arg = (struct argument){ 0 };
	if (rest.n > 0 && rest.p[0] == '!') {
		arg->negated = true;
		rest = str_skip(rest, 1);
	}
	if (!lex_word(&rest, &word) || word.text.n == 0)
		return false;
	arg->word = lex_word_value(r->arena, &word);
	return true;
}

static bool
module_is_on(struct reader *r, struct str name)
{
	return loadmodule_is_on(r, name);
}

static bool
define_holds(struct reader *r, struct str name)
{
	return define_is_set(r->tree, name);
}

static bool
file_exists(struct reader *r, struct str path)
{
	struct stat st;

	return stat(read_path(r, path).p, &st) == 0;
}

/* The row of this name, if its module is on. */
static const struct directive *
find_row_in_use(struct reader *r, struct str name)
{
	size_t owner = 0;
	const struct directive *row = read_find_row(r, name, &owner);

	if (row == NULL || !conf_module_on(r->registry, r->modules, owner))
		return NULL;
	return row;
}

static bool
section_exists(struct reader *r, struct str name)
{
	const struct directive *row = find_row_in_use(r, name);

	return conditional_is(name) || (row != NULL && row->open != NULL);
}

static bool
directive_exists(struct reader *r, struct str name)
{
	const struct directive *row;

	/* httpd takes sections for directives whose name begins with "<". */
	if (name.n > 0 && name.p[0] == '<')
		return section_exists(r, str_skip(name, 1));
	row = find_row_in_use(r, name);
	return readtime_is(name) || (row != NULL && row->open == NULL);
}

static const struct conditional {
	const char *name;
	bool (*holds)(struct reader *r, struct str word);
} conditionals[] = {
	{ "IfModule", module_is_on },
	{ "IfDefine", define_holds },
	{ "IfFile", file_exists },
	{ "IfDirective", directive_exists },
	{ "IfSection", section_exists },
	{ "IfVersion", NULL }		/* arguments of another kind */
};

static const struct conditional *
find(struct str name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(conditionals); i++) {
		if (str_ieq(name, str_from(conditionals[i].name)))
			return &conditionals[i];
	}
	return NULL;
}

bool
conditional_is(struct str name)
{
	return find(name) != NULL;
}

enum condition
conditional_test(struct reader *r, const struct conf_node *node)
{
	const struct conditional *c = find(node->name);
	struct argument arg;

	if (c == NULL)
		return CONDITION_NONE;
	if (c->holds == NULL)
		return conditional_version(r, node);
	if (!take_argument(r, node, &arg)) {
		diag_error(r->diag, node->pos,
		    "<%s> directive requires an argument", c->name);
		return CONDITION_FALSE;
	}
	return c->holds(r, arg.word) != arg.negated ?
	    CONDITION_TRUE : CONDITION_FALSE;
}
