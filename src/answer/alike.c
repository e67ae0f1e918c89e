/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is like some sounds: read them, read the library, and compare. */
#include "answer/alike.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near/scan.h"
#include "store/inspect.h"
#include "store/nearby.h"
#include "util/blob.h"
#include "util/ids.h"
#include "util/mem.h"

enum { DEFAULT_NOTE = 60 }; /* what writers put into files unasked: see store/stated.h */

struct alike {
    struct model_ref model;
    const struct alike_beside *beside; /* while it is opened */
    struct alike_weights weights;
    struct space asked;    /* what was asked with, then their middle; */
    struct ids own;        /* those of them that the library has */
    double notes, lengths; /* sums of them */
    size_t noted;          /* that have a note */
    struct space all;      /* the library */
    float *note, *length;  /* (all.n) where they have weight; owned */
    size_t note_room, length_room;
    const char *word; /* that is read now */
};

static bool is_blank(double weight) { return !(weight >= 0 && weight <= ALIKE_HEAVIEST); }

/* name=number, up to a comma or the end. */
static int weigh_one(struct alike_weights *w, const char **text, struct err *e)
{
    const struct {
        const char *name;
        double *weight;
    } part[] = {{"timbre=", &w->timbre}, {"pitch=", &w->pitch}, {"length=", &w->length}};
    char *end;

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const size_t n = strlen(part[i].name);
        const char *number = *text + n;

        if (strncmp(*text, part[i].name, n) != 0)
            continue;
        *part[i].weight = strtod(number, &end);
        if (end == number || (*end && *end != ',') || is_blank(*part[i].weight))
            return err_set(e, ERR_USAGE, "--weights: %s needs a number from 0 to %g",
                           part[i].name, ALIKE_HEAVIEST);
        *text = *end ? end + 1 : end;
        return 0;
    }
    return err_set(e, ERR_USAGE,
                   "--weights wants timbre=, pitch= and length=, such as "
                   "timbre=1,pitch=0.5");
}

int alike_weigh(struct alike_weights *w, const char *text, struct err *e)
{
    struct alike_weights now = *w;
    int rc = 0;

    do
        rc = weigh_one(&now, &text, e);
    while (rc == 0 && *text);
    if (rc == 0 && now.timbre + now.pitch + now.length <= 0)
        rc = err_set(e, ERR_USAGE, "--weights: at least one has to be above 0");
    if (rc == 0)
        *w = now;
    return rc;
}

/* What there is no embedding of cannot be compared. */
static int refuse(const struct alike *a, const void *blob, size_t n, struct err *e)
{
    struct blob_head head;
    struct embedding k;
    uint8_t trunk[SOUND_TRUNK];
    struct err why;

    if (n > 0 && blob_check(&head, blob, n, &why) == 0 &&
        embedding_read(&k, trunk, (const uint8_t *)blob + BLOB_HEAD, n - BLOB_HEAD,
                       &why) == 0 &&
        k.n == 0)
        return err_set(e, ERR_FORMAT, "%s: is silent, and nothing sounds like it",
                       a->word);
    return err_set(e, ERR_FORMAT,
                   "%s: was not heard by the model in use; run sampledb index first",
                   a->word);
}

static int ask(struct alike *a, const struct nearby_sound *x, struct err *e)
{
    struct embedding k;
    struct err why;

    if (space_read(&k, a->model.trunk, x->blob, x->n, &why) != 1 ||
        (a->asked.n > 0 && k.n != a->asked.width))
        return refuse(a, x->blob, x->n, e);
    if (a->asked.n == 0)
        space_init(&a->asked, k.n);
    space_add(&a->asked, x->sample, &k);
    if (x->sample)
        ids_add(&a->own, x->sample);
    if (x->note >= 0) {
        a->notes += x->note;
        a->noted++;
    }
    a->lengths += log2(fmax(x->duration, 1e-3));
    return 0;
}

static int ask_stored(void *arg, const struct nearby_sound *x, struct err *e)
{
    return ask(arg, x, e);
}

/* What the file states, else what was measured; -1 = neither is to be believed. */
static int note_of(const struct sound *sound)
{
    const int stated = sound->embedded.root_note;

    if (stated >= 0 && stated != DEFAULT_NOTE)
        return stated;
    return facets_sure(&sound->facets, FACETS_PITCH) ? pitch_note(sound->facets.pitch.hz)
                                                     : -1;
}

static int ask_heard(void *arg, const struct sound *sound, struct err *e)
{
    return ask(arg,
               &(struct nearby_sound){.blob = sound->embedding.data,
                                      .n = sound->embedding.len,
                                      .note = note_of(sound),
                                      .duration = sound->duration_s},
               e);
}

/* Digits alone are the number of a sample. */
static int ask_number(struct alike *a, struct store *s, struct err *e)
{
    int rc;

    errno = 0;
    rc = nearby_sound(s, strtoll(a->word, NULL, 10), ask_stored, a, e);
    if (rc == 0 || errno)
        return err_set(e, ERR_IO,
                       "%s: no such sample in the library; for a file of that name write "
                       "./%s",
                       a->word, a->word);
    return rc == 1 ? 0 : -1;
}

static int listen(struct alike *a, struct store *s, struct err *e)
{
    const struct alike_beside *b = a->beside;

    return b->listen ? b->listen(s, &a->model, a->word, b->stop, ask_heard, a, e)
                     : err_set(e, ERR_IO, "%s: no such file in the library", a->word);
}

/* One of the library, else whatever lies there. */
static int ask_file(struct alike *a, struct store *s, struct err *e)
{
    char *path = a->beside->path ? a->beside->path(a->word, e)
                                 : mem_text(a->word, strlen(a->word));
    struct inspection i = {0};
    int rc = path ? inspect_path(s, path, &i, e) : -1;

    if (rc >= 0)
        rc = rc == 1 && i.sample ? nearby_sound(s, i.sample, ask_stored, a, e) : 0;
    if (rc == 0)
        rc = listen(a, s, e);
    inspect_clear(&i);
    free(path);
    return rc < 0 ? -1 : 0;
}

static int ask_all(struct alike *a, struct store *s, const char *const *what, size_t n,
                   struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++) {
        a->word = what[i];
        if (*a->word && strspn(a->word, "0123456789") == strlen(a->word))
            rc = ask_number(a, s, e);
        else
            rc = ask_file(a, s, e);
    }
    if (rc == 0 && a->weights.pitch > 0 && a->noted == 0)
        rc = err_set(e, ERR_FORMAT,
                     "%s: its note is not known, so that pitch cannot count", a->word);
    ids_sort(&a->own);
    return rc;
}

/* The middle of their directions takes the place of what was asked with. */
static void find_middle(struct alike *a)
{
    const size_t width = a->asked.width;
    float sum[EMBEDDING_MAX] = {0};
    struct embedding k;

    if (a->asked.n == 1)
        return;
    for (size_t i = 0; i < a->asked.n; i++)
        for (size_t c = 0; c < width; c++)
            sum[c] += a->asked.per[i] *
                      (a->asked.low[i] +
                       a->asked.step[i] * (float)a->asked.byte[i * a->asked.stride + c]);
    for (size_t c = 0; c < width; c++)
        sum[c] /= (float)a->asked.n;
    embedding_of(&k, width, sum);
    a->notes /= a->noted ? (double)a->noted : 1;
    a->lengths /= (double)a->asked.n;
    space_empty(&a->asked);
    space_add(&a->asked, 0, &k);
}

static int take_in(void *arg, const struct nearby_sound *x, struct err *e)
{
    struct alike *a = arg;
    const size_t n = a->all.n;
    struct embedding k;
    struct err why;

    if (a->beside->stop && *a->beside->stop)
        return err_set(e, ERR_STOPPED, "stopped");
    if (space_read(&k, a->model.trunk, x->blob, x->n, &why) != 1 || k.n != a->all.width)
        return 0;
    space_add(&a->all, x->sample, &k);
    if (a->weights.pitch > 0) {
        a->note = mem_more(a->note, n, &a->note_room, sizeof *a->note);
        a->note[n] = x->note >= 0 ? (float)x->note : (float)NAN;
    }
    if (a->weights.length > 0) {
        a->length = mem_more(a->length, n, &a->length_room, sizeof *a->length);
        a->length[n] = (float)log2(fmax(x->duration, 1e-3));
    }
    return 0;
}

static int open_model(struct alike *a, struct store *s, struct err *e)
{
    const int known = model_known(s, &a->model, e);

    if (known < 0 || (known == 1 && a->model.embeds))
        return known < 0 ? -1 : 0;
    return err_set(e, ERR_FORMAT,
                   "the library knows no model that compares sounds; run sampledb index");
}

int alike_open(struct alike **out, struct store *s, const char *const *what, size_t n,
               const struct alike_weights *w, const struct alike_beside *beside,
               struct err *e)
{
    struct alike *a = mem_new(1, sizeof *a);
    int64_t size = 0;
    int rc;

    a->weights = *w;
    a->beside = beside;
    rc = open_model(a, s, e);
    if (rc == 0)
        rc = ask_all(a, s, what, n, e);
    if (rc == 0)
        rc = nearby_size(s, &size, e);
    if (rc == 0) {
        find_middle(a);
        space_init(&a->all, a->asked.width);
        space_reserve(&a->all, (size_t)size + 1);
        rc = nearby_sounds(s, w->pitch > 0 || w->length > 0, take_in, a, e);
    }
    if (rc == 0)
        *out = a;
    else
        alike_close(a);
    return rc;
}

void alike_close(struct alike *a)
{
    if (!a)
        return;
    model_ref_clear(&a->model);
    space_clear(&a->asked);
    space_clear(&a->all);
    ids_clear(&a->own);
    free(a->note);
    free(a->length);
    free(a);
}

size_t alike_sounds(const struct alike *a) { return a->all.n; }

void alike_find(const struct alike *a, size_t k, struct nearest *out)
{
    const struct alike_weights *w = &a->weights;
    const struct tilt t = {.timbre = w->timbre,
                           .pitch = w->pitch,
                           .length = w->length,
                           .note = a->noted ? (float)a->notes : (float)NAN,
                           .doublings = (float)a->lengths,
                           .notes = a->note,
                           .lengths = a->length};
    const bool plain = w->timbre == 1 && w->pitch <= 0 && w->length <= 0;
    const size_t most = k < a->all.n ? k + a->own.n : a->all.n;
    size_t kept = 0;

    nearest_init(out, most);
    scan(&a->all, &a->asked, 0, plain ? NULL : &t, out);
    nearest_sort(out);
    for (size_t i = 0; i < out->n && kept < k; i++)
        if (!ids_have(&a->own, out->one[i].id))
            out->one[kept++] = out->one[i];
    out->n = kept;
}

int alike_query(struct search_near **near, size_t *n, struct store *s,
                const struct query *q, const struct alike_beside *beside, struct err *e)
{
    const struct query_term *like = query_similar(q);
    struct alike *a = NULL;
    struct nearest found;

    if (!like)
        return 0;
    if (alike_open(&a, s, &like->text, 1, &ALIKE_USUAL, beside, e) != 0)
        return -1;
    alike_find(a, ALIKE_QUERY, &found);
    alike_close(a);
    *n = found.n;
    *near = mem_new(found.n + 1, sizeof **near);
    for (size_t i = 0; i < found.n; i++)
        (*near)[i] = (struct search_near){found.one[i].id, found.one[i].far};
    nearest_clear(&found);
    return 0;
}
