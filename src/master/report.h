/* What a load found, for the person at the terminal. */
#ifndef SRC_MASTER_REPORT_H
#define SRC_MASTER_REPORT_H

#include "conf/diag.h"
#include "master/master.h"

/*
 * Errors and warnings, and notices when -e asks for info or more, on standard
 * error or in the -E file.
 */
void report_diag(const struct master_options *o, const struct diag *d);

#endif
