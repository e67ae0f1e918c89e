/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One sound that is spoken of: what it was called, and what it is called now. */
#include "store/tagged.h"

#include <stdlib.h>
#include <string.h>

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
