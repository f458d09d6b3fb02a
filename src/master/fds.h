/* Descriptors a new process must not have. */
#ifndef SRC_MASTER_FDS_H
#define SRC_MASTER_FDS_H

#include <stddef.h>

/* Closes every descriptor above 2 that is not in keep (any order). */
void fds_close_all_but(const int *keep, size_t n);

#endif
