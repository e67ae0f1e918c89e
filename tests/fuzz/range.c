/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as the field Range: what comes out lies within the file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/range.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t sizes[] = {0, 1, 2, 500, INT64_MAX};
    char *text = mem_text(data, size);

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int64_t from = -1, len = -1;
        const int rc = range_read(text, sizes[i], &from, &len);

        if (rc == 1 && (from < 0 || len < 1 || from > sizes[i] - len))
            abort();
        if (rc != 1 && (from != -1 || len != -1))
            abort();
    }
    free(text);
    return 0;
}
