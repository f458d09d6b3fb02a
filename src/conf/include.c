/*
 * Include, IncludeOptional, and the reading of files.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "conf/reader.h"

#define CHUNK (64u << 10)

static bool
is_null_device(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

static void
fail(struct reader *r, struct str path, const struct conf_pos *from,
    const char *why)
{
	diag_error(r->diag, from, "Could not open configuration file %.*s: %s",
	    STR_ARG(path), why);
}

/* A file that may be read; else -1, told unless it may be missing. */
static int
open_file(struct reader *r, struct str path, const struct conf_pos *from,
    bool optional, struct stat *st)
{
	/* Not blocking: a fifo must not hold up the start. */
	int fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		if (!optional || errno != ENOENT)
			fail(r, path, from, strerror(errno));
		return -1;
	}
	if (fstat(fd, st) == 0 &&
	    (S_ISREG(st->st_mode) || is_null_device(st)))
		return fd;
	fail(r, path, from, "not a regular file");
	close(fd);
	return -1;
}

static bool
read_all(struct reader *r, int fd, struct str path,
    const struct conf_pos *from, struct buf *text)
{
	ssize_t n;

	do {
		if (!buf_reserve(text, CHUNK)) {
			fail(r, path, from, "the file is too large");
			return false;
		}
		n = read(fd, text->p + text->n, CHUNK);
		if (n > 0)
			text->n += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		fail(r, path, from, strerror(errno));
	return n == 0;
}

static struct source *
find_loop(const struct reader *r, const struct stat *st)
{
	struct source *s = r->source;

	while (s != NULL && (s->inode != st->st_ino ||
	    s->device != st->st_dev))
		s = s->up;
	return s;
}

/* A loop is met again on every way into it; it is told once. */
static bool
is_told(struct reader *r, struct reader_loop loop)
{
	size_t i;

	for (i = 0; i < r->n_loops; i++) {
		if (r->loops[i].inode == loop.inode &&
		    r->loops[i].device == loop.device)
			return true;
	}
	ARENA_PUSH(r->arena, r->loops, r->n_loops, loop);
	return false;
}

static void
tell_loop(struct reader *r, const struct source *start, struct str path,
    const struct conf_pos *from)
{
	const struct source *s = r->source;
	struct str chain = path;

	if (is_told(r, (struct reader_loop){ start->device, start->inode }))
		return;
	for (;; s = s->up) {
		chain = arena_printf(r->arena, "%.*s -> %.*s",
		    STR_ARG(s->name), STR_ARG(chain));
		if (s == start)
			break;
	}
	diag_error(r->diag, from, "Include loop: %.*s", STR_ARG(chain));
}

static bool
is_allowed(struct reader *r, struct str path, const struct conf_pos *from,
    const struct stat *st)
{
	const struct source *start = find_loop(r, st);

	if (start != NULL && !is_null_device(st)) {
		tell_loop(r, start, path, from);
		return false;
	}
	if (r->source != NULL && r->source->depth >= READ_DEPTH_MAX) {
		diag_error(r->diag, from, "includes are nested more than %d "
		    "deep", READ_DEPTH_MAX);
		return false;
	}
	if (r->n_files++ == READ_FILES_MAX)
		diag_error(r->diag, from, "more than %d files are included",
		    READ_FILES_MAX);
	return r->n_files <= READ_FILES_MAX;
}

static void
note_file(struct reader *r, struct str path, const struct conf_pos *from)
{
	struct conf_included item = {
		path, r->source != NULL ? r->source->depth + 1 : 0,
		from != NULL ? from->line : 0
	};

	ARENA_PUSH(r->arena, r->tree->included, r->tree->n_included, item);
}

static void
warn_writable(struct reader *r, struct str path, const struct conf_pos *from,
    const struct stat *st)
{
	if (!S_ISREG(st->st_mode) || (st->st_mode & S_IWOTH) == 0)
		return;
	diag_warn(r->diag, from, "every user of this machine may write to "
	    "%.*s", STR_ARG(path));
	diag_remedy(r->diag, "chmod o-w %.*s", STR_ARG(path));
}

void
include_file(struct reader *r, struct str path, const struct conf_pos *from,
    bool optional)
{
	struct source source = { .name = path, .from = from };
	struct stat st;
	struct buf text;
	int fd = open_file(r, path, from, optional, &st);

	if (fd < 0)
		return;
	source.device = st.st_dev;
	source.inode = st.st_ino;
	if (is_allowed(r, path, from, &st)) {
		note_file(r, path, from);
		warn_writable(r, path, from, &st);
		buf_init(&text, READ_FILE_MAX);
		if (read_all(r, fd, path, from, &text))
			read_source(r, &source, buf_str(&text));
		buf_release(&text);
	}
	close(fd);
}

static void
include(struct reader *r, const struct conf_node *node, bool optional)
{
	struct str path = read_path(r, node->words.v[0]);
	struct strs files = paths_find(r, path, node->pos, optional);
	size_t i;

	for (i = 0; i < files.n; i++)
		include_file(r, files.v[i], node->pos, optional);
}

void
include_line(struct reader *r, const struct conf_node *node)
{
	include(r, node, false);
}

void
include_optional_line(struct reader *r, const struct conf_node *node)
{
	include(r, node, true);
}
