/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read tables of words that mean a tag, and look words up in them. */
#include "query/synonyms.h"

#include <string.h>

#include "query/tables_data.h"
#include "util/csv.h"
#include "util/utf8.h"
#include "util/words.h"

enum { TAG_MOST = 200 };

/* "Große  Trommel" as the table keeps it, "grosse trommel"; -1: a character that is
 * neither letter nor digit nor between words. */
static int fold_words(struct words *w, char *out, size_t room, const char *text)
{
    size_t n = 0;

    if (strpbrk(text, "!\"#$%&'()*+,./:;<=>?@[\\]^`{|}~"))
        return -1;
    words_of(w, text, strlen(text));
    for (size_t i = 0; i < w->n; i++) {
        if (n + 3 > room)
            return -1;
        if (i > 0 && w->edge[i] == EDGE_GAP)
            out[n++] = ' ';
        out[n++] = w->text[i];
    }
    out[n] = '\0';
    return 0;
}

static const char *trimmed(char *out, size_t room, const char *text)
{
    size_t n;

    text += strspn(text, " \t");
    n = strlen(text);
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    n = n < room - 1 ? n : room - 1;
    memcpy(out, text, n);
    out[n] = '\0';
    return out;
}

static int add_row(struct lexicon *x, const char *word, const char *says, struct err *e)
{
    char plain[2 * LEXICON_KEY], tag[TAG_MOST + 2];
    struct words w;

    trimmed(tag, sizeof tag, says);
    if (!*tag || strlen(tag) > TAG_MOST || !utf8_valid(tag, strlen(tag)))
        return err_set(e, ERR_FORMAT, "a tag of 1 to %d bytes is wanted behind '%.60s'",
                       TAG_MOST, word);
    if (fold_words(&w, plain, sizeof plain, word) != 0)
        return err_set(e, ERR_FORMAT,
                       "'%.60s': a word has letters and digits, with a blank between two "
                       "words, and at most %d bytes",
                       word, LEXICON_KEY);
    return lexicon_add(x, plain, tag, -1, 1, WORD_SURE, e);
}

/* lexicon_seal() finds a word that is there twice; this names it as it is written. */
static int check_last(const struct lexicon *x, const char *word, struct err *e)
{
    for (size_t i = 0; i + 1 < x->entries; i++)
        if (strcmp(x->entry[i].key, x->entry[x->entries - 1].key) == 0)
            return err_set(e, ERR_FORMAT, "'%.60s' is there already", word);
    return 0;
}

static int read_row(struct lexicon *x, const struct csv *c, bool twice, struct err *e)
{
    const char *word = csv_field(c, 0), *tag = csv_field(c, 1);

    if (*word == '#' ||
        (c->row_line == 1 && strcmp(word, "word") == 0 && strcmp(tag, "tag") == 0))
        return 0;
    if (c->fields != 2)
        return err_set(e, ERR_FORMAT, "WORD,TAG is wanted");
    if (add_row(x, word, tag, e) != 0)
        return -1;
    return twice ? check_last(x, word, e) : 0;
}

/* twice: a word is known to be there twice, and its line is wanted. */
static struct lexicon *read_table(const char *csv, size_t n, bool twice, struct err *e)
{
    struct lexicon *x = lexicon_new();
    struct csv c;
    int rc;

    csv_init(&c, csv, n);
    while ((rc = csv_next(&c, e)) > 0)
        if (read_row(x, &c, twice, e) != 0) {
            rc = err_in(e, "%zu", c.row_line);
            break;
        }
    csv_clear(&c);
    if (rc == 0)
        return x;
    lexicon_free(x);
    return NULL;
}

struct lexicon *synonyms_parse(const char *csv, size_t n, struct err *e)
{
    struct lexicon *x = read_table(csv, n, false, e);

    if (!x || lexicon_seal(x, e) == 0)
        return x;
    lexicon_free(x);
    x = read_table(csv, n, true, e);
    lexicon_free(x);
    return NULL;
}

struct lexicon *synonyms_open(struct err *e)
{
    struct lexicon *x = synonyms_parse((const char *)synonyms_data, synonyms_data_len, e);

    if (!x)
        err_in(e, "synonyms.csv");
    return x;
}

const char *synonyms_find(const struct lexicon *x, const char *words)
{
    char plain[2 * LEXICON_KEY];
    const struct lexicon_entry *entry;
    struct words w;

    if (!x || fold_words(&w, plain, sizeof plain, words) != 0)
        return NULL;
    entry = lexicon_find(x, w.text, w.n);
    for (size_t i = 1; entry && i < w.n; i++)
        if (w.edge[i] == EDGE_GAP && (i > LEXICON_KEY || !(entry->gaps >> i & 1)))
            entry = NULL;
    return entry ? x->tag[entry->tag] : NULL;
}

void synonyms_each(const struct lexicon *x,
                   void (*each)(void *arg, const char *word, const char *tag), void *arg)
{
    for (size_t i = 0; x && i < x->entries; i++) {
        const struct lexicon_entry *entry = &x->entry[i];
        char word[2 * LEXICON_KEY + 1];
        size_t n = 0;

        for (size_t k = 0; entry->key[k]; k++) {
            if (entry->gaps >> k & 1)
                word[n++] = ' ';
            word[n++] = entry->key[k];
        }
        word[n] = '\0';
        each(arg, word, x->tag[entry->tag]);
    }
}
