/* The command line, in httpd's getopt style. */
#ifndef SRC_OPTIONS_H
#define SRC_OPTIONS_H

#include "master/master.h"

enum action { ACTION_RUN, ACTION_CONTROL, ACTION_CHECK, ACTION_VERSION,
    ACTION_BUILD, ACTION_MODULES, ACTION_DIRECTIVES, ACTION_USAGE };

struct command {
	struct master_options master;
	enum action action;
	enum master_verb verb;
	struct master_dumps dumps;
	const char *wrong;	/* USAGE: what, NULL for -h */
};

/* Strings are borrowed from argv; lists live in the arena. */
void options_parse(struct arena *a, int argc, char **argv,
    struct command *out);

extern const char options_usage[];

#endif
