/* Private to the room: the two halves of prefork. */
#ifndef SRC_MPM_PREFORK_H
#define SRC_MPM_PREFORK_H

#include "mpm/mpm.h"

int prefork_child_main(const struct mpm_child *child);

#endif
