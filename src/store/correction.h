/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CORRECTION_H
#define STORE_CORRECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * One word of a user on a sound: of the sound itself, by its hash. Words are only ever
 * added; on one sound they follow each other by at_ms, then by uuid, in every library.
 */
enum {
    CORRECTION_UUID = 16,
    CORRECTION_HASH = 16,
    CORRECTION_FACET = 32, /* bytes of a facet, */
    CORRECTION_TEXT = 200, /* of a tag, an actor or what was shown, at most */
    CORRECTION_MODEL = 32  /* hex digits of a model's key */
};
#define CORRECTION_LATEST (INT64_C(1) << 52) /* at_ms, at most */

enum verdict_word { WITHDRAWN = 0, CONFIRMED = 1, REJECTED = -1 };

/* Texts are borrowed: NUL-terminated UTF-8 without control characters, not empty. */
struct correction {
    uint8_t uuid[CORRECTION_UUID];
    uint8_t hash[CORRECTION_HASH]; /* of the sample's PCM */
    const char *facet, *tag;       /* "category", "drums.kick" */
    int verdict;                   /* enum verdict_word */
    const char *actor;             /* who says so: "user", the name of a program */
    const char *model; /* key of the model that the user saw; NULL = none spoke */
    const char *shown; /* what it had published in that facet; NULL = nothing */
    int64_t at_ms;     /* Unix ms */
};

/* Has a facet one value at most (category, form, bpm ...), or any number of them? */
bool facet_is_exclusive(const char *facet);

/* Is it text that is fit to be stored and shown: 1 to `most` bytes? */
bool correction_is_text(const char *text, size_t most);

/* Can it be kept? 0, or -1 ERR_FORMAT. */
int correction_check(const struct correction *c, struct err *e);

/*
 * The same as one line of the ledger, newline included:
 *
 *   "~" CRC " 1 " UUID " " HASH " " AT " " VERDICT " " FACET " " TAG " " ACTOR " " MODEL
 *   " " SHOWN "\n"
 *
 * CRC: 8 hex digits of zlib's CRC-32 of what stands between the space after it and the
 * newline; UUID, HASH: 32 hex digits; AT: ms; VERDICT: +1, -1 or 0. In texts, a byte up
 * to 0x20, 0x7f, "%", "~" and a lone "-" stand as "%" and two hex digits; "-" = none.
 */
void correction_write(struct buf *out, const struct correction *c);

/*
 * Every whole record in any bytes, in their order: a torn or damaged one costs itself
 * alone, because a record begins at a "~", which stands nowhere else, and ends at the
 * newline or, where that is damaged, before the next "~". *c lives for the call of
 * each(), which ends the scan by not returning 0.
 */
struct correction_scan {
    size_t good;    /* records handed out */
    size_t newer;   /* whole records of a later format, left alone */
    size_t damaged; /* stretches of bytes that are no record */
};
extern const char correction_title[]; /* the first line of a ledger; "~" not in it */
int correction_scan(const void *data, size_t n, struct correction_scan *out,
                    int (*each)(void *arg, const struct correction *c, struct err *e),
                    void *arg, struct err *e);

#endif
