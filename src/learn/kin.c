/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the sounds of a folder are of one kind. */
#include "learn/kin.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/sound.h"
#include "util/vec.h"

/* Below it lie disks and kits that hold a bit of everything (0.1 to 0.24 on dev), above
 * it folders that somebody sorted (most from 0.5). */
static const float least = 0.25f;

struct place {
    size_t folder, at;
};

static int by_folder(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->folder != y->folder)
        return x->folder < y->folder ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Of the n sounds of one folder. */
static float kinship(const struct place *of, size_t n, size_t leaves, const float *p)
{
    float sum[SOUND_MAX_NODES] = {0}, self = 0.0f, pairs;

    for (size_t i = 0; i < n; i++) {
        const float *one = p + of[i].at * leaves;

        self += vec_dot(leaves, one, one);
        for (size_t c = 0; c < leaves; c++)
            sum[c] += one[c];
    }
    if (n < 2 || self <= 0.0f)
        return 0.0f;
    pairs = (vec_dot(leaves, sum, sum) - self) / (float)(n - 1);
    return pairs < least * self ? 0.0f : pairs < self ? pairs / self : 1.0f;
}

void kin_measure(size_t n, size_t leaves, const float *p, const size_t *folder,
                 float *kin)
{
    struct place *of = mem_new(n, sizeof *of);
    size_t first = 0;

    for (size_t i = 0; i < n; i++)
        of[i] = (struct place){folder[i], i};
    qsort(of, n, sizeof *of, by_folder);
    for (size_t i = 1; i <= n; i++) {
        if (i < n && of[i].folder == of[first].folder)
            continue;
        for (const float k = kinship(of + first, i - first, leaves, p); first < i;
             first++)
            kin[of[first].at] = k;
    }
    free(of);
}
