/* The suites of the room conf: one function for each test file. */
#ifndef UNIT_CONF_SUITES_H
#define UNIT_CONF_SUITES_H

#include <check.h>

Suite *conf_diag_suite(void);
Suite *conf_lex_suite(void);
Suite *conf_read_suite(void);
Suite *conf_container_suite(void);
Suite *conf_conditional_suite(void);
Suite *conf_include_suite(void);
Suite *conf_corpus_suite(void);
Suite *conf_apply_suite(void);
Suite *conf_known_suite(void);

#endif
