/* Runs every suite of base/. */
#include <stdlib.h>

#include "suites.h"

int
main(void)
{
	SRunner *runner = srunner_create(str_suite());
	int failed;

	srunner_add_suite(runner, arena_suite());
	srunner_add_suite(runner, buf_suite());
	srunner_add_suite(runner, num_suite());
	srunner_add_suite(runner, clock_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
