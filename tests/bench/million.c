/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A library of N made-up samples, by the same calls that an index makes: a crawl of all,
 * then the analyses in the order of directories and names.
 *   million OUT [N]      N: else $SAMPLEDB_BENCH_SAMPLES, else 1000000
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base.h"
#include "store/db.h"
#include "store/dirs.h"
#include "store/feedback.h"
#include "store/folders.h"
#include "store/named.h"
#include "store/samples.h"
#include "synth.h"
#include "util/clock.h"
#include "util/mem.h"

enum {
    SEED = 20,
    BATCH = 20000,
    SPOKEN = 97 /* one sound in so many has a user's word */
};

struct making {
    struct store *s;
    struct base base;
    struct model_ref model;
    struct synth_dir *dir;
    int64_t folder, want, files, sounds;
};

/* Nobody waits for it, and a crash costs nothing. */
static int hurry(struct making *m, struct err *e)
{
    return sqlite3_exec(m->s->db,
                        "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; "
                        "PRAGMA wal_autocheckpoint = 100000",
                        NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : db_fail(m->s->db, e, NULL);
}

static int begin(struct making *m, struct err *e)
{
    struct place at = {0};
    int rc;

    if (hurry(m, e) != 0 || store_begin(m->s, e) != 0 ||
        model_use(m->s, &m->base.facts, &m->model, e) != 0 ||
        named_choose(m->s, m->base.names, NAMED_AS_BEFORE, &m->model.names, e) != 0)
        return -1;
    rc = folder_add(m->s, "/srv/samples", &at, e);
    m->folder = at.folder;
    place_clear(&at);
    return rc == 0 ? store_commit(m->s, e) : -1;
}

static int crawl_dir(struct making *m, struct err *e)
{
    const struct synth_dir *d = m->dir;
    int64_t id = 0;

    if (dir_reach(m->s, m->folder, d->path, &id, e) != 0)
        return -1;
    for (size_t i = 0; i < d->n; i++)
        if (file_add(m->s, id, d->file[i].name, &d->file[i].stamp, e) != 0)
            return -1;
    return 0;
}

/* Rows came in this order: the files of the crawl are 1, 2, 3 ... */
static int analyse_dir(struct making *m, struct synth *y, struct err *e)
{
    struct sound sound;

    for (size_t i = 0; i < m->dir->n; i++) {
        synth_sound(y, &m->dir->file[i], &sound);
        if (sample_put(m->s, m->files + (int64_t)i + 1, &sound, &m->model, e) != 0)
            return -1;
    }
    return 0;
}

static const struct opinion words[] = {{"user", "favourite", CONFIRMED},
                                       {"user", "used", CONFIRMED},
                                       {"category", "drums.kick", CONFIRMED},
                                       {"category", "drums.snare", REJECTED},
                                       {"user", "for the album", CONFIRMED}};

static int speak_dir(struct making *m, struct err *e)
{
    const struct speaker by = {.actor = "user"};
    uint8_t hash[SOUND_HASH];
    int said;

    for (size_t i = 0; i < m->dir->n; i++) {
        const int64_t n = m->dir->file[i].sound;

        synth_hash(&m->dir->file[i], hash);
        if (n % SPOKEN == 0 && feedback_say(m->s, hash, &words[n / SPOKEN % 5], 1, &by,
                                            &m->model, &said, e) != 0)
            return -1;
    }
    return 0;
}

enum pass { CRAWL, ANALYSE, SPEAK, PASSES };

static int one_pass(struct making *m, enum pass pass, struct err *e)
{
    struct synth *y = synth_new(&m->model, SEED);
    int64_t in_batch = 0;
    int rc = store_begin(m->s, e);

    for (m->files = m->sounds = 0; rc == 0 && m->sounds < m->want;) {
        synth_next(y, m->dir);
        rc = pass == CRAWL     ? crawl_dir(m, e)
             : pass == ANALYSE ? analyse_dir(m, y, e)
                               : speak_dir(m, e);
        m->files += (int64_t)m->dir->n;
        for (size_t i = 0; i < m->dir->n; i++)
            if (m->dir->file[i].sound > m->sounds)
                m->sounds = m->dir->file[i].sound;
        in_batch += (int64_t)m->dir->n;
        if (rc == 0 && in_batch >= BATCH) {
            in_batch = 0;
            rc = store_commit(m->s, e) == 0 ? store_begin(m->s, e) : -1;
        }
    }
    synth_free(y);
    return rc == 0 ? store_commit(m->s, e) : -1;
}

static int make(struct making *m, struct err *e)
{
    static const char *const name[PASSES] = {"crawl", "analyses", "corrections"};
    const int64_t began = clock_ms();

    if (begin(m, e) != 0)
        return -1;
    for (int pass = CRAWL; pass < PASSES; pass++) {
        if (one_pass(m, pass, e) != 0)
            return -1;
        printf("%s: %.1f s\n", name[pass], (double)(clock_ms() - began) / 1e3);
        fflush(stdout);
    }
    printf("%lld files, %lld samples\n", (long long)m->files, (long long)m->sounds);
    return 0;
}

int main(int argc, char **argv)
{
    const char *n = argc > 2 ? argv[2] : getenv("SAMPLEDB_BENCH_SAMPLES");
    struct making m = {.want = n ? strtoll(n, NULL, 10) : 1000000};
    struct err e = {0};
    int rc = -1;

    if (argc < 2 || argv[1][0] == '-' || m.want < 1)
        err_set(&e, ERR_USAGE, "usage: million OUT [N]");
    else if (base_open(&m.base, &e) == 0 && !m.base.model)
        err_set(&e, ERR_USAGE, "built without a model");
    else if (m.base.model && store_open(&m.s, argv[1], STORE_OWN, &e) == 0) {
        m.dir = mem_new(1, sizeof *m.dir);
        rc = make(&m, &e);
        free(m.dir);
    }
    model_ref_clear(&m.model);
    store_close(m.s);
    base_close(&m.base);
    if (rc != 0)
        fprintf(stderr, "million: %s\n", e.text);
    return rc == 0 ? 0 : 1;
}
