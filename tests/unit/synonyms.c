/* SPDX-License-Identifier: GPL-2.0-or-later */
/* query/: words that mean a tag, and what categories are called elsewhere. */
#include "query/synonyms.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "learn/namelist.h"
#include "learn/taxonomy.h"
#include "query/codes.h"
#include "util/naming.h"

TestSuite(synonyms);

static struct lexicon *parsed(const char *csv)
{
    struct err e = {0};
    struct lexicon *x = synonyms_parse(csv, strlen(csv), &e);

    cr_assert(x != NULL, "%s: %s", csv, e.text);
    return x;
}

static void refuses(const char *csv, const char *text)
{
    struct err e = {0};

    cr_assert(synonyms_parse(csv, strlen(csv), &e) == NULL, "%s", csv);
    cr_expect(strstr(e.text, text) == e.text, "'%s' says '%s', not '%s'", csv, e.text,
              text);
}

Test(synonyms, a_word_is_found_however_it_is_written)
{
    struct lexicon *x = parsed("word,tag\n# mine\nBD , drums.kick\r\n\"Große Trommel\","
                               "drums.kick\nhi hat,hat\noh,-\n");
    static const char *const kicks[] = {"bd", "BD", "grossetrommel", "Große-Trommel",
                                        "GROSSE trommel"};

    for (size_t i = 0; i < sizeof kicks / sizeof *kicks; i++)
        cr_expect_str_eq(synonyms_find(x, kicks[i]), "drums.kick", "%s", kicks[i]);
    cr_expect_str_eq(synonyms_find(x, "hihats"), "hat");
    cr_expect_str_eq(synonyms_find(x, "hi_hat"), "hat");
    cr_expect_str_eq(synonyms_find(x, "oh"), "-");
    lexicon_free(x);
}

Test(synonyms, what_only_looks_alike_is_no_synonym)
{
    struct lexicon *x = parsed("bd,drums.kick\nhi hat,hat\n");
    static const char *const others[] = {"b d", "b-d",    "bd.wav", "bd*", "(bd",
                                         "",    "h ihat", "kick",   "hat", "b"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect(synonyms_find(x, others[i]) == NULL, "'%s'", others[i]);
    cr_expect(synonyms_find(NULL, "bd") == NULL);
    lexicon_free(x);
}

Test(synonyms, a_wrong_row_is_named_by_its_line)
{
    refuses("word,tag\nbd\n", "2: WORD,TAG is wanted");
    refuses("bd,kick,now\n", "1: WORD,TAG");
    refuses("\n\nbd,kick\nBD,snare\n", "4: 'BD' is there already");
    refuses("hi hat,hat\nhihat,hat\n", "2: 'hihat' is there already");
    refuses("bd,\n", "1: a tag of 1 to 200 bytes");
    refuses("bd,\xff\n", "1: a tag of 1 to 200 bytes");
    refuses("b,kick\n", "1: 'b': two small letters or digits, or more");
    refuses("b.d,kick\n", "1: 'b.d': a word has letters and digits");
    refuses(",kick\n", "1: ");
    refuses("a\"b,\"kick\n", "1: a quote is not closed");
    refuses("abcdefghijklmnopqrstuvwxyzabcdefgh,kick\n", "1: ");
}

/* A leaf of the taxonomy, one above, or a form. */
static bool is_tag(const struct taxonomy *t, const char *tag)
{
    for (size_t i = 0; i < t->n; i++)
        if (naming_within(t->leaf[i].tag, tag))
            return true;
    return sound_form_of(tag) >= 0;
}

static bool on_one_branch(const char *a, const char *b)
{
    return naming_within(a, b) || naming_within(b, a);
}

/* Does an entry of the names say so, or something above or below it? */
static bool names_agree(const struct lexicon *names, const char *key, const char *tag)
{
    const struct lexicon_entry *at = lexicon_find(names, key, strlen(key));

    for (; at; at = lexicon_has_next(names, at) ? at + 1 : NULL)
        if (at->form >= 0 ? strcmp(sound_form_name(at->form), tag) == 0
                          : at->tag >= 0 && on_one_branch(names->tag[at->tag], tag))
            return true;
    return false;
}

Test(synonyms, the_built_in_ones_say_what_names_of_files_do)
{
    struct err e = {0};
    struct lexicon *x = synonyms_open(&e), *names = namelist_open(&e);
    struct taxonomy t;

    cr_assert(x && names && taxonomy_init(&t, NULL, &e) == 0, "%s", e.text);
    cr_expect(x->entries > 300);
    for (size_t i = 0; i < x->entries; i++) {
        const char *tag = x->tag[x->entry[i].tag];

        cr_expect(is_tag(&t, tag), "%s: no category %s", x->entry[i].key, tag);
        cr_expect(names_agree(names, x->entry[i].key, tag), "%s: %s", x->entry[i].key,
                  tag);
    }
    cr_expect_str_eq(synonyms_find(x, "Bass Drum"), "drums.kick");
    cr_expect_str_eq(synonyms_find(x, "キック"), "drums.kick");
    cr_expect(synonyms_find(x, "808") == NULL && synonyms_find(x, "conga") == NULL);
    lexicon_free(names);
    lexicon_free(x);
}

static void maps_all(enum query_facet of)
{
    struct err e = {0};
    struct taxonomy t;
    struct codes c;

    cr_assert(codes_open(&c, of, &e) == 0 && taxonomy_init(&t, NULL, &e) == 0, "%s",
              e.text);
    for (size_t i = 0; i < t.n; i++) {
        char tag[MODEL_NAME];

        snprintf(tag, sizeof tag, "%s", t.leaf[i].tag);
        for (char *dot = tag; dot; dot = strrchr(tag, '.')) {
            const struct code_row *row;

            if (dot != tag)
                *dot = '\0';
            row = codes_find(&c, tag);
            cr_expect(row && strcmp(row->category, tag) == 0, "%s has no row", tag);
        }
    }
    for (size_t i = 0; i < c.n; i++) {
        cr_expect(codes_valid(of, c.row[i].code) && codes_valid(of, c.row[i].loop_code));
        cr_expect(is_tag(&t, c.row[i].category), "%s", c.row[i].category);
        for (size_t k = 0; k < i; k++)
            cr_expect(strcmp(c.row[i].category, c.row[k].category) != 0);
    }
    codes_close(&c);
}

Test(synonyms, each_category_has_a_code_in_each_vocabulary)
{
    maps_all(QUERY_BST);
    maps_all(QUERY_UCS);
}

/* The keys of the Broad Sound Taxonomy; models/README.md has the source. */
Test(synonyms, the_codes_of_freesound_are_its_own)
{
    static const char all[] =
        " m m-sp m-si m-m m-other is is-p is-s is-w is-k is-e is-other sp sp-s sp-c sp-p "
        "sp-other fx fx-o fx-v fx-m fx-h fx-a fx-n fx-ex fx-el fx-other ss ss-n ss-i "
        "ss-u ss-s ss-other ";
    struct err e = {0};
    struct codes c;

    cr_assert(codes_open(&c, QUERY_BST, &e) == 0);
    for (size_t i = 0; i < c.n; i++)
        for (int loop = 0; loop < 2; loop++) {
            char padded[CODES_CODE + 2];

            snprintf(padded, sizeof padded, " %s ",
                     loop ? c.row[i].loop_code : c.row[i].code);
            cr_expect(strstr(all, padded) != NULL, "no code%s", padded);
        }
    codes_close(&c);
}

Test(synonyms, codes_are_compared_by_their_parts)
{
    struct err e = {0};
    struct codes c;

    cr_expect(codes_within(QUERY_BST, "is-p", "is-p"));
    cr_expect(codes_within(QUERY_BST, "is-p", "IS"));
    cr_expect(!codes_within(QUERY_BST, "is-p", "i") &&
              !codes_within(QUERY_BST, "is", "is-p"));
    cr_expect(codes_within(QUERY_UCS, "MUSCPerc", "muscperc"));
    cr_expect(codes_within(QUERY_UCS, "MUSCPerc", "MUSC"));
    cr_expect(!codes_within(QUERY_UCS, "MUSCPerc", "MUS"));
    cr_expect(!codes_within(QUERY_UCS, "MUSCPerc", "MUSCP"));
    cr_expect(codes_valid(QUERY_BST, "ss") && !codes_valid(QUERY_BST, "ss-") &&
              !codes_valid(QUERY_BST, "-n") && !codes_valid(QUERY_BST, "is-P"));
    cr_expect(codes_valid(QUERY_UCS, "VOXSing") && !codes_valid(QUERY_UCS, "VOX") &&
              !codes_valid(QUERY_UCS, "Sing") && !codes_valid(QUERY_UCS, ""));
    cr_assert(codes_open(&c, QUERY_UCS, &e) == 0);
    cr_expect_str_eq(codes_find(&c, "drums.kick.deep.er")->code, "MUSCPerc");
    cr_expect(codes_find(&c, "drumskick") == NULL && codes_find(&c, "") == NULL);
    codes_close(&c);
}
