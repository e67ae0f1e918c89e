/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TAG_LINES_H
#define CLI_TAG_LINES_H

#include <stdbool.h>

#include "store/tagged.h"

/* One line: what changed and where; or one JSON object. */
void tag_lines_print(const struct tagged *t, bool json);

#endif
