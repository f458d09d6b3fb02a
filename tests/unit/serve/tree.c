#include "tree.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int
remove_entry(const char *path, const struct stat *st, int kind,
    struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

void
tree_open(struct tree *t)
{
	snprintf(t->root, sizeof(t->root), "/tmp/serve-tree.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(t->root));
}

void
tree_close(struct tree *t)
{
	nftw(t->root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
tree_path(const struct tree *t, const char *name)
{
	static char paths[4][4096];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", t->root, name);
	return path;
}

void
tree_dir(const struct tree *t, const char *name)
{
	ck_assert_int_eq(mkdir(tree_path(t, name), 0755), 0);
}

void
tree_file(const struct tree *t, const char *name, const char *content)
{
	FILE *f = fopen(tree_path(t, name), "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(content, f), 0);
	fclose(f);
}

void
tree_link(const struct tree *t, const char *target, const char *name)
{
	ck_assert_int_eq(symlink(target, tree_path(t, name)), 0);
}
