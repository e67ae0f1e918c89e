/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a model file says of itself: labels, calibration, checksums. */
#include "nn/model_meta.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "nn/net.h"
#include "util/blob.h"
#include "util/buf.h"
#include "util/mem.h"

static const char format[] = "sampledb-model 1";
static const char *const keys[] = {
    /* in the order of strcmp(), which the checksum follows */
    "arch",
    "checksum",
    "feature_version",
    "form_temperature",
    "form_threshold",
    "format",
    "id",
    "labels",
    "leaf_threshold",
    "metrics",
    "parent_threshold",
    "tags",
    "temperature",
};
enum { META_KEYS = sizeof keys / sizeof *keys, MAX_METRICS = 1 << 18 };

/* The numbers among the keys, and where they live. */
static const struct number {
    const char *key;
    size_t at;
    float min, max;
} numbers[] = {
    {"temperature", offsetof(struct model, temperature), 0.01f, 100.0f},
    {"form_temperature", offsetof(struct model, form_temperature), 0.01f, 100.0f},
    {"leaf_threshold", offsetof(struct model, leaf_threshold), 0.0f, MODEL_NEVER},
    {"parent_threshold", offsetof(struct model, parent_threshold), 0.0f, MODEL_NEVER},
    {"form_threshold", offsetof(struct model, form_threshold), 0.0f, MODEL_NEVER},
};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

static void to_hex(XXH128_hash_t hash, char hex[MODEL_HEX])
{
    snprintf(hex, MODEL_HEX, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
}

static void hash_buf(struct buf *b, char hex[MODEL_HEX])
{
    to_hex(XXH3_128bits(b->data, b->len), hex);
    buf_clear(b);
}

void meta_data(struct buf *out, const struct model_tensor *t)
{
    if (t->bytes)
        buf_bytes(out, t->bytes, t->count);
    for (size_t k = 0; t->data && k < t->count; k++)
        buf_f32(out, t->data[k]);
}

void meta_id(const struct model *m, char hex[MODEL_HEX])
{
    struct buf b = {0};

    for (size_t i = 0; i < m->tensors; i++)
        meta_data(&b, &m->tensor[i]);
    hash_buf(&b, hex);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool of_trunk(const char *name)
{
    return !begins(name, "category.") && !begins(name, "form.") &&
           !begins(name, "rehearsal.") && !begins(name, "neighbours.") &&
           !begins(name, "settled.");
}

void meta_trunk(const struct model *m, uint8_t trunk[SOUND_TRUNK])
{
    struct buf b = {0};
    XXH128_canonical_t hash;

    buf_bytes(&b, m->arch, strlen(m->arch) + 1);
    buf_u32(&b, m->feature_version);
    for (size_t i = 0; i < m->tensors; i++) {
        const struct model_tensor *t = &m->tensor[i];

        if (!of_trunk(t->name))
            continue;
        buf_bytes(&b, t->name, strlen(t->name) + 1);
        meta_data(&b, t);
    }
    XXH128_canonicalFromHash(&hash, XXH3_128bits(b.data, b.len));
    _Static_assert(sizeof hash == SOUND_TRUNK, "a trunk is known by an XXH3-128");
    memcpy(trunk, &hash, sizeof hash);
    buf_clear(&b);
}

void meta_checksum(const struct model *m, const json_t *meta, char hex[MODEL_HEX])
{
    struct buf b = {0};

    for (size_t i = 0; i < META_KEYS; i++) {
        const char *value = json_string_value(json_object_get(meta, keys[i]));

        if (!value || strcmp(keys[i], "checksum") == 0)
            continue;
        buf_bytes(&b, keys[i], strlen(keys[i]) + 1);
        buf_bytes(&b, value, strlen(value) + 1);
    }
    for (size_t i = 0; i < m->tensors; i++) {
        buf_bytes(&b, m->tensor[i].name, strlen(m->tensor[i].name) + 1);
        for (size_t d = 0; d < m->tensor[i].dims; d++)
            buf_u64(&b, m->tensor[i].shape[d]);
    }
    hash_buf(&b, hex);
}

static void put(json_t *meta, const char *key, const char *value)
{
    json_object_set_new(meta, key, json_string(value));
}

static void put_list(json_t *meta, const char *key, json_t *list)
{
    char *text = json_dumps(list, JSON_COMPACT);

    put(meta, key, text);
    free(text);
    json_decref(list);
}

json_t *meta_write(const struct model *m)
{
    json_t *meta = json_object(), *tags = json_array(), *labels = json_array();
    char text[64];

    for (size_t i = 0; i < m->nodes; i++) {
        json_array_append_new(tags, json_string(m->node[i].tag));
        if (i < m->leaves)
            json_array_append_new(labels, json_string(m->node[i].label));
    }
    put(meta, "format", format);
    put(meta, "arch", m->arch);
    snprintf(text, sizeof text, "%u", m->feature_version);
    put(meta, "feature_version", text);
    put_list(meta, "tags", tags);
    put_list(meta, "labels", labels);
    for (size_t i = 0; i < NUMBERS; i++) {
        float v;

        memcpy(&v, (const char *)m + numbers[i].at, sizeof v);
        snprintf(text, sizeof text, "%.9g", (double)v); /* 9 digits give any float back */
        put(meta, numbers[i].key, text);
    }
    put(meta, "metrics", m->metrics);
    put(meta, "id", m->id);
    meta_checksum(m, meta, text);
    put(meta, "checksum", text);
    return meta;
}

/* The text of a key, or NULL with *e set. */
static const char *get(const json_t *meta, const char *key, struct err *e)
{
    const char *text = json_string_value(json_object_get(meta, key));

    if (!text)
        err_set(e, ERR_FORMAT, "model metadata has no text \"%s\"", key);
    return text;
}

static int read_number(struct model *m, const struct number *n, const char *text,
                       struct err *e)
{
    char *end = NULL;
    const float v = isdigit((unsigned char)*text) ? strtof(text, &end) : -1.0f;

    if (!end || *end || strpbrk(text, "xXpP") || !(v >= n->min && v <= n->max))
        return err_set(e, ERR_FORMAT, "model metadata: \"%s\" is no %s", text, n->key);
    memcpy((char *)m + n->at, &v, sizeof v);
    return 0;
}

/* Words of lower-case letters, digits, - and _; joined by single dots where allowed. */
static bool is_name(const char *s, bool dots)
{
    const size_t n = strlen(s);

    if (n == 0 || n >= MODEL_NAME || s[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++) {
        const bool word = (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') ||
                          s[i] == '-' || s[i] == '_';
        const bool dot = dots && s[i] == '.' && i > 0 && s[i - 1] != '.';

        if (!word && !dot)
            return false;
    }
    return true;
}

/* A JSON list of names in text: 1 to max of them, all different. NULL with *e set. */
static json_t *read_names(const char *text, bool dots, size_t max, struct err *e)
{
    json_t *list = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const size_t n = json_array_size(list);
    bool good = n > 0 && n <= max;

    for (size_t i = 0; good && i < n; i++) {
        const char *s = json_string_value(json_array_get(list, i));

        good = s && is_name(s, dots);
        for (size_t k = 0; good && k < i; k++)
            good = strcmp(s, json_string_value(json_array_get(list, k))) != 0;
    }
    if (good)
        return list;
    json_decref(list);
    err_set(e, ERR_FORMAT, "model metadata: a bad list of names");
    return NULL;
}

int model_link(struct model *m, struct err *e)
{
    bool used[SOUND_MAX_NODES] = {0};

    for (size_t i = 0; i < m->nodes; i++) {
        const char *tag = m->node[i].tag, *dot = strrchr(tag, '.');
        const size_t len = dot ? (size_t)(dot - tag) : 0;

        m->node[i].parent = -1;
        for (size_t k = 0; dot && k < m->nodes; k++)
            if (strlen(m->node[k].tag) == len && memcmp(m->node[k].tag, tag, len) == 0)
                m->node[i].parent = (int)k;
        if (dot && m->node[i].parent < (int)m->leaves)
            return err_set(e, ERR_FORMAT, "category %s has no parent of its own", tag);
        if (dot)
            used[m->node[i].parent] = true;
    }
    for (size_t i = m->leaves; i < m->nodes; i++)
        if (!used[i])
            return err_set(e, ERR_FORMAT, "category %s has no leaf", m->node[i].tag);
    return 0;
}

static int read_nodes(struct model *m, const char *tags, const char *labels,
                      struct err *e)
{
    json_t *tag = read_names(tags, true, SOUND_MAX_NODES, e);
    json_t *label = tag ? read_names(labels, false, json_array_size(tag), e) : NULL;

    if (label) {
        m->nodes = json_array_size(tag);
        m->leaves = json_array_size(label);
        for (size_t i = 0; i < m->nodes; i++)
            snprintf(m->node[i].tag, MODEL_NAME, "%s",
                     json_string_value(json_array_get(tag, i)));
        for (size_t i = 0; i < m->leaves; i++)
            snprintf(m->node[i].label, MODEL_NAME, "%s",
                     json_string_value(json_array_get(label, i)));
    }
    json_decref(tag);
    json_decref(label);
    return label ? model_link(m, e) : -1;
}

static int read_metrics(struct model *m, const char *text, struct err *e)
{
    const size_t len = strlen(text);
    json_t *json =
        len <= MAX_METRICS ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const bool good = json_is_object(json);

    json_decref(json);
    if (!good)
        return err_set(e, ERR_FORMAT, "model metadata: metrics are no JSON object");
    m->metrics = mem_text(text, len);
    return 0;
}

/* A model for another program: said before anything else is complained of. */
static int check_kind(struct model *m, const json_t *meta, struct err *e)
{
    const char *kind = get(meta, "format", e), *arch = kind ? get(meta, "arch", e) : NULL;
    const char *version = arch ? get(meta, "feature_version", e) : NULL;
    char ours[16];

    if (!version)
        return -1;
    m->feature_version = BLOB_MEL_VERSION;
    snprintf(ours, sizeof ours, "%u", m->feature_version);
    if (strcmp(kind, format) != 0)
        return err_set(e, ERR_UNSUPPORTED, "model format '%.40s', not '%s'", kind,
                       format);
    if (strcmp(version, ours) != 0)
        return err_set(e, ERR_UNSUPPORTED,
                       "model for feature version %.20s, not %s: train it again with "
                       "this sampledb",
                       version, ours);
    if (!net_known(arch))
        return err_set(e, ERR_UNSUPPORTED, "model of unknown architecture '%.40s'", arch);
    snprintf(m->arch, sizeof m->arch, "%s", arch);
    return 0;
}

int meta_read(struct model *m, const json_t *meta, struct err *e)
{
    const char *text[META_KEYS];

    if (!json_is_object(meta))
        return err_set(e, ERR_FORMAT, "model has no metadata");
    if (check_kind(m, meta, e) != 0)
        return -1;
    for (size_t i = 0; i < META_KEYS; i++)
        if (!(text[i] = get(meta, keys[i], e)))
            return -1;
    if (json_object_size(meta) != META_KEYS)
        return err_set(e, ERR_FORMAT, "model metadata has unknown keys");
    for (size_t i = 0; i < NUMBERS; i++)
        if (read_number(m, &numbers[i], get(meta, numbers[i].key, e), e) != 0)
            return -1;
    if (strlen(get(meta, "id", e)) != MODEL_HEX - 1)
        return err_set(e, ERR_FORMAT, "model metadata: a bad id");
    snprintf(m->id, sizeof m->id, "%s", get(meta, "id", e));
    if (read_nodes(m, get(meta, "tags", e), get(meta, "labels", e), e) != 0)
        return -1;
    return read_metrics(m, get(meta, "metrics", e), e);
}
