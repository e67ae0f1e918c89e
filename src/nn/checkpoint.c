/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A training run, put into a file and taken out again. */
#include "nn/checkpoint.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "nn/arch.h"
#include "util/file.h"

static const char magic[8] = {'S', 'D', 'B', 'T', 'R', 'A', 'I', 'N'};

enum {
    FORMAT = 1,
    ARCH = 16,   /* bytes of the architecture's name */
    EPOCH = 64,  /* bytes of an epoch done */
    LENGTH = 16, /* place of the file's length */
    HEAD = LENGTH + 8,
    SUM = 8 /* bytes of the checksum at the end */
};

/* An option's value, as it stands in the file. */
struct value {
    bool real; /* the bits are of a double */
    uint64_t bits;
};

static struct value whole(uint64_t x) { return (struct value){false, x}; }

static struct value real(double x)
{
    struct value v = {.real = true};

    memcpy(&v.bits, &x, sizeof v.bits);
    return v;
}

static double as_real(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* All options that decide what comes out, in the file's order. */
enum { OPTIONS = 19 };
static const char *const option_name[OPTIONS] = {
    "--seed",    "--epochs",      "patience", "batch",   "shard",  "rate",    "decay",
    "smoothing", "form's weight", "balance",  "drawn",   "spread", "augment", "deformed",
    "leaning",   "deafened",      "mixup",    "average", "lesson"};

static void options_of(const struct train_options *o, struct value out[OPTIONS])
{
    const struct value v[OPTIONS] = {
        whole(o->seed),
        whole((uint64_t)o->epochs),
        whole((uint64_t)o->patience),
        whole(o->batch),
        whole(o->shard),
        real((double)o->rate),
        real((double)o->decay),
        real((double)o->smoothing),
        real((double)o->form_weight),
        real(o->balance),
        whole(o->drawn),
        real(o->spread),
        real(o->augment),
        whole(o->deformed),
        real(o->leaning),
        real(o->deafened),
        real(o->mixup),
        real((double)o->average),
        real(o->teachers ? (double)o->lesson : 0.0),
    };

    memcpy(out, v, sizeof v);
}

uint64_t checkpoint_nets(struct net *const *net, size_t n)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum = XXH3_64bits_withSeed(net[i]->w, net[i]->total * sizeof *net[i]->w, sum);
    return sum;
}

uint64_t checkpoint_rows(const struct train_row *rows, size_t n, uint64_t before)
{
    uint64_t sum = before;

    for (size_t i = 0; i < n; i++) {
        const int32_t labels[] = {rows[i].leaf, rows[i].form, rows[i].source};

        sum = XXH3_64bits_withSeed(rows[i].patch, sizeof *rows[i].patch, sum);
        sum = XXH3_64bits_withSeed(labels, sizeof labels, sum);
        sum = XXH3_64bits_withSeed(&rows[i].weight, sizeof rows[i].weight, sum);
    }
    return XXH3_64bits_withSeed(&n, sizeof n, sum);
}

static void put_real(struct buf *out, double x) { buf_u64(out, real(x).bits); }

static void put_floats(struct buf *out, const float *x, size_t n)
{
    buf_reserve(out, n * sizeof *x);
    for (size_t i = 0; i < n; i++)
        buf_f32(out, x[i]);
}

/* The architecture's name, filled up with 0. */
static void arch_of(const struct net *n, char name[ARCH])
{
    const size_t len = strlen(n->arch->name);

    memset(name, 0, ARCH);
    memcpy(name, n->arch->name, len < ARCH ? len : ARCH);
}

/* Which run it is. */
static void write_head(const struct checkpoint *c, struct buf *out)
{
    struct value option[OPTIONS];
    char arch[ARCH];

    arch_of(c->net, arch);
    options_of(c->options, option);
    buf_bytes(out, magic, sizeof magic);
    buf_u32(out, FORMAT);
    buf_u32(out, OPTIONS);
    buf_u64(out, 0); /* its length, once it is known */
    buf_bytes(out, arch, ARCH);
    buf_u64(out, c->net->leaves);
    buf_u64(out, c->net->total);
    buf_u64(out, c->net->learned);
    buf_u64(out, c->rows);
    for (size_t i = 0; i < OPTIONS; i++)
        buf_u64(out, option[i].bits);
}

static void write_epoch(const struct train_epoch *t, struct buf *out)
{
    put_real(out, t->loss);
    put_real(out, t->train_accuracy);
    put_real(out, t->accuracy);
    put_real(out, t->macro_f1);
    put_real(out, t->seconds);
    put_real(out, t->busy_s);
    put_real(out, t->gemm_s);
    buf_u64(out, t->best);
}

/* How far it is. */
static void write_state(const struct checkpoint *c, struct buf *out)
{
    buf_u64(out, c->epochs);
    buf_u64(out, c->batch);
    buf_u64(out, c->sum.rows);
    buf_u64(out, c->sum.right);
    put_real(out, c->sum.loss);
    put_real(out, c->seconds);
    put_real(out, c->sum.busy_s);
    put_real(out, c->sum.gemm_s);
    for (size_t i = 0; i < c->epochs; i++)
        write_epoch(&c->curve[i], out);
    put_floats(out, c->w, c->net->total);
    put_floats(out, c->average, c->net->total);
    put_floats(out, c->best, c->net->total);
    put_floats(out, c->m, c->net->learned);
    put_floats(out, c->v, c->net->learned);
}

void checkpoint_seal(struct buf *b)
{
    if (b->len < HEAD + SUM)
        return;
    for (size_t i = 0; i < sizeof(uint64_t); i++)
        b->data[LENGTH + i] = (uint8_t)((uint64_t)b->len >> 8 * i);
    b->len -= SUM;
    buf_u64(b, XXH3_64bits(b->data, b->len));
}

void checkpoint_write(const struct checkpoint *c, struct buf *out)
{
    write_head(c, out);
    write_state(c, out);
    buf_u64(out, 0);
    checkpoint_seal(out);
}

static int other_version(struct err *e)
{
    return err_set(e, ERR_FORMAT, "checkpoint of another version of sampledb");
}

/* Whether these are the bytes of a whole file, as it was written. */
static int check_whole(const uint8_t *data, size_t n, struct err *e)
{
    struct cur c = cur_over(data, n), end;
    const uint8_t *begin = cur_bytes(&c, sizeof magic);
    uint32_t version, options;
    uint64_t len;

    if (!begin || memcmp(begin, magic, sizeof magic) != 0)
        return err_set(e, ERR_FORMAT, "not a checkpoint");
    version = cur_u32(&c);
    options = cur_u32(&c);
    len = cur_u64(&c);
    if (!c.bad && (version != FORMAT || options != OPTIONS))
        return other_version(e);
    if (c.bad || len > n)
        return err_set(e, ERR_FORMAT, "checkpoint is cut short");
    if (len < n || n < SUM)
        return err_set(e, ERR_FORMAT,
                       "checkpoint has bytes at its end that are not its own");
    end = cur_over(data + n - SUM, SUM);
    if (cur_u64(&end) != XXH3_64bits(data, n - SUM))
        return err_set(e, ERR_FORMAT, "checkpoint is damaged");
    return 0;
}

static int other_option(const char *name, struct value was, struct value is,
                        struct err *e)
{
    if (was.real)
        return err_set(e, ERR_USAGE, "checkpoint was made with %s %g, not %g", name,
                       as_real(was.bits), as_real(is.bits));
    return err_set(e, ERR_USAGE, "checkpoint was made with %s %lld, not %lld", name,
                   (long long)was.bits, (long long)is.bits);
}

/* Whether the checkpoint is of the run that *c says. */
static int check_run(const struct checkpoint *c, struct cur *at, struct err *e)
{
    struct value option[OPTIONS];
    char arch[ARCH + 1] = "", own[ARCH];
    uint64_t leaves, total, learned, rows;

    cur_copy(at, arch, ARCH);
    leaves = cur_u64(at);
    total = cur_u64(at);
    learned = cur_u64(at);
    rows = cur_u64(at);
    if (!net_known(arch))
        return other_version(e);
    arch_of(c->net, own);
    if (memcmp(arch, own, ARCH) != 0)
        return err_set(e, ERR_USAGE, "checkpoint was made with --arch %s, not %s", arch,
                       c->net->arch->name);
    options_of(c->options, option);
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct value was = {option[i].real, cur_u64(at)};

        if (was.bits != option[i].bits)
            return other_option(option_name[i], was, option[i], e);
    }
    if (rows != c->rows || leaves != c->net->leaves)
        return err_set(e, ERR_USAGE,
                       "checkpoint was made from other files, labels or teachers");
    if (total != c->net->total || learned != c->net->learned)
        return other_version(e);
    return 0;
}

static double take_real(struct cur *at) { return as_real(cur_u64(at)); }

/* Whether epochs are as run_epoch() leaves them: the first one is a best one. */
static bool right_curve(struct cur at, size_t epochs)
{
    bool right = true;

    for (size_t i = 0; i < epochs; i++) {
        uint64_t best;

        cur_bytes(&at, EPOCH - sizeof best);
        best = cur_u64(&at);
        right &= best == 1 || (best == 0 && i > 0);
    }
    return right;
}

/* The numbers of how far it was; *c has only those of them that take no memory. */
static int read_state(struct checkpoint *c, struct cur *at, struct err *e)
{
    const size_t floats = 3 * c->net->total + 2 * c->net->learned;

    c->epochs = cur_u64(at);
    c->batch = cur_u64(at);
    c->sum.rows = cur_u64(at);
    c->sum.right = cur_u64(at);
    c->sum.loss = take_real(at);
    c->seconds = take_real(at);
    c->sum.busy_s = take_real(at);
    c->sum.gemm_s = take_real(at);
    if (c->epochs > (size_t)c->options->epochs || c->batch > c->batches ||
        (c->batch > 0 && c->epochs == (size_t)c->options->epochs) ||
        (c->batch > 0) != (c->sum.rows > 0) || c->sum.right > c->sum.rows || at->bad ||
        at->left != c->epochs * EPOCH + floats * sizeof(float) + SUM ||
        !right_curve(*at, c->epochs))
        return err_set(e, ERR_FORMAT, "checkpoint makes no sense");
    return 0;
}

static void read_epoch(struct train_epoch *t, struct cur *at)
{
    t->loss = take_real(at);
    t->train_accuracy = take_real(at);
    t->accuracy = take_real(at);
    t->macro_f1 = take_real(at);
    t->seconds = take_real(at);
    t->busy_s = take_real(at);
    t->gemm_s = take_real(at);
    t->best = cur_u64(at);
}

static void read_floats(float *x, size_t n, struct cur *at)
{
    for (size_t i = 0; i < n; i++)
        x[i] = cur_f32(at);
}

int checkpoint_parse(struct checkpoint *c, const uint8_t *data, size_t n, struct err *e)
{
    struct checkpoint is = *c;
    struct cur at = cur_over(data, n);

    if (check_whole(data, n, e) != 0)
        return -1;
    cur_bytes(&at, HEAD);
    if (check_run(c, &at, e) != 0 || read_state(&is, &at, e) != 0)
        return -1;
    for (size_t i = 0; i < is.epochs; i++) {
        is.curve[i] = (struct train_epoch){
            .epoch = (long)i + 1, .epochs = is.options->epochs, .past = true};
        read_epoch(&is.curve[i], &at);
    }
    read_floats(is.w, is.net->total, &at);
    read_floats(is.average, is.net->total, &at);
    read_floats(is.best, is.net->total, &at);
    read_floats(is.m, is.net->learned, &at);
    read_floats(is.v, is.net->learned, &at);
    *c = is;
    return 0;
}

int checkpoint_save(const struct checkpoint *c, const char *path, struct err *e)
{
    struct buf b = {0};
    int rc;

    checkpoint_write(c, &b);
    rc = file_replace(path, b.data, b.len, e);
    buf_clear(&b);
    return rc;
}

int checkpoint_load(struct checkpoint *c, const char *path, struct err *e)
{
    struct buf b = {0};
    int rc = file_read(&b, path, CHECKPOINT_MAX_BYTES, e);

    if (rc == 0)
        rc = checkpoint_parse(c, b.data, b.len, e);
    buf_clear(&b);
    return rc == 0 ? 0 : err_in(e, "%s", path);
}
