/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What speaks for a loop, weighed: made by tests/bench/formfit. */
static const float form_inner[FORM_HIDDEN * FORM_FEATURES];
static const float form_bias[FORM_HIDDEN];
static const float form_outer[FORM_HIDDEN + 1];
