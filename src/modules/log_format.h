/*
 * Access-log formats: compiled once into items, then
 * written without system calls or allocations.
 */
#ifndef MODULES_LOG_FORMAT_H
#define MODULES_LOG_FORMAT_H

#include "serve/request.h"

enum log_what {
	LOG_LITERAL,
	LOG_CLIENT,		/* %a %h */
	LOG_PEER,		/* %{c}a %{c}h */
	LOG_LOCAL_ADDRESS,	/* %A */
	LOG_BYTES,		/* %B */
	LOG_BYTES_CLF,		/* %b */
	LOG_COOKIE,		/* %{NAME}C */
	LOG_DURATION_US,	/* %D %{us}T */
	LOG_DURATION_MS,	/* %{ms}T */
	LOG_DURATION_S,		/* %T %{s}T */
	LOG_ENV,		/* %{VAR}e */
	LOG_FILE,		/* %f */
	LOG_PROTOCOL,		/* %H */
	LOG_FIELD_IN,		/* %{Name}i */
	LOG_FIELD_OUT,		/* %{Name}o */
	LOG_COUNT,		/* %k */
	LOG_METHOD,		/* %m */
	LOG_NOTE,		/* %{Name}n */
	LOG_PORT,		/* %p */
	LOG_PORT_LOCAL,		/* %{local}p */
	LOG_PORT_REMOTE,	/* %{remote}p */
	LOG_PID,		/* %P */
	LOG_TID,		/* %{tid}P */
	LOG_TID_HEX,		/* %{hextid}P */
	LOG_QUERY,		/* %q */
	LOG_REQUEST_LINE,	/* %r */
	LOG_HANDLER,		/* %R */
	LOG_STATUS,		/* %s */
	LOG_TIME_CLF,		/* %t */
	LOG_TIME_FORMAT,	/* %{fmt}t */
	LOG_TIME_SEC,		/* %{sec}t */
	LOG_TIME_MSEC,
	LOG_TIME_USEC,
	LOG_TIME_MSEC_FRAC,
	LOG_TIME_USEC_FRAC,
	LOG_USER,		/* %u */
	LOG_PATH,		/* %U */
	LOG_SERVER_NAME,	/* %v */
	LOG_CANONICAL_NAME,	/* %V */
	LOG_CONNECTION,		/* %X */
	LOG_BYTES_IN,		/* %I */
	LOG_BYTES_OUT,		/* %O */
	LOG_BYTES_SUM,		/* %S */
	LOG_DASH,		/* %l %L %x %c %F, trailers: always "-" */
	LOG_WHATS
};

struct log_item {
	enum log_what what;
	struct str text;	/* LITERAL, or what stood in braces */
	bool original;		/* of the request before redirects */
	bool at_end;		/* TIME_*: of the answer */
	bool unless;		/* statuses: all but these */
	int *statuses;		/* only for these; NULL: always */
	size_t n_statuses;
};

struct log_line_format {
	struct log_item *v;
	size_t n;
};

/* Absent, or what is wrong with the text. */
struct str log_format_compile(struct arena *a, struct str text,
    struct log_line_format *out);
/* Writes one line without its newline; r is the final request. */
void log_format_write(struct buf *out, const struct log_line_format *f,
    struct request *r);

/* --- log_items.c --------------------------------------------------------- */

/* What an item stands for in r. */
void log_item_write(struct buf *out, const struct log_item *item,
    struct request *r);
/* The request the client sent. */
struct request *log_original(struct request *r);
/* Quotes, backslashes and what is not printable ASCII are escaped. */
void log_escape(struct buf *out, struct str s);

/* --- log_time.c ---------------------------------------------------------- */

/* strftime(3) that asks no environment for the conversions in use. */
void log_time_write(struct buf *out, struct str format, const struct tm *tm,
    time_t second);

#endif
