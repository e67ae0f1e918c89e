/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library as a whole: its tags, folders, models and numbers. */
#include "serve/lists.h"

#include <stdlib.h>
#include <string.h>

#include "answer/folders.h"
#include "answer/json.h"
#include "answer/models.h"
#include "answer/stats.h"
#include "query/synonyms.h"
#include "serve/server.h"
#include "serve/tally.h"
#include "store/tags.h"

/* A tag and the words that mean it. */
struct tagging {
    json_t *rows, *words;
    const struct lexicon *own, *known; /* synonyms of the user, and those built in */
    const struct tag_count *tag;
};

/* Synonyms name a category whole or by its end, as a query does. */
static bool means(const struct tag_count *t, const char *says)
{
    const size_t whole = strlen(t->tag), end = strlen(says);

    return strcmp(t->tag, says) == 0 ||
           (strcmp(t->facet, "category") == 0 && end < whole &&
            t->tag[whole - end - 1] == '.' && strcmp(t->tag + whole - end, says) == 0);
}

static void add_own(void *arg, const char *word, const char *says)
{
    struct tagging *w = arg;

    if (means(w->tag, says))
        json_array_append_new(w->words, json_text(word));
}

/* Unless the user means something else by it. */
static void add_known(void *arg, const char *word, const char *says)
{
    struct tagging *w = arg;

    if (!synonyms_find(w->own, word))
        add_own(w, word, says);
}

static int add_tag(void *arg, const struct tag_count *t, struct err *e)
{
    struct tagging *w = arg;

    (void)e;
    w->tag = t;
    w->words = json_array();
    synonyms_each(w->own, add_own, w);
    synonyms_each(w->known, add_known, w);
    json_array_append_new(w->rows,
                          json_pack("{s:o, s:o, s:I, s:o}", "facet", json_text(t->facet),
                                    "tag", json_text(t->tag), "samples",
                                    (json_int_t)t->samples, "words", w->words));
    return 0;
}

/* The list as an object's only member; nothing of it where it could not be made. */
static int finish(struct buf *out, const char *name, json_t *rows, int rc)
{
    if (rc == 0)
        json_write(out, json_pack("{s:o}", name, rows));
    else
        json_decref(rows);
    return rc;
}

static int make_tags(struct desk *d, struct buf *out, struct err *e)
{
    struct lexicon *known = synonyms_open(e);
    struct tagging w = {
        .rows = json_array(), .own = d->server->options->synonyms, .known = known};
    const int rc = known ? tags_counted(d->store, add_tag, &w, e) : -1;

    lexicon_free(known);
    return finish(out, "tags", w.rows, rc);
}

static int add_folder(void *arg, const struct folder *f, int64_t files, struct err *e)
{
    (void)e;
    json_array_append_new(arg, folders_json(f, files));
    return 0;
}

static int make_folders(struct desk *d, struct buf *out, struct err *e)
{
    json_t *rows = json_array();
    const int rc =
        folders_each(d->store, d->server->options->library, add_folder, rows, e);

    return finish(out, "folders", rows, rc);
}

static int make_stats(struct desk *d, struct buf *out, struct err *e)
{
    struct qualities q = {.n = 0};
    struct stats st = {0};
    int rc = quality_read(d->store, &q, e);

    if (rc == 0)
        rc = stats_read(d->store, &st, e);
    if (rc == 0)
        json_write(out, stats_json(&st, &q));
    stats_clear(&st);
    quality_clear(&q);
    return rc;
}

/* Those that are models of the library, with what is built in. */
struct models {
    json_t *rows;
    const struct model_facts *built_in;
};

static int add_model(void *arg, const struct model_row *m, struct err *e)
{
    const struct models *all = arg;

    (void)e;
    json_array_append_new(all->rows, models_json(m, all->built_in, false));
    return 0;
}

static int make_models(struct desk *d, struct buf *out, struct err *e)
{
    static const struct model_facts none;
    const struct model_facts *built_in = d->server->options->model;
    struct models all = {json_array(), built_in ? built_in : &none};
    const int rc = models_each(d->store, all.built_in, add_model, &all, e);

    return finish(out, "models", all.rows, rc);
}

int lists_get_tags(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)c;
    return tally_get(d->server->tallies, TALLY_TAGS, d, make_tags, &r->body, e);
}

int lists_get_folders(struct desk *d, const struct call *c, struct reply *r,
                      struct err *e)
{
    (void)c;
    return tally_get(d->server->tallies, TALLY_FOLDERS, d, make_folders, &r->body, e);
}

int lists_get_stats(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)c;
    return tally_get(d->server->tallies, TALLY_STATS, d, make_stats, &r->body, e);
}

int lists_get_models(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)c;
    return tally_get(d->server->tallies, TALLY_MODELS, d, make_models, &r->body, e);
}
