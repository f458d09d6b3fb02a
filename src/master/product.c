#include "master/master.h"

const char master_product[] = "preforkd/" PREFORKD_VERSION;
const char master_built[] = __DATE__ " " __TIME__;
