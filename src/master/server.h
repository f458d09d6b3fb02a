/*
 * The running server as the master knows it, and what its parts do with it.
 * One struct, one owner: the master's loop (loop.c).
 */
#ifndef SRC_MASTER_SERVER_H
#define SRC_MASTER_SERVER_H

#include "master/children.h"
#include "master/generation.h"
#include "master/logs.h"
#include "master/pool.h"

/* Beside ServerLimit: slots for children that are finishing. */
#define SERVER_EXTRA_SLOTS_MAX 1024
/* A new generation must have a child ready within this time. */
#define SERVER_READY_MS 10000
/* HUP: how long old children may take to finish what they have. */
#define SERVER_HUP_DRAIN_MS 30000
/* "reached MaxRequestWorkers" is said at most this often. */
#define SERVER_LIMIT_LOG_MS 60000

enum server_phase {
	SERVER_STARTING,	/* no child has been ready yet */
	SERVER_RUNNING,
	SERVER_SWITCHING,	/* a new generation starts beside the old */
	SERVER_DRAINING,	/* graceful stop */
	SERVER_STOPPING,	/* stop */
	SERVER_DONE
};

struct server {
	const struct master_options *o;
	struct arena *arena;		/* of the process */
	struct logs logs;
	struct board *board;
	struct children children;
	struct generation *current;
	unsigned attempts;		/* generations loaded so far */
	unsigned successes;		/* ParentServerConfigGeneration */
	int frozen;			/* ServerLimit of the first start */

	enum server_phase phase;
	int64_t phase_ms;		/* when it began */
	int exit_status;

	int signals;			/* signalfd */
	int poke;			/* eventfd, children write */
	int wake;			/* eventfd, wakes the logger */
	int alive_rd, alive_wr;		/* logger's end-of-work pipe */
	pid_t logger;			/* 0: not running */
	int64_t logger_ms;		/* when it was started */

	struct pool_brake brake;
	int64_t limit_logged_ms;
	int64_t looping_logged_ms;
	int64_t tick_ms;		/* next tick */

	/* Orders that arrived; carried out by the loop. */
	bool want_reload, want_reload_hard;
	bool reload_hard;		/* the switch under way is a HUP */

	char *pid_path;			/* NULL: no PID file */
	int pid_fd;
	int launcher;		/* pipe to the waiting launcher, or -1 */
};

/* spawn.c */
bool server_spawn_child(struct server *s, struct generation *g);
bool server_spawn_logger(struct server *s);
/* -X: this process becomes the one child; returns the exit status. */
int server_run_single(struct server *s);

/* maintain.c: the spare pool. */
void server_maintain(struct server *s, bool tick);
bool server_has_ready_child(const struct server *s);

/* reap.c */
void server_reap(struct server *s);

/* totals.c: what the status page cannot count by itself. */
void server_introduce(const struct server *s);	/* before the first fork */
void server_publish_cpu(const struct server *s);
void server_restart_totals(const struct server *s);

/* reload.c */
void server_reload(struct server *s, bool hard);
void server_switch(struct server *s);	/* the new generation is ready */
void server_roll_back(struct server *s, const char *why);
void server_free_old(struct server *s);
/* The master's own lines go to the main error log of this generation. */
void server_use_logs(struct server *s, const struct generation *g);
/* Writes every message of a load into the error log. */
void server_log_diag(struct server *s, const struct diag *d);

/* stop.c */
void server_stop(struct server *s, bool graceful, const char *cause);
void server_escalate(struct server *s);
bool server_is_stopped(struct server *s);

/* loop.c */
int server_signals_block(void);		/* the signalfd */
void server_set_phase(struct server *s, enum server_phase p);
int server_loop(struct server *s);

/* launch.c */
/* Tells the launcher (or the foreground) that the pool answers. */
void server_tell_ready(struct server *s);
/* The start has failed: says why, in the log and to the launcher. */
void server_tell_failed(struct server *s, const char *why);

#define MASTER_LOG(s, level, number, error, ...)			\
	log_say(&(s)->logs.log, (level), "mpm_prefork", (number), (error), \
	    __VA_ARGS__)

#endif
