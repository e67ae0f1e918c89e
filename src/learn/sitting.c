/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A person's sounds, heard by a model whose ears are taught. */
#include "learn/sitting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "learn/refit.h"
#include "learn/school.h"
#include "nn/neighbours.h"
#include "nn/upper.h"
#include "util/mem.h"

/* What one sound passes through. */
struct ear {
    struct net *net;
    size_t floats;
    float *x, *cut;
};

/* One at a time, as when a library is indexed: an embedding has the same bits. */
static void add(struct sitting *s, const struct ear *ear, const struct patch *p,
                const struct retrain_example *told)
{
    float *known = s->known + s->n * s->width;
    struct embedding k;

    if (patch_silent(p))
        return;
    net_read(ear->net, p, ear->x);
    upper_read(ear->net, 1, ear->x, known, ear->cut);
    for (size_t i = 0; i < ear->floats; i++)
        s->cut[s->n * ear->floats + i] = tuning_pack(ear->cut[i]);
    embedding_of(&k, s->width, known);
    embedding_numbers(&k, known);
    if (told) {
        s->told[s->n] = *told;
        s->told[s->n].known = k;
    }
    s->patch[s->n++] = p;
}

static void listen(struct sitting *s, struct net *net, const struct deep_example *x,
                   size_t n, const struct patch *const *others, size_t m)
{
    const struct ear ear = {.net = net,
                            .floats = upper_floats(net),
                            .x = mem_new(net->inputs, sizeof *ear.x),
                            .cut = mem_new(upper_floats(net), sizeof *ear.cut)};

    s->width = net->embeds;
    s->patch = mem_new(n + m, sizeof *s->patch);
    s->told = mem_new(n, sizeof *s->told);
    s->cut = mem_new((n + m) * ear.floats, sizeof *s->cut);
    s->known = mem_new((n + m) * s->width, sizeof *s->known);
    for (size_t i = 0; i < n; i++)
        add(s, &ear, x[i].patch, &x[i].told);
    s->examples = s->n;
    for (size_t i = 0; i < m; i++)
        add(s, &ear, others[i], NULL);
    free(ear.x);
    free(ear.cut);
}

int sitting_open(struct sitting *s, const struct model *base,
                 const struct deep_example *x, size_t n,
                 const struct patch *const *others, size_t m,
                 const struct retrain_options *heads, struct err *e)
{
    struct net *net = net_new(base->arch, base->leaves);
    int rc = net_load(net, base, e);

    *s = (struct sitting){.heads = heads, .base = model_copy(base)};
    neighbours_put(s->base, &(struct neighbours){.n = 0});
    s->grown = model_copy(s->base);
    if (rc == 0) {
        listen(s, net, x, n, others, m);
        lesson_make(&s->lesson, s->grown, s->told, s->examples, heads->least,
                    &heads->weights);
    }
    net_free(net);
    return rc;
}

void sitting_close(struct sitting *s)
{
    lesson_clear(&s->lesson);
    model_free(s->base);
    model_free(s->grown);
    free(s->patch);
    free(s->told);
    free(s->cut);
    free(s->known);
    free(s->aim);
    free(s->form);
    free(s->weight);
    free(s->form_weight);
    free(s->row);
    *s = (struct sitting){0};
}

/* Where the lesson's examples are: it has left out some, in their order. */
static void find_rows(struct sitting *s)
{
    s->row = mem_new(s->lesson.n, sizeof *s->row);
    for (size_t i = 0, r = 0; i < s->lesson.n; i++, r++) {
        while (s->lesson.known[i] != &s->told[r].known)
            r++;
        s->row[i] = r;
    }
}

/* As the lesson weighs them, with a mean of 1; those that say nothing, 0. */
static void weigh(struct sitting *s)
{
    const struct lesson *l = &s->lesson;
    float sum = 0.0f, said = 0.0f;

    s->weight = mem_new(s->examples, sizeof *s->weight);
    s->form_weight = mem_new(s->examples, sizeof *s->form_weight);
    for (size_t i = 0; i < l->n; i++) {
        sum += l->says[i] ? l->weight[i] : 0.0f;
        said += l->says[i] ? 1.0f : 0.0f;
    }
    for (size_t i = 0; i < l->n; i++) {
        s->weight[s->row[i]] = l->says[i] ? l->weight[i] * said / sum : 0.0f;
        s->form_weight[s->row[i]] = l->says_form[i] ? 1.0f : 0.0f;
    }
}

static void tell_forms(const struct model *m, size_t n, size_t width, const float *known,
                       float *form)
{
    const struct refit_head head = {.width = width,
                                    .outputs = FORM_COUNT,
                                    .W = model_find(m, "form.weight")->data,
                                    .b = model_find(m, "form.bias")->data,
                                    .temperature = m->form_temperature};

    refit_tell(&head, n, known, form);
}

void sitting_aim(struct sitting *s, const struct model *taught)
{
    const struct lesson *l = &s->lesson;
    const size_t C = l->leaves, e = s->examples, others = s->n - e;
    const float *known = s->known + e * s->width;

    assert(taught->leaves == C);
    find_rows(s);
    weigh(s);
    s->aim = mem_new(s->n * C, sizeof *s->aim);
    s->form = mem_new(s->n * FORM_COUNT, sizeof *s->form);
    for (size_t i = 0; i < l->n; i++) {
        memcpy(s->aim + s->row[i] * C, l->may + i * C, C * sizeof *s->aim);
        memcpy(s->form + s->row[i] * FORM_COUNT, l->form + i * FORM_COUNT,
               FORM_COUNT * sizeof *s->form);
    }
    school_ask(taught, others, known, s->aim + e * C);
    tell_forms(taught, others, s->width, known, s->form + e * FORM_COUNT);
    s->sounds = (struct tuning_sounds){.examples = e,
                                       .n = s->n,
                                       .patch = s->patch,
                                       .cut = s->cut,
                                       .known = s->known,
                                       .aim = s->aim,
                                       .form = s->form,
                                       .weight = s->weight,
                                       .form_weight = s->form_weight,
                                       .temperature = s->base->temperature,
                                       .form_temperature = s->base->form_temperature};
}

struct net *sitting_net(const struct sitting *s)
{
    struct net *net = net_new(s->grown->arch, s->grown->leaves);
    struct err e;
    const int rc = net_load(net, s->grown, &e);

    assert(rc == 0); /* base has been loaded, and only grown since */
    (void)rc;
    return net;
}

int sitting_teach(const struct sitting *s, const struct model *base, const size_t *row,
                  size_t n, const float *now, size_t parts, struct retrain *out,
                  struct err *e)
{
    struct retrain_options o = *s->heads;
    struct retrain_example *x = mem_new(n, sizeof *x);
    int rc;

    o.parts = parts;
    o.library = NULL;
    o.sounds = 0;
    o.progress = NULL;
    for (size_t i = 0; i < n; i++) {
        x[i] = s->told[row[i]];
        embedding_of(&x[i].known, s->width, now + row[i] * s->width);
    }
    rc = retrain(out, base, x, n, &o, e);
    free(x);
    return rc;
}

/* The base with the last block of a net; its heads stay. */
static struct model *graft(const struct model *base, const struct net *net)
{
    struct model *m = model_copy(base);

    for (const struct net_part *p = net->part; p < net->part + net->parts; p++)
        if (upper_owns(net, p))
            memcpy(model_find(m, p->name)->data, p->w, p->count * sizeof *p->w);
    return m;
}

/* What to carry by: these rows and the others, before and now. */
static void fit_carry(const struct sitting *s, const size_t *row, size_t n,
                      const float *now, struct carry *c)
{
    const size_t W = s->width, all = n + s->n - s->examples;
    float *from = mem_new(all * W, sizeof *from), *to = mem_new(all * W, sizeof *to);

    for (size_t i = 0; i < all; i++) {
        const size_t r = i < n ? row[i] : s->examples + i - n;

        memcpy(from + i * W, s->known + r * W, W * sizeof *from);
        memcpy(to + i * W, now + r * W, W * sizeof *to);
    }
    carry_fit(c, all, W, from, to);
    free(from);
    free(to);
}

struct model *sitting_ears(const struct sitting *s, struct net *net, const size_t *row,
                           size_t n, struct carry *c, float **heard)
{
    struct model *m = graft(s->base, net);

    *heard = mem_new(s->n * s->width, sizeof **heard);
    tuning_hear(net, &s->sounds, *heard);
    embedding_round(s->n, s->width, *heard);
    fit_carry(s, row, n, *heard, c);
    carry_rehearsal(c, m);
    model_seal(m);
    return m;
}
