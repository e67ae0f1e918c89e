/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A made-up collection: where its files lie and what they are called. */
#include "synth_sounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "synth_words.h"
#include "util/mem.h"

enum {
    INVENTED = 6000, /* names of vendors and packs */
    PACK_DIRS = 24,  /* directories of a pack, at most */
    RECENT = 512     /* files of which copies are made */
};

struct synth {
    struct rng r;
    struct sounds sounds;
    int node[64]; /* of the model: of each synth_leaf */
    int share_sum;
    char pack[160], part[96]; /* the pack that is being filled, and its sub-folder */
    char prefix[32];          /* that its file names begin with; "" = none */
    int style;                /* how its file names are put together */
    bool mute;                /* its names do not say what its sounds are */
    size_t packs, dirs_left;  /* so far; of the pack that is being filled */
    int64_t sound;            /* the next number */
    struct synth_file recent[RECENT];
};

static int node_of(const struct model_ref *m, const char *category)
{
    for (size_t i = 0; i < m->nodes; i++)
        if (strcmp(m->tag[i], category) == 0)
            return (int)i;
    return 0;
}

struct synth *synth_new(const struct model_ref *m, uint64_t seed)
{
    struct synth *y = mem_new(1, sizeof *y);

    rng_init(&y->r, seed);
    sounds_init(&y->sounds, m, seed);
    for (size_t i = 0; i < synth_leaves; i++) {
        y->node[i] = node_of(m, synth_leaf[i].category);
        y->share_sum += synth_leaf[i].share;
    }
    return y;
}

void synth_free(struct synth *y)
{
    sounds_clear(&y->sounds);
    free(y);
}

/* The first ones most: Zipf's law, near enough. */
static size_t often(struct rng *r, size_t n)
{
    const size_t i = (size_t)(exp(rng_unit(r) * log((double)n + 1))) - 1;

    return i < n ? i : n - 1;
}

static bool chance(struct rng *r, double p) { return rng_unit(r) < p; }

/* A word that no dictionary has, always the same for the same number. */
static void invent(char *out, size_t room, size_t number)
{
    static const char *const part[] = {"ka", "lo",  "ver", "tro", "mi", "dan",
                                       "su", "bel", "rax", "on",  "ti", "gra",
                                       "ne", "fol", "ur",  "za"};
    size_t at = 0;

    number = number * 2654435761u % 65521;
    for (int i = 0; i < 2 + (int)(number % 2) + 1; i++, number /= 16)
        at += (size_t)snprintf(out + at, room - at, "%s", part[number % 16]);
    out[0] = (char)(out[0] - 'a' + 'A');
}

static size_t pick_leaf(struct synth *y)
{
    int at = (int)rng_below(&y->r, (size_t)y->share_sum);
    size_t i = 0;

    while (at >= synth_leaf[i].share)
        at -= synth_leaf[i++].share;
    return i;
}

static void begin_pack(struct synth *y)
{
    char vendor[32], title[32];
    const char *genre = synth_genre[often(&y->r, synth_genres)];

    invent(vendor, sizeof vendor, often(&y->r, INVENTED / 4));
    invent(title, sizeof title, rng_below(&y->r, INVENTED));
    snprintf(y->pack, sizeof y->pack, "%s/SP%04zu %s - %s %s%s", vendor, ++y->packs,
             vendor, title, genre, chance(&y->r, 0.3) ? " Vol 2" : "");
    y->prefix[0] = '\0';
    if (chance(&y->r, 0.5))
        snprintf(y->prefix, sizeof y->prefix, "%.*s_", chance(&y->r, 0.5) ? 3 : 12,
                 title);
    y->style = (int)rng_below(&y->r, 4);
    y->mute = chance(&y->r, 0.22);
    y->dirs_left = 1 + rng_below(&y->r, PACK_DIRS);
}

static const char *const key_name[] = {"C",  "C#", "D",  "D#", "E",  "F",
                                       "F#", "G",  "G#", "A",  "A#", "B"};

/* What comes behind the words: a tempo, a key, a number. */
static size_t add_end(struct synth *y, const struct synth_file *f, size_t number,
                      char gap, char *out, size_t room)
{
    size_t at = 0;

    if (f->bpm)
        at += (size_t)snprintf(out + at, room - at, "%c%d%s", gap, f->bpm,
                               y->style == 1 ? "bpm" : "");
    if (f->note >= 0 && chance(&y->r, 0.8))
        at += (size_t)snprintf(out + at, room - at, "%c%s%s", gap, key_name[f->note % 12],
                               f->form == FORM_LOOP && chance(&y->r, 0.5) ? "m" : "");
    at += (size_t)snprintf(out + at, room - at, "%s%02zu",
                           chance(&y->r, 0.5) ? (gap == ' ' ? " " : "_") : "", number);
    return at;
}

static void name_file(struct synth *y, const struct synth_leaf *leaf, size_t number,
                      struct synth_file *f)
{
    static const char *const ending[] = {"wav", "WAV", "aif", "flac", "ogg", "mp3"};
    const char gap = "_ -_"[y->style];
    const size_t room = sizeof f->name;
    const int words = 1 + (int)rng_below(&y->r, 3);
    size_t at = (size_t)snprintf(f->name, room, "%s", y->prefix);
    char word[32];

    invent(word, sizeof word, often(&y->r, INVENTED));
    at += (size_t)snprintf(f->name + at, room - at, "%s",
                           y->mute ? word : leaf->file[often(&y->r, 6)]);
    if (chance(&y->r, 0.12))
        at += (size_t)snprintf(f->name + at, room - at, "%c%s", gap,
                               synth_machine[often(&y->r, synth_machines)]);
    for (int i = 0; i < words && chance(&y->r, 0.7); i++)
        at += (size_t)snprintf(f->name + at, room - at, "%c%s", gap,
                               synth_adjective[often(&y->r, synth_adjectives)]);
    if (chance(&y->r, 0.15)) {
        invent(word, sizeof word, often(&y->r, INVENTED));
        at += (size_t)snprintf(f->name + at, room - at, "%c%s", gap, word);
    }
    at += add_end(y, f, number, gap, f->name + at, room - at);
    snprintf(f->name + at, room - at, ".%s",
             ending[chance(&y->r, 0.8) ? 0 : often(&y->r, 6)]);
}

static void fill_stamp(struct synth *y, struct synth_file *f)
{
    const double seconds = exp(rng_normal(&y->r) * 0.9 - 0.4);

    f->stamp = (struct file_stamp){
        .size =
            44 + 4 * (int64_t)(44100 * (f->form == FORM_LOOP ? seconds + 4 : seconds)),
        .mtime_ns = INT64_C(1500000000000000000) +
                    (int64_t)(rng_unit(&y->r) * 2.5e8) * 1000000000,
        .inode = 100000 + rng_next(&y->r) % 8000000};
}

static void make_file(struct synth *y, size_t kind, size_t number, struct synth_file *f)
{
    const struct synth_leaf *leaf = &synth_leaf[kind];
    const bool tonal = strncmp(leaf->category, "tonal", 5) == 0 || kind == 14;
    struct synth_file *old = &y->recent[rng_below(&y->r, RECENT)];

    *f = (struct synth_file){.leaf = y->node[kind], .note = -1};
    f->form = (int)rng_below(&y->r, 100) < leaf->loops ? FORM_LOOP : FORM_ONESHOT;
    if (f->form == FORM_LOOP && chance(&y->r, 0.85))
        f->bpm = 70 + 2 * (int)rng_below(&y->r, 55) + (int)rng_below(&y->r, 2);
    if (tonal && chance(&y->r, 0.6))
        f->note = 28 + (int)rng_below(&y->r, 48);
    f->sound = old->sound;
    if (f->sound && chance(&y->r, 0.03))
        *f = *old;
    else
        f->sound = ++y->sound;
    name_file(y, leaf, number, f);
    fill_stamp(y, f);
    *old = *f;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct synth_file *)a)->name,
                  ((const struct synth_file *)b)->name);
}

/* Names are told apart in the end as a file manager does it. */
static void part_names(struct synth_dir *d)
{
    for (size_t i = 1; i < d->n; i++)
        if (strcmp(d->file[i].name, d->file[i - 1].name) == 0) {
            const size_t at = strlen(d->file[i].name);

            snprintf(d->file[i].name + at, sizeof d->file[i].name - at, "~%zu", i);
        }
    qsort(d->file, d->n, sizeof *d->file, by_name);
}

void synth_next(struct synth *y, struct synth_dir *out)
{
    const double wanted = exp(3.2 + rng_normal(&y->r) * 0.8);
    const bool fresh = y->dirs_left == 0;
    const bool mixed = chance(&y->r, 0.15);
    size_t kind;

    if (fresh)
        begin_pack(y);
    y->dirs_left--;
    kind = pick_leaf(y);
    snprintf(y->part, sizeof y->part, "%s%s %zu",
             synth_leaf[kind].loops > 50 ? "Loops/"
             : chance(&y->r, 0.4)        ? "One Shots/"
                                         : "",
             mixed || y->mute ? "Kit" : synth_leaf[kind].folder[often(&y->r, 4)],
             y->dirs_left + 1);
    snprintf(out->path, sizeof out->path, "%s/%s", y->pack, y->part);
    out->n = (size_t)wanted;
    out->n = out->n < 1 ? 1 : out->n > SYNTH_FILES ? SYNTH_FILES : out->n;
    for (size_t i = 0; i < out->n; i++)
        make_file(y, mixed ? pick_leaf(y) : kind, i + 1, &out->file[i]);
    qsort(out->file, out->n, sizeof *out->file, by_name);
    part_names(out);
}

void synth_hash(const struct synth_file *f, uint8_t hash[SOUND_HASH])
{
    sounds_hash(f->sound, hash);
}

void synth_sound(struct synth *y, const struct synth_file *f, struct sound *out)
{
    sounds_make(&y->sounds, f, out);
}
