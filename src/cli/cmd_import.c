/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb import: what was said of sounds in other libraries. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "cli/cmd.h"
#include "cli/hearing.h"
#include "cli/library.h"
#include "cli/meter.h"
#include "cli/print.h"
#include "learn/exchange.h"
#include "store/feedback.h"
#include "util/mem.h"

enum { BATCH = 64 /* lines in one transaction: some tens of ms */ };

static const struct opt options[] = {
    {'J', "json", NULL, "one JSON object for each file"},
    {0},
};

/* A file that was read once, from its first line to its last, and found good. */
struct source {
    const char *name; /* borrowed */
    FILE *file;       /* at its start; owned */
    int64_t lines;
};

struct importing {
    struct store *s;
    struct hearing hearing;
    struct meter meter;
    struct source *source; /* (n) owned */
    int n;
    struct buf line;
    int64_t lines, done; /* of all files */
    /* Of the file at hand. */
    int64_t fresh, known;
    struct parcel_counts sounds;
};

/* The next line, without its end: 1, 0 no more, -1. */
static int next_line(struct importing *x, FILE *in, struct err *e)
{
    int c = 0;

    buf_reset(&x->line);
    while (x->line.len <= EXCHANGE_LINE && (c = getc_unlocked(in)) != EOF && c != '\n')
        buf_u8(&x->line, (uint8_t)c);
    if (c == EOF && ferror(in))
        return err_sys(e, "read");
    return c != EOF || x->line.len > 0;
}

static int read_line(struct importing *x, struct exchange_line *l, bool header,
                     struct err *e)
{
    const char *text = x->line.data ? (const char *)x->line.data : "";

    return exchange_read(l, text, x->line.len, header, e);
}

/* Every line of it, before anything of it is stored; and as many as its header says. */
static int check_lines(struct importing *x, struct source *f, struct err *e)
{
    int64_t left[EXCHANGE_SOUND + 1] = {0};
    bool counted[EXCHANGE_SOUND + 1] = {false};
    struct exchange_line l;
    int more;

    while ((more = next_line(x, f->file, e)) == 1) {
        if (read_line(x, &l, f->lines++ == 0, e) != 0)
            return err_in(e, "line %lld", (long long)f->lines);
        if (l.kind == EXCHANGE_HEADER) {
            counted[EXCHANGE_CORRECTION] = l.corrections >= 0;
            counted[EXCHANGE_SOUND] = l.sounds >= 0;
            left[EXCHANGE_CORRECTION] = l.corrections;
            left[EXCHANGE_SOUND] = l.sounds;
        } else {
            left[l.kind]--;
        }
        exchange_line_clear(&l);
    }
    if (more < 0)
        return -1;
    if (f->lines == 0)
        return err_set(e, ERR_FORMAT, "is empty");
    for (int k = EXCHANGE_CORRECTION; k <= EXCHANGE_SOUND; k++)
        if (counted[k] && left[k] != 0)
            return err_set(e, ERR_FORMAT, "has %lld %s %s than its first line says",
                           (long long)llabs(left[k]),
                           k == EXCHANGE_SOUND ? "sounds" : "corrections",
                           left[k] > 0 ? "less" : "more");
    return 0;
}

/* What cannot be read twice is kept in a file without a name. */
static FILE *spool(FILE *in, struct err *e)
{
    FILE *copy = tmpfile();
    char some[65536];
    size_t n;

    while (copy && (n = fread(some, 1, sizeof some, in)) > 0)
        if (fwrite(some, 1, n, copy) != n)
            break;
    if (!copy || ferror(in) || ferror(copy) || fflush(copy) != 0) {
        err_sys(e, "read");
        if (copy)
            fclose(copy);
        return NULL;
    }
    rewind(copy);
    return copy;
}

static FILE *open_source(const char *name, struct err *e)
{
    FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "re"), *copy;

    if (!in) {
        err_sys(e, "open");
        return NULL;
    }
    if (in != stdin && fseeko(in, 0, SEEK_SET) == 0)
        return in;
    copy = spool(in, e);
    if (in != stdin)
        fclose(in);
    return copy;
}

static int check_source(struct importing *x, struct source *f, struct err *e)
{
    f->file = open_source(f->name, e);
    if (!f->file || check_lines(x, f, e) != 0)
        return err_in(e, "%s", f->name);
    rewind(f->file);
    x->lines += f->lines;
    return 0;
}

static int take_line(struct importing *x, const struct exchange_line *l, struct err *e)
{
    int fresh;

    if (l->kind == EXCHANGE_SOUND)
        return parcel_take(x->s, &l->sound, &x->hearing.model, &x->sounds, e);
    if (l->kind != EXCHANGE_CORRECTION)
        return 0;
    fresh = feedback_merge(x->s, &l->correction, &x->hearing.model, e);
    x->fresh += fresh == 1;
    x->known += fresh == 0;
    return fresh < 0 ? -1 : 0;
}

/* At most BATCH lines, in the open transaction: 1 there may be more, 0, -1. */
static int take_lines(struct importing *x, struct source *f, int64_t *at, struct err *e)
{
    struct exchange_line l;
    int more = 1, rc = 0;

    for (int i = 0; i < BATCH && rc == 0 && (more = next_line(x, f->file, e)) == 1; i++) {
        if (read_line(x, &l, (*at)++ == 0, e) != 0)
            return err_in(e, "line %lld has changed meanwhile", (long long)*at);
        rc = take_line(x, &l, e);
        exchange_line_clear(&l);
        x->done++;
    }
    return rc == 0 ? more : -1;
}

static int take_batch(struct importing *x, struct source *f, int64_t *at, struct err *e)
{
    int more;

    if (store_begin(x->s, e) != 0)
        return -1;
    more = take_lines(x, f, at, e);
    if (more >= 0)
        return store_commit(x->s, e) == 0 ? more : -1;
    store_rollback(x->s);
    return -1;
}

static void print_taken(const struct importing *x, const char *name, bool json)
{
    char a[32], b[32];

    if (json) {
        print_json(json_pack("{s:o, s:I, s:I, s:I, s:I, s:I}", "file", json_text(name),
                             "corrections", (json_int_t)x->fresh, "known",
                             (json_int_t)x->known, "sounds", (json_int_t)x->sounds.taken,
                             "sounds_known", (json_int_t)x->sounds.known,
                             "features_left_out", (json_int_t)x->sounds.unfit));
        return;
    }
    print_clean(stdout, name);
    printf(": %s new corrections, %s known already", print_count(a, x->fresh),
           print_count(b, x->known));
    if (x->sounds.taken)
        printf("; %s sounds to learn from", print_count(a, x->sounds.taken));
    if (x->sounds.unfit)
        printf("; %s features left out, because another version of sampledb or another "
               "model made them",
               print_count(a, x->sounds.unfit));
    putchar('\n');
}

static int take_source(struct importing *x, struct source *f, bool json, struct err *e)
{
    int64_t at = 0;
    int more = 1;

    x->fresh = x->known = 0;
    x->sounds = (struct parcel_counts){0};
    while (more == 1) {
        if (meter_show(&x->meter, x->done, x->lines, e) != 0)
            return err_set(e, ERR_STOPPED,
                           "stopped; what is stored is stored, and importing again adds "
                           "the rest");
        more = take_batch(x, f, &at, e);
    }
    if (more < 0)
        return err_in(e, "%s", f->name);
    meter_end(&x->meter);
    print_taken(x, f->name, json);
    return print_check(e);
}

static int import_all(struct importing *x, bool json, struct err *e)
{
    for (int i = 0; i < x->n; i++)
        if (check_source(x, &x->source[i], e) != 0)
            return -1;
    if (hearing_open(&x->hearing, x->s, e) != 0)
        return -1;
    for (int i = 0; i < x->n; i++)
        if (take_source(x, &x->source[i], json, e) != 0)
            return -1;
    return 0;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct importing x = {.n = a->argc};
    int rc;

    if (a->argc == 0)
        return err_set(e, ERR_USAGE, "which file? - is the standard input");
    if (library_open(s, e) != 0)
        return -1;
    x.s = s->store;
    x.source = mem_new((size_t)x.n, sizeof *x.source);
    for (int i = 0; i < x.n; i++)
        x.source[i].name = a->argv[i];
    meter_start(&x.meter, "importing");
    rc = import_all(&x, opt_given(a, 'J'), e);
    meter_end(&x.meter);
    for (int i = 0; i < x.n; i++)
        if (x.source[i].file)
            fclose(x.source[i].file);
    free(x.source);
    buf_clear(&x.line);
    hearing_close(&x.hearing);
    return rc;
}

const struct cmd cmd_import = {
    .name = "import",
    .args = "[-J] {FILE | -}...",
    .summary = "take in what was said of sounds in other libraries, without doubles",
    .options = options,
    .needs = NEEDS_NOTHING, /* run() opens it, and never makes one */
    .run = run,
};
