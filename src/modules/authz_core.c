/*
 * mod_authz_core: who may see what.
 *
 * A section with rules of its own replaces what it inherits, unless
 * AuthMerging joins the two.  Without any rule everybody may.  The lines are
 * read in authz_rules.c.
 */
#include "modules/modules.h"

#include "modules/authz.h"

enum outcome { DENIED, GRANTED, NEUTRAL };

static bool
has_env(const struct request *r, const struct strs *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (request_env(r, names->v[i]).p)
			return true;
	return false;
}

/* By what the client sent: after an ErrorDocument r->method is GET. */
static bool
has_method(const struct request *r, const struct strs *names)
{
	for (size_t i = 0; i < names->n; i++) {
		if (str_eq(r->head.method_text, names->v[i]) ||
		    (r->head.method == HTTP_HEAD &&
		    str_eq(names->v[i], STR("GET"))))
			return true;
	}
	return false;
}

static enum outcome decide(const struct request *r,
    const struct authz_rule *rule);

/*
 * All: one failure denies; any: one success grants.  Neutral members do not
 * count, and a group of nothing else is neutral itself.
 */
static enum outcome
decide_group(const struct request *r, const struct authz_rule *group)
{
	enum outcome decisive = group->every ? DENIED : GRANTED;
	enum outcome result = NEUTRAL;

	for (const struct authz_rule *m = group->first; m; m = m->next) {
		enum outcome o = decide(r, m);

		if (o == decisive)
			return o;
		if (o != NEUTRAL)
			result = o;
	}
	return result;
}

static enum outcome
decide_plain(const struct request *r, const struct authz_rule *rule)
{
	bool yes = false;

	switch (rule->kind) {
	case AUTHZ_ALL:
		yes = rule->granted;
		break;
	case AUTHZ_ENV:
		yes = has_env(r, &rule->names);
		break;
	case AUTHZ_METHOD:
		yes = has_method(r, &rule->names);
		break;
	case AUTHZ_IP:
		yes = authz_host_match_ip(r, rule);
		break;
	case AUTHZ_LOCAL:
		yes = authz_host_match_local(r);
		break;
	case AUTHZ_GROUP:
		return decide_group(r, rule);
	}
	return yes ? GRANTED : DENIED;
}

/* That something is not the case is no reason to let anybody in. */
static enum outcome
decide(const struct request *r, const struct authz_rule *rule)
{
	enum outcome o = decide_plain(r, rule);

	if (!rule->negated)
		return o;
	return o == GRANTED ? DENIED : NEUTRAL;
}

/* A directory shows its slash, as in httpd. */
static void
log_denied(struct request *r)
{
	struct str name = r->filename.p ? r->filename : r->path;
	bool slash = r->kind == FILE_DIRECTORY && str_ends(r->path, STR("/")) &&
	    !str_ends(name, STR("/"));

	request_log(r, LOG_ERROR, "authz_core", 1630, 0,
	    "client denied by server configuration: %s%.*s%s",
	    r->filename.p ? "" : "uri ", STR_ARG(name), slash ? "/" : "");
}

static enum verdict
authz(struct request *r, const void *server, const void *dir)
{
	const struct authz_rule *root = ((const struct authz_dir *)dir)->
	    block.root;

	(void)server;
	if (!root)
		return DECLINE;
	if (decide(r, root) == GRANTED)
		return PASS;
	log_denied(r);
	return (enum verdict)403;
}

#define AUTHCONFIG .override = OVERRIDE_AUTHCONFIG

static const struct directive rows[] = {
	CONF_CUSTOM("Require", PLACE_DH, CONF_DIR, authz_type_require,
	    struct authz_dir, block, struct authz_block, NULL,
	    "[not] all granted|all denied|ip ...|local|env ...|method ...",
	    "Who may see this.", AUTHCONFIG),
	CONF_CUSTOM("AuthMerging", PLACE_DH, CONF_DIR, authz_type_merging,
	    struct authz_dir, block, struct authz_block, NULL, "Off|And|Or",
	    "Whether the rules of this section replace inherited ones (Off) "
	    "or join them.", AUTHCONFIG),
	CONF_FLAG("AuthzSendForbiddenOnFailure", PLACE_DH, CONF_DIR,
	    struct authz_dir, send_forbidden, NULL, "Of no effect while there "
	    "are no users.", AUTHCONFIG),
	CONF_CONTAINER("RequireAll", PLACE_DH, authz_open_all, "",
	    "All of these must hold.", AUTHCONFIG),
	CONF_CONTAINER("RequireAny", PLACE_DH, authz_open_any, "",
	    "One of these must hold.", AUTHCONFIG),
	CONF_CONTAINER("RequireNone", PLACE_DH, authz_open_none, "",
	    "None of these may hold.", AUTHCONFIG),
	CONF_END
};

const struct module authz_core_module = {
	.owner = {
		.identifier = "authz_core_module",
		.source = "mod_authz_core.c",
		.rows = rows,
		.size = { [CONF_DIR] = sizeof(struct authz_dir) },
	},
	.authz = authz,
};
