/* Runs every suite of board/. */
#include <stdlib.h>

#include "suites.h"

int
main(void)
{
	SRunner *runner = srunner_create(ring_suite());
	int failed;

	srunner_add_suite(runner, slot_suite());
	srunner_add_suite(runner, confine_suite());
	srunner_add_suite(runner, flow_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
