/*
 * Fuzzer for http/target.h: see properties_target.h for what must hold.
 */
#include "properties_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	property_target(data, size);
	return 0;
}
