/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_TTY_H
#define CLI_REVIEW_TTY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "util/err.h"

/*
 * The terminal, one key at a time. From tty_open() to tty_close() signals that would end
 * or stop the program are only heard in tty_key(), so that whatever ends it, the terminal
 * is given back as it was.
 */
enum tty_event {
    TTY_END = -1,  /* SIGINT, SIGTERM, SIGHUP, SIGQUIT; or the terminal is gone */
    TTY_DRAW = -2, /* of another size, or ours again after a stop: draw anew */
    TTY_OTHER = -3 /* a key that is no character: an arrow */
};
enum { TTY_ESCAPE = 27 };

struct tty {
    struct termios before;
    sigset_t waiting; /* what is let through while waiting for a key */
    sigset_t mask;    /* as it was before */
    bool ansi;        /* it understands more than plain text */
    bool ours;        /* the other screen is shown */
    size_t columns, rows;
};

/* Are stdin and stdout a terminal? */
bool tty_is(void);

/* 0, or -1 ERR_IO. */
int tty_open(struct tty *t, struct err *e);
void tty_close(struct tty *t);

/* A byte, or enum tty_event. */
int tty_key(struct tty *t);

/* Keys that were pressed before there was anything to answer are nobody's answer. */
void tty_forget(void);

/* All of it to the terminal. */
void tty_write(const void *data, size_t n);

#endif
