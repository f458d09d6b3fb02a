/*
 * What the tests of the room share.  Tests run forked, so that an arena may be
 * left to the end of the process; under a leak checker each test frees its own.
 */
#ifndef UNIT_HTTP_UTIL_H
#define UNIT_HTTP_UTIL_H

#include <check.h>
#include <stdio.h>

#include "http/head.h"

/* For static tables; may hold NUL. */
#define S(literal) { "" literal, sizeof(literal) - 1 }
#define NONE { NULL, 0 }

static const struct http_limits wide = { 8190, 100, 8190 };

static inline void
assert_str(struct str got, struct str want, const char *about)
{
	ck_assert_msg(!got.p == !want.p && str_eq(got, want),
	    "%s: \"%.*s\" instead of \"%.*s\"", about, STR_ARG(got),
	    STR_ARG(want));
}

/* A head that must be right. */
static inline void
read_head(struct arena *a, struct http_head *h, struct str text)
{
	http_head_init(h, a);
	ck_assert_msg(http_head_feed(h, text, &wide) == HTTP_DONE,
	    "%.*s: %s", STR_ARG(text), h->why ? h->why : "unfinished");
}

/* Fields from lines "Name: value\r\n". */
static inline void
read_fields(struct arena *a, struct http_head *h, struct str lines)
{
	read_head(a, h, arena_printf(a, "GET / HTTP/1.1\r\n%.*s\r\n",
	    STR_ARG(lines)));
}

#endif
