/*
 * The chunked transfer coding, incoming (RFC 9112 7.1).  Strict: sizes of at
 * most 16 hexadecimal digits, extensions skipped but bounded, CRLF only, at
 * most CHUNK_TRAILER_MAX bytes of trailers, all of which are discarded.
 */
#ifndef HTTP_CHUNK_H
#define HTTP_CHUNK_H

#include "http/head.h"

#define CHUNK_LINE_MAX 4096	/* a chunk-size line with extensions, bytes */
#define CHUNK_TRAILER_MAX 8192	/* all trailer lines together, bytes */

struct http_chunk {
	int state;
	uint64_t left;		/* of the current chunk */
	size_t line;		/* bytes of the current line */
	size_t trailer;		/* bytes of all trailer lines */
	unsigned digits;
};

void http_chunk_init(struct http_chunk *c);
/*
 * Reads from in: *used bytes were taken; *data is a slice of in holding
 * payload (may be empty).  Call again with the rest while MORE and bytes are
 * left.  DONE when the last chunk and its trailers were read; what follows
 * is the next request.
 */
enum http_progress http_chunk_feed(struct http_chunk *c, struct str in,
    size_t *used, struct str *data);

#endif
