/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_LIST_H
#define CLI_REVIEW_LIST_H

#include "cli/review_pick.h"

/* Print the next `most` samples that would be asked about, if each answer was the model's
 * own: a line for each, or a JSON object. 0, or -1. */
int review_list(struct store *s, const struct model *m, struct pick *p,
                const char *folder, long most, bool json, struct err *e);

#endif
