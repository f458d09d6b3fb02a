/*
 * mod_log_config: access logs.
 *
 * Formats are named by LogFormat lines anywhere in the file, so they are
 * looked up when all of it was read.  A virtual host with an access log of
 * its own does not write to the main server's.
 */
#include "modules/modules.h"

#include "board/ring.h"
#include "modules/log_format.h"

#define FORMAT_COMMON "%h %l %u %t \"%r\" %>s %b"
/* Nearly all lines are shorter, newline included, bytes. */
#define LINE_USUAL 1024

struct nickname {
	struct str name, text;
};

struct nicknames {
	struct nickname *v;
	size_t n;
};

struct log_names {
	struct nicknames list;
	struct str unnamed;	/* LogFormat without a nickname */
};

/* A CustomLog, TransferLog or GlobalLog line. */
struct access_log {
	const struct conf_pos *pos;
	struct str target, format;	/* format absent: the unnamed one */
	struct str env;			/* only with, or without, a variable */
	bool unless;
	/* Set up after reading; once, by the first site that writes it. */
	bool ready;
	int number;
	struct log_line_format line;
};

struct access_logs {
	struct access_log **v;
	size_t n;
};

struct log_server {
	struct log_names names;
	struct access_logs own, global;
	struct access_logs all;		/* set up after reading */
};

/* --- Writing ------------------------------------------------------------- */

static bool
is_wanted(const struct access_log *log, struct request *r)
{
	if (!log->env.p)
		return true;
	return request_env(log_original(r), log->env).p ? !log->unless :
	    log->unless;
}

/* Into borrowed memory that never grows; false when it was not enough. */
static bool
write_within(struct request *r, const struct access_log *log, char *text,
    size_t size)
{
	struct buf line = { .p = text, .cap = size - 1, .max = size - 1 };

	log_format_write(&line, &log->line, r);
	if (line.full && size < RING_LINE_MAX)
		return false;
	text[line.n++] = '\n';
	request_access_line(r, (unsigned)log->number, buf_str(&line));
	return true;
}

/* Inlined, it would have every line pay for its stack. */
__attribute__((noinline)) static void
write_long(struct request *r, const struct access_log *log)
{
	char text[RING_LINE_MAX];

	write_within(r, log, text, sizeof(text));
}

static void
write_line(struct request *r, const struct access_log *log)
{
	char text[LINE_USUAL];

	if (!write_within(r, log, text, sizeof(text)))
		write_long(r, log);
}

static enum verdict
log_hook(struct request *r, const void *server, const void *dir)
{
	const struct log_server *s = server;

	(void)dir;
	for (size_t i = 0; i < s->all.n; i++)
		if (is_wanted(s->all.v[i], r))
			write_line(r, s->all.v[i]);
	return PASS;
}

/* --- Setting up ---------------------------------------------------------- */

static const struct nickname *
find_nickname(const struct nicknames *list, struct str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_ieq(list->v[i].name, name))
			return &list->v[i];
	return NULL;
}

/* The text a name stands for; common needs no LogFormat. */
static struct str
lookup(const struct log_names *names, struct str name)
{
	const struct nickname *n = find_nickname(&names->list, name);

	if (n)
		return n->text;
	if (str_ieq(name, STR("common")))
		return STR(FORMAT_COMMON);
	return STR_NONE;
}

/* "common, combined and main" */
static struct str
print_names(struct arena *a, const struct nicknames *list)
{
	struct str out = STR("common");

	for (size_t i = 0; i < list->n; i++)
		if (!str_ieq(list->v[i].name, STR("common")))
			out = arena_printf(a, "%.*s, %.*s", STR_ARG(out),
			    STR_ARG(list->v[i].name));
	return out;
}

/* Absent after reporting. */
static struct str
resolve_format(struct module_setup *ms, const struct access_log *log,
    const struct log_names *names)
{
	struct str word = log->format.p ? log->format : names->unnamed;
	struct str text, known;

	if (!word.p)
		return STR(FORMAT_COMMON);
	text = lookup(names, word);
	if (text.p || str_find(word, '%') >= 0)
		return text.p ? text : word;
	known = print_names(ms->arena, &names->list);
	diag_error(ms->diag, log->pos, "'%.*s' is neither a format nor the "
	    "name of one", STR_ARG(word));
	diag_remedy(ms->diag, "the names defined here are %.*s",
	    STR_ARG(known));
	return STR_NONE;
}

static void
prepare(struct module_setup *ms, const struct site *site,
    struct access_log *log, const struct log_names *names)
{
	struct str text, wrong;

	if (log->ready)
		return;
	log->ready = true;
	log->number = site_log(ms, site, log->target);
	/* It knows the site only; the line is what helps. */
	if (log->number < 0 && ms->diag->latest)
		ms->diag->latest->pos = log->pos;
	text = resolve_format(ms, log, names);
	if (!text.p)
		return;
	wrong = log_format_compile(ms->arena, text, &log->line);
	if (wrong.p)
		diag_error(ms->diag, log->pos, "log format: %.*s",
		    STR_ARG(wrong));
}

static void
prepare_all(struct module_setup *ms, const struct site *site,
    struct log_server *s, const struct access_logs *logs)
{
	for (size_t i = 0; i < logs->n; i++) {
		prepare(ms, site, logs->v[i], &s->names);
		if (logs->v[i]->number >= 0)
			ARENA_PUSH(ms->arena, s->all.v, s->all.n, logs->v[i]);
	}
}

/* The struct is shared with the main server's when a host set nothing. */
static void
setup(struct module_setup *ms, struct site *site, void *server, void *dir)
{
	struct log_server *s = server;

	(void)dir;
	s->all = (struct access_logs){ NULL, 0 };
	prepare_all(ms, site, s, &s->own);
	prepare_all(ms, site, s, &s->global);
}

/* --- Reading ------------------------------------------------------------- */

static bool
check_format(struct conf_apply *ap, struct str text)
{
	struct log_line_format ignored;
	struct str wrong = log_format_compile(ap->arena, text, &ignored);

	if (!wrong.p)
		return true;
	return conf_apply_error(ap, "log format: %.*s", STR_ARG(wrong));
}

static void
define(struct arena *a, struct nicknames *list, struct str name,
    struct str text)
{
	for (size_t i = 0; i < list->n; i++) {
		if (str_ieq(list->v[i].name, name)) {
			list->v[i].text = text;
			return;
		}
	}
	ARENA_PUSH(a, list->v, list->n, ((struct nickname){ name, text }));
}

static bool
set_format(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct log_names *names = field;
	const struct strs *w = &line->words;

	(void)row;
	if (!check_format(ap, w->v[0]))
		return false;
	if (w->n == 1)
		names->unnamed = w->v[0];
	else
		define(ap->arena, &names->list, w->v[1], w->v[0]);
	return true;
}

/* A host's own names come before the main server's. */
static void
merge_names(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	const struct log_names *b = base, *o = over;
	struct log_names m = {
		.unnamed = o->unnamed.p ? o->unnamed : b->unnamed,
	};

	(void)row;
	for (size_t i = 0; i < o->list.n; i++)
		ARENA_PUSH(a, m.list.v, m.list.n, o->list.v[i]);
	for (size_t i = 0; i < b->list.n; i++)
		if (!find_nickname(&o->list, b->list.v[i].name))
			ARENA_PUSH(a, m.list.v, m.list.n, b->list.v[i]);
	*(struct log_names *)out = m;
}

static bool
read_condition(struct conf_apply *ap, struct str word, struct access_log *log)
{
	if (str_istarts(word, STR("expr=")))
		return conf_apply_error(ap, "expr= is not in this version: "
		    "use env= with SetEnvIf");
	if (!str_istarts(word, STR("env=")))
		return conf_apply_error(ap, "'%.*s' is no condition: it must "
		    "begin with env=", STR_ARG(word));
	log->env = str_skip(word, 4);
	if (log->env.n > 0 && log->env.p[0] == '!') {
		log->unless = true;
		log->env = str_skip(log->env, 1);
	}
	if (log->env.n == 0)
		return conf_apply_error(ap, "env= needs the name of a "
		    "variable");
	return true;
}

static bool
set_log(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct access_logs *logs = field;
	struct access_log *log = ARENA_NEW(ap->arena, struct access_log);
	const struct strs *w = &line->words;

	(void)row;
	log->pos = line->pos;
	log->target = w->v[0];
	if (w->n > 1)
		log->format = w->v[1];
	if (w->n > 2 && !read_condition(ap, w->v[2], log))
		return false;
	ARENA_PUSH(ap->arena, logs->v, logs->n, log);
	return true;
}

/* Any log of its own, by whichever directive, replaces all inherited. */
static void
merge_logs(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	const struct access_logs *b = base, *o = over;

	(void)a;
	(void)row;
	*(struct access_logs *)out = o->n ? *o : *b;
}

#define LOGS_TYPE(name_, max_)						\
	{ .name = (name_), .min_words = 1, .max_words = (max_),		\
	  .size = sizeof(struct access_logs), .set = set_log,		\
	  .merge = merge_logs }

static const struct conf_type type_custom = LOGS_TYPE("log", 3);
static const struct conf_type type_transfer = LOGS_TYPE("log", 1);

static const struct conf_type type_format = {
	.name = "format",
	.min_words = 1,
	.max_words = 2,
	.size = sizeof(struct log_names),
	.set = set_format,
	.merge = merge_names,
};

#define LOG_ROW(name, places, type, field, ctype, args, help)		\
	CONF_CUSTOM(name, places, CONF_SERVER, type, struct log_server,	\
	    field, ctype, NULL, args, help, .override = 0)

static const struct directive rows[] = {
	LOG_ROW("LogFormat", PLACE_SV, type_format, names, struct log_names,
	    "format [nickname]", "Names a format for CustomLog, or sets that "
	    "of TransferLog."),
	LOG_ROW("CustomLog", PLACE_SV, type_custom, own, struct access_logs,
	    "file|\"|program\" [format|nickname] [env=[!]variable]",
	    "An access log and the format of its lines."),
	LOG_ROW("TransferLog", PLACE_SV, type_transfer, own,
	    struct access_logs, "file|\"|program\"",
	    "An access log in the format of the latest LogFormat without a "
	    "nickname."),
	LOG_ROW("GlobalLog", PLACE_S, type_custom, global, struct access_logs,
	    "file|\"|program\" [format|nickname] [env=[!]variable]",
	    "An access log that every virtual host writes to as well."),
	CONF_ACCEPTED("BufferedLogs", PLACE_S, "On|Off",
	    "Of no effect: lines are always collected by the logger."),
	CONF_END
};

const struct module log_config_module = {
	.owner = {
		.identifier = "log_config_module",
		.source = "mod_log_config.c",
		.always_on = true,
		.rows = rows,
		.size = { [CONF_SERVER] = sizeof(struct log_server) },
	},
	.setup = setup,
	.log = log_hook,
};
