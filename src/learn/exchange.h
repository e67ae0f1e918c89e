/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_EXCHANGE_H
#define LEARN_EXCHANGE_H

#include <jansson.h>
#include <stdbool.h>

#include "store/parcel.h"

/*
 * What users said of sounds, as text that travels between libraries: JSON, one object a
 * line, neither audio nor paths. sampledb-export(1) has every field.
 */
enum { EXCHANGE_VERSION = 1, EXCHANGE_LINE = 4 << 20 /* bytes of one line, at most */ };

void exchange_write_header(struct buf *out, int64_t corrections, int64_t sounds);
void exchange_write_correction(struct buf *out, const struct correction *c);
void exchange_write_sound(struct buf *out, const struct parcel *p);

enum exchange_kind { EXCHANGE_HEADER, EXCHANGE_CORRECTION, EXCHANGE_SOUND };

struct exchange_line {
    enum exchange_kind kind;
    int64_t corrections, sounds;  /* of a header: how many follow; -1 = it does not say */
    struct correction correction; /* borrows from root */
    struct parcel sound;          /* borrows from root and feature */
    json_t *root;                 /* owned */
    struct buf feature[PARCEL_FEATURES]; /* owned */
};

/*
 * One line without its end, which has to be in order to the last field; header: whether
 * it must be one. 0 and *out, to exchange_line_clear(); -1 ERR_FORMAT, ERR_LIMIT, or
 * ERR_UNSUPPORTED where a later version has written it.
 */
int exchange_read(struct exchange_line *out, const char *text, size_t n, bool header,
                  struct err *e);
void exchange_line_clear(struct exchange_line *l);

#endif
