#ifndef UNIT_MODULES_SUITES_H
#define UNIT_MODULES_SUITES_H

#include <check.h>

Suite *modules_alias_suite(void);
Suite *modules_authz_suite(void);
Suite *modules_dir_suite(void);
Suite *modules_format_suite(void);
Suite *modules_log_suite(void);
Suite *modules_mime_suite(void);
Suite *modules_static_suite(void);
Suite *modules_status_suite(void);

#endif
