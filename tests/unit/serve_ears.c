/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/ears: what is heard is what an index would publish, and nothing is left behind.
 */
#include "shelf.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/base.h"
#include "index/index.h"
#include "serve/ears.h"
#include "store/record.h"
#include "util/clock.h"
#include "util/mem.h"
#include "whole_model.h"
#include "zoo_make.h"

static struct base base;
static struct store *library;
static struct ears *ears;
static struct err err;

static void open_ears(const struct ears_options *o)
{
    struct ears_options all = *o;

    if (!all.program)
        all.program = getenv("SAMPLEDB");
    all.built_in = base.model ? &base.facts : NULL;
    ears = ears_new(&all);
}

static void open_all(void)
{
    ok(base_open(&base, &err));
    ok(store_open(&library, ":memory:", STORE_WRITE, &err));
}

static void close_all(void)
{
    ears_free(ears);
    store_close(library);
    base_close(&base);
}

TestSuite(ears, .init = open_all, .fini = close_all);

static int hear_nothing(void *arg, const struct heard *h, struct err *e)
{
    (void)arg;
    (void)h;
    (void)e;
    return 0;
}

/* Hear it and close it. */
static int hear(int fd, int (*each)(void *arg, const struct heard *h, struct err *e),
                void *arg)
{
    const int rc = ears_hear(ears, library, fd, NULL, NULL, each, arg, &err);

    close(fd);
    return rc;
}

/* A folder of sounds, indexed. */
struct pile {
    char dir[32];
    size_t n;
};

static void pile_add(struct pile *p, int fd)
{
    struct buf bytes = zoo_slurp(fd);
    char path[64];
    FILE *f;

    snprintf(path, sizeof path, "%s/%zu", p->dir, p->n++);
    strcat(path, ".wav"); /* what is in it is for the decoder to say */
    f = fopen(path, "wb");
    cr_assert(f && fwrite(bytes.data, 1, bytes.len, f) == bytes.len && fclose(f) == 0);
    buf_clear(&bytes);
}

static int pile_open(const struct pile *p, size_t i)
{
    char path[64];

    snprintf(path, sizeof path, "%s/%zu.wav", p->dir, i);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static void pile_index(const struct pile *p, const struct lexicon *names)
{
    const struct index_options o = {.model = base.model ? &base.facts : NULL,
                                    .jobs = 1,
                                    .names = names,
                                    .program = getenv("SAMPLEDB")};
    struct index_counts n = {0};
    const char *const dir = p->dir;

    ok(index_folders(library, &dir, 1, &o, &n, &err));
    cr_assert(n.ok == (int64_t)p->n);
}

static void pile_end(const struct pile *p)
{
    char path[64];

    for (size_t i = 0; i < p->n; i++) {
        snprintf(path, sizeof path, "%s/%zu.wav", p->dir, i);
        unlink(path);
    }
    rmdir(p->dir);
}

/* What is another one in every library. */
static bool is_of_the_row(const char *field)
{
    static const char *const own[] = {"id",          "sample_id", "folder_id", "path",
                                      "path_bytes",  "name",      "size",      "mtime_ns",
                                      "analysed_at", "added_at",  "model_id"};

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(field, own[i]) == 0)
            return true;
    return false;
}

static void same_value(const char *field, size_t file, struct value a, struct value b)
{
    cr_assert(a.kind == b.kind, "%s of %zu", field, file);
    if (a.kind == VALUE_INTEGER)
        cr_expect(a.integer == b.integer, "%s of %zu", field, file);
    else if (a.kind == VALUE_REAL)
        cr_expect(a.real == b.real, "%s of %zu: %g %g", field, file, a.real, b.real);
    else if (a.kind != VALUE_NONE)
        cr_expect_str_eq(a.text, b.text, "%s of %zu", field, file);
}

static int64_t number(struct store *s, const char *sql)
{
    struct shelf sh = {.s = s};

    return shelf_sql(&sh, sql);
}

static int compare(void *arg, const struct heard *h, struct err *e)
{
    static const char *const sums[] = {
        "SELECT count(*) FROM v1_witness", "SELECT count(*) FROM v1_tag",
        "SELECT CAST(1e6 * total(confidence) AS INTEGER) FROM v1_witness",
        "SELECT CAST(1e6 * total(confidence) AS INTEGER) FROM v1_tag"};
    const size_t *file = arg;
    struct record *told, *kept;
    char sql[64];

    (void)e;
    ok(record_open(&told, h->told, &err));
    ok(record_open(&kept, library, &err));
    snprintf(sql, sizeof sql, "SELECT id FROM v1_file WHERE name = '%zu.wav'", *file);
    cr_assert(record_read(kept, number(library, sql), &err) == 1);
    cr_assert(record_read(told, number(h->told, "SELECT id FROM v1_file"), &err) == 1);
    cr_assert(record_fields(told) > 60);
    for (size_t i = 0; i < record_fields(told); i++)
        if (!is_of_the_row(record_name(told, i)))
            same_value(record_name(told, i), *file, record_value(told, i),
                       record_value(kept, i));
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        char of[200];

        snprintf(of, sizeof of,
                 "%s WHERE sample_id = (SELECT sample_id FROM v1_file WHERE name = "
                 "'%zu.wav')",
                 sums[i], *file);
        cr_expect(number(h->told, sums[i]) == number(library, of), "%s of %zu", sums[i],
                  *file);
    }
    record_close(told);
    record_close(kept);
    return 0;
}

/* A loop of clicks, which has a tempo. */
static int clicks(void)
{
    enum { RATE = 22050, N = 4 * RATE };
    float *x = mem_new(N, sizeof *x);
    int fd;

    for (size_t i = 0; i < N; i++)
        x[i] = (float)(i % (RATE / 2) < 400 ? ((i * 7919) % 201) / 101.0 - 1 : 0);
    fd = zoo_floats(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, x, N);
    free(x);
    return fd;
}

Test(ears, tell_what_an_index_would_publish)
{
    const int formats[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_FLOAT,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_24, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_S8};
    struct pile pile = {.dir = "/tmp/sampledb-ears-XXXXXX"};

    cr_assert(mkdtemp(pile.dir));
    for (size_t i = 0; i < 5; i++)
        pile_add(&pile, zoo_sound(formats[i], 44100, 1 + (int)i % 2, 3000 + 9000 * i));
    pile_add(&pile, clicks());
    pile_index(&pile, NULL);
    open_ears(&(struct ears_options){.ears = 1});
    for (size_t i = 0; i < pile.n; i++)
        cr_expect(hear(pile_open(&pile, i), compare, &i) == 0, "%zu: %s", i, err.text);
    pile_end(&pile);
}

Test(ears, say_why_a_sound_is_none)
{
    static const char riff[] = "RIFF\x24\x00\x00\x00WAVEfmt ";

    open_ears(&(struct ears_options){.ears = 1});
    cr_expect(hear(zoo_bytes("just words", 10), hear_nothing, NULL) == -1);
    cr_expect(err.kind == ERR_FORMAT && err.text[0], "%s", err.text);
    cr_expect(hear(zoo_bytes(riff, sizeof riff - 1), hear_nothing, NULL) == -1);
    cr_expect(err.kind == ERR_FORMAT, "%s", err.text);
    cr_expect(hear(zoo_make("wav_g721.wav"), hear_nothing, NULL) == -1);
    cr_expect(err.kind == ERR_UNSUPPORTED, "%s", err.text);
    cr_expect(hear(zoo_make("wav_pcm16.wav"), hear_nothing, NULL) == 0, "%s", err.text);
}

Test(ears, outlive_what_kills_their_worker)
{
    open_ears(
        &(struct ears_options){.ears = 1, .program = getenv("ROGUE"), .timeout_ms = 200});
    cr_expect(hear(zoo_bytes("crash", 5), hear_nothing, NULL) == -1);
    cr_expect(err.kind == ERR_FORMAT && strstr(err.text, "crashed"), "%s", err.text);
    cr_expect(hear(zoo_bytes("hang", 4), hear_nothing, NULL) == -1);
    cr_expect(strstr(err.text, "took longer than 200 ms"), "%s", err.text);
    cr_expect(hear(zoo_bytes("nan", 3), hear_nothing, NULL) == -1);
    cr_expect(strstr(err.text, "nonsense"), "%s", err.text);
    cr_expect(hear(zoo_bytes("ok", 2), hear_nothing, NULL) == 0, "%s", err.text);
}

Test(ears, an_hour_of_silence_is_no_work)
{
    const int64_t since = clock_ms();

    open_ears(&(struct ears_options){.ears = 1});
    cr_expect(hear(zoo_ten_hours(0, "", 0), hear_nothing, NULL) == 0, "%s", err.text);
    cr_expect(clock_ms() - since < 20000);
}

static void *hang(void *arg)
{
    struct err e = {0};
    const int fd = zoo_bytes("hang", 4);
    struct store *s;

    (void)arg;
    cr_assert(store_open(&s, ":memory:", STORE_WRITE, &e) == 0);
    ears_hear(ears, s, fd, NULL, NULL, hear_nothing, NULL, &e);
    close(fd);
    store_close(s);
    return NULL;
}

Test(ears, who_finds_none_free_is_told_to_come_again)
{
    pthread_t other;

    open_ears(&(struct ears_options){
        .ears = 1, .program = getenv("ROGUE"), .timeout_ms = 1000, .wait_ms = 1});
    cr_assert(pthread_create(&other, NULL, hang, NULL) == 0);
    while (ears_open(ears) == 0)
        sched_yield();
    cr_expect(hear(zoo_bytes("ok", 2), hear_nothing, NULL) == -1);
    cr_expect(err.kind == ERR_BUSY, "%s", err.text);
    pthread_join(other, NULL);
}

Test(ears, end_when_nobody_asks)
{
    const int64_t end = clock_ms() + 20000;

    open_ears(
        &(struct ears_options){.ears = 1, .program = getenv("ROGUE"), .idle_ms = 1});
    cr_expect(ears_open(ears) == 0, "none is started for nothing");
    cr_expect(hear(zoo_bytes("ok", 2), hear_nothing, NULL) == 0, "%s", err.text);
    while (ears_open(ears) > 0 && clock_ms() < end)
        sched_yield();
    cr_expect(ears_open(ears) == 0);
    cr_expect(hear(zoo_bytes("ok", 2), hear_nothing, NULL) == 0, "and starts again");
}

static int keep_key(void *arg, const struct heard *h, struct err *e)
{
    (void)e;
    snprintf(arg, 33, "%s", h->key);
    cr_expect(h->model == number(library, "SELECT id FROM v1_model WHERE current"));
    cr_expect(number(h->told, "SELECT count(*) FROM v1_witness WHERE source = 'model' "
                              "AND tag = 'bass'") == 1,
              "in the words of its own");
    return 0;
}

Test(ears, hear_with_the_model_that_the_library_has_in_use)
{
    struct model *m = whole_model("linear");
    const char *tag[SOUND_MAX_NODES];
    struct model_facts facts;
    struct buf bytes = {0};
    char key[33] = "";
    int64_t id = 0;

    base_facts(&facts, m, tag);
    model_write(m, &bytes);
    open_ears(&(struct ears_options){.ears = 1});
    cr_expect(hear(zoo_make("wav_pcm16.wav"), hear_nothing, NULL) == 0, "%s", err.text);
    ok(store_begin(library, &err));
    ok(model_add(library, &facts,
                 &(struct model_origin){MODEL_IMPORT, 0, 0, bytes.data, bytes.len}, &id,
                 &err));
    ok(model_swap(library, id, false, &err));
    ok(store_commit(library, &err));
    for (int i = 0; i < 2; i++)
        cr_expect(hear(zoo_make("wav_pcm16.wav"), keep_key, key) == 0, "%s", err.text);
    cr_expect_str_eq(key, m->id);
    buf_clear(&bytes);
    model_free(m);
}

static int category(void *arg, const struct heard *h, struct err *e)
{
    (void)e;
    *(int64_t *)arg = number(h->told, "SELECT count(*) FROM v1_witness WHERE source = "
                                      "'name' AND tag = 'drums.snare'");
    return 0;
}

Test(ears, a_name_is_heard_where_one_is_given)
{
    const int fd = zoo_make("wav_pcm16.wav");
    int64_t said = 0;

    open_ears(&(struct ears_options){.ears = 1});
    ok(ears_hear(ears, library, fd, "Snares/snare 1.wav", base.names, category, &said,
                 &err));
    cr_expect(said == 1);
    ok(ears_hear(ears, library, fd, NULL, base.names, category, &said, &err));
    cr_expect(said == 0);
    close(fd);
}
