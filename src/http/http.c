/*
 * Names of the protocol: methods and status codes.
 */
#include "http/http.h"

#include "http/chars.h"

/* Indexed by method; what stands for several has no name. */
static const struct str method_names[HTTP_METHODS] = {
	[HTTP_GET] = { "GET", 3 },
	[HTTP_HEAD] = { "HEAD", 4 },
	[HTTP_POST] = { "POST", 4 },
	[HTTP_PUT] = { "PUT", 3 },
	[HTTP_DELETE] = { "DELETE", 6 },
	[HTTP_CONNECT] = { "CONNECT", 7 },
	[HTTP_OPTIONS] = { "OPTIONS", 7 },
	[HTTP_TRACE] = { "TRACE", 5 },
	[HTTP_PATCH] = { "PATCH", 5 },
	[HTTP_PROPFIND] = { "PROPFIND", 8 },
	[HTTP_OTHER_KNOWN] = { "", 0 },
	[HTTP_UNKNOWN] = { "", 0 },
};

/* HTTP_OTHER_KNOWN: WebDAV, its versioning and its access control. */
static const char *const other_methods[] = {
	"PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK",
	"VERSION-CONTROL", "CHECKOUT", "UNCHECKOUT", "CHECKIN", "UPDATE",
	"LABEL", "REPORT", "MKWORKSPACE", "MKACTIVITY", "BASELINE-CONTROL",
	"MERGE", "ACL", "SEARCH", "ORDERPATCH", "BIND", "UNBIND", "REBIND"
};

struct reason {
	int status;
	const char *text;
};

/*
 * The registry of status codes, but with httpd's older words for 413, 414, 416
 * and 422: they stand in the titles of its error pages, which scripts match.
 */
static const struct reason reasons[] = {
	{ 100, "Continue" },
	{ 101, "Switching Protocols" },
	{ 102, "Processing" },
	{ 103, "Early Hints" },
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 203, "Non-Authoritative Information" },
	{ 204, "No Content" },
	{ 205, "Reset Content" },
	{ 206, "Partial Content" },
	{ 207, "Multi-Status" },
	{ 208, "Already Reported" },
	{ 226, "IM Used" },
	{ 300, "Multiple Choices" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 305, "Use Proxy" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 402, "Payment Required" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 407, "Proxy Authentication Required" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 412, "Precondition Failed" },
	{ 413, "Request Entity Too Large" },
	{ 414, "Request-URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Requested Range Not Satisfiable" },
	{ 417, "Expectation Failed" },
	{ 418, "I'm a teapot" },
	{ 421, "Misdirected Request" },
	{ 422, "Unprocessable Entity" },
	{ 423, "Locked" },
	{ 424, "Failed Dependency" },
	{ 425, "Too Early" },
	{ 426, "Upgrade Required" },
	{ 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 451, "Unavailable For Legal Reasons" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
	{ 506, "Variant Also Negotiates" },
	{ 507, "Insufficient Storage" },
	{ 508, "Loop Detected" },
	{ 510, "Not Extended" },
	{ 511, "Network Authentication Required" },
};

enum http_method
http_method_parse(struct str s)
{
	for (unsigned m = 0; m < HTTP_OTHER_KNOWN; m++) {
		if (str_eq(s, method_names[m]))
			return (enum http_method)m;
	}
	for (size_t i = 0; i < ARRAY_LEN(other_methods); i++) {
		if (str_eq(s, str_from(other_methods[i])))
			return HTTP_OTHER_KNOWN;
	}
	return HTTP_UNKNOWN;
}

const char *
http_method_name(enum http_method m)
{
	return m < HTTP_METHODS ? method_names[m].p : "";
}

struct str
http_allow(struct arena *a, unsigned bits)
{
	char text[128];		/* all names with commas take 62 */
	size_t n = 0;

	for (unsigned m = 0; m < HTTP_OTHER_KNOWN; m++) {
		struct str name = method_names[m];

		if (!(bits & HTTP_BIT(m)))
			continue;
		if (n)
			text[n++] = ',';
		memcpy(text + n, name.p, name.n);
		n += name.n;
	}
	return arena_copy(a, str_of(text, n));
}

const char *
http_reason(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		if (reasons[i].status == status)
			return reasons[i].text;
	}
	return "";
}

bool
http_status_has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

bool
http_is_token(struct str s)
{
	return s.n > 0 && str_is(s, CHAR_TOKEN);
}
