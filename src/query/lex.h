/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_LEX_H
#define QUERY_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/err.h"

/* The text of a query as tokens. */
enum lex_kind {
    LEX_END,
    LEX_OPEN,  /* ( */
    LEX_CLOSE, /* ) */
    LEX_MINUS, /* - in front of ( */
    LEX_AND,
    LEX_OR,
    LEX_NOT,
    LEX_TERM
};

struct lex {
    const char *text; /* borrowed */
    size_t at;        /* byte to be read next */
    /* the last token: */
    enum lex_kind kind;
    size_t begin, value_at; /* bytes where it begins, and where its value does */
    /* of a LEX_TERM: */
    bool minus, quoted;    /* it had a dash; its value had quotes */
    size_t head;           /* bytes of what stands before the colon; 0 = no colon */
    const char *head_text; /* in text */
    struct buf value; /* what stands behind it, or all of it; NUL-terminated; owned */
};

/* 0, or -1 ERR_USAGE, *at = the byte it speaks of. */
int lex_next(struct lex *x, size_t *at, struct err *e);
void lex_clear(struct lex *x);

/* Characters before this byte, plus one. */
size_t lex_column(const char *text, size_t at);

/* err_set() with "column N: " in front; -1. */
int lex_refuse(const char *text, size_t at, struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
