/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What speaks for a tempo, weighed: made by tests/bench/tempofit. */
static const float inner[TEMPO_HIDDEN * METRE_FEATURES];
static const float bias[TEMPO_HIDDEN];
static const float outer[TEMPO_HIDDEN];
