/*
 * Numbers from text, strictly.
 */
#include "base/num.h"

#include <limits.h>

bool
num_u64(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!char_is_digit(s.p[i]))
			return false;
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return false;
	}
	*out = v;
	return true;
}

bool
num_i64(struct str s, int64_t *out)
{
	bool negative = s.n && s.p[0] == '-';
	uint64_t v;

	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		s = str_skip(s, 1);
	if (!num_u64(s, &v) || v > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

bool
num_hex(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int digit = char_hex(s.p[i]);

		if (digit < 0 || v >> 60)
			return false;
		v = v << 4 | (uint64_t)digit;
	}
	*out = v;
	return true;
}

bool
num_range(struct str s, int64_t min, int64_t max, int64_t *out)
{
	int64_t v;

	if (!num_i64(s, &v) || v < min || v > max)
		return false;
	*out = v;
	return true;
}

int64_t
num_atoi(struct str s)
{
	bool negative;
	int64_t v = 0;

	while (s.n && char_is_space(*s.p))
		s = str_skip(s, 1);
	negative = s.n && *s.p == '-';
	if (s.n && (*s.p == '-' || *s.p == '+'))
		s = str_skip(s, 1);
	for (; s.n && char_is_digit(*s.p); s = str_skip(s, 1)) {
		v = v * 10 + (*s.p - '0');
		if (v > INT_MAX)
			return negative ? INT_MIN : INT_MAX;
	}
	return negative ? -v : v;
}
