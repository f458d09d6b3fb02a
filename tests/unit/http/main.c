/* Runs every suite of http/. */
#include <stdlib.h>

#include "suites.h"

int
main(void)
{
	SRunner *runner = srunner_create(names_suite());
	int failed;

	srunner_add_suite(runner, fields_suite());
	srunner_add_suite(runner, head_suite());
	srunner_add_suite(runner, framing_suite());
	srunner_add_suite(runner, chunk_suite());
	srunner_add_suite(runner, target_suite());
	srunner_add_suite(runner, path_suite());
	srunner_add_suite(runner, date_suite());
	srunner_add_suite(runner, conditions_suite());
	srunner_add_suite(runner, range_suite());
	srunner_add_suite(runner, corpus_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
