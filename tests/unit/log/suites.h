#ifndef LOG_SUITES_H
#define LOG_SUITES_H

#include <check.h>

Suite *line_suite(void);
Suite *target_suite(void);
Suite *program_suite(void);
Suite *book_suite(void);

#endif
