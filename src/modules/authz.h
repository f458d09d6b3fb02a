/*
 * What the lines of mod_authz_core and mod_authz_host ask of a request.
 */
#ifndef MODULES_AUTHZ_H
#define MODULES_AUTHZ_H

#include "serve/request.h"

enum authz_kind { AUTHZ_ALL, AUTHZ_ENV, AUTHZ_METHOD, AUTHZ_IP, AUTHZ_LOCAL,
    AUTHZ_GROUP };

/* A Require line, or a container of them. */
struct authz_rule {
	enum authz_kind kind;
	bool negated;			/* not, RequireNone */
	bool granted;			/* ALL */
	bool every;			/* GROUP: RequireAll */
	struct strs names;		/* ENV, METHOD */
	struct net_range *ranges;	/* IP */
	size_t n_ranges;
	struct authz_rule *first, *last, *next;	/* members of a GROUP */
	struct authz_rule *outer;	/* while it is being read */
	const char *title;		/* GROUP: for messages */
};

enum authz_merging { MERGING_OFF, MERGING_AND, MERGING_OR };

/* The rules of a section; the one field of all rows. */
struct authz_block {
	struct authz_rule *root;	/* a GROUP; NULL: no rule here */
	struct authz_rule *open;	/* while reading: where lines go */
	enum authz_merging merging;
};

struct authz_dir {
	struct authz_block block;
	bool send_forbidden;		/* of no effect without users */
};

/* --- authz_rules.c ------------------------------------------------------- */

extern const struct conf_type authz_type_require, authz_type_merging;
bool authz_open_all(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node);
bool authz_open_any(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node);
bool authz_open_none(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node);

/* --- authz_host.c -------------------------------------------------------- */

/* Reads the words behind "Require ip" into the rule. */
bool authz_host_parse_ip(struct conf_apply *ap, const struct strs *words,
    struct authz_rule *rule);
bool authz_host_match_ip(const struct request *r,
    const struct authz_rule *rule);
/* From this machine: 127/8, ::1, or the address that was connected to. */
bool authz_host_match_local(const struct request *r);

#endif
