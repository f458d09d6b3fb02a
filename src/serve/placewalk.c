/*
 * From a mapped name to a file and its sections.
 *
 * <Directory> sections are merged first for every directory of the name, for
 * their Options decide how the next component may be looked up; then the name
 * is looked up as a whole, and only if that fails the deepest part that
 * exists is searched for, by halving: a long made-up path costs a dozen
 * system calls, not thousands.
 */
#include "serve/placewalk.h"

#include <errno.h>

struct walk {
	struct arena *arena;
	struct merge_cache *merges;
	const struct site *site;
	const struct conf_registry *registry;
	struct components parts;
	const struct conf_values **levels;	/* [parts.n + 1] by depth */
};

/* --- Sections ------------------------------------------------------------ */

static const struct conf_values *
merge_matching(struct walk *w, const struct section_list *l,
    const struct conf_values *base, struct str name, bool regex_only)
{
	const char *cstr = NULL;

	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i]->match != SECTION_REGEX && regex_only)
			continue;
		if (l->v[i]->match == SECTION_REGEX && !cstr)
			cstr = arena_cstr(w->arena, name);
		if (section_is_name(l->v[i], name, cstr))
			base = merge_section(w->merges, w->registry, base,
			    l->v[i]);
	}
	return base;
}

/* The list is sorted by depth, so one pass serves all directories. */
static const struct conf_values *
merge_level(struct walk *w, const struct conf_values *base, size_t depth)
{
	const struct section_list *l = &w->site->directories;
	struct str dir = components_path(&w->parts, depth);

	for (size_t i = 0; i < l->n; i++) {
		if (section_is_directory(l->v[i], dir, depth))
			base = merge_section(w->merges, w->registry, base,
			    l->v[i]);
	}
	return base;
}

static enum link_policy
policy_of(const struct conf_values *dir)
{
	const struct options *o = &core_dir(dir)->options;

	if (o->set & OPT_SYMLINKS_IF_OWNER)
		return LINKS_OWNER;
	return o->set & OPT_FOLLOW_SYMLINKS ? LINKS_FOLLOW : LINKS_NEVER;
}

static void
merge_levels(struct walk *w)
{
	size_t deepest = 0;
	const struct section_list *l = &w->site->directories;

	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i]->match != SECTION_REGEX && l->v[i]->depth > deepest)
			deepest = l->v[i]->depth;
	}
	w->levels = ARENA_ARRAY(w->arena, const struct conf_values *,
	    w->parts.n + 1);
	for (size_t d = 0; d <= w->parts.n; d++) {
		const struct conf_values *up =
		    d > 0 ? w->levels[d - 1] : w->site->dir;

		w->levels[d] = d > deepest ? up : merge_level(w, up, d);
		if (d < w->parts.n)
			w->parts.policy[d] = policy_of(w->levels[d]);
	}
}

const struct conf_values *
place_locations(struct arena *a, struct merge_cache *mc,
    const struct site *site, const struct conf_values *base, struct str path)
{
	const struct section_list *l = &site->locations;
	const char *cstr = NULL;

	for (size_t i = 0; i < l->n; i++) {
		const struct section *s = l->v[i];
		bool regex = s->match == SECTION_REGEX;

		if (regex && !cstr)
			cstr = arena_cstr(a, path);
		if (regex ? section_is_name(s, path, cstr) :
		    section_is_location(s, path))
			base = merge_section(mc, site->sites->registry, base,
			    s);
	}
	return base;
}

/* <Files> within the directories that apply, shortest first. */
static const struct conf_values *
merge_inner_files(struct walk *w, const struct conf_values *base,
    size_t depth, struct str subject, struct str name)
{
	const struct section_list *l = &w->site->directories;
	const char *cstr = NULL;

	for (size_t i = 0; i < l->n; i++) {
		struct section *s = l->v[i];
		bool applies;

		if (s->files.n == 0)
			continue;
		if (s->match == SECTION_REGEX && !cstr)
			cstr = arena_cstr(w->arena, subject);
		applies = s->match == SECTION_REGEX ?
		    section_is_name(s, subject, cstr) : s->depth <= depth &&
		    section_is_directory(s, components_path(&w->parts,
		    s->depth), s->depth);
		if (applies)
			base = merge_matching(w, &s->files, base, name, false);
	}
	return base;
}

/* depth: of the directory it is in; subject: as <DirectoryMatch> sees it. */
static const struct conf_values *
merge_all(struct walk *w, size_t depth, struct str subject,
    enum file_kind kind, struct str path)
{
	const struct conf_values *v = w->levels[depth];
	ptrdiff_t slash = str_rfind(subject, '/');
	struct str name = str_skip(subject, (size_t)(slash + 1));

	v = merge_matching(w, &w->site->directories, v, subject, true);
	if (kind != FILE_DIRECTORY && name.n > 0) {
		v = merge_matching(w, &w->site->files, v, name, false);
		v = merge_inner_files(w, v, depth, subject, name);
	}
	return place_locations(w->arena, w->merges, w->site, v, path);
}

/* --- The file system ----------------------------------------------------- */

static bool
is_missing(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG;
}

static int
look(struct walk *w, size_t k, struct route *route, struct stat *st)
{
	route_make(w->arena, &w->parts, k, route);
	return route_look(route, st);
}

/*
 * The most components that exist, below all of them; 0 or an errno.  The
 * parent is tried first: mostly it is only the file that is missing.
 */
static int
search(struct walk *w, size_t *found, struct route *route, struct stat *st)
{
	size_t low = 0, high = w->parts.n - 1, middle = high;
	bool looked = false;

	while (low < high) {
		struct stat here;
		struct route way;
		int error = look(w, middle, &way, &here);

		if (error && !is_missing(error))
			return error;
		if (error)
			high = middle - 1;
		else {
			low = middle;
			*route = way;
			*st = here;
			looked = true;
		}
		middle = low + (high - low + 1) / 2;
	}
	*found = low;
	return looked ? 0 : look(w, low, route, st);
}

/* Is the component behind the first k a link that leads nowhere? */
static bool
is_dangling(struct walk *w, size_t k)
{
	struct str path = components_path(&w->parts, k + 1);
	struct stat st;

	return lstat(arena_cstr(w->arena, path), &st) == 0 &&
	    S_ISLNK(st.st_mode);
}

static enum file_kind
kind_of(const struct stat *st, bool complete)
{
	if (S_ISREG(st->st_mode))
		return FILE_REGULAR;
	if (!S_ISDIR(st->st_mode))
		return FILE_OTHER;
	return complete ? FILE_DIRECTORY : FILE_NONE;
}

/* What exists is known: k components, the last of kind out->kind. */
static void
settle(struct walk *w, struct str path, size_t k, struct place *out)
{
	struct str mapped = w->parts.full;
	size_t named = out->kind == FILE_NONE ? k + 1 : k;
	size_t depth = out->kind == FILE_REGULAR ? k - 1 : k;
	struct str subject;

	subject = components_path(&w->parts, named);
	out->filename = STR("/");
	if (subject.n > 0)
		out->filename = arena_copy(w->arena, subject);
	if (out->kind == FILE_DIRECTORY) {
		/* With the slash it was mapped with. */
		subject = mapped;
	} else if (mapped.n > subject.n)
		out->path_info = arena_copy(w->arena,
		    str_skip(mapped, subject.n));
	out->dir = merge_all(w, depth, subject, out->kind, path);
}

void
place_walk(struct arena *a, struct merge_cache *mc, const struct site *site,
    struct str mapped, struct str path, struct place *out)
{
	struct walk w = { .arena = a, .merges = mc, .site = site,
	    .registry = site->sites->registry };
	size_t k;

	*out = (struct place){ .kind = FILE_OTHER, .dir = site->dir,
	    .filename = mapped };
	if (!components_cut(a, mapped, &w.parts)) {
		out->error = EINVAL;
		return;
	}
	merge_levels(&w);
	k = w.parts.n;
	out->error = look(&w, k, &out->route, &out->st);
	if (is_missing(out->error) && k > 0)
		out->error = search(&w, &k, &out->route, &out->st);
	if (!out->error && k < w.parts.n && S_ISDIR(out->st.st_mode) &&
	    is_dangling(&w, k))
		out->error = ELOOP;
	if (!out->error)
		out->kind = kind_of(&out->st, k == w.parts.n);
	settle(&w, path, out->error ? w.parts.n : k, out);
}
