/*
 * New processes: workers, the logger, and the single process of -X.
 *
 * Each starts from a copy of the master, so the first thing it does is to
 * give up what it must not have: descriptors, the board but its own slot,
 * and root's rights.  Every failure here is final.
 */
#include "master/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "master/fds.h"
#include "master/logger.h"

#ifdef __GLIBC_PREREQ
#if !__GLIBC_PREREQ(2, 34)
#define _Fork fork
#endif
#endif

/* A line from a child goes through its own ring, like every other. */
struct ring_sink {
	struct log_sink sink;
	struct ring_writer writer;
	const struct board *board;
	int wake;
};

static void
put_in_ring(void *ctx, unsigned target, struct str line)
{
	struct ring_sink *rs = ctx;
	const uint64_t one = 1;

	ring_put(&rs->writer, target, line);
	if (board_logger_is_asleep(rs->board) &&
	    write(rs->wake, &one, sizeof(one)) < 0)
		return;		/* full: it has been woken already */
}

static void
ignore_signal(int sig)
{
	(void)sig;
}

static void
set_signal(int sig, void (*handler)(int))
{
	struct sigaction sa = { .sa_handler = handler };

	sigaction(sig, &sa, NULL);
}

/*
 * TERM ends a worker at once; the rest of what a terminal or an operator
 * sends to the group is the master's to decide.  USR1 only ends a wait.
 */
static void
set_worker_signals(void)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGWINCH, SIGPIPE,
	    SIGXFSZ };
	sigset_t none;

	for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
		set_signal(ignored[i], SIG_IGN);
	set_signal(SIGUSR1, ignore_signal);
	set_signal(SIGTERM, SIG_DFL);
	set_signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The logger ends when its work ends, whatever is sent to it but KILL. */
static void
set_logger_signals(void)
{
	set_worker_signals();
	set_signal(SIGTERM, SIG_IGN);
	set_signal(SIGUSR1, SIG_IGN);
}

/* -X: the lifeline of this very process; closing it ends its loop. */
static volatile sig_atomic_t single_lifeline = -1;

/* Inlined, its array would lie on the child's stack as long as it lives. */
__attribute__((noinline)) static void
close_for_worker(const struct server *s, const struct generation *g)
{
	int keep[LISTENERS_MAX + 8];
	size_t n = 0;

	for (size_t i = 0; i < g->listeners.n; i++)
		keep[n++] = g->listeners.v[i].fd;
	keep[n++] = g->lifeline_rd;
	keep[n++] = s->poke;
	keep[n++] = s->wake;
	keep[n++] = s->alive_wr;
	if (single_lifeline >= 0)
		keep[n++] = single_lifeline;
	fds_close_all_but(keep, n);
}

/* With CoreDumpDirectory a crash may leave a core there. */
static bool
allow_cores(const struct generation *g)
{
	char dir[4096];
	struct str d = g->common->core_dump_dir;

	if (d.n == 0)
		return true;
	if (d.n >= sizeof(dir))
		return false;
	memcpy(dir, d.p, d.n);
	dir[d.n] = '\0';
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 && chdir(dir) == 0;
}

static int
run_worker(struct server *s, struct generation *g, unsigned slot)
{
	struct ring_sink rs = {
		.sink = { .put = put_in_ring, .ctx = &rs },
		.board = s->board,
		.wake = s->wake,
	};
	const struct mpm_child in = {
		.sites = g->sites,
		.board = s->board,
		.slot = slot,
		.generation = g->number,
		.per_child = g->limits.per_child,
		.listeners = g->listeners.v,
		.n_listeners = g->listeners.n,
		.lifeline = g->lifeline_rd,
		.poke = s->poke,
		.logger = s->wake,
		.log = { .levels = g->sites->main->log.levels,
		    .sink = &rs.sink, .target = g->sites->main->error_log },
	};
	const char *what = "confining the board";

	atomic_store(&board_slot_rw(s->board, slot)->pid, (uint32_t)getpid());
	if (!board_confine_worker(s->board, slot))
		return CHILD_FATAL;
	/* Who can write to a log file can also cut it: workers cannot. */
	if (s->logs.owns_stderr && dup2(s->alive_wr, STDERR_FILENO) < 0)
		return CHILD_FATAL;
	close_for_worker(s, g);
	rs.writer = board_ring_writer(s->board, slot);
	if (!identity_assume(&g->identity, &what) || !allow_cores(g)) {
		log_say(&in.log, LOG_ALERT, "unixd", 0, errno,
		    "giving up root's rights failed at: %s", what);
		return CHILD_FATAL;
	}
	return s->o->mpm->child_main(&in);
}

bool
server_spawn_child(struct server *s, struct generation *g)
{
	struct child *at = children_free_slot(&s->children);
	struct board_slot *slot;
	unsigned i;
	pid_t pid;

	if (!at)
		return false;
	i = children_slot(&s->children, at);
	slot = board_slot_rw(s->board, i);
	slot_open(slot, 0, g->number);
	/* Without what libc's fork does for the locks of other threads: there
	 * are none, and it makes three pages each child's own. */
	pid = _Fork();
	if (pid < 0) {
		slot_close(slot);
		MASTER_LOG(s, LOG_ERROR, 159, errno,
		    "fork: unable to fork new process");
		pool_brake_fork_failed(&s->brake, clock_mono_ms());
		return false;
	}
	if (pid == 0) {
		set_worker_signals();
		_exit(run_worker(s, g, i));
	}
	children_add(&s->children, at, pid, g, clock_mono_ms());
	atomic_store(&board_head_rw(s->board)->used, s->children.used);
	pool_brake_fork_done(&s->brake);
	return true;
}

static int
run_logger(struct server *s, int channel)
{
	const struct logger_spec spec = {
		.board = s->board,
		.channel = channel,
		.wake = s->wake,
		.alive = s->alive_rd,
	};
	const int keep[] = { channel, s->wake, s->alive_rd };
	const char *what;

	set_logger_signals();
	prctl(PR_SET_NAME, "preforkd-logger", 0, 0, 0);
	if (!board_confine_logger(s->board))
		return CHILD_FATAL;
	fds_close_all_but(keep, ARRAY_LEN(keep));
	if (!identity_assume(&s->current->identity, &what))
		return CHILD_FATAL;
	return logger_main(&spec);
}

bool
server_spawn_logger(struct server *s)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return false;
	s->logger = fork();
	s->logger_ms = clock_mono_ms();
	if (s->logger == 0)
		_exit(run_logger(s, pair[1]));
	close(pair[1]);
	if (s->logger < 0) {
		s->logger = 0;
		close(pair[0]);
		return false;
	}
	if (s->logs.logger >= 0)
		close(s->logs.logger);
	logs_tell_all(&s->logs, pair[0]);
	return true;
}

static void
end_single(int sig)
{
	(void)sig;
	close(single_lifeline);
	single_lifeline = -1;
}

int
server_run_single(struct server *s)
{
	struct generation *g = s->current;
	int status;

	slot_open(board_slot_rw(s->board, 0), getpid(), g->number);
	atomic_store(&board_head_rw(s->board)->used, 1);
	atomic_store(&board_head_rw(s->board)->at_limit, 1);
	single_lifeline = g->lifeline_wr;
	g->lifeline_wr = -1;
	set_worker_signals();
	set_signal(SIGTERM, end_single);
	set_signal(SIGINT, end_single);
	server_tell_ready(s);
	status = run_worker(s, g, 0);
	return status == CHILD_OK ? 0 : 1;
}
