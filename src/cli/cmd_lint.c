/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb lint: what may be wrong with files, by folder. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "answer/json.h"
#include "cli/cmd.h"
#include "cli/findings.h"
#include "cli/print.h"
#include "learn/namelist.h"
#include "util/mem.h"

enum { FAIL = 256 };

static const struct opt options[] = {
    {'J', "json", NULL, "one JSON object a finding"},
    {FAIL, "fail", NULL, "exit status 1 if anything is found"},
    {0},
};

static const char *source_of(const struct saying *said)
{
    return said->place == PLACE_FILE ? "file name" : "folder";
}

/* What stands above findings of a kind, and around their values. */
static const struct {
    const char *head, *before;
    int digits;
    const char *unit;
} measured[] = {
    [FINDING_SILENT] = {"with nothing to hear", "peak ", 1, " dB"},
    [FINDING_QUIET] = {"very quiet", "peak ", 1, " dB"},
    [FINDING_LATE] = {"with silence before the sound", "after ", 2, " s"},
    [FINDING_CLIPPED] = {"clipped", "for ", 4, " s"},
    [FINDING_OVERS] = {"over full scale between their samples", "true peak ", 1, " dB"},
    [FINDING_DC] = {"off centre", "by ", 3, ""},
    [FINDING_TRAILING] = {"with silence behind the sound", "for ", 2, " s"},
    [FINDING_TRUNCATED] = {"cut off before the sound has ended", "at ", 1, " dB"},
    [FINDING_MONO] = {"mono, kept as stereo", "sides ", 1, " dB"},
    [FINDING_ONE_SIDED] = {"on one side", "by ", 1, " dB"}};

static bool is_named(const struct finding *f) { return f->kind <= FINDING_FORM; }

static void print_head(const struct finding_group *g, bool colour)
{
    const struct finding *f = g->finding;
    char count[32], *dir = mem_text(f->path, f->dir);

    print_colour(colour, COLOUR_BOLD);
    print_clean(stdout, dir);
    print_colour(colour, COLOUR_PLAIN);
    free(dir);
    printf("/: %s ", print_count(count, (long long)g->n));
    if (is_named(f))
        printf("heard as %s, named %s\n", f->heard, f->said.what);
    else
        puts(measured[f->kind].head);
}

static void print_finding(const struct finding *f)
{
    if (is_named(f))
        printf("  %.2f  ear %.2f, %s %.2f  ", f->sure, f->heard_p, source_of(&f->said),
               (double)f->said.p);
    else if (isfinite(f->value))
        printf("  %s%.*f%s  ", measured[f->kind].before, measured[f->kind].digits,
               f->value, measured[f->kind].unit);
    else /* else a user has said so of what nobody has measured */
        printf("  %s  ", f->kind == FINDING_SILENT ? "silence" : "as said");
    print_clean(stdout, f->path + f->dir + 1);
    putchar('\n');
}

static int print_text(const struct findings *all, struct err *e)
{
    const bool colour = print_colours();
    char a[32], b[32];

    for (size_t i = 0; i < all->groups; i++) {
        print_head(&all->group[i], colour);
        for (size_t k = 0; k < all->group[i].n; k++)
            print_finding(&all->group[i].finding[k]);
        putchar('\n');
        if (print_check(e) != 0)
            return -1;
    }
    printf("%s finding%s in %s file%s\n", print_count(a, (long long)all->n),
           all->n == 1 ? "" : "s", print_count(b, all->files),
           all->files == 1 ? "" : "s");
    return print_check(e);
}

static json_t *finding_json(const struct finding *f)
{
    const bool named = is_named(f);
    json_t *o = json_object(), *path = json_text(f->path);

    json_object_set_new(o, "kind", json_text(finding_name[f->kind]));
    json_object_set_new(o, "id", json_integer(f->file));
    json_object_set_new(o, "sample_id", json_integer(f->sample));
    json_object_set_new(o, "path_hex",
                        json_bytes_unless(f->path, json_string_value(path)));
    json_object_set_new(o, "path", path);
    json_object_set_new(o, "heard", named ? json_text(f->heard) : json_null());
    json_object_set_new(o, "heard_confidence",
                        named ? json_real_or_null(f->heard_p) : json_null());
    json_object_set_new(o, "named", named ? json_text(f->said.what) : json_null());
    json_object_set_new(o, "named_confidence",
                        named ? json_real((double)f->said.p) : json_null());
    json_object_set_new(o, "words", named ? json_text(f->said.words) : json_null());
    json_object_set_new(o, "place",
                        named ? json_text(f->said.place == PLACE_FILE ? "file" : "folder")
                              : json_null());
    json_object_set_new(o, "named_by_ear", named ? json_real(f->named_p) : json_null());
    json_object_set_new(o, "sure", named ? json_real(f->sure) : json_null());
    json_object_set_new(o, "value", named ? json_null() : json_real_or_null(f->value));
    return o;
}

static int print_as_json(const struct findings *all, struct err *e)
{
    for (size_t i = 0; i < all->groups; i++)
        for (size_t k = 0; k < all->group[i].n; k++) {
            print_json(finding_json(&all->group[i].finding[k]));
            if (print_check(e) != 0)
                return -1;
        }
    return 0;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct lexicon *names = namelist_open(e);
    struct findings all = {0};
    struct scope in;
    int rc;

    if (!names)
        return -1;
    rc = scope_of_folders(&in, a, e);
    if (rc == 0)
        rc = findings_of(&all, s->store, names, &in, e);
    if (rc == 0)
        rc = opt_given(a, 'J') ? print_as_json(&all, e) : print_text(&all, e);
    if (rc == 0 && all.n > 0 && opt_given(a, FAIL))
        s->status = 1;
    findings_clear(&all);
    scope_clear(&in);
    lexicon_free(names);
    return rc;
}

const struct cmd cmd_lint = {
    .name = "lint",
    .args = "[-J] [--fail] [DIR]...",
    .summary = "hold what is heard against names, and find faults: lint ~/Samples",
    .options = options,
    .needs = NEEDS_READ,
    .run = run,
};
