/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_PICK_H
#define CLI_REVIEW_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/model.h"
#include "store/search.h"
#include "util/sound.h"

/*
 * Which samples of a library a person is asked about, and in which order: of those that
 * unsure_each() gives, the CHOOSE_MOST that the model doubts most, in the order of
 * learn/choose.h. What the model says comes from the stored embeddings, bit for bit what
 * it said when it heard the sound. Silence is not asked about.
 *
 * The library is read once, in one statement; what is kept of it are the most doubtful,
 * and 8 bytes for each sample that words find.
 */
struct pick_scope {
    const char *folder;    /* absolute; NULL = anywhere */
    struct search *search; /* whose samples alone; NULL = all */
};

/* Borrows m until pick_close(). *out in any case. */
struct pick;
int pick_open(struct pick **out, struct store *s, const struct model *m,
              const struct pick_scope *scope, struct err *e);
void pick_close(struct pick *p); /* NULL is fine */

/* How many may be asked about; and how many were not looked at, since their embedding is
 * of another model. */
int64_t pick_found(const struct pick *p);
int64_t pick_strange(const struct pick *p);

struct picked {
    size_t at; /* what it is called below */
    int64_t sample;
    struct guess top[SOUND_TOP]; /* best leaves; unused: node -1 */
    float doubt;                 /* 1 - what the best has */
    size_t crowd; /* others, not answered, so alike that one answer reaches them */
};

/* The one to ask about: 1, 0 none is left. Asking changes nothing. */
int pick_next(const struct pick *p, struct picked *out);
void pick_look(const struct pick *p, size_t at, struct picked *out);

/* An answer: it is this category (is), or it is not; of one that the model does not know,
 * no more than that it has been asked. */
void pick_answered(struct pick *p, size_t at, const char *category, bool is);
void pick_skipped(struct pick *p, size_t at);
void pick_forget(struct pick *p, size_t at); /* neither of both */

#endif
