/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sounds that travel without their audio. */
#include "store/parcel.h"

#include <math.h>
#include <string.h>

#include "store/changes.h"
#include "store/db.h"
#include "store/features.h"
#include "store/spoken.h"
#include "store/standing.h"
#include "util/blob.h"

static const int64_t frames_most = INT64_C(1) << 48, rate_most = 1 << 24,
                     channels_most = 1 << 16;

/* A row of parcel_features; the BLOB goes to *keep. */
static void read_feature(sqlite3_stmt *st, struct parcel *p, struct buf *keep)
{
    const char *kind = (const char *)sqlite3_column_text(st, 0);
    struct parcel_feature *f = &p->feature[p->features++];

    buf_reset(keep);
    buf_bytes(keep, sqlite3_column_blob(st, 2), (size_t)sqlite3_column_bytes(st, 2));
    *f = (struct parcel_feature){strcmp(kind, "mel") == 0 ? "mel" : "embedding",
                                 sqlite3_column_int64(st, 1), keep->data, keep->len};
}

static int read_features(struct store *s, int64_t sample, struct parcel *p,
                         struct buf keep[PARCEL_FEATURES], struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_PARCEL_FEATURES, sample, e);
    int found = st ? 0 : -1;

    while (st && p->features < PARCEL_FEATURES &&
           (found = db_row(s, st, SQL_PARCEL_FEATURES, e)) == 1)
        read_feature(st, p, &keep[p->features]);
    sqlite3_reset(st); /* NULL is fine */
    return found < 0 ? -1 : 0;
}

static void read_sample(sqlite3_stmt *st, struct parcel *p)
{
    const void *hash = sqlite3_column_blob(st, 1);

    *p = (struct parcel){.frames = sqlite3_column_int64(st, 2),
                         .rate_hz = sqlite3_column_int64(st, 3),
                         .channels = sqlite3_column_int64(st, 4),
                         .duration_s = sqlite3_column_double(st, 5)};
    if (hash && sqlite3_column_bytes(st, 1) == CORRECTION_HASH)
        memcpy(p->hash, hash, CORRECTION_HASH);
}

int parcel_each(struct store *s,
                int (*each)(void *arg, const struct parcel *p, struct err *e), void *arg,
                struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_PARCEL_SAMPLES, e);
    struct buf keep[PARCEL_FEATURES] = {{0}};
    struct parcel p;
    int found, rc = st ? 0 : -1;

    while (rc == 0 && (found = db_row(s, st, SQL_PARCEL_SAMPLES, e)) != 0) {
        rc = found < 0 ? -1 : 0;
        if (rc == 0) {
            read_sample(st, &p);
            rc = read_features(s, sqlite3_column_int64(st, 0), &p, keep, e);
        }
        if (rc == 0)
            rc = each(arg, &p, e);
    }
    sqlite3_reset(st); /* NULL is fine */
    for (size_t i = 0; i < PARCEL_FEATURES; i++)
        buf_clear(&keep[i]);
    return rc;
}

int parcel_count(struct store *s, int64_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_PARCEL_COUNT, e);

    return st && db_value(s, st, SQL_PARCEL_COUNT, n, e) == 1 ? 0 : -1;
}

/* Of a version that this program has; an embedding, of the trunk of the model in use. */
static bool is_fit(const struct parcel_feature *f, const struct model_ref *model)
{
    const unsigned kind = feature_kind_of(f->kind);

    if (kind == 0 || f->version != (int64_t)blob_kind_version(kind))
        return false;
    return kind != BLOB_EMBEDDING ||
           (model->embeds && f->n >= BLOB_HEAD + SOUND_TRUNK &&
            memcmp((const char *)f->data + BLOB_HEAD, model->trunk, SOUND_TRUNK) == 0);
}

static int check_feature(const struct parcel_feature *f, struct err *e)
{
    const unsigned kind = feature_kind_of(f->kind);
    struct blob_head head;

    if (strcmp(f->kind, "mel") != 0 && strcmp(f->kind, "embedding") != 0)
        return err_set(e, ERR_FORMAT, "a feature is mel or embedding, not '%s'", f->kind);
    if (blob_check(&head, f->data, f->n, e) != 0)
        return err_in(e, "%s", f->kind);
    if ((kind && head.kind != kind) || head.version != f->version)
        return err_set(e, ERR_FORMAT, "%s: is of another kind or version inside",
                       f->kind);
    return 0;
}

int parcel_check(const struct parcel *p, struct err *e)
{
    if (p->frames < 1 || p->frames > frames_most || p->rate_hz < 1 ||
        p->rate_hz > rate_most || p->channels < 1 || p->channels > channels_most ||
        !isfinite(p->duration_s) || p->duration_s < 0)
        return err_set(e, ERR_FORMAT, "no sound has such a length, rate or channels");
    for (size_t i = 0; i < p->features; i++)
        if (check_feature(&p->feature[i], e) != 0)
            return -1;
    if (p->features == 2 && strcmp(p->feature[0].kind, p->feature[1].kind) == 0)
        return err_set(e, ERR_FORMAT, "has %s twice", p->feature[0].kind);
    return 0;
}

static int put_sample(struct store *s, const struct parcel *p, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SAMPLE_INSERT, e);

    if (!st)
        return -1;
    db_blob(st, ":hash", p->hash, CORRECTION_HASH);
    db_int(st, ":frames", p->frames);
    db_int(st, ":rate_hz", p->rate_hz);
    db_int(st, ":channels", p->channels);
    db_real(st, ":duration_s", p->duration_s);
    return db_value(s, st, SQL_SAMPLE_INSERT, id, e) < 0 ? -1 : 0;
}

static int put_feature(struct store *s, int64_t sample, const struct parcel_feature *f,
                       struct err *e)
{
    return feature_put(s, sample, feature_kind_of(f->kind), f->version, f->data, f->n, e);
}

static int put(struct store *s, const struct parcel *p, const struct model_ref *model,
               struct err *e)
{
    int64_t id = 0;

    if (put_sample(s, p, &id, e) != 0)
        return -1;
    for (size_t i = 0; i < p->features; i++)
        if (is_fit(&p->feature[i], model) && put_feature(s, id, &p->feature[i], e) != 0)
            return -1;
    if (standing_meet(s, id, p->hash, model, e) != 0)
        return -1;
    return change_record(s, id, "added", e);
}

int parcel_take(struct store *s, const struct parcel *p, const struct model_ref *model,
                struct parcel_counts *n, struct err *e)
{
    int64_t id;
    bool heard = false; /* has it what everything else can be made from? */
    const int known = spoken_sample(s, p->hash, &id, e);

    if (known != 0) {
        n->known += known == 1;
        return known < 0 ? -1 : 0;
    }
    for (size_t i = 0; i < p->features; i++) {
        heard |= is_fit(&p->feature[i], model) && strcmp(p->feature[i].kind, "mel") == 0;
        n->unfit += !is_fit(&p->feature[i], model);
    }
    if (!heard)
        return 0;
    n->taken++;
    return put(s, p, model, e);
}
