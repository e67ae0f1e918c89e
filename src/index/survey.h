/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_SURVEY_H
#define INDEX_SURVEY_H

#include <stdbool.h>

#include "index/analysis.h"

/* A layout of all samples that have neighbours, in pieces that a pause may part. */
struct survey;

struct survey *survey_new(void); /* never NULL */
void survey_free(struct survey *v);

/* Does it not speak of embeddings of another trunk? */
bool survey_is_of(const struct survey *v, const uint8_t trunk[SOUND_TRUNK]);

/* 0: every sample has its place in the library; 1: a pause came, go on later; -1. */
int survey_go_on(struct survey *v, const struct analysis *a, struct err *e);

#endif
