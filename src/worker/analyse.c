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
#include "nn/classify.h"
#include "nn/model.h"
#include "nn/patch.h"
#include "util/blob.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "worker/wire.h"

_Static_assert((int)AUDIO_HASH == SOUND_HASH,
               "a sound is known by the hash of its audio");
_Static_assert((int)MEL_BANDS == PATCH_BANDS, "the net sees every mel band");

struct analyse {
    struct describe *describe;
    struct blob_packer *packer;
    struct model *model; /* NULL: built without one */
    struct classifier *classifier;
    struct patch patch;
    struct buf raw, mel, descriptor; /* a payload; the two BLOBs of the last answer */
};

/* The embedded model is our own: one that does not parse is a broken build. */
static struct model *embedded_model(void)
{
    const uint8_t *data;
    size_t n;
    struct model *m = NULL;
    struct err e = {0};

    if (model_embedded(&data, &n) && model_parse(&m, data, n, &e) != 0)
        abort();
    return m;
}

struct analyse *analyse_new(bool with_model)
{
    struct analyse *a = mem_new(1, sizeof *a);

    fpu_flush_denormals();
    a->describe = describe_new();
    a->packer = blob_packer_new();
    a->model = with_model ? embedded_model() : NULL;
    if (a->model)
        a->classifier = classifier_new(a->model);
    return a;
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

/* u16 count, then that many f32 in the order of enum descriptor. */
static struct sound_blob pack_descriptors(struct analyse *a, const float *value)
{
    buf_reset(&a->raw);
    buf_u16(&a->raw, DESC_COUNT);
    for (size_t i = 0; i < DESC_COUNT; i++)
        buf_f32(&a->raw, value[i]);
    return pack(a, BLOB_DESCRIPTOR, &a->descriptor);
}

static struct sound_blob pack_patch(struct analyse *a)
{
    buf_reset(&a->raw);
    patch_write(&a->patch, &a->raw);
    return pack(a, BLOB_MEL, &a->mel);
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
    out->mel = pack_patch(a);
    out->descriptor = pack_descriptors(a, d.value);
    if (a->classifier)
        classify(a->classifier, &a->patch, &out->verdict);
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

void analyse_blob(struct analyse *a, const uint8_t *blob, size_t n, struct sound *out)
{
    struct blob_head head;
    struct err e = {0};

    wire_failed(out, SOUND_OK, "");
    if (blob_unpack(&head, blob, n, &a->raw, &e) != 0 ||
        ((head.kind != BLOB_MEL || head.version != BLOB_MEL_VERSION) &&
         err_set(&e, ERR_FORMAT, "not a mel blob of this version")) ||
        patch_read(&a->patch, a->raw.data, a->raw.len, &e) != 0)
        refuse(out, &e);
    else if (a->classifier)
        classify(a->classifier, &a->patch, &out->verdict);
}
