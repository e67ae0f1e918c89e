/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of what a model is worth. */
#include "cli/score.h"

#include <stdio.h>

void score_classes(const struct model *m, const struct metrics *x)
{
    printf("%-16s %6s %10s %7s %7s\n", "label", "n", "precision", "recall", "F1");
    for (size_t c = 0; c < x->classes; c++)
        printf("%-16s %6zu %10.3f %7.3f %7.3f\n", m->node[c].label, x->of[c].n,
               x->of[c].precision, x->of[c].recall, x->of[c].f1);
}

void score_confusion(const struct model *m, const struct metrics *x)
{
    puts("\nconfusion: a line is what a file is, a column what it was taken for");
    printf("%19s", "");
    for (size_t a = 0; a < x->classes; a++)
        printf(" %3zu", a + 1);
    putchar('\n');
    for (size_t t = 0; t < x->classes; t++) {
        printf("%3zu %-15s", t + 1, m->node[t].label);
        for (size_t a = 0; a < x->classes; a++) {
            const size_t n = x->confusion[t * x->classes + a];

            if (n)
                printf(" %3zu", n);
            else
                fputs("   .", stdout);
        }
        putchar('\n');
    }
}

static double share(size_t a, size_t b) { return b ? (double)a / (double)b : 0.0; }

/* The numbers of the summary, in its order. */
enum { LINES = 14 };
static const char *const line_name[LINES] = {
    "files",
    "accuracy",
    "macro-F1",
    "first level",
    "form",
    "calibration error",
    "coverage at 0.90",
    "leaf published",
    "  of these right",
    "parent published",
    "  of these right",
    "unsure",
    "form published",
    "  of these right",
};

static void lines_of(const struct metrics *x, double v[LINES])
{
    const double all[LINES] = {
        (double)x->n,
        x->accuracy,
        x->macro_f1,
        x->root_accuracy,
        x->form_accuracy,
        x->ece,
        x->coverage,
        share(x->leaf.n, x->n),
        share(x->leaf.right, x->leaf.n),
        share(x->parent.n, x->n),
        share(x->parent.right, x->parent.n),
        share(x->n - x->leaf.n - x->parent.n, x->n),
        share(x->form.n, x->forms),
        share(x->form.right, x->form.n),
    };

    for (int i = 0; i < LINES; i++)
        v[i] = all[i];
}

void score_summary(const char *const *name, const struct metrics *const *x, size_t n)
{
    double v[LINES];

    printf("%-18s", "");
    for (size_t k = 0; k < n; k++)
        printf(" %10s", name[k]);
    putchar('\n');
    for (int i = 0; i < LINES; i++) {
        printf("%-18s", line_name[i]);
        for (size_t k = 0; k < n; k++) {
            lines_of(x[k], v);
            printf(i ? " %10.3f" : " %10.0f", v[i]);
        }
        putchar('\n');
    }
}

/* The parts that have rows, for score_summary(). */
static size_t parts_of(const struct evaluation *v, const char *name[EVALUATE_PARTS],
                       const struct metrics *x[EVALUATE_PARTS])
{
    size_t n = 0;

    for (int k = 0; k < EVALUATE_PARTS; k++)
        if (v->part[k].n) {
            name[n] = evaluate_part_name[k];
            x[n++] = &v->part[k];
        }
    return n;
}

void score_parts(const struct evaluation *v)
{
    const char *name[EVALUATE_PARTS];
    const struct metrics *x[EVALUATE_PARTS];

    score_summary(name, x, parts_of(v, name, x));
}

void score_evaluation(const struct model *m, const char *split,
                      const struct evaluation *v)
{
    const struct metrics *x = &v->part[EVALUATE_ALL];

    if (x->n == 0) {
        printf("split %s: no file with a label that the model knows\n", split);
        return;
    }
    score_classes(m, x);
    score_confusion(m, x);
    printf("\nsplit %s\n", split);
    score_parts(v);
    if (v->unknown)
        printf("%zu files have labels that the model does not know\n", v->unknown);
}
