/*
 * The parent: start, load, fork, watch, restart, stop.
 *
 * The master is root when started as root, reads no byte from a client, and
 * acts only on what it keeps in private memory.  It has no signal handlers:
 * one loop waits on a signalfd, on an eventfd that children poke, and for the
 * next second.
 */
#ifndef MASTER_MASTER_H
#define MASTER_MASTER_H

#include "conf/read.h"
#include "mpm/mpm.h"

/* What the command line asked for. */
struct master_options {
	struct conf_options conf;
	const struct conf_registry *registry;
	const struct module_list *modules;
	const struct mpm *mpm;
	const char *command_line;	/* for the log, without -k */
	bool foreground;	/* -DFOREGROUND: no fork, stdio kept */
	bool no_detach;		/* -DNO_DETACH: no fork, but setsid */
	bool one_process;	/* -DONE_PROCESS, -X: no pool */
	bool check_roots;	/* not -T */
	bool level_given;	/* -e */
	enum log_level level;
	struct str startup_log;	/* -E; absent: standard error */
};

extern const struct conf_owner unixd_owner;

/* Starts the server; returns the exit status of this process. */
int master_start(const struct master_options *o);
/* -t and its dumps: loads, reports to standard error, 0 or 1. */
struct master_dumps {
	bool vhosts, run_config, modules, includes, directives, manual;
};
int master_check(const struct master_options *o,
    const struct master_dumps *dumps);
/* -k VERB: exit status; an unknown verb is the caller's business. */
enum master_verb { VERB_START, VERB_STOP, VERB_RESTART, VERB_GRACEFUL,
    VERB_GRACEFUL_STOP };
int master_control(const struct master_options *o, enum master_verb verb);

/* "preforkd/0.1.0", and when it was built. */
extern const char master_product[];
extern const char master_built[];

#endif
