/* The list: every module and every owner of directives, in one place. */
#include "list.h"

#include "modules/modules.h"
#include "mpm/mpm.h"

static const struct module *const modules[] = {
	&core_module,
	&http_module,
	&so_module,
	&version_module,
	&reqtimeout_module,
	&log_config_module,
	&logio_module,
	&authz_core_module,
	&authz_host_module,
	&alias_module,
	&dir_module,
	&mime_module,
	&status_module,
	&static_module,
};

const struct module_list module_list = { modules, ARRAY_LEN(modules) };

void
list_registry(struct arena *a, const struct mpm *mpm,
    struct conf_registry *out)
{
	const struct conf_owner **v = ARENA_ARRAY(a, const struct conf_owner *,
	    ARRAY_LEN(modules) + 3);
	size_t n = 0;

	/* Core is owner 0: serve/core.h relies on it. */
	for (size_t i = 0; i < ARRAY_LEN(modules); i++)
		v[n++] = &modules[i]->owner;
	v[n++] = mpm->owner;
	v[n++] = &mpm_common_owner;
	v[n++] = &unixd_owner;
	out->owners = v;
	out->n = n;
}
