/*
 * Types of core directives whose values are sets that can be edited
 * (Options, FileETag), and names and numbers with exceptions.
 */
#include "serve/core_types.h"

#include <limits.h>

#include "base/num.h"

struct flag_word {
	const char *word;
	unsigned bits;
};

static const struct flag_word option_words[] = {
	{ "Indexes", OPT_INDEXES },
	{ "Includes", OPT_INCLUDES },
	{ "IncludesNOEXEC", OPT_INCLUDES_NOEXEC },
	{ "FollowSymLinks", OPT_FOLLOW_SYMLINKS },
	{ "SymLinksIfOwnerMatch", OPT_SYMLINKS_IF_OWNER },
	{ "ExecCGI", OPT_EXEC_CGI },
	{ "MultiViews", OPT_MULTIVIEWS },
	{ "RunScripts", OPT_EXEC_CGI | OPT_MULTIVIEWS },
	{ "None", 0 },
	/* The two weaker ones would take away again what All gives. */
	{ "All", OPT_ALL & ~(OPT_SYMLINKS_IF_OWNER | OPT_INCLUDES_NOEXEC) },
};

static const struct flag_word etag_words[] = {
	{ "INode", ETAG_INODE },
	{ "MTime", ETAG_MTIME },
	{ "Size", ETAG_SIZE },
	{ "All", ETAG_INODE | ETAG_MTIME | ETAG_SIZE },
	{ "None", 0 },
};

static const struct flag_word override_words[] = {
	{ "All", OVERRIDE_ALL },
	{ "None", OVERRIDE_NONE },
	{ "FileInfo", OVERRIDE_FILEINFO },
	{ "AuthConfig", OVERRIDE_AUTHCONFIG },
	{ "Limit", OVERRIDE_LIMIT },
	{ "Indexes", OVERRIDE_INDEXES },
	{ "Options", OVERRIDE_OPTIONS },
};

static const struct flag_word *
find_flag(const struct flag_word *words, size_t n, struct str word)
{
	for (size_t i = 0; i < n; i++) {
		if (str_ieq(word, str_from(words[i].word)))
			return &words[i];
	}
	return NULL;
}

/* --- Sets: absolute, or an edit of the outer one ------------------------- */

struct words_of {
	const struct flag_word *words;
	size_t n;
};

/*
 * One word of the line.  After None or All a sign may follow a word without
 * one, as in httpd; otherwise the two shapes must not be mixed.
 */
static bool
set_flag_word(struct conf_apply *ap, const struct words_of *known,
    struct str word, struct options *o, int *shape)
{
	char sign = word.n > 0 ? word.p[0] : '\0';
	bool edits = sign == '+' || sign == '-';
	const struct flag_word *f;

	f = find_flag(known->words, known->n, edits ? str_skip(word, 1) : word);
	if (!f)
		return conf_apply_error(ap, "%.*s is none of its words",
		    STR_ARG(word));
	if (*shape != 0 && *shape != (edits ? 1 : 2))
		return conf_apply_error(ap,
		    "either all words must start with + or -, or none may");
	if (!edits) {
		bool whole = f->bits == 0 || str_ieq(word, STR("All"));

		o->absolute = true;
		o->set = whole ? f->bits : o->set | f->bits;
		*shape = whole ? 0 : 2;
		return true;
	}
	*shape = o->absolute ? 0 : 1;
	o->add = sign == '+' ? o->add | f->bits : o->add & ~f->bits;
	o->remove = sign == '-' ? o->remove | f->bits : o->remove & ~f->bits;
	return true;
}

/* over on top of base. */
static struct options
edit_set(const struct options *base, const struct options *over)
{
	struct options out = *over;

	if (over->absolute)
		return out;
	if (base->absolute) {
		out = *base;
		out.set = (base->set & ~over->remove) | over->add;
		return out;
	}
	out.add = (base->add & ~over->remove) | over->add;
	out.remove = (base->remove & ~over->add) | over->remove;
	return out;
}

static bool
read_set(struct conf_apply *ap, const struct words_of *known,
    const struct strs *words, struct options *out)
{
	struct options line = { 0 };
	int shape = 0;

	for (size_t i = 0; i < words->n; i++) {
		if (!set_flag_word(ap, known, words->v[i], &line, &shape))
			return false;
	}
	if (line.absolute) {
		line.set = (line.set & ~line.remove) | line.add;
		line.add = line.remove = 0;
	}
	*out = edit_set(out, &line);
	return true;
}

static bool
set_options(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	const struct words_of known = { option_words, ARRAY_LEN(option_words) };

	(void)row;
	return read_set(ap, &known, &line->words, field);
}

static void
merge_options(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	(void)a;
	(void)row;
	*(struct options *)out = edit_set(base, over);
}

const struct conf_type core_type_options = {
	.name = "options",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = sizeof(struct options),
	.set = set_options,
	.merge = merge_options,
};

/* The four etag fields of struct core_dir, which stand in a row. */
struct etag_fields {
	unsigned set, add, remove;
	bool absolute;
};

_Static_assert(sizeof(struct etag_fields) >= ETAG_FIELDS_SIZE &&
    offsetof(struct core_dir, etag_absolute) ==
    offsetof(struct core_dir, etag_set) +
    offsetof(struct etag_fields, absolute), "etag fields stand in a row");

static struct options
load_etag(const void *field)
{
	struct etag_fields f = { 0 };

	memcpy(&f, field, ETAG_FIELDS_SIZE);
	return (struct options){ f.set, f.add, f.remove, f.absolute };
}

static void
store_etag(void *field, const struct options *o)
{
	struct etag_fields f = { o->set, o->add, o->remove, o->absolute };

	memcpy(field, &f, ETAG_FIELDS_SIZE);
}

static bool
set_etag(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	const struct words_of known = { etag_words, ARRAY_LEN(etag_words) };
	struct options o = load_etag(field);

	(void)row;
	if (!read_set(ap, &known, &line->words, &o))
		return false;
	store_etag(field, &o);
	return true;
}

static void
merge_etag(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	struct options b = load_etag(base), o = load_etag(over), merged;

	(void)a;
	(void)row;
	merged = edit_set(&b, &o);
	store_etag(out, &merged);
}

const struct conf_type core_type_etag = {
	.name = "components",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = ETAG_FIELDS_SIZE,
	.set = set_etag,
	.merge = merge_etag,
};

/* --- AllowOverride ------------------------------------------------------- */

/* "Options=Indexes,MultiViews" and "Nonfatal=All" carry a value. */
static bool
override_word(struct conf_apply *ap, struct str word, unsigned *bits)
{
	struct str value = word, name = str_cut(&value, '=');
	const struct flag_word *f;

	if (str_ieq(name, STR("Nonfatal")) && value.n > 0)
		return true;
	f = find_flag(override_words, ARRAY_LEN(override_words), name);
	if (!f || (value.p && f->bits != OVERRIDE_OPTIONS))
		return conf_apply_error(ap, "%.*s is no class of AllowOverride",
		    STR_ARG(word));
	*bits = f->bits == 0 ? 0 : *bits | f->bits;
	return true;
}

static bool
set_override(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	unsigned bits = 0;

	(void)row;
	if (ap->section && strncmp(ap->section, "<Directory", 10) != 0)
		conf_apply_warn(ap, "AllowOverride has no effect in %s",
		    ap->section);
	for (size_t i = 0; i < line->words.n; i++) {
		if (!override_word(ap, line->words.v[i], &bits))
			return false;
	}
	*(unsigned *)field = bits;
	return true;
}

const struct conf_type core_type_override = {
	.name = "classes",
	.min_words = 1,
	.max_words = UINT_MAX,
	.size = sizeof(unsigned),
	.set = set_override,
};

/* --- Single words with exceptions ---------------------------------------- */

static bool
set_charset(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0], *out = field;

	(void)ap;
	(void)row;
	if (str_ieq(word, STR("Off")))
		*out = STR_NONE;
	else if (str_ieq(word, STR("On")))
		*out = STR("iso-8859-1");
	else
		*out = word;
	return true;
}

const struct conf_type core_type_charset = {
	.name = "On|Off|charset",
	.min_words = 1,
	.max_words = 1,
	.size = sizeof(struct str),
	.set = set_charset,
};

/* ForceType: "None" in any case takes an outer one back. */
static bool
set_none_string(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0];

	(void)ap;
	(void)row;
	*(struct str *)field = str_ieq(word, STR("none")) ? STR_NONE : word;
	return true;
}

const struct conf_type core_type_none_string = {
	.name = "type|None",
	.min_words = 1,
	.max_words = 1,
	.size = sizeof(struct str),
	.set = set_none_string,
};

static bool
set_max_ranges(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct str word = line->words.v[0];
	int64_t n;

	if (str_ieq(word, STR("none")))
		n = 0;
	else if (str_ieq(word, STR("unlimited")))
		n = UINT_MAX;
	else if (str_ieq(word, STR("default")))
		num_i64(str_from(row->initial), &n);
	else if (!num_range(word, 1, UINT_MAX, &n))
		return conf_apply_error(ap, "%s must be default, unlimited, "
		    "none or a number of at least 1", row->name);
	*(int64_t *)field = n;
	return true;
}

const struct conf_type core_type_max_ranges = {
	.name = "default|unlimited|none|number",
	.min_words = 1,
	.max_words = 1,
	.size = sizeof(int64_t),
	.set = set_max_ranges,
};
