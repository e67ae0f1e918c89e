/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One analysis becomes rows: the sample, its features and labels, and its file. */
#include "store/samples.h"

#include <string.h>

#include "store/changes.h"
#include "store/db.h"
#include "store/features.h"
#include "store/labels.h"
#include "store/measured.h"
#include "store/named.h"
#include "store/settings.h"
#include "store/standing.h"
#include "store/stated.h"
#include "util/blob.h"

static const double silence_db = -200;

static void bind_levels(sqlite3_stmt *st, const struct sound *sound)
{
    if ((double)sound->peak_db > silence_db)
        db_real(st, ":peak_db", (double)sound->peak_db);
    if (sound->brightness_hz > 0)
        db_real(st, ":brightness_hz", (double)sound->brightness_hz);
}

/* The row of this audio; *fresh says that nobody knew it before. */
static int enter(struct store *s, const struct sound *sound, int64_t *id, bool *fresh,
                 struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SAMPLE_FIND, e);
    int found;

    if (!st)
        return -1;
    db_blob(st, ":hash", sound->hash, SOUND_HASH);
    found = db_value(s, st, SQL_SAMPLE_FIND, id, e);
    if (found < 0)
        return -1;
    *fresh = found == 0;
    st = db_query(s, found ? SQL_SAMPLE_UPDATE : SQL_SAMPLE_INSERT, e);
    if (!st)
        return -1;
    bind_levels(st, sound);
    db_int(st, ":frames", sound->frames);
    db_int(st, ":rate_hz", sound->rate_hz);
    db_int(st, ":channels", sound->channels);
    db_real(st, ":duration_s", sound->duration_s);
    if (found) {
        db_int(st, ":id", *id);
        return db_done(s, st, SQL_SAMPLE_UPDATE, e);
    }
    db_blob(st, ":hash", sound->hash, SOUND_HASH);
    return db_value(s, st, SQL_SAMPLE_INSERT, id, e) < 0 ? -1 : 0;
}

static int put_feature(struct store *s, int64_t sample, unsigned kind,
                       const struct sound_blob *b, struct err *e)
{
    return b->len == 0 ? 0
                       : feature_put(s, sample, kind, blob_kind_version(kind), b->data,
                                     b->len, e);
}

/* The sample that the file holds now; 0 = none. 1; 0: the file's folder was removed while
 * it was analysed, and nobody wants the answer any more. */
static int held_sample(struct store *s, int64_t file, int64_t *sample, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FILE_SAMPLE, file, e);

    return st ? db_value(s, st, SQL_FILE_SAMPLE, sample, e) : -1;
}

/* A file no longer holds `last` (0 = it held none): nor do its words speak for it. */
static int leave_sample(struct store *s, int64_t last, struct err *e)
{
    if (last == 0)
        return 0;
    if (stated_refresh(s, last, e) != 0 || measured_refresh(s, last, e) != 0 ||
        named_mark(s, last, e) != 0)
        return -1;
    return change_record(s, last, "files", e);
}

static int put_file(struct store *s, int64_t file, int64_t sample, const char *format,
                    struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FILE_ANALYSED, file, e);

    if (!st)
        return -1;
    db_int(st, ":sample", sample);
    db_text(st, ":format", format);
    db_int(st, ":analysis", SOUND_ANALYSIS);
    return db_done(s, st, SQL_FILE_ANALYSED, e);
}

static void text_if_any(sqlite3_stmt *st, const char *name, const char *text)
{
    db_text(st, name, text[0] ? text : NULL);
}

static bool says_something(const struct embedded *m)
{
    return m->bpm > 0 || m->beats > 0 || m->root_note >= 0 || m->loops > 0 ||
           m->cues > 0 || m->one_shot || m->is_loop || m->title[0] || m->artist[0] ||
           m->album[0] || m->genre[0] || m->comment[0] || m->software[0] || m->date[0] ||
           m->originator[0];
}

static void bind_numbers(sqlite3_stmt *st, const struct embedded *m)
{
    if (m->bpm > 0)
        db_real(st, ":bpm", (double)m->bpm);
    if (m->beats > 0)
        db_int(st, ":beats", m->beats);
    if (m->meter_num > 0)
        db_int(st, ":meter_num", m->meter_num);
    if (m->meter_den > 0)
        db_int(st, ":meter_den", m->meter_den);
    if (m->root_note >= 0) {
        db_int(st, ":root_note", m->root_note);
        db_real(st, ":fine_cents", (double)m->fine_cents);
    }
    if (m->loop_start >= 0) {
        db_int(st, ":loop_start", m->loop_start);
        db_int(st, ":loop_end", m->loop_end);
    }
    db_int(st, ":loops", m->loops);
    db_int(st, ":cues", m->cues);
    db_int(st, ":one_shot", m->one_shot);
    db_int(st, ":is_loop", m->is_loop);
}

static int put_embedded(struct store *s, int64_t file, const struct embedded *m,
                        struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_EMBEDDED_DELETE, e);

    if (!st)
        return -1;
    db_int(st, ":file", file);
    if (db_done(s, st, SQL_EMBEDDED_DELETE, e) != 0)
        return -1;
    if (!says_something(m))
        return 0;
    st = db_query(s, SQL_EMBEDDED_PUT, e);
    if (!st)
        return -1;
    db_int(st, ":file", file);
    bind_numbers(st, m);
    text_if_any(st, ":title", m->title);
    text_if_any(st, ":artist", m->artist);
    text_if_any(st, ":album", m->album);
    text_if_any(st, ":genre", m->genre);
    text_if_any(st, ":comment", m->comment);
    text_if_any(st, ":software", m->software);
    text_if_any(st, ":date", m->date);
    text_if_any(st, ":originator", m->originator);
    return db_done(s, st, SQL_EMBEDDED_PUT, e);
}

/* What the model says, and what the names of its files say to that. */
static int put_labels(struct store *s, int64_t sample, bool fresh,
                      const struct verdict *v, const struct model_ref *model,
                      struct err *e)
{
    const struct verdict kept = labels_rounded(v);

    if (!v->has_model || model->id == 0)
        return fresh ? 0 : named_mark(s, sample, e);
    if (labels_note(s, sample, &kept, model, e) != 0)
        return -1;
    return named_publish(s, sample, fresh, &kept, model, e);
}

/* What files state and what is measured. Most files are new and state nothing: then there
 * is nothing to weigh. */
static int put_facets(struct store *s, int64_t sample, bool fresh,
                      const struct sound *sound, const struct model_ref *model,
                      struct err *e)
{
    const bool alone = fresh && !says_something(&sound->embedded);

    if (alone && measured_first(s, sample, &sound->facets, e) != 0)
        return -1;
    /* What users said of this sound may be older than its row. */
    if (fresh && standing_meet(s, sample, sound->hash, model, e) != 0)
        return -1;
    if (!alone && stated_refresh(s, sample, e) != 0)
        return -1;
    return alone ? 0 : measured_refresh(s, sample, e);
}

int sample_put(struct store *s, int64_t file, const struct sound *sound,
               const struct model_ref *model, struct err *e)
{
    int64_t id = 0, last = 0;
    bool fresh = false;
    const int held = held_sample(s, file, &last, e);

    if (held != 1)
        return held;
    if (enter(s, sound, &id, &fresh, e) != 0 ||
        put_feature(s, id, BLOB_MEL, &sound->mel, e) != 0 ||
        put_feature(s, id, BLOB_DESCRIPTOR, &sound->descriptor, e) != 0 ||
        put_feature(s, id, BLOB_PEAKS, &sound->peaks, e) != 0 ||
        put_feature(s, id, BLOB_EMBEDDING, &sound->embedding, e) != 0 ||
        put_file(s, file, id, sound->format, e) != 0 ||
        measured_put(s, id, &sound->facets, e) != 0 ||
        put_labels(s, id, fresh, &sound->verdict, model, e) != 0 ||
        put_embedded(s, file, &sound->embedded, e) != 0 ||
        leave_sample(s, last == id ? 0 : last, e) != 0 ||
        put_facets(s, id, fresh, sound, model, e) != 0)
        return -1;
    return change_record(s, id, fresh ? "added" : "files", e);
}

int sample_twin(struct store *s, int64_t file, uint64_t device,
                const struct file_stamp *stamp, int64_t *twin, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_SAMPLE_TWIN, file, e);

    if (!st)
        return -1;
    db_int(st, ":device", (int64_t)device);
    db_int(st, ":inode", (int64_t)stamp->inode);
    db_int(st, ":size", stamp->size);
    db_int(st, ":mtime_ns", stamp->mtime_ns);
    db_int(st, ":analysis", SOUND_ANALYSIS);
    return db_value(s, st, SQL_SAMPLE_TWIN, twin, e);
}

static int share_embedded(struct store *s, int64_t file, int64_t twin, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_EMBEDDED_DELETE, e);

    if (!st)
        return -1;
    db_int(st, ":file", file);
    if (db_done(s, st, SQL_EMBEDDED_DELETE, e) != 0)
        return -1;
    st = db_query(s, SQL_EMBEDDED_SHARE, e);
    if (!st)
        return -1;
    db_int(st, ":file", file);
    db_int(st, ":twin", twin);
    return db_done(s, st, SQL_EMBEDDED_SHARE, e);
}

int sample_share(struct store *s, int64_t file, int64_t twin, struct err *e)
{
    int64_t id = 0, last = 0;
    const int held = held_sample(s, file, &last, e);
    sqlite3_stmt *st;

    if (held != 1)
        return held;
    st = db_query_id(s, SQL_FILE_SHARE, file, e);
    if (!st)
        return -1;
    db_int(st, ":twin", twin);
    if (db_value(s, st, SQL_FILE_SHARE, &id, e) < 0 ||
        share_embedded(s, file, twin, e) != 0 ||
        leave_sample(s, last == id ? 0 : last, e) != 0 || named_mark(s, id, e) != 0)
        return -1;
    return change_record(s, id, "files", e);
}

int sample_put_failure(struct store *s, int64_t file, enum file_state state,
                       const char *reason, bool again, struct err *e)
{
    sqlite3_stmt *st;
    int64_t last = 0;
    const int held = held_sample(s, file, &last, e);

    if (held != 1)
        return held;
    st = db_query_id(s, SQL_FILE_FAILED, file, e);
    if (!st)
        return -1;
    db_text(st, ":state", file_state_name(state));
    db_text(st, ":error", reason);
    if (!again) { /* without them the row never counts as current */
        db_int(st, ":analysis", SOUND_ANALYSIS);
        db_text(st, ":program", PACKAGE_VERSION);
    }
    if (db_done(s, st, SQL_FILE_FAILED, e) != 0)
        return -1;
    return leave_sample(s, last, e);
}

int sample_put_verdict(struct store *s, int64_t sample, const struct sound *said,
                       const struct model_ref *model, struct err *e)
{
    if (put_feature(s, sample, BLOB_EMBEDDING, &said->embedding, e) != 0 ||
        put_labels(s, sample, false, &said->verdict, model, e) != 0)
        return -1;
    return change_record(s, sample, "tags", e);
}

/* A library from before there were embeddings. */
static const char set_embeddings[] = "embeddings", missing[] = "missing";

int samples_to_classify(struct store *s, const struct model_ref *model, int64_t after,
                        int limit,
                        int (*each)(void *arg, int64_t sample, const void *blob, size_t n,
                                    struct err *e),
                        void *arg, struct err *e)
{
    const int lacks = model->embeds ? setting_is(s, set_embeddings, missing, e) : 0;
    sqlite3_stmt *st = db_query(s, SQL_SAMPLES_TO_CLASSIFY, e);
    int found, rc = 0;

    if (!st || lacks < 0)
        return -1;
    db_int(st, ":model", model->id);
    db_int(st, ":after", after);
    db_int(st, ":mel", BLOB_MEL_VERSION);
    db_int(st, ":embedding", BLOB_EMBEDDING_VERSION);
    db_int(st, ":missing", lacks);
    if (model->embeds)
        db_blob(st, ":trunk", model->trunk, SOUND_TRUNK);
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_SAMPLES_TO_CLASSIFY, e)) != 0)
        rc = found < 0
                 ? -1
                 : each(arg, sqlite3_column_int64(st, 0), sqlite3_column_blob(st, 1),
                        (size_t)sqlite3_column_bytes(st, 1), e);
    sqlite3_reset(st);
    return rc;
}

int samples_outdated(struct store *s, const struct model_ref *model, struct err *e)
{
    const int lacks = model->embeds ? setting_is(s, set_embeddings, missing, e) : 0;
    sqlite3_stmt *st = lacks == 0 ? db_query(s, SQL_SAMPLES_ARE_OUTDATED, e) : NULL;
    int64_t any = 0;

    if (lacks != 0)
        return lacks;
    if (!st)
        return -1;
    db_int(st, ":model", model->id);
    return db_value(s, st, SQL_SAMPLES_ARE_OUTDATED, &any, e) < 0 ? -1 : any != 0;
}

int samples_classified(struct store *s, const struct model_ref *model, struct err *e)
{
    const int lacks = model->embeds ? setting_is(s, set_embeddings, missing, e) : 0;

    return lacks == 1 ? setting_put(s, set_embeddings, "", e) : lacks;
}

int sample_mel_of_file(struct store *s, const char *folder, const char *dir,
                       const char *name, const void **data, size_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SAMPLE_MEL_OF_FILE, e);
    int found;

    if (!st)
        return -1;
    db_blob(st, ":folder", folder, strlen(folder));
    db_blob(st, ":dir", dir, strlen(dir));
    db_blob(st, ":name", name, strlen(name));
    db_int(st, ":version", BLOB_MEL_VERSION);
    found = db_row(s, st, SQL_SAMPLE_MEL_OF_FILE, e);
    if (found == 1) {
        *data = sqlite3_column_blob(st, 0);
        *n = (size_t)sqlite3_column_bytes(st, 0);
    }
    return found;
}
