/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a model file: refused, or whole, stable and usable. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nn/classify.h"
#include "nn/model.h"
#include "nn/pitch.h"
#include "nn/rehearsal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use_rehearsal(const struct model *m)
{
    struct rehearsal r;
    struct embedding k;
    float x[EMBEDDING_MAX];

    if (!rehearsal_of(&r, m))
        return;
    for (size_t i = 0; i < r.n; i++) {
        rehearsal_sound(&r, i, &k);
        embedding_numbers(&k, x);
        for (size_t n = 0; n < k.n; n++)
            if (!isfinite(x[n]))
                abort();
        if (r.leaf[i] >= m->leaves)
            abort();
    }
}

static void use(const struct model *m)
{
    struct classifier *c = classifier_new(m);
    struct patch p = {.attack_cols = 1, .hops = 1, .duration_s = 1};
    struct verdict v;
    struct pitch_net net;
    struct pitch heard;

    p.attack[0][7] = 200;
    for (size_t b = 40; b < PATCH_FINE; b += 24)
        p.partials[1][b] = 200;
    classify(c, &p, &v);
    if (!(v.top[0].p >= 0 && v.top[0].p <= 1) || v.category.node >= (int)m->nodes)
        abort();
    pitch_of(pitch_net_of(&net, m) ? &net : NULL, &p, &heard);
    if (heard.why == MEASURED ? !(isfinite(heard.hz) && heard.hz > 0 &&
                                  heard.confidence >= 0 && heard.confidence <= 1)
                              : heard.hz != 0 || heard.confidence != 0)
        abort();
    classifier_free(c);
    use_rehearsal(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct model *m = NULL, *back = NULL;
    struct buf b = {0};
    struct err e;

    if (model_parse(&m, data, size, &e) != 0)
        return 0;
    use(m);
    model_write(m, &b);
    if (model_parse(&back, b.data, b.len, &e) != 0 || strcmp(m->id, back->id) != 0)
        abort(); /* accepted, yet not what we write */
    buf_clear(&b);
    model_free(m);
    model_free(back);
    return 0;
}
