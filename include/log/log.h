/*
 * The error log: levels, the shape of a line, and where it goes.
 *
 * A struct log is a view: levels and a sink, both owned by somebody with the
 * same lifetime (the generation in a child, the process in the master).  A
 * line is formatted completely before the sink sees it, so that it reaches
 * the file in one piece.  The shape is httpd's:
 *
 *   [Sun Nov 22 08:27:16.795988 2026] [core:error] [pid 7] \
 *       (2)No such file or directory: [client 127.0.0.1:5] AH00128: text
 *
 * Messages that mean what one of httpd's means carry its number; messages of
 * our own carry none (number 0).  Bytes of the text that are not printable
 * ASCII, and the backslash, are escaped as httpd does: \n, \\, \xhh.
 */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include "base/buf.h"

enum log_level {
	LOG_EMERG,
	LOG_ALERT,
	LOG_CRIT,
	LOG_ERROR,
	LOG_WARN,
	LOG_NOTICE,
	LOG_INFO,
	LOG_DEBUG,
	LOG_TRACE1,
	LOG_TRACE8 = LOG_TRACE1 + 7,
	LOG_LEVELS
};

/* The longest error-log line, bytes with the newline; longer ones are cut. */
#define LOG_LINE_MAX 8192

/* LogLevel: one level for all, and exceptions by short module name. */
struct log_module_level {
	struct str module;	/* "core", "mpm_prefork": no mod_, no _module */
	enum log_level level;
};

struct log_levels {
	enum log_level base;
	struct log_module_level *modules;
	size_t n_modules;
};

/* Takes a complete line, newline included.  `target` is a log id. */
struct log_sink {
	void (*put)(void *ctx, unsigned target, struct str line);
	void *ctx;
};

struct log {
	const struct log_levels *levels;	/* NULL: warn */
	const struct log_sink *sink;		/* NULL: standard error */
	unsigned target;
	bool bare;	/* start-up messages on a terminal: no prefix and
			   no client, "(errno)text: " stays */
};

/* What a line is about; zero fields are left out. */
struct log_event {
	enum log_level level;
	const char *module;	/* "core" */
	unsigned number;	/* AHnnnnn, 0 = none */
	int error;		/* errno, 0 = none */
	struct str client;	/* "127.0.0.1:5000", "[::1]:5000" */
};

const char *log_level_name(enum log_level l);
/* "warn", "trace3", any case; false when it is none. */
bool log_level_parse(struct str s, enum log_level *out);
/* A notice is always wanted. */
bool log_wants(const struct log *l, const char *module, enum log_level level);

void log_event(const struct log *l, const struct log_event *e,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void log_vevent(const struct log *l, const struct log_event *e,
    const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
/*
 * Appends the line alone, for tests and for who writes it elsewhere; `out`
 * should have room for LOG_LINE_MAX bytes.
 */
void log_format(struct buf *out, const struct log_event *e, bool bare,
    int64_t wall_us, struct str text);

/* The usual call: log_say(log, LOG_WARN, "core", 111, errno_or_0, fmt, …). */
#define log_say(l, lvl, mod, num, err, ...)				\
	log_event((l), &(struct log_event){ .level = (lvl),		\
	    .module = (mod), .number = (num), .error = (err) }, __VA_ARGS__)

/*
 * A sink that writes every line, whatever its target, to a descriptor it does
 * not own.
 */
struct log_fd_sink {
	struct log_sink sink;
	int fd;
};
void log_fd_sink_init(struct log_fd_sink *s, int fd);

#endif
