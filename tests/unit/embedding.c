/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/embedding, nn/rehearsal: what a model keeps of sounds, and says of it again. */
#include "near.h"

#include <math.h>
#include <string.h>

#include "nn/classify.h"
#include "nn/net.h"
#include "nn/rehearsal.h"
#include "random_patch.h"
#include "util/blob.h"
#include "util/embedding.h"

static const char *const archs[] = {"linear", "cnn", "cnn-texture", "crnn", "attention"};
enum { ARCHS = sizeof archs / sizeof *archs, LEAVES = 3 };

static struct net *random_net(const char *arch, uint64_t seed)
{
    struct net *n = net_new(arch, LEAVES);
    struct rng r;

    rng_init(&r, seed);
    net_start(n, &r);
    if (n->scales) /* no number is left out */
        for (size_t i = 0; i < n->parts; i++)
            for (size_t k = 0; n->part[i].w >= n->w + n->learned && k < n->part[i].count;
                 k++)
                n->part[i].w[k] = (float)rng_unit(&r);
    return n;
}

/* A whole model with random weights and two forms of doubt. */
static struct model *random_model(const char *arch, uint64_t seed)
{
    static const char *const tag[] = {"drums.kick", "drums.snare", "bass", "drums"};
    struct model *m = mem_new(1, sizeof *m);
    struct net *n = random_net(arch, seed);
    struct err e;

    m->nodes = LEAVES + 1;
    m->leaves = LEAVES;
    for (size_t i = 0; i < m->nodes; i++) {
        strcpy(m->node[i].tag, tag[i]);
        if (i < LEAVES)
            strcpy(m->node[i].label,
                   strrchr(tag[i], '.') ? strrchr(tag[i], '.') + 1 : tag[i]);
    }
    strcpy(m->arch, arch);
    m->feature_version = BLOB_MEL_VERSION;
    m->temperature = m->form_temperature = 1.0f;
    m->leaf_threshold = m->form_threshold = 0.4f;
    m->parent_threshold = 0.5f;
    m->metrics = mem_text("{}", 2);
    net_store(n, m);
    net_free(n);
    model_seal(m);
    cr_assert(model_link(m, &e) == 0);
    return m;
}

static bool alike(const struct verdict *a, const struct verdict *b)
{
    bool same = a->has_model == b->has_model && a->category.node == b->category.node &&
                a->category.p == b->category.p && a->form == b->form &&
                memcmp(a->form_p, b->form_p, sizeof a->form_p) == 0;

    for (int i = 0; i < SOUND_TOP; i++)
        same = same && a->top[i].node == b->top[i].node && a->top[i].p == b->top[i].p;
    return same;
}

Test(embedding, is_off_by_half_a_step_at_most)
{
    float x[200], y[200];
    struct embedding k;
    struct rng r;

    rng_init(&r, 1);
    for (size_t i = 0; i < 200; i++)
        x[i] = (float)rng_normal(&r) * (i % 7 ? 1.0f : 100.0f);
    embedding_of(&k, 200, x);
    embedding_numbers(&k, y);
    cr_expect(k.step > 0.0f);
    for (size_t i = 0; i < 200; i++)
        cr_expect(fabsf(x[i] - y[i]) <= 0.501f * k.step, "%zu: %g is %g", i, (double)x[i],
                  (double)y[i]);
    embedding_round(1, 200, x);
    cr_expect(memcmp(x, y, sizeof x) == 0);
}

Test(embedding, nought_stays_nought_among_positive_numbers)
{
    const float x[4] = {0.0f, 3.7f, 0.0f, 11.0f};
    float y[4];
    struct embedding k;

    embedding_of(&k, 4, x);
    embedding_numbers(&k, y);
    cr_expect(y[0] == 0.0f && y[2] == 0.0f && fabsf(y[3] - 11.0f) < 1e-5f);
}

Test(embedding, of_equal_or_tiny_or_huge_numbers_is_finite)
{
    static const float wild[][2] = {{5.0f, 5.0f},  {0.0f, 0.0f},    {1e-40f, 2e-40f},
                                    {-1e6f, 1e6f}, {-3e-38f, 0.0f}, {7.0f, 7.000001f}};

    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++) {
        struct embedding k, back;
        struct buf b = {0};
        struct err e = {0};
        uint8_t trunk[SOUND_TRUNK] = {0};
        float y[2];

        embedding_of(&k, 2, wild[i]);
        embedding_numbers(&k, y);
        cr_expect(isfinite(y[0]) && isfinite(y[1]), "%zu", i);
        cr_expect(fabsf(y[1] - wild[i][1]) <= 0.51f * k.step + 1e-6f, "%zu", i);
        embedding_write(&k, trunk, &b);
        cr_expect(embedding_read(&back, trunk, b.data, b.len, &e) == 0, "%zu: %s", i,
                  e.text);
        buf_clear(&b);
    }
}

Test(embedding, what_is_written_is_read_back_and_nothing_wild)
{
    const float x[3] = {-1.0f, 0.25f, 2.0f}, none = NAN, much = 1e9f, less = -1.0f;
    const uint8_t trunk[SOUND_TRUNK] = "a trunk's own id";
    uint8_t got[SOUND_TRUNK] = {0};
    struct embedding k, back = {0};
    struct buf b = {0};
    struct err e = {0};

    embedding_of(&k, 3, x);
    embedding_write(&k, trunk, &b);
    cr_assert(embedding_read(&back, got, b.data, b.len, &e) == 0);
    cr_expect(memcmp(got, trunk, sizeof got) == 0 && back.n == 3 && back.low == k.low &&
              back.step == k.step && memcmp(back.byte, k.byte, 3) == 0);
    for (size_t n = 0; n < SOUND_TRUNK + 8; n++)
        cr_expect(embedding_read(&back, got, b.data, n, &e) == -1, "%zu bytes", n);
    cr_expect(embedding_read(&back, got, b.data, SOUND_TRUNK + 8, &e) == 0 &&
              back.n == 0);
    memcpy(b.data + SOUND_TRUNK, &none, sizeof none);
    cr_expect(embedding_read(&back, got, b.data, b.len, &e) == -1);
    memcpy(b.data + SOUND_TRUNK, &x[0], sizeof x[0]);
    memcpy(b.data + SOUND_TRUNK + 4, &much, sizeof much);
    cr_expect(embedding_read(&back, got, b.data, b.len, &e) == -1);
    memcpy(b.data + SOUND_TRUNK + 4, &less, sizeof less);
    cr_expect(embedding_read(&back, got, b.data, b.len, &e) == -1);
    buf_clear(&b);
    buf_reserve(&b, 4096);
    memset(b.data, 0, 4096);
    cr_expect(embedding_read(&back, got, b.data, SOUND_TRUNK + 8 + EMBEDDING_MAX, &e) ==
              0);
    cr_expect(embedding_read(&back, got, b.data, SOUND_TRUNK + 9 + EMBEDDING_MAX, &e) ==
              -1);
    buf_clear(&b);
}

Test(embedding, says_again_what_the_sound_said)
{
    for (size_t a = 0; a < ARCHS; a++) {
        struct model *m = random_model(archs[a], 5 + a);
        struct classifier *c = classifier_new(m), *other = classifier_new(m);
        int told = 0;

        for (int i = 0; i < 6; i++) {
            struct patch p;
            struct verdict once, again;
            struct embedding k, back;
            struct buf b = {0};
            struct err e;
            uint8_t trunk[SOUND_TRUNK];

            random_patch(&p, 40 + 30 * (size_t)i, i % 3, (uint64_t)i);
            classify(c, &p, &once);
            classify_embed(c, &p, &k);
            embedding_write(&k, m->trunk, &b);
            cr_assert(embedding_read(&back, trunk, b.data, b.len, &e) == 0);
            cr_assert(classify_fits(other, trunk, &back));
            classify_kept(other, &back, &again);
            cr_expect(alike(&once, &again), "%s", archs[a]);
            told += once.category.node >= 0;
            buf_clear(&b);
        }
        cr_expect(told > 0, "%s: nothing but doubt proves nothing", archs[a]);
        classifier_free(c);
        classifier_free(other);
        model_free(m);
    }
}

Test(embedding, of_silence_knows_nothing)
{
    struct model *m = random_model("linear", 1);
    struct classifier *c = classifier_new(m);
    struct patch p = {.attack_cols = 1, .hops = 1, .duration_s = 1.0f};
    struct embedding k;
    struct verdict v;

    classify_embed(c, &p, &k);
    cr_expect(k.n == 0 && classify_fits(c, m->trunk, &k));
    classify_kept(c, &k, &v);
    cr_expect(v.has_model && v.category.node == -1 && v.top[0].node == -1 &&
              v.form == -1);
    classifier_free(c);
    model_free(m);
}

Test(embedding, of_another_trunk_or_length_does_not_fit)
{
    struct model *m = random_model("linear", 1);
    struct classifier *c = classifier_new(m);
    struct embedding k;
    struct patch p;
    uint8_t other[SOUND_TRUNK];

    random_patch(&p, 50, 1, 1);
    classify_embed(c, &p, &k);
    memcpy(other, m->trunk, sizeof other);
    cr_expect(classify_fits(c, other, &k));
    other[3] ^= 1;
    cr_expect(!classify_fits(c, other, &k));
    k.n--;
    cr_expect(!classify_fits(c, m->trunk, &k));
    classifier_free(c);
    model_free(m);
}

Test(embedding, other_heads_leave_the_trunk_and_nothing_else_does)
{
    for (size_t a = 0; a < ARCHS; a++) {
        struct model *m = random_model(archs[a], 2);

        for (size_t i = 0; i < m->tensors; i++) {
            struct model *c = model_copy(m);
            const char *name = c->tensor[i].name;
            const bool head =
                strncmp(name, "category.", 9) == 0 || strncmp(name, "form.", 5) == 0;

            model_seal(c);
            cr_expect(strcmp(c->id, m->id) == 0);
            cr_expect(memcmp(c->trunk, m->trunk, SOUND_TRUNK) == 0, "%s %s", archs[a],
                      name);
            c->tensor[i].data[c->tensor[i].count - 1] += 1.0f;
            model_seal(c);
            cr_expect(strcmp(c->id, m->id) != 0, "%s %s", archs[a], name);
            cr_expect((memcmp(c->trunk, m->trunk, SOUND_TRUNK) == 0) == head, "%s %s",
                      archs[a], name);
            model_free(c);
        }
        model_free(m);
    }
}

enum { SOUNDS = 5, MOST_WIDTH = EMBEDDING_MAX };

/* A rehearsal of SOUNDS sounds, of static memory. */
static struct rehearsal some_rehearsal(size_t width)
{
    static uint8_t byte[SOUNDS * MOST_WIDTH], leaf[SOUNDS], form[SOUNDS],
        source[2 * SOUNDS];
    static float range[2 * SOUNDS];

    for (size_t i = 0; i < SOUNDS; i++) {
        for (size_t k = 0; k < width; k++)
            byte[i * width + k] = (uint8_t)(31 * i + k);
        range[2 * i] = -(float)i;
        range[2 * i + 1] = 0.01f * (float)i;
        leaf[i] = (uint8_t)(i % LEAVES);
        form[i] = i == 2 ? REHEARSAL_NO_FORM : i % FORM_COUNT;
        source[2 * i] = (uint8_t)i;
        source[2 * i + 1] = 1;
    }
    return (struct rehearsal){SOUNDS, width, byte, range, leaf, form, source};
}

static size_t width_of(const struct model *m)
{
    return model_find(m, "category.weight")->shape[1];
}

Test(rehearsal, travels_with_the_model)
{
    for (size_t a = 0; a < ARCHS; a++) {
        struct model *m = random_model(archs[a], 3), *back = NULL;
        const struct rehearsal r = some_rehearsal(width_of(m));
        struct rehearsal got;
        struct embedding k;
        struct buf b = {0}, again = {0};
        struct err e = {0};

        cr_expect(rehearsal_of(&got, m) == 0);
        rehearsal_put(m, &r);
        model_seal(m);
        model_write(m, &b);
        cr_assert(model_parse(&back, b.data, b.len, &e) == 0, "%s", e.text);
        cr_assert(rehearsal_of(&got, back) == 1);
        cr_expect(got.n == r.n && got.width == r.width);
        cr_expect(memcmp(got.byte, r.byte, r.n * r.width) == 0);
        cr_expect(memcmp(got.range, r.range, r.n * 2 * sizeof *r.range) == 0);
        cr_expect(memcmp(got.leaf, r.leaf, r.n) == 0 &&
                  memcmp(got.form, r.form, r.n) == 0);
        cr_expect(memcmp(got.source, r.source, 2 * r.n) == 0);
        rehearsal_sound(&got, 3, &k);
        cr_expect(k.n == r.width && k.low == r.range[6] && k.step == r.range[7] &&
                  k.byte[1] == r.byte[3 * r.width + 1]);
        cr_expect(memcmp(back->trunk, m->trunk, SOUND_TRUNK) == 0 &&
                  strcmp(back->id, m->id) == 0);
        model_write(back, &again);
        cr_expect(again.len == b.len && memcmp(again.data, b.data, b.len) == 0);
        buf_clear(&b);
        buf_clear(&again);
        model_free(back);
        model_free(m);
    }
}

Test(rehearsal, none_is_none_again)
{
    struct model *m = random_model("linear", 3), *c = model_copy(m);
    const struct rehearsal r = some_rehearsal(width_of(m)), none = {0};

    rehearsal_put(m, &r);
    cr_expect(m->tensors == c->tensors + 5 && rehearsal_tensors(m) == 5);
    rehearsal_put(m, &none);
    model_seal(m);
    model_seal(c);
    cr_expect(rehearsal_tensors(m) == 0 && strcmp(m->id, c->id) == 0);
    model_free(m);
    model_free(c);
}

/* Written as it is and read again: what model_parse() says. */
static int reread(struct model *m, struct err *e)
{
    struct model *back = NULL;
    struct buf b = {0};
    int rc;

    model_seal(m);
    model_write(m, &b);
    rc = model_parse(&back, b.data, b.len, e);
    buf_clear(&b);
    model_free(back);
    return rc;
}

Test(rehearsal, in_part_or_in_disorder_is_refused)
{
    static const char *const name[] = {"rehearsal.embedding", "rehearsal.range",
                                       "rehearsal.leaf", "rehearsal.form",
                                       "rehearsal.source"};
    struct model *m = random_model("linear", 3), *c;
    const struct rehearsal r = some_rehearsal(width_of(m));
    const size_t wrong[] = {SOUNDS + 1, 3};
    struct err e = {0};

    rehearsal_put(m, &r);
    cr_expect(reread(m, &e) == 0, "%s", e.text);
    for (size_t i = 0; i < 5; i++) {
        c = model_copy(m);
        model_drop(c, name[i]);
        cr_expect(reread(c, &e) == -1, "without %s", name[i]);
        model_put(c, name[i], i != 1, 2, wrong);
        cr_expect(reread(c, &e) == -1 && strstr(e.text, "rehearsal"), "%s: %s", name[i],
                  e.text);
        model_free(c);
        c = model_copy(m);
        model_put(c, name[i], i == 1, model_find(m, name[i])->dims,
                  model_find(m, name[i])->shape);
        cr_expect(reread(c, &e) == -1, "%s of another type", name[i]);
        model_free(c);
    }
    model_find(m, "rehearsal.leaf")->bytes[1] = LEAVES;
    cr_expect(reread(m, &e) == -1, "a leaf that there is not");
    model_find(m, "rehearsal.leaf")->bytes[1] = 0;
    model_find(m, "rehearsal.form")->bytes[1] = FORM_COUNT;
    cr_expect(reread(m, &e) == -1, "a form that there is not");
    model_find(m, "rehearsal.form")->bytes[1] = REHEARSAL_NO_FORM;
    model_find(m, "rehearsal.range")->data[3] = -1.0f;
    cr_expect(reread(m, &e) == -1, "steps backwards");
    model_find(m, "rehearsal.range")->data[3] = 1.0f;
    cr_expect(reread(m, &e) == 0, "%s", e.text);
    model_free(m);
}
