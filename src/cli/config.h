/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

/* $XDG_CONFIG_HOME/sampledb/config: sampledb-config(5). What the command line says wins.
 */
struct config {
    char *library;  /* owned; NULL = not said */
    char *player;   /* a command, of cli/review_player.h; owned; NULL = not said */
    char *synonyms; /* a table, of query/synonyms.h; owned; NULL = nobody knows where */
    bool synonyms_named; /* it was said; else it is the usual one, beside the file */
    long jobs;           /* 0 = one per core */
    long timeout_s;      /* for one file; 0 = the usual */
    bool polite;         /* workers run when nobody else wants to */
    bool on_battery;     /* work then too */
    double cpu_limit, io_limit;
    double settle_s, rescan_s, poll_s;
    bool serve; /* a server beside the daemon */
    long port;  /* of a server; 0 = any that is free */
};

enum { CONFIG_LINE = 198, CONFIG_MAX = 64 * 1024 }; /* bytes of a line, of the file */

void config_defaults(struct config *c);

/* Defaults, then the file if it is there and not /dev/null. ERR_USAGE: "FILE:LINE: what
 * is wrong and what is allowed"; ERR_IO. */
int config_load(struct config *c, const char *path, struct err *e);
/* The same of text; home: what "~/" stands for, NULL = nobody knows. */
int config_parse(struct config *c, const char *path, const void *text, size_t n,
                 const char *home, struct err *e);
void config_clear(struct config *c);

/* One value as the file would have it, of a key whose name an option has too
 * ("settle"). ERR_USAGE: what is allowed, without a place. */
int config_set(struct config *c, const char *key, const char *value, struct err *e);

/* The usual place; owned by the caller; NULL where there is no home. */
char *config_path(void);

#endif
