/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page: its files, as the browser asks for them. */
#include "serve/page.h"

#include <stdio.h>
#include <string.h>

#include "serve/problem.h"
#include "util/blob.h"

static const char *type_of(const char *name)
{
    static const struct {
        const char *end, *type;
    } known[] = {{".html", "text/html; charset=utf-8"},
                 {".css", "text/css; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".svg", "image/svg+xml"},
                 {".webmanifest", "application/manifest+json"}};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
        if (strcmp(dot, known[i].end) == 0)
            return known[i].type;
    return "application/octet-stream";
}

static const struct page_file *find(const char *path)
{
    const char *name = strcmp(path, "/") == 0 ? "index.html" : path + 1;
    const struct page_file *f = page_files;

    while (f->name && strcmp(f->name, name) != 0)
        f++;
    return f->name ? f : NULL;
}

int page_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    const struct page_file *f = find(c->path);

    (void)d;
    (void)e;
    if (!f)
        return problem_reply(r, 404, "the page has no such file");
    r->type = type_of(f->name);
    r->caching = "no-cache"; /* to be asked for again, with its ETag */
    snprintf(r->etag, sizeof r->etag, "\"%08lx-%zx\"",
             (unsigned long)blob_crc(0, f->data, *f->len), *f->len);
    buf_bytes(&r->body, f->data, *f->len);
    return 0;
}
