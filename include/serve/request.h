/*
 * One request on its way through the pipeline, and its answer.
 *
 * All strings live in the request's arena (or in longer-lived ones) and are
 * gone when the request is.  A handler describes its answer in r->response
 * and returns ANSWERED; conditions, ranges, HEAD, framing and byte counts are
 * serve/respond.c's business.
 */
#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include <sys/stat.h>

#include "http/range.h"
#include "serve/site.h"

struct board;
struct conn;
struct worker;
struct open_file;		/* serve's own: the file cache's entry */

enum body_kind { BODY_NONE, BODY_BYTES, BODY_FILE, BODY_READER };

/* Fills at most n bytes; returns how many, 0 at the end, below 0: -errno. */
typedef ssize_t body_read_fn(void *ctx, char *p, size_t n);

struct body {
	enum body_kind kind;
	struct str bytes;	/* BYTES; also FILE when it is in memory */
	int fd;			/* FILE: borrowed, stays open for the answer */
	uint64_t length;	/* FILE, and READER when known */
	bool length_known;
	body_read_fn *read;	/* READER */
	void (*end)(void *ctx);	/* READER: always called once */
	void *ctx;
};

struct response {
	int status;
	struct str reason;	/* absent: the standard phrase */
	struct str content_type;	/* absent: no field */
	struct fields fields;	/* "onsuccess": not on error pages */
	struct fields always;
	struct http_validators validators;
	bool ranges;		/* conditions and ranges apply (200 files) */
	bool no_body_page;	/* an error without the canned page */
	unsigned allow;		/* for 405, OPTIONS: bits of methods */
	struct body body;
	bool close;		/* the connection ends with this answer */
};

/* What the mapped name is. */
enum file_kind { FILE_UNKNOWN, FILE_NONE, FILE_REGULAR, FILE_DIRECTORY,
    FILE_OTHER };

/* A variable or note; the newest of a name counts. */
struct var {
	struct str name, value;	/* value absent: unset */
};

struct vars {
	struct var *v;
	size_t n;
};

struct request {
	struct worker *worker;
	struct conn *conn;
	struct arena *arena;
	const struct site *site;
	const struct conf_values *dir;	/* merged for this request */

	struct http_head head;
	struct http_framing framing;
	struct http_target target;
	enum http_method method;	/* GET after an ErrorDocument */
	bool header_only;		/* HEAD */

	struct str uri;		/* raw path as asked, before decoding */
	struct str path;	/* decoded, normalised URL path */
	struct str query;	/* absent: none */
	struct str filename;	/* mapped: absolute, what exists of it */
	struct str path_info;	/* what follows an existing file */
	enum file_kind kind;
	struct stat st;		/* kind is REGULAR or DIRECTORY */
	struct open_file *file;	/* REGULAR: open, cached by the worker */

	struct str handler;	/* absent: the default */
	struct str media_type, charset, encoding;
	struct strs languages;
	struct str user, auth_type;
	struct vars env, notes;

	struct response response;
	int status;		/* final; 0 until decided */
	uint64_t body_sent;	/* bytes of body, for %b */
	uint64_t bytes_in, bytes_out;	/* with heads, for %I %O */
	int64_t start_us, end_us;	/* wall clock */
	unsigned redirects;	/* internal ones so far */
	struct request *original; /* before an internal redirect, or NULL */
	bool error_page;	/* runs an ErrorDocument */
	bool looked_up;		/* by request_lookup */
	bool keep_alive;	/* decided by respond */
	bool aborted;		/* the client went away */
	const char *step;	/* name of the pipeline step, for the board */
};

/* --- For modules --------------------------------------------------------- */

/* An error-log line about this request: client, site, module level. */
void request_log(struct request *r, enum log_level level, const char *module,
    unsigned number, int error, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));
bool request_logs(const struct request *r, const char *module,
    enum log_level level);

struct str request_field(const struct request *r, struct str name);
void request_env_set(struct request *r, struct str name, struct str value);
struct str request_env(const struct request *r, struct str name);
/* Host for self-references by UseCanonicalName, and its port. */
struct str request_host(const struct request *r);
unsigned request_port(const struct request *r);
/* "http://host[:port]" + path (already encoded). */
struct str request_url(struct request *r, struct str path);
/* Client address as text, without port. */
struct str request_client(const struct request *r);
/* 3xx with Location; returns ANSWERED. */
enum verdict request_redirect(struct request *r, int status,
    struct str location);
/*
 * Looks a local URL path (decoded, as r->path) up as GET without running a
 * handler: map to fixup.  *sub is a request in the same arena; the verdict
 * PASS means it may be served (its kind may still be NONE or DIRECTORY),
 * otherwise the status says why not.
 */
enum verdict request_lookup(struct request *r, struct str path,
    struct request **sub);
/* Goes on as `sub`: file, handler, type, directory values. */
void request_adopt(struct request *r, struct request *sub);
/* Starts the pipeline again with another local path (encoded, as in a
 * Location) and "?query", as GET unless r is a HEAD; return its verdict. */
enum verdict request_internal_redirect(struct request *r, struct str target);
/* The open file of a REGULAR request, as a body; or an errno. */
int request_file_body(struct request *r, struct body *out);
/* Reads the request's body: >0 bytes, 0 end, <0 an HTTP status negated. */
ssize_t request_body_read(struct request *r, char *p, size_t n);
/* Methods a static resource allows here (TraceEnable counts). */
unsigned request_allowed(const struct request *r);

/* A complete access-log line (newline included) for log number `log`. */
void request_access_line(struct request *r, unsigned log, struct str line);
/* Local and remote address of the connection, requests before this one. */
const struct net_addr *request_local(const struct request *r);
const struct net_addr *request_peer(const struct request *r);
unsigned request_count(const struct request *r);
/* Status line and fields as they went to the client; "" before the answer. */
struct str request_answer_head(const struct request *r);
/* The noticeboard of the server, to be read only. */
const struct board *request_board(const struct request *r);
/* Broken-down time of a second, cached by the worker. */
struct clock_cache *request_clock(struct request *r, int64_t wall_us);

#endif
