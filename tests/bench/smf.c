/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes to a MIDI file, for a synthesizer to play. */
#include "smf.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"

/* At the tempo that a file has which states none, 120 beats a minute. */
enum { TICKS_A_BEAT = 480, TICKS_A_SECOND = 2 * TICKS_A_BEAT };

enum { NOTE_OFF = 0x80, NOTE_ON = 0x90, CONTROL = 0xb0, PROGRAM = 0xc0 };
enum { DATA_HIGH = 6, DATA_LOW = 38, PARAMETER_LOW = 100, PARAMETER_HIGH = 101 };

static void add(struct smf *m, double at_s, int status, int one, int two, int n)
{
    m->event = mem_more(m->event, m->n, &m->room, sizeof *m->event);
    m->event[m->n] = (struct smf_event){
        (unsigned)lround(fmax(0.0, at_s) * TICKS_A_SECOND),
        (unsigned)m->n,
        {(unsigned char)status, (unsigned char)one, (unsigned char)two},
        (unsigned char)n};
    m->n++;
}

void smf_note(struct smf *m, int channel, int note, int velocity, double from_s,
              double until_s)
{
    add(m, from_s, NOTE_ON | channel, note, velocity, 3);
    add(m, until_s, NOTE_OFF | channel, note, 0, 3);
}

void smf_control(struct smf *m, int channel, int controller, int value, double at_s)
{
    add(m, at_s, CONTROL | channel, controller, value, 3);
}

void smf_program(struct smf *m, int channel, int program, double at_s)
{
    add(m, at_s, PROGRAM | channel, program, 0, 2);
}

void smf_tune(struct smf *m, int channel, double cents, double at_s)
{
    const int value = 8192 + (int)lround(cents / 100.0 * 8191.0);

    smf_control(m, channel, PARAMETER_HIGH, 0, at_s);
    smf_control(m, channel, PARAMETER_LOW, 1, at_s);
    smf_control(m, channel, DATA_HIGH, value >> 7, at_s);
    smf_control(m, channel, DATA_LOW, value & 127, at_s);
}

static int by_tick(const void *a, const void *b)
{
    const struct smf_event *x = a, *y = b;

    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Seven bits a byte, the highest first. */
static void put_time(struct buf *out, unsigned ticks)
{
    unsigned char byte[5];
    size_t n = sizeof byte;

    byte[--n] = ticks & 127;
    while (ticks >>= 7)
        byte[--n] = (unsigned char)(128 | (ticks & 127));
    buf_bytes(out, byte + n, sizeof byte - n);
}

static void put_big(struct buf *out, unsigned value, int bytes)
{
    while (bytes-- > 0) {
        const unsigned char byte = (unsigned char)(value >> (8 * bytes));

        buf_bytes(out, &byte, 1);
    }
}

void smf_write(struct smf *m, struct buf *out)
{
    static const unsigned char end[] = {0, 0xff, 0x2f, 0};
    struct buf track = {0};
    unsigned tick = 0;

    qsort(m->event, m->n, sizeof *m->event, by_tick);
    for (size_t i = 0; i < m->n; i++) {
        put_time(&track, m->event[i].tick - tick);
        buf_bytes(&track, m->event[i].byte, m->event[i].n);
        tick = m->event[i].tick;
    }
    buf_bytes(&track, end, sizeof end);
    buf_bytes(out, "MThd", 4);
    put_big(out, 6, 4);
    put_big(out, 0, 2); /* one track */
    put_big(out, 1, 2);
    put_big(out, TICKS_A_BEAT, 2);
    buf_bytes(out, "MTrk", 4);
    put_big(out, (unsigned)track.len, 4);
    buf_bytes(out, track.data, track.len);
    buf_clear(&track);
}

void smf_clear(struct smf *m)
{
    free(m->event);
    *m = (struct smf){0};
}
