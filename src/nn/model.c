/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model file, read: every length, shape, name, offset and checksum is checked. */
#include "nn/model.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/model_data.h"
#include "nn/model_meta.h"
#include "nn/neighbours.h"
#include "nn/net.h"
#include "nn/pitch.h"
#include "nn/rehearsal.h"
#include "nn/settled.h"
#include "util/file.h"
#include "util/mem.h"

int model_embedded(const uint8_t **data, size_t *n)
{
    if (model_data_len == 0)
        return 0;
    *data = model_data;
    *n = model_data_len;
    return 1;
}

/* A list of 1 to max whole numbers from 0 to MODEL_MAX_BYTES; how many, or 0. */
static size_t read_list(const json_t *list, size_t max, size_t *out)
{
    const size_t n = json_array_size(list);

    if (!json_is_array(list) || n > max)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const json_t *v = json_array_get(list, i);

        if (!json_is_integer(v) || json_integer_value(v) < 0 ||
            json_integer_value(v) > MODEL_MAX_BYTES)
            return 0;
        out[i] = (size_t)json_integer_value(v);
    }
    return n;
}

static bool is_tensor_name(const char *s)
{
    const size_t n = strlen(s);

    return n > 0 && n < MODEL_NAME &&
           strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") == n;
}

struct placed {
    struct model_tensor tensor; /* data and bytes NULL */
    bool bytes;                 /* U8, not F32 */
    size_t at, len;             /* of its data, in bytes */
};

/* One entry of the header. Nothing is allocated. */
static int read_entry(struct placed *p, const char *name, const json_t *entry,
                      size_t data_len, struct err *e)
{
    const char *dtype = json_string_value(json_object_get(entry, "dtype"));
    struct model_tensor *t = &p->tensor;
    size_t span[2], size;

    if (!is_tensor_name(name))
        return err_set(e, ERR_FORMAT, "model has a tensor with a bad name");
    if (json_object_size(entry) != 3 || !dtype)
        return err_set(e, ERR_FORMAT, "tensor %s is not described", name);
    if (strcmp(dtype, "F32") != 0 && strcmp(dtype, "U8") != 0)
        return err_set(e, ERR_FORMAT, "tensor %s is of type %.8s, not F32 or U8", name,
                       dtype);
    p->bytes = *dtype == 'U';
    size = p->bytes ? 1 : sizeof(float);
    memcpy(t->name, name, strlen(name) + 1);
    t->dims = read_list(json_object_get(entry, "shape"), MODEL_MAX_DIMS, t->shape);
    t->count = t->dims ? 1 : 0;
    for (size_t d = 0; d < t->dims; d++) {
        if (t->shape[d] == 0 || t->count > MODEL_MAX_BYTES / sizeof(float) / t->shape[d])
            return err_set(e, ERR_LIMIT, "tensor %s is empty or too large", name);
        t->count *= t->shape[d];
    }
    if (t->count == 0)
        return err_set(e, ERR_FORMAT, "tensor %s has no shape", name);
    if (read_list(json_object_get(entry, "data_offsets"), 2, span) != 2 ||
        span[1] > data_len || span[0] > span[1] || span[1] - span[0] != t->count * size)
        return err_set(e, ERR_FORMAT, "tensor %s has wrong offsets", name);
    p->at = span[0];
    p->len = span[1] - span[0];
    return 0;
}

static int earlier(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

static int read_numbers(struct model_tensor *t, bool bytes, struct cur *data,
                        struct err *e)
{
    if (bytes) {
        t->bytes = mem_new(t->count, 1);
        cur_copy(data, t->bytes, t->count);
        return 0;
    }
    t->data = mem_new(t->count, sizeof *t->data);
    for (size_t k = 0; k < t->count; k++)
        if (!isfinite(t->data[k] = cur_f32(data)))
            return err_set(e, ERR_FORMAT, "tensor %s is not finite", t->name);
    return 0;
}

/* Tensors in the order of their data must fill it exactly: no hole, no overlap. */
static int read_data(struct model *m, const struct placed *p, size_t n, struct cur data,
                     struct err *e)
{
    const size_t len = data.left;

    for (size_t i = 0; i < n; i++)
        if (p[i].at != (i ? p[i - 1].at + p[i - 1].len : 0))
            return err_set(e, ERR_FORMAT, "tensor %s overlaps or leaves a hole",
                           p[i].tensor.name);
    if (n == 0 || p[n - 1].at + p[n - 1].len != len)
        return err_set(e, ERR_FORMAT, "model data has a wrong length");
    m->tensor = mem_new(n, sizeof *m->tensor);
    m->tensors = n;
    for (size_t i = 0; i < n; i++) {
        m->tensor[i] = p[i].tensor;
        if (read_numbers(&m->tensor[i], p[i].bytes, &data, e) != 0)
            return -1;
    }
    return 0;
}

static int read_tensors(struct model *m, json_t *header, struct cur data, struct err *e)
{
    const size_t n = json_object_size(header) - 1; /* all but __metadata__ */
    struct placed *p;
    const char *name;
    json_t *entry;
    size_t i = 0;
    int rc = 0;

    if (n > MODEL_MAX_TENSORS)
        return err_set(e, ERR_LIMIT, "model of %zu tensors", n);
    p = mem_new(n, sizeof *p);
    json_object_foreach(header, name, entry)
    {
        if (rc != 0 || strcmp(name, "__metadata__") == 0)
            continue;
        rc = read_entry(&p[i], name, entry, data.left, e);
        i++;
    }
    if (rc == 0) {
        qsort(p, n, sizeof *p, earlier);
        rc = read_data(m, p, n, data, e);
    }
    free(p);
    return rc;
}

static int check_sums(const struct model *m, const json_t *meta, struct err *e)
{
    const char *stated = json_string_value(json_object_get(meta, "checksum"));
    char sum[MODEL_HEX], id[MODEL_HEX];

    meta_id(m, id);
    meta_checksum(m, meta, sum);
    if (strcmp(id, m->id) != 0 || !stated || strcmp(sum, stated) != 0)
        return err_set(e, ERR_FORMAT, "model is damaged (checksum): copy it again");
    return 0;
}

static int read_all(struct model *m, json_t *header, struct cur data, struct err *e)
{
    const json_t *meta = json_object_get(header, "__metadata__");

    if (meta_read(m, meta, e) != 0 || read_tensors(m, header, data, e) != 0 ||
        net_check(m, e) != 0 || rehearsal_check(m, e) != 0 ||
        neighbours_check(m, e) != 0 || settled_check(m, e) != 0 ||
        pitch_check(m, e) != 0 || check_sums(m, meta, e) != 0)
        return -1;
    meta_trunk(m, m->trunk);
    return 0;
}

int model_parse(struct model **out, const uint8_t *data, size_t n, struct err *e)
{
    struct cur c = cur_over(data, n);
    const uint64_t len = cur_u64(&c);
    const char *text;
    json_error_t why;
    json_t *header = NULL;
    struct model *m = NULL;
    int rc = -1;

    if (n > MODEL_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "model of %zu bytes", n);
    if (c.bad || len < 2 || len > c.left)
        return err_set(e, ERR_FORMAT, "not a model file");
    if (len > MODEL_MAX_HEADER)
        return err_set(e, ERR_LIMIT, "model header of %llu bytes",
                       (unsigned long long)len);
    text = (const char *)cur_bytes(&c, (size_t)len);
    if (text[0] == '{')
        header = json_loadb(text, (size_t)len, JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(header)) {
        err_set(e, ERR_FORMAT, "model header is not a JSON object");
        goto out;
    }
    m = mem_new(1, sizeof *m);
    rc = read_all(m, header, c, e);
    if (rc == 0) {
        *out = m;
        m = NULL;
    }
out:
    json_decref(header);
    model_free(m);
    return rc;
}

int model_load(struct model **out, const char *path, struct err *e)
{
    struct buf b = {0};
    int rc = file_read(&b, path, MODEL_MAX_BYTES, e);

    if (rc == 0)
        rc = model_parse(out, b.data, b.len, e);
    buf_clear(&b);
    return rc == 0 ? 0 : err_in(e, "%s", path);
}

static void tensor_clear(struct model_tensor *t)
{
    free(t->data);
    free(t->bytes);
}

void model_free(struct model *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->tensors; i++)
        tensor_clear(&m->tensor[i]);
    free(m->tensor);
    free(m->metrics);
    free(m);
}

struct model_tensor *model_find(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->tensors; i++)
        if (strcmp(m->tensor[i].name, name) == 0)
            return &m->tensor[i];
    return NULL;
}

const float *model_tensor(const struct model *m, const char *name, size_t dims,
                          const size_t *shape)
{
    const struct model_tensor *t = model_find(m, name);

    return t && t->dims == dims && memcmp(t->shape, shape, dims * sizeof *shape) == 0
               ? t->data
               : NULL;
}

struct model_tensor *model_put(struct model *m, const char *name, bool bytes, size_t dims,
                               const size_t *shape)
{
    struct model_tensor *t = model_find(m, name);

    if (!t) {
        m->tensor = mem_grow(m->tensor, m->tensors + 1, sizeof *m->tensor);
        t = &m->tensor[m->tensors++];
    } else {
        tensor_clear(t);
    }
    *t = (struct model_tensor){.dims = dims, .count = 1};
    snprintf(t->name, sizeof t->name, "%s", name);
    for (size_t d = 0; d < dims; d++)
        t->count *= t->shape[d] = shape[d];
    if (bytes)
        t->bytes = mem_new(t->count, 1);
    else
        t->data = mem_new(t->count, sizeof *t->data);
    return t;
}

void model_drop(struct model *m, const char *name)
{
    struct model_tensor *t = model_find(m, name);

    if (!t)
        return;
    tensor_clear(t);
    memmove(t, t + 1, (size_t)(m->tensor + m->tensors - (t + 1)) * sizeof *t);
    m->tensors--;
}

struct model *model_copy(const struct model *m)
{
    struct model *c = mem_new(1, sizeof *c);

    *c = *m;
    c->metrics = mem_text(m->metrics, strlen(m->metrics));
    c->tensor = NULL;
    c->tensors = 0;
    for (size_t i = 0; i < m->tensors; i++) {
        const struct model_tensor *t = &m->tensor[i];
        struct model_tensor *to = model_put(c, t->name, t->bytes, t->dims, t->shape);

        if (t->bytes)
            memcpy(to->bytes, t->bytes, t->count);
        else
            memcpy(to->data, t->data, t->count * sizeof *t->data);
    }
    return c;
}
