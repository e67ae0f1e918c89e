/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may be wrong with files. */
#include "cli/findings.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/measures.h"
#include "dsp/describe.h"
#include "store/lint.h"
#include "util/mem.h"

#define SILENT_DB   (-60.0)
#define QUIET_DB    (-30.0)
#define LATE_S      0.1
#define LEAST_P     0.002
#define SURE_ENOUGH 0.5

const char *const finding_name[] = {[FINDING_CATEGORY] = "category",
                                    [FINDING_FORM] = "form",
                                    [FINDING_SILENT] = "silent",
                                    [FINDING_QUIET] = "quiet",
                                    [FINDING_LATE] = "late",
                                    [FINDING_CLIPPED] = "clipped",
                                    [FINDING_OVERS] = "overs",
                                    [FINDING_DC] = "dc-offset",
                                    [FINDING_TRAILING] = "trailing-silence",
                                    [FINDING_TRUNCATED] = "truncated",
                                    [FINDING_MONO] = "mono-as-stereo",
                                    [FINDING_ONE_SIDED] = "one-sided"};

struct search_of {
    struct findings *out;
    const struct lexicon *names;
    const struct scope *in;
    struct store *store;
};

static struct finding *add(struct findings *f, enum finding_kind kind,
                           const struct lint_file *x, double value)
{
    const char *slash = strrchr(x->path, '/');
    struct finding *made;

    f->finding = mem_more(f->finding, f->n, &f->room, sizeof *f->finding);
    made = &f->finding[f->n++];
    *made = (struct finding){.kind = kind,
                             .file = x->file,
                             .sample = x->sample,
                             .path = mem_text(x->path, strlen(x->path)),
                             .dir = slash ? (size_t)(slash - x->path) : 0,
                             .value = value};
    return made;
}

/* How likely a name is wrong: see findings.h. What the ear does not give to its best
 * leaves is not worth nothing. */
static double wrong(double name_p, double named_p)
{
    const double p = fmax(named_p, LEAST_P), is_wrong = (1 - name_p) * (1 - p);

    return is_wrong / (is_wrong + name_p * p);
}

static void contradict(struct findings *f, enum finding_kind kind,
                       const struct lint_file *x, const char *heard, double p,
                       const struct saying *said, double named_p)
{
    const double sure = wrong((double)said->p, named_p);
    struct finding *made;

    if (sure < SURE_ENOUGH)
        return;
    made = add(f, kind, x, (double)NAN);
    snprintf(made->heard, sizeof made->heard, "%s", heard);
    made->said = *said;
    made->heard_p = p;
    made->named_p = named_p;
    made->sure = sure;
}

/* Two categories on one branch do not contradict each other. */
static bool agree(const char *a, const char *b)
{
    return naming_within(a, b) || naming_within(b, a);
}

static int hold_category(const struct search_of *of, const struct lint_file *x,
                         const struct saying *said, struct err *e)
{
    double named_p;

    if (!x->category || x->category_ruled || !*said->what ||
        agree(x->category, said->what))
        return 0;
    if (lint_ear(of->store, x->sample, said->what, &named_p, e) != 0)
        return -1;
    contradict(of->out, FINDING_CATEGORY, x, x->category, x->category_p, said, named_p);
    return 0;
}

static int hold_against_names(const struct search_of *of, const struct lint_file *x,
                              struct err *e)
{
    struct naming says;

    if ((!x->category || x->category_ruled) && (!x->form || x->form_ruled))
        return 0;
    naming_of(&says, of->names, &(struct naming_file){x->dir, x->name}, 1);
    if (x->form && !x->form_ruled && *says.form.what &&
        strcmp(x->form, says.form.what) != 0)
        contradict(of->out, FINDING_FORM, x, x->form, x->form_p, &says.form,
                   1 - x->form_p);
    return hold_category(of, x, &says.category, e);
}

static double lead_of(const struct lint_file *x)
{
    struct measure m[MEASURES_MAX];

    if (!x->descriptor || measures_of(x->descriptor, x->n, m) <= DESC_LEAD_SILENCE)
        return 0;
    return m[DESC_LEAD_SILENCE].value;
}

static bool has(uint32_t faults, enum fault f) { return (faults >> f & 1) != 0; }

/* Faults that have a kind of their own. */
static void examine(const struct search_of *of, const struct lint_file *x)
{
    static const struct {
        enum fault is;
        enum finding_kind kind;
    } kinds[] = {{FAULT_CLIPPED, FINDING_CLIPPED},
                 {FAULT_OVERS, FINDING_OVERS},
                 {FAULT_DC, FINDING_DC},
                 {FAULT_TRAILING_SILENCE, FINDING_TRAILING},
                 {FAULT_TRUNCATED, FINDING_TRUNCATED},
                 {FAULT_MONO_AS_STEREO, FINDING_MONO},
                 {FAULT_ONE_SIDED, FINDING_ONE_SIDED}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (has(x->faults, kinds[i].is))
            add(of->out, kinds[i].kind, x, x->fault[kinds[i].is]);
}

/* Measured or, where nobody has yet, by the descriptors; unless a user says no. */
static void listen(const struct search_of *of, const struct lint_file *x)
{
    const double lead = isfinite(x->fault[FAULT_LEADING_SILENCE])
                            ? x->fault[FAULT_LEADING_SILENCE]
                            : lead_of(x);
    const bool silent = !(x->peak_db > SILENT_DB);

    if (!has(x->no_faults, FAULT_NEAR_SILENT)) {
        if (silent)
            add(of->out, FINDING_SILENT, x, x->peak_db);
        else if (x->peak_db <= QUIET_DB || has(x->faults, FAULT_NEAR_SILENT))
            add(of->out, FINDING_QUIET, x, x->peak_db);
    }
    if (has(x->faults, FAULT_LEADING_SILENCE) ||
        (!silent && lead > LATE_S && !has(x->no_faults, FAULT_LEADING_SILENCE)))
        add(of->out, FINDING_LATE, x, lead);
    examine(of, x);
}

static int look(void *arg, const struct lint_file *x, struct err *e)
{
    const struct search_of *of = arg;

    if (!scope_holds(of->in, x->path))
        return 0;
    of->out->files++;
    listen(of, x);
    return hold_against_names(of, x, e);
}

/* What is of one group compares as equal. */
static int by_group(const struct finding *a, const struct finding *b)
{
    int order;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->dir != b->dir)
        return a->dir < b->dir ? -1 : 1;
    order = memcmp(a->path, b->path, a->dir);
    if (order == 0)
        order = strcmp(a->heard, b->heard);
    return order ? order : strcmp(a->said.what, b->said.what);
}

static int by_sureness(const struct finding *a, const struct finding *b)
{
    if (a->sure < b->sure || a->sure > b->sure)
        return a->sure > b->sure ? -1 : 1;
    return strcmp(a->path, b->path);
}

static int compare(const void *x, const void *y)
{
    const int order = by_group(x, y);

    return order ? order : by_sureness(x, y);
}

static int compare_groups(const void *x, const void *y)
{
    const struct finding *a = ((const struct finding_group *)x)->finding,
                         *b = ((const struct finding_group *)y)->finding;
    const bool a_measured = a->kind > FINDING_FORM, b_measured = b->kind > FINDING_FORM;

    if (a_measured != b_measured)
        return a_measured ? 1 : -1;
    if (a_measured && a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return by_sureness(a, b);
}

static void group(struct findings *f)
{
    if (f->n)
        qsort(f->finding, f->n, sizeof *f->finding, compare);
    f->group = mem_new(f->n + 1, sizeof *f->group);
    for (size_t i = 0; i < f->n; i++) {
        if (i == 0 || by_group(&f->finding[i - 1], &f->finding[i]) != 0)
            f->group[f->groups++] = (struct finding_group){.finding = &f->finding[i]};
        f->group[f->groups - 1].n++;
    }
    qsort(f->group, f->groups, sizeof *f->group, compare_groups);
}

int findings_of(struct findings *out, struct store *s, const struct lexicon *names,
                const struct scope *in, struct err *e)
{
    struct search_of of = {.out = out, .names = names, .in = in, .store = s};
    int rc;

    *out = (struct findings){0};
    rc = lint_each(s, look, &of, e);
    if (rc == 0)
        group(out);
    return rc;
}

void findings_clear(struct findings *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->finding[i].path);
    free(f->finding);
    free(f->group);
}
