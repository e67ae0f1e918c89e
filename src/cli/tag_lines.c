/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tag and untag print of a sound: what it was called, and what it is called now. */
#include "cli/tag_lines.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "answer/json.h"
#include "cli/print.h"

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

void tag_lines_print(const struct tagged *t, bool json)
{
    if (json)
        print_object(t);
    else
        print_text(t);
}
