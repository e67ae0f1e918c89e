/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What users said of sounds, as a library has it, for a model to learn from. */
#include "cli/examples.h"

#include <stdlib.h>
#include <string.h>

#include "store/taught.h"
#include "util/blob.h"
#include "util/mem.h"

/* What goes through taught_each(). */
struct reading {
    struct examples *to;
    struct analyse *ear;
    struct buf raw; /* owned */
};

static bool is_embedding(const void *blob, size_t n)
{
    struct blob_head head;
    struct err e;

    return blob_check(&head, blob, n, &e) == 0 && head.kind == BLOB_EMBEDDING;
}

/* The embedding of a BLOB that is one, or from which one can be made. */
static bool hear(struct reading *r, const void *blob, size_t n, struct embedding *out)
{
    uint8_t trunk[SOUND_TRUNK];
    struct blob_head head;
    struct sound said;
    struct err e;

    if (n == 0)
        return false;
    if (!is_embedding(blob, n)) {
        analyse_blob(r->ear, blob, n, &said);
        if (said.status != SOUND_OK)
            return false;
        blob = said.embedding.data;
        n = said.embedding.len;
    }
    return blob_unpack(&head, blob, n, &r->raw, &e) == 0 &&
           embedding_read(out, trunk, r->raw.data, r->raw.len, &e) == 0;
}

static struct example_words copy(const struct taught *t)
{
    struct example_words w = {.rejected = mem_new(t->rejections, sizeof *w.rejected),
                              .n = t->rejections,
                              .sample = t->sample};

    if (t->category)
        w.tag = mem_text(t->category, strlen(t->category));
    for (size_t i = 0; i < w.n; i++)
        w.rejected[i] = mem_text(t->rejected[i], strlen(t->rejected[i]));
    return w;
}

static int note(void *arg, const struct taught *t, struct err *e)
{
    struct reading *r = arg;
    struct examples *to = r->to;
    struct example_words *w;
    struct retrain_example *x;

    (void)e;
    to->x = mem_more(to->x, to->n, &to->room, sizeof *to->x);
    to->words = mem_more(to->words, to->n, &to->words_room, sizeof *to->words);
    x = &to->x[to->n];
    *x = (struct retrain_example){.form = t->form, .folder = (size_t)t->dir};
    if (!hear(r, t->blob, t->n, &x->known)) {
        to->deaf++;
        return 0;
    }
    w = &to->words[to->n++];
    *w = copy(t);
    x->tag = w->tag;
    x->rejected = (const char *const *)w->rejected;
    x->rejections = w->n;
    to->corrections += t->corrections;
    return 0;
}

static int note_beside(void *arg, int64_t dir, const void *blob, size_t n, struct err *e)
{
    struct reading *r = arg;
    struct examples *to = r->to;

    (void)e;
    to->beside = mem_more(to->beside, to->besides, &to->beside_room, sizeof *to->beside);
    to->heard = mem_more(to->heard, to->besides, &to->heard_room, sizeof *to->heard);
    to->beside[to->besides].folder = (size_t)dir;
    if (hear(r, blob, n, &to->heard[to->besides]))
        to->besides++;
    return 0;
}

int examples_read(struct examples *out, struct store *s, struct analyse *ear,
                  const uint8_t *trunk, struct err *e)
{
    struct reading r = {.to = out, .ear = ear};
    int rc;

    *out = (struct examples){.n = 0};
    rc = store_begin_read(s, e);
    if (rc != 0)
        return -1;
    rc = taught_each(s, trunk, note, &r, e);
    if (rc == 0)
        rc = taught_beside(s, trunk, note_beside, &r, e);
    store_rollback(s);
    for (size_t i = 0; i < out->besides; i++)
        out->beside[i].known = &out->heard[i];
    buf_clear(&r.raw);
    return rc;
}

void examples_clear(struct examples *x)
{
    for (size_t i = 0; i < x->n; i++) {
        struct example_words *w = &x->words[i];

        for (size_t k = 0; k < w->n; k++)
            free(w->rejected[k]);
        free(w->rejected);
        free(w->tag);
    }
    free(x->words);
    free(x->beside);
    free(x->heard);
    free(x->x);
    *x = (struct examples){.n = 0};
}
