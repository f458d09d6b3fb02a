/*
 * httpd's core, its MPMs, and what it has dropped over the years.
 */
#include "conf/known_table.h"

static const char tuning[] =
    "how it works inside differs here, so there is nothing to tune";
static const char mutex[] = "no lock file is needed";
static const char not_yet[] = "this version does not have it";
static const char leftover[] = "remove it, it has no meaning since httpd 2.0";
static const char cosmetic[] = "answers leave it out";
static const char htaccess[] =
    "directives cannot be allowed one by one for .htaccess files";
static const char use_listen[] = "write Listen instead";
static const char windows[] = "it only means something on another system";
static const char no_child[] = "no programs are started";
static const char no_digest[] = "no Content-MD5 is sent";
static const char default_type[] =
    "httpd ignores it too; write ForceType or AddType";
static const char no_expr[] = "expressions are not evaluated in this version";
static const char more_log[] = "the log has its usual form";
static const char lookups[] = "client addresses are not looked up";
static const char strict[] = "requests are always parsed strictly";
static const char methods_rule[] =
    "rules that hold for some methods only are not there; write them "
    "for all methods";
static const char no_limit[] = "its limit is not kept";
static const char vhost_name[] = "virtual hosts are chosen by name without it";
static const char http11[] = "connections speak HTTP/1.1";
static const char canonical[] = "redirects name the host as the client did";
static const char methods[] = "other methods are answered by 501";
static const char no_filter[] =
    "answers pass through no filters; DEFLATE alone may be named, and "
    "sends them uncompressed";
static const char warning[] = "messages of the file's author are not repeated";
static const char threads[] =
    "threads are not used: the server runs as prefork";
static const char trace[] = "write LogLevel instead";
static const char loadfile[] = "modules are built in, so no library is opened";
static const char no_suexec[] = "scripts would run as the wrong user";
static const char no_chroot[] = "the server does not change its root directory";

static const struct known_directive rows[] = {
	IGNORE("AcceptFilter", "core", tuning),
	GONE("AcceptMutex", "core", mutex),
	REFUSE("AcceptPathInfo", "core", not_yet),
	REFUSE("AccessConfig", "core", leftover),
	REFUSE("AccessFileName", "core", not_yet),
	IGNORE("AddDefaultCharset", "core", cosmetic),
	GONE("AddModule", "core", leftover),
	UNLESS("Off", "AllowEncodedSlashes", "core", not_yet),
	UNLESS("None", "AllowOverrideList", "core", htaccess),
	IGNORE("AsyncFilter", "core", tuning),
	REFUSE("BindAddress", "core", use_listen),
	IGNORE("CGIMapExtension", "core", windows),
	IGNORE("CGIPassAuth", "core", no_child),
	IGNORE("CGIVar", "core", no_child),
	GONE("ClearModuleList", "core", leftover),
	IGNORE("ContentDigest", "core", no_digest),
	REFUSE("DefaultRuntimeDir", "core", not_yet),
	IGNORE("DefaultStateDir", "core", tuning),
	IGNORE("DefaultType", "core", default_type),
	REFUSE("DirectoryMatch", "core", not_yet),
	REFUSE("Else", "core", no_expr),
	REFUSE("ElseIf", "core", no_expr),
	IGNORE("EnableMMAP", "core", tuning),
	IGNORE("EnableSendfile", "core", tuning),
	REFUSE("Error", "core", not_yet),
	IGNORE("ErrorLogFormat", "core", more_log),
	IGNORE("ExtendedStatus", "core", cosmetic),
	IGNORE("FileETag", "core", cosmetic),
	REFUSE("FilesMatch", "core", not_yet),
	IGNORE("FlushMaxPipelined", "core", tuning),
	IGNORE("FlushMaxThreshold", "core", tuning),
	REFUSE("ForceType", "core", not_yet),
	IGNORE("GprofDir", "core", tuning),
	UNLESS("Off", "HostnameLookups", "core", lookups),
	UNLESS("Strict", "HttpProtocolOptions", "core", strict),
	REFUSE("If", "core", no_expr),
	REFUSE("Limit", "core", methods_rule),
	REFUSE("LimitExcept", "core", methods_rule),
	IGNORE("LimitInternalRecursion", "core", tuning),
	REFUSE("LimitRequestBody", "core", not_yet),
	REFUSE("LimitRequestFields", "core", not_yet),
	REFUSE("LimitRequestFieldSize", "core", not_yet),
	REFUSE("LimitRequestLine", "core", not_yet),
	IGNORE("LimitXMLRequestBody", "core", tuning),
	REFUSE("LocationMatch", "core", not_yet),
	GONE("LockFile", "core", mutex),
	IGNORE("LogLevelOverride", "core", more_log),
	IGNORE("MaxRangeOverlaps", "core", no_limit),
	IGNORE("MaxRangeReversals", "core", no_limit),
	IGNORE("MaxRanges", "core", no_limit),
	UNLESS("On", "MergeSlashes", "core", not_yet),
	IGNORE("MergeTrailers", "core", more_log),
	IGNORE("Mutex", "core", tuning),
	IGNORE("NameVirtualHost", "core", vhost_name),
	REFUSE("Port", "core", use_listen),
	IGNORE("Protocol", "core", http11),
	IGNORE("Protocols", "core", http11),
	IGNORE("ProtocolsHonorOrder", "core", http11),
	IGNORE("QualifyRedirectURL", "core", canonical),
	IGNORE("ReadBufferSize", "core", tuning),
	REFUSE("RegexDefaultOptions", "core", not_yet),
	IGNORE("RegisterHttpMethod", "core", methods),
	REFUSE("ResourceConfig", "core", leftover),
	IGNORE("RLimitCPU", "core", no_child),
	IGNORE("RLimitMEM", "core", no_child),
	IGNORE("RLimitNPROC", "core", no_child),
	IGNORE("ScriptInterpreterSource", "core", windows),
	IGNORE("SeeRequestTail", "core", tuning),
	REFUSE("ServerPath", "core", not_yet),
	IGNORE("ServerSignature", "core", cosmetic),
	IGNORE("ServerTokens", "core", cosmetic),
	GONE("ServerType", "core", leftover),
	REFUSE("SetHandler", "core", not_yet),
	UNLESS("DEFLATE", "SetInputFilter", "core", no_filter),
	UNLESS("DEFLATE", "SetOutputFilter", "core", no_filter),
	UNLESS("Off", "StrictHostCheck", "core", not_yet),
	REFUSE("TraceEnable", "core", not_yet),
	IGNORE("UNCList", "core", windows),
	IGNORE("UseCanonicalName", "core", canonical),
	IGNORE("UseCanonicalPhysicalPort", "core", canonical),
	IGNORE("Warning", "core", warning),

	IGNORE("AsyncRequestWorkerFactor", "event", threads),

	IGNORE("AcceptErrorsNonFatal", "mpm_common", tuning),
	IGNORE("CoreDumpDirectory", "mpm_common", tuning),
	IGNORE("EnableExceptionHook", "mpm_common", tuning),
	IGNORE("GracefulShutdownTimeout", "mpm_common", tuning),
	IGNORE("ListenBackLog", "mpm_common", tuning),
	IGNORE("ListenCoresBucketsRatio", "mpm_common", tuning),
	IGNORE("MaxMemFree", "mpm_common", tuning),
	IGNORE("MaxRequestsPerThread", "mpm_common", threads),
	IGNORE("MaxSpareThreads", "mpm_common", threads),
	IGNORE("MinSpareThreads", "mpm_common", threads),
	IGNORE("ReceiveBufferSize", "mpm_common", tuning),
	IGNORE("ScoreBoardFile", "mpm_common", tuning),
	IGNORE("SendBufferSize", "mpm_common", tuning),
	IGNORE("StartThreads", "mpm_common", threads),
	IGNORE("ThreadLimit", "mpm_common", threads),
	IGNORE("ThreadsPerChild", "mpm_common", threads),
	IGNORE("ThreadStackSize", "mpm_common", threads),

	IGNORE("MaxThreads", "mpm_netware", threads),

	IGNORE("SimpleProcCount", "mpm_simple", threads),
	IGNORE("SimpleThreadCount", "mpm_simple", threads),

	IGNORE("ListenTCPDeferAccept", "prefork", tuning),

	GONE("RewriteLock", "mod_rewrite", mutex),
	GONE("RewriteLog", "mod_rewrite", trace),
	GONE("RewriteLogLevel", "mod_rewrite", trace),

	IGNORE("LoadFile", "mod_so", loadfile),

	GONE("SSLLog", "mod_ssl", trace),
	GONE("SSLLogLevel", "mod_ssl", trace),
	GONE("SSLMutex", "mod_ssl", mutex),

	REFUSE("SuexecUserGroup", "mod_suexec", no_suexec),

	REFUSE("ChrootDir", "mod_unixd", no_chroot),
	UNLESS("Off", "Suexec", "mod_unixd", no_child),
};

const struct known_table known_core = KNOWN_TABLE(rows);
