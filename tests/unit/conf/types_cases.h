/* Cases that belong to the suite of conf/apply but fill their own files. */
#ifndef UNIT_CONF_TYPES_CASES_H
#define UNIT_CONF_TYPES_CASES_H

#include <check.h>

void conf_types_cases(Suite *s);
void conf_values_cases(Suite *s);
void conf_print_cases(Suite *s);

#endif
