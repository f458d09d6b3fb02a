/*
 * Directives that every MPM shares (httpd's mpm_common, and AcceptFilter,
 * which only concerns how sockets are opened).
 */
#include "mpm/mpm.h"

#include "base/num.h"

static bool
set_listen(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct mpm_common *mc = field;
	struct listen_spec spec;
	const char *wrong;

	(void)row;
	wrong = listen_parse(ap->arena, &line->words, &spec);
	if (wrong)
		return conf_apply_error(ap, "Listen: %s", wrong);
	if (spec.port == 0)
		return conf_apply_error(ap, "Listen: the port is a number "
		    "from 1 to 65535");
	for (size_t i = 0; i < mc->n_listens; i++) {
		if (str_ieq(mc->listens[i].text, spec.text))
			return conf_apply_error(ap,
			    "Cannot define multiple Listeners on the same "
			    "IP:port: line %u has %.*s already",
			    mc->listen_pos[i]->line, STR_ARG(spec.text));
	}
	if (line->words.n > 1 && str_ieq(line->words.v[1], STR("https")))
		return conf_apply_error(ap, "TLS is not built in: terminate "
		    "it in front and let it talk to a plain port");
	if (str_ieq(spec.protocol, STR("https")))
		conf_apply_warn(ap, "port %u is served as plain HTTP: TLS is "
		    "not built in", spec.port);
	size_t n_pos = mc->n_listens;
	ARENA_PUSH(ap->arena, mc->listens, mc->n_listens, spec);
	ARENA_PUSH(ap->arena, mc->listen_pos, n_pos, line->pos);
	return true;
}

static const struct conf_type type_listen = {
	.name = "listen",
	.min_words = 1,
	.max_words = 3,
	.size = sizeof(struct mpm_common),
	.set = set_listen,
};

/* AcceptFilter http data|none: whether to wait for data before accepting. */
static bool
set_accept_filter(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	bool *defer = field;

	(void)row;
	(void)ap;
	if (str_ieq(line->words.v[0], STR("http")))
		*defer = !str_ieq(line->words.v[1], STR("none"));
	return true;
}

static const struct conf_type type_accept_filter = {
	.name = "protocol filter",
	.min_words = 2,
	.max_words = 2,
	.size = sizeof(bool),
	.set = set_accept_filter,
};

/* Socket buffers: 0 is the kernel's choice, else at least 512 bytes. */
static bool
set_buffer_size(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	int64_t n;

	if (!num_range(line->words.v[0], 0, INT32_MAX, &n) ||
	    (n > 0 && n < 512))
		return conf_apply_error(ap, "%s must be 0 (the kernel's "
		    "choice) or at least 512 bytes", row->name);
	*(int64_t *)field = n;
	return true;
}

static const struct conf_type type_buffer_size = {
	.name = "bytes",
	.min_words = 1,
	.max_words = 1,
	.size = sizeof(int64_t),
	.set = set_buffer_size,
};

#define MC struct mpm_common

static const struct directive rows[] = {
	/* Listen fills several fields: its offset is the struct's start. */
	{ .name = "Listen", .places = PLACE_S, .home = CONF_PROCESS,
	  .type = &type_listen, .offset = 0,
	  .args = "[address:]port [protocol] [options=...]",
	  .help = "Address and port on which connections are accepted; may "
	      "be given several times.  Required." },
	CONF_INT("ListenBacklog", PLACE_S, CONF_PROCESS, MC, listen_backlog,
	    "511", "Most connections that wait in the kernel for a child.",
	    .min = 1, .max = INT32_MAX),
	CONF_CUSTOM("SendBufferSize", PLACE_S, CONF_PROCESS, type_buffer_size,
	    MC, send_buffer, int64_t, "0", "bytes",
	    "TCP send buffer of each connection; 0 is the kernel's choice."),
	CONF_CUSTOM("ReceiveBufferSize", PLACE_S, CONF_PROCESS,
	    type_buffer_size, MC, receive_buffer, int64_t, "0", "bytes",
	    "TCP receive buffer of each connection; 0 is the kernel's choice."),
	CONF_STRING("PidFile", PLACE_S, CONF_PROCESS, MC, pid_file,
	    "preforkd.pid",
	    "File with the process id of the master; relative to "
	    "DefaultRuntimeDir.  It is locked while the server runs."),
	CONF_STRING("ScoreBoardFile", PLACE_S, CONF_PROCESS, MC,
	    scoreboard_file, NULL,
	    "Names the shared memory of the scoreboard, so that other "
	    "programs can read it; relative to DefaultRuntimeDir."),
	CONF_PATH("CoreDumpDirectory", PLACE_S, CONF_PROCESS, MC,
	    core_dump_dir, NULL,
	    "Directory children change to, so that a core can be written."),
	CONF_TIME("GracefulShutdownTimeout", PLACE_S, CONF_PROCESS, MC,
	    graceful_shutdown_timeout_ms, "0",
	    "Longest wait of a graceful stop for requests in progress; 0 "
	    "waits for ever."),
	CONF_CUSTOM("AcceptFilter", PLACE_S, CONF_PROCESS, type_accept_filter,
	    MC, defer_accept, bool, "http data", "protocol filter",
	    "With `http data` the kernel hands out a connection once its "
	    "first bytes are there; `none` at once."),
	CONF_ACCEPTED("EnableExceptionHook", PLACE_S, "On|Off",
	    "Accepted without effect: a crash is always reported."),
	CONF_ACCEPTED("MaxMemFree", PLACE_S, "KBytes",
	    "Accepted without effect: a child keeps one small chunk."),
	CONF_ACCEPTED("ListenCoresBucketsRatio", PLACE_S, "ratio",
	    "Accepted without effect: there is no accept lock to relieve."),
	CONF_ACCEPTED("AcceptErrorsNonFatal", PLACE_S, "On|Off",
	    "Accepted without effect: errors of one connection never end a "
	    "child."),
	CONF_END
};

const struct conf_owner mpm_common_owner = {
	.identifier = "mpm_common",
	.source = "mpm_common.c",
	.always_on = true,
	.rows = rows,
	.size = { [CONF_PROCESS] = sizeof(struct mpm_common) },
};

const struct mpm_common *
mpm_common(const struct conf_registry *registry,
    const struct conf_values *process)
{
	return process->of[conf_owner_index(registry, &mpm_common_owner)];
}
