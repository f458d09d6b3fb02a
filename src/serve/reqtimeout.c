/*
 * RequestReadTimeout: how long a request may take to arrive.
 *
 *   RequestReadTimeout header=20-40,MinRate=500 body=20,MinRate=500
 *
 * A stage is "first", "first,MinRate=n" (every n bytes are worth one second
 * more, without end) or "first-max,MinRate=n" (up to max).  The handshake of
 * TLS is read and has no meaning.
 */
#include "serve/core.h"

#include <limits.h>
#include <stddef.h>

#include "base/num.h"
#include "serve/site.h"

/* Seconds that are kept as milliseconds. */
#define SECONDS_MAX (INT64_C(86400) * 365)

static bool
read_seconds(struct str s, int64_t *ms)
{
	int64_t n;

	if (!num_range(s, 0, SECONDS_MAX, &n))
		return false;
	*ms = n * 1000;
	return true;
}

/* "20-40,MinRate=500" into *t; NULL, or what is wrong. */
static const char *
read_stage(struct str text, struct read_timeout *t)
{
	struct str rate = text, last = str_cut(&rate, ',');
	struct str first = str_cut(&last, '-');

	*t = (struct read_timeout){ 0 };
	if (!read_seconds(first, &t->first_ms) ||
	    (last.p && !read_seconds(last, &t->max_ms)))
		return "the time must be seconds or seconds-seconds";
	if (last.p && t->max_ms <= t->first_ms)
		return "the second time must be longer than the first";
	if (!rate.p)
		return last.p ? "a range of times needs MinRate" : NULL;
	if (!str_istarts(rate, STR("MinRate=")) ||
	    !num_range(str_skip(rate, 8), 1, INT_MAX, &t->min_rate))
		return "after the comma stands MinRate=bytes";
	return NULL;
}

static bool
set_timeouts(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct reqtimeout_server *s = field;

	(void)row;
	for (size_t i = 0; i < line->words.n; i++) {
		struct str value = line->words.v[i];
		struct str stage = str_cut(&value, '=');
		struct read_timeout t;
		const char *wrong = "write header=, body= or handshake=";

		if (value.p)
			wrong = read_stage(value, &t);
		if (wrong)
			return conf_apply_error(ap, "RequestReadTimeout %.*s: "
			    "%s", STR_ARG(line->words.v[i]), wrong);
		if (str_ieq(stage, STR("header")))
			s->head = t;
		else if (str_ieq(stage, STR("body")))
			s->body = t;
		else if (!str_ieq(stage, STR("handshake")))
			return conf_apply_error(ap, "RequestReadTimeout has no "
			    "stage called %.*s", STR_ARG(stage));
	}
	return true;
}

/* A stage that a virtual host does not name is the main server's. */
static bool
is_given(const struct read_timeout *t)
{
	return t->first_ms >= 0;
}

static void
merge_timeouts(struct arena *a, const struct directive *row, void *out,
    const void *base, const void *over)
{
	struct reqtimeout_server s = *(const struct reqtimeout_server *)base;
	const struct reqtimeout_server *o = over;

	(void)a;
	(void)row;
	if (is_given(&o->head))
		s.head = o->head;
	if (is_given(&o->body))
		s.body = o->body;
	*(struct reqtimeout_server *)out = s;
}

/* The first line of a virtual host starts from "nothing was given". */
static bool
set_first(struct conf_apply *ap, const struct directive *row,
    const struct conf_node *line, void *field)
{
	struct reqtimeout_server *s = field;

	if (conf_apply_first(ap, row) && ap->section)
		s->head.first_ms = s->body.first_ms = -1;
	return set_timeouts(ap, row, line, field);
}

static const struct conf_type type_timeouts = {
	.name = "stage=times",
	.min_words = 1,
	.max_words = 3,
	.size = sizeof(struct reqtimeout_server),
	.set = set_first,
	.merge = merge_timeouts,
};

static const struct directive rows[] = {
	{ .name = "RequestReadTimeout", .places = PLACE_SV,
	  .home = CONF_SERVER, .type = &type_timeouts, .offset = 0,
	  .initial = "header=20-40,MinRate=500 body=20,MinRate=500",
	  .args = "header=seconds[-seconds][,MinRate=bytes] body=...",
	  .help = "How long a request head and body may take to arrive." },
	CONF_END
};

static void
setup(struct module_setup *ms, struct site *site, void *server, void *dir)
{
	(void)ms;
	(void)dir;
	site->read_timeouts = *(const struct reqtimeout_server *)server;
}

const struct module reqtimeout_module = {
	.owner = {
		.identifier = "reqtimeout_module",
		.source = "mod_reqtimeout.c",
		.rows = rows,
		.size = { [CONF_SERVER] = sizeof(struct reqtimeout_server) },
	},
	.setup = setup,
};
