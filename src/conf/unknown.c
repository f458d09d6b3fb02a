/*
 * Lines no row fits: a directive of httpd that is not here, or nobody's.
 */
#include "conf/state.h"

#include <stdio.h>

/* Room for " (18446744073709551615 lines)". */
#define COUNT_ROOM 32
#define NEAREST 3

static struct conf_seen *
find_seen(struct conf_state *st, struct str name)
{
	for (size_t i = 0; i < st->n_seen; i++) {
		if (str_ieq(st->seen[i].name, name))
			return &st->seen[i];
	}
	return NULL;
}

static void
add_notice(struct conf_apply *ap, struct str text)
{
	struct conf_state *st = ap->state;
	struct conf_seen seen = { .name = ap->line->name, .lines = 1 };

	seen.shown = arena_alloc(ap->arena, text.n + COUNT_ROOM);
	memcpy(seen.shown, text.p, text.n);
	seen.text = text;
	ARENA_PUSH(ap->arena, st->seen, st->n_seen, seen);
	diag_note(ap->diag, ap->line->pos, "%.*s", STR_ARG(text));
	if (ap->diag->latest)
		ap->diag->latest->text = str_of(seen.shown, text.n);
}

/* The message may have been dropped for an error: then there is none. */
static void
count_notice(struct diag *d, struct conf_seen *seen)
{
	int n;

	seen->lines++;
	for (size_t i = 0; i < d->n; i++) {
		if (d->v[i].text.p != seen->shown)
			continue;
		n = snprintf(seen->shown + seen->text.n, COUNT_ROOM,
		    " (%zu lines)", seen->lines);
		d->v[i].text.n = seen->text.n + (size_t)n;
		return;
	}
}

void
conf_state_notice(struct conf_apply *ap, struct str text)
{
	struct conf_seen *seen = find_seen(ap->state, ap->line->name);

	if (seen)
		count_notice(ap->diag, seen);
	else
		add_notice(ap, text);
}

/* "exists in httpd (mod_x)", or a module httpd never had. */
static struct str
print_origin(struct arena *a, const struct known_directive *k, struct str name)
{
	char source[64];

	snprintf(source, sizeof(source), "%s.c", k->module);
	if (known_module(str_from(source)) || strncmp(k->module, "mod_", 4))
		return arena_printf(a, "%.*s exists in httpd (%s)",
		    STR_ARG(name), k->module);
	return arena_printf(a, "%.*s belongs to %s, a third-party module",
	    STR_ARG(name), k->module);
}

static bool
asks_for_nothing(const struct known_directive *k, const struct strs *words)
{
	return k->harmless && words->n > 0 &&
	    str_ieq(words->v[0], str_from(k->harmless));
}

static void
report_known(struct conf_apply *ap, const struct known_directive *k,
    struct str name)
{
	const char *advice = k->advice ? k->advice : "";
	const char *colon = k->advice ? ": " : "";
	struct str origin;

	if (asks_for_nothing(k, &ap->line->words))
		return;
	origin = print_origin(ap->arena, k, name);
	switch (k->treatment) {
	case KNOWN_ERROR:
		conf_apply_error(ap, "%.*s, not supported here%s%s",
		    STR_ARG(origin), colon, advice);
		break;
	case KNOWN_IGNORE:
		conf_state_notice(ap, arena_printf(ap->arena,
		    "%.*s, ignored here%s%s", STR_ARG(origin), colon, advice));
		break;
	case KNOWN_REMOVED:
		conf_state_notice(ap, arena_printf(ap->arena,
		    "%.*s is gone from httpd and ignored%s%s", STR_ARG(name),
		    colon, advice));
		break;
	}
}

/* "did you mean ServerName, <Directory> or Options?" */
static void
suggest_nearest(struct conf_apply *ap)
{
	const char *names[NEAREST];
	struct str list = STR("");
	size_t n;

	n = known_nearest(ap->registry, ap->line->name, ap->place, names,
	    NEAREST);
	for (size_t i = 0; i < n; i++) {
		const struct directive *row;
		const char *join = i == 0 ? "" : i + 1 < n ? ", " : " or ";

		row = conf_find_row(ap->registry, str_from(names[i]), NULL);
		list = arena_printf(ap->arena,
		    conf_is_container(row) ? "%.*s%s<%s>" : "%.*s%s%s",
		    STR_ARG(list), join, names[i]);
	}
	if (n > 0)
		diag_remedy(ap->diag, "did you mean %.*s?", STR_ARG(list));
}

/* A name with brackets that should have none, or the other way round. */
static void
suggest_form(struct conf_apply *ap, const struct directive *row)
{
	if (conf_is_container(row))
		diag_remedy(ap->diag, "%s is a section: write <%s ...> and "
		    "</%s>", row->name, row->name, row->name);
	else
		diag_remedy(ap->diag, "%s is no section: write it without "
		    "brackets", row->name);
}

static bool
has_odd_bytes(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= 0x80)
			return true;
	}
	return false;
}

static void
report_unknown(struct conf_apply *ap, struct str shown)
{
	const struct directive *row;
	const char *mark = diag_word(ap->line->name).p == ap->line->name.p ?
	    "'" : "";

	conf_apply_error(ap, "Invalid command %s%.*s%s, perhaps misspelled or "
	    "defined by a module not included in the server configuration",
	    mark, STR_ARG(shown), mark);
	if (!ap->diag->latest)	/* there is nobody left to help */
		return;
	row = conf_find_row(ap->registry, ap->line->name, NULL);
	if (row)
		suggest_form(ap, row);
	else if (has_odd_bytes(ap->line->name))
		diag_remedy(ap->diag, "the name holds a character that is not "
		    "ASCII, perhaps a typographic quote or blank");
	else
		suggest_nearest(ap);
}

void
conf_unknown(struct conf_apply *ap)
{
	struct str shown = diag_word(ap->line->name);
	const struct known_directive *k;

	if (ap->line->container && shown.p == ap->line->name.p)
		shown = arena_printf(ap->arena, "<%.*s>", STR_ARG(shown));
	k = known_find(ap->line->name);
	if (k && !conf_find_row(ap->registry, ap->line->name, NULL))
		report_known(ap, k, shown);
	else
		report_unknown(ap, shown);
}
