/*
 * Sections of a configuration: <Directory>, <Files>, <Location> and their
 * Match forms, as they are kept per site.
 */
#ifndef SERVE_SECTION_H
#define SERVE_SECTION_H

#include "serve/pattern.h"
#include "serve/site.h"

enum section_match { SECTION_PLAIN, SECTION_GLOB, SECTION_REGEX };

struct section {
	enum section_match match;
	struct str subject;	/* path or wildcard; "/" is kept as "" */
	size_t depth;		/* Directory: components of subject */
	const struct pattern *pattern;	/* REGEX */
	struct conf_values *values;
	const struct conf_pos *pos;
	unsigned id;		/* from 1, unique in the generation */
	struct section_list files;	/* Directory: <Files> within */
};

/* What the containers find in conf_apply.context. */
struct site_build {
	struct sites *sites;
	struct site *site;		/* being filled */
	struct section *directory;	/* we stand in it, or NULL */
	unsigned sections;		/* ids given so far */
	const struct strs **lines;	/* addresses of sites->hosts */
	size_t n_lines;
};

/* <VirtualHost>: a site of its own. */
bool site_open(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node);
/* <Directory>, <Location>, <Files> and their Match forms. */
bool section_open(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *node);

void section_list_add(struct arena *a, struct section_list *l,
    struct section *s);
/* The main server's sections, then the site's own, in their final order. */
struct section_list section_lists_join(struct arena *a,
    const struct section_list *outer, const struct section_list *own);
/* Plain and wildcard Directory sections by depth, then the regex ones. */
void section_list_sort(struct section_list *l);

/*
 * Does a <Directory> that is no regex apply at this very level?  dir: without
 * trailing slash, "" for "/"; depth: its components.
 */
bool section_is_directory(const struct section *s, struct str dir,
    size_t depth);
bool section_is_location(const struct section *s, struct str path);
/* Files (name: last component) and every regex form (name: the subject);
 * cstr: the same, ending in NUL. */
bool section_is_name(const struct section *s, struct str name,
    const char *cstr);

#endif
