/*
 * The configuration as a tree of lines, after Include, Define and the
 * read-time conditionals have been carried out.
 * Nodes live in the arena given to conf_read and never change.
 */
#ifndef CONF_TREE_H
#define CONF_TREE_H

#include "conf/diag.h"

struct conf_node {
	struct str name;	/* as written: "ServerName", "Directory" */
	struct str raw;		/* all behind the name, trimmed, unquoted not */
	struct strs words;	/* raw cut into words */
	bool container;
	const struct conf_pos *pos;
	struct conf_node *children;	/* first one */
	struct conf_node *next;
};

struct conf_define {
	struct str name;
	struct str value;	/* absent: a flag for IfDefine */
	bool initial;		/* by -D */
};

struct conf_tree {
	struct arena *arena;
	struct conf_node *top;
	struct str server_root;	/* ServerRoot, else -d, else compiled in */
	struct str file;	/* the -f file, absolute */
	struct conf_define *defines;
	size_t n_defines;
	/* Include tree for DUMP_INCLUDES, in order of reading. */
	struct conf_included {
		struct str file;
		unsigned depth;
		unsigned line;	/* of the Include; 0 for the main file */
	} *included;
	size_t n_included;
};

#endif
