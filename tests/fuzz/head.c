/*
 * Fuzzer for http/head.h: see properties_head.h for what must hold.
 */
#include "properties_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	property_head(data, size);
	return 0;
}
