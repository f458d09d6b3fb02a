/* Finding the place of one mapped name, with nothing remembered. */
#ifndef SERVE_PLACEWALK_H
#define SERVE_PLACEWALK_H

#include "serve/files.h"
#include "serve/merge.h"

struct place {
	enum file_kind kind;
	const struct conf_values *dir;
	struct str filename;	/* what exists, and the first missing name */
	struct str path_info;	/* absent: none */
	struct stat st;		/* REGULAR, DIRECTORY */
	struct route route;	/* the same */
	int error;		/* 0, or the errno of a refusal */
};

/* Strings and route live in a; mapped and path too, or longer. */
void place_walk(struct arena *a, struct merge_cache *mc,
    const struct site *site, struct str mapped, struct str path,
    struct place *out);
/* base and the site's <Location> sections that cover the URL path. */
const struct conf_values *place_locations(struct arena *a,
    struct merge_cache *mc, const struct site *site,
    const struct conf_values *base, struct str path);

#endif
