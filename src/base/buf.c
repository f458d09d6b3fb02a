/*
 * Growing buffers.  One byte more than cap is allocated, for the NUL of
 * buf_cstr and of vsnprintf.
 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/bug.h"

#define CAP_MIN 256u

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max < PTRDIFF_MAX ? max : PTRDIFF_MAX - 1 };
}

void
buf_init_lent(struct buf *b, size_t max, char *lent, size_t n)
{
	buf_init(b, max);
	b->p = b->lent = lent;
	b->lent_n = n;
	b->cap = n - 1 < b->max ? n - 1 : b->max;
}

void
buf_release(struct buf *b)
{
	if (b->p != b->lent)
		free(b->p);
	if (b->lent)
		buf_init_lent(b, b->max, b->lent, b->lent_n);
	else
		buf_init(b, b->max);
}

/* Memory of its own for what lay in lent memory so far. */
static char *
resize(const struct buf *b, size_t size)
{
	char *p = realloc(b->p == b->lent ? NULL : b->p, size);

	if (!p)
		fatal_no_memory();
	if (b->lent && b->p == b->lent)
		memcpy(p, b->lent, b->n);
	return p;
}

/* Makes cap at least want, which is not above max. */
static void
grow(struct buf *b, size_t want)
{
	size_t cap = b->cap > CAP_MIN ? b->cap : CAP_MIN;

	if (b->p && want <= b->cap)
		return;
	while (cap < want && cap <= b->max / 2)
		cap *= 2;
	if (cap < want || cap > b->max)
		cap = b->max;
	b->p = resize(b, cap + 1);
	b->cap = cap;
}

bool
buf_reserve(struct buf *b, size_t n)
{
	if (n > b->max - b->n) {
		b->full = true;
		return false;
	}
	grow(b, b->n + n);
	return true;
}

/* The rest of buf_put, for when there is no room yet. */
__attribute__((noinline)) static void
put_growing(struct buf *b, const void *p, size_t n)
{
	if (!buf_reserve(b, n)) {
		n = b->max - b->n;
		grow(b, b->max);
	}
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (n > b->cap - b->n) {
		put_growing(b, p, n);
		return;
	}
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void
buf_str_put(struct buf *b, struct str s)
{
	buf_put(b, s.p, s.n);
}

void
buf_cstr_put(struct buf *b, const char *c)
{
	buf_put(b, c, strlen(c));
}

void
buf_char(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

static void
put_number(struct buf *b, uint64_t v, unsigned base, bool negative)
{
	char text[24];
	char *p = text + sizeof(text);

	do {
		*--p = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	if (negative)
		*--p = '-';
	buf_put(b, p, (size_t)(text + sizeof(text) - p));
}

void
buf_uint(struct buf *b, uint64_t v)
{
	put_number(b, v, 10, false);
}

void
buf_int(struct buf *b, int64_t v)
{
	put_number(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10, v < 0);
}

void
buf_hex(struct buf *b, uint64_t v)
{
	put_number(b, v, 16, false);
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t n;
	int len;

	grow(b, b->n);
	va_copy(again, ap);
	len = vsnprintf(b->p + b->n, b->cap - b->n + 1, fmt, again);
	va_end(again);
	BUG_ON(len < 0);
	n = (size_t)len;
	if (n > b->cap - b->n) {
		if (!buf_reserve(b, n)) {
			n = b->max - b->n;
			grow(b, b->max);
		}
		vsnprintf(b->p + b->n, b->cap - b->n + 1, fmt, ap);
	}
	b->n += n;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

static const char *
html_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

void
buf_html(struct buf *b, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *entity = html_entity(s.p[i]);

		if (!entity)
			continue;
		buf_put(b, s.p + from, i - from);
		buf_cstr_put(b, entity);
		from = i + 1;
	}
	if (from < s.n)
		buf_put(b, s.p + from, s.n - from);
}

void
buf_consume(struct buf *b, size_t n)
{
	BUG_ON(n > b->n);
	b->n -= n;
	if (b->n && n)
		memmove(b->p, b->p + n, b->n);
}

const char *
buf_cstr(struct buf *b)
{
	if (!b->p)
		return "";
	b->p[b->n] = '\0';
	return b->p;
}
