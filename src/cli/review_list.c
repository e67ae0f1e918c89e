/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a review would ask about, as rows. */
#include "cli/review_list.h"

#include <stdio.h>

#include "answer/json.h"
#include "cli/print.h"
#include "cli/review_card.h"

static const char *tag_of(const struct model *m, const struct guess *g)
{
    return g->node < 0 ? NULL : m->node[g->node].tag;
}

static void print_text(const struct card *c, const struct model *m)
{
    for (int i = 0; i < 2; i++) {
        const char *tag = tag_of(m, &c->is.top[i]);

        printf("%-20s %4.2f  ", tag ? tag : "-", tag ? (double)c->is.top[i].p : 0.0);
    }
    printf("%5zu  ", c->is.crowd);
    print_clean(stdout, c->path);
    putchar('\n');
}

static json_t *guesses_json(const struct card *c, const struct model *m)
{
    json_t *all = json_array();

    for (int i = 0; i < SOUND_TOP && c->is.top[i].node >= 0; i++)
        json_array_append_new(all, json_pack("{s:o, s:f}", "tag",
                                             json_text(tag_of(m, &c->is.top[i])),
                                             "probability", (double)c->is.top[i].p));
    return all;
}

static void print_object(const struct card *c, const struct model *m)
{
    json_t *o = json_object();

    json_object_set_new(o, "sample_id", json_integer(c->is.sample));
    json_object_set_new(o, "path", json_text(c->display));
    json_object_set_new(o, "path_hex", json_bytes_unless(c->path, c->display));
    json_object_set_new(o, "hash", json_text(c->known.hash));
    json_object_set_new(o, "category", json_text_or_null(c->known.category));
    json_object_set_new(o, "form", json_text_or_null(c->known.form));
    json_object_set_new(o, "doubt", json_real((double)c->is.doubt));
    json_object_set_new(o, "crowd", json_integer((json_int_t)c->is.crowd));
    json_object_set_new(o, "guesses", guesses_json(c, m));
    print_json(o);
}

int review_list(struct store *s, const struct model *m, struct pick *p,
                const char *folder, long most, bool json, struct err *e)
{
    struct picked is;
    int rc = 0;

    for (long n = 0; rc == 0 && n < most && pick_next(p, &is) == 1;) {
        enum card_state state;
        struct card c;

        rc = card_open(&c, s, &is, folder, &state, e);
        if (rc == 0 && state == CARD_READY) {
            (json ? print_object : print_text)(&c, m);
            pick_answered(p, is.at, tag_of(m, &is.top[0]), true);
            rc = print_check(e);
            n++;
        } else {
            pick_skipped(p, is.at);
        }
        card_clear(&c);
    }
    return rc;
}
