/* How the core directives with a little language of their own are read. */
#ifndef SERVE_CORE_TYPES_H
#define SERVE_CORE_TYPES_H

#include "serve/core.h"

/* Fields that one line fills together: they stand in a row. */
#define SERVER_NAME_SIZE						\
	(offsetof(struct core_server, server_port) +			\
	    sizeof(int64_t) - offsetof(struct core_server, server_name))
#define ETAG_FIELDS_SIZE						\
	(offsetof(struct core_dir, etag_absolute) +			\
	    sizeof(bool) - offsetof(struct core_dir, etag_set))

extern const struct conf_type core_type_options, core_type_etag,
    core_type_error_document, core_type_server_name, core_type_log_level,
    core_type_override, core_type_charset, core_type_max_ranges,
    core_type_none_string;
/* Old or foreign lines: a word about them, and no value. */
extern const struct conf_type core_type_default_type,
    core_type_name_virtual_host, core_type_lookups, core_type_protocols,
    core_type_http_options;

#endif
