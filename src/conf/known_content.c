/*
 * Bundled modules that shape requests, answers and logs.
 */
#include "conf/known_table.h"

static const char no_cgi[] = "this version runs no scripts";
static const char not_yet[] = "this version does not have it";
static const char canonical[] = "redirects name the host as the client did";
static const char listing[] =
    "directories are not listed in this version: such a request gets "
    "403";
static const char no_compression[] = "answers are sent uncompressed";
static const char no_headers[] =
    "this version sets no header fields by configuration";
static const char no_child[] = "no programs are started";
static const char no_body_filter[] = "bodies are sent as they are";
static const char no_dav[] = "a DAV collection would silently be read-only";
static const char without_dav[] = "it means nothing without Dav On";
static const char tuning[] =
    "how it works inside differs here, so there is nothing to tune";
static const char other_logs[] = "that log is not written";
static const char no_env[] =
    "no programs are started that could read the environment";
static const char no_filter[] =
    "answers pass through no filters; DEFLATE alone may be named, and "
    "sends them uncompressed";
static const char no_ident[] = "%l in logs stays -";
static const char no_ssi[] = "server-side includes are not there";
static const char windows[] = "it only means something on another system";
static const char more_log[] = "the log has its usual form";
static const char no_macro[] = "macros are not expanded in this version";
static const char cosmetic[] = "answers leave it out";
static const char no_mime[] =
    "this version does not attach it to files by extension";
static const char no_negotiation[] =
    "nothing is negotiated: the file that was asked for is sent";
static const char by_extension[] = "types are told by extension alone";
static const char no_rewrite[] = "this version does not rewrite addresses";
static const char browsers[] = "it works around faults of browsers long gone";
static const char no_variables[] =
    "request variables are not kept in this version";
static const char no_speling[] = "a name that is not there gets 404";
static const char no_userdir[] =
    "home directories are not served in this version";
static const char no_cookies[] = "no cookies are set";

static const struct known_directive rows[] = {
	REFUSE("Action", "mod_actions", no_cgi),
	REFUSE("Script", "mod_actions", no_cgi),

	UNLESS("Off", "AliasPreservePath", "mod_alias", not_yet),
	IGNORE("RedirectRelative", "mod_alias", canonical),

	IGNORE("AddAlt", "mod_autoindex", listing),
	IGNORE("AddAltByEncoding", "mod_autoindex", listing),
	IGNORE("AddAltByType", "mod_autoindex", listing),
	IGNORE("AddDescription", "mod_autoindex", listing),
	IGNORE("AddIcon", "mod_autoindex", listing),
	IGNORE("AddIconByEncoding", "mod_autoindex", listing),
	IGNORE("AddIconByType", "mod_autoindex", listing),
	IGNORE("DefaultIcon", "mod_autoindex", listing),
	IGNORE("FancyIndexing", "mod_autoindex", listing),
	IGNORE("HeaderName", "mod_autoindex", listing),
	IGNORE("IndexForbiddenReturn404", "mod_autoindex", listing),
	IGNORE("IndexHeadInsert", "mod_autoindex", listing),
	IGNORE("IndexIgnore", "mod_autoindex", listing),
	IGNORE("IndexIgnoreReset", "mod_autoindex", listing),
	IGNORE("IndexOptions", "mod_autoindex", listing),
	IGNORE("IndexOrderDefault", "mod_autoindex", listing),
	IGNORE("IndexStyleSheet", "mod_autoindex", listing),
	IGNORE("ReadmeName", "mod_autoindex", listing),

	IGNORE("BrotliAlterETag", "mod_brotli", no_compression),
	IGNORE("BrotliCompressionMaxInputBlock", "mod_brotli", no_compression),
	IGNORE("BrotliCompressionQuality", "mod_brotli", no_compression),
	IGNORE("BrotliCompressionWindow", "mod_brotli", no_compression),
	IGNORE("BrotliFilterNote", "mod_brotli", no_compression),

	IGNORE("BufferSize", "mod_buffer", not_yet),

	IGNORE("MetaDir", "mod_cern_meta", no_headers),
	UNLESS("Off", "MetaFiles", "mod_cern_meta", no_headers),
	IGNORE("MetaSuffix", "mod_cern_meta", no_headers),

	IGNORE("CGIScriptTimeout", "mod_cgi", no_child),
	IGNORE("ScriptLog", "mod_cgi", no_child),
	IGNORE("ScriptLogBuffer", "mod_cgi", no_child),
	IGNORE("ScriptLogLength", "mod_cgi", no_child),

	IGNORE("CGIDScriptTimeout", "mod_cgid", no_child),
	IGNORE("ScriptSock", "mod_cgid", no_child),

	IGNORE("CharsetDefault", "mod_charset_lite", no_body_filter),
	IGNORE("CharsetOptions", "mod_charset_lite", no_body_filter),
	REFUSE("CharsetSourceEnc", "mod_charset_lite", no_body_filter),

	UNLESS("Off", "Dav", "mod_dav", no_dav),
	IGNORE("DavBasePath", "mod_dav", without_dav),
	IGNORE("DavDepthInfinity", "mod_dav", without_dav),
	IGNORE("DavMinTimeout", "mod_dav", without_dav),
	IGNORE("DavMSext", "mod_dav", without_dav),

	IGNORE("DavLockDB", "mod_dav_fs", without_dav),
	IGNORE("DavLockDBType", "mod_dav_fs", without_dav),
	IGNORE("DavLockDiscovery", "mod_dav_fs", without_dav),
	IGNORE("DavQuota", "mod_dav_fs", without_dav),

	IGNORE("DavGenericLockDB", "mod_dav_lock", without_dav),

	IGNORE("DeflateAlterETag", "mod_deflate", no_compression),
	IGNORE("DeflateBufferSize", "mod_deflate", no_compression),
	IGNORE("DeflateCompressionLevel", "mod_deflate", no_compression),
	IGNORE("DeflateFilterNote", "mod_deflate", no_compression),
	IGNORE("DeflateInflateLimitRequestBody", "mod_deflate", no_compression),
	IGNORE("DeflateInflateRatioBurst", "mod_deflate", no_compression),
	IGNORE("DeflateInflateRatioLimit", "mod_deflate", no_compression),
	IGNORE("DeflateMemLevel", "mod_deflate", no_compression),
	IGNORE("DeflateWindowSize", "mod_deflate", no_compression),

	IGNORE("ModemStandard", "mod_dialup", not_yet),

	IGNORE("DirectoryCheckHandler", "mod_dir", tuning),

	IGNORE("DumpIOInput", "mod_dumpio", other_logs),
	IGNORE("DumpIOOutput", "mod_dumpio", other_logs),

	UNLESS("Off", "ProtocolEcho", "mod_echo", not_yet),

	IGNORE("PassEnv", "mod_env", no_env),
	IGNORE("SetEnv", "mod_env", no_env),
	IGNORE("UnsetEnv", "mod_env", no_env),

	IGNORE("Example", "mod_example_hooks", not_yet),

	UNLESS("Off", "ExpiresActive", "mod_expires", no_headers),
	REFUSE("ExpiresByType", "mod_expires", no_headers),
	REFUSE("ExpiresDefault", "mod_expires", no_headers),

	IGNORE("ExtFilterDefine", "mod_ext_filter", no_body_filter),
	IGNORE("ExtFilterOptions", "mod_ext_filter", no_body_filter),

	UNLESS("DEFLATE", "AddOutputFilterByType", "mod_filter", no_filter),
	REFUSE("FilterChain", "mod_filter", no_filter),
	REFUSE("FilterDeclare", "mod_filter", no_filter),
	REFUSE("FilterProtocol", "mod_filter", no_filter),
	REFUSE("FilterProvider", "mod_filter", no_filter),
	IGNORE("FilterTrace", "mod_filter", no_filter),

	IGNORE("FirehoseConnectionInput", "mod_firehose", other_logs),
	IGNORE("FirehoseConnectionOutput", "mod_firehose", other_logs),
	IGNORE("FirehoseProxyConnectionInput", "mod_firehose", other_logs),
	IGNORE("FirehoseProxyConnectionOutput", "mod_firehose", other_logs),
	IGNORE("FirehoseRequestInput", "mod_firehose", other_logs),
	IGNORE("FirehoseRequestOutput", "mod_firehose", other_logs),

	REFUSE("Header", "mod_headers", no_headers),
	REFUSE("RequestHeader", "mod_headers", no_headers),

	IGNORE("HeartbeatAddress", "mod_heartbeat", not_yet),

	IGNORE("HeartbeatListen", "mod_heartmonitor", not_yet),
	IGNORE("HeartbeatMaxServers", "mod_heartmonitor", not_yet),

	IGNORE("IdentityCheck", "mod_ident", no_ident),
	IGNORE("IdentityCheckTimeout", "mod_ident", no_ident),

	IGNORE("ImapBase", "mod_imagemap", not_yet),
	IGNORE("ImapDefault", "mod_imagemap", not_yet),
	IGNORE("ImapMenu", "mod_imagemap", not_yet),

	IGNORE("SSIEndTag", "mod_include", no_ssi),
	IGNORE("SSIErrorMsg", "mod_include", no_ssi),
	IGNORE("SSIETag", "mod_include", no_ssi),
	IGNORE("SSILastModified", "mod_include", no_ssi),
	IGNORE("SSILegacyExprParser", "mod_include", no_ssi),
	IGNORE("SSIStartTag", "mod_include", no_ssi),
	IGNORE("SSITimeFormat", "mod_include", no_ssi),
	IGNORE("SSIUndefinedEcho", "mod_include", no_ssi),
	UNLESS("Off", "XBitHack", "mod_include", no_ssi),

	IGNORE("AddModuleInfo", "mod_info", not_yet),

	IGNORE("ISAPIAppendLogToErrors", "mod_isapi", windows),
	IGNORE("ISAPIAppendLogToQuery", "mod_isapi", windows),
	IGNORE("ISAPICacheFile", "mod_isapi", windows),
	IGNORE("ISAPIFakeAsync", "mod_isapi", windows),
	IGNORE("ISAPILogNotSupported", "mod_isapi", windows),
	IGNORE("ISAPIReadAheadBuffer", "mod_isapi", windows),

	IGNORE("HeartbeatStorage", "mod_lbmethod_heartbeat", not_yet),

	IGNORE("LogMessage", "mod_log_debug", other_logs),

	IGNORE("ForensicLog", "mod_log_forensic", other_logs),

	IGNORE("LogIOTrackTTFU", "mod_logio", more_log),

	REFUSE("Macro", "mod_macro", no_macro),
	IGNORE("MacroIgnoreBadNesting", "mod_macro", no_macro),
	IGNORE("MacroIgnoreEmptyArgs", "mod_macro", no_macro),
	REFUSE("UndefMacro", "mod_macro", no_macro),
	REFUSE("Use", "mod_macro", no_macro),

	UNLESS("DEFLATE", "AddInputFilter", "mod_mime", no_filter),
	UNLESS("DEFLATE", "AddOutputFilter", "mod_mime", no_filter),
	IGNORE("MimeOptions", "mod_mime", cosmetic),
	UNLESS("Off", "ModMimeUsePathInfo", "mod_mime", no_mime),
	IGNORE("MultiviewsMatch", "mod_mime", no_negotiation),
	IGNORE("RemoveInputFilter", "mod_mime", no_filter),
	IGNORE("RemoveOutputFilter", "mod_mime", no_filter),

	IGNORE("MimeMagicFile", "mod_mime_magic", by_extension),

	IGNORE("CacheNegotiatedDocs", "mod_negotiation", no_negotiation),
	IGNORE("ForceLanguagePriority", "mod_negotiation", no_negotiation),
	IGNORE("LanguagePriority", "mod_negotiation", no_negotiation),

	IGNORE("ReflectorHeader", "mod_reflector", not_yet),

	IGNORE("KeptBodySize", "mod_request", not_yet),

	REFUSE("RewriteBase", "mod_rewrite", no_rewrite),
	REFUSE("RewriteCond", "mod_rewrite", no_rewrite),
	UNLESS("Off", "RewriteEngine", "mod_rewrite", no_rewrite),
	REFUSE("RewriteMap", "mod_rewrite", no_rewrite),
	REFUSE("RewriteOptions", "mod_rewrite", no_rewrite),
	REFUSE("RewriteRule", "mod_rewrite", no_rewrite),

	REFUSE("InputSed", "mod_sed", no_body_filter),
	REFUSE("OutputSed", "mod_sed", no_body_filter),

	IGNORE("BrowserMatch", "mod_setenvif", browsers),
	IGNORE("BrowserMatchNoCase", "mod_setenvif", browsers),
	REFUSE("SetEnvIf", "mod_setenvif", no_variables),
	REFUSE("SetEnvIfExpr", "mod_setenvif", no_variables),
	REFUSE("SetEnvIfNoCase", "mod_setenvif", no_variables),

	IGNORE("CheckBasenameMatch", "mod_speling", no_speling),
	IGNORE("CheckCaseOnly", "mod_speling", no_speling),
	UNLESS("Off", "CheckSpelling", "mod_speling", no_speling),

	REFUSE("Substitute", "mod_substitute", no_body_filter),
	IGNORE("SubstituteInheritBefore", "mod_substitute", no_body_filter),
	IGNORE("SubstituteMaxLineLength", "mod_substitute", no_body_filter),

	UNLESS("disabled", "UserDir", "mod_userdir", no_userdir),

	IGNORE("CookieDomain", "mod_usertrack", no_cookies),
	IGNORE("CookieExpires", "mod_usertrack", no_cookies),
	IGNORE("CookieHTTPOnly", "mod_usertrack", no_cookies),
	IGNORE("CookieName", "mod_usertrack", no_cookies),
	IGNORE("CookieSameSite", "mod_usertrack", no_cookies),
	IGNORE("CookieSecure", "mod_usertrack", no_cookies),
	IGNORE("CookieStyle", "mod_usertrack", no_cookies),
	UNLESS("Off", "CookieTracking", "mod_usertrack", no_cookies),

	UNLESS("none", "VirtualDocumentRoot", "mod_vhost_alias", not_yet),
	UNLESS("none", "VirtualDocumentRootIP", "mod_vhost_alias", not_yet),
	REFUSE("VirtualScriptAlias", "mod_vhost_alias", no_cgi),
	REFUSE("VirtualScriptAliasIP", "mod_vhost_alias", no_cgi),

	IGNORE("WatchdogInterval", "mod_watchdog", not_yet),

	IGNORE("xml2EncAlias", "mod_xml2enc", no_body_filter),
	IGNORE("xml2EncDefault", "mod_xml2enc", no_body_filter),
	IGNORE("xml2StartParse", "mod_xml2enc", no_body_filter),
};

const struct known_table known_content = KNOWN_TABLE(rows);
