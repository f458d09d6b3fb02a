/*
 * Growing buffers that are born with a ceiling.
 *
 * A struct buf owns its bytes (malloc).  Writing past the ceiling writes what
 * fits, sets `full` and keeps it set until buf_reset: callers check once, at
 * the end.  The bytes are not NUL-terminated; buf_cstr terminates them.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
	char *p;
	size_t n;	/* bytes used */
	size_t cap;	/* bytes allocated */
	size_t max;	/* ceiling, bytes */
	bool full;	/* something did not fit */
	char *lent;	/* memory that comes before the heap; NULL: none */
	size_t lent_n;	/* bytes of it */
};

void buf_init(struct buf *b, size_t max);
/* A new buffer that uses these bytes, which outlive it, as long as they are
 * enough, and again after buf_release. */
void buf_init_lent(struct buf *b, size_t max, char *lent, size_t n);
void buf_release(struct buf *b);
static inline void
buf_reset(struct buf *b)
{
	b->n = 0;
	b->full = false;
}

static inline struct str
buf_str(const struct buf *b)
{
	return str_of(b->p ? b->p : "", b->n);
}

/* Room for n more bytes at b->p + b->n; false (and full) when above max. */
bool buf_reserve(struct buf *b, size_t n);
void buf_put(struct buf *b, const void *p, size_t n);
void buf_str_put(struct buf *b, struct str s);
void buf_cstr_put(struct buf *b, const char *c);
void buf_char(struct buf *b, char c);
void buf_uint(struct buf *b, uint64_t v);
void buf_int(struct buf *b, int64_t v);
void buf_hex(struct buf *b, uint64_t v);	/* lower case, no zeros */
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
void buf_html(struct buf *b, struct str s);	/* & < > " ' escaped */
/* Drops n bytes from the front. */
void buf_consume(struct buf *b, size_t n);
const char *buf_cstr(struct buf *b);

#endif
