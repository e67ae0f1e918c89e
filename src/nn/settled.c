/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sounds of a library of which a model knows what they are, each by itself. */
#include "nn/settled.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "util/buf.h"

static const char *const key_name = "settled.key", *const share_name = "settled.share";

size_t settled_tensors(const struct model *m)
{
    return (model_find(m, key_name) != NULL) + (model_find(m, share_name) != NULL);
}

int settled_of(struct settled *out, const struct model *m)
{
    const struct model_tensor *key = model_find(m, key_name),
                              *share = model_find(m, share_name);

    if (!key || !share)
        return 0;
    *out = (struct settled){key->shape[0], share->shape[1], key->bytes, share->bytes};
    return 1;
}

static void put(struct model *m, const char *name, size_t n, size_t width,
                const uint8_t *from)
{
    model_drop(m, name);
    if (n > 0)
        memcpy(model_put(m, name, true, 2, (size_t[]){n, width})->bytes, from, n * width);
}

void settled_put(struct model *m, const struct settled *from)
{
    assert(from->n <= SETTLED_MAX && (from->n == 0 || from->leaves == m->leaves));
    put(m, key_name, from->n, SETTLED_KEY, from->key);
    put(m, share_name, from->n, from->leaves, from->share);
}

static bool is_table(const struct model_tensor *t, size_t width)
{
    return t && t->bytes && t->dims == 2 && t->shape[1] == width;
}

static bool possible(const struct settled *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const uint8_t *key = s->key + i * SETTLED_KEY;
        size_t sum = 0;

        for (size_t c = 0; c < s->leaves; c++)
            sum += s->share[i * s->leaves + c];
        if (sum == 0 || (i > 0 && memcmp(key - SETTLED_KEY, key, SETTLED_KEY) >= 0))
            return false;
    }
    return true;
}

int settled_check(const struct model *m, struct err *e)
{
    const struct model_tensor *key = model_find(m, key_name),
                              *share = model_find(m, share_name);
    struct settled s = {0};

    if (!key && !share)
        return 0;
    if (!is_table(key, SETTLED_KEY) || !is_table(share, m->leaves) ||
        key->shape[0] != share->shape[0])
        return err_set(e, ERR_FORMAT, "tensors settled.* are of a wrong type or shape");
    if (key->shape[0] > SETTLED_MAX)
        return err_set(e, ERR_LIMIT, "model with %zu settled sounds", key->shape[0]);
    settled_of(&s, m);
    return possible(&s) ? 0
                        : err_set(e, ERR_FORMAT, "model with impossible settled sounds");
}

void settled_key(size_t n, const float *known, uint8_t key[SETTLED_KEY])
{
    XXH64_canonical_t hash;
    struct buf b = {0};

    for (size_t i = 0; i < n; i++)
        buf_f32(&b, known[i]);
    XXH64_canonicalFromHash(&hash, XXH3_64bits(b.data, b.len));
    buf_clear(&b);
    _Static_assert(sizeof hash == SETTLED_KEY, "a sound is known by an XXH3-64");
    memcpy(key, &hash, sizeof hash);
}

static int by_key(const void *a, const void *b) { return memcmp(a, b, SETTLED_KEY); }

int settled_tell(const struct settled *s, size_t n, const float *known, float *leaf)
{
    uint8_t key[SETTLED_KEY];
    const uint8_t *at, *share;
    float sum = 0.0f;

    if (s->n == 0)
        return 0;
    settled_key(n, known, key);
    at = bsearch(key, s->key, s->n, SETTLED_KEY, by_key);
    if (!at)
        return 0;
    share = s->share + (size_t)(at - s->key) / SETTLED_KEY * s->leaves;
    for (size_t c = 0; c < s->leaves; c++)
        sum += (float)share[c];
    for (size_t c = 0; c < s->leaves; c++)
        leaf[c] = (float)share[c] / sum;
    return 1;
}
