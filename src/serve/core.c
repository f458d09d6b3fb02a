/* The core directives, as rows, and what is worked out from them once. */
#include "serve/core.h"

#include "serve/core_types.h"
#include "serve/readtime.h"
#include "serve/section.h"

#define FIELDS_MAX 32767	/* LimitRequestFields 0: httpd's own limit */

static const struct conf_keyword tokens_words[] = {
	{ "Prod", TOKENS_PROD },
	{ "ProductOnly", TOKENS_PROD },
	{ "Major", TOKENS_MAJOR },
	{ "Minor", TOKENS_MINOR },
	{ "Min", TOKENS_MIN },
	{ "Minimal", TOKENS_MIN },
	{ "OS", TOKENS_OS },
	{ "Full", TOKENS_FULL },
	{ NULL, 0 }
};

static const struct conf_keyword signature_words[] = {
	{ "Off", SIGNATURE_OFF },
	{ "On", SIGNATURE_ON },
	{ "EMail", SIGNATURE_EMAIL },
	{ NULL, 0 }
};

static const struct conf_keyword trace_words[] = {
	{ "Off", TRACE_OFF },
	{ "On", TRACE_ON },
	{ "Extended", TRACE_EXTENDED },
	{ NULL, 0 }
};

static const struct conf_keyword canonical_words[] = {
	{ "Off", CANONICAL_OFF },
	{ "On", CANONICAL_ON },
	{ "DNS", CANONICAL_DNS },
	{ NULL, 0 }
};

static const struct conf_keyword path_info_words[] = {
	{ "Default", PATHINFO_DEFAULT },
	{ "On", PATHINFO_ON },
	{ "Off", PATHINFO_OFF },
	{ NULL, 0 }
};

static const struct conf_keyword slashes_words[] = {
	{ "Off", HTTP_SLASHES_REFUSE },
	{ "On", HTTP_SLASHES_DECODE },
	{ "NoDecode", HTTP_SLASHES_KEEP },
	{ NULL, 0 }
};

#define PROCESS CONF_PROCESS, struct core_process
#define SERVER CONF_SERVER, struct core_server
#define DIR CONF_DIR, struct core_dir
/* A type without a field. */
#define NO_VALUE(name_, places_, home_, type_, args_, help_)		\
	{ .name = (name_), .places = (places_), .home = (home_),	\
	  .type = &(type_), .args = (args_), .help = (help_) }
#define OVERRIDE(class_) .override = OVERRIDE_##class_
#define SIZES .min = 0, .max = INT64_MAX
#define SIZES_INT .min = 0, .max = INT32_MAX

/* Lets home and struct travel as one macro argument. */
#define FLAG(n, p, hs, ...) CONF_FLAG(n, p, hs, __VA_ARGS__)
#define INT(n, p, hs, ...) CONF_INT(n, p, hs, __VA_ARGS__)
#define TIME(n, p, hs, ...) CONF_TIME(n, p, hs, __VA_ARGS__)
#define STRING(n, p, hs, ...) CONF_STRING(n, p, hs, __VA_ARGS__)
#define PATH(n, p, hs, ...) CONF_PATH(n, p, hs, __VA_ARGS__)
#define WORDS(n, p, hs, ...) CONF_WORDS(n, p, hs, __VA_ARGS__)
#define KEYWORD(n, p, hs, field, init, words, help, ...)		\
	CONF_KEYWORD(n, p, hs, field, init, help, .keywords = (words),	\
	    __VA_ARGS__)
#define DIR_CUSTOM(n, p, type, ...)					\
	CONF_CUSTOM(n, p, CONF_DIR, type, struct core_dir, __VA_ARGS__)
#define SERVER_CUSTOM(n, p, type, ...)					\
	CONF_CUSTOM(n, p, CONF_SERVER, type, struct core_server, __VA_ARGS__)

static const struct directive rows[] = {
	/* Containers. */
	CONF_CONTAINER("VirtualHost", PLACE_S, site_open,
	    "addr[:port] ...", "A site of its own, by address and name."),
	CONF_CONTAINER("Directory", PLACE_SV, section_open,
	    "path|wildcard|~ regex", "For a directory and all below it."),
	CONF_CONTAINER("DirectoryMatch", PLACE_SV, section_open, "regex",
	    "For file names that match."),
	CONF_CONTAINER("Location", PLACE_SV, section_open,
	    "url-path|wildcard|~ regex", "For a URL path and all below it."),
	CONF_CONTAINER("LocationMatch", PLACE_SV, section_open, "regex",
	    "For URL paths that match."),
	CONF_CONTAINER("Files", PLACE_SVDH, section_open,
	    "name|wildcard|~ regex", "For files of that name."),
	CONF_CONTAINER("FilesMatch", PLACE_SVDH, section_open, "regex",
	    "For files whose name matches."),

	/* The process. */
	PATH("DefaultRuntimeDir", PLACE_S, PROCESS, runtime_dir, NULL,
	    "Directory of the PID file and other run-time files."),
	KEYWORD("ServerTokens", PLACE_S, PROCESS, server_tokens, "Full",
	    tokens_words, "How much the Server field tells."),
	FLAG("ExtendedStatus", PLACE_S, PROCESS, extended_status, "On",
	    "Whether the status page shows totals and each request."),

	/* The site. */
	PATH("DocumentRoot", PLACE_SV, SERVER, document_root, NULL,
	    "Directory that URL paths are looked up in."),
	SERVER_CUSTOM("ServerName", PLACE_SV, core_type_server_name,
	    server_name, struct str, NULL, "[scheme://]host[:port]",
	    "The site's own name and port."),
	WORDS("ServerAlias", PLACE_VHOST, SERVER, server_alias, NULL,
	    "Other names of the virtual host; * and ? are wildcards."),
	STRING("ServerAdmin", PLACE_SV, SERVER, server_admin, NULL,
	    "Address shown on error pages."),
	STRING("ErrorLog", PLACE_SV, SERVER, error_log, NULL,
	    "Where errors are written: file, |program or syslog."),
	TIME("TimeOut", PLACE_SV, SERVER, timeout_ms, "60",
	    "How long one step of input or output may take.", SIZES),
	FLAG("KeepAlive", PLACE_SV, SERVER, keep_alive, "On",
	    "Whether a connection serves more than one request."),
	TIME("KeepAliveTimeout", PLACE_SV, SERVER, keep_alive_timeout_ms, "5",
	    "How long to wait for the next request.", SIZES),
	INT("MaxKeepAliveRequests", PLACE_SV, SERVER, max_keep_alive_requests,
	    "100", "Requests on one connection; 0 is no limit.", SIZES_INT),
	INT("LimitRequestLine", PLACE_SV, SERVER, limit_request_line, "8190",
	    "Bytes of a request line.", SIZES_INT),
	INT("LimitRequestFields", PLACE_SV, SERVER, limit_request_fields,
	    "100", "Fields of a request; 0 is 32767.",
	    .min = 0, .max = FIELDS_MAX),
	INT("LimitRequestFieldSize", PLACE_SV, SERVER,
	    limit_request_field_size, "8190", "Bytes of one field.",
	    SIZES_INT),
	KEYWORD("TraceEnable", PLACE_SV, SERVER, trace_enable, "On",
	    trace_words, "Whether TRACE is answered."),
	KEYWORD("AllowEncodedSlashes", PLACE_SV, SERVER, encoded_slashes,
	    "Off", slashes_words, "Whether a path may hold %2F."),
	FLAG("MergeSlashes", PLACE_SV, SERVER, merge_slashes, "On",
	    "Whether // in a path is one slash."),
	WORDS("AccessFileName", PLACE_SV, SERVER, access_file_names,
	    ".htaccess", "Names of per-directory files (not read yet)."),

	/* The directory. */
	DIR_CUSTOM("Options", PLACE_SVDH, core_type_options, options,
	    struct options, "FollowSymLinks", "[+|-]option ...",
	    "What may be done in a directory.", OVERRIDE(OPTIONS)),
	DIR_CUSTOM("AllowOverride", PLACE_D, core_type_override,
	    allow_override, unsigned, "None", "All|None|class ...",
	    "What per-directory files may change."),
	DIR_CUSTOM("ErrorDocument", PLACE_SVDH, core_type_error_document,
	    error_documents, struct error_documents, NULL,
	    "status text|path|URL", "What an error is answered with.",
	    OVERRIDE(FILEINFO)),
	STRING("SetHandler", PLACE_SVDH, DIR, set_handler, NULL,
	    "Handler of all files here; none takes it back.",
	    OVERRIDE(FILEINFO)),
	DIR_CUSTOM("ForceType", PLACE_DH, core_type_none_string, force_type,
	    struct str, NULL, "media-type|None", "Type of all files here.",
	    OVERRIDE(FILEINFO)),
	DIR_CUSTOM("AddDefaultCharset", PLACE_SVDH, core_type_charset,
	    add_default_charset, struct str, "Off", "On|Off|charset",
	    "Charset of text/plain and text/html without one.",
	    OVERRIDE(FILEINFO)),
	DIR_CUSTOM("FileETag", PLACE_SVDH, core_type_etag, etag_set, unsigned,
	    "MTime Size", "[+|-]component ...",
	    "What the ETag of a file is made of.", OVERRIDE(FILEINFO)),
	KEYWORD("ServerSignature", PLACE_SVDH, DIR, server_signature, "Off",
	    signature_words, "A line at the foot of error pages.",
	    OVERRIDE(ALL)),
	KEYWORD("UseCanonicalName", PLACE_SVD, DIR, use_canonical_name, "Off",
	    canonical_words, "Whose name self-references hold."),
	FLAG("UseCanonicalPhysicalPort", PLACE_SVD, DIR, use_canonical_port,
	    "Off", "Whether the socket's port counts for self-references."),
	KEYWORD("AcceptPathInfo", PLACE_SVDH, DIR, accept_path_info, "Default",
	    path_info_words, "Whether a path may go on behind a file.",
	    OVERRIDE(FILEINFO)),
	INT("LimitRequestBody", PLACE_SVDH, DIR, limit_request_body,
	    "1073741824", "Bytes of a request body; 0 is no limit.", SIZES,
	    OVERRIDE(ALL)),
	FLAG("EnableSendfile", PLACE_SVDH, DIR, enable_sendfile, "On",
	    "Whether large files go out by sendfile(2); Off reads and copies "
	    "them.", OVERRIDE(FILEINFO)),
	FLAG("EnableMMAP", PLACE_SVDH, DIR, enable_mmap, "On",
	    "Accepted: files are never mapped.", OVERRIDE(FILEINFO)),
	DIR_CUSTOM("LogLevel", PLACE_SVD, core_type_log_level, log_levels,
	    struct log_levels, "warn", "[module:]level ...",
	    "What is worth a line in the error log."),
	DIR_CUSTOM("MaxRanges", PLACE_SVD, core_type_max_ranges, max_ranges,
	    int64_t, "200", "default|unlimited|none|number",
	    "Ranges of a request before all is sent instead."),
	DIR_CUSTOM("MaxRangeOverlaps", PLACE_SVD, core_type_max_ranges,
	    max_range_overlaps, int64_t, "20",
	    "default|unlimited|none|number",
	    "Overlapping ranges before all is sent instead."),
	DIR_CUSTOM("MaxRangeReversals", PLACE_SVD, core_type_max_ranges,
	    max_range_reversals, int64_t, "20",
	    "default|unlimited|none|number",
	    "Ranges out of order before all is sent instead."),

	/* Without a value. */
	NO_VALUE("HostnameLookups", PLACE_SVD, CONF_DIR, core_type_lookups,
	    "On|Off|Double", "Names of clients are never looked up."),
	NO_VALUE("DefaultType", PLACE_SVDH, CONF_DIR, core_type_default_type,
	    "media-type|none", "Without effect since httpd 2.4."),
	NO_VALUE("NameVirtualHost", PLACE_S, CONF_PROCESS,
	    core_type_name_virtual_host, "addr[:port]", "Without effect."),
	NO_VALUE("Protocols", PLACE_SV, CONF_SERVER, core_type_protocols,
	    "protocol ...", "http/1.1 is the only one."),
	NO_VALUE("HttpProtocolOptions", PLACE_SV, CONF_SERVER,
	    core_type_http_options, "option ...", "Always Strict."),

	/* Carried out by the reader; the rows are for help and place. */
	READ_TIME("Define", PLACE_SVD, "name [value]",
	    "Sets a variable, or a flag for <IfDefine>."),
	READ_TIME("UnDefine", PLACE_SVD, "name", "Takes a Define back."),
	READ_TIME("Include", PLACE_SVD, "path|directory|wildcard",
	    "Reads other files here."),
	READ_TIME("IncludeOptional", PLACE_SVD, "path|directory|wildcard",
	    "The same, and no match is no error."),
	READ_TIME("ServerRoot", PLACE_S, "directory",
	    "Where relative paths start."),
	READ_TIME("Error", PLACE_SVDH, "message",
	    "Stops the start with a message."),
	READ_TIME("Warning", PLACE_SVDH, "message", "Says something."),
	READ_TIME_SECTION("IfModule", "[!]name", "When a module is on."),
	READ_TIME_SECTION("IfDefine", "[!]name", "When a flag is defined."),
	READ_TIME_SECTION("IfFile", "[!]path", "When a file exists."),
	READ_TIME_SECTION("IfDirective", "[!]name",
	    "When a directive is known."),
	READ_TIME_SECTION("IfSection", "[!]name", "When a section is known."),

	/* Accepted: tuning of things that are done otherwise here. */
	CONF_ACCEPTED("Mutex", PLACE_S, "mechanism ...",
	    "No lock file is needed."),
	CONF_ACCEPTED("AllowOverrideList", PLACE_D, "None|directive ...",
	    "Per-directory files are not read yet."),
	CONF_ACCEPTED("AsyncFilter", PLACE_SV, "type", "Tuning of filters."),
	CONF_ACCEPTED("DefaultStateDir", PLACE_S, "path", "No state is kept."),
	CONF_ACCEPTED("FlushMaxPipelined", PLACE_SV, "number", "Tuning."),
	CONF_ACCEPTED("FlushMaxThreshold", PLACE_SV, "bytes", "Tuning."),
	CONF_ACCEPTED("LimitInternalRecursion", PLACE_SV, "number [number]",
	    "The limit is fixed."),
	CONF_ACCEPTED("LimitXMLRequestBody", PLACE_SVDH, "bytes",
	    "Only WebDAV reads XML bodies.", OVERRIDE(ALL)),
	CONF_ACCEPTED("MergeTrailers", PLACE_SV, "On|Off",
	    "Trailers are thrown away."),
	CONF_ACCEPTED("ProtocolsHonorOrder", PLACE_SV, "On|Off",
	    "There is one protocol."),
	CONF_ACCEPTED("ReadBufferSize", PLACE_SVD, "bytes", "Tuning."),
	CONF_ACCEPTED("SeeRequestTail", PLACE_S, "On|Off",
	    "The status page shows 511 bytes of each request line."),
	CONF_END
};

/* "preforkd/0.1.0 (Unix)", cut as ServerTokens says. */
static struct str
product(struct arena *a, int tokens)
{
	struct str version = STR(PREFORKD_VERSION);
	ptrdiff_t first = str_find(version, '.');
	ptrdiff_t last = str_rfind(version, '.');

	switch (tokens) {
	case TOKENS_PROD:
		return STR("preforkd");
	case TOKENS_MAJOR:
		version.n = first < 0 ? version.n : (size_t)first;
		break;
	case TOKENS_MINOR:
		version.n = last < 0 ? version.n : (size_t)last;
		break;
	case TOKENS_MIN:
		break;
	case TOKENS_OS:
	case TOKENS_FULL:
		return arena_printf(a, "preforkd/%.*s (Unix)",
		    STR_ARG(version));
	}
	return arena_printf(a, "preforkd/%.*s", STR_ARG(version));
}

static void
setup(struct module_setup *ms, struct site *site, void *server, void *dir)
{
	struct core_server *s = server;

	(void)dir;
	s->limits.line = (size_t)s->limit_request_line;
	s->limits.fields = s->limit_request_fields > 0 ?
	    (size_t)s->limit_request_fields : FIELDS_MAX;
	s->limits.field_size = (size_t)s->limit_request_field_size;
	s->server_field = product(ms->arena,
	    core_process(site->sites->process)->server_tokens);
	s->signature_token = s->server_field;
}

const struct module core_module = {
	.owner = {
		.identifier = "core_module",
		.source = "core.c",
		.always_on = true,
		.rows = rows,
		.size = { sizeof(struct core_process),
		    sizeof(struct core_server), sizeof(struct core_dir) },
	},
	.setup = setup,
};
