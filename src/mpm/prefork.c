/*
 * The prefork MPM: its directives, and what their numbers mean after the
 * clamping that httpd does.  What a child does is in prefork_child.c.
 */
#include "mpm/mpm.h"

#include "mpm/prefork.h"

/* Hard maximum of ServerLimit, as in httpd. */
#define SERVER_LIMIT_MAX 200000

struct prefork_conf {
	int64_t start, min_spare, max_spare, workers, server_limit, per_child;
};

#define PC struct prefork_conf

static const struct directive rows[] = {
	CONF_ATOI("StartServers", PLACE_S, CONF_PROCESS, PC, start, "5",
	    "Children that are forked at start and at a restart."),
	CONF_ATOI("MinSpareServers", PLACE_S, CONF_PROCESS, PC, min_spare, "5",
	    "Fewest idle children; the one that takes the last but these has "
	    "more forked at once."),
	CONF_ATOI("MaxSpareServers", PLACE_S, CONF_PROCESS, PC, max_spare,
	    "10", "Most idle children; more are asked to leave, gently."),
	CONF_ATOI("ServerLimit", PLACE_S, CONF_PROCESS, PC, server_limit,
	    "256", "Ceiling of MaxRequestWorkers; fixed by the first start."),
	CONF_ATOI("MaxRequestWorkers", PLACE_S, CONF_PROCESS, PC, workers,
	    "256", "Most children, and so requests served at the same time."),
	CONF_ATOI("MaxClients", PLACE_S, CONF_PROCESS, PC, workers, NULL,
	    "Old name of MaxRequestWorkers.", .renamed = "MaxRequestWorkers"),
	CONF_ATOI("MaxConnectionsPerChild", PLACE_S, CONF_PROCESS, PC,
	    per_child, "0", "Connections a child serves before it is "
	    "replaced; 0 is no limit."),
	CONF_ATOI("MaxRequestsPerChild", PLACE_S, CONF_PROCESS, PC, per_child,
	    NULL, "Old name of MaxConnectionsPerChild.",
	    .renamed = "MaxConnectionsPerChild"),
	CONF_END
};

static const struct conf_owner prefork_owner = {
	.identifier = "mpm_prefork_module",
	.source = "prefork.c",
	.always_on = true,
	.rows = rows,
	.size = { [CONF_PROCESS] = sizeof(struct prefork_conf) },
};

struct clamp {
	const struct conf_registry *registry;
	const struct conf_values *process;
	struct diag *diag;
};

/* One clamping of the table, with httpd's number; says what applies. */
static void
clamp_to(const struct clamp *cl, int64_t *value, int64_t to, unsigned number,
    const char *name, const char *why)
{
	diag_warn(cl->diag, conf_values_where(cl->process, cl->registry, name),
	    "%s of %lld %s, using %lld", name, (long long)*value, why,
	    (long long)to);
	diag_number(cl->diag, number);
	*value = to;
}

static void
clamp_server_limit(const struct clamp *cl, struct prefork_conf *pc, int frozen)
{
	if (pc->server_limit > SERVER_LIMIT_MAX)
		clamp_to(cl, &pc->server_limit, SERVER_LIMIT_MAX, 175,
		    "ServerLimit", "exceeds the hard limit of 200000 servers");
	else if (pc->server_limit < 1)
		clamp_to(cl, &pc->server_limit, 1, 177, "ServerLimit",
		    "is not allowed");
	if (frozen > 0 && pc->server_limit != frozen)
		clamp_to(cl, &pc->server_limit, frozen, 179, "ServerLimit",
		    "cannot be changed by a restart");
}

static void
prefork_limits(const struct conf_registry *registry,
    const struct conf_values *process, int frozen, struct mpm_limits *out,
    struct diag *diag)
{
	const struct clamp cl = { registry, process, diag };
	struct prefork_conf pc = *(const struct prefork_conf *)
	    process->of[conf_owner_index(registry, &prefork_owner)];

	clamp_server_limit(&cl, &pc, frozen);
	if (pc.workers > pc.server_limit)
		clamp_to(&cl, &pc.workers, pc.server_limit, 180,
		    "MaxRequestWorkers", "exceeds ServerLimit");
	else if (pc.workers < 1)
		clamp_to(&cl, &pc.workers, 1, 182, "MaxRequestWorkers",
		    "is not allowed");
	if (pc.start < 1)
		clamp_to(&cl, &pc.start, 1, 184, "StartServers",
		    "is not allowed");
	if (pc.min_spare < 1)
		clamp_to(&cl, &pc.min_spare, 1, 186, "MinSpareServers",
		    "is not allowed");
	/* These two are silent in httpd as well. */
	if (pc.start > pc.workers)
		pc.start = pc.workers;
	if (pc.min_spare > INT32_MAX - 1)
		pc.min_spare = INT32_MAX - 1;
	if (pc.max_spare <= pc.min_spare)
		pc.max_spare = pc.min_spare + 1;
	if (pc.max_spare > INT32_MAX)
		pc.max_spare = INT32_MAX;
	*out = (struct mpm_limits){
		.start = (int)pc.start,
		.min_spare = (int)pc.min_spare,
		.max_spare = (int)pc.max_spare,
		.workers = (int)pc.workers,
		.server_limit = (int)pc.server_limit,
		.per_child = pc.per_child > 0 ? pc.per_child : 0,
	};
}

const struct mpm mpm_prefork = {
	.name = "prefork",
	.owner = &prefork_owner,
	.limits = prefork_limits,
	.child_main = prefork_child_main,
};
