/* SPDX-License-Identifier: GPL-2.0-or-later */
/* query/: the language of a search, its tree, and what is wrong with words. */
#include <criterion/criterion.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/calendar.h"
#include "query/query.h"
#include "util/rng.h"

TestSuite(query);

static struct query *parsed(const char *text)
{
    struct query *q = NULL;
    struct err e = {0};

    cr_assert(query_parse(&q, text, NULL, &e) == 0, "'%s': %s", text, e.text);
    return q;
}

/* Written anew, it is `want`. */
static void reads(const char *text, const char *want)
{
    struct query *q = parsed(text);
    char *got = query_text(q);

    cr_expect_str_eq(got, want, "'%s' reads as '%s', not '%s'", text, got, want);
    free(got);
    query_free(q);
}

/* It is refused at this column, with these words. */
static void refuses(const char *text, int column, const char *part)
{
    struct query *q = NULL;
    struct err e = {0};
    char place[32];
    size_t at = 0;

    snprintf(place, sizeof place, "column %d: ", column);
    cr_assert(query_parse(&q, text, &at, &e) == -1, "'%s' is accepted", text);
    cr_expect(q == NULL && e.kind == ERR_USAGE && at <= strlen(text));
    cr_expect(strncmp(e.text, place, strlen(place)) == 0 && strstr(e.text, part),
              "'%s' says '%s', not '%s ... %s'", text, e.text, place, part);
}

Test(query, words_side_by_side_must_all_hold)
{
    reads("kick deep", "kick deep");
    reads("kick and deep", "kick deep");
    reads("  kick\t\ndeep ", "kick deep");
    reads("a (b c) d", "a b c d");
}

Test(query, or_binds_less_than_and)
{
    struct query *q = parsed("a b or c");

    cr_expect(q->node[q->root].op == QUERY_OR);
    cr_expect(q->node[q->node[q->root].first].op == QUERY_AND);
    query_free(q);
    reads("(a b) or c", "a b or c");
    reads("a (b or c)", "a (b or c)");
    reads("a or (b or c) or d", "a or b or c or d");
}

Test(query, a_dash_and_not_exclude_one_part)
{
    reads("a -b c", "a -b c");
    reads("a not b c", "a -b c");
    reads("-(a or b) c", "-(a or b) c");
    reads("not (a b)", "-(a b)");
    reads("not -a", "not -a");
    reads("-(-(-(a b)))", "not not -(a b)");
    reads("hi-hat", "hi-hat");
    reads("--x", "--x");
    reads("-\"a b\"", "-\"a b\"");
}

Test(query, operators_are_words_where_they_are_quoted)
{
    reads("a OR b", "a or b");
    reads("a \"or\" b", "a \"or\" b");
    reads("-or", "-or");
    reads("name:or", "name:or");
}

Test(query, quotes_hold_blanks_and_doubled_quotes)
{
    struct query *q = parsed("\"5\"\" (deep)\" path:\"Vinyl Loops\"");
    const struct query_node *first = &q->node[q->node[q->root].first];

    cr_expect(first->term.quoted && first->term.facet == QUERY_WORD);
    cr_expect_str_eq(first->term.text, "5\" (deep)");
    cr_expect(!q->node[first->next].term.quoted);
    cr_expect_str_eq(q->node[first->next].term.text, "Vinyl Loops");
    query_free(q);
    reads("\"5\"\" (deep)\" path:\"Vinyl Loops\"",
          "\"5\"\" (deep)\" path:\"Vinyl Loops\"");
}

/* The bounds of a query that is one term. */
static void spans(const char *text, double low, double high, bool above, bool below)
{
    struct query *q = parsed(text);
    const struct query_term *t = &q->node[q->root].term;

    cr_expect(t->low == low && t->high == high && t->above == above && t->below == below,
              "'%s' is %.17g%s to %.17g%s", text, t->low, t->above ? " (not it)" : "",
              t->high, t->below ? " (not it)" : "");
    query_free(q);
}

Test(query, ranges_have_units_of_their_facet)
{
    spans("dur:<500ms", -DBL_MAX, 0.5, false, true);
    spans("dur:>=2", 2, DBL_MAX, false, false);
    spans("dur:0.5s..1m", 0.5, 60, false, false);
    spans("dur:500..800ms", 0.5, 0.8, false, false);
    spans("dur:1s..1h", 1, 3600, false, false);
    spans("duration_s:..3", -DBL_MAX, 3, false, false);
    spans("bpm:118..124", 118, 124, false, false);
    spans("bpm:120", 119.5, 120.5, false, false);
    spans("rate:44.1k", 44100, 44100, false, false);
    spans("rate:>=48kHz", 48000, DBL_MAX, false, false);
    spans("bright:2k..8k", 2000, 8000, false, false);
    spans("size:<1.5M", -DBL_MAX, 1500000, false, true);
    spans("peak:-12..-3dB", -12, -3, false, false);
    spans("loudness:>-14", -14, DBL_MAX, true, false);
    spans("conf:>0.8", 0.8, DBL_MAX, true, false);
    spans("channels:stereo", 2, 2, false, false);
    spans("files:>1", 1, DBL_MAX, true, false);
    spans("CONF:0.5..0.9", 0.5, 0.9, false, false);
}

Test(query, notes_are_names_numbers_or_of_any_octave)
{
    spans("note:C4", 60, 60, false, false);
    spans("note:C2..C4", 36, 60, false, false);
    spans("note:Bb1..f#3", 34, 54, false, false);
    spans("note:C-1..", 0, DBL_MAX, false, false);
    spans("note:<C4", -DBL_MAX, 59, false, false);
    spans("note:>=60", 60, DBL_MAX, false, false);
    reads("note:Db", "note:C#");
    reads("note:36..Cb4", "note:C2..B3");
    refuses("note:C..D", 6, "a note is");
    refuses("note:H4", 6, "a note is");
    refuses("note:128", 6, "a note is");
    refuses("note:<C-1", 6, "no number");
}

Test(query, keys_have_one_spelling_each)
{
    reads("key:am", "key:Am");
    reads("key:\"A minor\"", "key:Am");
    reads("key:a-min", "key:Am");
    reads("key:bb", "key:Bb");
    reads("key:Bbm", "key:Bbm");
    reads("key:f#maj", "key:F#");
    refuses("key:H", 5, "a key is");
    refuses("key:Amm", 5, "a key is");
}

Test(query, times_are_days_or_ages)
{
    spans("added:<7d", -DBL_MAX, 7 * 86400, false, true);
    spans("added:2w..1mo", 14 * 86400, 30 * 86400, false, false);
    spans("added:7..30d", 7 * 86400, 30 * 86400, false, false);
    spans("added:2026-01-01", 20454, 20454, false, false);
    spans("added:2026-01", 20454, 20484, false, false);
    spans("added:2026", 20454, 20818, false, false);
    spans("added:>2026-01", 20485, DBL_MAX, false, false);
    spans("modified:<2026", -DBL_MAX, 20453, false, false);
    spans("added:2024-02-29..", 19782, DBL_MAX, false, false);
    refuses("added:7d", 7, "a time is");
    refuses("added:2026-02-30", 7, "a time is");
    refuses("added:2026-13", 7, "a time is");
    refuses("added:2026-1-1", 7, "a time is");
    refuses("added:2026..7d", 7, "a time is");
    refuses("added:2026..2025", 7, "no number");
    refuses("added:0000", 7, "a time is");
}

Test(query, days_are_counted_as_the_calendar_does)
{
    char text[CALENDAR_TEXT];
    int64_t first, last;

    cr_expect(calendar_read("1970-01-01", &first, &last) && first == 0 && last == 0);
    cr_expect(calendar_read("2000-02", &first, &last) && last - first == 28);
    cr_expect(calendar_read("1900-02", &first, &last) && last - first == 27);
    cr_expect(calendar_read("0001", &first, &last) && first == CALENDAR_FIRST);
    cr_expect(calendar_read("9999", &first, &last) && last == CALENDAR_LAST);
    for (int64_t day = CALENDAR_FIRST; day <= CALENDAR_LAST; day += 97) {
        calendar_text(text, day);
        cr_assert(calendar_read(text, &first, &last) && first == day && last == day,
                  "%s is %lld, not %lld", text, (long long)first, (long long)day);
    }
}

Test(query, settings_count_for_the_whole_query)
{
    struct query *q = parsed("kick or sort:bpm snare sort:-name limit:20");

    cr_expect(q->sorts == 2 && q->sort[0].key == SORT_BPM && !q->sort[0].descending);
    cr_expect(q->sort[1].key == SORT_NAME && q->sort[1].descending && q->limit == 20);
    query_free(q);
    reads("sort:conf", "sort:conf");
    reads("sort:-loud sort:duration_s", "sort:-loudness sort:dur");
    reads("sort:bpm and kick", "kick sort:bpm");
    reads("limit:2147483647 a or b", "a or b limit:2147483647");
    refuses("sort:noisy", 6, "what to sort by is conf, name");
    refuses("a limit:0", 9, "from 1 to 2147483647");
    refuses("limit:2147483648", 7, "from 1 to 2147483647");
    refuses("limit:99999999999999999999", 7, "from 1 to");
    refuses("limit:1 limit:2", 9, "a limit already");
    refuses("(sort:bpm a)", 2, "whole query");
    refuses("-limit:1", 1, "whole query");
    refuses("a not sort:bpm", 7, "whole query");
    refuses("sort:bpm sort:bpm sort:bpm sort:bpm sort:bpm", 37, "four");
}

Test(query, similar_stands_beside_all_the_rest)
{
    struct query *q = parsed("loop similar:\"a b.wav\" -kick");

    cr_assert(query_similar(q) != NULL);
    cr_expect_str_eq(query_similar(q)->text, "a b.wav");
    query_free(q);
    refuses("a or similar:b", 6, "once");
    refuses("-similar:b", 1, "once");
    refuses("similar:a similar:b", 11, "once");
    q = parsed("loop");
    cr_expect(query_similar(q) == NULL);
    query_free(q);
}

Test(query, what_is_wrong_is_said_at_its_column)
{
    refuses("kick dur:long", 10, "'dur:long': a duration is");
    refuses("kick colour:red", 6, "'colour:red': not one of path: name: category:");
    refuses("a (b", 3, "never closed");
    refuses("a b)", 4, "closes nothing");
    refuses("a ()", 3, "nothing in these");
    refuses("a \"b", 3, "never closed");
    refuses("a b\"c\"", 4, "a quote inside a word");
    refuses("\"a\"b", 4, "a blank is missing");
    refuses("name:\"a\"b", 9, "a blank is missing");
    refuses("a or", 5, "behind 'or'");
    refuses("or a", 1, "before or");
    refuses("a or or b", 6, "behind 'or'");
    refuses("a and or b", 7, "behind 'and'");
    refuses("a and and b", 7, "behind 'and'");
    refuses("(a or ) b", 7, "behind 'or', before ')'");
    refuses("not", 4, "behind 'not', before the end");
    refuses("a - b", 3, "finds nothing");
    refuses("\"\"", 1, "finds nothing");
    refuses(":a", 1, "before the colon");
    refuses("dur:", 5, "nothing follows");
    refuses("dur:..", 5, "a duration is");
    refuses("dur:1", 5, "a duration is");
    refuses("dur:1..2x", 5, "a duration is");
    refuses("dur:0x10..", 5, "a duration is");
    refuses("dur:1e3..", 5, "a duration is");
    refuses("dur:-1..2", 5, "a duration is");
    refuses("dur:2..1", 5, "no number");
    refuses("dur:<0", 5, "no number");
    refuses("dur:>0.0000000000001", 5, "a duration is");
    refuses("dur:>9999999999999999", 5, "a duration is");
    refuses("bpm:1.2.3..4", 5, "a tempo is");
    refuses("conf:>1", 6, "between 0 and 1");
    refuses("conf:0.5", 6, "a confidence is");
    refuses("form:long", 6, "a form is");
    refuses("state:gone", 7, "a state is ok");
    refuses("source:me", 8, "a source is user");
}

Test(query, columns_count_characters)
{
    refuses("\xc3\xa9\xc3\xa9 dur:x", 8, "a duration is");
    refuses("\xe3\x82\xad )", 3, "closes nothing");
    refuses("ab\xe9", 3, "not UTF-8");
    refuses("ab\xc3", 3, "not UTF-8");
    refuses("\xed\xa0\x80", 1, "not UTF-8");
    refuses("a\x1b[31m", 2, "control character");
    refuses("a\xc2\x9b", 2, "control character");
}

Test(query, sizes_have_their_limits)
{
    char text[QUERY_MAX_BYTES + 2] = "";
    struct query *q;

    for (int i = 0; i < QUERY_MAX_TERMS; i++)
        strcat(text, "a ");
    query_free(parsed(text));
    strcat(text, "a");
    refuses(text, 2 * QUERY_MAX_TERMS + 1, "64 words");

    *text = '\0';
    for (int i = 0; i < QUERY_MAX_DEPTH; i++)
        strcat(text, i % 2 ? "not " : "( ");
    strcat(text, "a");
    for (int i = 0; i < QUERY_MAX_DEPTH; i += 2)
        strcat(text, ")");
    query_free(parsed(text));
    memmove(text + 1, text, strlen(text) + 1);
    *text = '(';
    refuses(text, 94, "more than 32");

    memset(text, 'a', sizeof text - 1);
    refuses(text, QUERY_MAX_BYTES + 1, "8192 bytes");
    text[QUERY_MAX_BYTES] = '\0';
    q = parsed(text);
    cr_expect(strlen(q->node[q->root].term.text) == QUERY_MAX_BYTES);
    query_free(q);
}

Test(query, the_caret_stands_below_what_is_wrong)
{
    char text[400], *lines;

    lines = query_caret("kick dur:long", 9);
    cr_expect_str_eq(lines, "  kick dur:long\n           ^");
    free(lines);
    lines = query_caret("\xc3\xa9\xc3\xa9 \x1b", 5);
    cr_expect_str_eq(lines, "  \xc3\xa9\xc3\xa9  \n     ^");
    free(lines);
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    text[300] = 'X';
    lines = query_caret(text, 300);
    cr_expect(strlen(lines) < 160);
    cr_expect(strchr(lines, 'X') - lines == strchr(lines, '^') - strchr(lines, '\n') - 1);
    free(lines);
}

/* Words of a command line, joined. */
static void joins(const char *want, size_t n, const char *const *word)
{
    char *got = query_join(word, n);

    cr_expect_str_eq(got, want, "'%s', not '%s'", got, want);
    free(got);
}

Test(query, the_quotes_of_a_shell_count_where_there_are_several_words)
{
    joins("", 0, NULL);
    joins("kick -loop", 2, (const char *const[]){"kick", "-loop"});
    joins("kick or (hat loop)", 1, (const char *const[]){"kick or (hat loop)"});
    joins("kick \"deep sub\"", 2, (const char *const[]){"kick", "deep sub"});
    joins("a path:\"Vinyl Loops\"", 2, (const char *const[]){"a", "path:Vinyl Loops"});
    joins("a -path:\"Vinyl Loops\"", 2, (const char *const[]){"a", "-path:Vinyl Loops"});
    joins("a (b or c)", 2, (const char *const[]){"a", "(b or c)"});
    joins("( a or b ) c", 6, (const char *const[]){"(", "a", "or", "b", ")", "c"});
    joins("a \"x: y\"", 2, (const char *const[]){"a", "x: y"});
    joins("\"\"", 1, (const char *const[]){""});
}

/* Are both trees the same? */
static bool same(const struct query *a, int i, const struct query *b, int k)
{
    const struct query_node *x = &a->node[i], *y = &b->node[k];

    if (x->op != y->op || x->term.facet != y->term.facet ||
        x->term.quoted != y->term.quoted || x->term.measure != y->term.measure ||
        x->term.low != y->term.low || x->term.high != y->term.high ||
        x->term.above != y->term.above || x->term.below != y->term.below ||
        (x->op == QUERY_TERM && strcmp(x->term.text, y->term.text) != 0))
        return false;
    for (i = x->first, k = y->first; i >= 0 && k >= 0;
         i = a->node[i].next, k = b->node[k].next)
        if (!same(a, i, b, k))
            return false;
    return i == k;
}

static const char *pick(struct rng *r, const char *const *list, size_t n)
{
    return list[rng_below(r, n)];
}

static void grow(struct rng *r, char *out, int depth)
{
    static const char *const terms[] = {"kick",
                                        "hi-hat",
                                        "\"deep sub\"",
                                        "\"or\"",
                                        "\"a\"\"b\"",
                                        "name:x",
                                        "-loop",
                                        "path:\"Vinyl Loops\"",
                                        "-path:c%s",
                                        "dur:<500ms",
                                        "dur:333ms..7.7s",
                                        "bpm:120.4",
                                        "bpm:>=99.9",
                                        "note:C2..Bb4",
                                        "note:F#",
                                        "-key:bbm",
                                        "added:<7d",
                                        "added:2026-02",
                                        "modified:..2025-12-31",
                                        "conf:>0.8",
                                        "rate:44.1k",
                                        "size:1..2.5M",
                                        "peak:>-0.3",
                                        "state:any",
                                        "form:Loop",
                                        "source:model+name",
                                        "ucs:MUSCPerc",
                                        "channels:mono"};
    static const char *const glue[] = {" ", " or ", " and ", "  "};
    const size_t parts = 1 + rng_below(r, 3);

    for (size_t i = 0; i < parts; i++) {
        if (i)
            strcat(out, pick(r, glue, 4));
        if (depth > 0 && rng_below(r, 3) == 0) {
            strcat(out, rng_below(r, 2) ? "(" : "not (");
            grow(r, out, depth - 1);
            strcat(out, ")");
        } else {
            strcat(out, pick(r, terms, sizeof terms / sizeof *terms));
        }
    }
}

Test(query, what_is_written_anew_reads_as_the_same_tree)
{
    struct rng r;
    char text[QUERY_MAX_BYTES];

    rng_init(&r, 7);
    for (int i = 0; i < 5000; i++) {
        struct query *q = NULL, *again;
        struct err e = {0};
        char *anew;

        *text = '\0';
        grow(&r, text, 3);
        if (query_parse(&q, text, NULL, &e) != 0) {
            cr_assert(strstr(e.text, "64 words"), "%s: %s", text, e.text);
            continue;
        }
        anew = query_text(q);
        again = parsed(anew);
        cr_assert(same(q, q->root, again, again->root), "'%s' became '%s'", text, anew);
        free(anew);
        query_free(again);
        query_free(q);
    }
}
