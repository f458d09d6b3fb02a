/*
 * <IfVersion [[!]operator] version>: which httpd we claim to be.
 */
#include <regex.h>

#include "base/num.h"
#include "conf/reader.h"

#define PARTS 3		/* major, minor, patch */
#define PATTERN_MAX 200

/* "2", "2.4", "2.4.66"; parts that are not given are 0. */
static bool
parse_version(struct str s, uint64_t part[PARTS])
{
	size_t i;

	for (i = 0; i < PARTS; i++)
		part[i] = 0;
	for (i = 0; i < PARTS && s.p != NULL; i++) {
		if (i > 0 && s.n == 0)
			return true;
		if (!num_u64(str_cut(&s, '.'), &part[i]))
			return false;
	}
	return s.p == NULL;
}

/* Our version against the given one: -1, 0, 1. */
static int
compare(const uint64_t given[PARTS])
{
	static const uint64_t ours[PARTS] = {
		CONF_HTTPD_MAJOR, CONF_HTTPD_MINOR, CONF_HTTPD_PATCH
	};
	size_t i;

	for (i = 0; i < PARTS; i++) {
		if (ours[i] != given[i])
			return ours[i] < given[i] ? -1 : 1;
	}
	return 0;
}

static enum condition
truth(bool holds)
{
	return holds ? CONDITION_TRUE : CONDITION_FALSE;
}

static enum condition
match(struct reader *r, const struct conf_node *node, struct str pattern)
{
	struct str ours = arena_printf(r->arena, "%d.%d.%d", CONF_HTTPD_MAJOR,
	    CONF_HTTPD_MINOR, CONF_HTTPD_PATCH);
	char why[128];
	regex_t re;
	int rc;

	/* A version needs no counts, and nested ones can eat all memory. */
	if (pattern.n > PATTERN_MAX || str_find(pattern, '{') >= 0) {
		diag_error(r->diag, node->pos, "<IfVersion>: the regular "
		    "expression is too long or has a { in it");
		return CONDITION_NONE;
	}
	rc = regcomp(&re, arena_cstr(r->arena, pattern),
	    REG_EXTENDED | REG_NOSUB);
	if (rc != 0) {
		regerror(rc, &re, why, sizeof(why));
		diag_error(r->diag, node->pos,
		    "<IfVersion>: the regular expression is not valid: %s",
		    why);
		return CONDITION_NONE;
	}
	rc = regexec(&re, ours.p, 0, NULL, 0);
	regfree(&re);
	return truth(rc == 0);
}

/* "= /regex/". */
static enum condition
match_slashes(struct reader *r, const struct conf_node *node, struct str s)
{
	if (s.n < 2 || s.p[s.n - 1] != '/') {
		diag_error(r->diag, node->pos,
		    "<IfVersion>: the regular expression lacks its last '/'");
		return CONDITION_NONE;
	}
	return match(r, node, str_of(s.p + 1, s.n - 2));
}

/* CONDITION_NONE: an error, told. */
static enum condition
test(struct reader *r, const struct conf_node *node, struct str op,
    struct str version)
{
	bool equal = str_eq(op, STR("=")) || str_eq(op, STR("=="));
	uint64_t given[PARTS];
	int order;

	if (str_eq(op, STR("~")))
		return match(r, node, version);
	if (equal && version.n > 0 && version.p[0] == '/')
		return match_slashes(r, node, version);
	if (!parse_version(version, given)) {
		diag_error(r->diag, node->pos, "<IfVersion>: a version is "
		    "written major[.minor[.patch]]");
		diag_remedy(r->diag, "operator and version are two words: "
		    "<IfVersion >= 2.4>");
		return CONDITION_NONE;
	}
	order = compare(given);
	if (equal)
		return truth(order == 0);
	if (str_eq(op, STR(">")))
		return truth(order > 0);
	if (str_eq(op, STR(">=")))
		return truth(order >= 0);
	if (str_eq(op, STR("<")))
		return truth(order < 0);
	if (str_eq(op, STR("<=")))
		return truth(order <= 0);
	diag_error(r->diag, node->pos, "<IfVersion>: unrecognized operator");
	diag_remedy(r->diag, "there are = == > >= < <= ~, each also with ! "
	    "before it");
	return CONDITION_NONE;
}

enum condition
conditional_version(struct reader *r, const struct conf_node *node)
{
	struct strs words = node->words;
	struct str op = STR("=");
	bool negated = false;
	enum condition result;

	if (words.n < 1 || words.n > 2) {
		diag_error(r->diag, node->pos,
		    "<IfVersion> takes an operator and a version");
		return CONDITION_FALSE;
	}
	if (words.n == 2) {
		op = words.v[0];
		negated = op.n > 1 && op.p[0] == '!';
		op = str_skip(op, negated ? 1 : 0);
	}
	result = test(r, node, op, words.v[words.n - 1]);
	if (result == CONDITION_NONE)
		return CONDITION_FALSE;
	return truth((result == CONDITION_TRUE) != negated);
}
