/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_STANDING_H
#define STORE_STANDING_H

#include <stdbool.h>

#include "store/correction.h"
#include "store/models.h"
#include "store/store.h"

/*
 * What holds of all that users said of a sound. Of each facet and tag the last word
 * counts. In an exclusive facet the latest confirmation holds alone; where it is
 * withdrawn, the one before it holds again. Of two words on one branch of the categories
 * that contradict each other (+drums.kick, -drums), the later one holds.
 */
struct stand {
    char *facet, *tag; /* owned */
    int verdict;       /* of the last word */
    bool holds;
};
struct standing {
    struct stand *v; /* (n) oldest word first; owned */
    size_t n, room;
};
int standing_of(struct store *s, const uint8_t hash[CORRECTION_HASH],
                struct standing *out, struct err *e);
void standing_clear(struct standing *w);

/* The word on that tag; NULL = none was ever said. */
const struct stand *standing_find(const struct standing *w, const char *facet,
                                  const char *tag);

/* Does the last word on that tag say so already, and hold? */
bool standing_says(const struct standing *w, const char *facet, const char *tag,
                   int verdict);

/* What holds once that was said, too: nothing is written. */
void standing_add(struct standing *w, const char *facet, const char *tag, int verdict);

/* Make the rows of a sample say what holds: tags, evidence, rejections, summary; and have
 * the model's answer published anew. *changed: some tag is another now. */
int standing_apply(struct store *s, int64_t sample, const uint8_t hash[CORRECTION_HASH],
                   const struct model_ref *model, bool *changed, struct err *e);

/* Do the user's rows of a sample say just what holds? 1, 0, -1. */
int standing_holds(struct store *s, int64_t sample, const uint8_t hash[CORRECTION_HASH],
                   struct err *e);

/* standing_apply() for a sample that has just come into the library; nothing where nobody
 * spoke of it. */
int standing_meet(struct store *s, int64_t sample, const uint8_t hash[CORRECTION_HASH],
                  const struct model_ref *model, struct err *e);

/* What holds for samples of the library, sample by sample: every confirmed tag and every
 * rejected one (verdict). To learn from. */
int standing_each(struct store *s,
                  int (*each)(void *arg, int64_t sample, const char *facet,
                              const char *tag, int verdict, struct err *e),
                  void *arg, struct err *e);

#endif
