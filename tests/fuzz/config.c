/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a configuration: what is accepted is within its limits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/config.h"
#include "index/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config c = {0};
    struct err e = {0};

    if (config_parse(&c, "f", data, size, "/h", &e) != 0) {
        if (e.kind != ERR_USAGE || strncmp(e.text, "f:", 2) != 0 || c.library)
            abort();
        return 0;
    }
    if (c.jobs < 0 || c.jobs > INDEX_MAX_JOBS || c.timeout_s < 0 || c.timeout_s > 3600)
        abort();
    if (!(c.cpu_limit >= 0 && c.cpu_limit <= 100 && c.io_limit >= 0 && c.io_limit <= 100))
        abort();
    if (!(c.settle_s > 0 && c.settle_s <= 3600 && c.rescan_s >= 1 && c.poll_s >= 1))
        abort();
    if (c.library && c.library[0] != '/')
        abort();
    config_clear(&c);
    return 0;
}
