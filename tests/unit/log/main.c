/* Runs every suite of log/. */
#include <stdlib.h>

#include "suites.h"

int
main(void)
{
	SRunner *runner = srunner_create(line_suite());
	int failed;

	srunner_add_suite(runner, target_suite());
	srunner_add_suite(runner, program_suite());
	srunner_add_suite(runner, book_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
