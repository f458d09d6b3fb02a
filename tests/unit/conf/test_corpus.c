/* What the fuzzer of the reader started from, and what it found. */
#include <dirent.h>
#include <stdio.h>

#include "conf/suites.h"
#include "fuzz/properties_conf.h"

#define CORPUS "tests/fuzz/corpus/conf"

static void
replay(const char *name)
{
	static uint8_t data[1 << 16];
	char path[512];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), CORPUS "/%s", name);
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	property_conf(data, n);
}

START_TEST(the_corpus_keeps_its_properties)
{
	DIR *dir = opendir(CORPUS);
	struct dirent *entry;
	unsigned n = 0;

	ck_assert_msg(dir != NULL, "run this from the top of the project");
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		replay(entry->d_name);
		n++;
	}
	closedir(dir);
	ck_assert_uint_ge(n, 10);
}
END_TEST

Suite *
conf_corpus_suite(void)
{
	Suite *s = suite_create("conf/corpus");
	TCase *t = tcase_create("corpus");

	tcase_add_test(t, the_corpus_keeps_its_properties);
	suite_add_tcase(s, t);
	return s;
}
