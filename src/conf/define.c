/*
 * Define, UnDefine, and where ${NAME} gets its value from.
 *
 * As in httpd, a name is two things: a flag, compared with case by IfDefine,
 * and a value, found without case by ${NAME}.  So of the names that differ in
 * case only, at most one holds a value: the one set last.
 */
#include <stdlib.h>

#include "conf/reader.h"

static struct conf_define *
find_flag(const struct conf_tree *tree, struct str name)
{
	size_t i;

	for (i = 0; i < tree->n_defines; i++) {
		if (str_eq(tree->defines[i].name, name))
			return &tree->defines[i];
	}
	return NULL;
}

static struct conf_define *
add_flag(struct conf_tree *tree, struct str name)
{
	struct conf_define *d = find_flag(tree, name);

	if (d != NULL)
		return d;
	ARENA_PUSH(tree->arena, tree->defines, tree->n_defines,
	    (struct conf_define){ .name = name });
	return &tree->defines[tree->n_defines - 1];
}

static void
forget_value(struct conf_tree *tree, struct str name)
{
	size_t i;

	for (i = 0; i < tree->n_defines; i++) {
		if (str_ieq(tree->defines[i].name, name))
			tree->defines[i].value = STR_NONE;
	}
}

bool
define_is_set(const struct conf_tree *tree, struct str name)
{
	return find_flag(tree, name) != NULL;
}

static struct str
environment(struct reader *r, struct str name)
{
	const char *value;

	if (name.n == 0)
		return STR_NONE;
	if (r->opt->env != NULL)
		value = r->opt->env(arena_cstr(r->arena, name));
	else
		value = getenv(arena_cstr(r->arena, name));
	return str_from(value);
}

struct str
define_value(struct reader *r, struct str name)
{
	const struct conf_tree *tree = r->tree;
	size_t i;

	for (i = 0; i < tree->n_defines; i++) {
		if (tree->defines[i].value.p != NULL &&
		    str_ieq(tree->defines[i].name, name))
			return tree->defines[i].value;
	}
	return environment(r, name);
}

void
define_start(struct reader *r)
{
	size_t i;

	for (i = 0; i < r->opt->n_defines; i++)
		add_flag(r->tree, r->opt->defines[i])->initial = true;
}

void
define_line(struct reader *r, const struct conf_node *node)
{
	struct str name = node->words.v[0];
	struct conf_define *d;

	if (str_find(name, ':') >= 0) {
		diag_error(r->diag, node->pos,
		    "Variable name must not contain ':'");
		return;
	}
	if (str_starts(name, STR("DUMP_"))) {
		diag_warn(r->diag, node->pos, "names that begin with DUMP_ "
		    "belong to the option -D: this line is ignored");
		return;
	}
	d = add_flag(r->tree, name);
	if (node->words.n < 2 || node->words.v[1].n == 0)
		return;
	forget_value(r->tree, name);
	d->value = node->words.v[1];
}

void
define_undefine_line(struct reader *r, const struct conf_node *node)
{
	struct conf_tree *tree = r->tree;
	struct conf_define *d = find_flag(tree, node->words.v[0]);

	forget_value(tree, node->words.v[0]);
	if (d == NULL)
		return;
	tree->n_defines--;
	memmove(d, d + 1,
	    (size_t)(tree->defines + tree->n_defines - d) * sizeof(*d));
}
