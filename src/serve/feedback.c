/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person says of sounds by HTTP, and how it is taken back. */
#include "serve/feedback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "serve/body.h"
#include "serve/desk.h"
#include "serve/problem.h"
#include "serve/quill.h"
#include "serve/sayings.h"
#include "serve/server.h"
#include "store/tagged.h"
#include "store/takeback.h"
#include "store/vocabulary.h"
#include "util/buf.h"
#include "util/mem.h"

enum { WAIT_MS = 5000 };

/* What is said, and what has come of it, for whoever is told. */
struct telling {
    const struct sayings *says;
    struct meaning *meaning; /* (words) of the library; owned */
    int said;
    bool strange;    /* a sample is not in the library */
    json_t *results; /* owned */
    struct taken_back {
        char *key;            /* its words, as one text; owned */
        struct standing says; /* owned */
        json_t *samples;      /* owned */
    } * back;                 /* (backs) one for all samples with the same words */
    size_t backs, room;
};

static void forget(struct telling *t)
{
    json_decref(t->results);
    for (size_t i = 0; i < t->backs; i++) {
        free(t->back[i].key);
        standing_clear(&t->back[i].says);
        json_decref(t->back[i].samples);
    }
    free(t->back);
    free(t->meaning);
    *t = (struct telling){.says = t->says};
}

static int find_meanings(struct telling *t, struct store *s, struct err *e)
{
    t->meaning = mem_new(t->says->words, sizeof *t->meaning);
    for (size_t i = 0; i < t->says->words; i++) {
        const struct saying_word *w = &t->says->word[i];
        struct meaning *m = &t->meaning[i];

        if (vocabulary_find(s, w->tag, m, e) != 0)
            return -1;
        if (m->fresh && (w->verdict != CONFIRMED || !t->says->fresh))
            return err_set(e, ERR_USAGE, "%s is no known category%s", m->tag,
                           w->verdict == CONFIRMED ? "; to make it, say \"new\": true"
                                                   : "");
    }
    return 0;
}

static json_t *changed_json(const struct tagged *t)
{
    json_t *all = json_array();

    for (size_t i = 0; i < t->n; i++) {
        const struct tagged_opinion *o = &t->opinion[i];
        const bool one = facet_is_exclusive(o->facet);
        size_t k = 0;

        /* A facet with one value, or one of many tags, is told once. */
        while (k < i && (strcmp(t->opinion[k].facet, o->facet) != 0 ||
                         (!one && strcmp(t->opinion[k].tag, o->tag) != 0)))
            k++;
        if (k < i || (!o->before && !o->after) ||
            (o->before && o->after && strcmp(o->before, o->after) == 0))
            continue;
        json_array_append_new(all, json_pack("{s:s, s:o, s:o}", "facet", o->facet,
                                             "before", json_text_or_null(o->before),
                                             "after", json_text_or_null(o->after)));
    }
    return all;
}

static char *key_of(const struct standing *w)
{
    struct buf out = {0};

    for (size_t i = 0; i < w->n; i++) {
        buf_bytes(&out, w->v[i].facet, strlen(w->v[i].facet) + 1);
        buf_bytes(&out, w->v[i].tag, strlen(w->v[i].tag));
        buf_u8(&out, (uint8_t)('1' + w->v[i].verdict));
    }
    for (size_t i = 0; i < out.len; i++)
        if (out.data[i] == '\0')
            out.data[i] = ':';
    buf_u8(&out, 0);
    return (char *)out.data;
}

/* Takes over says. */
static void take_back(struct telling *t, int64_t sample, struct standing *says)
{
    char *key = key_of(says);
    size_t i = 0;

    while (i < t->backs && strcmp(t->back[i].key, key) != 0)
        i++;
    if (i == t->backs) {
        t->back = mem_more(t->back, t->backs++, &t->room, sizeof *t->back);
        t->back[i] = (struct taken_back){key, *says, json_array()};
    } else {
        free(key);
        standing_clear(says);
    }
    json_array_append_new(t->back[i].samples, json_integer(sample));
}

/* All that is said of one sound, in its order. */
static int say_of(struct telling *t, struct store *s, const struct model_ref *model,
                  const struct opinion *o, size_t n, struct tagged *to, struct err *e)
{
    struct standing before = {.n = 0}, now = {.n = 0}, back;
    int rc = standing_of(s, to->is.hash, &before, e);

    if (rc == 0)
        rc = tagged_say(to, s, o, n, t->says->actor, model, e);
    if (rc == 0)
        rc = standing_of(s, to->is.hash, &now, e);
    if (rc == 0) {
        takeback_of(&before, &now, &back);
        if (back.n)
            take_back(t, to->is.sample, &back);
        t->said += to->said;
        json_array_append_new(t->results, json_pack("{s:I, s:o}", "sample_id",
                                                    (json_int_t)to->is.sample, "changed",
                                                    changed_json(to)));
    }
    standing_clear(&before);
    standing_clear(&now);
    return rc;
}

/* Of the sample that opinion i is the first one of. */
static int say_sample(struct telling *t, struct store *s, const struct model_ref *model,
                      size_t i, struct err *e)
{
    const struct sayings *says = t->says;
    struct opinion *o = mem_new(says->n - i, sizeof *o);
    struct tagged to = {.n = 0};
    size_t n = 0;
    int rc = identity_of_sample(s, says->v[i].sample, &to.is, e);

    for (size_t k = i; k < says->n; k++) {
        const struct saying *v = &says->v[k];

        if (v->sample == says->v[i].sample)
            o[n++] = (struct opinion){t->meaning[v->word].facet, t->meaning[v->word].tag,
                                      says->word[v->word].verdict};
    }
    t->strange = rc == 0;
    if (rc == 0)
        rc = err_set(e, ERR_USAGE, "no sample has the number %lld",
                     (long long)says->v[i].sample);
    else if (rc == 1)
        rc = say_of(t, s, model, o, n, &to, e);
    tagged_clear(&to);
    free(o);
    return rc;
}

static bool is_first(const struct sayings *says, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (says->v[k].sample == says->v[i].sample)
            return false;
    return true;
}

static int say_all(void *arg, struct store *s, const struct model_ref *model,
                   struct err *e)
{
    struct telling *t = arg;
    int rc;

    forget(t);
    t->results = json_array();
    rc = find_meanings(t, s, e);
    for (size_t i = 0; i < t->says->n && rc == 0; i++)
        if (is_first(t->says, i))
            rc = say_sample(t, s, model, i, e);
    return rc;
}

/* Items as they may be sent again. */
static json_t *undo_json(const struct telling *t)
{
    json_t *all = json_array();

    for (size_t i = 0; i < t->backs; i++) {
        const struct taken_back *b = &t->back[i];

        for (size_t k = 0; k < b->says.n; k++) {
            const struct stand *w = &b->says.v[k];
            char tag[CORRECTION_FACET + CORRECTION_TEXT + 2];

            snprintf(tag, sizeof tag, "%s:%s", w->facet, w->tag);
            json_array_append_new(all, json_pack("{s:O, s:o, s:i}", "sample_ids",
                                                 b->samples, "tag", json_text(tag),
                                                 "verdict", w->verdict));
        }
    }
    return all;
}

int feedback_post(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct sayings says = {.n = 0};
    struct telling t = {.says = &says};
    json_t *body = body_object(c, false, e);
    int rc = body ? sayings_read(&says, body, e) : -1;

    if (rc == 0)
        rc = quill_write(d->server->quill, say_all, &t, WAIT_MS, e);
    if (rc == 0)
        json_write(&r->body, json_pack("{s:i, s:O, s:o}", "said", t.said, "results",
                                       t.results, "undo", undo_json(&t)));
    else if (t.strange)
        rc = problem_reply(r, 404, e->text);
    forget(&t);
    sayings_clear(&says);
    return rc;
}
