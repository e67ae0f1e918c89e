/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_GONE_H
#define INDEX_GONE_H

#include "util/ids.h"

/*
 * Rows whose place on disk was found empty. They are marked once all else was looked at:
 * by then a file that only has another name now has taken its row along.
 */
struct gone {
    struct ids file, dir;
    struct ids moved; /* files that were found elsewhere */
};
void gone_clear(struct gone *g);

#endif
