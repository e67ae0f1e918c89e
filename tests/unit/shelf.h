/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELF_H
#define SHELF_H
#include <criterion/criterion.h>

#include "store/db.h"
#include "store/files.h"
#include "store/models.h"
#include "store/samples.h"
#include "util/blob.h"

/* A small library for the tests of store/: folder /music, a model, made-up sounds. */
enum shelf_node { KICK, CLOSED, OPEN, BASS, DRUMS, HAT, UNSURE = -1 };

enum { SHELF_EMBEDDING = 10 }; /* numbers of an embedding */

struct shelf {
    struct store *s;
    struct model_ref model;
    int64_t folder;
    struct blob_packer *packer;
    struct buf mel, descriptor, peaks, embedding; /* of the last sound */
};

void shelf_open(struct shelf *sh, const char *path, enum store_mode mode);
void shelf_close(struct shelf *sh);

int64_t shelf_folder(struct shelf *sh, const char *path); /* one more: its id */

/* dir_move() in a transaction, which leaves no reference dangling. */
int shelf_move_dir(struct shelf *sh, int64_t from_folder, const char *from,
                   int64_t to_folder, const char *to);

/* A sound that differs from that of every other seed; its blobs are the shelf's. */
void shelf_sound(struct shelf *sh, struct sound *out, int seed, enum shelf_node node,
                 double p, enum sound_form form);

/* A row for dir/name in the folder: pending. */
int64_t shelf_file(struct shelf *sh, const char *dir, const char *name);

/* The same, analysed: one transaction. Returns the file's id. */
int64_t shelf_put(struct shelf *sh, const char *dir, const char *name,
                  const struct sound *sound);
int64_t shelf_add(struct shelf *sh, const char *dir, const char *name, int seed,
                  enum shelf_node node, double p, enum sound_form form);

/* Plain SQL, which must succeed; the first column of the first row, 0 without one. */
int64_t shelf_sql(struct shelf *sh, const char *sql);

/* *e holds an error of that kind, and its text says `part`. */
void shelf_refused(const struct err *e, enum err_kind kind, const char *part);

#define ok(call) cr_assert((call) == 0, "%s: %s", #call, err.text)
#endif
