/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what somebody types to the tag that is meant. */
#include "store/vocabulary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/facets.h"
#include "util/keyname.h"
#include "util/naming.h"
#include "util/sound.h"
#include "util/utf8.h"

enum { DEPTH_MOST = 4, BPM_LEAST = 10, BPM_MOST = 999, SHOWN_MOST = 4 };

static int refuse(struct err *e, const char *word, const char *why)
{
    return err_set(e, ERR_USAGE, "%s: %s", word, why);
}

/* Lower case, and with `dots` a "." for each "-". */
static void fold(char *out, size_t room, const char *text, bool dots)
{
    size_t n = 0;

    for (; text[n] && n + 1 < room; n++)
        out[n] = text[n] >= 'A' && text[n] <= 'Z' ? (char)(text[n] + 32)
                 : dots && text[n] == '-'         ? '.'
                                                  : text[n];
    out[n] = '\0';
}

/* Is it made of 1 to DEPTH_MOST parts of a-z, 0-9 and "-"? */
static bool is_category(const char *text)
{
    int depth = 0;

    for (const char *p = text;; p++) {
        const size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789-");

        if (n == 0 || *p == '-' || ++depth > DEPTH_MOST)
            return false;
        p += n;
        if (!*p)
            return true;
        if (*p != '.')
            return false;
    }
}

/* What of the library ends with these parts. */
struct ends {
    char first[CORRECTION_TEXT + 1]; /* the shortest */
    char some[160];                  /* of them, for a message */
    int n, apart;                    /* apart: not the first, nor below it */
};

static void note_end(struct ends *x, const char *name)
{
    const size_t used = strlen(x->some);

    if (x->n++ == 0)
        snprintf(x->first, sizeof x->first, "%s", name);
    else
        x->apart += !naming_within(name, x->first);
    if (x->n <= SHOWN_MOST)
        snprintf(x->some + used, sizeof x->some - used, "%s%s", used ? ", " : "", name);
}

static int find_ends(struct store *s, const char *text, struct ends *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_VOCABULARY_ENDS, e);
    int found;

    *out = (struct ends){.n = 0};
    if (!st)
        return -1;
    db_text(st, ":text", text);
    while ((found = db_row(s, st, SQL_VOCABULARY_ENDS, e)) == 1)
        note_end(out, (const char *)sqlite3_column_text(st, 0));
    return found;
}

/* Is it a category, or the parent of one? 1, 0, -1. */
static int is_known(struct store *s, const char *text, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_VOCABULARY_HAS, e);
    int64_t has = 0;

    if (!st)
        return -1;
    db_text(st, ":text", text);
    return db_value(s, st, SQL_VOCABULARY_HAS, &has, e) < 0 ? -1 : has != 0;
}

static int put(struct meaning *out, const char *facet, const char *tag)
{
    *out = (struct meaning){.fresh = false};
    snprintf(out->facet, sizeof out->facet, "%s", facet);
    snprintf(out->tag, sizeof out->tag, "%s", tag);
    return 0;
}

/* A name that nobody has used, which may be made where its parent is known. */
static int find_fresh(struct store *s, const char *word, char *name, struct meaning *out,
                      struct err *e)
{
    char *dot = strrchr(name, '.');
    int known;

    if (!dot || !is_category(name))
        return refuse(e, word,
                      "no such tag; a category is written as find has it (kick, "
                      "drums.hat.closed), a free tag as user:WORD");
    *dot = '\0';
    known = is_known(s, name, e);
    if (known != 1)
        return known < 0 ? -1
                         : err_set(e, ERR_USAGE,
                                   "%s: neither this nor its parent %s is a category",
                                   word, name);
    *dot = '.';
    put(out, "category", name);
    out->fresh = true;
    return 0;
}

static int find_category(struct store *s, const char *word, const char *text,
                         struct meaning *out, struct err *e)
{
    char name[CORRECTION_TEXT + 1], dotted[CORRECTION_TEXT + 1];
    struct ends ends;
    int known;

    fold(name, sizeof name, text, false);
    fold(dotted, sizeof dotted, text, true);
    known = is_known(s, name, e);
    if (known != 0)
        return known < 0 ? -1 : put(out, "category", name);
    if (find_ends(s, name, &ends, e) != 0 ||
        (ends.n == 0 && find_ends(s, dotted, &ends, e) != 0))
        return -1;
    if (ends.n == 0)
        return find_fresh(s, word, name, out, e);
    if (ends.apart == 0)
        return put(out, "category", ends.first);
    return err_set(e, ERR_USAGE, "%s: may be %s%s; say which", word, ends.some,
                   ends.n > SHOWN_MOST ? " ..." : "");
}

static int find_form(const char *word, const char *value, struct meaning *out,
                     struct err *e)
{
    char name[16];

    fold(name, sizeof name, value, false);
    if (sound_form_of(name) < 0)
        return refuse(e, word, "a form is oneshot or loop");
    return put(out, "form", name);
}

static int find_bpm(const char *word, const char *value, struct meaning *out,
                    struct err *e)
{
    char name[32], *end;
    const double bpm = strtod(value, &end);

    if (!*value || *end || strspn(value, "0123456789.") != strlen(value) ||
        !(bpm >= BPM_LEAST && bpm <= BPM_MOST))
        return refuse(e, word, "a tempo is 10 to 999 beats per minute");
    snprintf(name, sizeof name, "%.6g", bpm);
    return put(out, "bpm", name);
}

static int find_note(const char *word, const char *value, struct meaning *out,
                     struct err *e)
{
    char name[SOUND_NOTE];
    const int midi = sound_note_of(value);

    if (midi < 0)
        return refuse(e, word, "a note is C-1 to G9, such as A4 or F#3");
    return put(out, "note", sound_note_name(name, midi));
}

/* "Am", "c#", "Bb minor", "8A": as "Am", "C#", "Bbm", "Am". */
static int find_key(const char *word, const char *value, struct meaning *out,
                    struct err *e)
{
    static const char *const minor[] = {"m", "min", "minor", " min", " minor"};
    static const char *const major[] = {"", "maj", "major", " maj", " major"};
    const size_t n = *value && (value[1] == '#' || value[1] == 'b') ? 2 : 1;
    const char letter = (char)(*value & ~0x20);
    char name[8];

    if (*value >= '0' && *value <= '9' && keyname_of(value) >= 0)
        return put(out, "key", keyname(keyname_of(value)));
    for (size_t i = 0; letter >= 'A' && letter <= 'G' && i < 5; i++) {
        const bool is_minor = strcmp(value + n, minor[i]) == 0;

        if (!is_minor && strcmp(value + n, major[i]) != 0)
            continue;
        snprintf(name, sizeof name, "%c%.*s%s", letter, (int)n - 1, value + 1,
                 is_minor ? "m" : "");
        return put(out, "key", name);
    }
    return refuse(e, word, "a key is written C, F#, Bbm, Am or 8A");
}

static int find_free(const char *word, const char *value, struct meaning *out,
                     struct err *e)
{
    const size_t n = strlen(value);
    size_t step = 1;

    for (size_t at = 0; at < n && step; at += step)
        step = utf8_shown(value + at, n - at);
    if (n == 0 || n > CORRECTION_TEXT || step == 0 || *value == ' ' ||
        value[n - 1] == ' ')
        return refuse(e, word,
                      "a free tag is 1 to 200 bytes of text without spaces "
                      "around it");
    return put(out, "user", value);
}

/* One of the words of a closed vocabulary. */
static int find_wording(enum wording w, const char *word, const char *value,
                        struct meaning *out, struct err *e)
{
    char name[32], some[160] = "";

    fold(name, sizeof name, value, false);
    for (int i = 0; wording_word(w, i); i++) {
        const size_t used = strlen(some);

        if (strcmp(name, wording_word(w, i)) == 0)
            return put(out, wording_facet(w), name);
        snprintf(some + used, sizeof some - used, "%s%s", used ? ", " : "",
                 wording_word(w, i));
    }
    return err_set(e, ERR_USAGE, "%s: the words for %s are %s", word, wording_facet(w),
                   some);
}

/* The wording that this is a facet of; -1 = none. */
static int wording_before(const char *word, const char *colon)
{
    char facet[CORRECTION_FACET + 1];

    if (!colon || (size_t)(colon - word) >= sizeof facet)
        return -1;
    snprintf(facet, sizeof facet, "%.*s", (int)(colon - word), word);
    return wording_find(facet);
}

/* Facets whose words mean the same in every library. */
static const struct {
    const char *facet; /* with its colon */
    int (*find)(const char *word, const char *value, struct meaning *out, struct err *e);
} facets[] = {{"form:", find_form},
              {"bpm:", find_bpm},
              {"key:", find_key},
              {"note:", find_note},
              {"user:", find_free}};
enum { FACETS = sizeof facets / sizeof *facets };

static const char a_facet_is[] = "a facet is category, form, bpm, key, note, length, "
                                 "brightness, envelope, character, quality or user";

int vocabulary_find(struct store *s, const char *word, struct meaning *out, struct err *e)
{
    const char *colon = strchr(word, ':');

    if (!*word || strlen(word) > CORRECTION_TEXT + CORRECTION_FACET)
        return err_set(e, ERR_USAGE, "a tag is 1 to %d bytes long", CORRECTION_TEXT);
    for (size_t i = 0; i < FACETS; i++)
        if (strncmp(word, facets[i].facet, strlen(facets[i].facet)) == 0)
            return facets[i].find(word, word + strlen(facets[i].facet), out, e);
    if (strncmp(word, "category:", 9) == 0)
        return find_category(s, word, word + 9, out, e);
    if (wording_before(word, colon) >= 0)
        return find_wording(wording_before(word, colon), word, colon + 1, out, e);
    if (colon)
        return refuse(e, word, a_facet_is);
    if (strcmp(word, "loop") == 0 || strcmp(word, "oneshot") == 0)
        return put(out, "form", word);
    return find_category(s, word, word, out, e);
}

int vocabulary_check(const char *facet, const char *tag, struct err *e)
{
    const size_t n = strlen(facet);
    const int w = wording_find(facet);
    struct meaning m;
    size_t i = 0;
    int rc;

    if (strcmp(facet, "category") == 0) /* a model may call its categories anything */
        return 0;
    while (i < FACETS &&
           (strncmp(facets[i].facet, facet, n) != 0 || facets[i].facet[n] != ':'))
        i++;
    if (i == FACETS && w < 0)
        return err_set(e, ERR_FORMAT, "%s, not '%s'", a_facet_is, facet);
    rc = w < 0 ? facets[i].find(tag, tag, &m, e) : find_wording(w, tag, tag, &m, e);
    return rc == 0 && strcmp(m.tag, tag) == 0
               ? 0
               : err_set(e, ERR_FORMAT, "'%s' is not how a %s is written", tag, facet);
}

int vocabulary_each(struct store *s, int limit,
                    int (*each)(void *arg, const char *facet, const char *tag,
                                struct err *e),
                    void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_VOCABULARY_EACH, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_VOCABULARY_EACH, e)) != 0)
        rc = found < 0 ? -1
                       : each(arg, (const char *)sqlite3_column_text(st, 0),
                              (const char *)sqlite3_column_text(st, 1), e);
    sqlite3_reset(st);
    return rc;
}
