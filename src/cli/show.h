/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <stdbool.h>

#include "store/inspect.h"

/* All that is known of one file: sections for a person. */
void show_text(const struct inspection *i, bool colour);

/* A part of the text: what is measured of it. */
void show_facets(const struct inspection *i, bool colour);

#endif
