/*
 * Numbers from text, strictly.
 *
 * Every parser takes the whole string: leading blanks, signs where none is
 * allowed, trailing bytes and overflow make it return false and leave *out
 * alone.  num_atoi is the one exception: C's atoi, because httpd's MPM
 * directives are read that way; it stops at INT_MIN and
 * INT_MAX.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdint.h>

#include "base/str.h"

bool num_u64(struct str s, uint64_t *out);	/* decimal digits only */
bool num_i64(struct str s, int64_t *out);	/* optional - or + */
bool num_hex(struct str s, uint64_t *out);	/* no 0x */
bool num_range(struct str s, int64_t min, int64_t max, int64_t *out);
int64_t num_atoi(struct str s);

#endif
