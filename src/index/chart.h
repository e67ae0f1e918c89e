/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_CHART_H
#define INDEX_CHART_H

#include "index/analysis.h"

/*
 * Keep the map (v1_map): samples that have a list of neighbours and no place get one in
 * the middle of these, and everything else stays where it is. All are laid out anew,
 * and turned so that they lie as before, only where there is no map yet, where a third of
 * it would be new, or where the embeddings are those of another trunk.
 *
 * After liken(). In pieces of some milliseconds, small transactions, and memory of 104
 * bytes a sample while all are laid out. *survey: what has been done of that when a
 * pause came; NULL to begin with, survey_free(). 0 done, 1 o->pause came between, -1.
 */
struct survey;

int chart(const struct analysis *a, struct survey **survey, struct err *e);

#endif
