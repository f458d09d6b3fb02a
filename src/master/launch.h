/*
 * Detaching: the process that was started stays until the pool answers or an
 * error came, so that its exit status means something.
 */
#ifndef SRC_MASTER_LAUNCH_H
#define SRC_MASTER_LAUNCH_H

#include <stdbool.h>

/*
 * Forks.  In the master-to-be returns the pipe to the launcher (>= 0); the
 * launcher itself waits and exits.  -1 with errno when it failed.
 */
int launch_detach(void);
/* setsid, chdir to /, standard input and output to /dev/null. */
bool launch_leave_terminal(bool new_session);

#endif
