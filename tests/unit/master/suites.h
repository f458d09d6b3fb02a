#ifndef TESTS_UNIT_MASTER_SUITES_H
#define TESTS_UNIT_MASTER_SUITES_H

#include <check.h>

Suite *pool_suite(void);
Suite *pidfile_suite(void);
Suite *children_suite(void);

#endif
