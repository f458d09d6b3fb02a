/*
 * httpd's core, its MPMs, and what it has dropped over the years.
 */
#include "conf/known_table.h"

static const char tuning[] =
    "how it works inside differs here, so there is nothing to tune";
static const char mutex[] = "no lock file is needed";
static const char not_yet[] = "this version does not have it";
static const char leftover[] = "remove it, it has no meaning since httpd 2.0";
static const char use_listen[] = "write Listen instead";
static const char windows[] = "it only means something on another system";
static const char no_child[] = "no programs are started";
static const char no_digest[] = "no Content-MD5 is sent";
static const char no_expr[] = "expressions are not evaluated in this version";
static const char more_log[] = "the log has its usual form";
static const char methods_rule[] =
    "rules that hold for some methods only are not there; write them "
    "for all methods";
static const char http11[] = "connections speak HTTP/1.1";
static const char canonical[] = "redirects name the host as the client did";
static const char methods[] = "other methods are answered by 501";
static const char no_filter[] =
    "answers pass through no filters; DEFLATE alone may be named, and "
    "sends them uncompressed";
static const char threads[] =
    "threads are not used: the server runs as prefork";
static const char trace[] = "write LogLevel instead";
static const char no_suexec[] = "scripts would run as the wrong user";

static const struct known_directive rows[] = {
	GONE("AcceptMutex", "core", mutex),
	REFUSE("AccessConfig", "core", leftover),
	GONE("AddModule", "core", leftover),
	REFUSE("BindAddress", "core", use_listen),
	IGNORE("CGIMapExtension", "core", windows),
	IGNORE("CGIPassAuth", "core", no_child),
	IGNORE("CGIVar", "core", no_child),
	GONE("ClearModuleList", "core", leftover),
	IGNORE("ContentDigest", "core", no_digest),
	REFUSE("Else", "core", no_expr),
	REFUSE("ElseIf", "core", no_expr),
	IGNORE("ErrorLogFormat", "core", more_log),
	IGNORE("GprofDir", "core", tuning),
	REFUSE("If", "core", no_expr),
	REFUSE("Limit", "core", methods_rule),
	REFUSE("LimitExcept", "core", methods_rule),
	GONE("LockFile", "core", mutex),
	IGNORE("LogLevelOverride", "core", more_log),
	REFUSE("Port", "core", use_listen),
	IGNORE("Protocol", "core", http11),
	IGNORE("QualifyRedirectURL", "core", canonical),
	REFUSE("RegexDefaultOptions", "core", not_yet),
	IGNORE("RegisterHttpMethod", "core", methods),
	REFUSE("ResourceConfig", "core", leftover),
	IGNORE("RLimitCPU", "core", no_child),
	IGNORE("RLimitMEM", "core", no_child),
	IGNORE("RLimitNPROC", "core", no_child),
	IGNORE("ScriptInterpreterSource", "core", windows),
	REFUSE("ServerPath", "core", not_yet),
	GONE("ServerType", "core", leftover),
	UNLESS("DEFLATE", "SetInputFilter", "core", no_filter),
	UNLESS("DEFLATE", "SetOutputFilter", "core", no_filter),
	UNLESS("Off", "StrictHostCheck", "core", not_yet),
	IGNORE("UNCList", "core", windows),

	IGNORE("AsyncRequestWorkerFactor", "event", threads),

	IGNORE("MaxRequestsPerThread", "mpm_common", threads),
	IGNORE("MaxSpareThreads", "mpm_common", threads),
	IGNORE("MinSpareThreads", "mpm_common", threads),
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

	GONE("SSLLog", "mod_ssl", trace),
	GONE("SSLLogLevel", "mod_ssl", trace),
	GONE("SSLMutex", "mod_ssl", mutex),

	REFUSE("SuexecUserGroup", "mod_suexec", no_suexec),

};

const struct known_table known_core = KNOWN_TABLE(rows);
