/*
 * The fuzzers' corpus, once more: what they found stays found.  Runs from the
 * root of the project.
 */
#include <dirent.h>

#include "../../fuzz/properties_chunk.h"
#include "../../fuzz/properties_head.h"
#include "../../fuzz/properties_target.h"
#include "suites.h"

#define SEEDS_MIN 24	/* fewer: the files are not where they should be */
#define SEED_SIZE_MAX 65536

typedef void property_fn(const uint8_t *data, size_t size);

static void
replay_file(const char *path, property_fn *property)
{
	static uint8_t data[SEED_SIZE_MAX];
	FILE *file = fopen(path, "rb");
	size_t n;

	ck_assert_msg(file, "%s", path);
	n = fread(data, 1, sizeof(data), file);
	ck_assert(!ferror(file));
	fclose(file);
	property(data, n);
}

static void
replay(const char *name, property_fn *property)
{
	char path[512];
	struct dirent *entry;
	unsigned seeds = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", name);
	dir = opendir(path);
	ck_assert_msg(dir, "%s", path);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", name,
		    entry->d_name);
		replay_file(path, property);
		seeds++;
	}
	closedir(dir);
	ck_assert_uint_ge(seeds, SEEDS_MIN);
}

START_TEST(heads)
{
	replay("head", property_head);
}
END_TEST

START_TEST(chunks)
{
	replay("chunk", property_chunk);
}
END_TEST

START_TEST(targets)
{
	replay("target", property_target);
}
END_TEST

Suite *
corpus_suite(void)
{
	Suite *suite = suite_create("http corpus");
	TCase *c = tcase_create("corpus");

	tcase_add_test(c, heads);
	tcase_add_test(c, chunks);
	tcase_add_test(c, targets);
	suite_add_tcase(suite, c);
	return suite;
}
