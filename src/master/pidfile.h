/*
 * The PID file, locked while the server runs, so that staleness is decidable:
 * a file whose lock is free is stale, whatever number it holds.
 *
 * The lock is an open-file-description lock: it belongs to the descriptor, is
 * inherited by the detached master, and goes when the last copy is closed.
 */
#ifndef SRC_MASTER_PIDFILE_H
#define SRC_MASTER_PIDFILE_H

#include <sys/types.h>

#include "base/str.h"

enum pidfile_state { PIDFILE_FREE, PIDFILE_RUNNING, PIDFILE_ERROR };

/* Is somebody holding it?  RUNNING sets *pid (0 when unreadable). */
enum pidfile_state pidfile_probe(const char *path, pid_t *pid);
/*
 * Takes the lock: returns a descriptor to keep, or -1 with *running set when
 * another server holds it, else errno.
 */
int pidfile_lock(const char *path, bool *running);
/*
 * Writes this process's id by temporary file and rename; the lock moves to
 * the new file.  Returns the new descriptor or -1.
 */
int pidfile_write(const char *path, int lock_fd);
void pidfile_remove(const char *path, int lock_fd);

#endif
