/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a list of labelled files, or as its corrections: refused, or in order. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "learn/fixes.h"
#include "learn/manifest.h"
#include "learn/taxonomy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct manifest *m, const struct taxonomy *t)
{
    size_t used = 0;

    for (size_t i = 0; i < m->rows; i++) {
        const struct manifest_row *row = &m->row[i];

        if (row->label < 0 || row->label >= (int)t->n || row->form < -1 ||
            row->form >= FORM_COUNT || !*row->path || !*row->split || !*row->group)
            abort(); /* accepted, yet no row */
        if (row->fixed && row->dropped)
            abort();
        used += !row->dropped;
    }
    if (used != manifest_count(m, NULL))
        abort();
}

/* The first byte says what it is: CSV, JSON, or corrections of a small list. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char small[] = "path,label,split\na,kick,train\nb,bass,dev\n";
    const char *text = (const char *)data + 1;
    struct taxonomy t;
    struct manifest m;
    struct err e = {0};
    char splits[20];
    bool fresh[2];

    if (size == 0 || taxonomy_init(&t, NULL, &e) != 0)
        return 0;
    if (data[0] == 'f') {
        if (manifest_parse(&m, "m.csv", small, sizeof small - 1, &t, &e) != 0)
            abort();
        if (fixes_parse(&m, "f.csv", text, size - 1, &t, &e) != 0 &&
            (manifest_count(&m, NULL) != 2 || strncmp(e.text, "f.csv:", 6) != 0))
            abort(); /* refused, yet used; or nobody knows where */
        manifest_fresh(&m, "train", fresh);
    } else {
        const char *name = data[0] == 'j' ? "m.json" : "m.csv";

        if (manifest_parse(&m, name, text, size - 1, &t, &e) != 0)
            return strncmp(e.text, name, strlen(name)) == 0 ? 0 : (abort(), 0);
    }
    check(&m, &t);
    manifest_splits(&m, splits, sizeof splits);
    manifest_clear(&m);
    return 0;
}
