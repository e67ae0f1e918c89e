/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptor to labels: the whole pipeline on one page. */
#include "worker/analyse.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/chunks.h"
#include "audio/decode.h"
#include "dsp/describe.h"
#include "dsp/partials.h"
#include "nn/classify.h"
#include "nn/model.h"
#include "nn/patch.h"
#include "util/blob.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "worker/gauge.h"
#include "worker/wire.h"

_Static_assert((int)AUDIO_HASH == SOUND_HASH,
               "a sound is known by the hash of its audio");
_Static_assert((int)MEL_BANDS == PATCH_BANDS, "the net sees every mel band");
_Static_assert((int)PARTIALS_TIMES == PATCH_TIMES && (int)PARTIALS_BANDS == PATCH_FINE,
               "and all partials");

struct analyse {
    struct describe *describe;
    struct gauge *gauge;
    struct blob_packer *packer;
    struct model *model; /* owned; NULL: features only */
    struct classifier *classifier;
    struct patch patch;
    struct embedding kept;
    struct buf raw, mel, descriptor, peaks, embedding; /* a payload; BLOBs of the last
                                                          answer */
};

struct analyse *analyse_new(struct model *m)
{
    struct analyse *a = mem_new(1, sizeof *a);

    fpu_flush_denormals();
    a->describe = describe_new();
    a->gauge = gauge_new(m);
    a->packer = blob_packer_new();
    a->model = m;
    if (m)
        a->classifier = classifier_new(m);
    return a;
}

void analyse_free(struct analyse *a)
{
    if (!a)
        return;
    describe_free(a->describe);
    gauge_free(a->gauge);
    blob_packer_free(a->packer);
    classifier_free(a->classifier);
    model_free(a->model);
    buf_clear(&a->raw);
    buf_clear(&a->mel);
    buf_clear(&a->descriptor);
    buf_clear(&a->peaks);
    buf_clear(&a->embedding);
    free(a);
}

/* What chunks left open, the container's own strings may say. */
static void fill_text(struct embedded *m, const struct audio_text *t)
{
    const struct {
        char *to;
        size_t room;
        const char *from;
    } texts[] = {{m->title, sizeof m->title, t->title},
                 {m->artist, sizeof m->artist, t->artist},
                 {m->album, sizeof m->album, t->album},
                 {m->genre, sizeof m->genre, t->genre},
                 {m->comment, sizeof m->comment, t->comment},
                 {m->software, sizeof m->software, t->software},
                 {m->date, sizeof m->date, t->date}};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].to[0] == '\0')
            snprintf(texts[i].to, texts[i].room, "%s", texts[i].from);
}

static struct sound_blob pack(struct analyse *a, enum blob_kind kind, struct buf *out)
{
    buf_reset(out);
    blob_pack(a->packer, kind, a->raw.data, a->raw.len, out);
    return (struct sound_blob){.data = out->data, .len = out->len};
}

static struct sound_blob pack_descriptors(struct analyse *a, const float *value)
{
    buf_reset(&a->raw);
    descriptors_write(&a->raw, value);
    return pack(a, BLOB_DESCRIPTOR, &a->descriptor);
}

static struct sound_blob pack_patch(struct analyse *a)
{
    buf_reset(&a->raw);
    patch_write(&a->patch, &a->raw);
    return pack(a, BLOB_MEL, &a->mel);
}

/* f32 peak, and as many lows as highs, i8 each. */
static struct sound_blob pack_peaks(struct analyse *a, const struct overview *o)
{
    buf_reset(&a->raw);
    buf_f32(&a->raw, o->peak);
    buf_bytes(&a->raw, o->low, o->columns);
    buf_bytes(&a->raw, o->high, o->columns);
    return pack(a, BLOB_PEAKS, &a->peaks);
}

/* What the model knows of the patch, to be kept, and what it says of that. */
static void tell(struct analyse *a, struct sound *out)
{
    if (!a->classifier)
        return;
    classify_embed(a->classifier, &a->patch, &a->kept);
    classify_kept(a->classifier, &a->kept, &out->verdict);
    buf_reset(&a->raw);
    embedding_write(&a->kept, a->model->trunk, &a->raw);
    out->embedding = pack(a, BLOB_EMBEDDING, &a->embedding);
}

static void measure(struct analyse *a, const struct audio *audio, struct sound *out)
{
    struct description d;

    memcpy(out->hash, audio->hash, sizeof out->hash);
    out->frames = audio->frames;
    out->rate_hz = audio->rate_hz;
    out->channels = audio->channels;
    snprintf(out->format, sizeof out->format, "%s", audio->format);
    out->duration_s = (double)audio->frames / audio->rate_hz;

    describe_run(a->describe, audio->x, audio->n, audio->rate_hz, &d);
    out->peak_db = fmaxf(d.value[DESC_PEAK], -200);
    out->brightness_hz = d.value[DESC_CENTROID];
    patch_make(&a->patch, d.mel, d.frames, out->duration_s);
    patch_add_partials(&a->patch, d.partials);
    out->mel = pack_patch(a);
    out->descriptor = pack_descriptors(a, d.value);
    out->peaks = pack_peaks(a, &audio->overview);
    tell(a, out);
    gauge_read(a->gauge, audio, &d, &a->patch, out);
}

static void refuse(struct sound *out, const struct err *e)
{
    wire_failed(out, e->kind == ERR_UNSUPPORTED ? SOUND_UNSUPPORTED : SOUND_FAILED,
                e->text);
}

void analyse_file(struct analyse *a, int fd, struct sound *out)
{
    struct audio audio = {0};
    struct err e = {0};

    if (audio_read(&audio, fd, &e) != 0) {
        refuse(out, &e);
        return;
    }
    wire_failed(out, SOUND_OK, "");
    chunks_read(&out->embedded, fd);
    fill_text(&out->embedded, &audio.text);
    measure(a, &audio, out);
    audio_free(&audio);
}

static void classify_mel(struct analyse *a, struct sound *out)
{
    struct err e = {0};

    if (patch_read(&a->patch, a->raw.data, a->raw.len, &e) != 0)
        refuse(out, &e);
    else
        tell(a, out);
}

static void classify_embedding(struct analyse *a, struct sound *out)
{
    uint8_t trunk[SOUND_TRUNK];
    struct err e = {0};

    if (embedding_read(&a->kept, trunk, a->raw.data, a->raw.len, &e) != 0 ||
        ((!a->classifier || !classify_fits(a->classifier, trunk, &a->kept)) &&
         err_set(&e, ERR_FORMAT, "embedding of another model")))
        refuse(out, &e);
    else
        classify_kept(a->classifier, &a->kept, &out->verdict);
}

void analyse_blob(struct analyse *a, const uint8_t *blob, size_t n, struct sound *out)
{
    struct blob_head head;
    struct err e = {0};

    wire_failed(out, SOUND_OK, "");
    if (blob_unpack(&head, blob, n, &a->raw, &e) != 0 ||
        (head.version != blob_kind_version(head.kind) &&
         err_set(&e, ERR_FORMAT, "not a feature blob of this version")))
        refuse(out, &e);
    else if (head.kind == BLOB_MEL)
        classify_mel(a, out);
    else if (head.kind == BLOB_EMBEDDING)
        classify_embedding(a, out);
    else {
        err_set(&e, ERR_FORMAT, "neither a mel nor an embedding blob");
        refuse(out, &e);
    }
}
