/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb retrain: a model that has learned what users said of their sounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/deepened.h"
#include "cli/hearing.h"
#include "cli/kept.h"
#include "cli/library.h"
#include "cli/meter.h"
#include "cli/preview.h"
#include "cli/print.h"
#include "cli/relabel.h"
#include "cli/retrained.h"
#include "cli/stop.h"
#include "learn/retrain.h"
#include "store/inbox.h"
#include "store/samples.h"
#include "util/mem.h"

enum { SEED = 1000, SHOW, DEEP, PROGRESS, REFUSED = 3, SHOW_MOST = 1000 };

static const struct opt options[] = {
    {'n', "dry-run", NULL, "change nothing: say what would be learned, and what of it"},
    {'J', "json", NULL, "one JSON object"},
    {'q', "quiet", NULL, "no progress"},
    {PROGRESS, "progress", NULL, "with --json: lines of JSON before it, for a program"},
    {DEEP, "deep", NULL, "also learn to hear, from 200 corrected sounds on"},
    {SEED, "seed", "N", "which folders are held out together, 1 if not given"},
    {SHOW, "show", "N", "with --dry-run: so many samples that would change, 10"},
    {0},
};

/* What a run works with. */
struct work {
    struct session *session;
    const struct args *a;
    bool dry, json, deep;
    long seed, show;
    struct hearing hearing;
    struct model *base; /* that learns; owned */
    int64_t base_id;    /* 0: the built-in one */
    struct examples x;
    struct meter meter;
    struct deepened deepened;
    struct retrain r;
    struct retrained told;
};

/* What has come of the labels. */
struct fate {
    bool adopted;     /* the new model is in use since */
    bool relabelling; /* there was something to label */
    enum relabel_how how;
    int64_t samples; /* with new labels, if RELABEL_DONE */
};

static int read_options(struct work *w, struct err *e)
{
    if (w->a->argc > 0)
        return err_set(e, ERR_USAGE, "takes no arguments, but '%s'", w->a->argv[0]);
    if (opt_number(w->a, SEED, 0, 1000000000, &w->seed, e) != 0 ||
        opt_number(w->a, SHOW, 0, SHOW_MOST, &w->show, e) != 0)
        return -1;
    if (opt_text(w->a, SHOW) && !w->dry)
        return err_set(e, ERR_USAGE, "--show goes with --dry-run");
    if (opt_given(w->a, PROGRESS) && !w->json)
        return err_set(e, ERR_USAGE, "--progress goes with --json");
    return 0;
}

/* A dry run needs no more than to read. */
static int open_all(struct work *w, struct err *e)
{
    struct session *s = w->session;

    if (!w->dry)
        return library_open(s, e) == 0 ? hearing_open(&w->hearing, s->store, e) : -1;
    return store_open(&s->store, s->library, STORE_READ, e) == 0
               ? hearing_ready(&w->hearing, s->store, e)
               : -1;
}

static int find_base(struct work *w, struct err *e)
{
    struct store *s = w->session->store;
    const struct base *b = &w->hearing.base;
    const int imported = kept_origin(s, b, &w->base_id, e);
    struct kept k;

    if (imported < 0)
        return -1;
    if (imported)
        return kept_of(s, b, w->base_id, &k, e) == 0 ? kept_load(s, b, &k, &w->base, e)
                                                     : -1;
    w->base_id = 0;
    if (!b->model)
        return err_set(e, ERR_USAGE,
                       "this sampledb was built without a model to begin with");
    w->base = model_copy(b->model);
    return 0;
}

/* Why there is nothing to learn from. */
static int complain(const struct work *w, struct err *e)
{
    if (w->x.deaf)
        return err_set(e, ERR_USAGE,
                       "the features of all %zu samples that you spoke of are gone; "
                       "sampledb check --repair has them analysed again",
                       w->x.deaf);
    return err_set(e, ERR_USAGE,
                   "nobody has confirmed or rejected a category or a form yet; sampledb "
                   "tag FILE +kick does");
}

static int read_examples(struct work *w, struct err *e)
{
    struct analyse *ear = analyse_new(model_copy(w->base));
    const int rc = examples_read(&w->x, w->session->store, ear, w->base->trunk, e);

    analyse_free(ear);
    return rc != 0 ? -1 : w->x.n == 0 ? complain(w, e) : 0;
}

static void show_progress(void *arg, size_t done, size_t of)
{
    struct err ignored;

    meter_show(arg, (int64_t)done, (int64_t)of, &ignored);
}

/* Beside the model's weights. */
static void put_on_record(struct work *w)
{
    json_t *metrics = json_pack("{s:o}", "retrain", retrained_json(&w->told));

    free(w->r.model->metrics);
    w->r.model->metrics = json_dumps(metrics, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(metrics);
}

static void start_meter(struct work *w, const char *doing)
{
    meter_start(&w->meter, doing);
    w->meter.on &= !opt_given(w->a, 'q');
    w->meter.lines = opt_given(w->a, PROGRESS);
}

static int learn(struct work *w, struct err *e)
{
    static const char wiped[] =
        "\r\033[Ksampledb retrain: stopped; nothing has changed\n";
    struct retrain_options o = retrain_defaults;
    int rc;

    o.seed = (uint64_t)w->seed;
    o.library = w->x.beside;
    o.sounds = w->x.besides;
    o.progress = show_progress;
    o.arg = &w->meter;
    start_meter(w, "learning");
    stop_at_once(w->meter.on ? wiped : wiped + strlen("\r\033[K"));
    show_progress(&w->meter, 0, o.parts + 1);
    rc = w->deep ? deepened_learn(&w->deepened, &w->r, w->session->store, w->base, &w->x,
                                  &o, e)
                 : retrain(&w->r, w->base, w->x.x, w->x.n, &o, e);
    meter_end(&w->meter);
    if (rc != 0)
        return -1;
    w->told = (struct retrained){&w->r, &w->x, w->base, w->deep ? &w->deepened : NULL,
                                 (uint64_t)w->seed};
    put_on_record(w);
    return 0;
}

static int preview(struct work *w, struct preview *p, struct err *e)
{
    int rc;

    start_meter(w, "listening");
    rc = preview_of(p, w->session->store, w->r.model, w->hearing.model.names,
                    (size_t)w->show, &w->meter, e);
    meter_end(&w->meter);
    return rc;
}

/* What was said to other programs' inbox counts once it was taken in. */
static int say_what_waits(const struct work *w, struct err *e)
{
    const int waits = inbox_waits(w->session->store, e);

    if (waits == 1 && !opt_given(w->a, 'q'))
        fputs("sampledb retrain: what other programs have put into v1_feedback_in is not "
              "in this; without --dry-run it is\n",
              stderr);
    return waits < 0 ? -1 : 0;
}

static int try_it(struct work *w, struct err *e)
{
    struct preview p;
    int rc = preview(w, &p, e);

    if (rc == 0)
        rc = say_what_waits(w, e);
    if (rc == 0 && w->json) {
        json_t *out = retrained_json(&w->told);

        json_object_set_new(out, "dry_run", json_true());
        json_object_set_new(out, "labels", preview_json(&p));
        print_json(out);
    } else if (rc == 0) {
        retrained_print(&w->told);
        preview_print(&p);
    }
    preview_clear(&p);
    return rc;
}

/* Everything about the new model at once. */
static int enter(struct work *w, const struct buf *file, struct err *e)
{
    const struct model_origin built_in = {.made_by = MODEL_BASE};
    struct model_origin o = {.made_by = MODEL_RETRAIN,
                             .parent = w->base_id,
                             .corrections = (int64_t)w->x.corrections,
                             .data = file->data,
                             .len = file->len};
    struct store *s = w->session->store;
    const char *tag[SOUND_MAX_NODES];
    struct model_facts facts;
    int64_t id;

    if (w->base_id == 0 &&
        model_add(s, &w->hearing.base.facts, &built_in, &o.parent, e) != 0)
        return -1;
    base_facts(&facts, w->r.model, tag);
    return model_add(s, &facts, &o, &id, e) == 0 ? model_swap(s, id, false, e) : -1;
}

static int adopt(struct work *w, struct err *e)
{
    struct store *s = w->session->store;
    struct buf file = {0};
    int rc;

    model_write(w->r.model, &file);
    rc = store_begin(s, e);
    if (rc == 0) {
        rc = enter(w, &file, e);
        if (rc == 0)
            rc = store_commit(s, e);
        else
            store_rollback(s);
    }
    buf_clear(&file);
    return rc;
}

/* Does any sample lack the labels of the model in use? 1, 0, -1. */
static int are_outdated(struct store *s, struct err *e)
{
    struct model_ref ref;
    int outdated = model_known(s, &ref, e);

    if (outdated == 1)
        outdated = samples_outdated(s, &ref, e);
    model_ref_clear(&ref);
    return outdated;
}

static int label(struct work *w, struct fate *f, struct err *e)
{
    struct session *s = w->session;
    const struct relabel_shown shown = {"retrain", opt_given(w->a, 'q'),
                                        opt_given(w->a, PROGRESS)};
    const int outdated = are_outdated(s->store, e);

    f->relabelling = outdated == 1;
    if (outdated != 1)
        return outdated;
    store_close(s->store); /* whoever labels, owns it */
    s->store = NULL;
    if (shown.lines)
        meter_line("labelling", 0, 0);
    return relabel(s, &w->hearing.base, &shown, &f->how, &f->samples, e);
}

static void print_model(const struct work *w, const struct fate *f)
{
    if (w->json)
        return;
    retrained_print(&w->told);
    if (f->adopted)
        printf("in use        %.12s; sampledb model rollback goes back\n",
               w->r.model->id);
    else if (!w->r.refused)
        printf("nothing new   %.12s, which is in use, has learned all of this\n",
               w->r.model->id);
}

static void print_labels(const struct work *w, const struct fate *f)
{
    json_t *out;

    if (!w->json && f->relabelling)
        relabel_say(f->how, f->samples);
    if (!w->json)
        return;
    out = retrained_json(&w->told);
    json_object_set_new(out, "dry_run", json_false());
    json_object_set_new(out, "adopted", json_boolean(f->adopted));
    json_object_set_new(out, "labels_by",
                        f->relabelling ? json_string(relabel_name(f->how)) : json_null());
    json_object_set_new(out, "labelled", json_integer(f->samples));
    print_json(out);
}

static int apply(struct work *w, struct err *e)
{
    const bool fresh = strcmp(w->r.model->id, w->hearing.model.key) != 0;
    struct fate f = {.adopted = fresh && !w->r.refused};

    stop_catch();
    if (f.adopted && adopt(w, e) != 0)
        return -1;
    print_model(w, &f);
    fflush(stdout); /* the labels take a while, and what is in use by now is news */
    if (label(w, &f, e) != 0) /* also what another run has left */
        return -1;
    print_labels(w, &f);
    return 0;
}

static int work(struct work *w, struct err *e)
{
    if (read_options(w, e) != 0 || open_all(w, e) != 0 || find_base(w, e) != 0 ||
        read_examples(w, e) != 0 || learn(w, e) != 0)
        return -1;
    if ((w->dry ? try_it : apply)(w, e) != 0)
        return -1;
    w->session->status = w->r.refused ? REFUSED : 0;
    return print_check(e);
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct work *w = mem_new(1, sizeof *w);
    int rc;

    w->session = s;
    w->a = a;
    w->dry = opt_given(a, 'n');
    w->json = opt_given(a, 'J');
    w->deep = opt_given(a, DEEP);
    w->seed = (long)retrain_defaults.seed;
    w->show = 10;
    rc = work(w, e);
    deepened_clear(&w->deepened);
    retrain_clear(&w->r);
    examples_clear(&w->x);
    model_free(w->base);
    hearing_close(&w->hearing);
    free(w);
    return rc;
}

const struct cmd cmd_retrain = {
    .name = "retrain",
    .args = "[-nJq] [--deep] [--progress] [--seed N] [--show N]",
    .summary = "learn from what was said of sounds, and label all of them anew",
    .options = options,
    .needs = NEEDS_NOTHING, /* a dry run only reads, and labels are given by the owner */
    .run = run,
};
