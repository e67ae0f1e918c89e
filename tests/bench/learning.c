/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What corrections teach a model, measured on sources that it has not heard:
 * learning MODEL|base MANIFEST [FIXES [CACHE]]. Each dev source is a library; its owner
 * answers truthfully what review asks, then retrains.
 *
 * Two readings. By ear: the model knows of a file only what it sounds like. With folders:
 * review and retrain also know which files lie together (where the corpus says that their
 * maker put them, else the group: the bank of a soundfont), but never what a folder is
 * called. The corpus took many labels from names of folders, so its folders are as tidy
 * as those that carry such names, and no tidier than those. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons.h"
#include "novel.h"

enum {
    SMALL = 80,  /* files of a source that 50 corrections are tried on */
    LARGE = 350, /* and 200 */
    STEP = 5     /* corrections, when it is counted how many are wanted */
};

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return n == 0 ? 0.0 : n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2.0;
}

static double fall(double before, double after)
{
    return before > 0.0 ? 100.0 * (1.0 - after / before) : 0.0;
}

static const char *verdict(bool met) { return met ? "met" : "not met"; }

static const char *const ways[] = {[PUPILS_CHANCE] = "by chance",
                                   [PUPILS_EAR] = "by review",
                                   [PUPILS_FOLDERS] = "by review that knows folders"};

/* One line of a table; *lost: points that the others lose at most. */
static void tell_source(const struct source *s, const struct outcome *x, double *lost)
{
    printf(
        "%-40s %5zu %7.3f %7.3f %7.3f %5.0f%% %5.0f%% %+7.2f  %3.0f %.2f  %3.0f %.2f\n",
        s->name, s->n, x->whole, x->rest_before, x->rest_after,
        fall(x->rest_before, x->rest_after), fall(x->whole, x->rest_after),
        100.0 * (x->others_after - x->others_before), x->said_before,
        x->true_before / fmax(x->said_before, 1.0), x->said_after,
        x->true_after / fmax(x->said_after, 1.0));
    *lost = fmax(*lost, 100.0 * (x->others_before - x->others_after));
}

static void tell_all(const struct pupils *p, const struct source *s, size_t sources,
                     const struct lesson_plan *plan, double goal)
{
    const size_t least = plan->k > 50 ? LARGE : SMALL;
    double rest[SOURCES], whole[SOURCES], lost = -100.0, said[4] = {0}, middle;
    size_t n = 0;

    printf("%zu corrections %s, retrained %s\n%-40s %5s %7s %7s %7s %6s %6s %7s  "
           "leaves said (right)\n",
           plan->k, ways[plan->way], plan->folders ? "with folders" : "by ear", "source",
           "files", "error", "of rest", "after", "fall", "fall*", "others");
    for (size_t i = 0; i < sources; i++) {
        struct outcome x;

        if (s[i].n < least)
            continue;
        x = lessons_learn(p, &s[i], plan);
        tell_source(&s[i], &x, &lost);
        said[0] += x.said_before;
        said[1] += x.true_before;
        said[2] += x.said_after;
        said[3] += x.true_after;
        rest[n] = fall(x.rest_before, x.rest_after);
        whole[n++] = fall(x.whole, x.rest_after);
    }
    middle = median(rest, n);
    printf(
        "  median fall %.0f %% of the error of the rest (goal %.0f %%: %s), %.0f %% *: "
        "of the whole source's\n",
        middle, goal, verdict(middle >= goal), median(whole, n));
    printf("  others lose at most %.2f points (goal 0.5: %s)\n", lost,
           verdict(lost <= 0.5));
    printf(
        "  published leaves of the rest right: %.3f of %.0f before, %.3f of %.0f after "
        "(goal 0.90: %s)\n\n",
        said[1] / fmax(said[0], 1.0), said[0], said[3] / fmax(said[2], 1.0), said[2],
        verdict(said[3] >= 0.9 * said[2]));
    fflush(stdout);
}

/* How many corrections review wants for what `k` by chance give. */
static void tell_wanted(const struct pupils *p, const struct source *s, size_t sources,
                        size_t k, bool folders)
{
    const enum pupils_way way = folders ? PUPILS_FOLDERS : PUPILS_EAR;
    double wanted[SOURCES], learned[SOURCES];
    size_t n = 0;

    printf("corrections that review wants for what %zu by chance give, %s\n%-40s %9s "
           "%9s\n",
           k, folders ? "with folders" : "by ear", "source", "settled", "rest");
    for (size_t i = 0; i < sources; i++) {
        struct outcome goal;

        if (s[i].n < SMALL)
            continue;
        goal = lessons_learn(
            p, &s[i],
            &(struct lesson_plan){.k = k, .way = PUPILS_CHANCE, .folders = folders});
        wanted[n] = learned[n] = 2.0 * (double)k;
        for (size_t at = 2 * k; at >= STEP; at -= STEP) {
            const struct outcome x = lessons_learn(
                p, &s[i], &(struct lesson_plan){.k = at, .way = way, .folders = folders});

            if (x.settled >= goal.settled)
                wanted[n] = (double)at;
            if (x.rest_after <= goal.rest_after)
                learned[n] = (double)at;
        }
        printf("%-40s %9.0f %9.0f\n", s[i].name, wanted[n], learned[n]);
        n++;
    }
    wanted[0] = 100.0 * median(wanted, n) / (double)k;
    printf(
        "  median: %.0f %% for as many right in the source (goal 60 %%: %s), %.0f %% for "
        "as few wrong in its rest\n\n",
        wanted[0], verdict(wanted[0] <= 60.0), 100.0 * median(learned, n) / (double)k);
    fflush(stdout);
}

/* Does the gate refuse what is worse, and let pass what is better? */
static void tell_gate(const struct pupils *p, const struct source *s, size_t sources)
{
    static const char *const what[] = {[LESSON_TRUE] = "true answers",
                                       [LESSON_SHUFFLED] = "shuffled answers",
                                       [LESSON_ALL_KICK] = "all are kicks"};

    printf("the gate, 50 corrections (200 where there are %d files)\n", LARGE);
    for (enum lesson_truth is = LESSON_TRUE; is <= LESSON_ALL_KICK; is++) {
        size_t better = 0, worse = 0, refused_better = 0, refused_worse = 0;

        for (size_t i = 0; i < 2 * sources; i++) {
            const struct source *of = &s[i / 2];
            const struct lesson_plan plan = {.k = i % 2 ? 200 : 50,
                                             .way = PUPILS_FOLDERS,
                                             .folders = true,
                                             .gate = true,
                                             .is = is};
            struct outcome x;
            bool good;

            if (of->n < (i % 2 ? LARGE : SMALL))
                continue;
            x = lessons_learn(p, of, &plan);
            good =
                x.rest_after <= x.rest_before && x.others_before - x.others_after <= 0.01;
            *(good ? &better : &worse) += 1;
            *(good ? &refused_better : &refused_worse) += x.refused;
            if (x.refused && good)
                printf("  %s: %s\n", of->name, x.why);
        }
        printf("  %-18s refused %zu of %zu that are better, %zu of %zu that are worse\n",
               what[is], refused_better, better, refused_worse, worse);
    }
    putchar('\n');
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct source s[SOURCES] = {{0}};
    struct pupils p;
    struct err e;
    size_t sources;

    if (argc < 3) {
        fputs("usage: learning MODEL|base MANIFEST [FIXES [CACHE]]\n", stderr);
        return 2;
    }
    if (pupils_load(&p, argv[1], argv[2], argc > 3 ? argv[3] : NULL,
                    argc > 4 ? argv[4] : NULL, &e) != 0) {
        fprintf(stderr, "learning: %s\n", e.text);
        return 1;
    }
    sources = lessons_sources(&p, s);
    for (int large = 0; large < 2; large++) {
        const size_t k = large ? 200 : 50;
        const double goal = large ? 45.0 : 30.0;

        tell_all(&p, s, sources,
                 &(struct lesson_plan){.k = k, .way = PUPILS_FOLDERS, .folders = true},
                 goal);
        tell_all(&p, s, sources, &(struct lesson_plan){.k = k, .way = PUPILS_EAR}, goal);
        tell_all(&p, s, sources,
                 &(struct lesson_plan){.k = k, .way = PUPILS_CHANCE, .folders = true},
                 goal);
        tell_all(&p, s, sources, &(struct lesson_plan){.k = k, .way = PUPILS_CHANCE},
                 goal);
    }
    tell_wanted(&p, s, sources, 50, true);
    tell_wanted(&p, s, sources, 50, false);
    tell_gate(&p, s, sources);
    tell_finer(&p);
    for (size_t i = 0; i < sources; i++)
        free(s[i].at);
    pupils_clear(&p);
    return 0;
}
