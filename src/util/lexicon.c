/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of words, found by their letters. */
#include "util/lexicon.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/words.h"

enum { SINGULAR = 3 }; /* shorter words have no plural: "bass" is not two "bas" */

struct lexicon *lexicon_new(void)
{
    struct lexicon *x = mem_new(1, sizeof *x);

    x->trust = x->weight = 1.0f;
    for (int i = 0; i < PLACES; i++)
        x->place[i] = 1.0f;
    return x;
}

void lexicon_free(struct lexicon *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->tags; i++)
        free(x->tag[i]);
    free(x->tag);
    free(x->entry);
    free(x->slot);
    free(x);
}

static int tag_of(struct lexicon *x, const char *category)
{
    for (size_t i = 0; i < x->tags; i++)
        if (strcmp(x->tag[i], category) == 0)
            return (int)i;
    x->tag = mem_grow(x->tag, x->tags + 1, sizeof *x->tag);
    x->tag[x->tags] = mem_text(category, strlen(category));
    return (int)x->tags++;
}

/* "open hat" becomes the key "openhat" with a gap before byte 4. */
static int read_words(struct lexicon_entry *out, const char *words, struct err *e)
{
    struct words w;
    size_t n = 0;
    bool after_gap = false;

    words_of(&w, words, strlen(words));
    for (const char *p = words; *p; p++) {
        if (*p == ' ' && (n == 0 || after_gap || !p[1]))
            return err_set(e, ERR_FORMAT, "'%.60s': a blank too many", words);
        if (n >= LEXICON_KEY)
            return err_set(e, ERR_LIMIT, "'%.60s': over %d bytes", words, LEXICON_KEY);
        if (*p == ' ')
            out->gaps |= 1U << n;
        else
            out->key[n++] = *p;
        after_gap = *p == ' ';
    }
    if (n < 2 || n != w.n || memcmp(out->key, w.text, n) != 0)
        return err_set(e, ERR_FORMAT, "'%.60s': two small letters or digits, or more",
                       words);
    return 0;
}

int lexicon_add(struct lexicon *x, const char *words, const char *category, int form,
                double precision, enum lexicon_strength strength, struct err *e)
{
    struct lexicon_entry new = {
        .tag = -1, .form = form, .precision = (float)precision, .strength = strength};

    if (read_words(&new, words, e) != 0)
        return -1;
    if (!(precision >= 0.0 && precision <= 1.0))
        return err_set(e, ERR_FORMAT, "'%.60s': its precision is not from 0 to 1", words);
    if (*category)
        new.tag = tag_of(x, category);
    x->entry = mem_more(x->entry, x->entries, &x->room, sizeof *x->entry);
    x->entry[x->entries++] = new;
    return 0;
}

static int by_key(const void *a, const void *b)
{
    const struct lexicon_entry *x = a, *y = b;
    const int order = strcmp(x->key, y->key);

    return order ? order : x->form - y->form;
}

/* FNV-1a: Fowler, Noll and Vo, 64 bits. */
static uint64_t hash_of(const char *text, size_t n)
{
    uint64_t h = 0xcbf29ce484222325;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (uint8_t)text[i]) * 0x100000001b3;
    return h ^ h >> 32;
}

static bool is_twice(const struct lexicon_entry *a, const struct lexicon_entry *b)
{
    return strcmp(a->key, b->key) == 0 && (a->form >= 0) == (b->form >= 0);
}

static void make_slots(struct lexicon *x)
{
    for (x->slots = 16; x->slots < 4 * x->entries; x->slots *= 2) {
    }
    free(x->slot);
    x->slot = mem_new(x->slots, sizeof *x->slot);
    for (size_t i = 0; i < x->slots; i++)
        x->slot[i] = -1;
    for (size_t i = 0; i < x->entries; i++) {
        const char *key = x->entry[i].key;
        size_t at = hash_of(key, strlen(key)) & (x->slots - 1);

        if (i > 0 && strcmp(x->entry[i - 1].key, key) == 0)
            continue;
        while (x->slot[at] >= 0)
            at = (at + 1) & (x->slots - 1);
        x->slot[at] = (int)i;
    }
}

int lexicon_seal(struct lexicon *x, struct err *e)
{
    if (x->entries)
        qsort(x->entry, x->entries, sizeof *x->entry, by_key);
    for (size_t i = 1; i < x->entries; i++)
        if (is_twice(&x->entry[i - 1], &x->entry[i]))
            return err_set(e, ERR_FORMAT, "'%s' is there twice", x->entry[i].key);
    make_slots(x);
    return 0;
}

static const struct lexicon_entry *find(const struct lexicon *x, const char *text,
                                        size_t n)
{
    size_t at = hash_of(text, n) & (x->slots - 1);

    for (; x->slot[at] >= 0; at = (at + 1) & (x->slots - 1)) {
        const struct lexicon_entry *entry = &x->entry[x->slot[at]];

        if (memcmp(entry->key, text, n) == 0 && entry->key[n] == '\0')
            return entry;
    }
    return NULL;
}

const struct lexicon_entry *lexicon_find(const struct lexicon *x, const char *text,
                                         size_t n)
{
    const struct lexicon_entry *entry = NULL;

    if (x->slots == 0 || n < 2)
        return NULL;
    if (n <= LEXICON_KEY)
        entry = find(x, text, n);
    if (!entry && n > SINGULAR && n - 1 <= LEXICON_KEY && text[n - 1] == 's')
        entry = find(x, text, n - 1);
    if (!entry && n > SINGULAR + 1 && n - 2 <= LEXICON_KEY && text[n - 1] == 's' &&
        text[n - 2] == 'e' && strchr("hsxz", text[n - 3]))
        entry = find(x, text, n - 2);
    return entry;
}

bool lexicon_has_next(const struct lexicon *x, const struct lexicon_entry *entry)
{
    return entry + 1 < x->entry + x->entries && strcmp(entry[0].key, entry[1].key) == 0;
}
