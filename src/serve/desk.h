/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_DESK_H
#define SERVE_DESK_H

#include "serve/call.h"
#include "store/store.h"

/*
 * What a handler works with: a desk is one thread of its own with one reader of the
 * library, and the server that all of them share.
 */
struct server; /* serve/server.h: quill, ears, herald, rolls, options */

struct desk {
    struct store *store; /* STORE_READ; opened when it is first needed */
    struct server *server;
};

#endif
