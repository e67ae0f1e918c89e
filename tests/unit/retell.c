/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real worker: what it says of an embedding is what it said of the sound, and the
 * model it works with is the one it is given. */
#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "crowd.h"
#include "nn/model.h"
#include "nn/patch.h"
#include "random_patch.h"
#include "util/blob.h"

enum { SOUNDS = 12 };

/* The answers, by ticket. */
struct told {
    struct sound sound[SOUNDS];
    struct buf embedding[SOUNDS]; /* owned */
    size_t n;
};

static int hear(void *arg, uint64_t ticket, const struct sound *s, struct err *e)
{
    struct told *t = arg;

    (void)e;
    t->sound[ticket] = *s;
    buf_reset(&t->embedding[ticket]);
    buf_bytes(&t->embedding[ticket], s->embedding.data, s->embedding.len);
    t->n++;
    return 0;
}

static void ask(struct pool *p, struct told *t, const struct buf blob[SOUNDS])
{
    struct err e = {0};

    t->n = 0;
    for (size_t i = 0; i < SOUNDS; i++) {
        while (pool_room(p) == 0)
            cr_assert(pool_wait(p, -1, hear, t, &e) == 0, "%s", e.text);
        cr_assert(pool_classify(p, i, blob[i].data, blob[i].len, &e) == 0);
    }
    while (pool_pending(p) > 0)
        cr_assert(pool_wait(p, -1, hear, t, &e) == 0, "%s", e.text);
    cr_assert(t->n == SOUNDS);
}

static void told_clear(struct told *t)
{
    for (size_t i = 0; i < SOUNDS; i++)
        buf_clear(&t->embedding[i]);
}

static bool alike(const struct verdict *a, const struct verdict *b)
{
    bool same = a->category.node == b->category.node && a->category.p == b->category.p &&
                a->form == b->form && a->form_p[0] == b->form_p[0];

    for (int i = 0; i < SOUND_TOP; i++)
        same = same && a->top[i].node == b->top[i].node && a->top[i].p == b->top[i].p;
    return same;
}

/* The last one is silence. */
static void make_mels(struct buf mel[SOUNDS])
{
    struct blob_packer *packer = blob_packer_new();

    for (size_t i = 0; i < SOUNDS; i++) {
        struct patch p = {.attack_cols = 1, .hops = 1};
        struct buf raw = {0};

        if (i + 1 < SOUNDS)
            random_patch(&p, 30 + 20 * i, (int)(i % 4), i);
        patch_write(&p, &raw);
        mel[i] = (struct buf){0};
        blob_pack(packer, BLOB_MEL, raw.data, raw.len, &mel[i]);
        buf_clear(&raw);
    }
    blob_packer_free(packer);
}

/* The built-in model; NULL where there is none. */
static struct model *built_in(void)
{
    const uint8_t *data;
    struct model *m = NULL;
    struct err e = {0};
    size_t n;

    if (model_embedded(&data, &n))
        cr_assert(model_parse(&m, data, n, &e) == 0, "%s", e.text);
    return m;
}

static struct pool *start(const struct model *m, const struct buf *given)
{
    const struct pool_options o = {.program = getenv("SAMPLEDB"),
                                   .jobs = 2,
                                   .timeout_ms = PATIENT_MS,
                                   .nodes = m->nodes,
                                   .model = given ? given->data : NULL,
                                   .model_len = given ? given->len : 0};

    return open_pool(&o);
}

static struct buf file_with(struct model *m, const char *tensor)
{
    struct model_tensor *t = model_find(m, tensor);
    struct buf b = {0};

    for (size_t i = 0; i < t->count; i++)
        t->data[i] = -t->data[i];
    model_seal(m);
    model_write(m, &b);
    return b;
}

Test(retell, a_worker_says_of_an_embedding_what_it_said_of_the_sound)
{
    struct model *m = built_in();
    struct told once = {.n = 0}, again = {.n = 0}, other = {.n = 0};
    struct buf mel[SOUNDS], file;
    struct pool *p;
    size_t sure = 0, differ = 0;

    if (!m)
        return;
    make_mels(mel);
    p = start(m, NULL);
    ask(p, &once, mel);
    ask(p, &again, once.embedding);
    pool_close(p);
    for (size_t i = 0; i < SOUNDS; i++) {
        cr_expect(once.sound[i].status == SOUND_OK && once.embedding[i].len > 0);
        cr_expect(again.sound[i].status == SOUND_OK && again.embedding[i].len == 0);
        cr_expect(alike(&once.sound[i].verdict, &again.sound[i].verdict), "sound %zu", i);
        sure += once.sound[i].verdict.top[0].node >= 0;
    }
    cr_expect(sure == SOUNDS - 1, "all but silence");

    file = file_with(m, "category.weight");
    p = start(m, &file);
    ask(p, &other, once.embedding);
    pool_close(p);
    for (size_t i = 0; i < SOUNDS; i++) {
        cr_expect(other.sound[i].status == SOUND_OK, "%s", other.sound[i].error);
        differ += !alike(&once.sound[i].verdict, &other.sound[i].verdict);
    }
    cr_expect(differ == SOUNDS - 1, "other heads speak of the same embedding otherwise");
    buf_clear(&file);

    file = file_with(m, "embedding.weight");
    p = start(m, &file);
    ask(p, &other, once.embedding);
    pool_close(p);
    for (size_t i = 0; i < SOUNDS; i++) {
        cr_expect(other.sound[i].status == SOUND_FAILED);
        cr_expect_str_eq(other.sound[i].error, "embedding of another model");
    }
    buf_clear(&file);
    for (size_t i = 0; i < SOUNDS; i++)
        buf_clear(&mel[i]);
    told_clear(&once);
    told_clear(&again);
    told_clear(&other);
    model_free(m);
}

Test(retell, a_model_that_is_none_is_a_clear_error)
{
    struct model *m = built_in();
    struct buf junk = {0};
    struct err e = {0};
    struct pool *p;

    if (!m)
        return;
    buf_bytes(&junk, "no model at all", 15);
    p = start(m, &junk);
    for (int i = 0; i < 100 && e.kind == ERR_NONE; i++)
        pool_wait(p, 1000, note, &seen, &e);
    pool_close(p);
    cr_expect(strstr(e.text, "the library's model: "), "%s", e.text);
    buf_clear(&junk);
    model_free(m);
}

/* Several processes read one descriptor, from which no place may be moved. */
Test(retell, every_worker_gets_the_whole_model)
{
    struct model *m = built_in();
    struct told t = {.n = 0};
    struct buf mel[SOUNDS], file = {0};
    struct pool *p;

    if (!m)
        return;
    make_mels(mel);
    model_write(m, &file);
    for (int round = 0; round < 3; round++) {
        p = start(m, &file);
        ask(p, &t, mel);
        pool_close(p);
    }
    for (size_t i = 0; i < SOUNDS; i++) {
        cr_expect(t.sound[i].status == SOUND_OK, "%s", t.sound[i].error);
        buf_clear(&mel[i]);
    }
    buf_clear(&file);
    told_clear(&t);
    model_free(m);
}
