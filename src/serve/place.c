/*
 * Places of requests, remembered by site, URL path and mapped name: a request
 * that repeats pays a look-up and the stat that proves the file unchanged.
 */
#include "serve/place.h"

#include <errno.h>

#include "serve/placewalk.h"
#include "serve/worker.h"

#define PLACES_ROOM 2048	/* of the first places, bytes */
#define BUCKETS 128		/* a power of 2 */
#define PLACES_FULL 512		/* places after which all are forgotten */
/* Beyond this within one request, places are found and not remembered. */
#define PLACES_STOP 2048

struct known {
	struct known *next;
	size_t hash;
	const struct site *site;
	struct str path, mapped;
	struct place place;
	struct open_file file;
};

struct place_cache {
	struct arena *arena;	/* of the places */
	struct file_cache *files;
	struct merge_cache *merges;
	struct known **buckets;
	size_t n;
};

struct place_cache *
place_cache_new(struct arena *own, struct file_cache *files)
{
	struct place_cache *pc = ARENA_NEW(own, struct place_cache);

	pc->arena = arena_new_in(own, PLACES_ROOM);
	pc->files = files;
	pc->merges = merge_cache_new(own);
	pc->buckets = ARENA_ARRAY(own, struct known *, BUCKETS);
	return pc;
}

void
place_cache_free(struct place_cache *pc)
{
	merge_cache_free(pc->merges);
	arena_free(pc->arena);
}

static void
forget_places(struct place_cache *pc)
{
	memset(pc->buckets, 0, BUCKETS * sizeof(struct known *));
	arena_reset(pc->arena);
	pc->n = 0;
}

void
place_cache_tidy(struct place_cache *pc)
{
	bool merges_full = merge_cache_is_full(pc->merges);

	files_tidy(pc->files);
	/* Places point at merged values, never the other way round. */
	if (merges_full || pc->n >= PLACES_FULL)
		forget_places(pc);
	if (merges_full)
		merge_cache_reset(pc->merges);
}

/* --- Looking up ---------------------------------------------------------- */

static size_t
hash_more(size_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h;
}

static struct known **
find(struct place_cache *pc, const struct request *r, size_t hash)
{
	struct known **at = &pc->buckets[hash & (BUCKETS - 1)];

	for (; *at; at = &(*at)->next) {
		const struct known *k = *at;

		if (k->hash == hash && k->site == r->site &&
		    str_eq(k->path, r->path) && str_eq(k->mapped, r->filename))
			break;
	}
	return at;
}

/* Is what was found before still there, by a way that is still allowed, and
 * the same?  Where links are followed that is one stat. */
static bool
still_holds(const struct known *k, struct stat *st)
{
	struct file_id id;

	if (route_look(&k->file.route, st) != 0)
		return false;
	if (k->place.kind == FILE_DIRECTORY)
		return S_ISDIR(st->st_mode) &&
		    st->st_ino == k->place.st.st_ino &&
		    st->st_dev == k->place.st.st_dev;
	id = file_id(st);
	return S_ISREG(st->st_mode) && file_id_same(&id, &k->file.id);
}

static void
use(struct request *r, struct known *k, const struct stat *st)
{
	r->kind = k->place.kind;
	r->dir = k->place.dir;
	r->filename = k->place.filename;
	r->path_info = k->place.path_info;
	r->st = *st;
	r->file = r->kind == FILE_REGULAR ? &k->file : NULL;
}

static bool
is_worth_keeping(const struct place_cache *pc, const struct place *p)
{
	return !p->error && pc->n < PLACES_STOP &&
	    (p->kind == FILE_REGULAR || p->kind == FILE_DIRECTORY);
}

/* Everything the place points to moves into the cache's arena. */
static void
remember(struct place_cache *pc, const struct request *r, struct known *k)
{
	struct known **head = &pc->buckets[k->hash & (BUCKETS - 1)];
	struct place *p = &k->place;
	struct arena *a = pc->arena;

	k->site = r->site;
	k->path = arena_copy(a, r->path);
	k->mapped = arena_copy(a, r->filename);
	p->filename = arena_copy(a, p->filename);
	if (p->path_info.p)
		p->path_info = arena_copy(a, p->path_info);
	route_copy(a, &p->route, &k->file.route);
	k->next = *head;
	*head = k;
	pc->n++;
}

/* Walks, and remembers places of files and directories. */
static struct known *
learn(struct place_cache *pc, struct request *r, size_t hash)
{
	struct place p;
	struct known *k;
	bool keep;

	place_walk(r->arena, pc->merges, r->site, r->filename, r->path, &p);
	keep = is_worth_keeping(pc, &p);
	k = ARENA_NEW(keep ? pc->arena : r->arena, struct known);
	k->hash = hash;
	k->place = p;
	k->file.id = file_id(&p.st);
	k->file.route = p.route;
	if (keep)
		remember(pc, r, k);
	return k;
}

/* --- Verdicts ------------------------------------------------------------ */

static enum verdict
refuse(struct request *r, int error)
{
	struct str file = r->filename;

	switch (error) {
	case ELOOP:
		request_log(r, LOG_ERROR, "core", 37, 0, "Symbolic link not "
		    "allowed or link target not accessible: %.*s",
		    STR_ARG(file));
		break;
	case EACCES:
		request_log(r, LOG_ERROR, "core", 35, error, "access to %.*s "
		    "denied (filesystem path '%.*s') because search "
		    "permissions are missing on a component of the path",
		    STR_ARG(r->path), STR_ARG(file));
		break;
	default:
		request_log(r, LOG_ERROR, "core", 36, error, "access to %.*s "
		    "failed (filesystem path '%.*s')", STR_ARG(r->path),
		    STR_ARG(file));
		break;
	}
	return (enum verdict)403;
}

enum verdict
place_before_map(struct request *r)
{
	struct place_cache *pc = r->worker->places;

	r->kind = FILE_NONE;
	r->dir = place_locations(r->arena, pc->merges, r->site, r->site->dir,
	    r->path);
	return PASS;
}

enum verdict
place_after_map(struct request *r)
{
	struct place_cache *pc = r->worker->places;
	struct known **at, *k;
	struct stat st;
	size_t hash;

	if (!r->filename.p)
		return place_before_map(r);
	hash = hash_more(hash_more(2166136261u, r->path), r->filename);
	at = find(pc, r, hash);
	if (*at && still_holds(*at, &st)) {
		use(r, *at, &st);
		return PASS;
	}
	if (*at)
		*at = (*at)->next;
	k = learn(pc, r, hash);
	use(r, k, &k->place.st);
	if (k->place.error)
		return refuse(r, k->place.error);
	if (r->kind != FILE_OTHER)
		return PASS;
	request_log(r, LOG_ERROR, "core", 38, 0,
	    "Forbidden: %.*s doesn't point to a file or directory",
	    STR_ARG(r->filename));
	return (enum verdict)403;
}
