/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/pitch and nn/pitch_fit: what note a sound is. */
#include "heard.h"
#include "slopes.h"
#include "whole_model.h"

#include <string.h>

#include "nn/pitch.h"
#include "nn/pitch_fit.h"

static double midi_of(double hz) { return 69.0 + 12.0 * log2(hz / 440.0); }
static double hz_of(double midi) { return 440.0 * exp2((midi - 69.0) / 12.0); }

static struct pitch_net *random_net(uint64_t seed)
{
    struct pitch_net *net = mem_new(1, sizeof *net);

    noise((float *)net, PITCH_FLOATS, seed);
    return net;
}

/* What the ear makes of a signal. */
static void patch_of(struct heard *h, struct patch *out)
{
    hear(h);
    patch_make(out, h->is.mel, h->is.frames, (double)h->n / h->rate_hz);
    patch_add_partials(out, h->is.partials);
}

/* A decaying tone with so many harmonics. */
static void tone(struct patch *out, int rate_hz, double midi, int harmonics)
{
    struct heard h = begin(rate_hz, 1.2);
    const double hz = hz_of(midi);

    for (int k = 1; k <= harmonics && k * hz < rate_hz / 2.2; k++)
        add_sine(&h, k * hz, 0.3 / k);
    for (size_t i = 0; i < h.n; i++)
        h.x[i] *= (float)exp(-2.0 * (double)i / h.rate_hz);
    patch_of(&h, out);
    end(&h);
}

/* The net of the model that is shipped. */
static struct pitch_net *built_in(void)
{
    struct pitch_net *net = mem_new(1, sizeof *net);
    const uint8_t *data;
    struct model *m = NULL;
    struct err e = {0};
    size_t n;

    if (model_embedded(&data, &n))
        cr_assert(model_parse(&m, data, n, &e) == 0, "%s", e.text);
    if (!m || !pitch_net_of(net, m))
        cr_skip_test("no model that hears notes is built in");
    model_free(m);
    return net;
}

static void is_zero(const struct pitch *p, enum unmeasured why)
{
    cr_expect(p->why == why, "%d, not %d", p->why, why);
    cr_expect(p->hz == 0.0f && p->confidence == 0.0f);
}

Test(pitch, the_walk_in_tiles_is_the_plain_one)
{
    struct pitch_net *net = random_net(1);
    static float seen[PATCH_TIMES * PITCH_SPAN], hidden[PITCH_ANSWERS * PITCH_HIDDEN];
    float score[PITCH_ANSWERS + 1];

    noise(seen, PATCH_TIMES * PITCH_SPAN, 2);
    pitch_forward(net, seen, hidden, score);
    for (size_t a = 0; a < PITCH_ANSWERS; a += 5) {
        double sum = 0.0;

        for (size_t o = 0; o < PITCH_HIDDEN; o++) {
            double h = net->bias[o];

            for (size_t t = 0; t < PATCH_TIMES; t++)
                for (size_t k = 0; k < PITCH_TAPS; k++)
                    h += seen[t * PITCH_SPAN + a + k] * net->weight[t][k][o];
            near(hidden[a * PITCH_HIDDEN + o], fmax(h, 0.0), 1e-4);
            sum += net->out[o] * fmax(h, 0.0);
        }
        near(score[a], sum, 1e-3);
    }
    cr_expect(score[PITCH_ANSWERS] == net->none);
    free(net);
}

struct slope_case {
    struct pitch_net *net;
    float seen[PATCH_TIMES * PITCH_SPAN], d[PITCH_ANSWERS + 1];
};

static double weighed_scores(void *arg)
{
    struct slope_case *c = arg;
    static float hidden[PITCH_ANSWERS * PITCH_HIDDEN];
    float score[PITCH_ANSWERS + 1];

    pitch_forward(c->net, c->seen, hidden, score);
    return dot(PITCH_ANSWERS + 1, score, c->d);
}

Test(pitch, slopes_are_those_of_the_scores)
{
    struct slope_case *c = mem_new(1, sizeof *c);
    struct pitch_net *slope = mem_new(1, sizeof *slope);
    static float hidden[PITCH_ANSWERS * PITCH_HIDDEN];
    float score[PITCH_ANSWERS + 1];

    c->net = random_net(3);
    for (size_t i = 0; i < PITCH_FLOATS; i++)
        ((float *)c->net)[i] *= 0.1f;
    for (size_t o = 0; o < PITCH_HIDDEN; o++)
        c->net->bias[o] = o % 4 ? 15.0f : -15.0f; /* far from where a ReLU bends */
    noise(c->seen, PATCH_TIMES * PITCH_SPAN, 4);
    noise(c->d, PITCH_ANSWERS + 1, 5);
    pitch_forward(c->net, c->seen, hidden, score);
    pitch_backward(c->net, c->seen, hidden, c->d, slope);
    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t k = 0; k < PITCH_TAPS; k += 66)
            check_slopes(weighed_scores, c, c->net->weight[t][k], slope->weight[t][k],
                         PITCH_HIDDEN, "weight");
    check_slopes(weighed_scores, c, c->net->bias, slope->bias, PITCH_HIDDEN, "bias");
    check_slopes(weighed_scores, c, c->net->out, slope->out, PITCH_HIDDEN, "out");
    check_slopes(weighed_scores, c, &c->net->none, &slope->none, 1, "none");
    free(c->net);
    free(c);
    free(slope);
}

Test(pitch, it_hears_every_note_in_the_same_way)
{
    struct pitch_net *net = random_net(6);
    struct patch *low = mem_new(1, sizeof *low), *high = mem_new(1, sizeof *high);
    float score[2][PITCH_ANSWERS + 1];
    enum { UP = 7 };

    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t b = 30; b < 100; b++)
            high->partials[t][b + UP] = low->partials[t][b] = (uint8_t)(b * 37 + t * 11);
    pitch_score(net, low, score[0]);
    pitch_score(net, high, score[1]);
    /* Far from both ends, where the mean of a time ends. */
    for (size_t a = 70; a < 80; a++)
        near(score[1][a + UP], score[0][a], 0.2);
    free(net);
    free(low);
    free(high);
}

Test(pitch, what_has_no_note_says_why)
{
    struct pitch_net *net = random_net(7);
    struct patch *p = mem_new(1, sizeof *p);
    struct pitch heard;

    p->duration_s = 1.0f;
    pitch_of(net, p, &heard);
    is_zero(&heard, UNMEASURED_SILENT);
    p->attack[0][5] = p->whole[0][5] = 200;
    pitch_of(net, p, &heard);
    is_zero(&heard, UNMEASURED_ATONAL); /* nothing in any band */
    p->partials[0][60] = 200;
    pitch_of(NULL, p, &heard);
    is_zero(&heard, UNMEASURED_NO_MODEL);
    p->duration_s = 0.005f;
    pitch_of(net, p, &heard);
    is_zero(&heard, UNMEASURED_SHORT);
    p->duration_s = 1.0f;
    net->none = 1e9f;
    pitch_of(net, p, &heard);
    is_zero(&heard, UNMEASURED_ATONAL);
    free(net);
    free(p);
}

Test(pitch, weights_that_overflow_hear_nothing)
{
    struct pitch_net *net = random_net(8);
    struct patch *p = mem_new(1, sizeof *p);
    struct pitch heard;

    for (size_t i = 0; i < PITCH_FLOATS; i++)
        ((float *)net)[i] *= 1e38f;
    tone(p, 44100, 60.0, 5);
    pitch_of(net, p, &heard);
    is_zero(&heard, UNMEASURED_ATONAL);
    free(net);
    free(p);
}

Test(pitch, how_sure_it_is_is_another_matter_than_what_it_hears)
{
    static const float plain[] = {1.0f, 0.0f}, humble[] = {0.5f, -1.0f};
    struct pitch_net *net = random_net(9);
    struct patch *p = mem_new(1, sizeof *p);
    struct pitch bold, meek;
    float score[PITCH_ANSWERS + 1];

    tone(p, 44100, 60.0, 5);
    net->none = -1e3f;
    pitch_score(net, p, score);
    pitch_tell(p, score, plain, &bold);
    pitch_tell(p, score, humble, &meek);
    cr_expect(bold.why == MEASURED && meek.why == MEASURED && bold.hz == meek.hz);
    cr_expect(meek.confidence < bold.confidence && bold.confidence <= 1.0f);
    near(pitch_logit(meek.confidence), 0.5 * pitch_logit(bold.confidence) - 1.0, 1e-3);
    free(net);
    free(p);
}

Test(pitch, a_model_keeps_its_net_for_notes_whole)
{
    static const char *const name[] = {"pitch.weight", "pitch.bias", "pitch.out",
                                       "pitch.sure"};
    struct model *m = whole_model("linear"), *back = NULL;
    struct pitch_net *net = random_net(10), *got = mem_new(1, sizeof *got);
    uint8_t trunk[SOUND_TRUNK];
    struct buf b = {0};
    struct err e = {0};

    cr_expect(pitch_net_of(got, m) == 0);
    memcpy(trunk, m->trunk, sizeof trunk);
    pitch_net_put(m, net);
    model_seal(m);
    cr_expect(memcmp(trunk, m->trunk, sizeof trunk) != 0, "stored notes look current");
    model_write(m, &b);
    cr_assert(model_parse(&back, b.data, b.len, &e) == 0, "%s", e.text);
    cr_expect(pitch_net_of(got, back) == 1 && memcmp(got, net, sizeof *net) == 0);
    model_free(back);
    back = model_copy(m);
    cr_expect(pitch_net_of(got, back) == 1 && memcmp(got, net, sizeof *net) == 0);
    model_free(back);
    for (size_t i = 0; i < 4; i++) {
        struct model *part = model_copy(m), *bent = model_copy(m);

        model_drop(part, name[i]);
        cr_expect(pitch_check(part, &e) == -1 && strstr(e.text, "a part of"), "%s",
                  e.text);
        model_put(bent, name[i], false, 1, (size_t[]){PITCH_HIDDEN + 2});
        cr_expect(pitch_check(bent, &e) == -1 && strstr(e.text, name[i]), "%s", e.text);
        model_seal(bent);
        buf_reset(&b);
        model_write(bent, &b);
        cr_expect(model_parse(&back, b.data, b.len, &e) == -1, "bent %s", name[i]);
        model_free(part);
        model_free(bent);
    }
    model_free(m);
    free(net);
    free(got);
    buf_clear(&b);
}

/* Tones of many timbres and sounds without a note, of four makers. */
enum { ROWS = 48 };
static void lessons(struct patch *patch, struct pitch_row *row)
{
    for (size_t i = 0; i < ROWS; i++) {
        const bool none = i % 4 == 3;
        const double midi = 40.0 + (double)(i * 7 % 36);

        if (none) {
            struct heard h = begin(44100, 0.5);

            add_noise(&h, 0.1, i);
            patch_of(&h, &patch[i]);
            end(&h);
        } else {
            tone(&patch[i], 44100, midi, 2 + (int)(i % 9));
        }
        row[i] = (struct pitch_row){.patch = &patch[i],
                                    .midi = none ? -1.0f : (float)midi,
                                    .weight = 1.0f,
                                    .source = (int)(i % 5),
                                    .asked = i < ROWS - 4};
    }
}

static bool never(void *arg)
{
    (void)arg;
    return false;
}
static bool at_once(void *arg)
{
    (void)arg;
    return true;
}

Test(pitch, it_learns_to_hear_notes_and_noise)
{
    struct patch *patch = mem_new(ROWS, sizeof *patch), *p = mem_new(1, sizeof *p);
    struct pitch_net *net = mem_new(2, sizeof *net);
    struct pitch_options o = pitch_defaults;
    struct pitch_row row[ROWS];
    struct pitch_figures unheard, f;

    o.folds = 2;
    o.batch = 8;
    o.epochs = 12;
    o.stop = never;
    lessons(patch, row);
    cr_assert(pitch_fit(&net[0], &unheard, row, ROWS, &o));
    cr_assert(pitch_fit(&net[1], &unheard, row, ROWS, &o));
    cr_expect(memcmp(&net[0], &net[1], sizeof *net) == 0, "one seed, two nets");
    cr_expect(unheard.n + unheard.none == ROWS - 4, "%zu and %zu are judged", unheard.n,
              unheard.none);
    pitch_measure(&f, &net[0], row, ROWS);
    cr_expect(f.n == ROWS * 3 / 4 && f.none == ROWS / 4);
    cr_expect(f.note >= f.n - 1 && f.none_sure == 0, "%zu of %zu, %zu", f.note, f.n,
              f.none_sure);
    for (int midi = 45; midi < 70; midi += 3) { /* none of them taught so */
        struct pitch heard;

        tone(p, 44100, midi, 4);
        pitch_of(&net[0], p, &heard);
        cr_expect(heard.why == MEASURED && fabs(midi_of(heard.hz) - midi) < 0.1,
                  "%d is heard as %g", midi, midi_of(heard.hz));
    }
    o.stop = at_once;
    cr_expect(!pitch_fit(&net[1], &unheard, row, ROWS, &o));
    free(patch);
    free(p);
    free(net);
}

Test(pitch, figures_count_notes_classes_and_what_is_sure)
{
    struct patch *patch = mem_new(ROWS, sizeof *patch);
    struct pitch_net *net = random_net(12);
    struct pitch_row row[ROWS];
    struct pitch_figures f;
    struct pitch heard;
    float heard_midi;

    lessons(patch, row);
    net->none = -1e3f;
    pitch_of(net, row[0].patch, &heard);
    heard_midi = (float)midi_of(heard.hz);
    row[0].midi = heard_midi + 0.4f;
    pitch_measure(&f, net, row, 1);
    cr_expect(f.n == 1 && f.note == 1 && f.class == 1);
    within(f.off_cents, 40.0, 0.5);
    row[0].midi = heard_midi + 0.6f;
    pitch_measure(&f, net, row, 1);
    cr_expect(f.note == 0 && f.class == 0);
    row[0].midi = heard_midi + 24.3f;
    pitch_measure(&f, net, row, 1);
    cr_expect(f.note == 0 && f.class == 1 && f.sure_note == 0);
    near(f.ece, heard.confidence, 1e-5);
    row[0].midi = -1.0f;
    pitch_measure(&f, net, row, 1);
    cr_expect(f.n == 0 && f.none == 1);
    free(patch);
    free(net);
}

/* The model that is shipped. */

Test(pitch, the_shipped_one_hears_plain_tones_to_a_few_cents_at_every_rate)
{
    struct pitch_net *net = built_in();
    struct patch *p = mem_new(1, sizeof *p);

    for (size_t r = 0; r < RATES; r++)
        for (double midi = 43.13; midi < 80.0; midi += 6.0) {
            struct pitch heard;

            tone(p, all_rates[r], midi, 8);
            pitch_of(net, p, &heard);
            cr_expect(heard.why == MEASURED && heard.confidence > 0.5f,
                      "%g at %d Hz: %d, %g", midi, all_rates[r], heard.why,
                      (double)heard.confidence);
            cr_expect(fabs(midi_of(heard.hz) - midi) < 0.08, "%g at %d Hz is heard as %g",
                      midi, all_rates[r], midi_of(heard.hz));
        }
    free(p);
    free(net);
}

enum odd { WHITE, DIRECT, CLICK, SHORT, HUSH, ODDS };

static void odd(struct heard *h, enum odd what)
{
    const size_t middle = h->n / 2;

    if (what == WHITE)
        add_noise(h, 0.2, 77);
    for (size_t i = 0; what == DIRECT && i < h->n; i++)
        h->x[i] = 0.5f;
    if (what == CLICK)
        h->x[middle] = 1.0f;
    if (what == SHORT)
        add_sine(h, 440.0, 0.5);
    if (what == HUSH)
        add_sine(h, 440.0, 1e-7);
}

Test(pitch, the_shipped_one_gives_no_note_to_what_has_none)
{
    static const enum unmeasured why[] = {
        [WHITE] = UNMEASURED_ATONAL, [DIRECT] = UNMEASURED_ATONAL,
        [CLICK] = UNMEASURED_ATONAL, [SHORT] = UNMEASURED_SHORT,
        [HUSH] = UNMEASURED_SILENT,
    };
    struct pitch_net *net = built_in();
    struct patch *p = mem_new(1, sizeof *p);

    for (size_t r = 0; r < RATES; r++)
        for (int what = 0; what < ODDS; what++) {
            struct heard h = begin(all_rates[r], what == SHORT ? 0.005 : 0.7);
            struct pitch heard;

            odd(&h, what);
            patch_of(&h, p);
            pitch_of(net, p, &heard);
            cr_expect(heard.why == why[what], "%d at %d Hz: %d, %g Hz, %g", what,
                      all_rates[r], heard.why, (double)heard.hz,
                      (double)heard.confidence);
            end(&h);
        }
    free(p);
    free(net);
}

Test(pitch, levels_that_are_no_numbers_are_heard_as_nothing)
{
    struct pitch_net *net = random_net(13);
    struct patch *p = mem_new(1, sizeof *p);
    float level[PATCH_TIMES * PATCH_FINE];
    struct pitch heard;

    for (size_t i = 0; i < PATCH_TIMES * PATCH_FINE; i++)
        level[i] = NAN;
    p->duration_s = 1.0f;
    p->attack[0][5] = 200;
    patch_add_partials(p, level);
    pitch_of(net, p, &heard);
    is_zero(&heard, UNMEASURED_ATONAL);
    free(net);
    free(p);
}

Test(pitch, what_is_kept_of_a_sound_tells_the_same_note)
{
    struct pitch_net *net = built_in();
    struct patch *p = mem_new(2, sizeof *p);
    struct pitch once, again;
    struct buf b = {0};
    struct err e = {0};

    tone(&p[0], 48000, 52.2, 6);
    patch_write(&p[0], &b);
    cr_assert(patch_read(&p[1], b.data, b.len, &e) == 0, "%s", e.text);
    pitch_of(net, &p[0], &once);
    pitch_of(net, &p[1], &again);
    cr_expect(once.why == MEASURED && memcmp(&once, &again, sizeof once) == 0);
    buf_clear(&b);
    free(p);
    free(net);
}
