/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/: manifests and what is wrong with them, splits, training as a whole. */
#include "near.h"

#include <stdio.h>
#include <string.h>

#include "learn/csv.h"
#include "learn/dataset.h"
#include "learn/evaluate.h"
#include "learn/fit.h"
#include "learn/manifest.h"
#include "learn/taxonomy.h"
#include "util/mem.h"
#include "util/rng.h"

static struct taxonomy built_in(void)
{
    struct taxonomy t;
    struct err e = {0};

    cr_assert(taxonomy_init(&t, NULL, &e) == 0, "%s", e.text);
    return t;
}

static int parse(struct manifest *m, const char *file, const char *text, struct err *e)
{
    const struct taxonomy t = built_in();

    return manifest_parse(m, file, text, strlen(text), &t, e);
}

Test(csv, quotes_hold_commas_line_ends_and_quotes)
{
    const char text[] = "\xef\xbb\xbf"
                        "a,\"b,\"\"c\"\"\nd\",\r\n\n\"\",x\ny";
    struct csv c;
    struct err e;

    csv_init(&c, text, sizeof text - 1);
    cr_expect(csv_next(&c, &e) == 1 && c.fields == 3 && c.row_line == 1);
    cr_expect_str_eq(csv_field(&c, 0), "a");
    cr_expect_str_eq(csv_field(&c, 1), "b,\"c\"\nd");
    cr_expect_str_eq(csv_field(&c, 2), "");
    cr_expect(csv_next(&c, &e) == 1 && c.fields == 2 && c.row_line == 4);
    cr_expect_str_eq(csv_field(&c, 0), "");
    cr_expect_str_eq(csv_field(&c, 1), "x");
    cr_expect(csv_next(&c, &e) == 1 && c.row_line == 5);
    cr_expect_str_eq(csv_field(&c, 0), "y");
    cr_expect_str_eq(csv_field(&c, 9), "", "past the end");
    cr_expect(csv_next(&c, &e) == 0);
    csv_clear(&c);
}

Test(csv, a_wrong_quote_is_an_error_with_its_line)
{
    const char *const bad[] = {"a\n\"b", "a\n\"b\"c"};

    for (size_t i = 0; i < 2; i++) {
        struct csv c;
        struct err e = {0};

        csv_init(&c, bad[i], strlen(bad[i]));
        cr_expect(csv_next(&c, &e) == 1);
        cr_expect(csv_next(&c, &e) == -1 && strncmp(e.text, "2: ", 3) == 0, "%s", e.text);
        csv_clear(&c);
    }
}

Test(taxonomy, knows_short_and_dotted_names)
{
    const struct taxonomy t = built_in();

    cr_expect(t.n == 33);
    cr_expect(taxonomy_find(&t, "hat-closed") == taxonomy_find(&t, "drums.hat.closed"));
    cr_expect(taxonomy_find(&t, "hat-closed") >= 0 && taxonomy_find(&t, "drums") == -1);
    cr_expect(t.leaf[taxonomy_find(&t, "loop-drum")].form == FORM_LOOP);
    cr_expect(t.leaf[taxonomy_find(&t, "kick")].form == -1);
}

Test(taxonomy, nodes_are_the_used_leaves_and_their_ancestors)
{
    const struct taxonomy t = built_in();
    size_t uses[SOUND_MAX_NODES] = {0};
    int leaf_of[SOUND_MAX_NODES];
    struct model m = {0};
    struct err e;

    uses[taxonomy_find(&t, "bass")] = uses[taxonomy_find(&t, "hat-open")] = 3;
    cr_assert(taxonomy_nodes(&m, &t, uses, leaf_of, &e) == 0);
    cr_expect(m.leaves == 2 && m.nodes == 4);
    cr_expect_str_eq(m.node[0].tag, "drums.hat.open");
    cr_expect_str_eq(m.node[1].tag, "bass");
    cr_expect(m.node[m.node[0].parent].parent >= 0, "hat, then drums");
    cr_expect_str_eq(m.node[m.node[m.node[0].parent].parent].tag, "drums");
    cr_expect(leaf_of[taxonomy_find(&t, "bass")] == 1);
    cr_expect(leaf_of[taxonomy_find(&t, "kick")] == -1);
}

Test(manifest, csv_and_json_say_the_same)
{
    const char csv[] = "split,label,path,extra,form,group\n"
                       "train,kick,a/1.wav,x,,g1\n"
                       "dev,drums.kit,/abs/2.wav,y,,\n"
                       "dev,bass,\"3,4.wav\",z,loop,\n";
    const char json[] =
        "[{\"path\":\"a/1.wav\",\"label\":\"kick\",\"split\":\"train\",\"group\":\"g1\"},"
        "{\"path\":\"/abs/2.wav\",\"label\":\"loop-drum\",\"split\":\"dev\"},"
        "{\"path\":\"3,4.wav\",\"label\":\"bass\",\"split\":\"dev\",\"form\":\"loop\"}]";
    struct manifest m[2];
    struct err e = {0};

    cr_assert(parse(&m[0], "sub/list.csv", csv, &e) == 0, "%s", e.text);
    cr_assert(parse(&m[1], "sub/list.json", json, &e) == 0, "%s", e.text);
    for (size_t k = 0; k < 2; k++) {
        cr_assert(m[k].rows == 3);
        cr_expect_str_eq(m[k].row[0].path, "sub/a/1.wav");
        cr_expect_str_eq(m[k].row[1].path, "/abs/2.wav");
        cr_expect_str_eq(m[k].row[0].group, "g1");
        cr_expect_str_eq(m[k].row[2].group, "3,4.wav", "no group: alone");
        cr_expect(m[k].row[0].form == -1 && m[k].row[1].form == FORM_LOOP);
        cr_expect(m[k].row[2].form == FORM_LOOP);
        cr_expect(manifest_count(&m[k], "dev") == 2 && !m[k].has_source);
        manifest_clear(&m[k]);
    }
}

Test(manifest, errors_name_file_and_line)
{
    static const struct {
        const char *file, *text, *want;
    } cases[] = {
        {"m.csv", "", "m.csv:1: no header row"},
        {"m.csv", "path,split\na,train\n", "m.csv:1: no column 'label'"},
        {"m.csv", "label,split\nkick,train\n", "m.csv:1: no column 'path'"},
        {"m.csv", "path,label\na,kick\n", "m.csv:1: no column 'split'"},
        {"m.csv", "path,label,split\na,kick,train\nb,kik,train\n",
         "m.csv:3: unknown label 'kik'"},
        {"m.csv", "path,label,split\na,kick,\n", "m.csv:2: empty split"},
        {"m.csv", "path,label,split\n,kick,dev\n", "m.csv:2: empty path"},
        {"m.csv", "path,label,split\na,kick\n", "m.csv:2: 2 fields, the header has 3"},
        {"m.csv", "path,label,split,form\na,kick,dev,round\n",
         "m.csv:2: form 'round' is neither oneshot nor loop"},
        {"m.csv", "path,label,split\na,kick,dev\nb,kick,dev\na,bass,dev\n",
         "m.csv:4: a is listed already, at 2"},
        {"m.csv", "path,label,split\na,kick,\"dev\n", "m.csv:2: a quote is not closed"},
        {"m.json", "[{\"path\":\"a\",\n\"label\":}]", "m.json:2: "},
        {"m.json", "{}", "m.json:1: not a list of objects"},
        {"m.json", "[7]", "m.json:item 1: not an object"},
        {"m.json", "[{\"path\":\"a\",\"label\":\"kick\"}]",
         "m.json:item 1: no text 'split'"},
        {"m.json", "[{\"path\":\"a\",\"label\":\"x\",\"split\":\"dev\"}]",
         "m.json:item 1: unknown label 'x'"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct manifest m;
        struct err e = {0};

        cr_expect(parse(&m, cases[i].file, cases[i].text, &e) == -1, "case %zu", i);
        cr_expect(strncmp(e.text, cases[i].want, strlen(cases[i].want)) == 0,
                  "'%s', want '%s'", e.text, cases[i].want);
    }
}

Test(manifest, bytes_that_are_no_text_are_refused)
{
    const struct taxonomy t = built_in();
    struct manifest m;
    struct err e = {0};

    cr_expect(manifest_parse(&m, "m.csv", "path\0,label", 11, &t, &e) == -1);
    cr_expect(manifest_load(&m, "/nowhere/m.csv", &t, &e) == -1 && e.kind == ERR_IO);
}

Test(manifest, a_source_without_a_train_row_is_fresh)
{
    struct manifest m;
    struct err e = {0};
    bool fresh[3];

    cr_assert(parse(&m, "m.csv",
                    "path,label,split,source\na,kick,train,p\nb,kick,dev,p\n"
                    "c,kick,dev,q\n",
                    &e) == 0);
    manifest_fresh(&m, "train", fresh);
    cr_expect(!fresh[0] && !fresh[1] && fresh[2]);
    manifest_clear(&m);
}

/* Features from the name: "k12.wav" is noise 12 with a bump where a k has it. */
static int by_name(void *arg, const char *path, struct patch *out, struct err *e)
{
    const int seed = (int)strtol(path + 1, NULL, 10);
    const int bump = path[0] == 'k' ? 0 : path[0] == 'b' ? 1 : 2;
    float mel[30 * PATCH_BANDS];
    struct rng r;

    (void)arg;
    if (path[0] == 'x')
        return err_set(e, ERR_IO, "no such file"), 1;
    rng_init(&r, (uint64_t)seed * 256 + (uint8_t)path[0]);
    for (int i = 0; i < 30 * PATCH_BANDS; i++)
        mel[i] =
            (float)(-80 + 30 * rng_unit(&r) + (i % PATCH_BANDS / 16 == bump ? 25 : 0));
    patch_make(out, mel, 30, 0.2);
    return 0;
}

/* 40 rows in groups of 2 of each of k(ick), b(ass), s(peech); the last 10 are dev. */
static void small_manifest(struct manifest *m)
{
    static const char *const label[] = {"kick", "bass", "speech"};
    char text[8000] = "path,label,split,group,form,domain,source\n";
    struct err e = {0};

    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 40; i++)
            sprintf(text + strlen(text), "%c%d.wav,%s,%s,%c%d,oneshot,%s,s%d\n",
                    label[k][0], i, label[k], i < 30 ? "train" : "dev", label[k][0],
                    i / 2, i % 3 ? "pack" : "game", i / 20);
    cr_assert(parse(m, "m.csv", text, &e) == 0, "%s", e.text);
}

Test(dataset, keeps_order_and_names_what_is_missing)
{
    struct manifest m;
    struct dataset d;
    struct err e = {0};

    cr_assert(parse(&m, "m.csv",
                    "path,label,split\nk1,kick,train\nx2,kick,train\nk3,bass,train\n",
                    &e) == 0);
    cr_expect(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == -1);
    cr_expect_str_eq(e.text, "m.csv:3: x2: no such file");
    e = (struct err){0};
    cr_assert(dataset_build(&d, &m, "train", true, by_name, NULL, &e) == 0);
    cr_expect(e.kind == ERR_NONE, "what is passed over is no error: %s", e.text);
    cr_expect(d.rows == 2 && d.missing == 1 && d.row[1].at == 2);
    cr_expect_str_eq(d.first_missing, "m.csv:3: x2: no such file");
    dataset_clear(&d);
    cr_expect(dataset_build(&d, &m, "dev", true, by_name, NULL, &e) == -1);
    cr_expect_str_eq(e.text, "m.csv: split 'dev' is empty");
    manifest_clear(&m);
}

Test(dataset, split_keeps_groups_whole_and_every_label_on_both_sides)
{
    struct manifest m;
    struct dataset d;
    struct err e = {0};
    bool aside[90], again[90];

    small_manifest(&m);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    for (uint64_t seed = 0; seed < 5; seed++) {
        const size_t n = dataset_split(&d, 0.15, seed, aside);
        int of[SOUND_MAX_NODES] = {0};

        cr_expect(n >= 12 && n <= 18, "%zu of 90", n);
        for (size_t i = 0; i < 90; i++) {
            of[d.row[i].from->label] += aside[i];
            for (size_t k = 0; k < i; k++)
                if (strcmp(d.row[i].from->group, d.row[k].from->group) == 0)
                    cr_expect(aside[i] == aside[k], "a group is cut");
        }
        for (size_t i = 0; i < 90; i++)
            cr_expect(of[d.row[i].from->label] > 0);
        dataset_split(&d, 0.15, seed, again);
        cr_expect(memcmp(aside, again, sizeof aside) == 0);
    }
    dataset_clear(&d);
    manifest_clear(&m);
}

Test(dataset, the_only_group_of_a_label_is_not_set_aside)
{
    struct manifest m;
    struct dataset d;
    struct err e = {0};
    bool aside[3];

    cr_assert(parse(&m, "m.csv",
                    "path,label,split,group\nk1,kick,train,a\nk2,kick,train,a\n"
                    "b1,bass,train,b\n",
                    &e) == 0);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    cr_expect(dataset_split(&d, 0.5, 1, aside) == 0);
    dataset_clear(&d);
    manifest_clear(&m);
}

static void fit_small(struct fit *f, const struct manifest *m, uint64_t seed)
{
    const struct taxonomy t = built_in();
    struct fit_options o = fit_defaults;
    struct dataset d;
    struct err e = {0};

    o.train = *train_defaults("linear");
    o.train.epochs = 4;
    o.train.batch = 8;
    o.train.rate = 0.01f;
    o.train.seed = seed;
    cr_assert(dataset_build(&d, m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(fit(f, &d, &t, &o, &e) == 0, "%s", e.text);
    dataset_clear(&d);
}

Test(fit, makes_the_same_file_from_the_same_seed)
{
    struct manifest m;
    struct buf file[3] = {0};

    small_manifest(&m);
    for (int k = 0; k < 3; k++) {
        struct fit f;

        fit_small(&f, &m, k == 2 ? 9 : 1);
        model_write(f.model, &file[k]);
        fit_clear(&f);
    }
    cr_expect(file[0].len == file[1].len &&
              memcmp(file[0].data, file[1].data, file[0].len) == 0);
    cr_expect(file[0].len != file[2].len ||
              memcmp(file[0].data, file[2].data, file[0].len) != 0);
    for (int k = 0; k < 3; k++)
        buf_clear(&file[k]);
    manifest_clear(&m);
}

Test(fit, gives_a_model_that_holds_on_other_groups)
{
    struct manifest m;
    struct fit f;
    struct dataset d;
    struct evaluation v;
    struct err e = {0};

    small_manifest(&m);
    fit_small(&f, &m, 1);
    cr_expect(f.model->leaves == 3 && strstr(f.model->metrics, "macro_f1"));
    manifest_clear(&m);
    small_manifest(&m); /* labels of built_in(): bass is not the model's leaf 1 */
    for (size_t i = 0; i < m.rows; i++)
        m.row[i].label = m.row[i].path[0] == 'k' ? 0 : m.row[i].path[0] == 'b' ? 1 : 2;
    cr_assert(dataset_build(&d, &m, "dev", false, by_name, NULL, &e) == 0);
    evaluate(&v, f.model, &m, &d);
    cr_expect(v.part[EVALUATE_ALL].n == 30 && v.unknown == 0);
    cr_expect(v.part[EVALUATE_ALL].accuracy > 0.95);
    cr_expect(v.part[EVALUATE_PACK].n == 18, "%zu", v.part[EVALUATE_PACK].n);
    cr_expect(v.part[EVALUATE_FRESH].n == 0, "every source has train rows");
    evaluation_clear(&v);
    dataset_clear(&d);
    fit_clear(&f);
    manifest_clear(&m);
}

Test(fit, warns_of_a_class_with_a_single_example)
{
    const struct taxonomy t = built_in();
    struct fit_options o = fit_defaults;
    struct manifest m;
    struct dataset d;
    struct fit f;
    struct err e = {0};

    o.train = *train_defaults("linear");
    o.train.epochs = 1;
    cr_assert(parse(&m, "m.csv",
                    "path,label,split\nk1,kick,train\nk2,kick,train\nb1,bass,train\n",
                    &e) == 0);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(fit(&f, &d, &t, &o, &e) == 0, "%s", e.text);
    cr_expect(strstr(f.warnings, "bass has a single example"), "%s", f.warnings);
    fit_clear(&f);
    o.arch = "oracle";
    cr_expect(fit(&f, &d, &t, &o, &e) == -1 && e.kind == ERR_USAGE);
    d.rows = 2;
    o.arch = "linear";
    cr_expect(fit(&f, &d, &t, &o, &e) == -1, "one label cannot be told from another");
    dataset_clear(&d);
    manifest_clear(&m);
}
