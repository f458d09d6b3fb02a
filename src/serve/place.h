/*
 * The place of a request: which sections apply to it, and which file it is.
 *
 * A worker owns one cache.  What a request is given (r->dir, r->file) points
 * into the cache and stays valid until place_cache_tidy, which the worker
 * calls between requests, when nothing of the last one is held any more.
 */
#ifndef SERVE_PLACE_H
#define SERVE_PLACE_H

#include "serve/request.h"

struct place_cache;
struct file_cache;

/* files: the worker's, made before and freed after. */
struct place_cache *place_cache_new(struct arena *a,
    struct file_cache *files);
void place_cache_free(struct place_cache *pc);
/* Between requests: throws away what is too much, here and in the files. */
void place_cache_tidy(struct place_cache *pc);

/* r->dir = the site's own level and the <Location> sections of r->path. */
enum verdict place_before_map(struct request *r);
/*
 * r->filename was set by a map hook: looks the file up and sets kind, st,
 * file, filename (what exists of it, without trailing slash), path_info
 * (absent: none), and r->dir from all sections.  A missing file is PASS with
 * kind NONE: sections and handlers (server-status) still count, and the
 * default handler answers 404.  403, after logging, for a forbidden symbolic
 * link, a directory that cannot be searched, and what is neither file nor
 * directory.
 * Without r->filename only the <Location> sections count; kind is NONE.
 */
enum verdict place_after_map(struct request *r);

#endif
