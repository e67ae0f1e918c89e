/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/: manifests and what is wrong with them. */
#include "near.h"

#include <stdio.h>
#include <string.h>

#include "util/csv.h"
#include "learn/fixes.h"
#include "learn/manifest.h"
#include "learn/taxonomy.h"

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

/* Two kicks, a bass whose form is stated, a vocal without. */
static void labelled(struct manifest *m)
{
    struct err e = {0};

    cr_assert(parse(m, "sub/m.csv",
                    "path,label,split,form\na.wav,kick,train,\nb.wav,kick,dev,\n"
                    "/abs/c.wav,bass,dev,loop\nd.wav,vocal,dev,\n",
                    &e) == 0);
}

static int fix(struct manifest *m, const char *text, struct err *e)
{
    const struct taxonomy t = built_in();

    return fixes_parse(m, "f.csv", text, strlen(text), &t, e);
}

Test(fixes, change_labels_and_drop_rows)
{
    const struct taxonomy t = built_in();
    struct manifest m;
    struct err e = {0};

    labelled(&m);
    cr_assert(fix(&m,
                  "why,path,new,old\n\"a hit, no more\",/abs/c.wav,loop-drum,bass\n"
                  "not one sound,b.wav,drop,kick\nbroken beat,d.wav,drums.kit,vocal\n",
                  &e) == 0,
              "%s", e.text);
    cr_expect_str_eq(t.leaf[m.row[2].label].label, "loop-drum");
    cr_expect(m.row[2].form == FORM_LOOP, "as the manifest states it");
    cr_expect(m.row[3].form == FORM_LOOP, "as the new label implies");
    cr_expect(m.row[1].dropped && !m.row[1].fixed && m.row[2].fixed && !m.row[0].fixed);
    cr_expect(manifest_count(&m, "dev") == 2 && manifest_count(&m, NULL) == 3);
    cr_expect(manifest_fixed(&m, "dev") == 2 && manifest_fixed(&m, "train") == 0);
    manifest_clear(&m);
}

Test(fixes, none_are_no_error)
{
    struct manifest m;
    struct err e = {0};

    labelled(&m);
    cr_expect(fix(&m, "path,old,new,why\n", &e) == 0);
    cr_expect(manifest_count(&m, "dev") == 3 && manifest_fixed(&m, "dev") == 0);
    manifest_clear(&m);
}

Test(fixes, errors_name_file_and_line_and_change_nothing)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "f.csv:1: no header row"},
        {"path,old,new\n", "f.csv:1: no column 'why'"},
        {"a.wav,kick,drop,x\n", "f.csv:1: no column 'path'"},
        {"path,old,new,why\na.wav,kick,snare,x\ne.wav,kick,snare,x\n",
         "f.csv:3: sub/m.csv does not list 'e.wav'"},
        {"path,old,new,why\nsub/a.wav,kick,snare,x\n",
         "f.csv:2: sub/m.csv does not list 'sub/a.wav'"},
        {"path,old,new,why\na.wav,snare,clap,x\n",
         "f.csv:2: 'a.wav' is labelled 'kick' at sub/m.csv:2, not 'snare'"},
        {"path,old,new,why\n\na.wav,kick,snare,x\n\na.wav,kick,clap,x\n",
         "f.csv:5: 'a.wav' is corrected already, further up"},
        {"path,old,new,why\na.wav,kick,drop,x\na.wav,kick,drop,x\n",
         "f.csv:3: 'a.wav' is corrected already, further up"},
        {"path,old,new,why\na.wav,kik,snare,x\n", "f.csv:2: unknown label 'kik'"},
        {"path,old,new,why\na.wav,kick,Drop,x\n", "f.csv:2: unknown label 'Drop'"},
        {"path,old,new,why\na.wav,kick,,x\n", "f.csv:2: unknown label ''"},
        {"path,old,new,why\na.wav,drums.kick,kick,x\n",
         "f.csv:2: 'kick' is what 'a.wav' is labelled already"},
        {"path,old,new,why\na.wav,kick,snare\n", "f.csv:2: 3 fields, the header has 4"},
        {"path,old,new,why\na.wav,kick,\"snare\n", "f.csv:2: a quote is not closed"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct manifest m;
        struct err e = {0};

        labelled(&m);
        cr_expect(fix(&m, cases[i].text, &e) == -1, "case %zu", i);
        cr_expect_str_eq(e.text, cases[i].want);
        for (size_t r = 0; r < m.rows; r++)
            cr_expect(!m.row[r].fixed && !m.row[r].dropped, "case %zu", i);
        manifest_clear(&m);
    }
}
