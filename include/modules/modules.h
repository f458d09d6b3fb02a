/* Every module, for the list in src/modules.c; each file ends with its own. */
#ifndef MODULES_MODULES_H
#define MODULES_MODULES_H

#include "serve/module.h"

extern const struct module static_module;	/* default-handler */
extern const struct module dir_module;
extern const struct module mime_module;
extern const struct module alias_module;
extern const struct module log_config_module;
extern const struct module logio_module;	/* a name: %I and %O */
extern const struct module status_module;
extern const struct module authz_core_module;
extern const struct module authz_host_module;

#endif
