/*
 * Entity tags and preconditions (RFC 9110 8.8.3 and 13).
 */
#include "http/range.h"

#include "http/chars.h"

/* --- Entity tags -------------------------------------------------------- */

/* Cuts W/ off; tells whether it was there. */
static bool
take_weak(struct str *etag)
{
	if (!str_starts(*etag, STR("W/")))
		return false;
	*etag = str_skip(*etag, 2);
	return true;
}

/*
 * Takes the next element of a list of entity tags, with its quotes.  Tags may
 * hold commas and, unlike quoted strings, bare backslashes.  What is no tag is
 * an element that equals none.
 */
static struct str
take_etag(struct str *rest, bool *weak)
{
	struct str etag;
	ptrdiff_t end;

	while (rest->n && (char_is_blank(*rest->p) || *rest->p == ','))
		*rest = str_skip(*rest, 1);
	*weak = take_weak(rest);
	end = rest->n && *rest->p == '"' ? str_find(str_skip(*rest, 1), '"') :
	    -1;
	if (end < 0) {
		str_cut(rest, ',');
		return STR("");
	}
	etag = str_of(rest->p, (size_t)end + 2);
	*rest = str_skip(*rest, etag.n);
	return etag;
}

bool
http_etag_matches(struct str list, struct str etag, bool weak)
{
	struct str wanted = etag;
	bool wanted_weak = take_weak(&wanted);

	if (str_eq(trim_blanks(list), STR("*")))
		return true;
	if (wanted.n == 0 || (wanted_weak && !weak))
		return false;
	while (list.n) {
		bool is_weak;
		struct str other = take_etag(&list, &is_weak);

		if (str_eq(other, wanted) && (weak || !is_weak))
			return true;
	}
	return false;
}

/* --- Preconditions ------------------------------------------------------ */

/* A list may come in several field lines. */
static bool
any_matches(const struct fields *request, struct str name, struct str etag,
    bool weak)
{
	for (size_t i = 0; i < request->n; i++) {
		if (str_ieq(request->v[i].name, name) &&
		    http_etag_matches(request->v[i].value, etag, weak))
			return true;
	}
	return false;
}

/* A date may not: repeated, it is none and the field has no meaning. */
static bool
get_date(const struct fields *request, struct str name, time_t *date)
{
	return fields_count(request, name) == 1 &&
	    http_date_parse(fields_get(request, name), date);
}

static bool
has(const struct fields *request, struct str name)
{
	return fields_get(request, name).p != NULL;
}

/* Most requests have no field "If-...": one look at each name tells. */
static bool
has_conditions(const struct fields *request)
{
	for (size_t i = 0; i < request->n; i++) {
		struct str name = request->v[i].name;

		if (name.n >= 8 && name.p[2] == '-' &&
		    char_lower(name.p[0]) == 'i')
			return true;
	}
	return false;
}

/* May a client that saw another state go on? */
static bool
is_as_expected(const struct fields *request, const struct http_validators *v)
{
	time_t date;

	if (has(request, STR("If-Match")))
		return any_matches(request, STR("If-Match"), v->etag, false);
	if (v->has_mtime && get_date(request, STR("If-Unmodified-Since"),
	    &date))
		return v->mtime <= date;
	return true;
}

/* Does the client have what it would get? */
static bool
is_known(const struct fields *request, bool reading,
    const struct http_validators *v, time_t now)
{
	time_t date;

	if (has(request, STR("If-None-Match")))
		return any_matches(request, STR("If-None-Match"), v->etag,
		    true);
	if (reading && v->has_mtime &&
	    get_date(request, STR("If-Modified-Since"), &date))
		return date <= now && v->mtime <= date;
	return false;
}

int
http_conditions(const struct fields *request, enum http_method m,
    const struct http_validators *v, time_t now)
{
	bool reading = m == HTTP_GET || m == HTTP_HEAD;

	if (!has_conditions(request))
		return 0;
	if (!is_as_expected(request, v))
		return 412;
	if (!is_known(request, reading, v, now))
		return 0;
	return reading ? 304 : 412;
}
