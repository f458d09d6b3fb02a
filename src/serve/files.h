/*
 * Open files, kept between requests.
 *
 * A repeated request costs one stat, which proves that the path still leads
 * to the very file that was opened (device, inode, size, times); nothing is
 * opened, and the content of small files is already in memory.  Content is
 * kept only when the file had not changed for two seconds when it was read:
 * a change within the clock's grain could otherwise go unseen.  Bounded in
 * number and bytes; one cache for each worker.
 */
#ifndef SERVE_FILES_H
#define SERVE_FILES_H

#include "serve/request.h"
#include "serve/route.h"

#define FILES_MAX 64		/* open or in memory */
#define FILES_CONTENT_MAX 16384	/* bytes of a file kept in memory */
#define FILES_CONTENT_ALL 65536	/* bytes of all of them */
/* A larger file is closed after each request: deleted, it would go on taking
 * its space on the disk. */
#define FILES_KEEP_MAX (1 << 20)

/* What makes a file the same file. */
struct file_id {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime, ctime;
};

struct file_slot;

/* A file that a request was mapped to; its content is opened when asked for. */
struct open_file {
	struct route route;
	struct file_id id;
	struct file_slot *slot;	/* in the cache, good while serial is its own */
	uint64_t serial;	/* 0: never opened */
};

struct file_cache;

/* In an arena of the worker's life. */
struct file_cache *files_new(struct arena *a);
void files_free(struct file_cache *fc);
/* Between requests: nothing that files_body gave may be held any more. */
void files_tidy(struct file_cache *fc);

struct file_id file_id(const struct stat *st);
bool file_id_same(const struct file_id *a, const struct file_id *b);

/*
 * The content of a file as a body of kind FILE: with bytes when it is in
 * memory, else with a descriptor that stays the cache's.  *st is brought up
 * to date.  0 or an errno: as open(2), EINVAL when it is no longer a regular
 * file, EMFILE when one request holds too many.
 */
int files_body(struct file_cache *fc, struct open_file *f, struct stat *st,
    struct body *out);

#endif
