/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_ERR_H
#define UTIL_ERR_H

/*
 * What went wrong, and for whom: `kind` is for the program, `text` for a person.
 * The caller owns the struct, usually on its stack; nothing here allocates.
 */
enum err_kind {
    ERR_NONE,
    ERR_USAGE,       /* the command line makes no sense: exit status 2 */
    ERR_IO,          /* the operating system said no */
    ERR_FORMAT,      /* bytes that are not what they should be */
    ERR_UNSUPPORTED, /* well formed, but not a format that we decode */
    ERR_LIMIT,       /* over a named limit: sizes in a file are not to be trusted */
    ERR_STORE,       /* SQLite said no */
    ERR_BUSY,        /* another process holds the library */
    ERR_STOPPED,     /* the user asked us to stop; what is done is kept */
};

struct err {
    enum err_kind kind;
    char text[400];
};

/* Fill *e and return -1, so that a failing branch is one line. */
int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* err_set() for a failed system call: appends ": " and strerror(errno). */
int err_sys(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Put context before the text already in *e ("kick.wav: ..."); returns -1. */
int err_in(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
