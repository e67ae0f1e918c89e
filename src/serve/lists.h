/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_LISTS_H
#define SERVE_LISTS_H

#include "serve/call.h"

/* GET /v1/tags, /v1/folders, /v1/stats and /v1/models: the library as a whole. */
call_handler lists_get_tags, lists_get_folders, lists_get_stats, lists_get_models;

#endif
