#include "master/report.h"

#include <fcntl.h>
#include <unistd.h>

#include "log/target.h"

#define REPORT_MAX (1024 * 1024)
#define REPORT_WRITE_MS 5000

static bool
is_wanted(const struct master_options *o, enum diag_severity severity)
{
	enum log_level level = o->level_given ? o->level : LOG_WARN;

	switch (severity) {
	case DIAG_ERROR:
		return true;
	case DIAG_WARNING:
		return level >= LOG_WARN;
	case DIAG_NOTICE:
		break;
	}
	return level >= LOG_INFO;
}

static int
open_report(const struct master_options *o, struct arena *a)
{
	int fd = -1;

	if (o->startup_log.n > 0)
		fd = open(arena_cstr(a, o->startup_log),
		    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	return fd >= 0 ? fd : STDERR_FILENO;
}

void
report_diag(const struct master_options *o, const struct diag *d)
{
	struct buf out;
	int fd;

	buf_init(&out, REPORT_MAX);
	for (size_t i = 0; i < d->n; i++) {
		if (is_wanted(o, d->v[i].severity))
			diag_print(&out, &d->v[i]);
	}
	if (d->dropped > 0)
		buf_printf(&out, "%zu further messages are not shown\n",
		    d->dropped);
	fd = open_report(o, d->arena);
	log_write_all(fd, buf_str(&out), REPORT_WRITE_MS);
	if (fd != STDERR_FILENO)
		close(fd);
	buf_release(&out);
}
