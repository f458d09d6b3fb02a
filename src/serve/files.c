/* The cache of open files and small contents. */
#include "serve/files.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"

#define SETTLED_S 2		/* unchanged for so long: may be kept */

struct file_slot {
	uint64_t serial;	/* of who opened it; 0: free */
	uint64_t round;		/* when it was last used */
	int fd;			/* -1: the content is in memory */
	struct file_id id;
	struct buf content;
};

struct file_cache {
	struct arena *arena;
	struct file_slot *slots[FILES_MAX];
	size_t n;		/* slots made so far */
	size_t in_memory;	/* bytes of all contents */
	bool has_large;		/* this request used a large file */
	uint64_t serial;
	uint64_t round;		/* grows between requests */
};

struct file_cache *
files_new(struct arena *a)
{
	struct file_cache *fc = ARENA_NEW(a, struct file_cache);

	fc->arena = a;
	fc->round = 1;
	return fc;
}

static struct file_slot *
make_slot(struct file_cache *fc)
{
	struct file_slot *s = ARENA_NEW(fc->arena, struct file_slot);

	s->fd = -1;
	buf_init(&s->content, FILES_CONTENT_MAX);
	fc->slots[fc->n++] = s;
	return s;
}

static void
empty_slot(struct file_cache *fc, struct file_slot *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->serial = 0;
	fc->in_memory -= s->content.n;
	buf_release(&s->content);
}

void
files_free(struct file_cache *fc)
{
	for (size_t i = 0; i < fc->n; i++)
		empty_slot(fc, fc->slots[i]);
}

void
files_tidy(struct file_cache *fc)
{
	for (size_t i = 0; fc->has_large && i < fc->n; i++) {
		struct file_slot *s = fc->slots[i];

		if (s->fd >= 0 && s->id.size > FILES_KEEP_MAX)
			empty_slot(fc, s);
	}
	fc->has_large = false;
	fc->round++;
}

struct file_id
file_id(const struct stat *st)
{
	return (struct file_id){ st->st_dev, st->st_ino, st->st_size,
	    st->st_mtim, st->st_ctim };
}

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool
file_id_same(const struct file_id *a, const struct file_id *b)
{
	return a->ino == b->ino && a->dev == b->dev && a->size == b->size &&
	    same_time(a->mtime, b->mtime) && same_time(a->ctime, b->ctime);
}

/* The slot that was not used for longest, and not by this request. */
static struct file_slot *
choose_slot(struct file_cache *fc)
{
	struct file_slot *best = NULL;

	for (size_t i = 0; i < fc->n; i++) {
		struct file_slot *s = fc->slots[i];

		if (s->serial == 0)
			return s;
		if (s->round < fc->round && (!best || s->round < best->round))
			best = s;
	}
	if (fc->n < FILES_MAX)
		return make_slot(fc);
	if (best)
		empty_slot(fc, best);
	return best;
}

static bool
is_settled(const struct file_id *id)
{
	int64_t limit = clock_wall_us() / 1000000 - SETTLED_S;

	return id->mtime.tv_sec < limit && id->ctime.tv_sec < limit;
}

/* Reads a small file that has been left alone; otherwise changes nothing. */
static void
keep_content(struct file_cache *fc, struct file_slot *s)
{
	size_t want = (size_t)s->id.size;

	if (s->id.size > FILES_CONTENT_MAX || !is_settled(&s->id) ||
	    fc->in_memory + want > FILES_CONTENT_ALL ||
	    !buf_reserve(&s->content, want))
		return;
	while (s->content.n < want) {
		ssize_t got = pread(s->fd, s->content.p + s->content.n,
		    want - s->content.n, (off_t)s->content.n);

		if (got <= 0) {
			buf_reset(&s->content);
			return;
		}
		s->content.n += (size_t)got;
	}
	fc->in_memory += want;
	close(s->fd);
	s->fd = -1;
}

static int
open_slot(struct file_cache *fc, struct open_file *f, struct stat *st)
{
	struct file_slot *s = choose_slot(fc);
	int fd;

	if (!s)
		return EMFILE;
	fd = route_open(&f->route, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -fd;
	if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) {
		close(fd);
		return EINVAL;
	}
	s->fd = fd;
	s->id = f->id = file_id(st);
	s->serial = f->serial = ++fc->serial;
	f->slot = s;
	keep_content(fc, s);
	return 0;
}

int
files_body(struct file_cache *fc, struct open_file *f, struct stat *st,
    struct body *out)
{
	struct file_slot *s = f->slot;
	int error;

	if (f->serial == 0 || s->serial != f->serial) {
		error = open_slot(fc, f, st);
		if (error)
			return error;
		s = f->slot;
	} else if (s->fd >= 0) {
		/* It may have settled since it was opened. */
		keep_content(fc, s);
	}
	s->round = fc->round;
	fc->has_large |= s->id.size > FILES_KEEP_MAX;
	*out = (struct body){
		.kind = BODY_FILE,
		.fd = s->fd,
		.length = (uint64_t)s->id.size,
		.length_known = true,
	};
	if (s->fd < 0)
		out->bytes = buf_str(&s->content);
	return 0;
}
