#include "master/fds.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where close_range is missing (before Linux 5.9), no more than these. */
#define FDS_FALLBACK_MAX 65536u

static int
compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void
close_between(unsigned first, unsigned last)
{
	if (first > last)
		return;
	if (syscall(SYS_close_range, first, last, 0) == 0)
		return;
	if (last > FDS_FALLBACK_MAX)
		last = FDS_FALLBACK_MAX;
	for (unsigned fd = first; fd <= last; fd++)
		close((int)fd);
}

void
fds_close_all_but(const int *keep, size_t n)
{
	int sorted[512];
	unsigned next = STDERR_FILENO + 1;

	if (n > sizeof(sorted) / sizeof(sorted[0]))
		n = sizeof(sorted) / sizeof(sorted[0]);
	for (size_t i = 0; i < n; i++)
		sorted[i] = keep[i];
	qsort(sorted, n, sizeof(sorted[0]), compare);
	for (size_t i = 0; i < n; i++) {
		if (sorted[i] < (int)next)
			continue;
		close_between(next, (unsigned)sorted[i] - 1);
		next = (unsigned)sorted[i] + 1;
	}
	close_between(next, UINT_MAX);
}
