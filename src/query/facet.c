/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of what a query may ask for by name. */
#include "query/facet.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "util/facets.h"

#define HUGE_NUMBER 1e15
#define ANY_TEXT    .kind = FACET_TEXT
#define CONFIDENCE                                                                       \
    .kind = FACET_NUMBER, .near = -1, .most = 1,                                         \
    .allowed = "a confidence is >0.8 or 0.5..0.9, between 0 and 1"
#define HERTZ                                                                            \
    .kind = FACET_NUMBER, .units = UNITS_HERTZ, .near = -1, .most = HUGE_NUMBER,         \
    .allowed = "a frequency is <200, >=2k or 200..800; units Hz, k, kHz"
#define SECONDS(what)                                                                    \
    .kind = FACET_NUMBER, .units = UNITS_TIME, .near = -1, .most = HUGE_NUMBER,          \
    .allowed = what " is <2, >=500ms or 0.5..2; units ms, s, m, h"
#define PART(what)                                                                       \
    .kind = FACET_NUMBER, .near = -1, .most = 1,                                         \
    .allowed = what " is >0.8 or 0.5..0.9, between 0 and 1"
#define DECIBEL(what)                                                                    \
    .kind = FACET_NUMBER, .units = UNITS_DECIBEL, .near = -1, .least = -HUGE_NUMBER,     \
    .most = HUGE_NUMBER, .allowed = what " is >-6, <=-20 or -14..-9"
#define COUNT(what, example)                                                             \
    .kind = FACET_NUMBER, .most = HUGE_NUMBER, .allowed = what " is " example
#define TIME                                                                             \
    .kind = FACET_TIME,                                                                  \
    .allowed = "a time is <7d, >=2w, 2026-01-01.., 2026-01 or 2025..2026; units s, "     \
               "min, h, d, w, mo, y"

const char facet_sort_words[] = "conf name path added modified dur bpm note loudness "
                                "peak bright rate size random pitch truepeak noise "
                                "punch dist";

const struct facet facets[QUERY_FACETS] = {
    [QUERY_WORD] = {"", NULL, ANY_TEXT},
    [QUERY_CATEGORY] = {"category", NULL, ANY_TEXT},
    [QUERY_FORM] = {"form", NULL, FACET_CHOICE, .words = "oneshot loop",
                    .allowed = "a form is oneshot or loop"},
    [QUERY_KEY] = {"key", NULL, FACET_KEY, .allowed = "a key is C, F#, Bbm, Am or 8A"},
    [QUERY_NOTE] = {"note", NULL, FACET_NOTE,
                    .allowed = "a note is A4, F#, >=C3 or C2..Bb4, with C4 as 60"},
    [QUERY_LENGTH] = {"length", NULL, FACET_CHOICE, .wording = 1 + WORDING_LENGTH,
                      .allowed = "a length is short, medium or long; in seconds: dur:"},
    [QUERY_ENVELOPE] = {"envelope", NULL, FACET_CHOICE, .wording = 1 + WORDING_ENVELOPE,
                        .allowed = "an envelope is decaying, sustained or swelling"},
    [QUERY_CHARACTER] = {"character", NULL, FACET_CHOICE,
                         .wording = 1 + WORDING_CHARACTER,
                         .allowed = "a character is tonal, noisy, dry, wet, punchy or "
                                    "distorted"},
    [QUERY_QUALITY] = {"quality", NULL, FACET_CHOICE, .wording = 1 + WORDING_QUALITY,
                       .allowed =
                           "a quality is clipped, dc-offset, leading-silence, "
                           "trailing-silence, near-silent, mono-as-stereo, one-sided, "
                           "truncated or overs"},
    [QUERY_TAG] = {"tag", NULL, ANY_TEXT},
    [QUERY_USER] = {"user", NULL, ANY_TEXT},
    [QUERY_SOURCE] = {"source", NULL, FACET_CHOICE,
                      .words = "user model file path name model+name signal",
                      .allowed =
                          "a source is user, model, name, model+name, file, signal "
                          "or path"},
    [QUERY_BST] = {"bst", NULL, ANY_TEXT},
    [QUERY_UCS] = {"ucs", NULL, ANY_TEXT},
    [QUERY_NAME] = {"name", NULL, ANY_TEXT},
    [QUERY_PATH] = {"path", NULL, ANY_TEXT},
    [QUERY_FOLDER] = {"folder", NULL, ANY_TEXT},
    [QUERY_FORMAT] = {"format", NULL, ANY_TEXT},
    [QUERY_STATE] = {"state", NULL, FACET_CHOICE,
                     .words = "ok pending failed unsupported unavailable any",
                     .allowed = "a state is ok, pending, failed, unsupported, "
                                "unavailable or any"},
    [QUERY_DURATION] = {"dur", "duration_s", FACET_NUMBER, UNITS_TIME, -1,
                        .most = HUGE_NUMBER,
                        .allowed = "a duration is <2, >=500ms or 0.5..2; units ms, s, m, "
                                   "h"},
    [QUERY_BPM] = {"bpm", NULL, FACET_NUMBER, .near = 0.5, .most = HUGE_NUMBER,
                   .allowed = "a tempo is 120, >100 or 118..124"},
    [QUERY_BPM_CONFIDENCE] = {"bpmconf", "bpm_confidence", CONFIDENCE},
    [QUERY_BEATS] = {"beats", NULL, COUNT("the number of beats", "16, >8 or 4..8")},
    [QUERY_CONFIDENCE] = {"conf", "category_confidence", CONFIDENCE},
    [QUERY_FORM_CONFIDENCE] = {"formconf", "form_confidence", CONFIDENCE},
    [QUERY_KEY_CONFIDENCE] = {"keyconf", "key_confidence", CONFIDENCE},
    [QUERY_PITCH] = {"pitch", "pitch_hz", HERTZ},
    [QUERY_PITCH_CONFIDENCE] = {"pitchconf", "pitch_confidence", CONFIDENCE},
    [QUERY_LOUDNESS] = {"loudness", "loudness_lufs loud", DECIBEL("a loudness")},
    [QUERY_MOMENTARY] = {"momentary", "momentary_lufs", DECIBEL("a loudness")},
    [QUERY_PEAK] = {"peak", "peak_db", DECIBEL("a peak")},
    [QUERY_TRUE_PEAK] = {"truepeak", "true_peak_db", DECIBEL("a peak")},
    [QUERY_BRIGHTNESS] = {"bright", "brightness", FACET_NUMBER, UNITS_HERTZ, -1,
                          .most = HUGE_NUMBER, .wording = 1 + WORDING_BRIGHTNESS,
                          .allowed = "a brightness is dark, bright, <200, >=2k or "
                                     "200..800; units Hz, k, kHz"},
    [QUERY_AUDIBLE] = {"audible", "audible_s", SECONDS("an audible length")},
    [QUERY_SUSTAIN] = {"sustain", "sustain_db", DECIBEL("a sustain")},
    [QUERY_NOISINESS] = {"noise", "noisiness", PART("a noisiness")},
    [QUERY_TAIL] = {"tail", "tail_s", SECONDS("a tail")},
    [QUERY_PUNCH] = {"punch", "punch_db", DECIBEL("a punch")},
    [QUERY_DISTORTION] = {"dist", "distortion", PART("a distortion")},
    [QUERY_RATE] = {"rate", "rate_hz", FACET_NUMBER, UNITS_HERTZ, .most = HUGE_NUMBER,
                    .allowed = "a rate is 44100, 48k or >=88.2k"},
    [QUERY_CHANNELS] = {"channels", NULL,
                        COUNT("the number of channels", "mono, stereo, 6 or >2")},
    [QUERY_FILES] = {"files", NULL, COUNT("the number of files", "2 or >1")},
    [QUERY_SIZE] = {"size", NULL, FACET_NUMBER, UNITS_BYTES, -1, .most = HUGE_NUMBER,
                    .allowed = "a size is <100k or 1M..20M; units B, k, M, G"},
    [QUERY_MODEL] = {"model", "model_id", COUNT("a model", "its number, 3 or <3")},
    [QUERY_ADDED] = {"added", "added_at", TIME},
    [QUERY_MODIFIED] = {"modified", "mtime", TIME},
    [QUERY_SIMILAR] = {"similar", NULL, ANY_TEXT},
    [QUERY_SORT] = {"sort", NULL, FACET_SORT,
                    .allowed = "what to sort by is conf, name, path, added, modified, "
                               "dur, bpm, note, loudness, peak, bright, rate, size, "
                               "random, pitch, truepeak, noise, punch or dist, with a "
                               "dash for the last first"},
    [QUERY_LIMIT] = {"limit", NULL, FACET_LIMIT,
                     .allowed = "a limit is a number from 1 to 2147483647"},
};

/* Is it one of these, parted by blanks? */
static bool is_name(const char *names, const char *text, size_t n)
{
    for (const char *p = names ? names : ""; *p && n > 0;) {
        const size_t len = strcspn(p, " ");

        if (len == n && strncasecmp(p, text, n) == 0)
            return true;
        p += len + strspn(p + len, " ");
    }
    return false;
}

enum query_facet facet_find(const char *name, size_t n)
{
    int f = QUERY_WORD + 1;

    while (f < QUERY_FACETS && !is_name(facets[f].name, name, n) &&
           !is_name(facets[f].other, name, n))
        f++;
    return (enum query_facet)f;
}

int facet_choice(const char *words, const char *word)
{
    const size_t n = strlen(word);
    int i = 0;

    for (const char *p = words;; i++) {
        const size_t len = strcspn(p, " ");

        if (len == n && n > 0 && strncasecmp(p, word, n) == 0)
            return i;
        if (!p[len])
            return -1;
        p += len + 1;
    }
}

int facet_sort_key(const char *word)
{
    const enum query_facet f = facet_find(word, strlen(word));
    const int key = facet_choice(facet_sort_words, word);

    return key < 0 && f < QUERY_FACETS ? facet_choice(facet_sort_words, facets[f].name)
                                       : key;
}
