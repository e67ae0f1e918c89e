/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_ALIKE_H
#define ANSWER_ALIKE_H

#include <signal.h>

#include "near/nearest.h"
#include "store/models.h"
#include "store/search.h"

/*
 * What is like some sounds: all of the library by how far it is from their middle.
 *
 * The distance is timbre t + pitch p + length l: t is that of the embeddings, 0 the same
 * to 2 (sampledb-similar(1)); p is in octaves, one for a sound whose note is not known; l
 * is in doublings of the duration.
 */
struct alike_weights {
    double timbre, pitch, length; /* 0 to ALIKE_HEAVIEST, not all 0 */
};
#define ALIKE_USUAL    ((struct alike_weights){1, 0, 0})
#define ALIKE_HEAVIEST 1000.0

/* "timbre=1,pitch=0.5": what is not named stays as it is in *w. 0, or -1 ERR_USAGE. */
int alike_weigh(struct alike_weights *w, const char *text, struct err *e);

struct alike;

/* What those who ask have beside the library; all of it may be NULL. */
struct alike_beside {
    /* Names as they type them, as the library has them: to free(), or NULL with *e set.
     * Without it a name is a whole path. */
    char *(*path)(const char *typed, struct err *e);
    /* Listens to a file that is not in the library: as listen_to() of index/listen.h. */
    int (*listen)(struct store *s, const struct model_ref *model, const char *path,
                  const volatile sig_atomic_t *stop,
                  int (*heard)(void *arg, const struct sound *sound, struct err *e),
                  void *arg, struct err *e);
    const volatile sig_atomic_t *stop; /* ERR_STOPPED once it is not 0 */
};

/*
 * what (n > 0): files, in the library or not, and numbers of samples (digits alone). The
 * library is read whole. 0, or -1: ERR_IO there is no such file or sample; ERR_FORMAT it
 * says nothing that could be compared. beside: borrowed for the call.
 */
int alike_open(struct alike **out, struct store *s, const char *const *what, size_t n,
               const struct alike_weights *w, const struct alike_beside *beside,
               struct err *e);
void alike_close(struct alike *a); /* NULL is fine */

/* The k nearest but those that were asked with, nearest first: nearest_clear(). Samples
 * whose files are not at hand among them. */
void alike_find(const struct alike *a, size_t k, struct nearest *out);

/* What similar: of a query finds, ALIKE_QUERY at most, for search_open_query(): to
 * free(); *near stays as it is where the query has none. */
enum { ALIKE_QUERY = 1000 };
int alike_query(struct search_near **near, size_t *n, struct store *s,
                const struct query *q, const struct alike_beside *beside, struct err *e);

size_t alike_sounds(const struct alike *a); /* that there are to find */

#endif
