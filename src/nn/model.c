/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model file, read: every length, shape, name, offset and checksum is checked. */
#include "nn/model.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/model_data.h"
#include "nn/model_meta.h"
#include "nn/net.h"
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

/* One entry of the header. *at becomes where its data begins. Nothing is allocated. */
static int read_entry(struct model_tensor *t, size_t *at, const char *name,
                      const json_t *entry, size_t data_len, struct err *e)
{
    const char *dtype = json_string_value(json_object_get(entry, "dtype"));
    size_t span[2];

    if (!is_tensor_name(name))
        return err_set(e, ERR_FORMAT, "model has a tensor with a bad name");
    if (json_object_size(entry) != 3 || !dtype)
        return err_set(e, ERR_FORMAT, "tensor %s is not described", name);
    if (strcmp(dtype, "F32") != 0)
        return err_set(e, ERR_FORMAT, "tensor %s is of type %.8s, not F32", name, dtype);
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
        span[1] > data_len || span[0] > span[1] ||
        span[1] - span[0] != t->count * sizeof(float))
        return err_set(e, ERR_FORMAT, "tensor %s has wrong offsets", name);
    *at = span[0];
    return 0;
}

struct placed {
    struct model_tensor tensor; /* data NULL */
    size_t at;
};

static int earlier(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

/* Tensors in the order of their data must fill it exactly: no hole, no overlap. */
static int read_data(struct model *m, const struct placed *p, size_t n, struct cur data,
                     struct err *e)
{
    const size_t len = data.left;

    for (size_t i = 0; i < n; i++)
        if (p[i].at != (i ? p[i - 1].at + p[i - 1].tensor.count * sizeof(float) : 0))
            return err_set(e, ERR_FORMAT, "tensor %s overlaps or leaves a hole",
                           p[i].tensor.name);
    if (n == 0 || p[n - 1].at + p[n - 1].tensor.count * sizeof(float) != len)
        return err_set(e, ERR_FORMAT, "model data has a wrong length");
    m->tensor = mem_new(n, sizeof *m->tensor);
    m->tensors = n;
    for (size_t i = 0; i < n; i++) {
        struct model_tensor *t = &m->tensor[i];

        *t = p[i].tensor;
        t->data = mem_new(t->count, sizeof *t->data);
        for (size_t k = 0; k < t->count; k++)
            if (!isfinite(t->data[k] = cur_f32(&data)))
                return err_set(e, ERR_FORMAT, "tensor %s is not finite", t->name);
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
        rc = read_entry(&p[i].tensor, &p[i].at, name, entry, data.left, e);
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
        net_check(m, e) != 0)
        return -1;
    return check_sums(m, meta, e);
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

/* All of fd, which must be a regular file of at most MODEL_MAX_BYTES. */
static int read_file(struct buf *b, int fd, struct err *e)
{
    struct stat st;
    ssize_t got = 1;

    if (fstat(fd, &st) != 0)
        return err_sys(e, "stat");
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_FORMAT, "not a regular file");
    if (st.st_size > MODEL_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "model of %lld bytes", (long long)st.st_size);
    buf_reserve(b, (size_t)st.st_size);
    while (b->len < (size_t)st.st_size && got > 0) {
        got = read(fd, b->data + b->len, (size_t)st.st_size - b->len);
        if (got < 0 && errno != EINTR)
            return err_sys(e, "read");
        b->len += got > 0 ? (size_t)got : 0;
        got = got < 0 ? 1 : got; /* interrupted: again */
    }
    return 0;
}

int model_load(struct model **out, const char *path, struct err *e)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct buf b = {0};
    int rc = fd < 0 ? err_sys(e, "open") : read_file(&b, fd, e);

    if (rc == 0)
        rc = model_parse(out, b.data, b.len, e);
    if (fd >= 0)
        close(fd);
    buf_clear(&b);
    return rc == 0 ? 0 : err_in(e, "%s", path);
}

void model_free(struct model *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->tensors; i++)
        free(m->tensor[i].data);
    free(m->tensor);
    free(m->metrics);
    free(m);
}

const float *model_tensor(const struct model *m, const char *name, size_t dims,
                          const size_t *shape)
{
    for (size_t i = 0; i < m->tensors; i++) {
        const struct model_tensor *t = &m->tensor[i];

        if (strcmp(t->name, name) == 0 && t->dims == dims &&
            memcmp(t->shape, shape, dims * sizeof *shape) == 0)
            return t->data;
    }
    return NULL;
}
