/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor under `sampledb index`: the CPU time that nobody can do without on
 * the same files. Plain libsndfile decoding; the same number of FFTs of the same
 * size; the model's products; the same rows written in batches. One process.
 * FFTs are counted twice: as FFTW's real transforms of n points (the floor), and as
 * complex ones of n / 2, which is what the program runs, in half the time (lean).
 *
 *   floor LIBRARY SCRATCH: files, FFT counts and rows come from a LIBRARY that
 *   index has just written; rows go to a new database SCRATCH.
 * Prints one JSON object: files, and CPU milliseconds per part and in all.
 */
#include <fftw3.h>
#include <math.h>
#include <sndfile.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "products.h"

#include "nn/model.h"
#include "nn/net.h"
#include "nn/patch.h"
#include "store/store.h"
#include "util/blob.h"
#include "util/fpu.h"
#include "util/mem.h"

enum { BLOCK = 4096, BATCH = 512, MAX_FFT = 65536, MAX_PLANS = 64 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "floor: %s\n", what);
    exit(1);
}

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    return st;
}

/* Decode path to mono in blocks, as every analyser must. What libsndfile alone does not
 * read, as Ogg Vorbis within WAVE, costs the floor nothing. */
static void decode(const char *path)
{
    SF_INFO info = {0};
    SNDFILE *f = sf_open(path, SFM_READ, &info);
    static float mono[BLOCK];
    float *block;
    sf_count_t n;

    if (!f)
        return;
    block = mem_new((size_t)BLOCK * (size_t)info.channels, sizeof *block);
    while ((n = sf_readf_float(f, block, BLOCK)) > 0)
        for (sf_count_t i = 0; i < n; i++) {
            mono[i] = 0;
            for (int c = 0; c < info.channels; c++)
                mono[i] += block[i * info.channels + c];
        }
    free(block);
    sf_close(f);
}

/* The smallest of 2^k and 5 * 2^k that holds the window, as dsp/stft has it. */
static size_t fft_size(int rate_hz)
{
    const double window = round((double)rate_hz * 2048 / 44100);
    size_t n = 2;

    while ((double)n < window)
        n *= 2;
    return n >= 16 && (double)(n / 8 * 5) >= window ? n / 8 * 5 : n;
}

/* Plans by size: real of n points, complex of n / 2. */
struct plans {
    size_t n[MAX_PLANS];
    fftwf_plan real[MAX_PLANS], half[MAX_PLANS];
};

static size_t plan_for(struct plans *p, float *in, fftwf_complex *out, size_t n)
{
    size_t i = 0;

    while (i < MAX_PLANS - 1 && p->n[i] && p->n[i] != n)
        i++;
    if (p->n[i] != n) {
        p->n[i] = n;
        p->real[i] = fftwf_plan_dft_r2c_1d((int)n, in, out, FFTW_ESTIMATE);
        p->half[i] = fftwf_plan_dft_1d((int)n / 2, (fftwf_complex *)in, out, FFTW_FORWARD,
                                       FFTW_ESTIMATE);
    }
    return i;
}

static double repeat(fftwf_plan plan, uint32_t times)
{
    const double began = cpu_ms();

    for (uint32_t i = 0; i < times; i++)
        fftwf_execute(plan);
    return cpu_ms() - began;
}

/* One sound through the model's net. */
static void infer(void *arg)
{
    static float leaf[SOUND_MAX_NODES], form[FORM_COUNT];
    struct net *net = arg;
    float *x = mem_new(net->inputs, sizeof *x);

    net_infer(net, 1, x, leaf, form);
    free(x);
}

/* Note the products of the built-in model for one sound, if there is a model. */
static struct net *note_products(void)
{
    struct model *model = NULL;
    struct net *net = NULL;
    const uint8_t *bytes;
    size_t n;
    struct err e = {0};

    if (!model_embedded(&bytes, &n))
        return NULL;
    if (model_parse(&model, bytes, n, &e) != 0)
        die(e.text);
    net = net_new(model->arch, model->leaves);
    if (net_load(net, model, &e) != 0)
        die(e.text);
    model_free(model);
    products_note(infer, net);
    return net;
}

static uint32_t hops_of(const void *blob, size_t n)
{
    struct blob_head head;
    struct buf raw = {0};
    struct patch p;
    struct err e = {0};

    if (blob_unpack(&head, blob, n, &raw, &e) != 0 ||
        patch_read(&p, raw.data, raw.len, &e) != 0)
        die(e.text);
    buf_clear(&raw);
    return p.hops;
}

/* A table's rows in memory: values are owned, row-major. */
struct table {
    const char *name;
    sqlite3_value **value;
    size_t rows;
    int columns;
};

static void load(sqlite3 *db, struct table *t)
{
    char sql[128];
    sqlite3_stmt *st;
    size_t room = 0;

    snprintf(sql, sizeof sql, "SELECT * FROM %s", t->name);
    st = prepare(db, sql);
    t->columns = sqlite3_column_count(st);
    for (; sqlite3_step(st) == SQLITE_ROW; t->rows++) {
        if (t->rows == room) {
            room = room ? room * 2 : 1024;
            t->value = mem_grow(t->value, room * (size_t)t->columns, sizeof *t->value);
        }
        for (int c = 0; c < t->columns; c++)
            t->value[t->rows * (size_t)t->columns + (size_t)c] =
                sqlite3_value_dup(sqlite3_column_value(st, c));
    }
    sqlite3_finalize(st);
}

static sqlite3_stmt *inserter(sqlite3 *db, const struct table *t)
{
    char sql[256];
    int n = snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO %s VALUES (", t->name);

    for (int c = 0; c < t->columns; c++)
        n += snprintf(sql + n, sizeof sql - (size_t)n, c ? ",?" : "?");
    snprintf(sql + n, sizeof sql - (size_t)n, ")");
    return prepare(db, sql);
}

static void put(sqlite3_stmt *st, const struct table *t, size_t row)
{
    for (int c = 0; c < t->columns; c++)
        sqlite3_bind_value(st, c + 1, t->value[row * (size_t)t->columns + (size_t)c]);
    if (sqlite3_step(st) != SQLITE_DONE)
        die(sqlite3_errmsg(sqlite3_db_handle(st)));
    sqlite3_reset(st);
}

/* All tables side by side in batches, as one file after another brings them. */
static double write_rows(const char *path, struct table *t, size_t tables, size_t files)
{
    const size_t batches = files / BATCH + 1;
    sqlite3_stmt *st[32];
    struct store *made = NULL;
    sqlite3 *db = NULL;
    struct err e = {0};
    double began;

    if (store_open(&made, path, STORE_WRITE, &e) != 0)
        die(e.text);
    store_close(made);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die(path);
    sqlite3_exec(db,
                 "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384;"
                 "PRAGMA wal_autocheckpoint = 4000",
                 NULL, NULL, NULL);
    for (size_t i = 0; i < tables; i++)
        st[i] = inserter(db, &t[i]);
    began = cpu_ms();
    for (size_t b = 0; b < batches; b++) {
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (size_t i = 0; i < tables; i++)
            for (size_t r = t[i].rows * b / batches; r < t[i].rows * (b + 1) / batches;
                 r++)
                put(st[i], &t[i], r);
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    }
    began = cpu_ms() - began;
    for (size_t i = 0; i < tables; i++)
        sqlite3_finalize(st[i]);
    sqlite3_close(db);
    return began;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {
        "folder", "dir",   "model",      "tag",     "tag_word",   "model_node",
        "sample", "file",  "embedded",   "mel",     "descriptor", "embedding",
        "peaks",  "heard", "sample_tag", "witness", "change"};
    enum { TABLES = sizeof names / sizeof *names };
    struct table table[TABLES] = {0};
    struct plans plans = {0};
    float *in = fftwf_alloc_real(2 * MAX_FFT);
    fftwf_complex *out = fftwf_alloc_complex(2 * MAX_FFT);
    double ms_decode = 0, ms_fft = 0, ms_half = 0, ms_net = 0, ms_rows;
    struct net *net;
    size_t files = 0;
    sqlite3 *db = NULL;
    sqlite3_stmt *st;

    if (argc != 3 ||
        sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        die("usage: floor LIBRARY SCRATCH");
    fpu_flush_denormals();
    net = note_products();
    memset(in, 0, 2 * MAX_FFT * sizeof *in);
    st = prepare(db, "SELECT f.path_bytes, s.rate_hz, b.data FROM v1_file f "
                     "JOIN sample s ON s.id = f.sample_id "
                     "JOIN mel b ON b.sample_id = s.id "
                     "WHERE f.state = 'ok'");
    for (; sqlite3_step(st) == SQLITE_ROW; files++) {
        char *path =
            mem_text(sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
        const int rate = sqlite3_column_int(st, 1);
        const uint32_t hops =
            hops_of(sqlite3_column_blob(st, 2), (size_t)sqlite3_column_bytes(st, 2));
        const size_t i = plan_for(&plans, in, out, fft_size(rate));
        double began = cpu_ms();

        decode(path);
        ms_decode += cpu_ms() - began;
        ms_fft += repeat(plans.real[i], hops);
        ms_half += repeat(plans.half[i], hops);
        began = cpu_ms();
        products_gemm();
        products_dense();
        ms_net += cpu_ms() - began;
        free(path);
    }
    sqlite3_finalize(st);
    for (size_t i = 0; i < TABLES; i++) {
        table[i].name = names[i];
        load(db, &table[i]);
    }
    ms_rows = write_rows(argv[2], table, TABLES, files);
    printf("{\"files\":%zu,\"decode_ms\":%.1f,\"fft_ms\":%.1f,\"half_fft_ms\":%.1f,"
           "\"model_ms\":%.1f,\"rows_ms\":%.1f,\"cpu_ms\":%.1f,\"lean_ms\":%.1f}\n",
           files, ms_decode, ms_fft, ms_half, ms_net, ms_rows,
           ms_decode + ms_fft + ms_net + ms_rows, ms_decode + ms_half + ms_net + ms_rows);
    net_free(net);
    products_clear();
    return 0;
}
