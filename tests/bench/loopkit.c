/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One-shots of a corpus, decoded and sorted by part, for loops to be made of. */
#include "loopkit.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/decode.h"
#include "util/csv.h"
#include "util/mem.h"

static const struct {
    const char *label;
    enum kit_part part;
} parts[] = {
    {"kick", KIT_KICK},       {"snare", KIT_SNARE},      {"clap", KIT_CLAP},
    {"rim", KIT_RIM},         {"hat-closed", KIT_HAT},   {"hat-open", KIT_OPEN},
    {"ride", KIT_RIDE},       {"crash", KIT_CRASH},      {"tom", KIT_TOM},
    {"perc-hand", KIT_HAND},  {"perc-metal", KIT_METAL}, {"perc-wood", KIT_WOOD},
    {"shaker", KIT_SHAKER},   {"bass", KIT_BASS},        {"keys", KIT_KEYS},
    {"organ", KIT_KEYS},      {"guitar", KIT_PLUCK},     {"mallet", KIT_PLUCK},
    {"synth-stab", KIT_STAB}, {"brass", KIT_STAB},       {"synth-lead", KIT_LEAD},
    {"woodwind", KIT_LEAD},   {"synth-pad", KIT_PAD},    {"strings", KIT_PAD},
};

/* Columns of manifest.csv. */
enum { PATH, LABEL, FORM, SOURCE, GROUP, SPLIT };

static int part_of(const char *label)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(label, parts[i].label) == 0)
            return (int)parts[i].part;
    return -1;
}

/* At KIT_RATE, without what is silent before it, as loud as can be. */
static struct hit take(const struct audio *a)
{
    const double step = (double)a->rate_hz / KIT_RATE;
    float peak = 0.0f;
    size_t from = 0;
    struct hit h = {0};

    for (size_t i = 0; i < a->n; i++)
        peak = fmaxf(peak, fabsf(a->x[i]));
    if (!(peak > 0.001f))
        return h;
    while (fabsf(a->x[from]) < 0.02f * peak)
        from++;
    h.n = (size_t)fmin((double)(a->n - from) / step, (double)KIT_SECONDS * KIT_RATE);
    h.x = mem_new(h.n + 1, sizeof *h.x);
    for (size_t i = 0; i < h.n; i++) {
        const double at = (double)from + (double)i * step;
        const size_t j = (size_t)at < a->n ? (size_t)at : a->n - 1;
        const float next = j + 1 < a->n ? a->x[j + 1] : 0.0f;

        h.x[i] = (a->x[j] + (float)(at - (double)j) * (next - a->x[j])) / peak;
    }
    return h;
}

static int decode(struct hit *out, const char *root, const char *path, struct err *e)
{
    char name[4096];
    struct audio a = {0};
    int fd, rc;

    snprintf(name, sizeof name, "%s/%s", root, path);
    fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(e, "%s", name);
    rc = audio_read(&a, fd, e);
    close(fd);
    if (rc != 0)
        return err_in(e, "%s", name);
    *out = take(&a);
    audio_free(&a);
    return 0;
}

/* One pass over the rows: count those of each part, or decode KIT_EACH of `all`. */
static int pass(struct loopkit *k, const struct buf *text, const char *root,
                const size_t *all, size_t *seen, struct err *e)
{
    struct csv c;
    int more = 0, rc = 0;

    csv_init(&c, (const char *)text->data, text->len);
    while (rc == 0 && (more = csv_next(&c, e)) > 0) {
        const int part = part_of(csv_field(&c, LABEL));
        struct hit *to;
        size_t i;

        if (part < 0 || strcmp(csv_field(&c, SPLIT), "train") != 0 ||
            strcmp(csv_field(&c, FORM), "oneshot") != 0)
            continue;
        i = seen[part]++;
        if (!all || k->hits[part] == KIT_EACH ||
            (i + 1) * KIT_EACH / all[part] == i * KIT_EACH / all[part])
            continue;
        to = &k->hit[part][k->hits[part]];
        rc = decode(to, root, csv_field(&c, PATH), e);
        if (rc == 0 && to->n > 0)
            k->hits[part]++;
    }
    csv_clear(&c);
    return more < 0 ? -1 : rc;
}

int loopkit_load(struct loopkit *k, const char *root, struct err *e)
{
    char name[4096];
    struct buf text = {0};
    size_t all[KIT_COUNT] = {0}, seen[KIT_COUNT] = {0};
    int rc;

    snprintf(name, sizeof name, "%s/manifest.csv", root);
    rc = csv_load(&text, name, (size_t)64 << 20, e);
    if (rc == 0)
        rc = pass(k, &text, root, NULL, all, e);
    if (rc == 0)
        rc = pass(k, &text, root, all, seen, e);
    for (size_t p = 0; rc == 0 && p < KIT_COUNT; p++)
        if (k->hits[p] == 0)
            rc = err_set(e, ERR_FORMAT, "%s: no one-shot for part %zu", name, p);
    buf_clear(&text);
    return rc;
}

void loopkit_clear(struct loopkit *k)
{
    for (size_t p = 0; p < KIT_COUNT; p++)
        for (size_t i = 0; i < k->hits[p]; i++)
            free(k->hit[p][i].x);
    *k = (struct loopkit){0};
}

const struct hit *loopkit_any(const struct loopkit *k, enum kit_part part, struct rng *r)
{
    return &k->hit[part][rng_below(r, k->hits[part])];
}
