/*
 * The two ways in which a process ends itself.
 */
#include "base/bug.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void
bug_abort(const char *file, int line, const char *what)
{
	/* dprintf needs neither stdio's locks nor its buffers. */
	dprintf(STDERR_FILENO, "preforkd: bug at %s:%d: %s\n", file, line,
	    what);
	abort();
}

_Noreturn void
fatal_no_memory(void)
{
	dprintf(STDERR_FILENO, "preforkd: out of memory\n");
	abort();
}
