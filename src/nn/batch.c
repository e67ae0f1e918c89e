/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A batch at a time: its shards shared out, their gradients added up. */
#include "nn/batch.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/draw.h"
#include "nn/shard.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/team.h"
#include "util/vec.h"

/* The batch at hand. */
struct now {
    long step;
    size_t from, n; /* its rows in the order */
    size_t shards;
};

struct batch {
    struct net *net; /* borrowed, as are the options */
    const struct train_options *o;
    size_t rows, size, shards; /* rows in all, in a batch; parts of a batch at most */
    double heft;               /* of all rows, by their weights */
    struct draw draw;
    float *class_weight; /* (leaves) */
    struct shard_plan plan;
    struct shard *mine; /* this process's, from its first shard on */
    struct team *team;
    /* Shared with the team: */
    struct now *now;
    size_t *order;         /* (rows) */
    float *w;              /* (net->total) */
    float *out;            /* (shards, net->total) */
    struct shard_sum *sum; /* (shards) */
};

/* Rare classes weigh more; the mean weight over the rows is 1. */
static void weigh(struct batch *b, const struct train_row *rows)
{
    const size_t C = b->net->leaves, n = b->rows;
    const double balance = b->o->drawn ? 0.0 : b->o->balance;
    double *count = mem_new(C, sizeof *count), sum = 0.0;

    for (size_t i = 0; i < n; i++)
        count[rows[i].leaf] += 1.0;
    for (size_t c = 0; c < C; c++)
        if (count[c] > 0)
            sum += pow(count[c], 1.0 - balance);
    for (size_t c = 0; c < C; c++)
        if (count[c] > 0)
            b->class_weight[c] = (float)(pow(count[c], -balance) * (double)n / sum);
    free(count);
}

/* The i-th of a batch's shards, which differ by one row at most. */
static struct shard_place place_of(const struct now *now, size_t i)
{
    const size_t begin = i * now->n / now->shards, end = (i + 1) * now->n / now->shards;

    return (struct shard_place){now->step, i, now->from + begin, end - begin};
}

static size_t parts(const struct train_options *o, size_t n)
{
    return o->shard ? (n + o->shard - 1) / o->shard : 1;
}

static size_t most_rows(const struct batch *b)
{
    return b->o->shard && b->o->shard < b->size ? b->o->shard : b->size;
}

/* In whichever process. */
static void learn_shard(void *arg, size_t i)
{
    struct batch *b = arg;
    const struct shard_place place = place_of(b->now, i);

    if (!b->mine)
        b->mine = shard_new(b->net, &b->plan, most_rows(b));
    shard_learn(b->mine, &place, &b->sum[i], b->out + i * b->net->total);
}

static size_t members(size_t wanted, size_t most)
{
    const size_t n = wanted ? wanted : team_cores();

    return n < most ? n : most;
}

struct batch *batch_new(struct net *net, const struct train_row *rows, size_t n,
                        const struct train_options *o)
{
    struct batch *b = mem_new(1, sizeof *b);

    assert(n > 0 && o->batch > 0); /* there is no training without rows */
    b->net = net;
    b->o = o;
    b->rows = n;
    b->size = o->drawn && n < o->batch ? n : o->batch;
    b->shards = parts(o, b->size);
    b->class_weight = mem_new(net->leaves, sizeof *b->class_weight);
    b->now = mem_share(1, sizeof *b->now);
    b->order = mem_share(n, sizeof *b->order);
    b->w = mem_share(net->total, sizeof *b->w);
    b->out = mem_share(b->shards * net->total, sizeof *b->out);
    b->sum = mem_share(b->shards, sizeof *b->sum);
    weigh(b, rows);
    for (size_t i = 0; i < n; i++)
        b->heft += (double)rows[i].weight;
    draw_init(&b->draw, rows, n, o->balance, o->spread);
    b->plan = (struct shard_plan){o, rows, &b->draw, b->order, b->class_weight, b->w};
    b->team = team_new(members(o->threads, b->shards), learn_shard, b);
    return b;
}

void batch_free(struct batch *b)
{
    if (!b)
        return;
    team_free(b->team);
    shard_free(b->mine);
    draw_clear(&b->draw);
    free(b->class_weight);
    mem_unshare(b->now, 1, sizeof *b->now);
    mem_unshare(b->order, b->rows, sizeof *b->order);
    mem_unshare(b->w, b->net->total, sizeof *b->w);
    mem_unshare(b->out, b->shards * b->net->total, sizeof *b->out);
    mem_unshare(b->sum, b->shards, sizeof *b->sum);
    free(b);
}

/* Drawn batches are all full, for the sake of batch norm. */
size_t batches_of_epoch(const struct batch *b)
{
    const size_t full = (size_t)b->heft / b->size;

    if (!b->o->drawn)
        return (b->rows + b->size - 1) / b->size;
    return full ? full : 1;
}

void batch_shuffle(struct batch *b, long epoch)
{
    struct rng r;

    rng_branch(&r, b->o->seed, 0, (uint64_t)epoch);
    for (size_t i = 0; i < b->rows; i++)
        b->order[i] = i;
    rng_shuffle(&r, b->order, b->rows);
}

VEC_CLONES
static void add_scaled(size_t n, float a, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += a * x[i];
}

/* y += a (x - x0), which leaves alone what is the same in all shards. */
VEC_CLONES
static void add_change(size_t n, float a, const float *restrict x,
                       const float *restrict x0, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += a * (x[i] - x0[i]);
}

/* The shards' mean: gradients, and what norms have seen. */
static void gather(struct batch *b)
{
    const size_t L = b->net->learned, T = b->net->total;
    float *seen = b->net->w + L;

    memset(b->net->dw, 0, L * sizeof *b->net->dw);
    memcpy(seen, b->out + L, (T - L) * sizeof *seen);
    for (size_t s = 0; s < b->now->shards; s++) {
        const float share = (float)place_of(b->now, s).n / (float)b->now->n;

        add_scaled(L, share, b->out + s * T, b->net->dw);
        add_change(T - L, share, b->out + s * T + L, b->out + L, seen);
    }
}

int batch_learn(struct batch *b, long step, size_t i, struct batch_sum *sum,
                struct err *e)
{
    const size_t from = b->o->drawn ? 0 : i * b->size, left = b->rows - from,
                 n = left < b->size ? left : b->size;
    int64_t start_ns;

    *b->now = (struct now){step, from, n, parts(b->o, n)};
    memcpy(b->w, b->net->w, b->net->total * sizeof *b->w);
    if (team_do(b->team, b->now->shards, e) != 0)
        return err_in(e, "training");
    start_ns = clock_ns();
    gather(b);
    sum->busy_s += (double)(clock_ns() - start_ns) / 1e9;
    for (size_t s = 0; s < b->now->shards; s++) {
        sum->loss += b->sum[s].loss * (double)place_of(b->now, s).n;
        sum->right += b->sum[s].right;
        sum->busy_s += (double)b->sum[s].busy_ns / 1e9;
        sum->gemm_s += (double)b->sum[s].gemm_ns / 1e9;
    }
    sum->rows += n;
    return 0;
}
