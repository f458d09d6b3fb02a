/* Runs the tests of net/. */
#include "net/suites.h"

#include <stdlib.h>

int
main(void)
{
	SRunner *r = srunner_create(addr_suite());
	int failed;

	srunner_add_suite(r, range_suite());
	srunner_add_suite(r, spec_suite());
	srunner_add_suite(r, listen_suite());
	srunner_add_suite(r, accept_suite());
	srunner_add_suite(r, recv_suite());
	srunner_add_suite(r, send_suite());
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
