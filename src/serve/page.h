/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_PAGE_H
#define SERVE_PAGE_H

#include "serve/call.h"

/* The page: files of src/serve/page/ that are part of the program. */
struct page_file {
    const char *name; /* "index.html", which is also "/"; NULL ends the table */
    const unsigned char *data;
    const size_t *len;
};
extern const struct page_file page_files[]; /* made by build-aux/embed-page.sh */

call_handler page_get;

#endif
