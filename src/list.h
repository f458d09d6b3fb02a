/* What src/modules.c lists. */
#ifndef SRC_LIST_H
#define SRC_LIST_H

#include "master/master.h"

extern const struct module_list module_list;

void list_registry(struct arena *a, const struct mpm *mpm,
    struct conf_registry *out);

#endif
