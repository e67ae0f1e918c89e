/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A name as letters, digits and the places where a word may begin. */
#include "util/words.h"

#include <string.h>

#include "util/fold.h"

/* What the edge before the next character depends on. */
struct scan {
    enum fold_kind last;
    size_t last_at;  /* where the last character's text begins */
    size_t capitals; /* in a row, up to the last */
};

static void set_edge(struct words *w, size_t at, enum words_edge edge)
{
    if (w->edge[at] < edge)
        w->edge[at] = (uint8_t)edge;
}

static void mark_edges(struct words *w, struct scan *s, enum fold_kind kind)
{
    if (s->last == FOLD_GAP)
        set_edge(w, w->n, EDGE_GAP);
    else if ((s->last == FOLD_DIGIT) != (kind == FOLD_DIGIT))
        set_edge(w, w->n, EDGE_KIND);
    else if (s->last == FOLD_SMALL && kind == FOLD_CAPITAL)
        set_edge(w, w->n, EDGE_CASE);
    if (kind == FOLD_SMALL && s->capitals > 1 && s->last == FOLD_CAPITAL) {
        set_edge(w, s->last_at, EDGE_CASE);
        set_edge(w, w->n, EDGE_CASE);
    }
    s->capitals = kind == FOLD_CAPITAL ? s->capitals + 1 : 0;
    s->last = kind;
    s->last_at = w->n;
}

void words_of(struct words *out, const void *name, size_t n)
{
    const char *p = name;
    struct scan s = {.last = FOLD_GAP};

    memset(out->edge, 0, sizeof out->edge);
    out->n = 0;
    for (size_t i = 0; i < n;) {
        const struct fold f = fold_char(p + i, n - i);
        const size_t len = strlen(f.text);

        i += f.bytes;
        if (f.kind == FOLD_MARK)
            continue;
        if (f.kind == FOLD_GAP) {
            s = (struct scan){.last = FOLD_GAP};
            continue;
        }
        if (out->n + len > WORDS_MAX)
            break;
        mark_edges(out, &s, f.kind);
        memcpy(out->text + out->n, f.text, len);
        out->n += len;
    }
    out->text[out->n] = '\0';
    out->edge[out->n] = EDGE_GAP;
}
