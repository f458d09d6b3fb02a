/*
 * The master's side of the logs: it opens files and starts programs (with its
 * own rights), and hands the descriptors to the logger, which has none.
 *
 * Beside the descriptors, the logger is told by a message; see logger.h.
 */
#ifndef SRC_MASTER_LOGS_H
#define SRC_MASTER_LOGS_H

#include "conf/diag.h"
#include "log/book.h"
#include "log/log.h"

/* A program that ends is started again at most this often. */
#define LOGS_RESTART_MS 1000

struct logs {
	struct log_book book;
	int logger;		/* socket to the logger, -1: not running */
	struct log_sink sink;	/* the master's own lines */
	struct log log;
	int64_t restart_ms;	/* earliest next start of a program */
	bool deaf;		/* the logger does not read its messages */
	bool owns_stderr;	/* descriptor 2 follows the main error log */
};

/* From now on standard error is the main error log, also after rotation. */
void logs_take_stderr(struct logs *l);
/* The main error log of the generation that serves from now on. */
void logs_set_main(struct logs *l, const struct log *of_site,
    unsigned target);
void logs_init(struct logs *l, struct arena *process);
/*
 * Opens every target of this generation that is not open, and anew (for
 * rotation) those that are; a file that cannot be opened is an error, and
 * then no open one has been touched.
 */
void logs_open(struct logs *l, unsigned generation, struct diag *diag);
/* Closes targets that only generations before `oldest` asked for. */
void logs_prune(struct logs *l, unsigned oldest);
/* A new logger: tells it everything. */
void logs_tell_all(struct logs *l, int logger);
/* Once a second: files that were moved away are opened anew. */
void logs_follow(struct logs *l);
/* A child process ended: was it a log program?  Then it is started again. */
bool logs_reaped(struct logs *l, pid_t pid);
void logs_restart_programs(struct logs *l, int64_t now_ms);
/* End of the server: descriptors are closed, so programs see end of file. */
void logs_close(struct logs *l);

#endif
