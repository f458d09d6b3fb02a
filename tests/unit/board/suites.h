#ifndef BOARD_SUITES_H
#define BOARD_SUITES_H

#include <check.h>

Suite *ring_suite(void);
Suite *slot_suite(void);
Suite *confine_suite(void);
Suite *flow_suite(void);

#endif
