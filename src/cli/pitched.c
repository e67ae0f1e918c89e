/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model learns to hear which note a sound is. */
#include "cli/pitched.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/print.h"
#include "cli/stop.h"
#include "nn/model.h"

struct results {
    struct pitch_net net;
    size_t learned; /* rows that it learned from */
    struct pitch_figures unheard, held_out;
};

static void show_epoch(void *arg, long epoch, long epochs, double loss)
{
    (void)arg;
    fprintf(stderr, "epoch %3ld/%ld  loss %.3f\n", epoch, epochs, loss);
}

static bool stop_wanted(void *arg)
{
    (void)arg;
    return stop_asked;
}

static int fit(struct results *r, const struct pitched *p, const struct notes *notes,
               const struct dataset *d, struct err *e)
{
    struct pitch_options o = pitch_defaults;
    struct pitch_row *row = notes_rows(notes, d, &r->learned);
    int rc = 0;

    o.seed = p->seed;
    o.progress = p->quiet ? NULL : show_epoch;
    o.stop = stop_wanted;
    if (r->learned == 0)
        rc = err_set(e, ERR_FORMAT, "%s: names no file of the manifest's split train",
                     p->notes);
    else if (!pitch_fit(&r->net, &r->unheard, row, r->learned, &o))
        rc = err_set(e, ERR_STOPPED, "stopped");
    free(row);
    return rc;
}

static int learn(struct results *r, const struct pitched *p, const struct notes *notes,
                 struct features *f, const struct manifest *manifest,
                 const struct further *w, struct err *e)
{
    struct dataset d = {0};
    int rc = features_dataset(f, &d, manifest, "train", e);

    if (rc == 0)
        rc = further_add(w, f, &d, e);
    if (rc == 0)
        rc = fit(r, p, notes, &d, e);
    dataset_clear(&d);
    return rc;
}

static int judge(struct results *r, const struct notes *notes, struct features *f,
                 const struct manifest *manifest, const char *held_out, struct err *e)
{
    struct dataset d = {0};
    struct pitch_row *row;
    size_t n;

    if (manifest_count(manifest, held_out) == 0)
        return 0;
    if (features_dataset(f, &d, manifest, held_out, e) != 0)
        return -1;
    row = notes_rows(notes, &d, &n);
    pitch_measure(&r->held_out, &r->net, row, n);
    free(row);
    dataset_clear(&d);
    return 0;
}

static double share(size_t a, size_t b) { return b ? (double)a / (double)b : 0.0; }

static json_t *figures_json(const struct pitch_figures *f)
{
    return json_pack("{s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:f}", "n",
                     (json_int_t)f->n, "note", share(f->note, f->n), "pitch_class",
                     share(f->class, f->n), "coverage", share(f->sure, f->n),
                     "note_of_covered", share(f->sure_note, f->sure),
                     "pitch_class_of_covered", share(f->sure_class, f->sure), "ece",
                     f->ece, "cents", f->off_cents, "without", (json_int_t)f->none,
                     "without_but_covered", share(f->none_sure, f->none));
}

static void print_figures(const char *of, const struct pitch_figures *f)
{
    printf("%s: %zu files with a note, %zu without\n"
           "  right note %.3f  pitch class %.3f  root mean square %.1f cents  "
           "calibration error %.3f\n"
           "  confidence 0.5 or more: %.3f, right note %.3f  pitch class %.3f; "
           "of those without one %.3f\n",
           of, f->n, f->none, share(f->note, f->n), share(f->class, f->n), f->off_cents,
           f->ece, share(f->sure, f->n), share(f->sure_note, f->sure),
           share(f->sure_class, f->sure), share(f->none_sure, f->none));
}

static void print_results(const struct pitched *p, const struct results *r,
                          const struct model *m, const char *held_out)
{
    if (p->json) {
        print_json(json_pack("{s:s, s:I, s:[f, f], s:o, s:o}", "id", m->id, "trained",
                             (json_int_t)r->learned, "sure", (double)r->net.sure[0],
                             (double)r->net.sure[1], "left_out",
                             figures_json(&r->unheard), held_out,
                             figures_json(&r->held_out)));
        return;
    }
    print_figures("sources left out", &r->unheard);
    if (r->held_out.n + r->held_out.none)
        print_figures(held_out, &r->held_out);
    printf("\n%s: %zu files learned from, confidence by %.3f and %.3f\n", m->id,
           r->learned, (double)r->net.sure[0], (double)r->net.sure[1]);
}

int pitched_learn(const struct pitched *p, struct features *f,
                  const struct manifest *manifest, const struct further *w,
                  const char *held_out, struct err *e)
{
    struct results r = {0};
    struct notes notes = {0};
    struct model *m = NULL;
    int rc = model_load(&m, p->net, e);

    if (rc == 0)
        rc = notes_load(&notes, p->notes, e);
    if (rc == 0)
        rc = learn(&r, p, &notes, f, manifest, w, e);
    if (rc == 0)
        rc = judge(&r, &notes, f, manifest, held_out, e);
    if (rc == 0) {
        pitch_net_put(m, &r.net);
        model_seal(m);
        rc = model_save(m, p->out, e);
    }
    if (rc == 0)
        print_results(p, &r, m, held_out);
    model_free(m);
    notes_clear(&notes);
    return rc;
}
