/*
 * User, Group, ChrootDir (httpd's mod_unixd), failing closed: started as root
 * the server refuses to run without an unprivileged identity, and a child
 * that cannot prove its new ids does not serve.
 */
#include "master/unixd.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/num.h"
#include "master/master.h"

struct unixd_conf {
	struct str user, group, chroot;
};

static bool
set_suexec(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	(void)field;
	if (str_ieq(line->words.v[0], STR("off")))
		return true;
	return conf_apply_error(ap, "Suexec On is not possible: there is no "
	    "suexec wrapper; remove the line or use Off");
}

static const struct conf_type type_suexec = {
	.name = "On|Off",
	.min_words = 1,
	.max_words = 1,
	.size = 0,
	.set = set_suexec,
};

#define UC struct unixd_conf

static const struct directive rows[] = {
	CONF_STRING("User", PLACE_S, CONF_PROCESS, UC, user, NULL,
	    "User the children run as, a name or #number; required when "
	    "started as root, and never root itself."),
	CONF_STRING("Group", PLACE_S, CONF_PROCESS, UC, group, NULL,
	    "Group the children run as, a name or #number; required when "
	    "started as root."),
	CONF_PATH("ChrootDir", PLACE_S, CONF_PROCESS, UC, chroot, NULL,
	    "Directory the children are confined to; needs root."),
	{ .name = "Suexec", .places = PLACE_S, .home = CONF_PROCESS,
	  .type = &type_suexec, .offset = 0, .args = "On|Off",
	  .help = "Accepted when Off: there is no suexec wrapper." },
	CONF_END
};

const struct conf_owner unixd_owner = {
	.identifier = "unixd_module",
	.source = "mod_unixd.c",
	.always_on = true,
	.rows = rows,
	.size = { [CONF_PROCESS] = sizeof(struct unixd_conf) },
};

struct finder {
	struct arena *arena;
	const struct conf_registry *registry;
	const struct conf_values *process;
	struct diag *diag;
};

static void
complain(const struct finder *f, const char *directive, unsigned number,
    const char *text, struct str value)
{
	diag_error(f->diag, conf_values_where(f->process, f->registry,
	    directive), "%s: %s%s%.*s", directive, text, value.n ? " " : "",
	    STR_ARG(value));
	diag_number(f->diag, number);
}

/* "#123" is a number; anything else is a name. */
static bool
parse_id(struct str s, uint64_t *id)
{
	return s.n > 1 && s.p[0] == '#' && num_u64(str_skip(s, 1), id) &&
	    *id < UINT32_MAX;
}

static void
find_user(const struct finder *f, struct identity *id)
{
	struct passwd *pw;
	uint64_t n;

	if (parse_id(id->user, &n)) {
		id->uid = (uid_t)n;
	} else {
		pw = getpwnam(arena_cstr(f->arena, id->user));
		if (!pw) {
			complain(f, "User", 543, "bad user name", id->user);
			return;
		}
		id->uid = pw->pw_uid;
	}
	if (id->uid == 0)
		complain(f, "User", 0, "children must not run as root; name "
		    "an unprivileged user such as www-data", STR_NONE);
}

static void
find_group(const struct finder *f, struct identity *id)
{
	struct group *gr;
	uint64_t n;

	if (parse_id(id->group, &n)) {
		id->gid = (gid_t)n;
		return;
	}
	gr = getgrnam(arena_cstr(f->arena, id->group));
	if (!gr) {
		complain(f, "Group", 544, "bad group name", id->group);
		return;
	}
	id->gid = gr->gr_gid;
}

/* Supplementary groups by name; a bare number without entry has none. */
static void
find_groups(const struct finder *f, struct identity *id)
{
	struct passwd *pw = getpwuid(id->uid);
	int n = 1;

	id->groups = ARENA_NEW(f->arena, gid_t);
	id->groups[0] = id->gid;
	id->n_groups = 1;
	if (!pw || getgrouplist(pw->pw_name, id->gid, id->groups, &n) >= 0)
		return;
	/* It did not fit: n says how much would. */
	if (n > 1 && n <= IDENTITY_GROUPS_MAX) {
		id->n_groups = (size_t)n;
		id->groups = ARENA_ARRAY(f->arena, gid_t, id->n_groups);
	}
	if (getgrouplist(pw->pw_name, id->gid, id->groups, &n) < 0)
		complain(f, "User", 0, "is in too many groups", id->user);
}

void
identity_find(struct arena *a, const struct conf_registry *registry,
    const struct conf_values *process, struct identity *out,
    struct diag *diag)
{
	const struct finder f = { a, registry, process, diag };
	const struct unixd_conf *uc =
	    process->of[conf_owner_index(registry, &unixd_owner)];
	size_t errors = diag->errors;

	*out = (struct identity){
		.user = uc->user, .group = uc->group, .chroot = uc->chroot,
	};
	if (geteuid() != 0) {
		if (uc->chroot.n)
			complain(&f, "ChrootDir", 0, "needs to be started as "
			    "root", STR_NONE);
		return;
	}
	out->change = true;
	if (uc->user.n == 0)
		complain(&f, "User", 0, "is required when started as root; "
		    "add User and Group lines, for example www-data", STR_NONE);
	if (uc->group.n == 0)
		complain(&f, "Group", 0, "is required when started as root",
		    STR_NONE);
	if (diag->errors > errors)
		return;
	find_user(&f, out);
	find_group(&f, out);
	if (diag->errors == errors)
		find_groups(&f, out);
}

/* What the kernel says now must be what was asked for, in every slot. */
static bool
is_now(const struct identity *id)
{
	uid_t r, e, s;
	gid_t gr, ge, gs;

	if (getresuid(&r, &e, &s) < 0 || getresgid(&gr, &ge, &gs) < 0)
		return false;
	errno = EPERM;
	return r == id->uid && e == id->uid && s == id->uid &&
	    gr == id->gid && ge == id->gid && gs == id->gid &&
	    setuid(0) < 0;
}

static bool
confine_root(const struct identity *id)
{
	char path[4096];

	if (id->chroot.n == 0)
		return true;
	if (id->chroot.n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(path, id->chroot.p, id->chroot.n);
	path[id->chroot.n] = '\0';
	return chdir(path) == 0 && chroot(path) == 0 && chdir("/") == 0;
}

bool
identity_assume(const struct identity *id, const char **what)
{
	*what = "no_new_privs";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return false;
	if (!id->change)
		return true;
	*what = "chroot";
	if (!confine_root(id))
		return false;
	*what = "setgroups";
	if (setgroups(id->n_groups, id->groups) < 0)
		return false;
	*what = "setgid";
	if (setresgid(id->gid, id->gid, id->gid) < 0)
		return false;
	*what = "setuid";
	if (setresuid(id->uid, id->uid, id->uid) < 0)
		return false;
	*what = "checking the new ids";
	return is_now(id);
}
