#ifndef HTTP_SUITES_H
#define HTTP_SUITES_H

#include <check.h>

Suite *names_suite(void);
Suite *fields_suite(void);
Suite *head_suite(void);
Suite *framing_suite(void);
Suite *chunk_suite(void);
Suite *target_suite(void);
Suite *path_suite(void);
Suite *date_suite(void);
Suite *conditions_suite(void);
Suite *range_suite(void);
Suite *corpus_suite(void);

#endif
