/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_PICTURES_H
#define SERVE_PICTURES_H

#include "serve/call.h"

/* What samples look like, from what was kept when they were heard: 404 where there is
 * nothing. */
call_handler pictures_peaks;       /* GET /v1/samples/{id}/peaks */
call_handler pictures_spectrogram; /* GET /v1/samples/{id}/spectrogram.png */

#endif
