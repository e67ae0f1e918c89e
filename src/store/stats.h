/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_STATS_H
#define STORE_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "store/files.h"
#include "store/store.h"

/* Samples (or files, for formats) that share a value. */
struct stats_group {
    char *name;        /* owned; "" = unsure (category, form) */
    int64_t n;         /* how many */
    double confidence; /* mean, 0 to 1; NAN where nothing has one */
};

struct stats_groups {
    struct stats_group *group; /* (n) most members first, then by name; owned */
    size_t n;
};

/* The library in numbers, all from one moment. */
struct stats {
    int64_t files;
    int64_t by_state[FILE_UNAVAILABLE + 1]; /* files of an offline folder: unavailable */
    int64_t samples;     /* distinct sounds, also those whose files are gone */
    int64_t unused;      /* samples that no file holds */
    int64_t duplicates;  /* decoded files beyond the first of each sample */
    double duration_s;   /* of all samples, each once */
    int64_t unsure;      /* samples without a published category */
    double unsure_share; /* of all samples, 0 to 1; 0 for an empty library */
    int64_t folders, offline;
    int64_t bytes;         /* the library file: pages times page size, without its WAL */
    int64_t feature_bytes; /* of all feature BLOBs */
    struct stats_groups category, form; /* samples by what is published */
    struct stats_groups format;         /* decoded files */
    char *model_key, *model_arch;       /* the current model; NULL = none; owned */
    int64_t model_samples;              /* labelled by it */
};
void stats_clear(struct stats *st);

/* 0 and *out (stats_clear()), or -1. Opens a reading transaction of its own. */
int stats_read(struct store *s, struct stats *out, struct err *e);

#endif
