/*
 * LoadModule: nothing is ever loaded, all there is has been built in.  But
 * a file says by it what is to be on, and its <IfModule> sections rely on
 * that: without following it, parts that were off would switch themselves on.
 */
#include "conf/apply.h"
#include "conf/known.h"
#include "conf/reader.h"

/* The multi-processing modules of httpd.  Prefork is what runs here. */
static const struct mpm_name {
	const char *name, *source, *identifier;
	bool runs;
} mpms[] = {
	{ "prefork", "prefork.c", "mpm_prefork_module", true },
	{ "worker", "worker.c", "mpm_worker_module", false },
	{ "event", "event.c", "mpm_event_module", false }
};

/* Always there, with or without an owner of this name. */
static const char *const built_in[] = {
	"core.c", "core_module", "http_core.c", "http_module", "mod_so.c",
	"so_module", "mod_log_config.c", "log_config_module", "mod_logio.c",
	"logio_module", "mod_version.c", "version_module", "mod_unixd.c",
	"unixd_module"
};

/* Modules whose absence must not go unnoticed. */
static const struct missing {
	const char *pattern;	/* the end may be * */
	const char *meaning;
} missing[] = {
	{ "ssl_module", "TLS is not built in; let a proxy in front do it" },
	{ "gnutls_module", "TLS is not built in; let a proxy in front do it" },
	{ "security*", "requests are not filtered by its rules" },
	{ "php*", "PHP does not run inside this server" },
	{ "access_compat_module", "it cannot protect anything here" },
	{ "authnz_*", "it cannot protect anything here" },
	{ "authn_*", "it cannot protect anything here" },
	{ "auth_*", "it cannot protect anything here" },
	{ "authz_*", "it cannot protect anything here" }
};

static const struct mpm_name *
find_mpm(struct str name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(mpms); i++) {
		if (str_eq(name, str_from(mpms[i].source)) ||
		    str_eq(name, str_from(mpms[i].identifier)))
			return &mpms[i];
	}
	return NULL;
}

static bool
is_built_in(struct str name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(built_in); i++) {
		if (str_eq(name, str_from(built_in[i])))
			return true;
	}
	return false;
}

/* The owner with this identifier or source, or -1. */
static ptrdiff_t
find_owner(const struct conf_registry *registry, struct str name)
{
	size_t i;

	for (i = 0; i < registry->n; i++) {
		const struct conf_owner *o = registry->owners[i];

		if (str_eq(name, str_from(o->identifier)) ||
		    str_eq(name, str_from(o->source)))
			return (ptrdiff_t)i;
	}
	return -1;
}

bool
conf_module_on(const struct conf_registry *registry,
    const struct conf_modules *modules, size_t owner)
{
	return registry->owners[owner]->always_on || !modules->any_loaded ||
	    modules->on[owner];
}

bool
loadmodule_is_on(struct reader *r, struct str name)
{
	const struct mpm_name *mpm = find_mpm(name);
	ptrdiff_t owner;

	if (mpm != NULL)
		return mpm->runs;
	owner = find_owner(r->registry, name);
	if (owner >= 0)
		return conf_module_on(r->registry, r->modules, (size_t)owner);
	return is_built_in(name);
}

static void
warn_twice(struct reader *r, const struct conf_node *node)
{
	diag_warn(r->diag, node->pos, "module %.*s is already loaded, skipping",
	    STR_ARG(diag_word(node->words.v[0])));
	diag_number(r->diag, 1574);
}

static void
load_mpm(struct reader *r, const struct conf_node *node,
    const struct mpm_name *mpm)
{
	struct str *loaded = &r->modules->mpm;
	ptrdiff_t owner = find_owner(r->registry, str_from(mpm->identifier));

	if (owner >= 0)
		r->modules->on[owner] = true;
	if (loaded->p != NULL && str_eq(*loaded, str_from(mpm->name))) {
		warn_twice(r, node);
		return;
	}
	if (loaded->p != NULL) {
		diag_error(r->diag, node->pos, "More than one MPM loaded: "
		    "%.*s and %s", STR_ARG(*loaded), mpm->name);
		diag_number(r->diag, 534);
		diag_remedy(r->diag, "keep one of the two LoadModule lines");
		return;
	}
	*loaded = str_from(mpm->name);
	if (!mpm->runs)
		diag_note(r->diag, node->pos, "the %s MPM is not built in: "
		    "running prefork", mpm->name);
}

static bool
fits(struct str name, struct str pattern)
{
	if (!str_ends(pattern, STR("*")))
		return str_eq(name, pattern);
	return str_starts(name, str_of(pattern.p, pattern.n - 1));
}

static const char *
find_meaning(struct str name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(missing); i++) {
		if (fits(name, str_from(missing[i].pattern)))
			return missing[i].meaning;
	}
	return "<IfModule> sections that ask for it stay off";
}

static void
warn_missing(struct reader *r, const struct conf_node *node)
{
	struct str name = node->words.v[0];

	diag_warn(r->diag, node->pos, "%.*s is not available: %s: %s",
	    STR_ARG(diag_word(name)), known_module(name) ?
	    "a module of httpd that is not built in here" :
	    "modules of others cannot be loaded", find_meaning(name));
}

void
loadmodule_line(struct reader *r, const struct conf_node *node)
{
	struct str name = node->words.v[0];
	const struct mpm_name *mpm = find_mpm(name);
	ptrdiff_t owner = find_owner(r->registry, name);

	r->modules->any_loaded = true;
	if (mpm != NULL)
		load_mpm(r, node, mpm);
	else if (owner < 0 && !is_built_in(name))
		warn_missing(r, node);
	else if (owner >= 0 && !r->registry->owners[owner]->always_on) {
		if (r->modules->on[owner])
			warn_twice(r, node);
		r->modules->on[owner] = true;
	}
}
