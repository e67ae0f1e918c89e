/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_MANIFEST_H
#define LEARN_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/taxonomy.h"
#include "util/err.h"

/*
 * A list of labelled sound files, as CSV with a header row or as a JSON list of objects
 * (a name ending in .json). Columns, by name; others are passed over:
 *
 *   path    the file; relative to the manifest's folder      required
 *   label   short label or dotted category                   required
 *   split   train, dev, ...                                  required
 *   form    oneshot, loop or empty: what the label implies
 *   source  who made it: a pack, a collection
 *   group   rows that must stay together when a split is made (a kit, an instrument)
 *   domain  what kind of source it is: pack, soundfont, ...
 */
enum { MANIFEST_MAX_BYTES = 256 << 20, MANIFEST_MAX_ROWS = 4000000 };

struct manifest_row {
    char *path; /* as it is to be opened; owned, like all text here; never NULL */
    char *split, *source, *group, *domain; /* "" = not given; group falls back on path */
    size_t place;        /* line of a CSV file, number from 1 of a JSON object */
    int label;           /* of the taxonomy */
    int form;            /* enum sound_form; -1 = unknown */
    bool has_form;       /* stated; else it is what the label implies */
    bool fixed, dropped; /* by fixes_load(): another label; not to be used */
};

struct manifest {
    char *file; /* its own name, for messages; owned */
    struct manifest_row *row;
    size_t rows;
    bool has_source, has_domain; /* some row gives it */
};

/* 0, or -1 with *e naming file and line: a missing column, an unknown label, ... */
int manifest_load(struct manifest *out, const char *file, const struct taxonomy *t,
                  struct err *e);
int manifest_parse(struct manifest *out, const char *file, const char *text, size_t n,
                   const struct taxonomy *t, struct err *e);
void manifest_clear(struct manifest *m);

/* How a path reads from where we are: beside the manifest unless absolute. Owned. */
char *manifest_beside(const char *file, const char *path);

/* Rows of a split, or with NULL of any; dropped ones are of none. */
bool manifest_row_in(const struct manifest_row *row, const char *split);
size_t manifest_count(const struct manifest *m, const char *split);
size_t manifest_fixed(const struct manifest *m, const char *split); /* with a new label */

/* The names of its splits, "dev, train", as far as they fit. */
void manifest_splits(const struct manifest *m, char *out, size_t size);

/* fresh (rows): whether no row of `split` has this row's source. */
void manifest_fresh(const struct manifest *m, const char *split, bool *fresh);

#endif
