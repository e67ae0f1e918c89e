/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROWS_TEXT_H
#define CLI_ROWS_TEXT_H

#include "store/search.h"

/*
 * Rows for people, on stdout. On a terminal the first ROWS_TEXT_FIRST rows say how wide
 * the columns are, tempo and note are shown where any of these has one, and a path that
 * is too long loses its beginning. Anywhere else the columns are the same in every run,
 * and paths are whole.
 */
enum { ROWS_TEXT_FIRST = 200 };

struct rows_text;
struct rows_text *rows_text_new(void);    /* never NULL */
void rows_text_free(struct rows_text *t); /* NULL is fine */

void rows_text_add(struct rows_text *t, const struct search_hit *h);
void rows_text_end(struct rows_text *t); /* what still waits to be shown */

#endif
