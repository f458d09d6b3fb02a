/*
 * The core directives, as serve/ itself reads them.  Owner 0 of the registry
 * is always core, so that reading a core value costs one load.
 */
#ifndef SERVE_CORE_H
#define SERVE_CORE_H

#include "serve/module.h"
#include "http/head.h"
#include "http/target.h"
#include "log/log.h"

/* Options bits. */
enum {
	OPT_INDEXES = 1,
	OPT_INCLUDES = 2,
	OPT_INCLUDES_NOEXEC = 4,
	OPT_FOLLOW_SYMLINKS = 8,
	OPT_SYMLINKS_IF_OWNER = 16,
	OPT_EXEC_CGI = 32,
	OPT_MULTIVIEWS = 64,
	OPT_ALL = 63
};

struct options {		/* absolute, or an edit of the outer value */
	unsigned set, add, remove;
	bool absolute;
};

/* FileETag bits. */
enum { ETAG_INODE = 1, ETAG_MTIME = 2, ETAG_SIZE = 4, ETAG_DIGEST = 8 };

/* One ErrorDocument; a list, inner before outer, first match of the code. */
struct error_document {
	int status;
	enum { ERRDOC_DEFAULT, ERRDOC_TEXT, ERRDOC_LOCAL,
	    ERRDOC_EXTERNAL } kind;
	struct str value;
};

struct error_documents {
	struct error_document *v;
	size_t n;
};

enum { TOKENS_PROD, TOKENS_MAJOR, TOKENS_MINOR, TOKENS_MIN, TOKENS_OS,
    TOKENS_FULL };
enum { SIGNATURE_OFF, SIGNATURE_ON, SIGNATURE_EMAIL };
enum { TRACE_OFF, TRACE_ON, TRACE_EXTENDED };
enum { CANONICAL_OFF, CANONICAL_ON, CANONICAL_DNS };
enum { PATHINFO_DEFAULT, PATHINFO_ON, PATHINFO_OFF };

struct core_process {
	struct str runtime_dir;		/* DefaultRuntimeDir */
	int server_tokens;
	bool extended_status;
};

struct core_server {
	struct str document_root;
	struct str server_name;		/* host only; absent: not given */
	struct str server_scheme;	/* of ServerName; absent: none */
	int64_t server_port;		/* of ServerName; 0: not given */
	struct strs server_alias;
	struct str server_admin;
	struct str error_log;		/* as written; absent: the main one */
	int64_t timeout_ms;
	bool keep_alive;
	int64_t keep_alive_timeout_ms;
	int64_t max_keep_alive_requests;	/* 0: no limit */
	int64_t limit_request_line, limit_request_fields,
	    limit_request_field_size;
	int trace_enable;
	int encoded_slashes;		/* enum http_slashes */
	bool merge_slashes;
	struct strs access_file_names;
	/* Set up after reading. */
	struct http_limits limits;
	struct str server_field;	/* value of the Server field */
	struct str signature_token;
};

struct core_dir {
	struct options options;
	struct error_documents error_documents;
	struct str set_handler;		/* "none" cancels; absent: not set */
	struct str force_type;
	struct str add_default_charset;	/* absent: off */
	unsigned etag_set, etag_add, etag_remove;
	bool etag_absolute;
	int server_signature;
	int use_canonical_name;
	bool use_canonical_port;
	int accept_path_info;
	int64_t limit_request_body;	/* bytes; 0: no limit */
	bool enable_sendfile, enable_mmap;
	unsigned allow_override;
	struct log_levels log_levels;	/* LogLevel */
	int64_t max_ranges, max_range_overlaps, max_range_reversals;
};

/* RequestReadTimeout (mod_reqtimeout); 0 switches a limit off. */
struct read_timeout {
	int64_t first_ms, max_ms;	/* max 0: no extension */
	int64_t min_rate;		/* bytes a second that extend it */
};

struct reqtimeout_server {
	struct read_timeout head, body;
};

extern const struct module core_module;
extern const struct module reqtimeout_module;
/* Names that files ask for; their few rows are carried out while reading. */
extern const struct module http_module, so_module, version_module;

static inline const struct core_server *
core_server(const struct conf_values *server)
{
	return server->of[0];
}

static inline const struct core_dir *
core_dir(const struct conf_values *dir)
{
	return dir->of[0];
}

static inline const struct core_process *
core_process(const struct conf_values *process)
{
	return process->of[0];
}

#endif
