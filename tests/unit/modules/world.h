/*
 * A server root of its own, a configuration over it with the real modules,
 * and whole conversations as strings.  Tests run in processes of their own,
 * so there is one world and it is static.
 *
 * ${ROOT} in a configuration is the server root; DocumentRoot is
 * ${ROOT}/htdocs; conf/mime.types knows html, txt, gz, tar and js.
 * X-Env names a variable to set, X-Note fills the note "toy", X-User the user.
 */
#ifndef UNIT_MODULES_WORLD_H
#define UNIT_MODULES_WORLD_H

#include <check.h>

#include "base/str.h"
#include "board/board.h"

#define WORLD_SLOTS 6

/* Checked fixture: makes and removes the server root. */
void world_begin(void);
void world_end(void);

/* root/name with this content; directories are made. */
void world_file(const char *name, const char *content);
const char *world_path(const char *name);

/* Loads a configuration that must have no errors, and starts a worker. */
void world_open(const char *conf);
/* Loads one and returns every message. */
const char *world_problems(const char *conf);

/* The worker is in slot 0 of WORLD_SLOTS; the test is the master. */
struct board *world_board(void);

/* The client's address from now on; the server's is 192.0.2.1:8080. */
void world_peer(const char *address);
/* All that is answered to these bytes. */
const char *world_ask(const char *in);
/* GET with Host: lab.test, and further field lines. */
const char *world_get(const char *target);
const char *world_get_with(const char *target, const char *fields);
/* GET, and the status of the answer. */
int world_status(const char *target);
/* The value of a field in an answer; "" when there is none. */
const char *world_field(const char *answer, const char *name);
const char *world_body(const char *answer);
/* Lines in the ring since the last call, each as "log|line". */
const char *world_lines(void);

#define ck_has(s, needle) ck_assert_msg(strstr((s), (needle)) != NULL,	\
    "no '%s' in:\n%s", (needle), (s))
#define ck_has_not(s, needle) ck_assert_msg(strstr((s), (needle)) == NULL, \
    "'%s' in:\n%s", (needle), (s))

#endif
