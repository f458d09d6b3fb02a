/*
 * Fuzzer for conf/read.h: see properties_conf.h for what must hold.
 */
#include "properties_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	property_conf(data, size);
	return 0;
}
