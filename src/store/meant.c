/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the words of a query to the tags of a library. */
#include "store/meant.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/codes.h"
#include "query/synonyms.h"
#include "store/db.h"
#include "util/buf.h"
#include "util/facets.h"
#include "util/keyname.h"
#include "util/mem.h"

enum { FUSE_MOST = 3, FUSE_BYTES = 128 };

struct reader {
    struct store *s;
    const struct query *q;
    const struct lexicon *own; /* NULL = none */
    struct lexicon *built_in;  /* owned; opened when it is needed */
    struct meant *m;
};

static void add_tag(int64_t **list, size_t *n, int64_t tag)
{
    for (size_t i = 0; i < *n; i++)
        if ((*list)[i] == tag)
            return;
    *list = mem_grow(*list, *n + 1, sizeof **list);
    (*list)[(*n)++] = tag;
}

/* The tags that a word finds in one facet, or (NULL) in all, are added to m. */
static int look_up(struct reader *r, struct meant *m, const char *facet, const char *word,
                   struct err *e)
{
    sqlite3_stmt *st = db_query(r->s, SQL_SEARCH_TAGS, e);
    int found;

    if (!st)
        return -1;
    db_text(st, ":word", word);
    db_text(st, ":facet", facet);
    while ((found = db_row(r->s, st, SQL_SEARCH_TAGS, e)) == 1) {
        add_tag(&m->tag, &m->tags, sqlite3_column_int64(st, 0));
        m->words |= wording_find((const char *)sqlite3_column_text(st, 1)) >= 0;
    }
    return found;
}

/* A category, else any other tag. */
static int look_up_any(struct reader *r, struct meant *m, const char *word, struct err *e)
{
    if (look_up(r, m, "category", word, e) != 0)
        return -1;
    m->category = m->tags > 0;
    return m->category ? 0 : look_up(r, m, NULL, word, e);
}

static int find_built_in(struct reader *r, const char *words, const char **tag,
                         struct err *e)
{
    if (!r->built_in)
        r->built_in = synonyms_open(e);
    *tag = synonyms_find(r->built_in, words);
    return r->built_in ? 0 : -1;
}

/* A synonym whose tag the library has: m gets it, else nothing. */
static int look_up_synonym(struct reader *r, struct meant *m, const char *tag,
                           struct err *e)
{
    return !tag || strcmp(tag, "-") == 0 ? 0 : look_up_any(r, m, tag, e);
}

/* The phrase of FTS5 of which the last word may go on. */
static void mean_text(struct meant *m, const char *text)
{
    struct buf match = {0};
    bool any = false;

    buf_u8(&match, '"');
    for (const char *p = text; *p; p++) {
        any |= isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80;
        buf_bytes(&match, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    }
    buf_bytes(&match, "\" *", sizeof "\" *");
    m->kind = any ? MEANT_WORDS : MEANT_TEXT;
    m->match = (char *)match.data;
}

static int mean_word(struct reader *r, struct meant *m, const char *word, struct err *e)
{
    const char *own = synonyms_find(r->own, word), *tag = NULL;

    mean_text(m, word);
    if (own && strcmp(own, "-") == 0)
        return 0;
    if (look_up_synonym(r, m, own, e) != 0 ||
        (m->tags == 0 && look_up_any(r, m, word, e) != 0))
        return -1;
    if (m->tags == 0 &&
        (find_built_in(r, word, &tag, e) != 0 || look_up_synonym(r, m, tag, e) != 0))
        return -1;
    if (m->tags > 0)
        m->kind = MEANT_TAGS;
    return 0;
}

/* Several words that are one synonym. m is left without tags if they are none. */
static int mean_words(struct reader *r, struct meant *m, const char *words, struct err *e)
{
    const char *tag = synonyms_find(r->own, words);

    if (!tag && find_built_in(r, words, &tag, e) != 0)
        return -1;
    return look_up_synonym(r, m, tag, e);
}

/* A tag by name in a facet, or by a synonym of it. */
static int mean_tag(struct reader *r, struct meant *m, const char *facet,
                    const char *word, struct err *e)
{
    const char *tag = NULL;

    m->kind = MEANT_TAGS;
    m->category = facet && strcmp(facet, "category") == 0;
    if (look_up(r, m, facet, word, e) != 0)
        return -1;
    if (m->tags > 0)
        return 0;
    tag = synonyms_find(r->own, word);
    if (!tag && find_built_in(r, word, &tag, e) != 0)
        return -1;
    return tag && strcmp(tag, "-") != 0 ? look_up(r, m, facet, tag, e) : 0;
}

/* However the key is spelled: "A#m" is "Bbm". */
static int mean_key(struct reader *r, struct meant *m, const char *key, struct err *e)
{
    const int wanted = keyname_of(key);

    m->kind = MEANT_TAGS;
    for (int letter = 'A'; letter <= 'G'; letter++)
        for (const char *sign = "#b."; *sign; sign++) {
            char name[8];

            snprintf(name, sizeof name, "%c%.*s%s", letter, *sign != '.', sign,
                     wanted >= KEYS / 2 ? "m" : "");
            if (keyname_of(name) == wanted && look_up(r, m, "key", name, e) != 0)
                return -1;
        }
    return 0;
}

/* The library's categories that have this code, for single sounds and for loops. */
static int mean_code(struct reader *r, struct meant *m, const struct query_term *t,
                     struct err *e)
{
    sqlite3_stmt *st = db_query(r->s, SQL_SEARCH_CATEGORIES, e);
    const enum query_facet of = t->facet;
    struct codes codes;
    bool known = false;
    int found;

    if (!st || codes_open(&codes, of, e) != 0)
        return -1;
    m->kind = MEANT_TAGS;
    m->category = true;
    for (size_t i = 0; i < codes.n; i++)
        known |= codes_within(of, codes.row[i].code, t->text) ||
                 codes_within(of, codes.row[i].loop_code, t->text);
    while ((found = db_row(r->s, st, SQL_SEARCH_CATEGORIES, e)) == 1) {
        const struct code_row *row =
            codes_find(&codes, (const char *)sqlite3_column_text(st, 1));

        if (row && codes_within(of, row->code, t->text))
            add_tag(&m->tag, &m->tags, sqlite3_column_int64(st, 0));
        if (row && codes_within(of, row->loop_code, t->text))
            add_tag(&m->loop_tag, &m->loop_tags, sqlite3_column_int64(st, 0));
    }
    codes_close(&codes);
    if (found == 0 && !known)
        return err_set(e, ERR_USAGE, "'%s:%.40s': no category has this code",
                       facets[of].name, t->text);
    return found;
}

static int mean_term(struct reader *r, struct meant *m, const struct query_term *t,
                     struct err *e)
{
    switch ((int)t->facet) {
    case QUERY_WORD:
        if (!t->quoted)
            return mean_word(r, m, t->text, e);
        mean_text(m, t->text);
        return 0;
    case QUERY_CATEGORY:
    case QUERY_FORM:
    case QUERY_LENGTH:
    case QUERY_ENVELOPE:
    case QUERY_CHARACTER:
    case QUERY_QUALITY:
        return mean_tag(r, m, facets[t->facet].name, t->text, e);
    case QUERY_BRIGHTNESS:
        if (t->measure == MEASURE_NONE)
            return mean_tag(r, m, "brightness", t->text, e);
        m->kind = MEANT_TERM;
        return 0;
    case QUERY_TAG:
        return mean_tag(r, m, NULL, t->text, e);
    case QUERY_USER:
        m->kind = MEANT_TAGS;
        return look_up(r, m, "user", t->text, e);
    case QUERY_KEY:
        return mean_key(r, m, t->text, e);
    case QUERY_BST:
    case QUERY_UCS:
        return mean_code(r, m, t, e);
    default:
        m->kind = MEANT_TERM;
        return 0;
    }
}

static bool is_word(const struct query_node *n)
{
    return n->op == QUERY_TERM && n->term.facet == QUERY_WORD && !n->term.quoted;
}

/* The longest synonym that begins at this child of an AND: the words it takes, 0 or 1
 * for none, -1. */
static int fuse(struct reader *r, int first, struct err *e)
{
    int child[FUSE_MOST], most = 0;

    for (int i = first; i >= 0 && most < FUSE_MOST && is_word(&r->q->node[i]);
         i = r->q->node[i].next)
        child[most++] = i;
    for (; most > 1; most--) {
        char words[FUSE_BYTES];
        size_t n = 0;

        for (int i = 0; i < most && n < sizeof words; i++)
            n += (size_t)snprintf(words + n, sizeof words - n, "%s%s", i ? " " : "",
                                  r->q->node[child[i]].term.text);
        if (n >= sizeof words)
            continue;
        if (mean_words(r, &r->m[first], words, e) != 0)
            return -1;
        if (r->m[first].tags == 0)
            continue;
        r->m[first].kind = MEANT_TAGS;
        for (int i = 1; i < most; i++)
            r->m[child[i]].kind = MEANT_PART;
        return most;
    }
    return 0;
}

static int fuse_group(struct reader *r, const struct query_node *group, struct err *e)
{
    for (int i = group->first; i >= 0;) {
        const int taken = fuse(r, i, e);

        if (taken < 0)
            return -1;
        for (int k = 0; k < (taken > 1 ? taken : 1); k++)
            i = r->q->node[i].next;
    }
    return 0;
}

/* An OR of tags is one list of tags. Children come before their parents in q->node. */
static void unite(struct reader *r, size_t group)
{
    const struct query_node *node = r->q->node;
    struct meant *m = &r->m[group];

    m->category = true;
    for (int i = node[group].first; i >= 0; i = node[i].next)
        if (r->m[i].kind != MEANT_TAGS || r->m[i].loop_tags > 0 ||
            node[i].term.facet == QUERY_BST || node[i].term.facet == QUERY_UCS)
            return;
    for (int i = node[group].first; i >= 0; i = node[i].next) {
        for (size_t k = 0; k < r->m[i].tags; k++)
            add_tag(&m->tag, &m->tags, r->m[i].tag[k]);
        m->category &= r->m[i].category;
        m->words |= r->m[i].words;
    }
    m->kind = MEANT_TAGS;
}

static int mean_all(struct reader *r, struct err *e)
{
    const struct query_node *node = r->q->node;

    for (size_t i = 0; i < r->q->nodes; i++)
        if (node[i].op == QUERY_AND && fuse_group(r, &node[i], e) != 0)
            return -1;
    for (size_t i = 0; i < r->q->nodes; i++) {
        struct meant *m = &r->m[i];

        if (node[i].op == QUERY_TERM && m->kind != MEANT_PART && m->tags == 0 &&
            mean_term(r, m, &node[i].term, e) != 0)
            return -1;
        if (node[i].op == QUERY_OR)
            unite(r, i);
    }
    return 0;
}

int meant_open(struct meant **out, struct store *s, const struct query *q,
               const struct lexicon *own, struct err *e)
{
    struct reader r = {.s = s, .q = q, .own = own, .m = mem_new(q->nodes, sizeof *r.m)};
    const int rc = mean_all(&r, e);

    lexicon_free(r.built_in);
    if (rc == 0)
        *out = r.m;
    else
        meant_close(r.m, q);
    return rc;
}

void meant_close(struct meant *m, const struct query *q)
{
    for (size_t i = 0; m && i < q->nodes; i++) {
        free(m[i].tag);
        free(m[i].loop_tag);
        free(m[i].match);
    }
    free(m);
}

void meant_and(struct meant *m, const struct meant *more)
{
    struct buf both = {0};

    buf_bytes(&both, m->match, strlen(m->match));
    buf_bytes(&both, " AND ", 5);
    buf_bytes(&both, more->match, strlen(more->match) + 1);
    free(m->match);
    m->match = (char *)both.data;
}

char *meant_json(const struct meant *m)
{
    struct buf list = {0};

    for (size_t i = 0; i < m->tags; i++) {
        char id[32];

        snprintf(id, sizeof id, "%c%lld", i ? ',' : '[', (long long)m->tag[i]);
        buf_bytes(&list, id, strlen(id));
    }
    buf_bytes(&list, m->tags ? "]" : "[]", m->tags ? 2 : 3); /* with its NUL */
    return (char *)list.data;
}
