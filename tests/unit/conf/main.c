/* Runs the suites of the room conf. */
#include <stdlib.h>

#include "conf/suites.h"

int
main(void)
{
	SRunner *runner = srunner_create(conf_diag_suite());
	int failed;

	srunner_add_suite(runner, conf_lex_suite());
	srunner_add_suite(runner, conf_read_suite());
	srunner_add_suite(runner, conf_container_suite());
	srunner_add_suite(runner, conf_conditional_suite());
	srunner_add_suite(runner, conf_include_suite());
	srunner_add_suite(runner, conf_corpus_suite());
	srunner_add_suite(runner, conf_apply_suite());
	srunner_add_suite(runner, conf_known_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
