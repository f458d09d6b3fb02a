/*
 * The state of one run of the reader, shared by the files that carry out
 * lines: read.c drives, container.c keeps the stack of sections, include.c
 * opens files, readtime.c, define.c, loadmodule.c and conditional.c act.
 */
#ifndef CONF_READER_H
#define CONF_READER_H

#include <sys/stat.h>

#include "conf/lex.h"
#include "conf/read.h"

#define READ_DEPTH_MAX 128		/* includes within includes */
#define READ_LEVELS_MAX 128		/* directories below an included one */
#define READ_NESTING_MAX 128		/* sections within sections */
#define READ_FILES_MAX 65536		/* files in one run */
#define READ_FILE_MAX (256u << 20)	/* bytes in one file */
#define READ_EXPANDED_MAX (64u << 20)	/* bytes of expanded lines in a run */

enum frame_kind {
	FRAME_SECTION,		/* has a node: lines become its children */
	FRAME_TRANSPARENT,	/* a condition that holds: as if not there */
	FRAME_SKIPPED		/* only looked through for its end */
};

/* An open section; the lowest one of a file stands for the file itself. */
struct frame {
	struct frame *up;	/* NULL: the file itself */
	enum frame_kind kind;
	unsigned depth;
	struct str name;
	const struct conf_pos *pos;
	struct conf_node *node;		/* of a FRAME_SECTION */
	struct conf_node **tail;	/* where its next child goes */
	struct frame *sink;		/* the frame lines are appended to */
};

/* What is being read; the chain of sources is the chain of includes. */
struct source {
	struct source *up;
	struct str name;
	const struct conf_pos *from;	/* the Include; NULL: none */
	dev_t device;			/* 0 and 0: not a file */
	ino_t inode;
	struct frame *frame;		/* innermost */
	unsigned depth;
	/*
	 * A wrong end tag leaves it open which of two sections was meant.
	 * The guess may make one later tag look wrong; that one is not told.
	 */
	unsigned slack;
	bool nul_told;
};

struct reader {
	struct arena *arena;
	const struct conf_options *opt;
	const struct conf_registry *registry;
	struct conf_modules *modules;
	struct diag *diag;
	struct conf_tree *tree;
	struct source *source;		/* innermost */
	struct frame *top;		/* appends to tree->top */
	size_t n_files;
	size_t n_expanded;		/* bytes */
	struct reader_loop {
		dev_t device;
		ino_t inode;
	} *loops;			/* told already */
	size_t n_loops;
};

/* read.c */
const struct conf_pos *read_pos(struct reader *r, unsigned line,
    struct str source);
/* Reads `text` as one file; sections must be closed at its end. */
void read_source(struct reader *r, struct source *source, struct str text);
/* By ServerRoot as it is now; ends in a NUL that does not count. */
struct str read_path(struct reader *r, struct str path);
/* The row with this name, or NULL; owner may be NULL. */
const struct directive *read_find_row(struct reader *r, struct str name,
    size_t *owner);

/* container.c: lines that begin with "<". */
void container_line(struct reader *r, struct str line,
    const struct conf_pos *pos);
void container_open(struct reader *r, struct conf_node *node);
/* Appends to the section that is open. */
void container_append(struct reader *r, struct conf_node *node);
/* Reports what is open at the end of the source. */
void container_end(struct reader *r);

/* conditional.c */
enum condition { CONDITION_NONE, CONDITION_TRUE, CONDITION_FALSE };
/* CONDITION_NONE when the node is no condition of reading time. */
enum condition conditional_test(struct reader *r, const struct conf_node *node);
bool conditional_is(struct str name);
/* conditional_version.c: the condition of IfVersion, with its errors. */
enum condition conditional_version(struct reader *r,
    const struct conf_node *node);

/* readtime.c: true when the line was carried out and leaves no node. */
bool readtime_line(struct reader *r, const struct conf_node *node);
bool readtime_is(struct str name);
/* Words are not to be checked: the directive cuts its line itself. */
bool readtime_is_raw(struct str name);

/* define.c */
void define_start(struct reader *r);
void define_line(struct reader *r, const struct conf_node *node);
void define_undefine_line(struct reader *r, const struct conf_node *node);
bool define_is_set(const struct conf_tree *tree, struct str name);
/* Absent when there is no value by Define or from the environment. */
struct str define_value(struct reader *r, struct str name);

/* expand.c: ${NAME} in a whole line. */
struct str expand_line(struct reader *r, struct str line,
    const struct conf_pos *pos);

/* include.c */
void include_line(struct reader *r, const struct conf_node *node);
void include_optional_line(struct reader *r, const struct conf_node *node);
/* Opens and reads one file; from is NULL for the main one. */
void include_file(struct reader *r, struct str path,
    const struct conf_pos *from, bool optional);

/* paths.c: the files an Include names, in the order of reading. */
struct strs paths_find(struct reader *r, struct str path,
    const struct conf_pos *pos, bool optional);
bool paths_has_wildcard(struct str s);

/* loadmodule.c */
void loadmodule_line(struct reader *r, const struct conf_node *node);
/* Is this name, of a source file or an identifier, true for IfModule? */
bool loadmodule_is_on(struct reader *r, struct str name);

#endif
