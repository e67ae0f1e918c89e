/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any body of POST /v1/feedback: what is accepted makes sense, and what is not has a
 * reason. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/body.h"
#include "serve/sayings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct sayings *s)
{
    if (s->n == 0 || s->n > SAYINGS_MOST || !*s->actor || strlen(s->actor) > 200)
        abort();
    for (size_t i = 0; i < s->n; i++) {
        const struct saying *v = &s->v[i];

        if (v->sample <= 0 || v->word >= s->words || !*s->word[v->word].tag ||
            s->word[v->word].verdict < -1 || s->word[v->word].verdict > 1)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sayings s = {.n = 0};
    struct err e = {0};
    json_t *body = body_parse(data, size, &e);

    if (!body) {
        if ((e.kind != ERR_USAGE && e.kind != ERR_LIMIT) || !*e.text)
            abort();
        return 0;
    }
    if (sayings_read(&s, body, &e) == 0)
        check(&s);
    else if (e.kind != ERR_USAGE || !*e.text)
        abort();
    sayings_clear(&s);
    return 0;
}
