#include "options.h"

#include <unistd.h>

/* Where the configuration is without -d and -f; set by make install. */
#ifndef PREFORKD_ROOT
#define PREFORKD_ROOT "/etc/preforkd"
#endif
#ifndef PREFORKD_CONF
#define PREFORKD_CONF "preforkd.conf"
#endif

const char options_usage[] =
    "Usage: preforkd [-D name] [-d directory] [-f file]\n"
    "                [-C \"directive\"] [-c \"directive\"]\n"
    "                [-k start|restart|graceful|graceful-stop|stop]\n"
    "                [-v] [-V] [-h] [-l] [-L] [-t] [-T] [-S] [-M] [-X]\n"
    "                [-e level] [-E file]\n"
    "  -D name        define a name for <IfDefine name>; FOREGROUND,\n"
    "                 NO_DETACH, ONE_PROCESS and DEBUG change how it runs\n"
    "  -d directory   the initial ServerRoot\n"
    "  -f file        the configuration file\n"
    "  -C, -c line    a directive before, after the configuration file\n"
    "  -k verb        control the server; each waits for its effect\n"
    "  -t             check the configuration; -T leaves DocumentRoot out\n"
    "  -S, -M         show virtual hosts and settings, show modules\n"
    "  -l, -L         list modules, list directives\n"
    "  -v, -V         show the version, show how it was built\n"
    "  -e level       log level of start-up messages\n"
    "  -E file        start-up messages go to this file\n"
    "  -X             one process in the foreground, for a debugger\n"
    "  -h             this text\n";

struct parser {
	struct arena *arena;
	struct command *out;
	struct str *defines, *before, *after;
	size_t n_defines, n_before, n_after;
};

static void
usage(struct parser *p, const char *wrong)
{
	p->out->action = ACTION_USAGE;
	p->out->wrong = wrong;
}

static void
define(struct parser *p, const char *name)
{
	struct master_options *m = &p->out->master;
	struct str s = str_from(name);

	ARENA_PUSH(p->arena, p->defines, p->n_defines, s);
	if (str_eq(s, STR("FOREGROUND")) || str_eq(s, STR("DEBUG")))
		m->foreground = true;
	if (str_eq(s, STR("ONE_PROCESS")) || str_eq(s, STR("DEBUG")))
		m->one_process = true;
	if (str_eq(s, STR("NO_DETACH")))
		m->no_detach = true;
	p->out->dumps.vhosts |= str_eq(s, STR("DUMP_VHOSTS"));
	p->out->dumps.run_config |= str_eq(s, STR("DUMP_RUN_CFG"));
	p->out->dumps.modules |= str_eq(s, STR("DUMP_MODULES"));
	p->out->dumps.includes |= str_eq(s, STR("DUMP_INCLUDES"));
	p->out->dumps.manual |= str_eq(s, STR("DUMP_MANUAL"));
}

static void
control(struct parser *p, const char *word)
{
	static const struct {
		const char *word;
		enum master_verb verb;
	} verbs[] = {
		{ "start", VERB_START },
		{ "stop", VERB_STOP },
		{ "restart", VERB_RESTART },
		{ "graceful", VERB_GRACEFUL },
		{ "graceful-stop", VERB_GRACEFUL_STOP },
	};

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (strcmp(word, verbs[i].word) != 0)
			continue;
		if (p->out->action == ACTION_RUN) {
			p->out->action = ACTION_CONTROL;
			p->out->verb = verbs[i].verb;
		}
		return;
	}
	usage(p, "-k takes start, restart, graceful, graceful-stop or stop");
}

static void
set_level(struct parser *p, const char *word)
{
	p->out->master.level_given = log_level_parse(str_from(word),
	    &p->out->master.level);
	if (!p->out->master.level_given)
		usage(p, "-e takes emerg, alert, crit, error, warn, notice, "
		    "info, debug or trace1 to trace8");
}

static void
check(struct parser *p)
{
	if (p->out->action == ACTION_RUN)
		p->out->action = ACTION_CHECK;
}

/* Options that take a value. */
static void
take_value(struct parser *p, int letter, char *value)
{
	struct master_options *m = &p->out->master;
	struct str s = str_from(value);

	switch (letter) {
	case 'd':
		m->conf.server_root = s;
		m->conf.root_given = true;
		break;
	case 'f':
		m->conf.file = s;
		break;
	case 'D':
		define(p, value);
		break;
	case 'C':
		ARENA_PUSH(p->arena, p->before, p->n_before, s);
		break;
	case 'c':
		ARENA_PUSH(p->arena, p->after, p->n_after, s);
		break;
	case 'k':
		control(p, value);
		break;
	case 'e':
		set_level(p, value);
		break;
	case 'E':
		m->startup_log = s;
		break;
	default:
		usage(p, "unknown option");
	}
}

static void
take_switch(struct parser *p, int letter)
{
	switch (letter) {
	case 't':
		check(p);
		break;
	case 'T':
		p->out->master.check_roots = false;
		break;
	case 'S':
		p->out->dumps.vhosts = p->out->dumps.run_config = true;
		check(p);
		break;
	case 'M':
		p->out->dumps.modules = true;
		check(p);
		break;
	case 'X':
		define(p, "DEBUG");
		break;
	case 'v':
		p->out->action = ACTION_VERSION;
		break;
	case 'V':
		p->out->action = ACTION_BUILD;
		break;
	case 'l':
		p->out->action = ACTION_MODULES;
		break;
	case 'L':
		p->out->action = ACTION_DIRECTIVES;
		break;
	case 'h':
		usage(p, NULL);
		break;
	default:
		usage(p, "unknown option");
	}
}

void
options_parse(struct arena *a, int argc, char **argv, struct command *out)
{
	struct parser p = { .arena = a, .out = out };
	int letter;

	out->master.check_roots = true;
	out->master.conf.server_root = STR(PREFORKD_ROOT);
	out->master.conf.file = STR(PREFORKD_CONF);
	opterr = 0;
	while (out->action != ACTION_USAGE && (letter = getopt(argc, argv,
	    "d:f:D:C:c:k:e:E:tTSMXvVlLh")) != -1) {
		if (strchr("dfDCckeE", letter))
			take_value(&p, letter, optarg);
		else
			take_switch(&p, letter);
	}
	if (out->action != ACTION_USAGE && optind < argc)
		usage(&p, "operands are not expected");
	out->master.conf.defines = p.defines;
	out->master.conf.n_defines = p.n_defines;
	out->master.conf.before = p.before;
	out->master.conf.n_before = p.n_before;
	out->master.conf.after = p.after;
	out->master.conf.n_after = p.n_after;
}
