/*
 * mod_authz_host: Require ip and Require local.  The lines
 * themselves belong to mod_authz_core; this module being loaded permits them.
 */
#include "modules/modules.h"

#include "modules/authz.h"

bool
authz_host_parse_ip(struct conf_apply *ap, const struct strs *words,
    struct authz_rule *rule)
{
	if (words->n == 0)
		return conf_apply_error(ap, "Require ip needs an address, a "
		    "part of one, or a network");
	for (size_t i = 0; i < words->n; i++) {
		struct net_range range;

		if (!net_range_parse(words->v[i], &range))
			return conf_apply_error(ap, "Require ip: '%.*s' is "
			    "neither an address nor a network",
			    STR_ARG(words->v[i]));
		ARENA_PUSH(ap->arena, rule->ranges, rule->n_ranges, range);
	}
	return true;
}

bool
authz_host_match_ip(const struct request *r, const struct authz_rule *rule)
{
	const struct net_addr *peer = request_peer(r);

	for (size_t i = 0; i < rule->n_ranges; i++)
		if (net_range_holds(&rule->ranges[i], peer))
			return true;
	return false;
}

bool
authz_host_match_local(const struct request *r)
{
	const struct net_addr *peer = request_peer(r);

	return net_addr_is_loopback(peer) ||
	    net_addr_same_host(peer, request_local(r));
}

const struct module authz_host_module = {
	.owner = {
		.identifier = "authz_host_module",
		.source = "mod_authz_host.c",
	},
};
