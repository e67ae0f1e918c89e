/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the names of a file and of its folders say of its sound. */
#include "util/naming.h"

#include <stdio.h>
#include <string.h>

#include "util/words.h"

enum {
    MOST_SPANS = 24, /* words of one name that are looked at */
    LONGEST_GLUED = 24,
    REAL_WORD = 4, /* of words written as one, one has so many letters */
    LONG_WORD = 5, /* and so many a word at the end of letters that are none */
    STRANGE = 2 /* letters before such a word: a single one is more likely part of it */
};

/* Words found in a name: text[at .. at + n), and their entry. */
struct span {
    size_t at, n;
    const struct lexicon_entry *entry;
};

struct spans {
    struct span span[MOST_SPANS];
    size_t n;
};

bool naming_within(const char *tag, const char *of)
{
    const size_t n = strlen(of);

    return strncmp(tag, of, n) == 0 && (tag[n] == '\0' || tag[n] == '.');
}

/* Cut `tag` down to what it has in common with another: "" if that is nothing. */
static void keep_common(char *tag, const char *other)
{
    while (*tag && !naming_within(other, tag)) {
        char *dot = strrchr(tag, '.');

        *(dot ? dot : tag) = '\0';
    }
}

/* May text[at .. at + n) be these words: no gap but where the entry has one? */
static bool fits(const struct words *w, size_t at, size_t n,
                 const struct lexicon_entry *entry)
{
    for (size_t i = 1; i < n; i++)
        if (w->edge[at + i] == EDGE_GAP && !(i < 32 && entry->gaps >> i & 1))
            return false;
    return true;
}

/* Longer goes first; of equals the later one, since a name's last word is its noun. */
static bool goes_first(const struct span *a, const struct span *b)
{
    return a->n != b->n ? a->n > b->n : a->at > b->at;
}

/* Keep the spans in the order of goes_first(); the shortest fall off. */
static void insert(struct spans *to, struct span new)
{
    size_t i = to->n;

    if (i == MOST_SPANS && goes_first(&to->span[i - 1], &new))
        return;
    i -= i == MOST_SPANS;
    for (; i > 0 && goes_first(&new, &to->span[i - 1]); i--)
        to->span[i] = to->span[i - 1];
    to->span[i] = new;
    to->n += to->n < MOST_SPANS;
}

/* All words of the lexicon that begin and end at an edge. */
static void find_all(struct spans *out, const struct lexicon *x, const struct words *w)
{
    enum { PLURAL = 2 };

    for (size_t at = 0; at < w->n; at++)
        for (size_t n = 1; w->edge[at] && at + n <= w->n && n <= LEXICON_KEY + PLURAL;
             n++) {
            const struct lexicon_entry *entry =
                w->edge[at + n] ? lexicon_find(x, w->text + at, n) : NULL;

            if (entry && fits(w, at, n, entry))
                insert(out, (struct span){at, n, entry});
        }
}

/* The best way to write text[0..i) as words of the lexicon. */
struct glue {
    size_t words;   /* 0 = there is none */
    size_t longest; /* its longest word that says something */
    size_t last;    /* length of its last word */
    const struct lexicon_entry *entry;
};

static bool speaks(const struct lexicon_entry *entry)
{
    return entry->tag >= 0 || entry->form >= 0;
}

static void glue_word(struct glue *best, const struct glue *before, size_t n,
                      const struct lexicon_entry *entry)
{
    const size_t spoken = speaks(entry) ? strlen(entry->key) : 0;
    const size_t longest = before->longest > spoken ? before->longest : spoken;

    if (best->words == 0 || before->words + 1 < best->words ||
        (before->words + 1 == best->words && longest > best->longest))
        *best = (struct glue){before->words + 1, longest, n, entry};
}

/* The longest strong word at the end of letters that mean nothing: "jakeguitar". */
static void find_ending(struct spans *out, const struct lexicon *x, const struct words *w,
                        size_t at, size_t n)
{
    for (size_t from = STRANGE; from + LONG_WORD <= n; from++) {
        const struct lexicon_entry *entry =
            lexicon_find(x, w->text + at + from, n - from);

        if (entry && entry->strength == WORD_SURE && entry->tag >= 0 &&
            strlen(entry->key) >= LONG_WORD) {
            insert(out, (struct span){at + from, n - from, entry});
            return;
        }
    }
}

/* Letters without an edge that are nothing but words of the lexicon: "closedhh". */
static bool unglue(struct spans *out, const struct lexicon *x, const struct words *w,
                   size_t at, size_t n)
{
    struct glue best[LONGEST_GLUED + 1] = {{0}};

    if (n > LONGEST_GLUED || n < REAL_WORD + 2)
        return false;
    for (size_t end = 2; end <= n; end++)
        for (size_t from = 0; from + 2 <= end; from++) {
            const struct lexicon_entry *entry =
                from == 0 || best[from].words
                    ? lexicon_find(x, w->text + at + from, end - from)
                    : NULL;

            if (entry)
                glue_word(&best[end], &best[from], end - from, entry);
        }
    if (best[n].longest < REAL_WORD || !speaks(best[n].entry))
        return false; /* what comes last is the noun: "breakfast" is no break */
    for (size_t end = n; best[end].words; end -= best[end].last)
        insert(out,
               (struct span){at + end - best[end].last, best[end].last, best[end].entry});
    return true;
}

static void unglue_all(struct spans *out, const struct lexicon *x, const struct words *w)
{
    for (size_t at = 0, n; at < w->n; at += n) {
        bool known = false;

        for (n = 1; !w->edge[at + n]; n++) {
        }
        for (size_t i = 0; i < out->n; i++)
            known |= out->span[i].at <= at && at + n <= out->span[i].at + out->span[i].n;
        if (!known && !unglue(out, x, w, at, n))
            find_ending(out, x, w, at, n);
    }
}

/* What several words say together. */
struct gather {
    struct saying said; /* what: the deepest, or what they have in common */
    bool any;
    bool weak; /* nothing but weak words so far */
};

static void add_words(char *to, const char *words)
{
    const size_t len = strlen(to);

    if (len == 0 || !strstr(to, words))
        snprintf(to + len, NAMING_TEXT - len, "%s%s", len ? ", " : "", words);
}

/* Is a the better of two sayings on one branch: deeper, or as deep and more reliable? */
static bool says_more(const struct saying *a, const struct saying *b)
{
    return strcmp(a->what, b->what) == 0 ? a->p > b->p : naming_within(a->what, b->what);
}

static void add(struct gather *g, const struct saying *new)
{
    struct saying *s = &g->said;
    const bool one_branch = !s->torn && (naming_within(new->what, s->what) ||
                                         naming_within(s->what, new->what));

    if (!g->any || (one_branch && says_more(new, s))) {
        *s = *new;
    } else if (!one_branch) {
        keep_common(s->what, new->what);
        add_words(s->words, new->words);
        s->p = s->p < new->p ? s->p : new->p;
        s->torn = true;
    }
    g->any = true;
}

/* The words of an entry as a person writes them. */
static void write_words(char *out, const struct lexicon_entry *entry)
{
    size_t n = 0;

    for (size_t i = 0; entry->key[i]; i++) {
        if (i > 0 && entry->gaps >> i & 1)
            out[n++] = ' ';
        out[n++] = entry->key[i];
    }
    out[n] = '\0';
}

/* Weak words are for where there are no others. */
static void add_weighed(struct gather *g, const struct saying *new, bool weak)
{
    if (g->any && weak && !g->weak)
        return;
    if (g->any && !weak && g->weak)
        *g = (struct gather){.any = false};
    add(g, new);
    g->weak = weak;
}

static void hear(struct gather *category, struct gather *form, const struct lexicon *x,
                 const struct lexicon_entry *entry, enum lexicon_place place)
{
    const float most = x->place[place];
    struct saying s = {.place = place,
                       .p = entry->precision < most ? entry->precision : most};

    write_words(s.words, entry);
    if (entry->tag >= 0) {
        snprintf(s.what, sizeof s.what, "%s", x->tag[entry->tag]);
        add_weighed(category, &s, entry->strength == WORD_WEAK);
    }
    if (entry->form >= 0) {
        snprintf(s.what, sizeof s.what, "%s", sound_form_name(entry->form));
        add(form, &s);
    }
}

/* One name, of a file or of a folder. */
static void read_name(struct naming *out, const struct lexicon *x, const char *name,
                      size_t n, enum lexicon_place place)
{
    struct gather category = {0}, form = {0};
    struct words w;
    struct spans all = {.n = 0};
    bool taken[WORDS_MAX + 1] = {false};

    words_of(&w, name, n);
    find_all(&all, x, &w);
    unglue_all(&all, x, &w);
    for (size_t i = 0; i < all.n; i++) {
        const struct span *s = &all.span[i];

        if (memchr(taken + s->at, true, s->n))
            continue;
        memset(taken + s->at, true, s->n);
        hear(&category, &form, x, s->entry, place);
        if (lexicon_has_next(x, s->entry))
            hear(&category, &form, x, s->entry + 1, place);
    }
    *out = (struct naming){category.said, form.said};
}

/* A farther name speaks where the nearer ones are silent, or says it more precisely. */
static void defer(struct saying *near, const struct saying *far)
{
    if (!*far->what)
        return;
    if (!*near->what || (!near->torn && naming_within(far->what, near->what) &&
                         strcmp(far->what, near->what) != 0))
        *near = *far;
}

/* The length of a file's name without its extension, of a few letters or digits. */
static size_t stem(const char *name)
{
    enum { LONGEST = 5 };
    const char *dot = strrchr(name, '.');
    const size_t n = strlen(name);

    if (!dot || dot == name || strlen(dot + 1) > LONGEST || strchr(dot, ' '))
        return n;
    return (size_t)(dot - name);
}

static void read_path(struct naming *out, const struct lexicon *x,
                      const struct naming_file *f)
{
    size_t end = strlen(f->dir);

    read_name(out, x, f->name, stem(f->name), PLACE_FILE);
    for (int place = PLACE_FOLDER; place < PLACES && end > 0; place++) {
        struct naming far;
        size_t from = end;

        while (from > 0 && f->dir[from - 1] != '/')
            from--;
        read_name(&far, x, f->dir + from, end - from, (enum lexicon_place)place);
        defer(&out->category, &far.category);
        defer(&out->form, &far.form);
        end = from > 0 ? from - 1 : 0;
    }
}

void naming_of(struct naming *out, const struct lexicon *x,
               const struct naming_file *file, size_t files)
{
    struct gather category = {0}, form = {0};

    for (size_t i = 0; i < files; i++) {
        struct naming one;

        read_path(&one, x, &file[i]);
        if (*one.category.what)
            add(&category, &one.category);
        if (*one.form.what)
            add(&form, &one.form);
    }
    *out = (struct naming){category.said, form.said};
}
