/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file for a person: what it is, what it is called and why, what was measured. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "answer/measures.h"
#include "cli/print.h"
#include "cli/show.h"
#include "cli/show_lines.h"
#include "util/sound.h"

/* A line with a text; nothing where it is absent. */
static void line(const char *name, const char *text)
{
    if (!text || !*text)
        return;
    show_label(name);
    print_clean(stdout, text);
    putchar('\n');
}

static void show_file(const struct inspection *i)
{
    const struct inspect_file *f = &i->file;
    char size[32], when[32];

    show_label("state");
    fputs(f->state, stdout);
    if (f->error) {
        fputs(": ", stdout);
        print_clean(stdout, f->error);
    }
    putchar('\n');
    line("format", f->format);
    show_label("size");
    printf("%s, changed %s\n", print_bytes(size, f->size),
           print_time(when, f->mtime_ns / 1000000000));
    line("folder", f->folder);
}

static void show_sound(const struct inspection *i, bool colour)
{
    char a[32], b[32];

    show_title(colour, "sound");
    show_label("length");
    printf("%s, %s frames at %d Hz, %d %s\n", print_seconds(a, i->duration_s),
           print_count(b, i->frames), i->rate_hz, i->channels,
           i->channels == 1 ? "channel" : "channels");
    show_label("peak");
    if (isfinite(i->peak_db))
        printf("%.1f dBFS\n", i->peak_db);
    else
        puts("silence");
    if (isfinite(i->brightness_hz)) {
        show_label("brightness");
        printf("%.0f Hz\n", i->brightness_hz);
    }
    show_label("sample");
    printf("%lld, %s, analysed %s\n", (long long)i->sample, i->hash,
           print_time(a, i->analysed_at));
}

static void show_published(const char *name, const char *text, double confidence)
{
    show_label(name);
    if (text && isfinite(confidence))
        printf("%-20s %.2f\n", text, confidence);
    else
        puts(text ? text : "unsure");
}

/* What a facet's tag comes of; NULL without one. */
static const char *source_of(const struct inspection *i, const char *facet)
{
    for (size_t k = 0; k < i->tags; k++)
        if (strcmp(i->tag[k].facet, facet) == 0)
            return i->tag[k].source;
    return NULL;
}

static bool has_named(const struct inspection *i, const char *facet)
{
    for (size_t k = 0; k < i->witnesses; k++)
        if (strcmp(i->witness[k].facet, facet) == 0 &&
            strcmp(i->witness[k].source, "name") == 0)
            return true;
    return false;
}

/* What was published, and what would have been without the name, where one spoke. */
static void show_heard(const struct inspection *i, const char *facet, const char *text,
                       double confidence)
{
    const char *source = source_of(i, facet);

    if (has_named(i, facet) && (!source || strcmp(source, "user") != 0))
        show_published("  by ear", text, confidence);
}

static void show_tag(const struct inspect_tag *t)
{
    const bool measured = strcmp(t->source, "signal") == 0;
    char confidence[16];

    snprintf(confidence, sizeof confidence, "%s", measured ? "measured" : "stated");
    if (isfinite(t->confidence))
        snprintf(confidence, sizeof confidence, "%.2f", t->confidence);
    show_label(t->facet);
    print_clean(stdout, t->tag);
    printf("%*s %s, by the %s\n", (int)(20 - (strlen(t->tag) < 20 ? strlen(t->tag) : 20)),
           "", confidence, t->source);
}

static void show_labels(const struct inspection *i, bool colour)
{
    char note[32];

    show_title(colour, "labels");
    show_published("category", i->category, i->category_confidence);
    show_heard(i, "category", i->audio_category, i->audio_category_confidence);
    show_published("form", i->form, i->form_confidence);
    show_heard(i, "form", i->audio_form, i->audio_form_confidence);
    if (isfinite(i->bpm)) {
        show_label("tempo");
        printf("%g bpm\n", i->bpm);
    }
    if (i->note >= 0) {
        show_label("note");
        printf("%s (MIDI %d)\n", print_note(note, i->note), i->note);
    }
    for (size_t k = 0; k < i->tags; k++) /* the columns above are tags, too */
        if (strcmp(i->tag[k].facet, "category") != 0 &&
            strcmp(i->tag[k].facet, "form") != 0)
            show_tag(&i->tag[k]);
}

static void show_model(const struct inspection *i)
{
    if (!i->model_key) {
        line("model",
             i->model ? "one that the library has lost" : "none has looked at it");
        return;
    }
    show_label("model");
    printf("%s (%s)%s\n", i->model_key, i->model_arch,
           i->model_current ? "" : ", since replaced");
}

/* What spoke in a name, and in whose. */
static void show_words(const struct inspect_tag *w)
{
    if (!w->words)
        return;
    fputs(": '", stdout);
    print_clean(stdout, w->words);
    printf("' in the name of the %s", w->place ? w->place : "file");
}

static void show_why(const struct inspection *i, bool colour)
{
    show_title(colour, "why");
    show_model(i);
    for (size_t k = 0; k < i->witnesses; k++) {
        const struct inspect_tag *w = &i->witness[k];
        const bool measured = strcmp(w->source, "signal") == 0;
        char probability[16];

        snprintf(probability, sizeof probability, "%s", measured ? "fits" : "stated");
        if (isfinite(w->confidence))
            snprintf(probability, sizeof probability, "%.3f", w->confidence);
        show_label(w->facet);
        printf("%-6s %2d. %-6s ", w->source, w->rank, probability);
        print_clean(stdout, w->tag);
        show_words(w);
        putchar('\n');
    }
}

static void show_stated_loop(const struct inspect_embedded *m)
{
    if (m->loop_start < 0)
        return;
    show_label("loop");
    printf("frames %lld to %lld%s\n", (long long)m->loop_start, (long long)m->loop_end,
           m->loops > 1 ? ", the first of several" : "");
}

static void show_stated_numbers(const struct inspect_embedded *m)
{
    char note[32];

    if (m->bpm > 0 || m->beats > 0) {
        show_label("tempo");
        printf("%g bpm, %d beats", m->bpm, m->beats);
        if (m->meter_num > 0 && m->meter_den > 0)
            printf(" in %d/%d", m->meter_num, m->meter_den);
        putchar('\n');
    }
    if (m->root_note >= 0) {
        show_label("root note");
        printf("%s (MIDI %d)", print_note(note, m->root_note), m->root_note);
        if (isfinite(m->fine_cents) && m->fine_cents != 0)
            printf(" %+g cents", m->fine_cents);
        putchar('\n');
    }
    if (m->one_shot || m->is_loop)
        line("form", sound_form_name(m->is_loop ? FORM_LOOP : FORM_ONESHOT));
    show_stated_loop(m);
    if (m->cues > 0) {
        show_label("cue points");
        printf("%d\n", m->cues);
    }
}

static void show_embedded(const struct inspection *i, bool colour)
{
    const struct inspect_embedded *m = &i->embedded;

    if (!i->has_embedded)
        return;
    show_title(colour, "stated in the file");
    show_stated_numbers(m);
    line("title", m->title);
    line("artist", m->artist);
    line("album", m->album);
    line("genre", m->genre);
    line("date", m->date);
    line("comment", m->comment);
    line("software", m->software);
    line("originator", m->originator);
}

/* Length of a name without the "_3" of one of a series; 0 if it is none. */
static size_t series(const char *name)
{
    const char *last = strrchr(name, '_');

    return last && last[1] && strspn(last + 1, "0123456789") == strlen(last + 1)
               ? (size_t)(last - name)
               : 0;
}

static bool same_series(const struct measure *a, const struct measure *b)
{
    const size_t n = series(a->name);

    return n > 0 && n == series(b->name) && strncmp(a->name, b->name, n) == 0;
}

/* A number a line, a series in one. */
static void show_measures(const struct inspection *i, bool colour)
{
    struct measure m[MEASURES_MAX];
    const size_t n = measures_read(i, m);

    if (n == 0)
        return;
    show_title(colour, "measured");
    for (size_t k = 0; k < n; k++) {
        if (series(m[k].name) == 0) {
            printf("  %-14s %10.4g%s%s\n", m[k].name, m[k].value, *m[k].unit ? " " : "",
                   m[k].unit);
            continue;
        }
        printf("  %-14.*s", (int)series(m[k].name), m[k].name);
        for (; k + 1 < n && same_series(&m[k], &m[k + 1]); k++)
            printf(" %.4g", m[k].value);
        printf(" %.4g %s\n", m[k].value, m[k].unit);
    }
}

static void show_others(const struct inspection *i, bool colour)
{
    if (i->others == 0)
        return;
    show_title(colour, "the same sound is in");
    for (size_t k = 0; k < i->others; k++) {
        const struct inspect_file *f = &i->other[k];

        fputs("  ", stdout);
        print_clean(stdout, f->path);
        if (strcmp(f->state, "ok") != 0)
            printf("  (%s)", f->state);
        putchar('\n');
    }
}

void show_text(const struct inspection *i, bool colour)
{
    print_colour(colour, COLOUR_BOLD);
    print_clean(stdout,
                i->file.id ? i->file.path : "(no file holds this sample any more)");
    print_colour(colour, COLOUR_PLAIN);
    putchar('\n');
    if (i->file.id)
        show_file(i);
    if (!i->sample)
        return;
    show_sound(i, colour);
    show_labels(i, colour);
    show_facets(i, colour);
    show_why(i, colour);
    show_embedded(i, colour);
    show_measures(i, colour);
    show_others(i, colour);
}
