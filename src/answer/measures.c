/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The descriptor BLOB as named numbers. */
#include "answer/measures.h"

#include <string.h>

#include "dsp/describe.h"
#include "util/blob.h"

_Static_assert((int)DESC_COUNT <= (int)MEASURES_MAX, "room for every descriptor");

static size_t decode(const struct buf *raw, struct measure *out)
{
    float value[DESC_COUNT];

    if (!descriptors_read(value, raw->data, raw->len))
        return 0;
    for (size_t i = 0; i < DESC_COUNT; i++)
        out[i] =
            (struct measure){descriptor_name[i], descriptor_unit[i], (double)value[i]};
    return DESC_COUNT;
}

size_t measures_of(const void *blob, size_t n, struct measure out[MEASURES_MAX])
{
    struct buf raw = {0};
    struct blob_head head;
    struct err e = {0};
    size_t count = 0;

    if (blob_unpack(&head, blob, n, &raw, &e) == 0 && head.kind == BLOB_DESCRIPTOR &&
        head.version == BLOB_DESCRIPTOR_VERSION)
        count = decode(&raw, out);
    buf_clear(&raw);
    return count;
}

size_t measures_read(const struct inspection *i, struct measure out[MEASURES_MAX])
{
    for (size_t k = 0; k < i->features; k++)
        if (strcmp(i->feature[k].kind, "descriptor") == 0)
            return measures_of(i->feature[k].data, i->feature[k].len, out);
    return 0;
}
