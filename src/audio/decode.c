/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptor to mono floats and a hash, in blocks and with limits. */
#include "audio/decode.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "audio/level.h"
#include "audio/mix.h"
#include "audio/source.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/utf8.h"

enum {
    BLOCK = 4096, /* frames read at a time */
    PROBES = 16,
    RANGES = PROBES + 4,
    TRIES = 4
};

_Static_assert((int)AUDIO_MAX_CHANNELS <= (int)MIX_CHANNELS, "mix has room for all");
_Static_assert((int)BLOCK <= (int)LEVEL_BLOCK, "level takes a block at a time");
_Static_assert((int)AUDIO_HASH == (int)sizeof(XXH128_canonical_t), "one digest");

/* A claim of this many frames (half a year at 1 MHz) is not worth a seek. */
static const int64_t absurd = INT64_C(1) << 44;

/* Frames [start, start + len): hashed, and mixed into x where `keep` says so. */
struct range {
    int64_t start, len;
    bool keep;
};

struct job {
    int fd; /* borrowed */
    struct source src;
    bool used;   /* src has been read from: open it again before the next pass */
    bool linear; /* seeking is not possible or not to be trusted */
    bool whole;  /* every frame is in a range */
    int64_t pos;
    struct range range[RANGES];
    size_t ranges;
    float *block;    /* (BLOCK, channels), owned */
    int16_t *shorts; /* the same, owned; NULL: the sound has more than 16 bits */
    float *x;        /* (room), owned */
    size_t n, room;
    struct mix mix;
    struct level *level;             /* owned */
    struct overview_meter *overview; /* owned */
    XXH3_state_t *hash;              /* owned */
};

static int64_t seconds(const struct job *j, int s)
{
    return (int64_t)s * j->src.info.samplerate;
}

static void add_range(struct job *j, int64_t start, int64_t end, bool keep)
{
    if (end > start)
        j->range[j->ranges++] =
            (struct range){.start = start, .len = end - start, .keep = keep};
}

/* Probes i, i + 1 ... whose audio lies between two excerpts, in frames [from, to). */
static size_t add_probes(struct job *j, size_t i, int64_t from, int64_t to,
                         int64_t frames)
{
    const int64_t len = j->src.info.samplerate / 4;

    for (; i < PROBES; i++) {
        const int64_t start = (int64_t)i * (frames - len) / (PROBES - 1);

        if (start + len > to)
            break;
        if (start >= from)
            add_range(j, start, start + len, false);
    }
    return i;
}

/* What to read of a sound of so many frames, in order of position. */
static void plan(struct job *j, int64_t frames)
{
    const int64_t half = seconds(j, AUDIO_EXCERPT_SECONDS) / 2;
    int64_t middle = frames / 2 - half / 2;
    size_t probe;

    j->ranges = 0;
    j->whole = frames <= seconds(j, AUDIO_WHOLE_SECONDS);
    if (frames <= 2 * half) {
        add_range(j, 0, frames, true);
        return;
    }
    if (middle < half)
        middle = half;
    add_range(j, 0, half, true);
    if (j->whole) {
        add_range(j, half, middle, false);
        add_range(j, middle, middle + half, true);
        add_range(j, middle + half, frames, false);
        return;
    }
    probe = add_probes(j, 0, half, middle, frames);
    add_range(j, middle, middle + half, true);
    add_probes(j, probe, middle + half, frames, frames);
}

static bool is_8_bit(const struct job *j)
{
    const int coding = j->src.info.format & SF_FORMAT_SUBMASK;

    return coding == SF_FORMAT_PCM_S8 || coding == SF_FORMAT_PCM_U8;
}

/* Sounds of up to 16 bits are read as such: it takes half the time. */
static bool fits_16(const struct job *j)
{
    return is_8_bit(j) || (j->src.info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16;
}

static bool may_hold_nan(const struct job *j)
{
    const int coding = j->src.info.format & SF_FORMAT_SUBMASK;

    return coding != SF_FORMAT_PCM_24 && coding != SF_FORMAT_PCM_32;
}

/* Read up to `want` frames into the block: 0 at the end. NaN and Inf become 0. */
static int64_t next_block(struct job *j, int64_t want)
{
    const sf_count_t most = want < BLOCK ? want : BLOCK;
    const sf_count_t got = j->shorts ? sf_readf_short(j->src.file, j->shorts, most)
                                     : sf_readf_float(j->src.file, j->block, most);

    if (got <= 0)
        return 0;
    j->pos += got;
    if (j->shorts)
        mix_from_16(j->block, j->shorts, (size_t)got * j->mix.channels);
    else if (may_hold_nan(j))
        mix_clean(j->block, (size_t)got * j->mix.channels);
    return got;
}

/* Move on to frame `to`. False: the sound ends before it. */
static bool go_to(struct job *j, int64_t to)
{
    const int64_t stop = seconds(j, AUDIO_COUNT_SECONDS);

    if (to == j->pos)
        return true;
    if (!j->linear) {
        j->pos = sf_seek(j->src.file, to, SEEK_SET);
        return j->pos == to;
    }
    while (j->pos < to) {
        if (j->pos >= stop || next_block(j, to - j->pos) == 0)
            return false;
    }
    return true;
}

/* The block just read. What the first pass has measured, one for another mix need not. */
static void measure(struct job *j, size_t frames, bool counts_loud)
{
    if (j->mix.pick != MIX_MEAN)
        return;
    level_add(j->level, j->block, frames, counts_loud);
    overview_add(j->overview, j->block, frames, j->pos - (int64_t)frames);
}

static bool read_range(struct job *j, const struct range *r)
{
    int64_t left = r->len, got;

    if (j->pos != r->start)
        level_gap(j->level);
    if (!go_to(j, r->start))
        return false;
    for (; left > 0; left -= got) {
        got = next_block(j, left);
        if (got == 0)
            return false;
        XXH3_128bits_update(j->hash, j->block,
                            (size_t)got * j->mix.channels * sizeof(float));
        measure(j, (size_t)got, r->keep || j->whole);
        if (!r->keep)
            continue;
        mix_add(&j->mix, j->x + j->n, j->block, (size_t)got);
        j->n += (size_t)got;
    }
    return true;
}

/* Make ready for a pass from frame 0; `pick` is a channel, or MIX_MEAN. */
static int start_pass(struct job *j, int64_t frames, int pick, struct err *e)
{
    const int64_t most = seconds(j, AUDIO_EXCERPT_SECONDS);

    if (j->used) {
        source_close(&j->src);
        if (source_open(&j->src, j->fd, e) != 0)
            return -1;
    }
    j->used = true;
    j->pos = 0;
    j->n = 0;
    j->mix = (struct mix){.channels = (size_t)j->src.info.channels, .pick = pick};
    if (!j->x) {
        j->room = (size_t)(frames < most ? frames : most);
        j->x = mem_new(j->room, sizeof *j->x);
        j->block = mem_new(BLOCK * j->mix.channels, sizeof *j->block);
        if (fits_16(j))
            j->shorts = mem_new(BLOCK * j->mix.channels, sizeof *j->shorts);
        j->level = level_new();
        j->overview = mem_new(1, sizeof *j->overview);
        j->hash = XXH3_createState();
        if (!j->hash)
            abort(); /* only memory can fail here */
    }
    if (pick == MIX_MEAN) {
        level_start(j->level, j->mix.channels, j->src.info.samplerate, is_8_bit(j));
        overview_init(j->overview, j->mix.channels);
    }
    XXH3_128bits_reset(j->hash);
    plan(j, frames);
    return 0;
}

/* Read by the plan for `frames`; *found is how many there are, as far as was seen. */
static int pass(struct job *j, int64_t frames, int pick, int64_t *found, struct err *e)
{
    if (start_pass(j, frames, pick, e) != 0)
        return -1;
    *found = frames;
    for (size_t i = 0; i < j->ranges; i++)
        if (!read_range(j, &j->range[i])) {
            *found = j->pos;
            return 0;
        }
    return 0;
}

/*
 * Headers lie: read by the claimed length, and where the sound ends elsewhere,
 * once more by what was found. Seeking into nothing tells no length, so from
 * then on the job goes forward only.
 */
static int settle(struct job *j, int64_t *frames, struct err *e)
{
    int64_t claim = j->src.info.frames, found = 0;

    if (claim > absurd)
        claim = absurd;
    j->linear = !j->src.info.seekable || claim == absurd;
    for (int i = 0; i < TRIES && claim > 0; i++) {
        if (pass(j, claim, MIX_MEAN, &found, e) != 0)
            return -1;
        if (found == claim || claim <= seconds(j, AUDIO_EXCERPT_SECONDS)) {
            *frames = found;
            return 0;
        }
        if (j->whole || j->linear)
            claim = found;
        else
            j->linear = true;
    }
    *frames = 0;
    return 0;
}

static int decode(struct job *j, int64_t *frames, struct err *e)
{
    const int64_t claim = j->src.info.frames;
    int64_t found;
    int loudest;

    if (settle(j, frames, e) != 0)
        return -1;
    if (*frames < 1 || j->n < 1)
        return err_set(e, ERR_FORMAT,
                       claim > 0 ? "ends early: no audio can be decoded"
                                 : "empty: no audio in it");
    loudest = mix_cancels(&j->mix);
    return loudest < 0 ? 0 : pass(j, *frames, loudest, &found, e);
}

static void take_text(char out[AUDIO_TEXT], SNDFILE *f, int which)
{
    const char *s = sf_get_string(f, which);

    utf8_clean(out, AUDIO_TEXT, s ? s : "", s ? strlen(s) : 0);
}

static void take_texts(struct audio_text *out, SNDFILE *f)
{
    take_text(out->title, f, SF_STR_TITLE);
    take_text(out->artist, f, SF_STR_ARTIST);
    take_text(out->album, f, SF_STR_ALBUM);
    take_text(out->genre, f, SF_STR_GENRE);
    take_text(out->comment, f, SF_STR_COMMENT);
    take_text(out->software, f, SF_STR_SOFTWARE);
    take_text(out->date, f, SF_STR_DATE);
}

static void finish_hash(struct job *j, int64_t frames, uint8_t out[AUDIO_HASH])
{
    struct buf tail = {0};
    XXH128_canonical_t digest;

    buf_u32(&tail, (uint32_t)j->src.info.samplerate);
    buf_u32(&tail, (uint32_t)j->src.info.channels);
    buf_u64(&tail, (uint64_t)frames);
    XXH3_128bits_update(j->hash, tail.data, tail.len);
    buf_clear(&tail);
    XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(j->hash));
    memcpy(out, digest.digest, AUDIO_HASH);
}

int audio_read(struct audio *out, int fd, struct err *e)
{
    struct job j = {.fd = fd};
    int64_t frames = 0;
    int rc = source_open(&j.src, fd, e);

    if (rc == 0)
        rc = decode(&j, &frames, e);
    if (rc == 0) {
        *out = (struct audio){.x = j.x,
                              .n = j.n,
                              .frames = frames,
                              .rate_hz = j.src.info.samplerate,
                              .channels = j.src.info.channels};
        source_format(&j.src, out->format);
        take_texts(&out->text, j.src.file);
        finish_hash(&j, frames, out->hash);
        level_tell(j.level, &out->loudness, &out->quality);
        overview_tell(j.overview, frames, &out->overview);
        j.x = NULL;
    }
    source_close(&j.src);
    level_free(j.level);
    free(j.overview);
    XXH3_freeState(j.hash);
    free(j.block);
    free(j.shorts);
    free(j.x);
    return rc;
}

void audio_free(struct audio *a)
{
    free(a->x);
    *a = (struct audio){0};
}
