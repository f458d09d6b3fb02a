/*
 * The request head: request line and field lines (RFC 9112 sections 2, 3, 5).
 *
 * Strict: what is ambiguous is refused.  400 for bare CR or LF, blanks before
 * a colon, folded lines, control bytes, bad method or version characters;
 * 414 for a long request line; 431 for long or many fields; 505 for other
 * major versions.  One or two empty lines before the request line are
 * skipped.  HTTP/0.9 is refused.  A method that is a token but not known is
 * no error here: it is HTTP_UNKNOWN, which the caller answers with 501.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/http.h"

struct http_limits {
	size_t line;		/* LimitRequestLine, bytes without CRLF */
	size_t fields;		/* LimitRequestFields; 0: no limit but buf's */
	size_t field_size;	/* LimitRequestFieldSize, a line without CRLF */
};

enum http_progress { HTTP_MORE, HTTP_DONE, HTTP_BAD };

struct http_head {
	struct str line;	/* the request line, for %r; partial on MORE
				   and cut at the limit on 414 */
	struct str method_text;
	enum http_method method;
	struct str target;	/* as sent */
	unsigned minor;		/* HTTP/1.minor, 0 or 1 */
	struct str protocol;	/* "HTTP/1.1" as sent */
	struct fields fields;
	size_t size;		/* bytes of the head with its empty line */
	int status;		/* BAD: the answer */
	const char *why;	/* BAD: for the error log */
	unsigned why_number;	/* BAD: AHnnnnn of httpd's same message or 0 */
	struct str why_detail;	/* BAD: the offending text, may be absent */
	/* Scan state between calls. */
	uintptr_t base;		/* where buf stood in the last call */
	size_t scanned, line_start;
	unsigned empty_lines;	/* skipped before the request line */
	bool first_line_done;
};

void http_head_init(struct http_head *h, struct arena *a);
/*
 * Looks at all bytes received so far (the same buffer, grown; it may have
 * moved).  DONE fills the head with slices of buf.  Resumes its scan, so that
 * a head sent byte by byte costs no more.
 */
enum http_progress http_head_feed(struct http_head *h, struct str buf,
    const struct http_limits *limits);

/*
 * How the body is delimited (RFC 9112 6.3); errors are 400, 417 and 501, and
 * each of them ends the connection.  Limits on the length, and whether the
 * method may have a body at all, are the caller's business.
 */
enum http_body { HTTP_BODY_NONE, HTTP_BODY_LENGTH, HTTP_BODY_CHUNKED };

struct http_framing {
	enum http_body body;	/* NONE also for Content-Length: 0 */
	uint64_t length;	/* LENGTH: at most INT64_MAX */
	bool keep_alive;	/* what the client wants */
	bool keep_alive_asked;	/* Connection: keep-alive was sent */
	bool expect_continue;	/* and there is a body to wait for */
	int status;		/* 0, or the error to answer */
	const char *why;	/* these three as in struct http_head */
	unsigned why_number;
	struct str why_detail;
};

void http_framing(const struct http_head *h, struct http_framing *out);

#endif
