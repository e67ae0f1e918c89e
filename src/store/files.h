/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/*
 * Files as rows. Names and relative paths are raw bytes, NUL-terminated. A scan
 * marks rows; it never deletes one.
 */
enum file_state {
    FILE_PENDING,
    FILE_OK,
    FILE_FAILED,
    FILE_UNSUPPORTED,
    FILE_UNAVAILABLE
};

const char *file_state_name(enum file_state state); /* "ok", as v1_file has it */
enum file_state file_state_of(const char *name);

/* What tells that a file is the same without reading it. */
struct file_stamp {
    int64_t size, mtime_ns;
    uint64_t inode;
};

struct file_entry {
    int64_t id;
    const char *name;
    struct file_stamp stamp;
    enum file_state state;
    bool current; /* analysed by this program's version of the analysis */
};

/* One directory's rows, in the byte order of their names. Reused: {0} to begin with. */
struct file_list {
    struct file_entry *entry; /* (n) */
    size_t n, room;
    char *names; /* what the entries' names point into */
    size_t names_len, names_room;
};
void file_list_clear(struct file_list *l);

int files_in_dir(struct store *s, int64_t dir, struct file_list *out, struct err *e);
/* Only the row of that name, if there is one. */
int file_in_dir(struct store *s, int64_t dir, const char *name, struct file_list *out,
                struct err *e);

int file_add(struct store *s, int64_t dir, const char *name, const struct file_stamp *f,
             struct err *e);
/* New content at a known path: analyse it; what is known of the old stays with that. */
int file_changed(struct store *s, int64_t id, const struct file_stamp *f, struct err *e);
/* Analyse it again: made by another version, or the user wants it so. */
int file_stale(struct store *s, int64_t id, struct err *e);
int file_missing(struct store *s, int64_t id, struct err *e);
/* Found again, unchanged: as it was before. */
int file_returned(struct store *s, int64_t id, struct err *e);

/* A row with the same inode, size and mtime on the same device: the file itself, moved,
 * or another name for it. */
struct file_twin {
    int64_t id;
    bool missing;        /* its row is already unavailable */
    char *folder, *path; /* where its row has it; owned, file_twin_clear() */
};
void file_twin_clear(struct file_twin *t);
/* 1 found, 0 none, -1. */
int file_twin(struct store *s, uint64_t device, const struct file_stamp *f,
              struct file_twin *out, struct err *e);
/* The next row after id `after` of the same inode that has another size or mtime: under
 * that name nobody has looked at the file since it was written to. 1 found, 0 none, -1.
 */
int file_other_link(struct store *s, uint64_t device, const struct file_stamp *f,
                    int64_t after, struct file_twin *out, struct err *e);
int file_move(struct store *s, int64_t id, int64_t dir, const char *name, struct err *e);
int file_link(struct store *s, int64_t twin, int64_t dir, const char *name,
              struct err *e);

#endif
