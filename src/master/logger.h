/*
 * The logger: one process without rights that drains the rings on the board
 * into descriptors the master opened.
 *
 * The master sends messages over a SOCK_SEQPACKET pair, a descriptor beside
 * LOGGER_OPEN.  The logger ends when the channel's and every worker's end of
 * the `alive` pipe is closed, after a last drain.
 */
#ifndef SRC_MASTER_LOGGER_H
#define SRC_MASTER_LOGGER_H

#include "board/board.h"
#include "log/target.h"

/* START comes once, behind the logs that are open when the logger starts;
 * later ones are sent before the first worker that uses them is forked.
 * STDERR: what workers and libraries say last goes to this log. */
enum logger_op { LOGGER_OPEN, LOGGER_CLOSE, LOGGER_START, LOGGER_STDERR };

struct logger_message {
	enum logger_op op;
	unsigned id;
	bool datagram;		/* syslog: each line is one datagram */
	char prefix[64];	/* before each line: "<190>httpd[7]: " */
};

struct logger_spec {
	struct board *board;
	int channel;		/* messages from the master */
	int wake;		/* eventfd that workers write */
	int alive;		/* reading end of what is standard error to the
				   workers; EOF: nobody writes any more */
};

/* Runs until done; returns the exit status. */
int logger_main(const struct logger_spec *spec);

/* Sends one message without waiting; fd -1: none.  0 or -errno. */
int logger_send(int channel, const struct logger_message *m, int fd);

#endif
