/*
 * Where lines go: the argument of ErrorLog, CustomLog and TransferLog.
 *
 * Files are opened by the master (as root, O_APPEND, 0644 less umask) and
 * handed to the logger as descriptors.  stdout, stderr, fd:N, /dev/stdout,
 * /dev/stderr, /dev/fd/N and /proc/self/fd/N are duplicated, never re-opened:
 * re-opening fails for who is not the owner of the terminal or pipe.
 */
#ifndef LOG_TARGET_H
#define LOG_TARGET_H

#include <sys/types.h>

#include "base/arena.h"

enum log_target_kind {
	LOG_TO_FILE,
	LOG_TO_FD,	/* an inherited descriptor */
	LOG_TO_PROGRAM,	/* "|prog args" and "||prog args": executed directly */
	LOG_TO_SHELL,	/* "|$command": through /bin/sh -c */
	LOG_TO_SYSLOG
};

struct log_target {
	enum log_target_kind kind;
	struct str name;	/* absolute path, or command, or tag */
	int fd;			/* LOG_TO_FD */
	int facility;		/* LOG_TO_SYSLOG */
};

/*
 * Reads a target.  Relative paths are taken from server_root; strings are
 * copied into the arena.  Returns NULL, or what is wrong with it.
 */
const char *log_target_parse(struct arena *a, struct str text,
    struct str server_root, struct log_target *out);
bool log_target_same(const struct log_target *a, const struct log_target *b);

/* Opens a FILE or FD target: a descriptor (close-on-exec) or -errno. */
int log_target_open(const struct log_target *t);

/*
 * Starts the program of a PROGRAM or SHELL target: standard input is `in`,
 * standard output and error are `err`; every signal is reset and unblocked,
 * a process group of its own, no other descriptor.  The words of a PROGRAM
 * are split at blanks, with shell-like quotes.  Returns the pid or -errno;
 * what could not be executed has been reaped.
 */
pid_t log_program_start(const struct log_target *t, int in, int err);

/*
 * Writes all of it, retrying short writes and EINTR; a descriptor that would
 * block is waited for, at most timeout_ms.  0 or -errno.
 */
int log_write_all(int fd, struct str data, int timeout_ms);

#endif
