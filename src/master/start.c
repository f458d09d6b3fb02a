/*
 * Start: one parse, everything opened and checked while the terminal still
 * listens, then detach, then the pool.  Every failure before that is printed
 * and makes the command exit with 1.
 */
#include "master/master.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "master/launch.h"
#include "master/pidfile.h"
#include "master/report.h"
#include "master/server.h"

static bool
fail(const char *what)
{
	fprintf(stderr, "preforkd: %s: %s\n", what, strerror(errno));
	return false;
}

/* Many connections and many logs: as many descriptors as are allowed. */
static void
raise_descriptor_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

static bool
open_channels(struct server *s)
{
	int p[2];

	if (!children_init(&s->children, board_n_slots(s->board)))
		return fail("a table of children");
	s->signals = server_signals_block();
	s->poke = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->signals < 0 || s->poke < 0 || s->wake < 0)
		return fail("signalfd or eventfd");
	if (pipe2(p, O_CLOEXEC | O_NONBLOCK) < 0)
		return fail("pipe");
	s->alive_rd = p[0];
	s->alive_wr = p[1];
	if (pipe2(p, O_CLOEXEC | O_NONBLOCK) < 0)
		return fail("pipe");
	s->current->lifeline_rd = p[0];
	s->current->lifeline_wr = p[1];
	return true;
}

static bool
make_board(struct server *s)
{
	const struct generation *g = s->current;
	int extra = s->frozen < SERVER_EXTRA_SLOTS_MAX ? s->frozen :
	    SERVER_EXTRA_SLOTS_MAX;
	unsigned slots = (unsigned)(s->frozen + extra + 16);
	const char *what = "board";
	struct board_head *head;

	s->board = board_create(slots, generation_runtime_path(g,
	    g->common->scoreboard_file), &what);
	if (!s->board) {
		fprintf(stderr, "preforkd: AH00004: unable to create the "
		    "scoreboard: %s: %s\n", what, strerror(errno));
		return false;
	}
	head = board_head_rw(s->board);
	atomic_store(&head->generation, g->number);
	atomic_store(&head->config_generation, s->successes);
	atomic_store(&head->min_spare, (uint32_t)g->limits.min_spare);
	atomic_store(&head->limit, (uint32_t)g->limits.workers);
	atomic_store(&head->started_us, clock_wall_us());
	atomic_store(&head->reloaded_us, clock_wall_us());
	return true;
}

/* In the foreground a missing directory for it must not stop the server. */
static bool
lock_pid_file(struct server *s)
{
	const struct generation *g = s->current;
	bool running;
	pid_t pid;

	s->pid_path = arena_cstr(s->arena, generation_runtime_path(g,
	    g->common->pid_file));
	s->pid_fd = pidfile_lock(s->pid_path, &running);
	if (s->pid_fd >= 0)
		return true;
	if (running) {
		pidfile_probe(s->pid_path, &pid);
		fprintf(stderr, "preforkd (pid %d) already running\n",
		    (int)pid);
		return false;
	}
	if (s->o->foreground && !conf_values_is_set(g->sites->process,
	    s->o->registry, "PidFile")) {
		s->pid_path = NULL;
		return true;
	}
	fprintf(stderr, "preforkd: AH00099: could not create PID file %s: "
	    "%s\n", s->pid_path, strerror(errno));
	return false;
}

/* Sockets and logs, while the terminal can still be told. */
static bool
open_outside(struct server *s)
{
	struct generation *g = s->current;

	listeners_open(&g->listeners, g->arena, g->common, NULL, &g->diag);
	if (g->diag.errors == 0)
		sites_check(g->sites, g->listeners.v, g->listeners.n,
		    s->o->check_roots, &g->diag);
	if (g->diag.errors == 0)
		logs_open(&s->logs, g->number, &g->diag);
	return g->diag.errors == 0;
}

static bool
prepare(struct server *s)
{
	struct generation *g;
	bool ok;

	logs_init(&s->logs, s->arena);
	s->current = g = generation_load(s->o, ++s->attempts, &s->logs.book,
	    0);
	s->successes = 1;
	ok = g->diag.errors == 0;
	if (ok) {
		s->frozen = g->limits.server_limit;
		server_use_logs(s, g);
		if (!lock_pid_file(s))
			return false;
		ok = open_outside(s);
	}
	report_diag(s->o, &g->diag);
	return ok && make_board(s);
}

static bool
detach(struct server *s)
{
	const struct master_options *o = s->o;

	if (o->foreground || o->one_process)
		return true;
	if (!o->no_detach) {
		s->launcher = launch_detach();
		if (s->launcher < 0)
			return fail("detaching");
		board_adopt(s->board);
	}
	if (!launch_leave_terminal(true))
		return fail("leaving the terminal");
	logs_take_stderr(&s->logs);
	return true;
}

static bool
write_pid_file(struct server *s)
{
	int fd;

	if (!s->pid_path)
		return true;
	fd = pidfile_write(s->pid_path, s->pid_fd);
	if (fd < 0) {
		MASTER_LOG(s, LOG_ERROR, 100, errno, "could not write PID "
		    "file %s", s->pid_path);
		return false;
	}
	s->pid_fd = fd;
	return true;
}

static void
wait_for_logger(struct server *s)
{
	int64_t deadline = clock_mono_ms() + SERVER_READY_MS;

	close(s->alive_wr);
	s->alive_wr = -1;
	while (s->logger != 0 && clock_mono_ms() < deadline) {
		server_reap(s);
		if (s->logger != 0)
			poll(NULL, 0, 5);
	}
}

static void
clean_up(struct server *s)
{
	if (s->phase == SERVER_DONE)
		wait_for_logger(s);
	logs_close(&s->logs);
	if (s->pid_path && s->pid_fd >= 0)
		pidfile_remove(s->pid_path, s->pid_fd);
	board_free(s->board);
}

static int
run(struct server *s)
{
	if (!write_pid_file(s))
		return 1;
	server_introduce(s);
	if (!server_spawn_logger(s))
		return 1;
	if (s->o->one_process)
		return server_run_single(s);
	for (int i = 0; i < s->current->limits.start; i++) {
		if (!server_spawn_child(s, s->current))
			break;
	}
	server_set_phase(s, SERVER_STARTING);
	return server_loop(s);
}

int
master_start(const struct master_options *o)
{
	struct server s = {
		.o = o,
		.arena = arena_new(),
		.pid_fd = -1,
		.launcher = -1,
		.alive_rd = -1,
		.alive_wr = -1,
	};
	int status = 1;

	raise_descriptor_limit();
	tzset();	/* once, not in every child */
	if (prepare(&s) && detach(&s) && open_channels(&s))
		status = run(&s);
	clean_up(&s);
	return status;
}
