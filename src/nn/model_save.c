/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model file, written. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "nn/model.h"
#include "nn/model_meta.h"
#include "util/buf.h"
#include "util/file.h"

void model_seal(struct model *m)
{
    meta_id(m, m->id);
    meta_trunk(m, m->trunk);
}

static size_t tensor_bytes(const struct model_tensor *t)
{
    return t->count * (t->bytes ? 1 : sizeof(float));
}

/* The header's entry of a tensor whose data begins at `at`. */
static json_t *entry(const struct model_tensor *t, size_t at)
{
    const json_int_t begin = (json_int_t)at, end = begin + (json_int_t)tensor_bytes(t);
    json_t *shape = json_array();

    for (size_t d = 0; d < t->dims; d++)
        json_array_append_new(shape, json_integer((json_int_t)t->shape[d]));
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", t->bytes ? "U8" : "F32", "shape",
                     shape, "data_offsets", begin, end);
}

void model_write(const struct model *m, struct buf *out)
{
    json_t *header = json_object();
    size_t at = 0, len;
    char *text;

    json_object_set_new(header, "__metadata__", meta_write(m));
    for (size_t i = 0; i < m->tensors; at += tensor_bytes(&m->tensor[i++]))
        json_object_set_new(header, m->tensor[i].name, entry(&m->tensor[i], at));
    text = json_dumps(header, JSON_COMPACT);
    len = strlen(text);
    buf_u64(out, (len + 7) / 8 * 8);
    buf_bytes(out, text, len);
    for (; len % 8; len++)
        buf_u8(out, ' '); /* the format's padding: data begins at a multiple of 8 */
    for (size_t i = 0; i < m->tensors; i++)
        meta_data(out, &m->tensor[i]);
    free(text);
    json_decref(header);
}

int model_target(const char *path, struct err *e) { return file_target(path, e); }

int model_save(const struct model *m, const char *path, struct err *e)
{
    struct buf b = {0};
    int rc;

    model_write(m, &b);
    rc = file_replace(path, b.data, b.len, e);
    buf_clear(&b);
    return rc;
}
