/*
 * Time.  Wall-clock time is microseconds since 1970 (UTC); monotonic time is
 * milliseconds and only good for differences and deadlines.  Both come from
 * the vDSO: reading them is no system call.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "base/buf.h"

int64_t clock_wall_us(void);
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void);

/* The part of a wait that is left, in ms, never below 0; deadline < 0 waits
 * for ever and gives -1, as poll(2) wants it. */
int clock_left_ms(int64_t deadline_ms);

/*
 * Broken-down local and UTC time, cached by second in the caller's memory so
 * that a busy worker converts once a second.  Start from a zeroed struct.
 */
struct clock_cache {
	time_t second;
	bool valid;
	struct tm local;
	char http_date[32];	/* "Sun, 06 Nov 1994 08:49:37 GMT", 29 bytes */
	char clf[40];		/* "[06/Nov/1994:08:49:37 +0000]", 28 bytes */
};

void clock_cache_update(struct clock_cache *c, time_t second);

#endif
