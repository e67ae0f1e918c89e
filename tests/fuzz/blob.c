/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a feature BLOB, and as the mel patch or the embedding inside one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nn/patch.h"
#include "nn/stats.h"
#include "util/blob.h"
#include "util/embedding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An accepted patch is written as the bytes it was read from, and can be measured. */
static void try_patch(const uint8_t *data, size_t size)
{
    struct patch p;
    struct buf b = {0};
    struct err e;
    float x[STATS_COUNT];

    if (patch_read(&p, data, size, &e) != 0)
        return;
    patch_write(&p, &b);
    if (b.len != size || memcmp(b.data, data, size) != 0)
        abort();
    if (p.attack_cols < 1 || p.attack_cols > PATCH_COLS)
        abort();
    stats_of(&p, x);
    for (size_t i = 0; i < STATS_COUNT; i++)
        if (!(x[i] > -1000.0f && x[i] < 1000.0f))
            abort();
    buf_clear(&b);
}

/* The same of an embedding. */
static void try_embedding(const uint8_t *data, size_t size)
{
    struct embedding k;
    struct buf b = {0};
    struct err e;
    uint8_t trunk[SOUND_TRUNK];
    float x[EMBEDDING_MAX];

    if (embedding_read(&k, trunk, data, size, &e) != 0)
        return;
    embedding_write(&k, trunk, &b);
    if (b.len != size || memcmp(b.data, data, size) != 0)
        abort();
    embedding_numbers(&k, x);
    for (size_t i = 0; i < k.n; i++)
        if (!(x[i] > -1e7f && x[i] < 1e7f))
            abort();
    buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct blob_head head;
    struct buf raw = {0};
    struct err e;

    if (blob_unpack(&head, data, size, &raw, &e) == 0) {
        if (raw.len != head.raw_len || raw.len > BLOB_MAX_RAW)
            abort();
        try_patch(raw.data, raw.len);
        try_embedding(raw.data, raw.len);
    }
    try_patch(data, size);
    try_embedding(data, size);
    buf_clear(&raw);
    return 0;
}
