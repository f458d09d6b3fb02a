/*
 * Which files an Include means: one file, all of a directory, or what
 * matches a pattern, with wildcards in any component.
 *
 * Names are sorted by byte value, one directory after the other, so that the
 * order does not depend on the file system or the locale.  All paths are
 * found before the first file is read.
 */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>

#include "conf/reader.h"

struct search {
	struct reader *r;
	const struct conf_pos *pos;
	bool optional;
	struct strs found;
};

/* The directories we are in, to find a symbolic link that leads back up. */
struct level {
	const struct level *up;
	unsigned depth;
	dev_t device;
	ino_t inode;
};

bool
paths_has_wildcard(struct str s)
{
	ptrdiff_t bracket = str_find(s, '[');

	if (str_find(s, '*') >= 0 || str_find(s, '?') >= 0)
		return true;
	return bracket >= 0 &&
	    str_find(str_skip(s, (size_t)bracket), ']') >= 0;
}

static struct str
join(struct search *s, struct str base, struct str name)
{
	if (name.n == 0)
		return base;
	return arena_printf(s->r->arena, "%.*s%s%.*s", STR_ARG(base),
	    str_ends(base, STR("/")) ? "" : "/", STR_ARG(name));
}

static bool
is_absence(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

static void
fail(struct search *s, const char *what, struct str path)
{
	int error = errno;

	if (s->optional && is_absence(error))
		return;
	diag_error(s->r->diag, s->pos, "Could not open %s %.*s: %s", what,
	    STR_ARG(path), strerror(error));
	if (is_absence(error))
		diag_remedy(s->r->diag,
		    "IncludeOptional does without it");
}

static int
compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Names in a directory, sorted, without "." and "..". */
static bool
list(struct search *s, struct str path, struct strs *names)
{
	DIR *dir = opendir(path.p);
	struct dirent *entry;

	*names = (struct strs){ NULL, 0 };
	if (dir == NULL) {
		fail(s, "directory", path);
		return false;
	}
	while ((entry = readdir(dir)) != NULL) {
		struct str name = str_from(entry->d_name);

		if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
			continue;
		ARENA_PUSH(s->r->arena, names->v, names->n,
		    arena_copy(s->r->arena, name));
	}
	closedir(dir);
	if (names->n > 1)
		qsort(names->v, names->n, sizeof(names->v[0]), compare);
	return true;
}

static bool
is_backup(struct str name)
{
	return str_ends(name, STR("~")) || str_ends(name, STR(".bak")) ||
	    str_search(name, STR(".dpkg-")) >= 0 ||
	    (name.n > 1 && name.p[0] == '#' && str_ends(name, STR("#")));
}

static void
warn_backup(struct search *s, struct str path, struct str name)
{
	if (!is_backup(name))
		return;
	diag_warn(s->r->diag, s->pos, "%.*s is read too, though it looks like "
	    "a left-over copy", STR_ARG(path));
	diag_remedy(s->r->diag, "remove it, or include *.conf");
}

static void
add_file(struct search *s, struct str path)
{
	if (s->found.n == READ_FILES_MAX) {
		diag_error(s->r->diag, s->pos,
		    "this includes more than %d files", READ_FILES_MAX);
		return;
	}
	if (s->found.n < READ_FILES_MAX)
		ARENA_PUSH(s->r->arena, s->found.v, s->found.n, path);
}

static void add_path(struct search *s, struct str path,
    const struct level *up);

static bool
may_enter(struct search *s, struct str path, const struct level *here)
{
	const struct level *l;

	if (here->depth > READ_LEVELS_MAX) {
		diag_error(s->r->diag, s->pos,
		    "%.*s: directories are nested more than %d deep",
		    STR_ARG(path), READ_LEVELS_MAX);
		return false;
	}
	for (l = here->up; l != NULL; l = l->up) {
		if (l->device != here->device || l->inode != here->inode)
			continue;
		diag_error(s->r->diag, s->pos,
		    "Include loop: %.*s leads back to a directory above it",
		    STR_ARG(path));
		return false;
	}
	return true;
}

static void
add_directory(struct search *s, struct str path, const struct stat *st,
    const struct level *up)
{
	struct level here = { up, up ? up->depth + 1 : 1, st->st_dev,
		st->st_ino };
	struct strs names;
	size_t i;

	if (!may_enter(s, path, &here) || !list(s, path, &names))
		return;
	for (i = 0; i < names.n; i++) {
		struct str below = join(s, path, names.v[i]);

		warn_backup(s, below, names.v[i]);
		add_path(s, below, &here);
	}
}

/* A link to nothing is passed over, but hardly what was wanted. */
static void
warn_dangling(struct search *s, struct str path)
{
	struct stat st;

	if (s->optional && lstat(path.p, &st) == 0)
		diag_warn(s->r->diag, s->pos,
		    "%.*s is a link to a file that does not exist",
		    STR_ARG(path));
}

static void
add_path(struct search *s, struct str path, const struct level *up)
{
	struct stat st;

	if (stat(path.p, &st) != 0) {
		fail(s, "configuration file", path);
		warn_dangling(s, path);
		return;
	}
	if (S_ISDIR(st.st_mode))
		add_directory(s, path, &st, up);
	else
		add_file(s, path);
}

static bool
is_directory(struct str path)
{
	struct stat st;

	return stat(path.p, &st) == 0 && S_ISDIR(st.st_mode);
}

static void walk(struct search *s, struct str base, struct str rest);

/* All names in base that match, each with the rest of the path. */
static void
match(struct search *s, struct str base, struct str pattern, struct str rest)
{
	const char *p = arena_cstr(s->r->arena, pattern);
	struct strs names;
	bool any = false;
	size_t i;

	if (!list(s, base, &names))
		return;
	for (i = 0; i < names.n; i++) {
		struct str path;

		if (fnmatch(p, names.v[i].p, FNM_PERIOD) != 0)
			continue;
		path = join(s, base, names.v[i]);
		if (rest.p != NULL && !is_directory(path))
			continue;
		any = true;
		if (rest.p == NULL)
			warn_backup(s, path, names.v[i]);
		walk(s, path, rest);
	}
	if (any || s->optional)
		return;
	diag_error(s->r->diag, s->pos, "No matches for the wildcard '%.*s' in "
	    "'%.*s'", STR_ARG(pattern), STR_ARG(base));
	diag_remedy(s->r->diag, "IncludeOptional does without");
}

static void
walk(struct search *s, struct str base, struct str rest)
{
	while (rest.p != NULL) {
		struct str component = str_cut(&rest, '/');

		if (paths_has_wildcard(component)) {
			match(s, base, component, rest);
			return;
		}
		base = join(s, base, component);
	}
	add_path(s, base, NULL);
}

struct strs
paths_find(struct reader *r, struct str path, const struct conf_pos *pos,
    bool optional)
{
	struct search s = { .r = r, .pos = pos, .optional = optional };

	if (paths_has_wildcard(path))
		walk(&s, STR("/"), str_skip(path, 1));
	else
		add_path(&s, path, NULL);
	return s.found;
}
