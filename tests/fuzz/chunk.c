/*
 * Fuzzer for http/chunk.h: see properties_chunk.h for what must hold.
 */
#include "properties_chunk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	property_chunk(data, size);
	return 0;
}
