/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heads that are fitted to a person's examples and do not forget their rehearsal. */
#include "learn/school.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/refit.h"
#include "nn/neighbours.h"
#include "nn/settled.h"
#include "util/mem.h"
#include "util/vec.h"

enum { STEPS = 120, SPACED = 512 /* rehearsed sounds that the spacing is measured at */ };
static const float rate = 0.006f;

static struct refit_head head_of(const struct model *m, bool form, size_t fresh)
{
    const struct model_tensor *W =
                                  model_find(m, form ? "form.weight" : "category.weight"),
                              *b = model_find(m, form ? "form.bias" : "category.bias");

    return (struct refit_head){.width = W->shape[1],
                               .outputs = W->shape[0],
                               .W = W->data,
                               .b = b->data,
                               .temperature = form ? m->form_temperature : m->temperature,
                               .fresh = fresh};
}

static float *rehearsed(const struct rehearsal *r)
{
    float *x = mem_new(r->n * r->width, sizeof *x);

    for (size_t i = 0; i < r->n; i++) {
        struct embedding k;

        rehearsal_sound(r, i, &k);
        embedding_numbers(&k, x + i * r->width);
    }
    return x;
}

/* The mean distance, 1 - cos, of a rehearsed sound to the nearest other. */
static float spacing(const struct rehearsal *r)
{
    const size_t every = r->n / SPACED + 1;
    float *at = rehearsed(r);
    float sum = 0.0f, looked = 0.0f;

    neighbours_directions(r->n, r->width, at);
    for (size_t i = 0; i < r->n; i += every) {
        float near = -1.0f;

        for (size_t k = 0; k < r->n; k++) {
            const float cos = vec_dot(r->width, at + i * r->width, at + k * r->width);

            near = k != i && cos > near ? cos : near;
        }
        sum += 1.0f - near;
        looked += 1.0f;
    }
    free(at);
    return sum / looked;
}

/* What old says of the rehearsal: of leaves that it does not know, nothing. */
static void remember(struct school *s, const struct model *old)
{
    const struct refit_head category = head_of(old, false, 0),
                            form = head_of(old, true, 0);
    float *p = mem_new(s->n * old->leaves, sizeof *p);

    refit_tell(&form, s->n, s->x, s->form);
    refit_tell(&category, s->n, s->x, p);
    for (size_t i = 0; i < s->n; i++)
        memcpy(s->aim + i * s->leaves, p + i * old->leaves, old->leaves * sizeof *p);
    free(p);
}

float school_reach(const struct model *m, float times)
{
    struct rehearsal r;
    const float reach = rehearsal_of(&r, m) ? times * spacing(&r) : 0.0f;

    return reach > 1e-3f ? reach : 1e-3f;
}

void school_open(struct school *s, const struct model *old, const struct model *base,
                 const struct rehearsal *r, const struct lesson *l,
                 const struct school_options *o)
{
    *s = (struct school){.base = base,
                         .lesson = l,
                         .o = o,
                         .n = r->n,
                         .width = r->width,
                         .leaves = base->leaves};
    s->x = rehearsed(r);
    s->aim = mem_new(s->n * s->leaves, sizeof *s->aim);
    s->form = mem_new(s->n * FORM_COUNT, sizeof *s->form);
    s->truth = mem_new(s->n, sizeof *s->truth);
    s->part = mem_new(s->n, sizeof *s->part);
    s->part_of = mem_new(l->n, sizeof *s->part_of);
    for (size_t i = 0; i < s->n; i++)
        s->truth[i] = r->leaf[i];
    remember(s, old);
    s->square = vec_dot(s->n * s->width, s->x, s->x) / (float)s->n;
    s->reach = school_reach(base, o->reach);
}

void school_close(struct school *s)
{
    free(s->x);
    free(s->aim);
    free(s->form);
    free(s->truth);
    free(s->part);
    free(s->part_of);
    *s = (struct school){0};
}

/* The rows of a fit: the rehearsal, then the examples. */
struct class
{
    size_t n;
    float *x, *aim, *form, *weight, *form_weight;
    bool *choice;
};

static void add(struct class *c, const struct school *s, const float *x, const float *aim,
                const float *form)
{
    memcpy(c->x + c->n * s->width, x, s->width * sizeof *x);
    memcpy(c->aim + c->n * s->leaves, aim, s->leaves * sizeof *aim);
    memcpy(c->form + c->n * FORM_COUNT, form, FORM_COUNT * sizeof *form);
    c->n++;
}

static void gather(struct class *c, const struct school *s, int without)
{
    const struct lesson *l = s->lesson;
    const size_t n = s->n + l->n;

    *c = (struct class){.x = mem_new(n * s->width, sizeof *c->x),
                        .aim = mem_new(n * s->leaves, sizeof *c->aim),
                        .form = mem_new(n * FORM_COUNT, sizeof *c->form),
                        .weight = mem_new(n, sizeof *c->weight),
                        .form_weight = mem_new(n, sizeof *c->form_weight),
                        .choice = mem_new(n, sizeof *c->choice)};
    for (size_t i = 0; i < s->n; i++)
        if (s->part[i] != without) {
            c->weight[c->n] = c->form_weight[c->n] = 1.0f;
            add(c, s, s->x + i * s->width, s->aim + i * s->leaves,
                s->form + i * FORM_COUNT);
        }
    for (size_t i = 0; i < l->n; i++)
        if (s->part_of[i] != without) {
            c->weight[c->n] = l->says[i] ? l->weight[i] : 0.0f;
            c->form_weight[c->n] = l->says_form[i] ? l->weight[i] : 0.0f;
            c->choice[c->n] = true;
            add(c, s, l->x + i * s->width, l->may + i * s->leaves,
                l->form + i * FORM_COUNT);
        }
}

static void dismiss(struct class *c)
{
    free(c->x);
    free(c->aim);
    free(c->form);
    free(c->weight);
    free(c->form_weight);
    free(c->choice);
}

static void fit_heads(const struct school *s, struct model *m, const struct class *c)
{
    const struct refit_options o = {.hold = s->o->hold * s->square,
                                    .hold_fresh = s->o->hold_fresh * s->square,
                                    .rate = rate,
                                    .steps = STEPS};
    const struct refit_head category = head_of(m, false, s->lesson->grown),
                            form = head_of(m, true, 0);

    refit(&category, &(struct refit_rows){c->n, c->x, c->aim, c->choice, c->weight}, &o);
    refit(&form, &(struct refit_rows){c->n, c->x, c->form, c->choice, c->form_weight},
          &o);
}

/* What is missing from the heads' answer p to what may be. */
static void missing(size_t n, const float *may, const float *p, float *shift)
{
    memcpy(shift, p, n * sizeof *p);
    refit_among(n, may, shift);
    for (size_t c = 0; c < n; c++)
        shift[c] -= p[c];
}

/* The examples that count, the last of them where they are too many. */
static size_t choose(const struct school *s, int without, size_t *at)
{
    size_t n = 0, over;

    for (size_t i = 0; i < s->lesson->n; i++)
        if (s->part_of[i] != without)
            at[n++] = i;
    over = n > NEIGHBOURS_MAX ? n - NEIGHBOURS_MAX : 0;
    memmove(at, at + over, (n - over) * sizeof *at);
    return n - over;
}

static void settle_neighbours(const struct school *s, struct model *m, int without)
{
    const struct lesson *l = s->lesson;
    const struct refit_head category = head_of(m, false, 0), form = head_of(m, true, 0);
    const size_t outputs = s->leaves + FORM_COUNT;
    size_t *at = mem_new(l->n, sizeof *at);
    const size_t n = choose(s, without, at);
    uint8_t *byte = mem_new(n * s->width, 1);
    float *range = mem_new(2 * n, sizeof *range);
    float *shift = mem_new(n * outputs, sizeof *shift), p[SOUND_MAX_NODES];

    for (size_t i = 0; i < n; i++) {
        const struct embedding *k = l->known[at[i]];
        const float *x = l->x + at[i] * s->width;

        memcpy(byte + i * s->width, k->byte, s->width);
        range[2 * i] = k->low;
        range[2 * i + 1] = k->step;
        refit_tell(&category, 1, x, p);
        missing(s->leaves, l->may + at[i] * s->leaves, p, shift + i * outputs);
        refit_tell(&form, 1, x, p);
        missing(FORM_COUNT, l->form + at[i] * FORM_COUNT, p,
                shift + i * outputs + s->leaves);
    }
    neighbours_put(m, &(struct neighbours){n, s->width, outputs, byte, range, shift,
                                           s->reach, s->o->crowd, s->o->doubt});
    free(at);
    free(byte);
    free(range);
    free(shift);
}

struct model *school_teach(const struct school *s, int without)
{
    struct model *m = model_copy(s->base);
    struct class c;

    gather(&c, s, without);
    fit_heads(s, m, &c);
    dismiss(&c);
    settle_neighbours(s, m, without);
    return m;
}

void school_tell(const struct model *m, size_t n, const float *x, float *p)
{
    const struct refit_head category = head_of(m, false, 0);

    refit_tell(&category, n, x, p);
}

void school_ask(const struct model *m, size_t n, const float *x, float *p)
{
    const size_t width = head_of(m, false, 0).width;
    struct vote *v = vote_new(m);
    float form[FORM_COUNT] = {0.5f, 0.5f};
    struct settled s = {0};

    settled_of(&s, m);
    school_tell(m, n, x, p);
    for (size_t i = 0; v && i < n; i++)
        if (!settled_tell(&s, width, x + i * width, p + i * m->leaves))
            vote_cast(v, x + i * width, p + i * m->leaves, form);
    vote_free(v);
}
