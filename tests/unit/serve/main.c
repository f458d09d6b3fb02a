/* Runs every suite of serve/. */
#include <stdlib.h>

#include "suites.h"

int
main(void)
{
	SRunner *runner = srunner_create(serve_site_suite());
	int failed;

	srunner_add_suite(runner, serve_section_suite());
	srunner_add_suite(runner, serve_place_suite());
	srunner_add_suite(runner, serve_files_suite());
	srunner_add_suite(runner, serve_conn_suite());
	srunner_add_suite(runner, serve_respond_suite());
	srunner_add_suite(runner, serve_pipeline_suite());
	srunner_add_suite(runner, serve_body_suite());
	srunner_add_suite(runner, serve_errorpage_suite());
	srunner_add_suite(runner, serve_lines_suite());
	srunner_add_suite(runner, serve_socket_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
