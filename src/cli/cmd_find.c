/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb find: print the files that match words. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/asking.h"
#include "cli/print.h"

enum { SQL = 256 };

static const struct opt options[] = {
    {'0', "null", NULL, "only paths, as raw bytes, each ended by a NUL, for xargs -0"},
    {'J', "json", NULL, "one JSON object a line"},
    {'n', "limit", "N", "print at most N files"},
    {SQL, "sql", NULL, "print the SQL of the search instead of running it"},
    {0},
};

/* What a row callback needs to know. */
struct output {
    bool colour;
    long hits;
};

static enum colour colour_of(double confidence)
{
    return confidence >= 0.8 ? COLOUR_GREEN
           : confidence >= 0 ? COLOUR_YELLOW
                             : COLOUR_DIM; /* NAN, too: unsure */
}

/* "drums.kick 0.93", or why there is no such thing. */
static void print_category(const struct output *o, const struct search_hit *h)
{
    const char *what = !h->sample ? h->state : h->category ? h->category : "unsure";
    char confidence[16] = "-";

    if (h->category && isfinite(h->category_confidence))
        snprintf(confidence, sizeof confidence, "%.2f", h->category_confidence);
    print_colour(o->colour,
                 colour_of(h->category ? h->category_confidence : (double)NAN));
    printf("%-20s %4s", what, confidence);
    print_colour(o->colour, COLOUR_PLAIN);
}

static int text_row(void *arg, const struct search_hit *h, struct err *e)
{
    struct output *o = arg;
    char length[32];

    o->hits++;
    print_category(o, h);
    printf("  %-7s %11s  ", h->form ? h->form : "-",
           print_seconds(length, h->duration_s));
    print_clean(stdout, h->path);
    if (strcmp(h->state, "ok") != 0) {
        printf("  (%s", h->error ? "" : h->state);
        print_clean(stdout, h->error ? h->error : "");
        putchar(')');
    }
    putchar('\n');
    return print_check(e);
}

static int null_row(void *arg, const struct search_hit *h, struct err *e)
{
    struct output *o = arg;

    o->hits++;
    fwrite(h->path, 1, strlen(h->path) + 1, stdout);
    return print_check(e);
}

/* The columns of v1_file and v1_sample under their own names. */
static json_t *hit_json(const struct search_hit *h)
{
    json_t *o = json_object();

    json_object_set_new(o, "id", json_integer(h->file));
    json_object_set_new(o, "sample_id",
                        h->sample ? json_integer(h->sample) : json_null());
    json_object_set_new(o, "path", json_text(h->display));
    json_object_set_new(o, "path_hex", json_bytes_unless(h->path, h->display));
    json_object_set_new(o, "name", json_text(h->name));
    json_object_set_new(o, "size", json_integer(h->size));
    json_object_set_new(o, "mtime_ns", json_integer(h->mtime_ns));
    json_object_set_new(o, "state", json_text(h->state));
    json_object_set_new(o, "error", json_text_or_null(h->error));
    json_object_set_new(o, "format", json_text_or_null(h->format));
    json_object_set_new(o, "duration_s", json_real_or_null(h->duration_s));
    json_object_set_new(o, "rate_hz", json_count_or_null(h->rate_hz));
    json_object_set_new(o, "channels", json_count_or_null(h->channels));
    json_object_set_new(o, "form", json_text_or_null(h->form));
    json_object_set_new(o, "form_confidence", json_real_or_null(h->form_confidence));
    json_object_set_new(o, "category", json_text_or_null(h->category));
    json_object_set_new(o, "category_confidence",
                        json_real_or_null(h->category_confidence));
    json_object_set_new(o, "bpm", json_real_or_null(h->bpm));
    json_object_set_new(o, "note", h->note < 0 ? json_null() : json_integer(h->note));
    json_object_set_new(o, "peak_db", json_real_or_null(h->peak_db));
    json_object_set_new(o, "brightness", json_real_or_null(h->brightness_hz));
    json_object_set_new(o, "confidence", json_real_or_null(h->confidence));
    return o;
}

static int json_row(void *arg, const struct search_hit *h, struct err *e)
{
    struct output *o = arg;

    o->hits++;
    print_json(hit_json(h));
    return print_check(e);
}

static int print_hits(struct search *q, const struct args *a, long limit, struct err *e)
{
    struct output o = {.colour = print_colours()};
    const int rc = search_each(q, limit,
                               opt_given(a, '0')   ? null_row
                               : opt_given(a, 'J') ? json_row
                                                   : text_row,
                               &o, e);

    if (rc == 0 && o.hits == 0 && isatty(STDOUT_FILENO))
        fputs("no match\n", stderr);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct search *q = NULL;
    long limit = 0; /* all */
    int rc;

    if (opt_given(a, '0') + opt_given(a, 'J') + opt_given(a, SQL) > 1)
        return err_set(e, ERR_USAGE, "choose one of --null, --json and --sql");
    if (opt_number(a, 'n', 1, INT_MAX, &limit, e) != 0 || asking_open(&q, s, a, e) != 0)
        return -1;
    if (opt_given(a, SQL))
        rc = puts(search_sql(q)) == EOF ? print_check(e) : 0;
    else
        rc = print_hits(q, a, limit, e);
    search_close(q);
    return rc;
}

const struct cmd cmd_find = {
    .name = "find",
    .args = "[-0 | -J | --sql] [-n N] [QUERY]...",
    .summary = "print the files that match: find kick -loop dur:..2 path:vinyl",
    .options = options,
    .needs = NEEDS_READ,
    .words = true,
    .run = run,
};
