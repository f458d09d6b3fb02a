/*
 * Names of the protocol: methods, status codes, versions, fields.
 * RFC 9110 sections 9, 15 and 16; everything here is a pure function.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdint.h>

#include "base/arena.h"

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_DELETE,
	HTTP_CONNECT,
	HTTP_OPTIONS,
	HTTP_TRACE,
	HTTP_PATCH,
	HTTP_PROPFIND,	/* and the rest of WebDAV: known, never served */
	HTTP_OTHER_KNOWN,
	HTTP_UNKNOWN,	/* 501 */
	HTTP_METHODS
};

/* Methods are case-sensitive (RFC 9110 9.1). */
enum http_method http_method_parse(struct str s);
/* "" for those that stand for many or none. */
const char *http_method_name(enum http_method m);
/* Bit for a method in an Allow set. */
#define HTTP_BIT(m) (1u << (m))
/* "GET,HEAD,OPTIONS": the Allow field's value. */
struct str http_allow(struct arena *a, unsigned bits);

const char *http_reason(int status);	/* "Not Found"; "" when unknown */
bool http_status_has_body(int status);	/* not 1xx, 204, 304 */

/* One field line.  Values are trimmed, names as sent. */
struct field {
	struct str name, value;
};

/* A growing list in an arena; order is kept. */
struct fields {
	struct field *v;
	size_t n;
	struct arena *arena;
};

void fields_init(struct fields *f, struct arena *a);
void fields_add(struct fields *f, struct str name, struct str value);
void fields_set(struct fields *f, struct str name, struct str value);
bool fields_remove(struct fields *f, struct str name);
/* First value of that name (any case); absent when there is none. */
struct str fields_get(const struct fields *f, struct str name);
size_t fields_count(const struct fields *f, struct str name);
/* Is `token` an element of the comma-separated list value? (any case) */
bool http_list_has(struct str value, struct str token);
/*
 * Next non-empty element of a list value, trimmed; absent at the end.  A comma
 * within a quoted string does not end an element.
 */
struct str http_list_next(struct str *rest);
bool http_is_token(struct str s);	/* RFC 9110 5.6.2 */

#endif
