/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a format of rows; what is understood is written, of odd values, too. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/format.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"path", "bpm", "note", "error", "tags"};
enum { NAMES = sizeof names / sizeof *names };

static int value(void *arg, size_t field, struct value *v, struct err *e)
{
    static const struct value values[NAMES] = {
        {.kind = VALUE_BYTES, .text = "/s/\xe9\033[0m\xe6\x97\xa5.wav"},
        {.kind = VALUE_REAL, .real = -1.7e308},
        {.kind = VALUE_INTEGER, .integer = INT64_MIN},
        {.kind = VALUE_NONE},
        {.kind = VALUE_TEXT, .text = ""},
    };

    (void)arg;
    (void)e;
    if (field >= NAMES)
        abort();
    *v = values[field];
    return 0;
}

/* Text without anything special stands there as it is. */
static void check_row(const char *text, const struct buf *row)
{
    if (strpbrk(text, "{}\\"))
        return;
    if (row->len != strlen(text) || (row->len && memcmp(row->data, text, row->len) != 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_text(data, size);
    struct format *f = NULL;
    struct buf row = {0};
    struct err e = {0};

    if (format_parse(&f, text, names, NAMES, &e) == 0) {
        if (format_row(f, &row, value, NULL, &e) != 0)
            abort();
        check_row(text, &row);
    } else if (e.kind != ERR_USAGE || strncmp(e.text, "format: column ", 15) != 0) {
        abort();
    }
    format_free(f);
    buf_clear(&row);
    free(text);
    return 0;
}
