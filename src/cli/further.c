/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Further lists of labelled files to learn from, at a weight. */
#include "cli/further.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "cli/print.h"
#include "util/mem.h"

static const float least = 0.01f, most = 10.0f;

/* FILE:WEIGHT; the file's name may hold colons. */
static int parse(struct further_list *out, const char *text, struct err *e)
{
    const char *colon = strrchr(text, ':');
    char *end = NULL;
    float weight = 0.0f;

    if (colon && (isdigit((unsigned char)colon[1]) || colon[1] == '.') &&
        !strpbrk(colon, "xX"))
        weight = strtof(colon + 1, &end);
    if (!end || *end || colon == text || !(weight >= least && weight <= most))
        return err_set(e, ERR_USAGE,
                       "--with wants FILE:WEIGHT, a weight from 0.01 to 10, not '%.200s'",
                       text);
    *out = (struct further_list){.file = mem_text(text, (size_t)(colon - text)),
                                 .weight = weight};
    return 0;
}

int further_options_of(struct further *out, const struct args *a, int letter,
                       struct err *e)
{
    const char *text;

    *out = (struct further){0};
    while ((text = opt_nth(a, letter, out->n))) {
        if (out->n == FURTHER_MAX)
            return err_set(e, ERR_USAGE, "--with is given more than %d times",
                           FURTHER_MAX);
        if (parse(&out->list[out->n], text, e) != 0)
            return -1;
        out->n++;
    }
    return 0;
}

int further_load(struct further *w, struct features *f, const struct taxonomy *t,
                 const struct features_options *o, struct err *e)
{
    for (int i = 0; i < w->n; i++)
        if (manifest_load(&w->list[i].manifest, w->list[i].file, t, e) != 0 ||
            features_more(f, &w->list[i].manifest, o, e) != 0)
            return -1;
    return 0;
}

int further_add(const struct further *w, struct features *f, struct dataset *d,
                struct err *e)
{
    for (int i = 0; i < w->n; i++)
        if (features_add(f, d, &w->list[i].manifest, w->list[i].weight, e) != 0)
            return -1;
    return 0;
}

json_t *further_json(const struct further *w)
{
    json_t *list = json_array();

    for (int i = 0; i < w->n; i++)
        json_array_append_new(list, json_pack("{s:o, s:f}", "manifest",
                                              json_text(w->list[i].file), "weight",
                                              (double)w->list[i].weight));
    return list;
}

void further_clear(struct further *w)
{
    for (int i = 0; i < w->n; i++) {
        free(w->list[i].file);
        manifest_clear(&w->list[i].manifest);
    }
    *w = (struct further){0};
}
