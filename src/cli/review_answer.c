/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of one sound in a review, and taken back. */
#include "cli/review_answer.h"

#include <stdio.h>
#include <string.h>

#include "store/standing.h"

static const char actor[] = "user";

/* What of it does not hold yet. */
static void sift(struct answer *out, const struct standing *w, const struct opinion *o,
                 size_t n)
{
    for (size_t i = 0; i < n && out->n < TAG_WORDS_MAX; i++) {
        const struct stand *last = standing_find(w, o[i].facet, o[i].tag);
        const int before = last && last->holds ? last->verdict : WITHDRAWN;
        struct answer_word *to = &out->word[out->n];

        if (before == o[i].verdict)
            continue;
        snprintf(to->facet, sizeof to->facet, "%s", o[i].facet);
        snprintf(to->tag, sizeof to->tag, "%s", o[i].tag);
        to->verdict = o[i].verdict;
        to->before = before;
        out->n++;
    }
}

static int say(const struct answer *a, bool undo, struct store *s, struct hearing *h,
               struct err *e)
{
    const struct speaker by = {.actor = actor};
    struct opinion o[TAG_WORDS_MAX];
    int said;

    for (size_t i = 0; i < a->n; i++) {
        const struct answer_word *w = &a->word[undo ? a->n - 1 - i : i];

        o[i] = (struct opinion){w->facet, w->tag, undo ? w->before : w->verdict};
    }
    if (hearing_refresh(h, s, e) != 0)
        return -1;
    return feedback_say(s, a->hash, o, a->n, &by, &h->model, &said, e);
}

static int finish(struct store *s, int rc, struct err *e)
{
    if (rc == 0)
        return store_commit(s, e);
    store_rollback(s);
    return -1;
}

int answer_say(struct answer *out, struct store *s, struct hearing *h,
               const uint8_t hash[SOUND_HASH], const struct opinion *o, size_t n,
               struct err *e)
{
    struct standing w = {.n = 0};
    int rc;

    *out = (struct answer){.n = 0};
    memcpy(out->hash, hash, SOUND_HASH);
    if (store_begin(s, e) != 0)
        return -1;
    rc = standing_of(s, hash, &w, e);
    if (rc == 0) {
        sift(out, &w, o, n);
        standing_clear(&w);
        rc = say(out, false, s, h, e);
    }
    return finish(s, rc, e);
}

int answer_undo(const struct answer *a, struct store *s, struct hearing *h, struct err *e)
{
    if (store_begin(s, e) != 0)
        return -1;
    return finish(s, say(a, true, s, h, e), e);
}

const char *answer_text(const struct answer *a, char *out, size_t room)
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < a->n && at < room; i++) {
        const struct answer_word *w = &a->word[i];
        const bool plain =
            strcmp(w->facet, "category") == 0 || strcmp(w->facet, "form") == 0;
        const int n = snprintf(out + at, room - at, "%s%s%s%s%s", i ? ", " : "",
                               w->verdict == REJECTED ? "not " : "",
                               plain ? "" : w->facet, plain ? "" : ":", w->tag);

        at += n > 0 ? (size_t)n : 0;
    }
    return out;
}

const char *answer_category(const struct answer *a, bool *is)
{
    const char *not_this = NULL;

    for (size_t i = 0; i < a->n; i++) {
        if (strcmp(a->word[i].facet, "category") != 0)
            continue;
        *is = a->word[i].verdict == CONFIRMED;
        if (*is)
            return a->word[i].tag;
        not_this = a->word[i].tag;
    }
    return not_this;
}
