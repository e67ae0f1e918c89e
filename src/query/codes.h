/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_CODES_H
#define QUERY_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "query/facet.h"
#include "util/buf.h"
#include "util/err.h"

/*
 * What categories are called elsewhere: "bst" is Freesound's Broad Sound Taxonomy, "ucs"
 * the Universal Category System. Rows "category,code,loop_code": a loop may have another
 * code than a single sound. models/README.md names the sources.
 */
enum { CODES_NAME = 48, CODES_CODE = 16 };

struct code_row {
    char category[CODES_NAME], code[CODES_CODE], loop_code[CODES_CODE];
};

struct codes {
    enum query_facet of;  /* QUERY_BST or QUERY_UCS */
    struct code_row *row; /* (n) owned */
    size_t n, room;
};

/* The table that is built in; codes_close(). 0, or -1: it is malformed. */
int codes_open(struct codes *out, enum query_facet of, struct err *e);
void codes_close(struct codes *c);

/* The row of a category, or of the nearest category above it; NULL = neither has one. */
const struct code_row *codes_find(const struct codes *c, const char *category);

/* Is `code` what is asked for, or below it: "is-p" in "is", "MUSCPerc" in "MUSC"? */
bool codes_within(enum query_facet of, const char *code, const char *asked);

/* Is it written as a code of that vocabulary is? */
bool codes_valid(enum query_facet of, const char *code);

#endif
