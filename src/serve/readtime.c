/*
 * Modules that exist by name only: files load them and ask for them, and what
 * they do is done by the reader.
 */
#include "serve/readtime.h"

#include "base/bug.h"
#include "serve/core.h"

bool
readtime_open(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node)
{
	(void)ap;
	(void)row;
	(void)node;
	BUG("a read-time section was left in the tree");
}

static const struct directive so_rows[] = {
	READ_TIME("LoadModule", PLACE_SV, "identifier path",
	    "Switches a built-in module on; the path is not opened."),
	READ_TIME("LoadFile", PLACE_SV, "path ...", "Ignored."),
	CONF_END
};

static const struct directive version_rows[] = {
	READ_TIME_SECTION("IfVersion", "[[!]operator] version",
	    "When the version compared with holds."),
	CONF_END
};

const struct module http_module = {
	.owner = {
		.identifier = "http_module",
		.source = "http_core.c",
		.always_on = true,
	},
};

const struct module so_module = {
	.owner = {
		.identifier = "so_module",
		.source = "mod_so.c",
		.always_on = true,
		.rows = so_rows,
	},
};

const struct module version_module = {
	.owner = {
		.identifier = "version_module",
		.source = "mod_version.c",
		.always_on = true,
		.rows = version_rows,
	},
};
