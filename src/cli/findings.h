/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stddef.h>
#include <stdint.h>

#include "cli/scope.h"
#include "util/naming.h"

/*
 * What may be wrong with files: the ear hears something else than their names and folders
 * say, or there is little to hear.
 *
 * A name with words that tell the truth in r of all cases is contradicted by an ear that
 * gives p to what it says: it is wrong with (1 - r) (1 - p) against r p. Only where that
 * is more likely than not is it a finding.
 */
enum finding_kind {
    FINDING_CATEGORY,
    FINDING_FORM,
    FINDING_SILENT,    /* nothing over -60 dBFS: value is the peak, NAN = none at all */
    FINDING_QUIET,     /* nothing over -30 dBFS: value is the peak in dBFS */
    FINDING_LATE,      /* it begins late: value is the silence before, in s */
    FINDING_CLIPPED,   /* value: s in runs at full scale; this and all behind: as measured
                        */
    FINDING_OVERS,     /* value: true peak in dBTP */
    FINDING_DC,        /* value: mean; full scale is 1 */
    FINDING_TRAILING,  /* value: silence behind the sound, in s */
    FINDING_TRUNCATED, /* value: level of its end in dB below the peak */
    FINDING_MONO,      /* value: side over middle in dB */
    FINDING_ONE_SIDED  /* value: one channel over the other in dB */
};
extern const char *const finding_name[]; /* "category", ... */

struct finding {
    enum finding_kind kind;
    int64_t file, sample;
    char *path;              /* raw bytes; owned */
    size_t dir;              /* length of the part of path that is its directory */
    char heard[NAMING_TEXT]; /* category or form; "" for the other kinds */
    struct saying said;      /* by this file's own path */
    double heard_p, value;
    double named_p; /* what the ear gives to what the name says */
    double sure;    /* how likely the name is wrong; 0 for the other kinds */
};

/* Findings of one kind in one directory, of what is heard and said alike. */
struct finding_group {
    const struct finding *finding; /* (n) the surest first */
    size_t n;
};

struct findings {
    struct finding *finding; /* (n) owned */
    size_t n, room;
    struct finding_group *group; /* (groups) the surest first, then by path; owned */
    size_t groups;
    int64_t files; /* looked at */
};

/* 0 and *out, or -1; findings_clear() in any case. */
int findings_of(struct findings *out, struct store *s, const struct lexicon *names,
                const struct scope *in, struct err *e);
void findings_clear(struct findings *f);

#endif
