/*
 * What the rows say about themselves: for -L and for the manual.  Nothing
 * else is needed, so neither can fall behind the code.
 */
#ifndef CONF_PRINT_H
#define CONF_PRINT_H

#include "conf/directive.h"

/* "ServerTokens Prod|Major|Full", "<Directory path>" */
void conf_print_syntax(struct buf *out, const struct directive *row);
/*
 * httpd -L: "Name (module.c)" or "<Name (module.c)", a tab and what it does,
 * a tab and where it may stand.
 */
void conf_print_directives(struct buf *out,
    const struct conf_registry *registry);
/* docs/directives.md: Markdown, by owner, then by name. */
void conf_print_manual(struct buf *out, const struct conf_registry *registry);

#endif
