#ifndef UNIT_SERVE_SUITES_H
#define UNIT_SERVE_SUITES_H

#include <check.h>

Suite *serve_site_suite(void);
Suite *serve_section_suite(void);
Suite *serve_place_suite(void);
Suite *serve_files_suite(void);
Suite *serve_conn_suite(void);
Suite *serve_respond_suite(void);
Suite *serve_pipeline_suite(void);
Suite *serve_body_suite(void);
Suite *serve_errorpage_suite(void);
Suite *serve_lines_suite(void);
Suite *serve_socket_suite(void);

#endif
