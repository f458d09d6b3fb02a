#ifndef BASE_SUITES_H
#define BASE_SUITES_H

#include <check.h>

Suite *str_suite(void);
Suite *arena_suite(void);
Suite *buf_suite(void);
Suite *num_suite(void);
Suite *clock_suite(void);

#endif
