/*
 * Reads Require and its containers.  Lines without a container are
 * alternatives.  What this version cannot decide is refused here, never
 * ignored.
 */
#include "modules/authz.h"

#include <limits.h>

#include "modules/modules.h"

/* Why a provider httpd has is refused here. */
static const struct refusal {
	const char *name, *why;
} refusals[] = {
	{ "host", "it needs name look-ups; use Require ip" },
	{ "forward-dns", "it needs name look-ups; use Require ip" },
	{ "user", "authentication comes in a later version" },
	{ "valid-user", "authentication comes in a later version" },
	{ "group", "authentication comes in a later version" },
	{ "file-owner", "authentication comes in a later version" },
	{ "file-group", "authentication comes in a later version" },
	{ "expr", "expressions come in a later version" },
	{ "ssl", "TLS is not built in" },
	{ "ssl-verify-client", "TLS is not built in" },
	{ "unix-group", "authentication comes in a later version" },
	{ "dbm-group", "mod_authz_dbm is not supported" },
	{ "dbm-file-group", "mod_authz_dbm is not supported" },
	{ "ldap-user", "mod_authnz_ldap is not supported" },
	{ "ldap-group", "mod_authnz_ldap is not supported" },
	{ "ldap-dn", "mod_authnz_ldap is not supported" },
	{ "ldap-attribute", "mod_authnz_ldap is not supported" },
	{ "ldap-filter", "mod_authnz_ldap is not supported" },
};

static struct authz_rule *
new_group(struct arena *a, const char *title, bool every)
{
	struct authz_rule *g = ARENA_NEW(a, struct authz_rule);

	g->kind = AUTHZ_GROUP;
	g->title = title;
	g->every = every;
	return g;
}

static void
append(struct authz_rule *group, struct authz_rule *member)
{
	if (group->last)
		group->last->next = member;
	else
		group->first = member;
	group->last = member;
}

/* The group that lines now go to, made when the section has none. */
static struct authz_rule *
open_group(struct arena *a, struct authz_block *block)
{
	if (!block->root) {
		block->root = new_group(a, "an implicit <RequireAny>", false);
		block->open = block->root;
	}
	return block->open;
}

/* In alternatives, what can only deny would have no effect. */
static bool
check_negated(struct conf_apply *ap, const struct authz_rule *rule,
    const struct authz_rule *group, const char *what)
{
	if (!rule->negated || group->every)
		return true;
	conf_apply_error(ap, "negative %s directive has no effect in %s "
	    "directive", what, group->title);
	diag_remedy(ap->diag, "put it into <RequireAll>, next to what grants "
	    "access");
	return false;
}

static bool
parse_all(struct conf_apply *ap, const struct strs *args,
    struct authz_rule *rule)
{
	rule->kind = AUTHZ_ALL;
	if (args->n == 1 && str_ieq(args->v[0], STR("granted"))) {
		rule->granted = true;
		return true;
	}
	if (args->n == 1 && str_ieq(args->v[0], STR("denied")))
		return true;
	return conf_apply_error(ap, "Argument for 'Require all' must be "
	    "'granted' or 'denied'");
}

static bool
parse_names(struct conf_apply *ap, const struct strs *args,
    struct authz_rule *rule, enum authz_kind kind, const char *what)
{
	rule->kind = kind;
	rule->names = *args;
	if (args->n > 0)
		return true;
	return conf_apply_error(ap, "Require %s", what);
}

static bool
parse_methods(struct conf_apply *ap, const struct strs *args,
    struct authz_rule *rule)
{
	for (size_t i = 0; i < args->n; i++) {
		if (http_method_parse(args->v[i]) != HTTP_UNKNOWN)
			continue;
		return conf_apply_error(ap, "unknown method '%.*s' (methods "
		    "are written in capitals)", STR_ARG(args->v[i]));
	}
	return parse_names(ap, args, rule, AUTHZ_METHOD,
	    "method needs a method");
}

/* ip and local are mod_authz_host's. */
static bool
host_is_loaded(struct conf_apply *ap, struct str provider)
{
	size_t owner = conf_owner_index(ap->registry,
	    &authz_host_module.owner);

	if (!ap->modules || conf_module_on(ap->registry, ap->modules, owner))
		return true;
	return conf_apply_error(ap, "Require %.*s belongs to "
	    "authz_host_module, which this file does not load; add "
	    "LoadModule authz_host_module", STR_ARG(provider));
}

static bool
refuse(struct conf_apply *ap, struct str provider)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
		if (str_eq(provider, str_from(refusals[i].name)))
			return conf_apply_error(ap, "Require %s is not in "
			    "this version: %s", refusals[i].name,
			    refusals[i].why);
	conf_apply_error(ap, "Unknown Authz provider: %.*s",
	    STR_ARG(provider));
	diag_remedy(ap->diag, "known are all, env, ip, local and method, in "
	    "small letters");
	return false;
}

static bool
parse_provider(struct conf_apply *ap, struct str provider,
    const struct strs *args, struct authz_rule *rule)
{
	if (str_eq(provider, STR("all")))
		return parse_all(ap, args, rule);
	if (str_eq(provider, STR("env")))
		return parse_names(ap, args, rule, AUTHZ_ENV,
		    "env needs the name of a variable");
	if (str_eq(provider, STR("method")))
		return parse_methods(ap, args, rule);
	if (str_eq(provider, STR("ip"))) {
		rule->kind = AUTHZ_IP;
		return host_is_loaded(ap, provider) &&
		    authz_host_parse_ip(ap, args, rule);
	}
	if (str_eq(provider, STR("local"))) {
		rule->kind = AUTHZ_LOCAL;
		return host_is_loaded(ap, provider);
	}
	return refuse(ap, provider);
}

static bool
set_require(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct authz_rule *rule = ARENA_NEW(ap->arena, struct authz_rule);
	struct authz_rule *group = open_group(ap->arena, field);
	struct strs args = line->words;
	struct str provider;

	(void)row;
	if (str_ieq(args.v[0], STR("not"))) {
		rule->negated = true;
		args.v++;
		args.n--;
	}
	if (args.n == 0)
		return conf_apply_error(ap, "Require not needs a provider");
	provider = args.v[0];
	args.v++;
	args.n--;
	if (!parse_provider(ap, provider, &args, rule) ||
	    !check_negated(ap, rule, group, "Require"))
		return false;
	append(group, rule);
	return true;
}

static bool
set_merging(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	static const char *const words[] = {
		[MERGING_OFF] = "Off", [MERGING_AND] = "And",
		[MERGING_OR] = "Or",
	};

	(void)row;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!str_ieq(line->words.v[0], str_from(words[i])))
			continue;
		((struct authz_block *)field)->merging = (enum authz_merging)i;
		return true;
	}
	return conf_apply_error(ap, "AuthMerging must be Off, And or Or");
}

/* The inner section's rules, alone or with those it inherits. */
static struct authz_rule *
merge_rules(struct arena *a, struct authz_rule *outer,
    struct authz_rule *inner, enum authz_merging merging)
{
	struct authz_rule *both, *members;

	if (!inner || !outer || merging == MERGING_OFF)
		return inner ? inner : outer;
	both = new_group(a, "AuthMerging", merging == MERGING_AND);
	members = ARENA_ARRAY(a, struct authz_rule, 2);
	members[0] = *outer;
	members[1] = *inner;
	members[0].next = members[1].next = NULL;
	append(both, &members[0]);
	append(both, &members[1]);
	return both;
}

static void
merge(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	const struct authz_block *b = base, *o = over;

	(void)row;
	*(struct authz_block *)out = (struct authz_block){
		.root = merge_rules(a, b->root, o->root, o->merging),
		.merging = o->merging,
	};
}

const struct conf_type authz_type_require = {
	.name = "requirement",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = sizeof(struct authz_block),
	.set = set_require,
	.merge = merge,
};

const struct conf_type authz_type_merging = {
	.name = "Off|And|Or",
	.min_words = 1,
	.max_words = 1,
	.size = sizeof(struct authz_block),
	.set = set_merging,
	.merge = merge,
};

static bool
only_negative(const struct authz_rule *group)
{
	for (const struct authz_rule *m = group->first; m; m = m->next)
		if (!m->negated)
			return false;
	return true;
}

/* Applies the lines of a container; only requirements may stand there. */
static void
apply_members(const struct conf_apply *ap, const struct conf_node *node,
    const struct authz_rule *group)
{
	struct conf_apply inner = *ap;

	for (const struct conf_node *n = node->children; n; n = n->next) {
		struct conf_node one = *n;

		inner.line = n;
		if (!str_istarts(n->name, STR("Require"))) {
			conf_apply_error(&inner, "%.*s is not allowed in %s",
			    STR_ARG(n->name), group->title);
			continue;
		}
		one.next = NULL;
		conf_apply(&inner, &one);
	}
}

static bool
open_container(struct conf_apply *ap, const struct conf_node *node,
    struct authz_rule *group)
{
	struct authz_dir *dir = ap->values[CONF_DIR]->of[ap->owner];
	struct authz_rule *outer = open_group(ap->arena, &dir->block);
	size_t errors = ap->diag->errors;

	if (node->words.n > 0)
		return conf_apply_error(ap, "%s takes no arguments",
		    group->title);
	dir->block.open = group;
	apply_members(ap, node, group);
	dir->block.open = outer;
	if (ap->diag->errors > errors)
		return false;
	if (!group->first)
		return conf_apply_error(ap, "%s directive contains no "
		    "authorization directives", group->title);
	if (only_negative(group))
		return conf_apply_error(ap, "%s directive contains only "
		    "negative authorization directives", group->title);
	if (!check_negated(ap, group, outer, group->title))
		return false;
	append(outer, group);
	return true;
}

bool
authz_open_all(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	(void)row;
	return open_container(ap, node,
	    new_group(ap->arena, "<RequireAll>", true));
}

bool
authz_open_any(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	(void)row;
	return open_container(ap, node,
	    new_group(ap->arena, "<RequireAny>", false));
}

bool
authz_open_none(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	struct authz_rule *group = new_group(ap->arena, "<RequireNone>",
	    false);

	(void)row;
	group->negated = true;
	return open_container(ap, node, group);
}
