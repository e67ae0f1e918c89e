/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person said of sounds, as numbers to learn from. */
#include "learn/lesson.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/grow.h"
#include "nn/classify.h"
#include "util/mem.h"

__attribute__((format(printf, 2, 3))) static void warn(struct lesson *l, const char *fmt,
                                                       ...)
{
    const size_t used = strlen(l->warnings);
    va_list ap;

    if (used + 200 > sizeof l->warnings)
        return;
    va_start(ap, fmt);
    vsnprintf(l->warnings + used, sizeof l->warnings - used - 1, fmt, ap);
    va_end(ap);
    strcat(l->warnings, "\n");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void consider(struct lesson *l, struct model *m, const char *tag, size_t times,
                     size_t least)
{
    struct err e;

    if (times < least)
        warn(l, "%s: %zu of the %zu examples that a new category wants", tag, times,
             least);
    else if (grow(m, tag, &e) != 0)
        warn(l, "%s", e.text);
    else
        l->grown++;
}

/* New names in the order of the alphabet, whatever the order of the examples. */
static void learn_names(struct lesson *l, struct model *m,
                        const struct retrain_example *x, size_t n, size_t least)
{
    const char **tag = mem_new(n, sizeof *tag);
    size_t tags = 0, first = 0;

    for (size_t i = 0; i < n; i++)
        if (x[i].tag && grow_node(m, x[i].tag) < 0)
            tag[tags++] = x[i].tag;
    qsort(tag, tags, sizeof *tag, by_text);
    for (size_t i = 1; i <= tags; i++)
        if (i == tags || strcmp(tag[i], tag[first]) != 0) {
            consider(l, m, tag[first], i - first, least);
            first = i;
        }
    free(tag);
}

/* Leave only what is below the node, or with not_ only what is not. */
static void narrow(const struct branches *b, int node, bool not_, float *may)
{
    bool in[SOUND_MAX_NODES];

    branch_leaves(b, node, in);
    for (size_t c = 0; c < b->leaves; c++)
        if (in[c] == not_)
            may[c] = 0.0f;
}

/* Whether anything is said, and something is left that it may be. */
static bool hear(const struct model *m, const struct branches *b,
                 const struct retrain_example *x, float *may)
{
    const int node = x->tag ? grow_above(m, x->tag) : -1;
    float left = 0.0f;

    for (size_t c = 0; c < b->leaves; c++)
        may[c] = 1.0f;
    if (node >= 0)
        narrow(b, node, false, may);
    for (size_t r = 0; r < x->rejections; r++) {
        const int not_ = grow_node(m, x->rejected[r]);

        if (not_ >= 0)
            narrow(b, not_, true, may);
    }
    for (size_t c = 0; c < b->leaves; c++)
        left += may[c];
    return left > 0.0f && left < (float)b->leaves;
}

static int by_number(const void *a, const void *b)
{
    const size_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* Is this said to be of a leaf that has only just grown? */
static bool is_fresh(const struct lesson *l, size_t i)
{
    const float *may = l->may + i * l->leaves;

    for (size_t c = 0; c + l->grown < l->leaves; c++)
        if (may[c] > 0.0f)
            return false;
    return true;
}

size_t lesson_place(const struct lesson *l, size_t folder)
{
    const size_t *at =
        bsearch(&folder, l->place, l->folders, sizeof *l->place, by_number);

    return at ? (size_t)(at - l->place) : l->folders;
}

/* Folders by numbers from 0. */
static void number(struct lesson *l)
{
    size_t *sorted = mem_new(l->n + 1, sizeof *sorted);

    memcpy(sorted, l->folder, l->n * sizeof *sorted);
    qsort(sorted, l->n, sizeof *sorted, by_number);
    for (size_t i = 0; i < l->n; i++)
        if (i == 0 || sorted[i] != sorted[l->folders - 1])
            sorted[l->folders++] = sorted[i];
    l->place = sorted;
    for (size_t i = 0; i < l->n; i++)
        l->folder[i] = lesson_place(l, l->folder[i]);
}

/* Many of one folder are one witness. */
static void weigh(struct lesson *l, const struct lesson_weights *w)
{
    size_t *count = mem_new(l->folders + 1, sizeof *count), known = 0;
    float most = w->known;

    for (size_t i = 0; i < l->n; i++)
        count[l->folder[i]]++;
    for (size_t i = 0; i < l->n; i++)
        known += !is_fresh(l, i);
    if (known > 0 && w->all / (float)known < most)
        most = w->all / (float)known;
    for (size_t i = 0; i < l->n; i++) {
        const float share = w->cap / (float)count[l->folder[i]];

        l->weight[i] = is_fresh(l, i) ? w->fresh : share < most ? share : most;
    }
    free(count);
}

static void take(struct lesson *l, const struct model *m, const struct branches *b,
                 const struct retrain_example *x)
{
    const size_t at = l->n;

    if (x->known.n != l->width) {
        l->passed_over++;
        return;
    }
    l->known[at] = &x->known;
    embedding_numbers(&x->known, l->x + at * l->width);
    l->says[at] = hear(m, b, x, l->may + at * l->leaves);
    l->says_form[at] = x->form >= 0 && x->form < FORM_COUNT;
    for (int f = 0; f < FORM_COUNT; f++)
        l->form[at * FORM_COUNT + (size_t)f] =
            !l->says_form[at] || f == x->form ? 1.0f : 0.0f;
    l->folder[at] = x->folder;
    if (l->says[at] || l->says_form[at])
        l->n++;
    else
        l->passed_over++;
}

void lesson_make(struct lesson *out, struct model *m, const struct retrain_example *x,
                 size_t n, size_t least, const struct lesson_weights *w)
{
    struct branches b;

    *out = (struct lesson){.width = model_find(m, "category.weight")->shape[1]};
    learn_names(out, m, x, n, least);
    out->leaves = m->leaves;
    out->known = mem_new(n, sizeof *out->known);
    out->x = mem_new(n * out->width, sizeof *out->x);
    out->may = mem_new(n * m->leaves, sizeof *out->may);
    out->form = mem_new(n * FORM_COUNT, sizeof *out->form);
    out->weight = mem_new(n, sizeof *out->weight);
    out->folder = mem_new(n, sizeof *out->folder);
    out->says = mem_new(n, sizeof *out->says);
    out->says_form = mem_new(n, sizeof *out->says_form);
    classify_branches(m, &b);
    for (size_t i = 0; i < n; i++)
        take(out, m, &b, &x[i]);
    number(out);
    weigh(out, w);
}

void lesson_clear(struct lesson *l)
{
    free(l->known);
    free(l->x);
    free(l->may);
    free(l->form);
    free(l->weight);
    free(l->folder);
    free(l->place);
    free(l->says);
    free(l->says_form);
    *l = (struct lesson){0};
}
