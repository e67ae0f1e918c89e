/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a checkpoint: refused, or what we would write ourselves. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nn/arch.h"
#include "nn/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EPOCHS = 4, TOTAL = 5, LEARNED = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct net net = {
        .arch = &arch_linear, .leaves = 2, .total = TOTAL, .learned = LEARNED};
    struct train_options o = *train_defaults("linear");
    struct train_epoch curve[EPOCHS];
    float w[TOTAL], average[TOTAL], best[TOTAL], m[LEARNED], v[LEARNED];
    struct checkpoint c = {.net = &net,
                           .options = &o,
                           .rows = 99,
                           .batches = 3,
                           .curve = curve,
                           .w = w,
                           .average = average,
                           .best = best,
                           .m = m,
                           .v = v};
    struct buf sealed = {0}, again = {0};
    struct err e;

    o.epochs = EPOCHS;
    /* Length and checksum are put right, so that more is looked at than these. */
    buf_bytes(&sealed, data, size);
    checkpoint_seal(&sealed);
    if (checkpoint_parse(&c, sealed.data, sealed.len, &e) == 0) {
        if (c.epochs > EPOCHS || c.batch > c.batches || c.sum.right > c.sum.rows)
            abort();
        checkpoint_write(&c, &again);
        if (again.len != sealed.len || memcmp(again.data, sealed.data, again.len) != 0)
            abort();
    }
    if (checkpoint_parse(&c, data, size, &e) == 0 && size != again.len)
        abort();
    buf_clear(&sealed);
    buf_clear(&again);
    return 0;
}
