/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waveforms and spectrograms of samples. */
#include "serve/pictures.h"

#include <inttypes.h>
#include <stdio.h>

#include "answer/json.h"
#include "answer/picture.h"
#include "serve/desk.h"
#include "serve/problem.h"
#include "store/features.h"

enum { PEAK = 4, USUAL_WIDTH = 640, USUAL_HEIGHT = 256 };

/* A minute without asking again, and then only whether it is the same still. */
static const char a_minute[] = "private, max-age=60";

static int nothing(struct reply *r, int64_t id, const char *what)
{
    char text[80];

    snprintf(text, sizeof text, "there is no %s of sample %" PRId64, what, id);
    return problem_reply(r, 404, text);
}

/* Levels from -127 to 127. */
static json_t *levels(const uint8_t *at, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_integer((int8_t)at[i]));
    return list;
}

static void put_peaks(struct reply *r, const struct buf *raw)
{
    const size_t columns = (raw->len - PEAK) / 2;
    struct cur c = cur_over(raw->data, raw->len);
    const double peak = (double)cur_f32(&c);

    json_write(&r->body, json_pack("{s:I, s:f, s:o, s:o}", "columns", (json_int_t)columns,
                                   "peak", peak, "min", levels(raw->data + PEAK, columns),
                                   "max", levels(raw->data + PEAK + columns, columns)));
}

int pictures_peaks(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct buf raw = {0};
    const int found = feature_of(d->store, c->id, BLOB_PEAKS, &raw, e);

    if (found == 1 && raw.len > PEAK) {
        snprintf(r->etag, sizeof r->etag, "\"%08" PRIx32 "\"",
                 blob_crc(0, raw.data, raw.len));
        r->caching = a_minute;
        put_peaks(r, &raw);
    } else if (found >= 0) {
        nothing(r, c->id, "overview");
    }
    buf_clear(&raw);
    return found < 0 ? -1 : 0;
}

static int draw(struct reply *r, const struct buf *mel, size_t width, size_t height,
                struct err *e)
{
    if (picture_spectrogram(mel->data, mel->len, width, height, &r->body, e) != 0)
        return -1;
    snprintf(r->etag, sizeof r->etag, "\"%08" PRIx32 "-%zu-%zu\"",
             blob_crc(0, mel->data, mel->len), width, height);
    r->type = "image/png";
    r->caching = a_minute;
    return 0;
}

int pictures_spectrogram(struct desk *d, const struct call *c, struct reply *r,
                         struct err *e)
{
    struct buf mel = {0};
    int64_t width, height;
    int found, rc = 0;

    if (call_number(c, "width", PICTURE_LEAST, PICTURE_WIDTH, USUAL_WIDTH, &width, e) !=
            0 ||
        call_number(c, "height", PICTURE_LEAST, PICTURE_HEIGHT, USUAL_HEIGHT, &height,
                    e) != 0)
        return -1;
    found = feature_of(d->store, c->id, BLOB_MEL, &mel, e);
    if (found == 1)
        rc = draw(r, &mel, (size_t)width, (size_t)height, e);
    else if (found == 0)
        nothing(r, c->id, "spectrogram");
    buf_clear(&mel);
    return found < 0 ? -1 : rc;
}
