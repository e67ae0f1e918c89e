/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_EXAMPLES_H
#define CLI_EXAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "learn/retrain.h"
#include "learn/settle.h"
#include "store/store.h"
#include "worker/analyse.h"

/* All that users said of categories and forms in a library, for a model to learn from. */
struct examples {
    struct retrain_example *x; /* (n) owned; they borrow from: */
    struct example_words {
        char *tag, **rejected; /* (n) */
        size_t n;
        int64_t sample;
    } * words; /* (n) owned, all of it */
    size_t n, room, words_room;
    size_t corrections;          /* words that stand, of these */
    struct settle_sound *beside; /* (besides) what shares a directory with them; owned */
    struct embedding *heard;     /* (besides) of these; owned */
    size_t besides, beside_room, heard_room;
    size_t deaf; /* further samples whose features are gone, damaged, or of no trunk */
};

/* trunk: of the model that `ear` has, which makes an embedding where the library has none
 * of it. 0, or -1; examples_clear() in any case. */
int examples_read(struct examples *out, struct store *s, struct analyse *ear,
                  const uint8_t *trunk, struct err *e);
void examples_clear(struct examples *x);

#endif
