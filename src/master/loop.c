/*
 * The master's loop: signals, pokes, and a tick each second.  Orders are only
 * noted when they arrive and carried out between two waits.
 */
#include "master/server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define TICK_MS 1000
/* While stopping the timetable is looked at this often. */
#define STOPPING_TICK_MS 100

int
server_signals_block(void)
{
	static const int wanted[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1,
	    SIGWINCH, SIGCHLD };
	static const int ignored[] = { SIGPIPE, SIGXFSZ, SIGUSR2, SIGALRM };
	struct sigaction sa = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		sigaddset(&set, wanted[i]);
	for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
		sigaction(ignored[i], &sa, NULL);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void
server_set_phase(struct server *s, enum server_phase p)
{
	s->phase = p;
	s->phase_ms = clock_mono_ms();
}

/* A terminal sends WINCH when its window changes: that is no order. */
static bool
is_window_change(const struct server *s)
{
	return s->o->foreground && (isatty(STDIN_FILENO) ||
	    isatty(STDOUT_FILENO) || isatty(STDERR_FILENO));
}

static void
on_signal(struct server *s, int sig)
{
	switch (sig) {
	case SIGTERM:
	case SIGINT:
		server_stop(s, false, sig == SIGTERM ?
		    "caught SIGTERM, shutting down" :
		    "caught SIGINT, shutting down");
		break;
	case SIGWINCH:
		if (!is_window_change(s))
			server_stop(s, true,
			    "caught SIGWINCH, shutting down gracefully");
		break;
	case SIGHUP:
		s->want_reload = s->want_reload_hard = true;
		break;
	case SIGUSR1:
		s->want_reload = true;
		break;
	default:
		break;		/* CHLD: children are looked after anyway */
	}
}

static void
read_signals(struct server *s)
{
	struct signalfd_siginfo si;

	while (read(s->signals, &si, sizeof(si)) == (ssize_t)sizeof(si))
		on_signal(s, (int)si.ssi_signo);
}

static void
clear_poke(const struct server *s)
{
	uint64_t n;

	if (read(s->poke, &n, sizeof(n)) < 0)
		return;		/* EAGAIN: nobody had poked */
}

static void
wait_for_event(struct server *s)
{
	struct pollfd p[2] = {
		{ .fd = s->signals, .events = POLLIN },
		{ .fd = s->poke, .events = POLLIN },
	};

	if (poll(p, 2, clock_left_ms(s->tick_ms)) < 0 && errno != EINTR)
		MASTER_LOG(s, LOG_CRIT, 0, errno, "poll");
	if (p[1].revents)
		clear_poke(s);
	if (p[0].revents)
		read_signals(s);
}

/* The first child answers: whoever started us may go. */
static void
go_live(struct server *s)
{
	server_set_phase(s, SERVER_RUNNING);
	MASTER_LOG(s, LOG_NOTICE, 163, 0,
	    "%s configured -- resuming normal operations", master_product);
	MASTER_LOG(s, LOG_NOTICE, 94, 0, "Command line: '%s'",
	    s->o->command_line);
	server_tell_ready(s);
	server_maintain(s, false);
}

static void
give_up_start(struct server *s)
{
	server_tell_failed(s, "no child became ready");
	s->exit_status = 1;
	server_stop(s, false, NULL);
}

static void
move_on(struct server *s)
{
	bool late = clock_mono_ms() - s->phase_ms > SERVER_READY_MS;

	switch (s->phase) {
	case SERVER_STARTING:
		if (server_has_ready_child(s))
			go_live(s);
		else if (late || s->children.alive == 0)
			give_up_start(s);
		break;
	case SERVER_RUNNING:
		if (!s->want_reload)
			break;
		s->want_reload = false;
		server_reload(s, s->want_reload_hard);
		s->want_reload_hard = false;
		break;
	case SERVER_SWITCHING:
		if (server_has_ready_child(s))
			server_switch(s);
		else if (late || children_of(&s->children, s->current) == 0)
			server_roll_back(s, "no child of the new generation "
			    "became ready");
		break;
	case SERVER_DRAINING:
	case SERVER_STOPPING:
		if (server_is_stopped(s))
			server_set_phase(s, SERVER_DONE);
		break;
	case SERVER_DONE:
		break;
	}
}

static void
tick(struct server *s)
{
	int64_t now = clock_mono_ms();

	if (now < s->tick_ms)
		return;
	s->tick_ms = now + (s->phase >= SERVER_DRAINING ? STOPPING_TICK_MS :
	    TICK_MS);
	server_escalate(s);
	server_publish_cpu(s);
	if (s->phase >= SERVER_DRAINING)
		return;
	pool_brake_tick(&s->brake);
	logs_follow(&s->logs);
	logs_restart_programs(&s->logs, now);
	if (s->logger == 0)
		server_spawn_logger(s);
	else if (s->logs.deaf)
		kill(s->logger, SIGKILL);
	server_maintain(s, true);
}

int
server_loop(struct server *s)
{
	while (s->phase != SERVER_DONE) {
		wait_for_event(s);
		server_reap(s);
		tick(s);
		move_on(s);
		server_maintain(s, false);
	}
	return s->exit_status;
}
