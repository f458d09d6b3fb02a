/* User, Group, ChrootDir: who the children are. */
#ifndef SRC_MASTER_UNIXD_H
#define SRC_MASTER_UNIXD_H

#include <sys/types.h>

#include "conf/apply.h"

#define IDENTITY_GROUPS_MAX 1024

struct identity {
	bool change;		/* started as root: become uid and gid */
	uid_t uid;
	gid_t gid;
	gid_t *groups;		/* supplementary ones, in the arena */
	size_t n_groups;
	struct str user, group;	/* as configured */
	struct str chroot;	/* absent: none */
};

/*
 * Looks everything up before the first fork; as root a missing User or Group,
 * an unknown name or uid 0 is an error in diag.
 */
void identity_find(struct arena *a, const struct conf_registry *registry,
    const struct conf_values *process, struct identity *out,
    struct diag *diag);
/*
 * In a new process: chroot, drop, and read the ids back.  Any failure is
 * final: returns false with *what naming the step and errno set.
 */
bool identity_assume(const struct identity *id, const char **what);

#endif
