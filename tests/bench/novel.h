/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_NOVEL_H
#define BENCH_NOVEL_H

#include "pupils.h"

/* New categories, each taught with 10 files of 3 packs, then looked for in other packs:
 * finer ones than those that the model was taught of the same sounds; and the ones of the
 * taxonomy that it was never taught. */
void tell_finer(const struct pupils *p);
void tell_unheard(const struct pupils *p);

#endif
