/*
 * The request target and the Host (RFC 9112 3.2, RFC 9110 7.2).
 *
 * A path is decoded once, then normalised: "//", "/./" and "/../" are
 * removed; ".." above the root and a bad escape are 400; %00 is 404, as is an
 * encoded slash unless it is kept (AllowEncodedSlashes NoDecode keeps the
 * escape).
 */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "base/buf.h"
#include "http/head.h"

enum http_form { HTTP_ORIGIN, HTTP_ABSOLUTE, HTTP_ASTERISK, HTTP_AUTHORITY };

struct http_target {
	enum http_form form;
	struct str scheme;	/* absolute-form only */
	struct str host;	/* without port, lower case, no trailing dot;
				   brackets of an IPv6 literal removed */
	unsigned port;		/* 0: none was given */
	struct str raw_path;	/* as sent, "/" when empty */
	struct str query;	/* without "?"; absent when there was none */
	unsigned why_number;	/* error: AHnnnnn of httpd's message or 0 */
	struct str why_detail;	/* error: the offending text or absent */
};

/*
 * Cuts target and Host apart.  0, or the status to answer: a missing, empty
 * or repeated Host in HTTP/1.1 is 400, and in every version what is no name
 * of letters, digits, "-", ".", "_", no dotted quad, no IPv6 literal, or has
 * a bad port.  Without a Host (HTTP/1.0) host is absent.  The host of an
 * absolute target replaces the field.  CONNECT parses as AUTHORITY, raw_path
 * is "/" then; "*" is for OPTIONS only.  Strings live in the arena or the head.
 */
int http_target_parse(struct arena *a, const struct http_head *h,
    struct http_target *out, const char **why);

enum http_slashes { HTTP_SLASHES_REFUSE, HTTP_SLASHES_DECODE,
    HTTP_SLASHES_KEEP };

/*
 * Decoded and normalised path, or false and *status 400 or 404.  *out is a
 * copy in the arena and ends in a NUL that does not count.
 */
bool http_path_clean(struct arena *a, struct str raw, enum http_slashes slashes,
    bool merge_slashes, struct str *out, int *status);
/*
 * Percent-encodes what a path in a Location or link must not hold.  "%" is
 * encoded too: the path is taken as decoded.
 */
void http_path_encode(struct buf *out, struct str path);

#endif
