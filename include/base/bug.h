/*
 * Three kinds of wrong: the client is wrong (a status), the world is wrong
 * (errno, logged), we are wrong: BUG ends the process with file and line on
 * standard error, so that a core and the board show where.
 */
#ifndef BASE_BUG_H
#define BASE_BUG_H

_Noreturn void bug_abort(const char *file, int line, const char *what);
_Noreturn void fatal_no_memory(void);

#define BUG(what) bug_abort(__FILE__, __LINE__, (what))
#define BUG_ON(cond) do { if (cond) BUG(#cond); } while (0)

#endif
