/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_LISTEN_H
#define INDEX_LISTEN_H

#include <signal.h>

#include "store/models.h"
#include "util/sound.h"

/*
 * One file, analysed as an index does it (sandboxed, with that model of the library), and
 * not stored. sound is borrowed for the call of heard(). 0, or -1: ERR_IO it cannot be
 * opened; ERR_FORMAT, ERR_UNSUPPORTED it cannot be decoded; ERR_STOPPED.
 */
int listen_to(struct store *s, const struct model_ref *model, const char *path,
              const volatile sig_atomic_t *stop,
              int (*heard)(void *arg, const struct sound *sound, struct err *e),
              void *arg, struct err *e);

#endif
