/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that a review needs to know of one sample. */
#include "cli/review_card.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/print.h"
#include "cli/review_wave.h"
#include "util/blob.h"
#include "util/hex.h"

static bool is_below(const char *path, const char *folder)
{
    size_t n = folder ? strlen(folder) : 0;

    while (n > 0 && folder[n - 1] == '/')
        n--;
    return n == 0 || (strncmp(path, folder, n) == 0 && path[n] == '/');
}

static const struct inspect_file *file_at(const struct inspection *i, size_t n)
{
    return n == 0 ? &i->file : &i->other[n - 1];
}

/* The first file that can be heard. */
static void find_file(struct card *c, const char *folder)
{
    for (size_t i = 0; i <= c->known.others && !c->path; i++) {
        const struct inspect_file *f = file_at(&c->known, i);

        if (f->id == 0 || strcmp(f->state, "ok") != 0 || !is_below(f->path, folder))
            continue;
        c->display = f->display;
        if (access(f->path, R_OK) == 0)
            c->path = f->path;
    }
}

static void read_levels(struct card *c)
{
    struct blob_head head;
    struct buf raw = {0};
    struct patch p;
    struct err ignored = {0};

    for (size_t i = 0; i < c->known.features && c->levels == 0; i++) {
        const struct inspect_feature *f = &c->known.feature[i];

        if (strcmp(f->kind, "mel") == 0 && f->version == BLOB_MEL_VERSION &&
            blob_unpack(&head, f->data, f->len, &raw, &ignored) == 0 &&
            patch_read(&p, raw.data, raw.len, &ignored) == 0) {
            wave_levels(&p, c->level);
            c->levels = PATCH_COLS;
        }
    }
    buf_clear(&raw);
}

/* What it wears in a facet; NULL = nothing. */
static const struct inspect_tag *worn(const struct card *c, const char *facet)
{
    for (size_t i = 0; i < c->known.tags; i++)
        if (strcmp(c->known.tag[i].facet, facet) == 0)
            return &c->known.tag[i];
    return NULL;
}

int card_open(struct card *c, struct store *s, const struct picked *is,
              const char *folder, enum card_state *state, struct err *e)
{
    const struct inspect_tag *category;
    int found;

    *c = (struct card){.is = *is, .display = ""};
    found = inspect_sample(s, is->sample, &c->known, e);
    if (found < 0)
        return -1;
    *state = CARD_GONE;
    if (found == 0 || hex_read(c->hash, SOUND_HASH, c->known.hash) != 0)
        return 0;
    find_file(c, folder);
    read_levels(c);
    category = worn(c, "category");
    if (category && strcmp(category->source, "user") == 0)
        *state = CARD_ANSWERED;
    else if (c->path)
        *state = CARD_READY;
    return 0;
}

void card_clear(struct card *c) { inspect_clear(&c->known); }

const char *card_facts(const struct card *c, char *out, size_t room)
{
    char length[32];

    snprintf(out, room, "%s, %d %s, %d Hz%s%s",
             print_seconds(length, c->known.duration_s), c->known.channels,
             c->known.channels == 1 ? "channel" : "channels", c->known.rate_hz,
             c->known.file.format ? ", " : "",
             c->known.file.format ? c->known.file.format : "");
    return out;
}

static size_t say_tag(char *out, size_t room, const struct inspect_tag *t)
{
    int n;

    if (!t)
        n = snprintf(out, room, "unsure");
    else if (isfinite(t->confidence))
        n = snprintf(out, room, "%s %.2f by the %s", t->tag, t->confidence, t->source);
    else
        n = snprintf(out, room, "%s by the %s", t->tag, t->source);
    return n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

const char *card_now(const struct card *c, char *out, size_t room)
{
    const struct inspect_tag *form = worn(c, "form");
    size_t n = say_tag(out, room, worn(c, "category"));

    if (!form)
        return out;
    n += (size_t)snprintf(out + n, room - n, ", ");
    if (n < room)
        say_tag(out + n, room - n, form);
    return out;
}

const char *card_doubted(const struct card *c, const struct model *m)
{
    const struct inspect_tag *t = worn(c, "category");

    return t ? t->tag : m->node[c->is.top[0].node].tag;
}
