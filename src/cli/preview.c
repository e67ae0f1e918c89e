/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What another model would make of a library's labels. */
#include "cli/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "cli/base.h"
#include "cli/print.h"
#include "store/identity.h"
#include "store/ruling.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/team.h"
#include "worker/analyse.h"

enum {
    ROWS = 1024,     /* samples that are gone through together */
    PIECE = 32,      /* of them, that one process takes at a time */
    SLOT = 20 << 10, /* bytes for a BLOB: nn/patch.h bounds a mel to 16.4 kB */
    FACETS = 2,      /* category, form */
    NAME = 128
};

/* A sample, what is published of it, and what the model has heard. */
struct row {
    int64_t id;
    char was[FACETS][NAME]; /* "" = unsure */
    bool stands[FACETS];    /* a user has said it */
    size_t n;               /* bytes of its BLOB; 0: it cannot be heard */
    struct verdict v;       /* has_model false: it could not be heard */
};

/* What all processes see. */
struct table {
    size_t n;
    struct row row[ROWS];
    uint8_t blob[ROWS][SLOT];
};

struct work {
    struct preview *out;
    struct store *s;
    struct analyse *ear; /* owned; every process has its own copy */
    struct table *table; /* shared; owned */
    struct model_ref ref;
    struct rng draw;
    size_t most; /* examples wanted */
};

static int note(void *arg, const struct ruling_sample *x, struct err *e)
{
    struct table *t = arg;
    struct row *r = &t->row[t->n];

    (void)e;
    *r = (struct row){.id = x->id, .stands = {x->category_stands, x->form_stands}};
    snprintf(r->was[0], NAME, "%s", x->category ? x->category : "");
    snprintf(r->was[1], NAME, "%s", x->form ? x->form : "");
    if (x->n > 0 && x->n <= SLOT) {
        memcpy(t->blob[t->n], x->blob, x->n);
        r->n = x->n;
    }
    t->n++;
    return 0;
}

/* What the model says of the rows of a piece: as a worker says it. */
static void hear(void *arg, size_t piece)
{
    struct work *w = arg;
    struct table *t = w->table;
    struct sound said;

    for (size_t i = piece * PIECE; i < (piece + 1) * PIECE && i < t->n; i++) {
        if (t->row[i].n == 0)
            continue;
        analyse_blob(w->ear, t->blob[i], t->row[i].n, &said);
        if (said.status == SOUND_OK)
            t->row[i].v = said.verdict;
    }
}

static void count(struct preview *p, const char *from, const char *to)
{
    size_t i = 0;

    while (i < p->n &&
           (strcmp(p->change[i].from, from) != 0 || strcmp(p->change[i].to, to) != 0))
        i++;
    if (i == p->n) {
        p->change = mem_more(p->change, p->n, &p->room, sizeof *p->change);
        p->change[p->n++] = (struct preview_change){.from = mem_text(from, strlen(from)),
                                                    .to = mem_text(to, strlen(to))};
    }
    p->change[i].samples++;
}

static void forget(struct preview_example *x)
{
    free(x->path);
    free(x->from);
    free(x->to);
}

/* Of all that change each is as likely an example as any other.
 * Source: J. Vitter, Random Sampling with a Reservoir, ACM TOMS 11(1), 1985, algorithm R.
 */
static void draw(struct work *w, int64_t sample, const char *from, const char *to)
{
    struct preview *p = w->out;
    size_t at = p->examples;

    if (at == w->most)
        at = rng_below(&w->draw, (size_t)p->changed);
    if (at >= w->most)
        return;
    if (at == p->examples)
        p->examples++;
    else
        forget(&p->example[at]);
    p->example[at] = (struct preview_example){.sample = sample,
                                              .from = mem_text(from, strlen(from)),
                                              .to = mem_text(to, strlen(to))};
}

static const char *called(const char *name) { return name && *name ? name : "unsure"; }

/* What would be published of a row against what is. */
static int compare(struct work *w, const struct row *r, struct err *e)
{
    struct labels l = labels_heard(&r->v, &w->ref);
    struct ruling ruling;
    bool counted = false;

    if (ruling_of(&ruling, w->s, r->id, false, &r->v, &w->ref, &l, e) != 0)
        return -1;
    for (int f = 0; f < FACETS; f++) {
        const char *from = called(r->was[f]),
                   *to = called(f ? l.form.name : l.category.name);

        if (r->stands[f] || strcmp(from, to) == 0)
            continue;
        count(w->out, from, to);
        w->out->changed += !counted;
        if (!counted)
            draw(w, r->id, from, to);
        counted = true;
    }
    return 0;
}

static int compare_all(struct work *w, struct err *e)
{
    const struct table *t = w->table;
    int rc = 0;

    for (size_t i = 0; i < t->n && rc == 0; i++) {
        w->out->samples++;
        if (t->row[i].v.has_model)
            rc = compare(w, &t->row[i], e);
        else
            w->out->deaf++;
    }
    return rc;
}

static int go_through(struct work *w, struct meter *shown, struct err *e)
{
    struct team *team = team_new(team_cores(), hear, w);
    struct table *t = w->table;
    int64_t total = 0, last = 0;
    int rc = ruling_count(w->s, &total, e);

    do {
        t->n = 0;
        if (rc == 0)
            rc = ruling_each(w->s, &w->ref, last, ROWS, note, t, e);
        if (rc == 0 && t->n > 0)
            rc = team_do(team, (t->n + PIECE - 1) / PIECE, e);
        if (rc == 0)
            rc = compare_all(w, e);
        if (rc == 0 && t->n > 0)
            rc = meter_show(shown, w->out->samples, total, e);
        last = t->n ? t->row[t->n - 1].id : last;
    } while (rc == 0 && t->n > 0);
    team_free(team);
    return rc;
}

static int by_count(const void *a, const void *b)
{
    const struct preview_change *x = a, *y = b;
    const int order = strcmp(x->from, y->from);

    if (x->samples != y->samples)
        return x->samples < y->samples ? 1 : -1;
    return order ? order : strcmp(x->to, y->to);
}

static int by_sample(const void *a, const void *b)
{
    const struct preview_example *x = a, *y = b;

    return x->sample < y->sample ? -1 : x->sample > y->sample;
}

static int name_examples(struct preview *p, struct store *s, struct err *e)
{
    for (size_t i = 0; i < p->examples; i++) {
        struct identity is = {.path = NULL};

        if (identity_of_sample(s, p->example[i].sample, &is, e) < 0)
            return -1;
        p->example[i].path = is.path;
    }
    return 0;
}

int preview_of(struct preview *out, struct store *s, const struct model *m,
               const struct lexicon *names, size_t most, struct meter *shown,
               struct err *e)
{
    const char *tag[SOUND_MAX_NODES];
    struct work w = {.out = out, .s = s, .most = most};
    struct model_facts facts;
    int rc;

    *out = (struct preview){.example = mem_new(most, sizeof *out->example)};
    w.ear = analyse_new(model_copy(m));
    w.table = mem_share(1, sizeof *w.table);
    base_facts(&facts, m, tag);
    model_imagine(&facts, &w.ref);
    w.ref.names = names;
    rng_init(&w.draw, 1);
    rc = go_through(&w, shown, e);
    if (out->n)
        qsort(out->change, out->n, sizeof *out->change, by_count);
    qsort(out->example, out->examples, sizeof *out->example, by_sample);
    if (rc == 0)
        rc = name_examples(out, s, e);
    model_ref_clear(&w.ref);
    mem_unshare(w.table, 1, sizeof *w.table);
    analyse_free(w.ear);
    return rc;
}

void preview_clear(struct preview *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->change[i].from);
        free(p->change[i].to);
    }
    for (size_t i = 0; i < p->examples; i++)
        forget(&p->example[i]);
    free(p->change);
    free(p->example);
    *p = (struct preview){.samples = 0};
}

static void print_arrow(const char *from, const char *to)
{
    print_clean(stdout, from);
    fputs(" -> ", stdout);
    print_clean(stdout, to);
}

void preview_print(const struct preview *p)
{
    char changed[32], all[32];

    printf("labels        %s of %s samples would change\n",
           print_count(changed, p->changed), print_count(all, p->samples));
    if (p->deaf)
        printf("              %s have no features to be heard by\n",
               print_count(all, p->deaf));
    for (size_t i = 0; i < p->n; i++) {
        printf("  %11s  ", print_count(changed, p->change[i].samples));
        print_arrow(p->change[i].from, p->change[i].to);
        putchar('\n');
    }
    if (p->examples)
        puts("such as");
    for (size_t i = 0; i < p->examples; i++) {
        const struct preview_example *x = &p->example[i];

        fputs("  ", stdout);
        print_clean(stdout, x->path ? x->path : "(no file)");
        fputs(": ", stdout);
        print_arrow(x->from, x->to);
        putchar('\n');
    }
}

json_t *preview_json(const struct preview *p)
{
    json_t *changes = json_array(), *examples = json_array();

    for (size_t i = 0; i < p->n; i++)
        json_array_append_new(changes, json_pack("{s:o, s:o, s:I}", "from",
                                                 json_text(p->change[i].from), "to",
                                                 json_text(p->change[i].to), "samples",
                                                 (json_int_t)p->change[i].samples));
    for (size_t i = 0; i < p->examples; i++)
        json_array_append_new(examples,
                              json_pack("{s:I, s:o, s:o, s:o}", "sample_id",
                                        (json_int_t)p->example[i].sample, "path",
                                        json_text_or_null(p->example[i].path), "from",
                                        json_text(p->example[i].from), "to",
                                        json_text(p->example[i].to)));
    return json_pack("{s:I, s:I, s:I, s:o, s:o}", "samples", (json_int_t)p->samples,
                     "changed", (json_int_t)p->changed, "without_features",
                     (json_int_t)p->deaf, "changes", changes, "examples", examples);
}
