/*
 * Validators, conditions and ranges (RFC 9110 sections 8.8, 13 and 14).
 */
#ifndef HTTP_RANGE_H
#define HTTP_RANGE_H

#include <time.h>

#include "http/http.h"

/* IMF-fixdate, RFC 850 and asctime; false when it is no date. */
bool http_date_parse(struct str s, time_t *out);
#define HTTP_DATE_LEN 29
void http_date_format(char out[HTTP_DATE_LEN + 1], time_t t);

/*
 * Is etag an element of an If-Match / If-None-Match value ("*" matches, even
 * without an etag)?  weak: weak comparison (RFC 9110 8.8.3.2).
 */
bool http_etag_matches(struct str list, struct str etag, bool weak);

struct http_validators {
	struct str etag;	/* with quotes and W/; absent: none */
	time_t mtime;
	bool has_mtime;
};

/*
 * Preconditions in RFC 9110 13.2.2 order: 0 to go on, 304 or 412.  `now`
 * makes a future If-Modified-Since void.
 */
int http_conditions(const struct fields *request, enum http_method m,
    const struct http_validators *v, time_t now);

struct http_range {
	uint64_t first, length;
};

enum http_range_result {
	HTTP_RANGE_NONE,	/* no, bad or ignored Range: the whole, 200 */
	HTTP_RANGE_SOME,	/* 206 */
	HTTP_RANGE_BAD		/* 416 */
};

/* MaxRanges and so on: 0 allows none, UINT_MAX any number. */
struct http_range_limits {
	unsigned ranges, overlaps, reversals;
};

/*
 * Range and If-Range against a representation of `size` bytes, at most
 * INT64_MAX.  Overlapping and touching ranges are merged; the list lives in
 * the arena, in the order asked for.  Whether the method has ranges (GET and
 * HEAD do) is the caller's business.
 */
enum http_range_result http_ranges(struct arena *a,
    const struct fields *request, const struct http_validators *v,
    uint64_t size, const struct http_range_limits *limits,
    struct http_range **out, size_t *n);

#endif
