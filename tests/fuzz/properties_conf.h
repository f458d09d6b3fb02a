/*
 * Reading a configuration: whatever the text, positions lie in it, words are
 * those of the raw line, messages can be printed, and a text without errors,
 * variables and quotes means the same when the tree is written out again.
 */
#ifndef FUZZ_PROPERTIES_CONF_H
#define FUZZ_PROPERTIES_CONF_H

#include "conf/read.h"
#include "properties.h"

static inline bool
conf_fuzz_open(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	return ap != NULL && row != NULL && node != NULL;
}

static const struct conf_type conf_fuzz_raw = { .name = "text", .raw = true };

static const struct directive conf_fuzz_rows[] = {
	{ .name = "Raw", .type = &conf_fuzz_raw },
	{ .name = "Path", .type = &conf_type_path },
	{ .name = "Directory", .open = conf_fuzz_open },
	{ .name = "If", .open = conf_fuzz_open },
	CONF_END
};

static const struct conf_owner conf_fuzz_core = {
	.identifier = "core_module", .source = "core.c", .always_on = true,
	.rows = conf_fuzz_rows
};
static const struct conf_owner conf_fuzz_alias = {
	.identifier = "alias_module", .source = "mod_alias.c"
};
static const struct conf_owner *const conf_fuzz_owners[] = {
	&conf_fuzz_core, &conf_fuzz_alias
};
static const struct conf_registry conf_fuzz_registry = { conf_fuzz_owners, 2 };

static inline const char *
conf_fuzz_env(const char *name)
{
	return strcmp(name, "HOME") == 0 ? "/home" : NULL;
}

static inline struct conf_tree *
conf_fuzz_read(struct arena *a, struct str text, struct diag *diag)
{
	struct conf_options opt = {
		.server_root = STR("/no/such/directory"), .root_given = true,
		.text = text, .env = conf_fuzz_env
	};
	struct conf_modules modules;

	diag_init(diag, a);
	return conf_read(a, &opt, &conf_fuzz_registry, &modules, diag);
}

/* Includes must not find the machine's files: no slash but that of a tag. */
static inline void
conf_fuzz_tame(char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] == '/' && (i == 0 || p[i - 1] != '<'))
			p[i] = '_';
	}
}

static inline void
conf_fuzz_nodes(struct arena *a, const struct conf_node *node, unsigned lines,
    struct buf *out)
{
	for (; node != NULL; node = node->next) {
		struct strs words = conf_words(a, node->raw, NULL, NULL);
		size_t i;

		PROPERTY(node->pos != NULL && node->name.p != NULL);
		PROPERTY(node->pos->line >= 1 && node->pos->line <= lines);
		PROPERTY(node->container || node->children == NULL);
		PROPERTY(words.n == node->words.n);
		for (i = 0; i < words.n; i++)
			PROPERTY(str_eq(words.v[i], node->words.v[i]));
		buf_printf(out, "%s%.*s %.*s%s\n", node->container ? "<" : "",
		    STR_ARG(node->name), STR_ARG(node->raw),
		    node->container ? ">" : "");
		conf_fuzz_nodes(a, node->children, lines, out);
		if (node->container)
			buf_printf(out, "</%.*s>\n", STR_ARG(node->name));
	}
}

static inline void
conf_fuzz_messages(const struct diag *diag, unsigned lines)
{
	struct buf out;
	size_t i;

	buf_init(&out, 1 << 16);
	PROPERTY(diag->n <= DIAG_MAX);
	for (i = 0; i < diag->n; i++) {
		const struct diag_message *m = &diag->v[i];

		PROPERTY(m->pos == NULL || m->pos->line <= lines);
		PROPERTY(m->pos == NULL || m->column <= m->pos->source.n + 1);
		buf_reset(&out);
		diag_print(&out, m);
		diag_print_line(&out, m);
		PROPERTY(!out.full && out.n > 0);
		PROPERTY(str_find(buf_str(&out), '\0') < 0);
	}
	buf_release(&out);
}

/* ASCII, and no byte that is undone on the way into the tree. */
static inline bool
conf_fuzz_is_plain(struct str text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		if ((unsigned char)text.p[i] >= 0x80 ||
		    strchr("$\\\"'", text.p[i]) != NULL)
			return false;
	}
	return true;
}

/* Written out, the tree is its own source. */
static inline void
conf_fuzz_again(struct arena *a, const struct buf *first)
{
	struct conf_tree *tree;
	struct diag diag;
	struct buf second;

	tree = conf_fuzz_read(a, buf_str(first), &diag);
	PROPERTY(diag.errors == 0);
	buf_init(&second, 1 << 24);
	conf_fuzz_nodes(a, tree->top, UINT32_MAX, &second);
	PROPERTY(str_eq(buf_str(first), buf_str(&second)));
	buf_release(&second);
}

static inline void
property_conf(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str text = exact_copy(data, size);
	struct conf_tree *tree;
	unsigned lines = 1;
	struct diag diag;
	struct buf out;
	size_t i;

	conf_fuzz_tame((char *)(uintptr_t)text.p, size);
	for (i = 0; i < size; i++)
		lines += data[i] == '\n';
	buf_init(&out, 1 << 24);
	tree = conf_fuzz_read(a, text, &diag);
	conf_fuzz_nodes(a, tree->top, lines, &out);
	conf_fuzz_messages(&diag, lines);
	if (diag.errors == 0 && conf_fuzz_is_plain(text) && !out.full)
		conf_fuzz_again(a, &out);
	buf_release(&out);
	free_copy(text);
	arena_free(a);
}

#endif
