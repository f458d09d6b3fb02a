/* A directory of its own for a test, below /tmp. */
#ifndef UNIT_SERVE_TREE_H
#define UNIT_SERVE_TREE_H

#include <check.h>

struct tree {
	char root[64];
};

void tree_open(struct tree *t);
void tree_close(struct tree *t);
/* Full path of a name; one of four buffers, used in turn. */
const char *tree_path(const struct tree *t, const char *name);
void tree_dir(const struct tree *t, const char *name);
void tree_file(const struct tree *t, const char *name, const char *content);
void tree_link(const struct tree *t, const char *target, const char *name);

#endif
