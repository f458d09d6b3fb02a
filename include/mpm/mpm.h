/*
 * How a child spends its workers: the interface behind which prefork, worker
 * and event stand.  Everything above (master) and below (serve) is the same
 * for all three.
 */
#ifndef MPM_MPM_H
#define MPM_MPM_H

#include "board/board.h"
#include "conf/apply.h"
#include "net/listen.h"
#include "serve/site.h"

/* Limits, counted in workers (prefork: processes). */
struct mpm_limits {
	int start;		/* StartServers */
	int min_spare, max_spare;
	int workers;		/* MaxRequestWorkers */
	int server_limit;	/* slots */
	int64_t per_child;	/* MaxConnectionsPerChild, 0: no limit */
};

/* What the parent hands a new child. */
struct mpm_child {
	const struct sites *sites;
	struct board *board;
	unsigned slot;
	unsigned generation;
	int64_t per_child;
	const struct listener *listeners;
	size_t n_listeners;
	int lifeline;		/* reading end: a byte retires, EOF ends */
	int poke;		/* eventfd: the last wanted spare was taken */
	int logger;		/* eventfd: wakes the logger */
	struct log log;
};

struct mpm {
	const char *name;	/* "prefork" */
	const struct conf_owner *owner;
	/* Clamps as httpd does, warning to diag; `frozen` is the first
	 * start's ServerLimit, 0 at the first start. */
	void (*limits)(const struct conf_registry *registry,
	    const struct conf_values *process, int frozen,
	    struct mpm_limits *out, struct diag *diag);
	/* Serves until told to leave; returns the exit status. */
	int (*child_main)(const struct mpm_child *child);
};

extern const struct mpm mpm_prefork;

/* Directives every MPM shares (mpm_common). */
struct mpm_common {
	struct listen_spec *listens;	/* in file order */
	const struct conf_pos **listen_pos;
	size_t n_listens;
	int64_t listen_backlog;
	int64_t send_buffer, receive_buffer;
	struct str pid_file, scoreboard_file, core_dump_dir;
	int64_t graceful_shutdown_timeout_ms;	/* 0: no limit */
	bool defer_accept;			/* AcceptFilter */
};

extern const struct conf_owner mpm_common_owner;
const struct mpm_common *mpm_common(const struct conf_registry *registry,
    const struct conf_values *process);

/* Exit statuses of children. */
enum { CHILD_OK = 0, CHILD_SICK = 7, CHILD_FATAL = 15 };

#endif
