/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All measures of a sound, each asked where it makes sense. */
#include "worker/gauge.h"

#include <stdlib.h>

#include "audio/faults.h"
#include "dsp/character.h"
#include "dsp/chroma.h"
#include "dsp/form.h"
#include "dsp/key.h"
#include "dsp/metre.h"
#include "dsp/tempo.h"
#include "nn/pitch.h"
#include "util/mem.h"

struct gauge {
    struct metre *metre;
    struct chroma *chroma;
    struct pitch_net net;
    bool hears_notes;
};

struct gauge *gauge_new(const struct model *m)
{
    struct gauge *g = mem_new(1, sizeof *g);

    g->metre = metre_new();
    g->chroma = chroma_new();
    g->hears_notes = m && pitch_net_of(&g->net, m);
    return g;
}

void gauge_free(struct gauge *g)
{
    if (!g)
        return;
    metre_free(g->metre);
    chroma_free(g->chroma);
    free(g);
}

static bool may_be_loop(const struct verdict *v)
{
    return !v->has_model || v->form != FORM_ONESHOT;
}

static void read_loop(struct gauge *g, const struct audio *audio, struct facets *f)
{
    tempo_measure(g->metre, &f->tempo);
    key_measure(g->chroma, audio->x, audio->n, audio->rate_hz, &f->tonality);
}

void gauge_read(struct gauge *g, const struct audio *audio, const struct description *d,
                const struct patch *p, struct sound *s)
{
    struct facets *f = &s->facets;
    const bool loop = may_be_loop(&s->verdict);

    *f = facets_none();
    f->loudness = audio->loudness;
    f->quality = audio->quality;
    if (loop || s->embedded.loops > 0)
        faults_repeats(&f->quality);
    character_measure(f->character, d, audio->x, audio->n, audio->rate_hz);
    pitch_of(g->hears_notes ? &g->net : NULL, p, &f->pitch);
    metre_listen(g->metre, d, audio->rate_hz, audio->n, s->duration_s);
    f->loop_p = form_loop(g->metre);
    if (loop)
        read_loop(g, audio, f);
    else
        f->tempo.why = f->tonality.why = UNMEASURED_ONESHOT;
}
