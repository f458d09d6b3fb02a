#include <stdlib.h>

#include "suites.h"

int
main(void)
{
	SRunner *r = srunner_create(pool_suite());
	int failed;

	srunner_add_suite(r, pidfile_suite());
	srunner_add_suite(r, children_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
