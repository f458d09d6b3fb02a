/*
 * mod_logio: the counts of bytes behind %I, %O and %S are always kept, so the
 * module is a name that files load and ask for.
 */
#include "modules/modules.h"

static const struct directive rows[] = {
	CONF_ACCEPTED("LogIOTrackTTFB", PLACE_SVDH, "On|Off",
	    "Of no effect: %^FB is always \"-\"."),
	CONF_END
};

const struct module logio_module = {
	.owner = {
		.identifier = "logio_module",
		.source = "mod_logio.c",
		.always_on = true,
		.rows = rows,
	},
};
