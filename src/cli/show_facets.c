/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was measured of a file beside what it is, for a person: or why it was not. */
#include <stdio.h>

#include "cli/print.h"
#include "cli/show.h"
#include "cli/show_lines.h"
#include "util/keyname.h"

/* True: there is something to say. Else the line says why there is not. */
static bool begin(const char *name, enum unmeasured why)
{
    static const char *const text[UNMEASURED_COUNT] = {
        [UNMEASURED_SILENT] = "there is nothing to hear",
        [UNMEASURED_SHORT] = "it is too short",
        [UNMEASURED_ATONAL] = "it is noise, or too many notes at once",
        [UNMEASURED_NO_PULSE] = "nothing in it recurs",
        [UNMEASURED_ONESHOT] = "only loops are asked",
        [UNMEASURED_NO_MODEL] = "the model in use cannot tell",
        [UNMEASURED_UNKNOWN] = "nobody has looked"};

    show_label(name);
    if (why != MEASURED)
        printf("none: %s\n", text[why]);
    return why == MEASURED;
}

/* How likely it is right, and whether that is enough. */
static void show_sure(const struct facets *f, enum facets_part part, float p)
{
    printf("  %.2f%s\n", (double)p, facets_sure(f, part) ? "" : ", unsure");
}

static void show_tempo(const struct facets *f)
{
    const struct tempo *t = &f->tempo;

    if (!begin("tempo", t->why))
        return;
    printf("%.5g bpm", (double)t->bpm);
    for (size_t i = 0; i < TEMPO_ALTERNATES; i++)
        if (t->alternate[i] > 0)
            printf("%s %.5g", i ? "," : " or", (double)t->alternate[i]);
    if (t->beats > 0)
        printf(", %d beats", t->beats);
    printf(", a bar begins at %.3g s", (double)t->downbeat_s);
    show_sure(f, FACETS_TEMPO, t->confidence);
}

static void show_key(const struct facets *f)
{
    const struct tonality *t = &f->tonality;

    if (!begin("key", t->why))
        return;
    printf("%s (%s)", keyname(t->key), keyname_camelot(t->key));
    if (t->second >= 0)
        printf(" or %s %.2f", keyname(t->second), (double)t->second_confidence);
    printf(", tuned %+.0f cents", (double)t->tuning_cents);
    show_sure(f, FACETS_TONALITY, t->confidence);
}

static void show_pitch(const struct facets *f)
{
    char note[32];

    if (!begin("pitch", f->pitch.why))
        return;
    printf("%.2f Hz, %s", (double)f->pitch.hz, print_note(note, pitch_note(f->pitch.hz)));
    show_sure(f, FACETS_PITCH, f->pitch.confidence);
}

static void show_loudness(const struct loudness *l)
{
    if (begin("loudness", l->why))
        printf("%.1f LUFS, %.1f at most, true peak %.1f dBTP\n", (double)l->lufs,
               (double)l->momentary_lufs, (double)l->true_peak_db);
}

static void show_number(const char *name, float v, const char *unit)
{
    printf("%s%.4g%s%s", name, (double)v, *unit ? " " : "", unit);
}

static void show_character(const float *c)
{
    static const struct {
        enum character which;
        const char *name, *unit;
    } line[] = {{CHARACTER_CENTROID, "centre ", "Hz"},
                {CHARACTER_LENGTH, ", audible ", "s"},
                {CHARACTER_BALANCE, ", energy at ", ""},
                {CHARACTER_SUSTAIN, ", sustain ", "dB"},
                {CHARACTER_NOISINESS, ", noise ", ""},
                {CHARACTER_TAIL, ", tail ", "s"},
                {CHARACTER_PUNCH, ", punch ", "dB"},
                {CHARACTER_DISTORTION, ", distortion ", ""}};

    show_label("character");
    for (size_t i = 0; i < sizeof line / sizeof *line; i++)
        show_number(line[i].name, c[line[i].which], line[i].unit);
    putchar('\n');
}

static void show_quality(const struct quality *q)
{
    show_label("quality");
    show_number("clipped ", q->clipped_s * 1e3f, "ms");
    show_number(", dc ", q->dc, "");
    show_number(", silence before ", q->leading_s, "s");
    show_number(", after ", q->trailing_s, "s");
    show_number(", sides ", q->side_db, "dB");
    show_number(", balance ", q->balance_db, "dB");
    show_number(", end ", q->end_db, "dB");
    putchar('\n');
}

void show_facets(const struct inspection *i, bool colour)
{
    const struct facets *f = &i->facets;

    show_title(colour, "facets");
    show_tempo(f);
    show_key(f);
    show_pitch(f);
    if (facets_has(f, FACETS_FORM)) {
        show_label("form");
        printf("a loop with %.2f\n", (double)f->loop_p);
    }
    show_loudness(&f->loudness);
    if (facets_has(f, FACETS_CHARACTER))
        show_character(f->character);
    if (facets_has(f, FACETS_QUALITY))
        show_quality(&f->quality);
}
