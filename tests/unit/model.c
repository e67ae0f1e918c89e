/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/model: what is written is read back, and nothing else is. */
#include "near.h"
#include "whole_model.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nn/model.h"
#include "nn/net.h"
#include "util/blob.h"
#include "util/mem.h"
#include "util/rng.h"

static struct model *small_model(void) { return whole_model("linear"); }

static struct buf small_file(void)
{
    struct model *m = small_model();
    struct buf b = {0};

    model_write(m, &b);
    model_free(m);
    return b;
}

static int parse(const void *data, size_t n, struct err *e)
{
    struct model *m = NULL;
    const int rc = model_parse(&m, data, n, e);

    cr_expect((rc == 0) == (m != NULL), "outputs are untouched on failure");
    model_free(m);
    return rc;
}

/* The file with its header replaced; lengths made right. */
static struct buf with_header(const struct buf *file, const char *header)
{
    struct cur c = cur_over(file->data, file->len);
    const size_t old = (size_t)cur_u64(&c);
    struct buf out = {0};

    buf_u64(&out, strlen(header));
    buf_bytes(&out, header, strlen(header));
    buf_bytes(&out, file->data + 8 + old, file->len - 8 - old);
    return out;
}

static json_t *header_of(const struct buf *file)
{
    struct cur c = cur_over(file->data, file->len);
    const size_t n = (size_t)cur_u64(&c);

    return json_loadb((const char *)c.p, n, 0, NULL);
}

Test(model, survives_the_round_trip)
{
    struct model *m = small_model(), *back = NULL;
    struct buf b = {0}, again = {0};
    struct err e = {0};

    model_write(m, &b);
    cr_assert(model_parse(&back, b.data, b.len, &e) == 0, "%s", e.text);
    cr_expect_str_eq(back->arch, "linear");
    cr_expect_str_eq(back->id, m->id);
    cr_expect(back->leaves == 2 && back->nodes == 3);
    cr_expect_str_eq(back->node[0].tag, "drums.kick");
    cr_expect_str_eq(back->node[0].label, "kick");
    cr_expect(back->node[0].parent == 2 && back->node[1].parent == -1);
    cr_expect(back->temperature == m->temperature, "every bit of a float");
    cr_expect(back->parent_threshold == m->parent_threshold);
    cr_expect(back->form_threshold == MODEL_NEVER);
    cr_expect_str_eq(back->metrics, m->metrics);
    model_write(back, &again);
    cr_expect(again.len == b.len && memcmp(again.data, b.data, b.len) == 0);
    model_free(m);
    model_free(back);
    buf_clear(&b);
    buf_clear(&again);
}

static void check_every_tensor(const char *arch)
{
    struct model *m = whole_model(arch), *back = NULL;
    struct buf b = {0};
    struct err e = {0};

    model_write(m, &b);
    cr_assert(model_parse(&back, b.data, b.len, &e) == 0, "%s", e.text);
    cr_expect_str_eq(back->arch, arch);
    cr_expect_str_eq(back->id, m->id);
    cr_expect(back->tensors == m->tensors && net_check(back, &e) == 0);
    for (size_t i = 0; i < back->tensors; i++) {
        char first = back->tensor[i].name[0];

        back->tensor[i].name[0] = 'x';
        cr_expect(net_check(back, &e) == -1 && strstr(e.text, m->tensor[i].name));
        back->tensor[i].name[0] = first;
        back->tensor[i].shape[0]++;
        cr_expect(net_check(back, &e) == -1, "%s", m->tensor[i].name);
        back->tensor[i].shape[0]--;
    }
    strcpy(back->arch, "linear");
    cr_expect(net_check(back, &e) == -1, "the tensors of another architecture");
    strcpy(back->arch, "none");
    cr_expect(net_check(back, &e) == -1 && strstr(e.text, "none"));
    model_free(m);
    model_free(back);
    buf_clear(&b);
}

Test(model, of_convolutions_survives_it_too_and_needs_every_tensor)
{
    check_every_tensor("cnn");
    check_every_tensor("crnn");
    check_every_tensor("attention");
}

Test(model, is_laid_out_as_safetensors_says)
{
    struct buf b = small_file();
    struct cur c = cur_over(b.data, b.len);
    const uint64_t n = cur_u64(&c);
    json_t *header = header_of(&b), *v;
    const char *name;
    size_t end = 0;

    cr_expect(n % 8 == 0 && b.data[8] == '{', "padded with spaces at the end");
    cr_assert(json_is_object(header));
    json_object_foreach(json_object_get(header, "__metadata__"), name, v)
        cr_expect(json_is_string(v), "%s maps text to text", name);
    json_object_foreach(header, name, v)
    {
        const json_t *span = json_object_get(v, "data_offsets");

        if (strcmp(name, "__metadata__") == 0)
            continue;
        cr_expect_str_eq(json_string_value(json_object_get(v, "dtype")), "F32");
        cr_expect((size_t)json_integer_value(json_array_get(span, 0)) == end, "no hole");
        end = (size_t)json_integer_value(json_array_get(span, 1));
    }
    cr_expect(end == b.len - 8 - n, "offsets count from the end of the header");
    json_decref(header);
    buf_clear(&b);
}

Test(model, every_cut_is_refused)
{
    struct buf b = small_file();
    struct err e;

    for (size_t n = 0; n < b.len; n++)
        cr_assert(parse(b.data, n, &e) == -1, "cut at %zu", n);
    buf_u8(&b, 0);
    cr_expect(parse(b.data, b.len, &e) == -1, "a byte too many");
    buf_clear(&b);
}

Test(model, every_flipped_byte_is_found)
{
    struct buf b = small_file();
    struct cur c = cur_over(b.data, b.len);
    const size_t head = 8 + (size_t)cur_u64(&c);
    struct err e;

    for (size_t i = 0; i < b.len; i += i < head ? 1 : 97) {
        b.data[i] ^= 1;
        cr_expect(parse(b.data, b.len, &e) == -1 || (i < head && b.data[i] == '!'),
                  "byte %zu", i); /* a space of the padding is no news */
        b.data[i] ^= 1;
    }
    cr_expect(parse(b.data, b.len, &e) == 0, "%s", e.text);
    buf_clear(&b);
}

/* What a change of the header is answered with. */
static void expect_refused(const struct buf *file, json_t *header, const char *word)
{
    char *text = json_dumps(header, JSON_COMPACT);
    struct buf b = with_header(file, text);
    struct err e = {0};

    cr_expect(parse(b.data, b.len, &e) == -1, "%s is accepted", word);
    cr_expect(strstr(e.text, word), "'%s' does not say '%s'", e.text, word);
    buf_clear(&b);
    free(text);
    json_decref(header);
}

/* The same for one key of the tensor form.bias, which has shape [2]. */
static void expect_refused_tensor(const struct buf *file, const char *key, json_t *value,
                                  const char *word)
{
    json_t *h = header_of(file);

    json_object_set_new(json_object_get(h, "form.bias"), key, value);
    expect_refused(file, h, word);
}

/* And for another name of that tensor. */
static void expect_refused_name(const struct buf *file, const char *name,
                                const char *word)
{
    json_t *h = header_of(file);

    json_object_set(h, name, json_object_get(h, "form.bias"));
    json_object_del(h, "form.bias");
    expect_refused(file, h, word);
}

Test(model, wrong_tensors_are_refused)
{
    struct buf b = small_file();

    expect_refused_tensor(&b, "dtype", json_string("F16"), "F16");
    expect_refused_tensor(&b, "shape", json_pack("[i]", 3), "offsets");
    expect_refused_tensor(&b, "shape", json_pack("[i, i]", 2, 1), "right shape");
    expect_refused_tensor(&b, "shape", json_pack("[i, i]", 1 << 25, 1 << 25),
                          "too large");
    expect_refused_tensor(&b, "shape", json_pack("[i]", -2), "shape");
    expect_refused_tensor(&b, "data_offsets", json_pack("[i, i]", 0, 8), "overlaps");
    expect_refused_name(&b, "form.bias2", "no tensor form.bias");
    expect_refused_name(&b, "../x", "bad name");
    buf_clear(&b);
}

Test(model, wrong_metadata_is_refused)
{
    static const char *const cases[][3] = {
        {"arch", "transformer", "architecture"},
        {"feature_version", "99", "feature version"},
        {"format", "pt", "format"},
        {"temperature", "0", "temperature"},
        {"temperature", "nan", "temperature"},
        {"temperature", "1e999", "temperature"},
        {"temperature", "1 ", "temperature"},
        {"temperature", "0x1p0", "temperature"},
        {"leaf_threshold", "-0.1", "leaf_threshold"},
        {"leaf_threshold", "", "leaf_threshold"},
        {"labels", "[\"kick\",\"bas\"]", "damaged"},
        {"labels", "[\"kick\"]", "no leaf"},
        {"labels", "[\"kick\",\"kick\"]", "names"},
        {"labels", "[\"kick\",7]", "names"},
        {"tags", "[\"drums.kick\",\"drums.kick\",\"drums\"]", "names"},
        {"tags", "[\"drums.kick\",\"bass\"]", "parent"},
        {"tags", "[\"drums.kick\",\"bass\",\"drums\",\"vocal\"]", "no leaf"},
        {"tags", "[\"bass.kick\",\"bass\",\"drums\"]", "parent"},
        {"tags", "[\"Drums Kick\",\"bass\"]", "names"},
        {"tags", "[\"drums..kick\",\"bass\"]", "names"},
        {"tags", "no list", "names"},
        {"metrics", "[1]", "metrics"},
        {"metrics", "{\"accuracy\":0.9}", "damaged"},
        {"leaf_threshold", "0.1", "damaged"},
        {"id", "00000000000000000000000000000000", "damaged"},
        {"id", "0", "id"},
        {"extra", "value", "unknown keys"},
    };
    struct buf b = small_file();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *h = header_of(&b);

        json_object_set_new(json_object_get(h, "__metadata__"), cases[i][0],
                            json_string(cases[i][1]));
        expect_refused(&b, h, cases[i][2]);
    }
    buf_clear(&b);
}

Test(model, wild_headers_are_refused)
{
    static const char *const headers[] = {
        "",
        "{}",
        "[]",
        "{",
        " {}",
        "{\"__metadata__\":{}}",
        "{\"__metadata__\":7}",
        "nonsense",
    };
    struct buf b = small_file(), x = {0};
    struct err e;

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct buf y = with_header(&b, headers[i]);

        cr_expect(parse(y.data, y.len, &e) == -1, "header %zu", i);
        buf_clear(&y);
    }
    buf_u64(&x, UINT64_MAX);
    buf_bytes(&x, "{}", 2);
    cr_expect(parse(x.data, x.len, &e) == -1);
    buf_clear(&x);
    buf_clear(&b);
}

Test(model, a_name_that_stands_twice_is_refused)
{
    struct buf b = small_file(), x;
    json_t *h = header_of(&b);
    char *text = json_dumps(h, JSON_COMPACT);
    char *longer = mem_new(strlen(text) + 100, 1);
    struct err e = {0};

    sprintf(longer,
            "%.*s,\"form.bias\":{\"dtype\":\"F32\",\"shape\":[1],"
            "\"data_offsets\":[0,4]}}",
            (int)strlen(text) - 1, text);
    x = with_header(&b, longer);
    cr_expect(parse(x.data, x.len, &e) == -1 && strstr(e.text, "JSON"), "%s", e.text);
    free(text);
    free(longer);
    json_decref(h);
    buf_clear(&x);
    buf_clear(&b);
}

Test(model, weights_that_are_no_numbers_are_refused)
{
    const float bad[] = {NAN, INFINITY, -INFINITY};

    for (size_t i = 0; i < 3; i++) {
        struct model *m = small_model();
        struct buf b = {0};
        struct err e = {0};

        m->tensor[0].data[3] = bad[i];
        model_seal(m);
        model_write(m, &b);
        cr_expect(parse(b.data, b.len, &e) == -1 && strstr(e.text, "finite"), "%s",
                  e.text);
        buf_clear(&b);
        model_free(m);
    }
}

Test(model, a_saved_file_is_loaded_and_replaced_whole)
{
    struct model *m = small_model(), *back = NULL;
    char path[] = "/tmp/sampledb-model-XXXXXX";
    const int fd = mkstemp(path);
    struct err e = {0};

    cr_assert(fd >= 0);
    close(fd);
    cr_expect(model_load(&back, path, &e) == -1 && strstr(e.text, path), "an empty file");
    cr_assert(model_save(m, path, &e) == 0, "%s", e.text);
    cr_assert(model_load(&back, path, &e) == 0, "%s", e.text);
    cr_expect_str_eq(back->id, m->id);
    unlink(path);
    cr_expect(model_load(&m, path, &e) == -1 && e.kind == ERR_IO);
    cr_expect(model_save(back, "/nowhere/at/all.safetensors", &e) == -1);
    cr_expect(model_load(&m, "/dev/zero", &e) == -1 && e.kind == ERR_FORMAT);
    model_free(m);
    model_free(back);
}
