/* Rows of what the reader has carried out before any value is set. */
#ifndef SERVE_READTIME_H
#define SERVE_READTIME_H

#include "conf/directive.h"

#define READ_TIME(name_, places_, args_, help_)				\
	{ .name = (name_), .places = (places_), .args = (args_),	\
	  .help = (help_), .read_time = true, .override = OVERRIDE_ALL,	\
	  .type = &conf_type_accepted }
#define READ_TIME_SECTION(name_, args_, help_)				\
	{ .name = (name_), .places = PLACE_SVDH, .args = (args_),	\
	  .help = (help_), .read_time = true, .override = OVERRIDE_ALL,	\
	  .open = readtime_open }

/* Never called: the reader leaves none of these sections in the tree. */
bool readtime_open(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node);

#endif
