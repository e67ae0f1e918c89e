/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All measures of a sound, each asked where it makes sense. */
#include "worker/gauge.h"

#include <stdlib.h>

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

static void read_loop(struct gauge *g, const struct audio *audio, struct facets *out)
{
    tempo_measure(g->metre, &out->tempo);
    key_measure(g->chroma, audio->x, audio->n, audio->rate_hz, &out->tonality);
}

void gauge_read(struct gauge *g, const struct audio *audio, const struct description *d,
                const struct patch *p, const struct verdict *v, struct facets *out)
{
    *out = facets_none();
    out->loudness = audio->loudness;
    out->quality = audio->quality;
    character_measure(out->character, d, audio->x, audio->n, audio->rate_hz);
    pitch_of(g->hears_notes ? &g->net : NULL, p, &out->pitch);
    metre_listen(g->metre, d, audio->rate_hz, audio->n,
                 (double)audio->frames / audio->rate_hz);
    out->loop_p = form_loop(g->metre);
    if (may_be_loop(v))
        read_loop(g, audio, out);
    else
        out->tempo.why = out->tonality.why = UNMEASURED_ONESHOT;
}
