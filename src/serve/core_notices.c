/*
 * Lines that set nothing here: old ones that lost their meaning, and ones
 * that ask for what is not there.
 */
#include "serve/core_types.h"

#include <limits.h>

/* Types without a field: the whole work is to say something, or nothing. */
#define NOTICE_TYPE(name_, min_, max_, raw_, set_)			\
	{ .name = (name_), .min_words = (min_), .max_words = (max_),	\
	  .raw = (raw_), .size = 0, .set = (set_) }

static bool
set_default_type(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	(void)field;
	if (!str_ieq(line->words.v[0], STR("none")) &&
	    !str_ieq(line->words.v[0], STR("off")))
		conf_apply_warn(ap, "DefaultType has had no effect since httpd "
		    "2.4: use ForceType or AddType");
	return true;
}

static bool
set_name_virtual_host(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	(void)row;
	(void)line;
	(void)field;
	diag_note(ap->diag, ap->line->pos, "NameVirtualHost has no effect and "
	    "can be removed: virtual hosts are always chosen by name");
	return true;
}

static bool
set_lookups(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0];

	(void)row;
	(void)field;
	if (str_ieq(word, STR("Off")))
		return true;
	if (!str_ieq(word, STR("On")) && !str_ieq(word, STR("Double")))
		return conf_apply_error(ap,
		    "HostnameLookups must be On, Off or Double");
	conf_apply_warn(ap, "host names of clients are not looked up by this "
	    "version: addresses are logged");
	return true;
}

static bool
set_protocols(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	bool http1 = false;

	(void)row;
	(void)field;
	for (size_t i = 0; i < line->words.n; i++)
		http1 |= str_ieq(line->words.v[i], STR("http/1.1"));
	if (!http1)
		conf_apply_warn(ap, "http/1.1 is spoken all the same: it is "
		    "the only protocol of this version");
	else if (line->words.n > 1)
		diag_note(ap->diag, ap->line->pos,
		    "http/1.1 is the only protocol of this version");
	return true;
}

static bool
set_http_options(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	static const char *const words[] = { "Strict", "Unsafe",
	    "RegisteredMethods", "LenientMethods", "Allow0.9", "Require1.0" };

	(void)row;
	(void)field;
	for (size_t i = 0; i < line->words.n; i++) {
		struct str word = line->words.v[i];
		size_t k = 0;

		while (k < ARRAY_LEN(words) &&
		    !str_ieq(word, str_from(words[k])))
			k++;
		if (k == ARRAY_LEN(words))
			return conf_apply_error(ap, "HttpProtocolOptions does "
			    "not know %.*s", STR_ARG(word));
		if (k == 1)
			conf_apply_warn(ap, "Unsafe is not available: requests "
			    "are always read strictly");
	}
	return true;
}

const struct conf_type core_type_default_type =
    NOTICE_TYPE("type|none", 1, 1, false, set_default_type);
const struct conf_type core_type_name_virtual_host =
    NOTICE_TYPE("addr[:port]", 1, 1, false, set_name_virtual_host);
const struct conf_type core_type_lookups =
    NOTICE_TYPE("On|Off|Double", 1, 1, false, set_lookups);
const struct conf_type core_type_protocols =
    NOTICE_TYPE("protocol ...", 1, UINT_MAX, false, set_protocols);
const struct conf_type core_type_http_options =
    NOTICE_TYPE("option ...", 1, 3, false, set_http_options);
