/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was measured, as a folder of tables. */
#include "learn/figures.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "learn/plots_data.h"
#include "learn/points.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/mem.h"

const char *const figures_plot_name[FIGURES_PLOTS] = {
    [FIGURES_LEARNING] = "learning",   [FIGURES_CLASSES] = "classes",
    [FIGURES_CONFUSION] = "confusion", [FIGURES_RELIABILITY] = "reliability",
    [FIGURES_COVERAGE] = "coverage",
};

static void add(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Short text, formatted; what is over 256 bytes is cut. */
static void add(struct buf *b, const char *fmt, ...)
{
    char text[256];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    buf_bytes(b, text, strlen(text));
}

/* A number between tabs; %f writes "-nan" too. */
static void add_number(struct buf *b, double v)
{
    if (isfinite(v))
        add(b, "\t%.6f", v);
    else
        add(b, "\tnan");
}

static size_t best_epoch(const struct figures *r)
{
    size_t best = 0;

    for (size_t i = 0; i < r->epochs; i++)
        if (r->epoch[i].best)
            best = i;
    return best;
}

static void write_learning(struct buf *b, const struct figures *r)
{
    const size_t best = best_epoch(r);

    add(b, "epoch\tloss\taccuracy\tmacro_f1\tbest\ttrain_accuracy\n");
    for (size_t i = 0; i < r->epochs; i++) {
        add(b, "%ld", r->epoch[i].epoch);
        add_number(b, r->epoch[i].loss);
        add_number(b, r->epoch[i].accuracy);
        add_number(b, r->epoch[i].macro_f1);
        add(b, "\t%d", i == best);
        add_number(b, r->epoch[i].train_accuracy);
        add(b, "\n");
    }
}

static void write_classes(struct buf *b, const struct figures *r)
{
    const struct metrics *x = r->part[EVALUATE_ALL];
    size_t order[SOUND_MAX_NODES];
    const size_t n = points_classes(x, order);

    add(b, "label\tcategory\tfiles\tanswers\tprecision\trecall\tf1\n");
    for (size_t i = 0; i < n; i++) {
        const struct metrics_class *c = &x->of[order[i]];
        const struct model_node *node = &r->model->node[order[i]];

        add(b, "%s\t%s\t%zu\t%zu", node->label, node->tag, c->n, c->answered);
        add_number(b, c->answered ? c->precision : (double)NAN);
        add_number(b, c->n ? c->recall : (double)NAN);
        add_number(b, c->f1);
        add(b, "\n");
    }
}

static void write_confusion(struct buf *b, const struct figures *r)
{
    const struct metrics *x = r->part[EVALUATE_ALL];
    size_t order[SOUND_MAX_NODES];

    points_tree(r->model, order);
    add(b, "truth");
    for (size_t a = 0; a < x->classes; a++)
        add(b, "\t%s", r->model->node[order[a]].label);
    add(b, "\n");
    for (size_t t = 0; t < x->classes; t++) {
        const size_t *row = x->confusion + order[t] * x->classes;
        const double n = (double)x->of[order[t]].n;

        add(b, "%s", r->model->node[order[t]].label);
        for (size_t a = 0; a < x->classes; a++)
            add_number(b, n > 0 ? (double)row[order[a]] / n : (double)NAN);
        add(b, "\n");
    }
}

static void write_reliability(struct buf *b, const struct figures *r)
{
    add(b, "from\tto\tfiles\tconfidence\taccuracy\n");
    for (int i = 0; i < METRICS_BINS; i++) {
        const struct points_bin p = points_bin(r->part[EVALUATE_ALL], i);

        add(b, "%.6f\t%.6f\t%zu", p.from, p.to, p.n);
        add_number(b, p.confidence);
        add_number(b, p.accuracy);
        add(b, "\n");
    }
}

static size_t rows_of(const struct figures *r, int part)
{
    return r->part[part] ? r->part[part]->n : 0;
}

static void write_coverage(struct buf *b, const struct figures *r)
{
    static const struct points_coverage none = {(double)NAN, (double)NAN, (double)NAN};

    add(b, "share");
    for (int k = 0; k < EVALUATE_PARTS; k++)
        add(b, "\t%s_precision\t%s_confidence", evaluate_part_name[k],
            evaluate_part_name[k]);
    add(b, "\n");
    for (int i = 1; i <= POINTS_COVERAGE; i++) {
        add(b, "%.6f", (double)i / POINTS_COVERAGE);
        for (int k = 0; k < EVALUATE_PARTS; k++) {
            const struct points_coverage p =
                rows_of(r, k) ? points_coverage(r->part[k], i) : none;

            add_number(b, p.precision);
            add_number(b, p.confidence);
        }
        add(b, "\n");
    }
}

/* Where in confusion.tsv another first level begins. */
static void add_borders(struct buf *b, const struct model *m)
{
    size_t order[SOUND_MAX_NODES];

    points_tree(m, order);
    add(b, "borders = \"");
    for (size_t i = 1; i < m->leaves; i++) {
        const char *tag = m->node[order[i]].tag, *before = m->node[order[i - 1]].tag;
        const size_t n = strcspn(tag, ".");

        if (n != strcspn(before, ".") || strncmp(tag, before, n) != 0)
            add(b, " %zu", i);
    }
    add(b, "\"\n");
}

/*
 * The numbers that plots.gp needs beside the tables. It is a program: no text of others
 * goes in, but for the name of a split where that is a plain word.
 */
static void write_settings(struct buf *b, const struct figures *r)
{
    const struct metrics *x = r->part[EVALUATE_ALL];
    size_t order[SOUND_MAX_NODES];
    bool word = strlen(r->name) < 40;

    for (const char *p = r->name; *p; p++)
        word &= isalnum((unsigned char)*p) || *p == '-' || *p == '_';
    add(b, "# Draws the tables in this folder as PNG and SVG:  gnuplot plots.gp\n\n");
    add(b, "measured_on = \"%s\"\n", word ? r->name : "");
    add(b, "model_id = \"%s\"\n", r->model->id);
    add(b, "files = %zu\naccuracy = %.6f\nmacro_f1 = %.6f\nece = %.6f\n", x->n,
        x->accuracy, x->macro_f1, x->ece);
    add(b, "leaves = %zu\nclasses = %zu\n", x->classes, points_classes(x, order));
    add_borders(b, r->model);
    add(b, "epochs = %zu\nbest_epoch = %ld\n", r->epochs,
        r->epochs ? r->epoch[best_epoch(r)].epoch : 0);
    add(b,
        "# files, and by the model's threshold: share published as leaf, of it right\n");
    for (int k = 0; k < EVALUATE_PARTS; k++) {
        const struct metrics *part = r->part[k];
        const size_t n = rows_of(r, k), published = n ? part->leaf.n : 0;

        add(b, "%s_files = %zu\n", evaluate_part_name[k], n);
        add(b, "%s_share = %.6f\n", evaluate_part_name[k],
            published ? (double)published / (double)n : 0.0);
        add(b, "%s_precision = %.6f\n", evaluate_part_name[k],
            published ? (double)part->leaf.right / (double)published : 0.0);
    }
    add(b, "leaf_threshold = %.6f\n", (double)r->model->leaf_threshold);
}

char *figures_path(const char *dir, const char *name)
{
    const size_t room = strlen(dir) + strlen(name) + 2;
    char *path = mem_new(room, 1);

    snprintf(path, room, "%s/%s", dir, name);
    return path;
}

void figures_measured(struct figures *r, const char *name, const struct evaluation *v)
{
    r->name = name;
    for (int k = 0; k < EVALUATE_PARTS; k++)
        r->part[k] = &v->part[k];
}

int figures_target(const char *dir, struct err *e)
{
    struct stat st;

    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return err_sys(e, "%s: create", dir);
    if (stat(dir, &st) != 0)
        return err_sys(e, "%s", dir);
    if (!S_ISDIR(st.st_mode))
        return err_set(e, ERR_IO, "%s: is a file; a report is a folder", dir);
    return access(dir, W_OK | X_OK) == 0 ? 0 : err_sys(e, "%s: write in it", dir);
}

static int write_one(const struct figures *r, const char *name, const struct buf *b,
                     struct err *e)
{
    char *path = figures_path(r->dir, name);
    const int rc = file_replace(path, b->data, b->len, e);

    free(path);
    return rc;
}

/* A table that this report does not have is not left from another. */
static void forget(const struct figures *r, const char *name)
{
    char *path = figures_path(r->dir, name);

    unlink(path);
    free(path);
}

static int write_table(const struct figures *r, enum figures_plot plot, struct buf *b,
                       struct err *e)
{
    static void (*const writer[FIGURES_PLOTS])(struct buf *, const struct figures *) = {
        [FIGURES_LEARNING] = write_learning,   [FIGURES_CLASSES] = write_classes,
        [FIGURES_CONFUSION] = write_confusion, [FIGURES_RELIABILITY] = write_reliability,
        [FIGURES_COVERAGE] = write_coverage,
    };
    const size_t rows = plot == FIGURES_LEARNING ? r->epochs : r->part[EVALUATE_ALL]->n;
    char name[40];

    snprintf(name, sizeof name, "%s.tsv", figures_plot_name[plot]);
    if (rows == 0) {
        forget(r, name);
        return 0;
    }
    buf_reset(b);
    writer[plot](b, r);
    return write_one(r, name, b, e);
}

int figures_write(const struct figures *r, const char *metrics, struct err *e)
{
    struct buf b = {0};
    int rc = figures_target(r->dir, e);

    buf_bytes(&b, metrics, strlen(metrics));
    if (rc == 0)
        rc = write_one(r, "metrics.json", &b, e);
    for (int k = 0; rc == 0 && k < FIGURES_PLOTS; k++)
        rc = write_table(r, (enum figures_plot)k, &b, e);
    buf_reset(&b);
    write_settings(&b, r);
    add(&b, "\n");
    buf_bytes(&b, plots_data, plots_data_len);
    if (rc == 0)
        rc = write_one(r, "plots.gp", &b, e);
    buf_clear(&b);
    return rc;
}
