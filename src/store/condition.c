/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the tree of a query to the conditions of a statement. */
#include "store/condition.h"

#include <float.h>
#include <string.h>

#include "query/calendar.h"

/* Older than any library, and than any clock. */
static const double age_most = 1e12;

static const enum sql_id texts[QUERY_FACETS] = {
    [QUERY_WORD] = SQL_SEARCH_NAME,     [QUERY_NAME] = SQL_SEARCH_NAME,
    [QUERY_PATH] = SQL_SEARCH_PATH,     [QUERY_FOLDER] = SQL_SEARCH_FOLDER,
    [QUERY_FORMAT] = SQL_SEARCH_FORMAT, [QUERY_SOURCE] = SQL_SEARCH_SOURCE,
    [QUERY_STATE] = SQL_SEARCH_STATE,
};

static const enum sql_id values[QUERY_FACETS] = {
    [QUERY_NOTE] = SQL_SEARCH_NOTE,
    [QUERY_DURATION] = SQL_SEARCH_DURATION,
    [QUERY_BPM] = SQL_SEARCH_BPM,
    [QUERY_BPM_CONFIDENCE] = SQL_SEARCH_BPM_CONFIDENCE,
    [QUERY_BEATS] = SQL_SEARCH_BEATS,
    [QUERY_CONFIDENCE] = SQL_SEARCH_CONFIDENCE,
    [QUERY_FORM_CONFIDENCE] = SQL_SEARCH_FORM_CONFIDENCE,
    [QUERY_KEY_CONFIDENCE] = SQL_SEARCH_KEY_CONFIDENCE,
    [QUERY_PITCH] = SQL_SEARCH_PITCH,
    [QUERY_PITCH_CONFIDENCE] = SQL_SEARCH_PITCH_CONFIDENCE,
    [QUERY_LOUDNESS] = SQL_SEARCH_LOUDNESS,
    [QUERY_MOMENTARY] = SQL_SEARCH_MOMENTARY,
    [QUERY_TRUE_PEAK] = SQL_SEARCH_TRUE_PEAK,
    [QUERY_AUDIBLE] = SQL_SEARCH_AUDIBLE,
    [QUERY_SUSTAIN] = SQL_SEARCH_SUSTAIN,
    [QUERY_NOISINESS] = SQL_SEARCH_NOISINESS,
    [QUERY_TAIL] = SQL_SEARCH_TAIL,
    [QUERY_PUNCH] = SQL_SEARCH_PUNCH,
    [QUERY_DISTORTION] = SQL_SEARCH_DISTORTION,
    [QUERY_PEAK] = SQL_SEARCH_PEAK,
    [QUERY_BRIGHTNESS] = SQL_SEARCH_BRIGHTNESS,
    [QUERY_RATE] = SQL_SEARCH_RATE,
    [QUERY_CHANNELS] = SQL_SEARCH_CHANNELS,
    [QUERY_FILES] = SQL_SEARCH_FILES,
    [QUERY_SIZE] = SQL_SEARCH_SIZE,
    [QUERY_MODEL] = SQL_SEARCH_MODEL,
    [QUERY_ADDED] = SQL_SEARCH_ADDED,
    [QUERY_MODIFIED] = SQL_SEARCH_MODIFIED,
};

static const enum sql_id keys[SORT_KEYS] = {
    [SORT_CONFIDENCE] = SQL_SEARCH_CONFIDENCE,
    [SORT_NAME] = SQL_SEARCH_BY_NAME,
    [SORT_PATH] = SQL_SEARCH_BY_PATH,
    [SORT_ADDED] = SQL_SEARCH_ADDED,
    [SORT_MODIFIED] = SQL_SEARCH_MODIFIED,
    [SORT_DURATION] = SQL_SEARCH_DURATION,
    [SORT_BPM] = SQL_SEARCH_BPM,
    [SORT_NOTE] = SQL_SEARCH_NOTE,
    [SORT_LOUDNESS] = SQL_SEARCH_LOUDNESS,
    [SORT_PEAK] = SQL_SEARCH_PEAK,
    [SORT_BRIGHTNESS] = SQL_SEARCH_BRIGHTNESS,
    [SORT_RATE] = SQL_SEARCH_RATE,
    [SORT_SIZE] = SQL_SEARCH_SIZE,
    [SORT_RANDOM] = SQL_SEARCH_BY_RANDOM,
    [SORT_PITCH] = SQL_SEARCH_PITCH,
    [SORT_TRUE_PEAK] = SQL_SEARCH_TRUE_PEAK,
    [SORT_NOISINESS] = SQL_SEARCH_NOISINESS,
    [SORT_PUNCH] = SQL_SEARCH_PUNCH,
    [SORT_DISTORTION] = SQL_SEARCH_DISTORTION,
};

enum sql_id condition_key(enum query_sort_key key) { return keys[key]; }

/* What is read together. */
struct writer {
    struct sentence *to;
    const struct query *q;
    const struct meant *m;
};

static void put_wears(struct sentence *to, const int64_t *tag, size_t n)
{
    sentence_add(to, SQL_SEARCH_WEARS);
    for (size_t i = 0; i < n; i++) {
        sentence_glue(to, i ? ", ?" : "?");
        sentence_int(to, tag[i]);
    }
    sentence_add(to, SQL_SEARCH_WEARS_END);
}

/* Codes of other vocabularies may say another thing of loops. */
static void put_code(struct sentence *to, const struct meant *m)
{
    sentence_glue(to, "(");
    put_wears(to, m->tag, m->tags);
    sentence_glue(to, " AND ");
    sentence_add(to, SQL_SEARCH_IS_NO_LOOP);
    sentence_glue(to, " OR ");
    put_wears(to, m->loop_tag, m->loop_tags);
    sentence_glue(to, " AND ");
    sentence_add(to, SQL_SEARCH_IS_LOOP);
    sentence_glue(to, ")");
}

static void put_number(struct sentence *to, const struct query_term *t)
{
    const bool low = t->low > -DBL_MAX, high = t->high < DBL_MAX;

    sentence_add(to, low && high ? SQL_SEARCH_BETWEEN
                     : t->above  ? SQL_SEARCH_ABOVE
                     : t->below  ? SQL_SEARCH_BELOW
                     : low       ? SQL_SEARCH_LEAST
                                 : SQL_SEARCH_MOST);
    if (low)
        sentence_real(to, t->low);
    if (high)
        sentence_real(to, t->high);
}

static void put_ages(struct sentence *to, const struct query_term *t)
{
    sentence_add(to, SQL_SEARCH_AGES);
    sentence_real(to, t->high < age_most ? t->high : age_most);
    sentence_real(to, t->low > -age_most ? t->low : -age_most);
}

static void put_days(struct sentence *to, const struct query_term *t)
{
    sentence_add(to, SQL_SEARCH_DAYS);
    sentence_int(to, t->low > CALENDAR_FIRST ? (int64_t)t->low : CALENDAR_FIRST);
    sentence_int(to, t->high < CALENDAR_LAST ? (int64_t)t->high : CALENDAR_LAST - 1);
}

static void put_measure(struct sentence *to, const struct query_term *t)
{
    if (t->measure == MEASURE_OCTAVE) {
        sentence_add(to, SQL_SEARCH_OCTAVE);
        sentence_int(to, (int64_t)t->low);
        return;
    }
    sentence_add(to, values[t->facet]);
    if (t->measure == MEASURE_AGE)
        put_ages(to, t);
    else if (t->measure == MEASURE_DAY)
        put_days(to, t);
    else
        put_number(to, t);
}

static void put_term(struct sentence *to, const struct query_term *t,
                     const struct meant *m)
{
    if (m->kind == MEANT_TAGS && (t->facet == QUERY_BST || t->facet == QUERY_UCS)) {
        put_code(to, m);
    } else if (m->kind == MEANT_TAGS) {
        put_wears(to, m->tag, m->tags);
    } else if (m->kind == MEANT_WORDS) {
        sentence_add(to, SQL_SEARCH_TEXT);
        sentence_text(to, m->match);
    } else if (t->measure != MEASURE_NONE) {
        put_measure(to, t);
    } else if (t->facet == QUERY_STATE && strcmp(t->text, "any") == 0) {
        sentence_add(to, SQL_SEARCH_ANYTHING);
    } else {
        sentence_add(to, texts[t->facet]);
        sentence_text(to, t->text);
    }
}

/* Does it ask for nothing that is not known to hold? */
static bool is_held(const struct writer *w, int i)
{
    const struct query_node *n = &w->q->node[i];

    return w->m[i].held || n->op == QUERY_ALL ||
           (n->op == QUERY_TERM &&
            (w->m[i].kind == MEANT_PART || n->term.facet == QUERY_SIMILAR));
}

static void put_node(const struct writer *w, int i);

/* How many of a group were put, behind those that are there. */
static size_t put_children(const struct writer *w, int first, const char *glue, size_t n)
{
    for (int i = first; i >= 0; i = w->q->node[i].next) {
        if (is_held(w, i))
            continue;
        if (n++ > 0)
            sentence_glue(w->to, glue);
        put_node(w, i);
    }
    return n;
}

static void put_node(const struct writer *w, int i)
{
    const struct query_node *n = &w->q->node[i];

    if (n->op == QUERY_TERM || w->m[i].kind == MEANT_TAGS) {
        put_term(w->to, &n->term, &w->m[i]);
        return;
    }
    sentence_glue(w->to, "(");
    put_children(w, n->first, n->op == QUERY_OR ? " OR " : " AND ", 0);
    sentence_glue(w->to, n->op == QUERY_NOT ? ") IS NOT TRUE " : ") ");
}

static bool says_state(const struct query *q)
{
    for (size_t i = 0; i < q->nodes; i++)
        if (q->node[i].op == QUERY_TERM && q->node[i].term.facet == QUERY_STATE)
            return true;
    return false;
}

void condition_add(struct sentence *to, const struct query *q, const struct meant *m)
{
    const struct writer w = {to, q, m};
    const struct query_node *root = &q->node[q->root];

    sentence_glue(to, " WHERE ");
    sentence_add(to, says_state(q) ? SQL_SEARCH_ANYTHING : SQL_SEARCH_IS_OK);
    if (root->op == QUERY_AND) {
        put_children(&w, root->first, " AND ", 1);
    } else if (!is_held(&w, q->root)) {
        sentence_glue(to, " AND ");
        put_node(&w, q->root);
    }
}
