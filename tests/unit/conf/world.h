/*
 * A small registry and a tree made by hand, for the tests of rows, types and
 * the walk.
 */
#ifndef UNIT_CONF_WORLD_H
#define UNIT_CONF_WORLD_H

#include <check.h>

#include "conf/apply.h"

struct main_process {
	int64_t servers, slots;
	struct str root;
};

/* Own list type: lines append within a section, inner before outer. */
struct pairs {
	struct str *v;
	size_t n;
};

struct main_server {
	bool keep_alive;
	int64_t timeout_ms, pause_ms, fields, bytes;
	struct str name, root, title;
	int tokens;
	struct strs aliases;
	int set_up;		/* no row covers it */
};

struct main_dir {
	struct strs indexes;
	struct pairs types;
	struct str handler, note;
	bool slash;
	int set_up;
};

struct head_dir {
	struct str header;
};

enum { MAIN, HEAD, BARE, OWNERS };

extern const struct conf_registry world_registry;
extern const struct conf_owner world_main, world_head, world_stranger;

/* Made by each test's set-up, let go by its tear-down. */
struct world {
	struct arena *arena;
	struct diag diag;
	struct conf_modules modules;
	struct conf_apply ap;
	unsigned line;
};

extern struct world world;

void world_setup(void);
void world_teardown(void);

/* "Name rest" as a node; siblings are chained by world_chain. */
struct conf_node *world_line(const char *text);
struct conf_node *world_section(const char *name, const char *args,
    struct conf_node *children);
struct conf_node *world_chain(struct conf_node *first,
    struct conf_node *second);

/* Applies one line; the number of errors so far. */
size_t world_apply(const char *text);
size_t world_apply_node(struct conf_node *node);
const struct main_process *world_process(void);
const struct main_server *world_server(void);
const struct main_dir *world_dir(void);

/* The nth message holds this text (in itself or its remedy). */
bool world_says(size_t n, const char *text);
bool world_remedy(size_t n, const char *text);

#endif
