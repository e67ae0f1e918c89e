/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_NOVEL_H
#define BENCH_NOVEL_H

#include "pupils.h"

/* New categories: each taught with 10 files of 3 packs, then looked for in other packs.
 */
void tell_novel(const struct pupils *p);

#endif
