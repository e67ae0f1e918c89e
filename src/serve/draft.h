/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_DRAFT_H
#define SERVE_DRAFT_H

#include "store/models.h"
#include "store/store.h"
#include "util/lexicon.h"
#include "util/sound.h"

/*
 * What the library would say of a sound, without telling it: a library in memory, that
 * takes the sound in as an index does, and forgets it again. So there is one place that
 * decides what is published, how it is rounded, and what it is called. What users have
 * said is not in it.
 */
struct draft;

/* For the answers of that model; NULL: none is asked. 0, or -1. */
int draft_open(struct draft **out, const struct model_facts *model, struct err *e);
void draft_close(struct draft *d); /* NULL is fine */

/*
 * name: of the file, with '/' between it and the folders above it, which the table of
 * names is asked about; NULL: nobody is. each() sees the library with that sample in it,
 * and its return value is that of the call.
 */
int draft_tell(struct draft *d, const struct sound *sound, const char *name,
               const struct lexicon *names,
               int (*each)(void *arg, struct store *s, int64_t sample, struct err *e),
               void *arg, struct err *e);

#endif
