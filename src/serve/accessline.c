/*
 * Log lines of a worker.  When the ring is full the worker waits, because a
 * lost line is worse than a slow answer; but not for ever, because a dead
 * logger must not stop the service.
 */
#include "serve/accessline.h"

#include <poll.h>
#include <unistd.h>

#define WAIT_STEP_MS 2
/* So many bytes in the ring call the logger before its next look. */
#define WAKE_BYTES (RING_SIZE / 16)

static void
wake_logger(const struct worker *w)
{
	uint64_t one = 1;

	/* An eventfd that is full is awake already: nothing to report. */
	if (w->spec.logger_fd >= 0 &&
	    write(w->spec.logger_fd, &one, sizeof(one)) < 0)
		return;
}

static bool
put_waiting(struct worker *w, unsigned target, struct str line)
{
	int64_t deadline = clock_mono_ms() + LINE_WAIT_MS;

	do {
		wake_logger(w);
		poll(NULL, 0, WAIT_STEP_MS);
		if (ring_put(&w->ring, target, line))
			return true;
	} while (clock_mono_ms() < deadline);
	return false;
}

/* A line that fits no ring is cut, and still ends as a line.  Inlined, it
 * would have every other line pay for its stack. */
__attribute__((noinline)) static void
put_cut(struct worker *w, unsigned target, struct str line)
{
	char cut[RING_LINE_MAX];

	memcpy(cut, line.p, RING_LINE_MAX - 1);
	cut[RING_LINE_MAX - 1] = '\n';
	worker_line(w, target, str_of(cut, RING_LINE_MAX));
}

void
worker_line(struct worker *w, unsigned target, struct str line)
{
	size_t before = ring_used(&w->ring);

	if (line.n > RING_LINE_MAX) {
		put_cut(w, target, line);
		return;
	}
	if (!ring_put(&w->ring, target, line) &&
	    (w->logger_is_deaf || !put_waiting(w, target, line))) {
		w->logger_is_deaf = true;
		atomic_fetch_add_explicit(&w->slot->lost_lines, 1,
		    memory_order_relaxed);
		return;
	}
	w->logger_is_deaf = false;
	if (board_logger_is_asleep(w->spec.board) ||
	    (before < WAKE_BYTES && ring_used(&w->ring) >= WAKE_BYTES))
		wake_logger(w);
}

void
worker_sink_put(void *ctx, unsigned target, struct str line)
{
	worker_line(ctx, target, line);
}

void
request_access_line(struct request *r, unsigned log, struct str line)
{
	worker_line(r->worker, log, line);
}

static void
make_log(const struct request *r, struct log *out)
{
	*out = (struct log){
		.levels = &core_dir(r->dir)->log_levels,
		.sink = &r->worker->sink,
		.target = r->site->error_log
	};
}

bool
request_logs(const struct request *r, const char *module, enum log_level level)
{
	struct log log;

	make_log(r, &log);
	return log_wants(&log, module, level);
}

void
request_log(struct request *r, enum log_level level, const char *module,
    unsigned number, int error, const char *fmt, ...)
{
	struct log_event e = {
		.level = level,
		.module = module,
		.number = number,
		.error = error,
		.client = r->conn->client_port
	};
	struct log log;
	va_list ap;

	make_log(r, &log);
	va_start(ap, fmt);
	log_vevent(&log, &e, fmt, ap);
	va_end(ap);
}
