/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a search starts, so that few rows are looked at, and the statement that does so.
 */
#include "store/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/condition.h"
#include "store/meant.h"
#include "store/sentence.h"
#include "util/buf.h"

/* What so few fit is where a search with another order starts. */
enum { FEW = 1000 };

/* Where the plan starts, and with it in which order hits come. */
enum start {
    START_ALL,      /* folder by folder */
    START_TAGS,     /* the lead's tags, surest first */
    START_TEXT,     /* the text, as files came */
    START_FEW_TAGS, /* tags that few wear, */
    START_FEW_TEXT, /* or text that few have, sorted as the lead would have them */
    START_NEAR      /* what similar: found, nearest first */
};

/* A query on its way to its statement. Nodes: -1 = none. */
struct plan {
    struct store *s;
    const struct query *q;
    const struct search_with *with;
    enum plan_kind kind;
    struct meant *m; /* owned */
    enum start start;
    int lead; /* tags that must hold, whose confidence orders the hits */
    int few;  /* tags that must hold, where START_FEW_TAGS starts */
    int text; /* that must hold: all of it */
    struct sentence x;
};

/* The nodes that must hold: each child of an AND, else the root itself. */
static int first_part(const struct plan *p)
{
    const struct query_node *root = &p->q->node[p->q->root];

    return root->op == QUERY_AND ? root->first : p->q->root;
}

static int next_part(const struct plan *p, int i) { return p->q->node[i].next; }

static bool is_tags(const struct plan *p, int i)
{
    const enum query_facet f = p->q->node[i].term.facet;

    return p->m[i].kind == MEANT_TAGS && f != QUERY_BST && f != QUERY_UCS;
}

static int worth(const struct meant *m) { return m->category ? 2 : m->words ? 0 : 1; }

/* Hits come in the order of how sure the category is, if one is asked for, before how
 * sure the form is, before words that are not more or less sure. */
static void find_lead(struct plan *p)
{
    for (int i = first_part(p); i >= 0; i = next_part(p, i))
        if (is_tags(p, i) && (p->lead < 0 || worth(&p->m[i]) > worth(&p->m[p->lead])))
            p->lead = i;
}

/* Is the lead several tags, or one that would have to be sorted by path? */
static bool is_merged(const struct plan *p)
{
    return p->start == START_TAGS && (p->m[p->lead].tags > 1 || p->m[p->lead].words);
}

/* All words and phrases that must hold become one question. */
static void find_text(struct plan *p)
{
    for (int i = first_part(p); i >= 0; i = next_part(p, i)) {
        if (p->m[i].kind != MEANT_WORDS)
            continue;
        if (p->text >= 0) {
            meant_and(&p->m[p->text], &p->m[i]);
            p->m[i].held = true;
        } else {
            p->text = i;
        }
    }
}

/* How many fit it, up to FEW. */
static int count(struct plan *p, int node, int64_t *out, struct err *e)
{
    const bool tags = p->m[node].kind == MEANT_TAGS;
    const enum sql_id what = tags ? SQL_SEARCH_COUNT_TAGS : SQL_SEARCH_COUNT_TEXT;
    sqlite3_stmt *st = db_query(p->s, what, e);
    char *list;
    int rc;

    if (!st)
        return -1;
    list = tags ? meant_json(&p->m[node]) : NULL;
    db_text(st, ":what", tags ? list : p->m[node].match);
    db_int(st, ":most", FEW);
    rc = db_value(p->s, st, what, out, e);
    free(list);
    return rc < 0 ? -1 : 0;
}

/* Is there something that fewer fit than the lead, of which most would be looked at in
 * vain? */
static int find_few(struct plan *p, struct err *e)
{
    int64_t least, n;

    if (p->m[p->lead].tags == 0) { /* nothing can fit that */
        p->few = p->lead;
        p->start = START_FEW_TAGS;
        return 0;
    }
    if (count(p, p->lead, &least, e) != 0)
        return -1;
    for (int i = first_part(p); i >= 0; i = next_part(p, i)) {
        if (i == p->lead || (!is_tags(p, i) && i != p->text))
            continue;
        if (count(p, i, &n, e) != 0)
            return -1;
        if (n < least) {
            least = n;
            p->few = i;
            p->start = i == p->text ? START_FEW_TEXT : START_FEW_TAGS;
        }
    }
    return 0;
}

static int find_start(struct plan *p, struct err *e)
{
    p->lead = p->few = p->text = -1;
    p->start = START_ALL;
    find_lead(p);
    find_text(p);
    if (query_similar(p->q)) {
        p->start = START_NEAR;
        return 0;
    }
    if (p->lead >= 0)
        p->start = START_TAGS;
    else if (p->text >= 0)
        p->start = START_TEXT;
    if (p->lead >= 0 && find_few(p, e) != 0)
        return -1;
    if (p->start != START_ALL)
        p->m[p->few >= 0 ? p->few : p->lead >= 0 ? p->lead : p->text].held = true;
    return 0;
}

static void say_tags(struct plan *p, int node)
{
    char *tags = meant_json(&p->m[node]);

    sentence_text(&p->x, tags);
    free(tags);
}

static void say_near(struct plan *p)
{
    struct buf list = {0};

    for (size_t i = 0; i < p->with->nears; i++) {
        char pair[64];

        snprintf(pair, sizeof pair, "%c[%lld,%.9g]", i ? ',' : '[',
                 (long long)p->with->near[i].sample, p->with->near[i].distance);
        buf_bytes(&list, pair, strlen(pair));
    }
    buf_bytes(&list, p->with->nears ? "]" : "[]", p->with->nears ? 2 : 3);
    sentence_text(&p->x, (const char *)list.data);
    buf_clear(&list);
}

/* One tag is walked in its index; of several the indexes are merged. */
static void say_from_tags(struct plan *p)
{
    const struct meant *m = &p->m[p->lead];

    if (!is_merged(p)) {
        sentence_add(&p->x, SQL_SEARCH_FROM_TAG);
        sentence_int(&p->x, m->tag[0]);
        return;
    }
    sentence_add(&p->x, SQL_SEARCH_FROM_TAGS_OPEN);
    for (size_t i = 0; i < m->tags; i++) {
        sentence_glue(&p->x, i ? "UNION ALL " : "");
        sentence_add(&p->x, SQL_SEARCH_TAGS_ARM);
        sentence_int(&p->x, m->tag[i]);
    }
    sentence_add(&p->x, SQL_SEARCH_FROM_TAGS_CLOSE);
}

static void say_from(struct plan *p)
{
    switch (p->start) {
    case START_ALL:
        sentence_add(&p->x, SQL_SEARCH_UNRANKED);
        sentence_add(&p->x, SQL_SEARCH_FROM_ALL);
        break;
    case START_TAGS:
        sentence_add(&p->x, SQL_SEARCH_RANKED);
        say_from_tags(p);
        break;
    case START_TEXT:
        sentence_add(&p->x, SQL_SEARCH_UNRANKED);
        sentence_add(&p->x, SQL_SEARCH_FROM_TEXT);
        sentence_text(&p->x, p->m[p->text].match);
        break;
    case START_FEW_TAGS:
        sentence_add(&p->x, SQL_SEARCH_FEW_RANKED);
        say_tags(p, p->lead);
        sentence_add(&p->x, SQL_SEARCH_FROM_FEW_TAGS);
        say_tags(p, p->few);
        break;
    case START_FEW_TEXT:
        sentence_add(&p->x, SQL_SEARCH_FEW_RANKED);
        say_tags(p, p->lead);
        sentence_add(&p->x, SQL_SEARCH_FROM_TEXT);
        sentence_text(&p->x, p->m[p->text].match);
        break;
    case START_NEAR:
        sentence_add(&p->x, SQL_SEARCH_NEAR);
        sentence_add(&p->x, SQL_SEARCH_FROM_NEAR);
        say_near(p);
        break;
    }
}

static void say_where(struct plan *p)
{
    condition_add(&p->x, p->q, p->m);
    if (p->start == START_TAGS && p->m[p->lead].tags > 1) {
        sentence_glue(&p->x, " AND ");
        sentence_add(&p->x, SQL_SEARCH_IS_SUREST);
        say_tags(p, p->lead);
    }
}

/* The confidence of the lead. */
static enum sql_id surest(const struct plan *p)
{
    return p->start == START_TAGS ? SQL_SEARCH_BY_TAG
           : p->start == START_FEW_TAGS || p->start == START_FEW_TEXT
               ? SQL_SEARCH_BY_SUREST
               : SQL_SEARCH_CONFIDENCE;
}

static void say_key(struct plan *p, enum sql_id value, enum sql_id direction)
{
    sentence_add(&p->x, value);
    sentence_add(&p->x, direction);
    sentence_glue(&p->x, ", ");
}

/* "sort:-conf" asks for what tags give in any case, without sorting. */
static bool is_usual(const struct plan *p)
{
    const struct query_sort *by = p->q->sort;

    return p->q->sorts == 1 && by->key == SORT_CONFIDENCE && by->descending &&
           p->start == START_TAGS;
}

/* Merged tags and text come in an order that nothing sorts, nor one tag where its equals
 * may come as its index has them. */
static void say_order(struct plan *p)
{
    const bool given = p->q->sorts > 0 && !is_usual(p);

    if (!given && (p->start == START_TEXT || is_merged(p)))
        return;
    sentence_add(&p->x, SQL_SEARCH_ORDER);
    if (!given && p->start == START_TAGS && p->with && p->with->at_once) {
        sentence_add(&p->x, SQL_SEARCH_BY_TAG);
        sentence_add(&p->x, SQL_SEARCH_DOWN);
        return;
    }
    for (size_t i = 0; given && i < p->q->sorts; i++) {
        const struct query_sort *by = &p->q->sort[i];

        say_key(p, by->key == SORT_CONFIDENCE ? surest(p) : condition_key(by->key),
                by->descending ? SQL_SEARCH_DOWN : SQL_SEARCH_UP);
    }
    if (p->start == START_NEAR)
        say_key(p, SQL_SEARCH_BY_DISTANCE, SQL_SEARCH_UP);
    else if (p->start != START_ALL && !given)
        say_key(p, surest(p), SQL_SEARCH_DOWN);
    sentence_add(&p->x, SQL_SEARCH_ORDER_PATH);
}

static int check_near(const struct plan *p, struct err *e)
{
    const struct query_term *similar = query_similar(p->q);

    if (similar && !(p->with && p->with->near))
        return err_set(e, ERR_USAGE,
                       "'similar:%.80s': nothing here knows which sounds are near to it",
                       similar->text);
    return 0;
}

static bool is_by_path(const struct plan *p)
{
    for (size_t i = 0; i < p->q->sorts; i++)
        if (p->q->sort[i].key == SORT_PATH)
            return true;
    return false;
}

static void say_columns(struct plan *p)
{
    if (p->kind == PLAN_IDS) {
        sentence_add(&p->x, is_by_path(p) ? SQL_SEARCH_IDS_PATH : SQL_SEARCH_IDS);
        return;
    }
    sentence_add(&p->x, SQL_SEARCH_COLUMNS);
    sentence_add(&p->x,
                 p->with && p->with->facts ? SQL_SEARCH_FACTS : SQL_SEARCH_NO_FACTS);
}

/* With the confidence that the search would have ranked it by. */
static void say_row(struct plan *p)
{
    const bool ranked = p->lead >= 0 && p->start != START_NEAR;

    sentence_add(&p->x, ranked ? SQL_SEARCH_FEW_RANKED : SQL_SEARCH_UNRANKED);
    if (ranked)
        say_tags(p, p->lead);
    sentence_add(&p->x, SQL_SEARCH_FROM_FILE);
}

static sqlite3_stmt *say_all(struct plan *p, struct err *e)
{
    if (check_near(p, e) != 0 ||
        meant_open(&p->m, p->s, p->q, p->with ? p->with->synonyms : NULL, e) != 0 ||
        find_start(p, e) != 0)
        return NULL;
    say_columns(p);
    if (p->kind == PLAN_ROW) {
        say_row(p);
        return sentence_prepare(&p->x, p->s, e);
    }
    say_from(p);
    say_where(p);
    say_order(p);
    sentence_add(&p->x, SQL_SEARCH_LIMIT);
    return sentence_prepare(&p->x, p->s, e);
}

sqlite3_stmt *plan_make(struct store *s, const struct query *q, enum plan_kind kind,
                        const struct search_with *with, struct err *e)
{
    struct plan p = {.s = s, .q = q, .kind = kind, .with = with};
    sqlite3_stmt *st = say_all(&p, e);

    meant_close(p.m, q);
    sentence_clear(&p.x);
    return st;
}
