/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A library as metrics. */
#include "serve/census.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "store/counted.h"
#include "util/mem.h"

/* What errors say, and the label that it becomes: the first that fits. */
static const struct {
    const char *says, *reason;
} reasons[] = {{"took longer", "timeout"},  {"too much processor", "timeout"},
               {"out of memory", "memory"}, {"crashed", "crashed"},
               {"sandbox", "crashed"},      {"was killed", "crashed"},
               {"decoder", "crashed"},      {"is empty", "empty"},
               {"outside", "limit"},        {"at most", "limit"},
               {"more than", "limit"},      {"ermission", "unreadable"},
               {"cannot be", "unreadable"}, {"supported", "unsupported"},
               {"damaged", "damaged"},      {"ends early", "damaged"},
               {"no sound", "damaged"},     {"not a", "damaged"}};
enum { REASONS = sizeof reasons / sizeof *reasons };
static const char other[] = "other";

const char *census_reason(const char *error)
{
    for (size_t i = 0; i < REASONS; i++)
        if (strstr(error, reasons[i].says))
            return reasons[i].reason;
    return other;
}

static void put_text(struct buf *out, const char *text)
{
    buf_bytes(out, text, strlen(text));
}

/* A label's value, as the format escapes it. */
static void put_value(struct buf *out, const char *text)
{
    for (; *text; text++)
        if (*text == '\n')
            put_text(out, "\\n");
        else if (*text == '"' || *text == '\\') {
            buf_u8(out, '\\');
            buf_u8(out, (uint8_t)*text);
        } else
            buf_u8(out, (uint8_t)*text);
}

static void put_number(struct buf *out, int64_t n)
{
    char text[32];

    snprintf(text, sizeof text, " %" PRId64 "\n", n);
    put_text(out, text);
}

/* Counts by a name out of a fixed set. */
struct tally {
    const char *name[24];
    int64_t n[24];
    size_t names;
};

static void add(struct tally *t, const char *name, int64_t n)
{
    size_t i = 0;

    while (i < t->names && strcmp(t->name[i], name) != 0)
        i++;
    if (i == t->names && t->names < sizeof t->name / sizeof *t->name)
        t->name[t->names++] = name;
    if (i < t->names)
        t->n[i] += n;
}

struct files {
    struct tally state, reason;
};

static int note_files(void *arg, const char *state, const char *error, int64_t n,
                      struct err *e)
{
    static const char *const states[] = {"pending", "ok", "failed", "unsupported",
                                         "unavailable"};
    struct files *f = arg;

    (void)e;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i], state) == 0)
            add(&f->state, states[i], n);
    if (*error && strcmp(state, "failed") == 0)
        add(&f->reason, census_reason(error), n);
    return 0;
}

static void put_tally(struct buf *out, const char *name, const char *label,
                      const struct tally *t)
{
    for (size_t i = 0; i < t->names; i++) {
        put_text(out, name);
        put_text(out, "{");
        put_text(out, label);
        put_text(out, "=\"");
        put_value(out, t->name[i]);
        put_text(out, "\"}");
        put_number(out, t->n[i]);
    }
}

static int put_files(struct store *s, struct buf *out, struct err *e)
{
    struct files f = {.state = {.names = 0}};

    /* Each state has its line, also where there is no such file. */
    note_files(&f, "pending", "", 0, e);
    note_files(&f, "ok", "", 0, e);
    note_files(&f, "failed", "", 0, e);
    note_files(&f, "unsupported", "", 0, e);
    note_files(&f, "unavailable", "", 0, e);
    if (counted_files(s, note_files, &f, e) != 0)
        return -1;
    put_text(out, "# HELP sampledb_files Files of the library, by state; those that are "
                  "pending are the queue.\n# TYPE sampledb_files gauge\n");
    put_tally(out, "sampledb_files", "state", &f.state);
    put_text(out, "# HELP sampledb_files_failed Files that could not be analysed, by "
                  "reason.\n# TYPE sampledb_files_failed gauge\n");
    put_tally(out, "sampledb_files_failed", "reason", &f.reason);
    return 0;
}

static int note_judgement(void *arg, const struct counted_judgement *j, struct err *e)
{
    const struct {
        const char *name;
        int64_t n;
    } outcome[] = {{"confirmed", j->confirmed},
                   {"rejected", j->rejected},
                   {"replaced", j->replaced}};
    struct buf *out = arg;

    (void)e;
    for (size_t i = 0; i < sizeof outcome / sizeof *outcome; i++) {
        put_text(out, "sampledb_model_judged{model=\"");
        put_value(out, j->model);
        put_text(out, "\",tag=\"");
        put_value(out, j->tag);
        put_text(out, "\",outcome=\"");
        put_text(out, outcome[i].name);
        put_text(out, "\"}");
        put_number(out, outcome[i].n);
    }
    return 0;
}

int census_take(struct store *s, struct buf *out, struct err *e)
{
    int64_t samples = 0;

    if (put_files(s, out, e) != 0 || counted_samples(s, &samples, e) != 0)
        return -1;
    put_text(out, "# HELP sampledb_samples Distinct sounds of the library.\n"
                  "# TYPE sampledb_samples gauge\nsampledb_samples");
    put_number(out, samples);
    put_text(out,
             "# HELP sampledb_model_judged Categories that the model in use has shown "
             "and users have judged, by leaf.\n# TYPE sampledb_model_judged gauge\n");
    return counted_judgements(s, note_judgement, out, e);
}

static void put_size(struct buf *out, const char *library, const char *suffix,
                     const char *part)
{
    struct buf path = {0};
    struct stat st;

    buf_bytes(&path, library, strlen(library));
    buf_bytes(&path, suffix, strlen(suffix) + 1);
    put_text(out, "sampledb_library_bytes{part=\"");
    put_text(out, part);
    put_text(out, "\"}");
    put_number(out, stat((const char *)path.data, &st) == 0 ? (int64_t)st.st_size : 0);
    buf_clear(&path);
}

void census_bytes(const char *library, struct buf *out)
{
    put_text(out, "# HELP sampledb_library_bytes Size of the library's files.\n"
                  "# TYPE sampledb_library_bytes gauge\n");
    put_size(out, library, "", "database");
    put_size(out, library, "-wal", "wal");
    put_size(out, library, ".corrections", "corrections");
}
