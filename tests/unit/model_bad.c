/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/model: files whose header lies about what is there, or leaves it out. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/model.h"
#include "nn/net.h"
#include "util/blob.h"
#include "util/mem.h"

/* A good file of two leaves, as header and data. */
struct file {
    json_t *header;
    struct buf data;
};

static void file_of(struct file *f, const char *arch)
{
    struct model m = {.nodes = 2, .leaves = 2, .feature_version = BLOB_MEL_VERSION};
    struct net *n = net_new(arch, 2);
    struct buf b = {0};
    struct cur c;
    size_t len;

    strcpy(m.arch, arch);
    strcpy(m.node[0].tag, "kick");
    strcpy(m.node[1].tag, "bass");
    strcpy(m.node[0].label, "kick");
    strcpy(m.node[1].label, "bass");
    m.node[0].parent = m.node[1].parent = -1;
    m.temperature = m.form_temperature = 1;
    m.metrics = mem_text("{}", 2);
    net_store(n, &m);
    model_seal(&m);
    model_write(&m, &b);
    c = cur_over(b.data, b.len);
    len = (size_t)cur_u64(&c);
    f->header = json_loadb((const char *)c.p, len, 0, NULL);
    f->data = (struct buf){0};
    buf_bytes(&f->data, c.p + len, c.left - len);
    for (size_t i = 0; i < m.tensors; i++)
        free(m.tensor[i].data);
    free(m.tensor);
    free(m.metrics);
    net_free(n);
    buf_clear(&b);
}

static void file_clear(struct file *f)
{
    json_decref(f->header);
    buf_clear(&f->data);
}

static int parse(const struct file *f, struct err *e)
{
    char *text = json_dumps(f->header, JSON_COMPACT);
    struct model *m = NULL;
    struct buf b = {0};
    int rc;

    buf_u64(&b, strlen(text));
    buf_bytes(&b, text, strlen(text));
    buf_bytes(&b, f->data.data, f->data.len);
    rc = model_parse(&m, b.data, b.len, e);
    model_free(m);
    free(text);
    buf_clear(&b);
    return rc;
}

static void expect_refused(const struct file *f, const char *word)
{
    struct err e = {0};

    cr_expect(parse(f, &e) == -1, "%s is accepted", word);
    cr_expect(strstr(e.text, word), "'%s' does not say '%s'", e.text, word);
}

/* With another value of a tensor's key; the value is given away. */
static void expect_tensor_refused(struct file *f, const char *key, json_t *value,
                                  const char *word)
{
    json_t *tensor = json_object_get(f->header, "form.bias"), *old;

    old = json_incref(json_object_get(tensor, key));
    json_object_set_new(tensor, key, value);
    expect_refused(f, word);
    if (old)
        json_object_set_new(tensor, key, old);
    else
        json_object_del(tensor, key);
}

Test(model_bad, what_these_tests_change_is_a_good_file)
{
    static const char *const arch[] = {"linear", "cnn"};

    for (int i = 0; i < 2; i++) {
        struct file f;
        struct err e = {0};

        file_of(&f, arch[i]);
        cr_expect(parse(&f, &e) == 0, "%s: %s", arch[i], e.text);
        file_clear(&f);
    }
}

Test(model_bad, metadata_that_is_missing_is_named)
{
    struct file f;
    json_t *meta, *keys, *value;
    const char *key;

    file_of(&f, "linear");
    meta = json_object_get(f.header, "__metadata__");
    keys = json_deep_copy(meta);
    cr_assert(json_object_size(keys) == 13);
    json_object_foreach(keys, key, value)
    {
        char word[40];

        snprintf(word, sizeof word, "no text \"%s\"", key);
        json_object_del(meta, key);
        expect_refused(&f, word);
        json_object_set_new(meta, key, json_integer(1)); /* there, but no text */
        expect_refused(&f, word);
        json_object_set(meta, key, value);
    }
    json_decref(keys);
    file_clear(&f);
}

Test(model_bad, sizes_beyond_all_measure_are_refused_unread)
{
    static const json_int_t huge[] = {MODEL_MAX_BYTES, 1LL << 40, INT64_MAX, INT64_MIN};
    struct file f;

    file_of(&f, "linear");
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        const json_int_t n = huge[i];

        expect_tensor_refused(&f, "shape", json_pack("[I]", n), "form.bias");
        expect_tensor_refused(&f, "shape", json_pack("[I, I]", n, n), "form.bias");
        expect_tensor_refused(&f, "data_offsets", json_pack("[i, I]", 0, n), "offsets");
        expect_tensor_refused(&f, "data_offsets", json_pack("[I, I]", n, n), "offsets");
    }
    file_clear(&f);
}

Test(model_bad, descriptions_of_another_form_are_refused)
{
    struct file f;

    file_of(&f, "linear");
    expect_tensor_refused(&f, "shape", json_pack("[i, i, i, i, i]", 1, 1, 1, 1, 2),
                          "shape");
    expect_tensor_refused(&f, "shape", json_pack("[f]", 2.0), "shape");
    expect_tensor_refused(&f, "shape", json_pack("[i]", 0), "empty");
    expect_tensor_refused(&f, "shape", json_array(), "shape");
    expect_tensor_refused(&f, "shape", json_string("2"), "shape");
    expect_tensor_refused(&f, "data_offsets", json_pack("[i, i]", 8, 0), "offsets");
    expect_tensor_refused(&f, "data_offsets", json_pack("[i]", 8), "offsets");
    expect_tensor_refused(&f, "data_offsets", json_pack("[i, i, i]", 0, 8, 8), "offsets");
    expect_tensor_refused(&f, "dtype", json_integer(32), "not described");
    expect_tensor_refused(&f, "more", json_integer(1), "not described");
    file_clear(&f);
}

Test(model_bad, more_tensors_than_any_net_has_are_refused)
{
    struct file f;

    file_of(&f, "linear");
    for (int i = 0; i < MODEL_MAX_TENSORS; i++) {
        char name[20];

        snprintf(name, sizeof name, "extra.%d", i);
        json_object_set(f.header, name, json_object_get(f.header, "form.bias"));
    }
    expect_refused(&f, "tensors");
    file_clear(&f);
}

Test(model_bad, a_net_of_other_shapes_is_refused)
{
    struct file f, other;

    file_of(&f, "linear");
    file_of(&other, "cnn");
    json_object_set(
        json_object_get(f.header, "__metadata__"), "arch",
        json_object_get(json_object_get(other.header, "__metadata__"), "arch"));
    expect_refused(&f, "no tensor");
    file_clear(&other);
    file_clear(&f);
}

/* Of a large file the header at each byte, the data at steps that are no multiple of 4.
 */
Test(model_bad, a_large_file_is_refused_wherever_it_is_cut)
{
    struct file f;
    char *text;
    struct buf b = {0};
    struct err e;

    file_of(&f, "cnn");
    text = json_dumps(f.header, JSON_COMPACT);
    buf_u64(&b, strlen(text));
    buf_bytes(&b, text, strlen(text));
    buf_bytes(&b, f.data.data, f.data.len);
    for (size_t n = 0; n < b.len; n += n < strlen(text) + 100 ? 1 : 99991) {
        struct model *m = NULL;

        cr_assert(model_parse(&m, b.data, n, &e) == -1 && !m, "cut at %zu", n);
    }
    free(text);
    buf_clear(&b);
    file_clear(&f);
}
