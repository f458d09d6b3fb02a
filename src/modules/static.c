/*
 * The default handler: regular files, and why there is none.
 */
#include "modules/modules.h"

#include <errno.h>

#include "serve/request.h"

#define ETAG_DEFAULT (ETAG_MTIME | ETAG_SIZE)

static unsigned
etag_bits(const struct core_dir *d)
{
	unsigned bits = d->etag_absolute ? d->etag_set : ETAG_DEFAULT;

	return (bits | d->etag_add) & ~d->etag_remove;
}

static uint64_t
mtime_us(const struct stat *st)
{
	return (uint64_t)st->st_mtim.tv_sec * 1000000 +
	    (uint64_t)st->st_mtim.tv_nsec / 1000;
}

static char *
put_hex(char *end, uint64_t v)
{
	do {
		*--end = "0123456789abcdef"[v % 16];
		v /= 16;
	} while (v);
	return end;
}

/* Built from the end: "W/" "inode-size-mtime", the parts asked for. */
static struct str
make_etag(struct request *r, unsigned bits)
{
	char text[64], *end = text + sizeof(text), *p = end;
	uint64_t mtime = mtime_us(&r->st);

	if (!(bits & (ETAG_INODE | ETAG_MTIME | ETAG_SIZE)))
		return STR_NONE;
	*--p = '"';
	if (bits & ETAG_MTIME)
		p = put_hex(p, mtime);
	if (bits & ETAG_SIZE) {
		if (bits & ETAG_MTIME)
			*--p = '-';
		p = put_hex(p, (uint64_t)r->st.st_size);
	}
	if (bits & ETAG_INODE) {
		if (bits & (ETAG_MTIME | ETAG_SIZE))
			*--p = '-';
		p = put_hex(p, r->st.st_ino);
	}
	*--p = '"';
	/* Changed in this very second: it may change again unnoticed. */
	if ((int64_t)mtime > r->start_us - 1000000) {
		*--p = '/';
		*--p = 'W';
	}
	return arena_copy(r->arena, str_of(p, (size_t)(end - p)));
}

static bool
takes_default_charset(struct str type)
{
	return str_ieq(type, STR("text/plain")) ||
	    str_ieq(type, STR("text/html"));
}

/* Content-Type, absent when nothing is known about the file. */
static struct str
content_type(struct request *r)
{
	struct str type = r->media_type, charset = r->charset;

	if (!type.p || str_search(type, STR("charset=")) >= 0)
		return type;
	if (!charset.p && takes_default_charset(type))
		charset = core_dir(r->dir)->add_default_charset;
	if (!charset.p)
		return type;
	return arena_printf(r->arena, "%.*s; charset=%.*s", STR_ARG(type),
	    STR_ARG(charset));
}

static void
put_languages(struct request *r)
{
	struct str list = r->languages.n ? r->languages.v[0] : STR_NONE;

	for (size_t i = 1; i < r->languages.n; i++)
		list = arena_printf(r->arena, "%.*s, %.*s", STR_ARG(list),
		    STR_ARG(r->languages.v[i]));
	if (list.p)
		fields_set(&r->response.fields, STR("Content-Language"), list);
}

/* Never later than the Date of the answer (RFC 9110 8.8.2.1). */
static time_t
last_modified(const struct request *r)
{
	time_t now = (time_t)(r->start_us / 1000000);

	return r->st.st_mtim.tv_sec < now ? r->st.st_mtim.tv_sec : now;
}

static void
describe(struct request *r)
{
	struct response *res = &r->response;

	res->status = 200;
	res->ranges = true;
	res->content_type = content_type(r);
	res->validators.etag = make_etag(r, etag_bits(core_dir(r->dir)));
	res->validators.mtime = last_modified(r);
	res->validators.has_mtime = true;
	if (r->encoding.p)
		fields_set(&res->fields, STR("Content-Encoding"), r->encoding);
	put_languages(r);
}

/* A descriptor or memory is short: not the file's fault. */
static bool
is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM;
}

static enum verdict
missing(struct request *r, unsigned number)
{
	struct str name = r->filename.p ? r->filename : r->path;

	request_log(r, LOG_INFO, "core", number, 0,
	    "File does not exist: %.*s%.*s", STR_ARG(name),
	    STR_ARG(r->path_info));
	return (enum verdict)404;
}

static enum verdict
cannot_open(struct request *r, int error)
{
	if (error == ENOENT || error == ENOTDIR)
		return missing(r, 128);
	if (is_shortage(error)) {
		request_log(r, LOG_ERROR, "core", 0, error,
		    "cannot open %.*s", STR_ARG(r->filename));
		return (enum verdict)503;
	}
	request_log(r, LOG_ERROR, "core", 132, error,
	    "file permissions deny server access: %.*s",
	    STR_ARG(r->filename));
	return (enum verdict)403;
}

static enum verdict
serve_file(struct request *r)
{
	int error;

	if (r->path_info.n > 0 &&
	    core_dir(r->dir)->accept_path_info != PATHINFO_ON)
		return missing(r, 130);
	/* First: it brings r->st up to date. */
	error = request_file_body(r, &r->response.body);
	if (error)
		return cannot_open(r, error);
	describe(r);
	return ANSWERED;
}

static struct str
tried_names(const struct request *r)
{
	for (size_t i = r->notes.n; i > 0; i--)
		if (str_eq(r->notes.v[i - 1].name, STR("dir-index-names")))
			return r->notes.v[i - 1].value;
	return STR("none");
}

/* Options Indexes asks for a listing, which this version does not make. */
static enum verdict
refuse_directory(struct request *r)
{
	bool wanted = core_dir(r->dir)->options.set & OPT_INDEXES;
	bool slash = r->filename.n > 0 &&
	    r->filename.p[r->filename.n - 1] == '/';
	struct str tried = tried_names(r);

	request_log(r, LOG_ERROR, "autoindex", 1276, 0,
	    "Cannot serve directory %.*s%s: No matching DirectoryIndex "
	    "(%.*s) found, and server-generated directory index %s",
	    STR_ARG(r->filename), slash ? "" : "/", STR_ARG(tried),
	    wanted ? "is not in this version" :
	    "forbidden by Options directive");
	return (enum verdict)403;
}

static enum verdict
run(struct request *r, const void *server, const void *dir)
{
	(void)server;
	(void)dir;
	switch (r->kind) {
	case FILE_REGULAR:
		return serve_file(r);
	case FILE_DIRECTORY:
		return refuse_directory(r);
	case FILE_OTHER:
		return (enum verdict)403;
	case FILE_UNKNOWN:
	case FILE_NONE:
		break;
	}
	return missing(r, 128);
}

static const struct handler handlers[] = {
	{ "default-handler", run },
	{ NULL, NULL },
};

const struct module static_module = {
	.owner = {
		.identifier = "static_module",
		.source = "static.c",
		.always_on = true,
	},
	.handlers = handlers,
};
