/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One sound that is spoken of: what it was called, and what it is called now. */
#include "cli/tagged.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "cli/print.h"
#include "util/mem.h"

static char *copy(const char *text) { return mem_text(text, strlen(text)); }

/* The tag of each opinion's facet, or in a facet of many its own tag where it is worn. */
struct view {
    struct tagged *t;
    bool after;
};

static int note(void *arg, const struct worn *w, struct err *e)
{
    const struct view *v = arg;

    (void)e;
    for (size_t i = 0; i < v->t->n; i++) {
        struct tagged_opinion *o = &v->t->opinion[i];
        char **text = v->after ? &o->after : &o->before;

        if (!*text && strcmp(o->facet, w->facet) == 0 &&
            (facet_is_exclusive(w->facet) || strcmp(o->tag, w->tag) == 0))
            *text = copy(w->tag);
    }
    return 0;
}

int tagged_say(struct tagged *out, struct store *s, const struct opinion *o, size_t n,
               const char *actor, const struct model_ref *model, struct err *e)
{
    const struct speaker by = {.actor = actor};
    struct view before = {out, false}, after = {out, true};

    out->opinion = mem_new(n ? n : 1, sizeof *out->opinion);
    for (out->n = 0; out->n < n; out->n++)
        out->opinion[out->n] = (struct tagged_opinion){.facet = copy(o[out->n].facet),
                                                       .tag = copy(o[out->n].tag),
                                                       .verdict = o[out->n].verdict};
    if (tags_worn(s, out->is.sample, note, &before, e) != 0 ||
        feedback_say(s, out->is.hash, o, n, &by, model, &out->said, e) != 0)
        return -1;
    return tags_worn(s, out->is.sample, note, &after, e);
}

void tagged_clear(struct tagged *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->opinion[i].facet);
        free(t->opinion[i].tag);
        free(t->opinion[i].before);
        free(t->opinion[i].after);
    }
    free(t->opinion);
    free(t->is.path);
    *t = (struct tagged){.n = 0};
}

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* "category:" and "form:" go without saying. */
static void print_tag(const struct tagged_opinion *o, const char *tag)
{
    const bool plain = strcmp(o->facet, "category") == 0 || strcmp(o->facet, "form") == 0;

    if (!plain && tag)
        printf("%s:", o->facet);
    print_clean(stdout, tag ? tag : plain ? "unsure" : "none");
}

static void print_opinion(const struct tagged_opinion *o)
{
    const bool exclusive = facet_is_exclusive(o->facet);

    if (exclusive && !is_same(o->before, o->after)) {
        print_tag(o, o->before);
        fputs(" -> ", stdout);
        print_tag(o, o->after);
        return;
    }
    if (o->verdict == REJECTED)
        fputs("not ", stdout);
    else if (!exclusive && o->verdict == CONFIRMED)
        putchar('+');
    print_tag(o, o->tag);
    if (o->verdict == WITHDRAWN)
        fputs(" withdrawn", stdout);
    else if (exclusive && o->verdict == CONFIRMED)
        fputs(" confirmed", stdout);
}

/* Of several words on one exclusive facet, the first tells the change. */
static bool is_told(const struct tagged *t, size_t i)
{
    const struct tagged_opinion *o = &t->opinion[i];

    for (size_t k = 0; k < i; k++)
        if (facet_is_exclusive(o->facet) && !is_same(o->before, o->after) &&
            strcmp(t->opinion[k].facet, o->facet) == 0)
            return true;
    return false;
}

static void print_text(const struct tagged *t)
{
    bool any = false;

    if (t->said == 0)
        fputs("as it was", stdout);
    for (size_t i = 0; i < t->n && t->said; i++) {
        if (is_told(t, i))
            continue;
        fputs(any ? ", " : "", stdout);
        print_opinion(&t->opinion[i]);
        any = true;
    }
    fputs("  ", stdout);
    print_clean(stdout, t->is.path ? t->is.path : "(no file)");
    putchar('\n');
}

static json_t *opinion_json(const struct tagged_opinion *o)
{
    return json_pack("{s:s, s:o, s:i, s:o, s:o}", "facet", o->facet, "tag",
                     json_text(o->tag), "verdict", o->verdict, "before",
                     json_text_or_null(o->before), "after", json_text_or_null(o->after));
}

static void print_object(const struct tagged *t)
{
    char hash[2 * SOUND_HASH + 1];
    json_t *said = json_array();

    for (int i = 0; i < SOUND_HASH; i++)
        snprintf(hash + (ptrdiff_t)2 * i, 3, "%02x", t->is.hash[i]);
    for (size_t i = 0; i < t->n; i++)
        json_array_append_new(said, opinion_json(&t->opinion[i]));
    print_json(json_pack("{s:I, s:o, s:s, s:i, s:o}", "sample_id",
                         (json_int_t)t->is.sample, "path", json_text_or_null(t->is.path),
                         "hash", hash, "recorded", t->said, "said", said));
}

void tagged_print(const struct tagged *t, bool json)
{
    if (json)
        print_object(t);
    else
        print_text(t);
}
