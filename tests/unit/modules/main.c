#include <stdlib.h>

#include "suites.h"

int
main(void)
{
	SRunner *r = srunner_create(modules_alias_suite());
	int failed;

	srunner_add_suite(r, modules_authz_suite());
	srunner_add_suite(r, modules_dir_suite());
	srunner_add_suite(r, modules_format_suite());
	srunner_add_suite(r, modules_log_suite());
	srunner_add_suite(r, modules_mime_suite());
	srunner_add_suite(r, modules_static_suite());
	srunner_add_suite(r, modules_status_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
