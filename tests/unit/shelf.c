/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library that the tests of store/ start from. */
#include "shelf.h"

#include <stdio.h>
#include <string.h>

#include "store/dirs.h"
#include "store/folders.h"

static const char *const node_name[] = {
    "drums.kick", "drums.hat.closed", "drums.hat.open", "bass", "drums", "drums.hat"};

/* Of the shelf's model, and of the embeddings of its sounds. */
static const uint8_t trunk[SOUND_TRUNK] = "shelf's trunk";

void shelf_open(struct shelf *sh, const char *path, enum store_mode mode)
{
    static const struct model_facts facts = {.key = "0123456789abcdef0123456789abcdef",
                                             .arch = "linear",
                                             .feature_version = BLOB_MEL_VERSION,
                                             .trunk = trunk,
                                             .metrics = "{}",
                                             .nodes = 6,
                                             .tag = node_name,
                                             .leaves = 4,
                                             .leaf_threshold = 0.6f,
                                             .parent_threshold = 0.8f,
                                             .form_threshold = 0.6f};
    struct place at = {0};
    struct err err = {0};

    *sh = (struct shelf){.packer = blob_packer_new()};
    ok(store_open(&sh->s, path, mode, &err));
    ok(store_begin(sh->s, &err));
    ok(folder_add(sh->s, "/music", &at, &err));
    ok(model_use(sh->s, &facts, &sh->model, &err));
    ok(store_commit(sh->s, &err));
    sh->folder = at.folder;
    place_clear(&at);
}

void shelf_close(struct shelf *sh)
{
    model_ref_clear(&sh->model);
    store_close(sh->s);
    blob_packer_free(sh->packer);
    buf_clear(&sh->mel);
    buf_clear(&sh->descriptor);
    buf_clear(&sh->peaks);
    buf_clear(&sh->embedding);
    *sh = (struct shelf){0};
}

static void pack(struct shelf *sh, struct buf *out, enum blob_kind kind, int seed)
{
    uint8_t raw[200];

    memset(raw, seed, sizeof raw);
    buf_reset(out);
    blob_pack(sh->packer, kind, raw, sizeof raw, out);
}

/* The trunk, low 0, step 1, and numbers that are all the seed. */
static void pack_embedding(struct shelf *sh, int seed)
{
    struct buf raw = {0};

    buf_bytes(&raw, trunk, sizeof trunk);
    buf_f32(&raw, 0.0f);
    buf_f32(&raw, 1.0f);
    for (int i = 0; i < SHELF_EMBEDDING; i++)
        buf_u8(&raw, (uint8_t)seed);
    buf_reset(&sh->embedding);
    blob_pack(sh->packer, BLOB_EMBEDDING, raw.data, raw.len, &sh->embedding);
    buf_clear(&raw);
}

void shelf_sound(struct shelf *sh, struct sound *out, int seed, enum shelf_node node,
                 double p, enum sound_form form)
{
    pack(sh, &sh->mel, BLOB_MEL, seed);
    pack(sh, &sh->descriptor, BLOB_DESCRIPTOR, seed);
    pack(sh, &sh->peaks, BLOB_PEAKS, seed);
    pack_embedding(sh, seed);
    *out = (struct sound){
        .frames = 44100,
        .rate_hz = 44100,
        .channels = 2,
        .format = "WAV PCM 16",
        .duration_s = 1,
        .peak_db = -3,
        .facets = facets_none(),
        .brightness_hz = 1000,
        .embedded = {.root_note = -1, .loop_start = -1, .loop_end = -1},
        .verdict = {.has_model = true,
                    .category = {node, (float)p},
                    .form = form,
                    .form_p = {form == FORM_ONESHOT ? 0.75f : 0.25f,
                               form == FORM_LOOP ? 0.75f : 0.25f}},
        .mel = {sh->mel.data, sh->mel.len},
        .descriptor = {sh->descriptor.data, sh->descriptor.len},
        .peaks = {sh->peaks.data, sh->peaks.len},
        .embedding = {sh->embedding.data, sh->embedding.len},
    };
    memcpy(out->hash, &seed, sizeof seed);
    for (int i = 0; i < SOUND_TOP; i++) /* the nodes in turn, the published one first */
        out->verdict.top[i] =
            (struct guess){(node + i + 6) % 6, i ? 0.1f / (float)i : (float)p};
}

int64_t shelf_file(struct shelf *sh, const char *dir, const char *name)
{
    static int64_t inode = 1000;
    const struct file_stamp stamp = {.size = 1234, .mtime_ns = 5678, .inode = ++inode};
    struct err err = {0};
    int64_t id = 0;

    ok(dir_reach(sh->s, sh->folder, dir, &id, &err));
    ok(file_add(sh->s, id, name, &stamp, &err));
    return sqlite3_last_insert_rowid(sh->s->db);
}

int64_t shelf_put(struct shelf *sh, const char *dir, const char *name,
                  const struct sound *sound)
{
    struct err err = {0};
    int64_t file;

    ok(store_begin(sh->s, &err));
    file = shelf_file(sh, dir, name);
    ok(sample_put(sh->s, file, sound, &sh->model, &err));
    ok(store_commit(sh->s, &err));
    return file;
}

int64_t shelf_add(struct shelf *sh, const char *dir, const char *name, int seed,
                  enum shelf_node node, double p, enum sound_form form)
{
    struct sound sound;

    shelf_sound(sh, &sound, seed, node, p, form);
    return shelf_put(sh, dir, name, &sound);
}

int64_t shelf_sql(struct shelf *sh, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t first = 0;
    int rc = SQLITE_OK;

    for (bool any = false; *sql; sqlite3_finalize(st)) {
        cr_assert(sqlite3_prepare_v2(sh->s->db, sql, -1, &st, &sql) == SQLITE_OK,
                  "%s: %s", sql, sqlite3_errmsg(sh->s->db));
        while (st && (rc = sqlite3_step(st)) == SQLITE_ROW) {
            if (!any)
                first = sqlite3_column_int64(st, 0);
            any = true;
        }
        cr_assert(!st || rc == SQLITE_DONE, "%s", sqlite3_errmsg(sh->s->db));
    }
    return first;
}

void shelf_refused(const struct err *e, enum err_kind kind, const char *part)
{
    cr_expect(e->kind == kind, "kind %d, want %d: %s", e->kind, kind, e->text);
    cr_expect(strstr(e->text, part) != NULL, "'%s' should say '%s'", e->text, part);
}

int64_t shelf_folder(struct shelf *sh, const char *path)
{
    struct place at = {0};
    struct err err = {0};
    int64_t id;

    ok(store_begin(sh->s, &err));
    ok(folder_add(sh->s, path, &at, &err));
    ok(store_commit(sh->s, &err));
    id = at.folder;
    place_clear(&at);
    return id;
}

int shelf_move_dir(struct shelf *sh, int64_t from_folder, const char *from,
                   int64_t to_folder, const char *to)
{
    struct err err = {0};
    int rc;

    ok(store_begin(sh->s, &err));
    rc = dir_move(sh->s, from_folder, from, to_folder, to, &err);
    ok(store_commit(sh->s, &err));
    cr_expect(shelf_sql(sh, "SELECT count(*) FROM pragma_foreign_key_check") == 0);
    return rc;
}
