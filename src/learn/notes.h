/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_NOTES_H
#define LEARN_NOTES_H

#include <stddef.h>

#include "learn/dataset.h"
#include "nn/pitch_fit.h"
#include "util/err.h"

/*
 * Which note the files of a manifest are: a CSV file with the columns
 *
 *   path       the file as the manifest has it; relative to this file's folder  required
 *   midi_note  0 to 127, not necessarily whole; empty: it has no one note       required
 *
 * Others are passed over, and so are files that the manifest does not have.
 */
enum { NOTES_MAX_BYTES = 64 << 20 };

struct note {
    char *path; /* as it is to be opened; owned */
    float midi; /* -1: it has none */
};

struct notes {
    struct note *note; /* (n) by path; owned */
    size_t n;
};

/* 0, or -1 with *e naming file and line. */
int notes_load(struct notes *out, const char *file, struct err *e);
int notes_parse(struct notes *out, const char *file, const char *text, size_t n,
                struct err *e);
void notes_clear(struct notes *n);

/* The rows of which it is known; those that dataset_add() brought calibrate nothing. A
 * new block, borrowing from d. */
struct pitch_row *notes_rows(const struct notes *notes, const struct dataset *d,
                             size_t *n);

#endif
