/*
 * -k VERB: find the running server, tell it, wait for the effect, report it.
 *
 * The server is whoever holds the lock on the PID file.  The result of a
 * reload is read from the board of that process (through /proc, so it needs
 * the rights one needs to signal it anyway).
 */
#include "master/master.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "board/board.h"
#include "master/generation.h"
#include "master/pidfile.h"

/* A stop ends within the escalation's 10 s; a reload within the load and
 * SERVER_READY_MS; a graceful stop may be as patient as its requests. */
#define STOP_WAIT_MS 15000
#define RELOAD_WAIT_MS 60000
#define GRACEFUL_STOP_WAIT_MS 600000
#define POLL_MS 10

struct control {
	const struct master_options *o;
	char path[4096];	/* of the PID file */
	char board[4096];	/* ScoreBoardFile; empty: none */
	pid_t pid;		/* 0: not running */
	int pidfd;
};

/*
 * The PID file's name must be found even in a configuration full of errors:
 * what can be read counts, the rest is not our business now.
 */
static void
find_path(struct control *c)
{
	struct arena *a = arena_new();
	struct log_book book;
	struct generation *g;
	struct str path = STR_NONE, board = STR_NONE;

	log_book_init(&book, a);
	g = generation_load(c->o, 1, &book, 0);
	if (g->sites && g->common) {
		path = generation_runtime_path(g, g->common->pid_file);
		board = generation_runtime_path(g,
		    g->common->scoreboard_file);
	}
	snprintf(c->path, sizeof(c->path), "%.*s", STR_ARG(path));
	snprintf(c->board, sizeof(c->board), "%.*s", STR_ARG(board));
	generation_free(g);
	arena_free(a);
}

/* Looks, takes a handle, looks again: the handle is the server's then. */
static bool
find_server(struct control *c)
{
	pid_t again;

	switch (pidfile_probe(c->path, &c->pid)) {
	case PIDFILE_FREE:
		c->pid = 0;
		return true;
	case PIDFILE_ERROR:
		fprintf(stderr, "preforkd: AH00058: cannot read the PID file "
		    "%s: %s\n", c->path, strerror(errno));
		return false;
	case PIDFILE_RUNNING:
		break;
	}
	if (c->pid <= 0) {
		fprintf(stderr, "preforkd: AH00059: the PID file %s is "
		    "locked but holds no process id\n", c->path);
		return false;
	}
	c->pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0);
	if (c->pidfd >= 0 && pidfile_probe(c->path, &again) ==
	    PIDFILE_RUNNING && again == c->pid)
		return true;
	c->pid = 0;
	return true;
}

static bool
tell(const struct control *c, int sig)
{
	if (syscall(SYS_pidfd_send_signal, c->pidfd, sig, NULL, 0) == 0)
		return true;
	fprintf(stderr, "preforkd: AH00057: cannot signal process %d: %s\n",
	    (int)c->pid, strerror(errno));
	return false;
}

static int
stop(const struct control *c, int sig, int wait_ms)
{
	struct pollfd p = { .fd = c->pidfd, .events = POLLIN };

	if (c->pid == 0) {
		printf("preforkd (no pid file) not running\n");
		return 0;
	}
	if (!tell(c, sig))
		return 1;
	if (poll(&p, 1, wait_ms) == 1)
		return 0;
	fprintf(stderr, "preforkd: process %d has not ended after %d s\n",
	    (int)c->pid, wait_ms / 1000);
	return 1;
}

/* The board among the descriptors of the server; NULL when not to be seen. */
static const struct board_head *
map_board(int dir_fd, const char *name)
{
	const struct board_head *head;
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	head = mmap(NULL, sizeof(*head), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	return head == MAP_FAILED ? NULL : head;
}

static bool
is_board(const struct control *c, int dir_fd, const char *name)
{
	char link[4096];
	ssize_t n = readlinkat(dir_fd, name, link, sizeof(link));
	struct str to = str_of(link, n > 0 ? (size_t)n : 0);

	return to.n > 0 && (str_eq(to, str_from(c->board)) ||
	    str_starts(to, STR("/memfd:" BOARD_MEMFD_NAME)));
}

static const struct board_head *
find_board(const struct control *c)
{
	const struct board_head *head = NULL;
	struct dirent *e;
	char path[64];
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)c->pid);
	d = opendir(path);
	while (d && !head && (e = readdir(d)) != NULL) {
		if (is_board(c, dirfd(d), e->d_name))
			head = map_board(dirfd(d), e->d_name);
	}
	if (d)
		closedir(d);
	return head;
}

static bool
has_ended(const struct control *c)
{
	struct pollfd p = { .fd = c->pidfd, .events = POLLIN };

	return poll(&p, 1, POLL_MS) == 1;
}

static int
reload_result(const struct board_head *head)
{
	if (!atomic_load(&head->reload_failed))
		return 0;
	fprintf(stderr, "preforkd: the reload is refused, the server goes on "
	    "as before: %.*s\n", (int)sizeof(head->reload_message),
	    head->reload_message);
	return 1;
}

static int
reload(const struct control *c, int sig)
{
	const struct board_head *head = find_board(c);
	int64_t deadline = clock_mono_ms() + RELOAD_WAIT_MS;
	uint32_t before = head ? atomic_load(&head->reloads) : 0;

	if (!tell(c, sig))
		return 1;
	if (!head) {
		fprintf(stderr, "preforkd: the server was told; its result "
		    "is in the error log\n");
		return 0;
	}
	while (clock_mono_ms() < deadline) {
		if (atomic_load(&head->reloads) != before)
			return reload_result(head);
		if (has_ended(c)) {
			fprintf(stderr, "preforkd: the server has ended\n");
			return 1;
		}
	}
	fprintf(stderr, "preforkd: no result after %d s; see the error log\n",
	    RELOAD_WAIT_MS / 1000);
	return 1;
}

static int
reload_or_start(const struct control *c, int sig)
{
	if (c->pid != 0)
		return reload(c, sig);
	printf("preforkd not running, trying to start\n");
	fflush(stdout);
	return master_start(c->o);
}

int
master_control(const struct master_options *o, enum master_verb verb)
{
	struct control c = { .o = o, .pidfd = -1 };

	if (verb == VERB_START)
		return master_start(o);
	find_path(&c);
	if (!find_server(&c))
		return 1;
	switch (verb) {
	case VERB_START:
		break;
	case VERB_STOP:
		return stop(&c, SIGTERM, STOP_WAIT_MS);
	case VERB_GRACEFUL_STOP:
		return stop(&c, SIGWINCH, GRACEFUL_STOP_WAIT_MS);
	case VERB_RESTART:
		return reload_or_start(&c, SIGHUP);
	case VERB_GRACEFUL:
		return reload_or_start(&c, SIGUSR1);
	}
	return 1;
}
