/*
 * Byte ranges (RFC 9110 section 14).
 */
#include "http/range.h"

#include <limits.h>

/* Ranges as far as they are read. */
struct reading {
	struct http_range *v;	/* no two of them touch */
	size_t n;
	uint64_t newest;	/* start of the last one asked for */
	unsigned overlaps, reversals;
};

/* Digits only; what is too large is as good as the largest. */
static bool
parse_position(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!char_is_digit(s.p[i]))
			return false;
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			v = UINT64_MAX;
	}
	*out = v;
	return true;
}

/* "-5": the last five bytes. */
static bool
parse_suffix(struct str s, uint64_t size, struct http_range *r)
{
	uint64_t n;

	if (!parse_position(s, &n))
		return false;
	r->length = n < size ? n : size;
	r->first = size - r->length;
	return true;
}

/* False: bad syntax.  A length of 0: well-formed, but nothing is there. */
static bool
parse_range(struct str s, uint64_t size, struct http_range *r)
{
	ptrdiff_t dash = str_find(s, '-');
	uint64_t last = UINT64_MAX;
	struct str end;

	if (dash < 0)
		return false;
	end = str_skip(s, (size_t)dash + 1);
	if (dash == 0)
		return parse_suffix(end, size, r);
	if (!parse_position(str_of(s.p, (size_t)dash), &r->first))
		return false;
	if (end.n && (!parse_position(end, &last) || last < r->first))
		return false;
	if (last >= size)
		last = size - 1;
	r->length = r->first < size ? last - r->first + 1 : 0;
	return true;
}

static uint64_t
end_of(const struct http_range *r)
{
	return r->first + r->length;
}

static bool
overlaps(const struct http_range *a, const struct http_range *b)
{
	return a->first < end_of(b) && b->first < end_of(a);
}

static bool
touches(const struct http_range *a, const struct http_range *b)
{
	return a->first <= end_of(b) && b->first <= end_of(a);
}

static void
join(struct http_range *to, const struct http_range *from)
{
	uint64_t end = end_of(to) > end_of(from) ? end_of(to) : end_of(from);

	if (from->first < to->first)
		to->first = from->first;
	to->length = end - to->first;
}

/*
 * Everything r touches becomes one range in the place of the first of them.
 * The others did not touch each other, so one pass will do.
 */
static void
merge(struct reading *all, struct http_range r)
{
	struct http_range *into = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++) {
		if (into && touches(&all->v[i], &r)) {
			join(into, &all->v[i]);
			continue;
		}
		all->v[kept] = all->v[i];
		if (touches(&all->v[kept], &r)) {
			into = &all->v[kept];
			join(into, &r);
		}
		kept++;
	}
	if (!into)
		all->v[kept++] = r;
	all->n = kept;
}

static void
count(struct reading *all, const struct http_range *r)
{
	for (size_t i = 0; i < all->n; i++) {
		if (overlaps(&all->v[i], r)) {
			all->overlaps++;
			break;
		}
	}
	if (all->n && r->first < all->newest)
		all->reversals++;
	all->newest = r->first;
}

/* False: bad syntax, or more disorder than is allowed. */
static bool
read_ranges(struct str list, uint64_t size,
    const struct http_range_limits *limits, struct reading *all)
{
	struct str element;

	while ((element = http_list_next(&list)).p) {
		struct http_range r;

		if (!parse_range(element, size, &r))
			return false;
		if (r.length == 0)
			continue;
		count(all, &r);
		if (all->overlaps > limits->overlaps ||
		    all->reversals > limits->reversals)
			return false;
		merge(all, r);
	}
	return true;
}

static size_t
count_elements(struct str list)
{
	size_t n = 0;

	while (http_list_next(&list).p)
		n++;
	return n;
}

/* Is the client's part of the representation we have? (strong comparison) */
static bool
is_same(const struct fields *request, const struct http_validators *v)
{
	struct str value = fields_get(request, STR("If-Range"));
	time_t date;

	if (!value.p)
		return true;
	if (fields_count(request, STR("If-Range")) > 1)
		return false;
	if (str_starts(value, STR("\"")))
		return str_eq(value, v->etag);
	return v->has_mtime && http_date_parse(value, &date) &&
	    date == v->mtime;
}

/* The list of ranges; absent when there is nothing to obey. */
static struct str
get_list(const struct fields *request, uint64_t size,
    const struct http_validators *v)
{
	struct str value = fields_get(request, STR("Range"));

	if (!value.p || size == 0 || size > INT64_MAX)
		return STR_NONE;
	if (!str_istarts(value, STR("bytes=")))
		return STR_NONE;
	if (fields_count(request, STR("Range")) > 1 || !is_same(request, v))
		return STR_NONE;
	return str_skip(value, 6);
}

enum http_range_result
http_ranges(struct arena *a, const struct fields *request,
    const struct http_validators *v, uint64_t size,
    const struct http_range_limits *limits, struct http_range **out, size_t *n)
{
	struct str list = get_list(request, size, v);
	size_t asked = count_elements(list);
	struct reading all = { 0 };

	*out = NULL;
	*n = 0;
	if (asked == 0 || asked > limits->ranges)
		return HTTP_RANGE_NONE;
	all.v = ARENA_ARRAY(a, struct http_range, asked);
	if (!read_ranges(list, size, limits, &all))
		return HTTP_RANGE_NONE;
	if (all.n == 0)
		return HTTP_RANGE_BAD;
	*out = all.v;
	*n = all.n;
	return HTTP_RANGE_SOME;
}
