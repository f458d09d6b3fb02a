/*
 * A worker over a small configuration and a document root of its own, with
 * toy modules in place of the real ones: whole conversations as strings.
 */
#ifndef UNIT_SERVE_FIXTURE_H
#define UNIT_SERVE_FIXTURE_H

#include <check.h>

#include "board/board.h"
#include "serve/worker.h"

struct fixture {
	struct arena *arena;
	struct board *board;
	struct worker *worker;
	struct sites *sites;
	struct buf out;		/* what the server said last */
	char root[64];		/* DocumentRoot */
	bool retiring;
	int logger_fd;		/* the worker wakes the logger with it */
};

/* DocumentRoot, grants and the log are set; `more` is added to them. */
void fixture_open(struct fixture *f, const char *more);
void fixture_close(struct fixture *f);
/* root/name with this content. */
void fixture_file(struct fixture *f, const char *name, const char *content);
/* One conversation; the answers, NUL-terminated. */
const char *fixture_ask(struct fixture *f, const char *in);
const char *fixture_ask_bytes(struct fixture *f, struct str in);
/* Lines in the ring since the last call, "target|line". */
const char *fixture_lines(struct fixture *f);
/* How often needle stands in s. */
int count_of(const char *s, const char *needle);

#define ck_has(s, needle) ck_assert_msg(strstr((s), (needle)) != NULL,	\
    "no '%s' in:\n%s", (needle), (s))
#define ck_has_not(s, needle) ck_assert_msg(strstr((s), (needle)) == NULL, \
    "'%s' in:\n%s", (needle), (s))
#define ck_starts(s, start) ck_assert_msg(				\
    strncmp((s), (start), strlen(start)) == 0,				\
    "does not start with '%s':\n%s", (start), (s))

extern const struct module toy_module;

#endif
