/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz the chunk parser: whatever the bytes, what it says lies in its ranges. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/chunks.h"
#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int truth)
{
    if (!truth)
        abort();
}

static void expect_text(const char *s, size_t room)
{
    const size_t n = strnlen(s, room);

    expect(n < room && utf8_valid(s, n));
    for (size_t i = 0; i < n; i++)
        expect((unsigned char)s[i] >= 0x20 && s[i] != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct embedded s;

    chunks_parse(&s, data, size);
    expect(s.bpm == 0 || (isfinite(s.bpm) && s.bpm >= 20 && s.bpm <= 999));
    expect(s.beats >= 0 && s.beats <= 100000);
    expect((s.meter_num == 0) == (s.meter_den == 0));
    expect(s.meter_num >= 0 && s.meter_num <= 64 && s.meter_den >= 0 &&
           s.meter_den <= 64);
    expect(s.root_note >= -1 && s.root_note <= 127);
    expect(s.fine_cents >= -50 && s.fine_cents <= 50);
    expect(s.loop_start >= -1 && s.loop_start <= s.loop_end && s.loop_end <= UINT32_MAX);
    expect((s.loops > 0) == (s.loop_start >= 0) && s.loops <= 1024);
    expect(s.cues >= 0 && s.cues <= 65536);
    expect(!s.is_loop || (!s.one_shot && s.beats > 0));
    expect_text(s.title, sizeof s.title);
    expect_text(s.artist, sizeof s.artist);
    expect_text(s.album, sizeof s.album);
    expect_text(s.genre, sizeof s.genre);
    expect_text(s.comment, sizeof s.comment);
    expect_text(s.software, sizeof s.software);
    expect_text(s.date, sizeof s.date);
    expect_text(s.originator, sizeof s.originator);
    return 0;
}
