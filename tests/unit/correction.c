/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/correction: what is written can be read, and damage costs what it hits. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/correction.h"
#include "util/blob.h"

enum { RECORDS = 5 };

static const struct correction sample[RECORDS] = {
    {{1}, {9}, "category", "drums.kick", CONFIRMED, "user", NULL, NULL, 1795300000123},
    {{2},
     {9},
     "category",
     "drums.snare",
     REJECTED,
     "my app",
     "0123456789abcdef0123456789abcdef",
     "drums.hat",
     1795300000124},
    {{3},
     {8},
     "user",
     "100 % ~fein~, \xc3\xbc\xf0\x9f\x98\x80",
     CONFIRMED,
     "-",
     NULL,
     NULL,
     0},
    {{4}, {8}, "user", "-", WITHDRAWN, "user", NULL, NULL, CORRECTION_LATEST},
    {{5}, {7}, "form", "loop", CONFIRMED, "user", NULL, "oneshot", 5},
};

/* The records that a scan hands out, by the first byte of their uuid. */
struct heard {
    bool it[RECORDS + 1];
    int n;
};

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int hear(void *arg, const struct correction *c, struct err *e)
{
    struct heard *h = arg;
    const int id = c->uuid[0];
    const struct correction *want = &sample[id - 1];

    (void)e;
    cr_assert(id >= 1 && id <= RECORDS);
    cr_expect(memcmp(c->uuid, want->uuid, CORRECTION_UUID) == 0);
    cr_expect(memcmp(c->hash, want->hash, CORRECTION_HASH) == 0);
    cr_expect(c->verdict == want->verdict && c->at_ms == want->at_ms, "%d", id);
    cr_expect(same_text(c->facet, want->facet) && same_text(c->tag, want->tag) &&
                  same_text(c->actor, want->actor) && same_text(c->model, want->model) &&
                  same_text(c->shown, want->shown),
              "%d", id);
    h->it[id] = true;
    h->n++;
    return 0;
}

static struct heard scan(const void *data, size_t n, struct correction_scan *out)
{
    struct heard h = {.n = 0};
    struct err err = {0};
    uint8_t *own = malloc(n ? n : 1); /* so that a sanitizer sees a read past its end */

    memcpy(own, data, n);
    cr_expect(correction_scan(own, n, out, hear, &h, &err) == 0);
    free(own);
    return h;
}

/* A ledger of all of them; start[i]: where record i begins, start[RECORDS] its end. */
static struct buf ledger(size_t start[RECORDS + 1])
{
    struct buf b = {0};

    buf_bytes(&b, correction_title, strlen(correction_title));
    for (int i = 0; i < RECORDS; i++) {
        start[i] = b.len;
        correction_write(&b, &sample[i]);
    }
    start[RECORDS] = b.len;
    return b;
}

Test(correction, what_is_written_is_read_back)
{
    size_t start[RECORDS + 1];
    struct buf b = ledger(start);
    struct correction_scan n;
    const struct heard h = scan(b.data, b.len, &n);

    cr_expect(h.n == RECORDS && n.good == RECORDS && n.damaged == 0 && n.newer == 0);
    cr_expect(memchr(b.data + start[3], '\n', b.len) == b.data + start[4] - 1,
              "one line each");
    buf_clear(&b);
}

Test(correction, a_byte_that_flips_costs_at_most_its_record)
{
    static const uint8_t flips[] = {1, 2, 4, 8, 16, 32, 64, 128, 0xff, '~' ^ '\n'};
    size_t start[RECORDS + 1], at = 0;
    struct buf b = ledger(start);
    struct correction_scan n;

    for (size_t i = 0; i < b.len; i++) {
        while (at < RECORDS && i >= start[at])
            at++;
        for (size_t k = 0; k < sizeof flips; k++) {
            struct heard h;

            b.data[i] ^= flips[k];
            h = scan(b.data, b.len, &n);
            b.data[i] ^= flips[k];
            for (size_t r = 1; r <= RECORDS; r++)
                cr_expect(h.it[r] || r == at, "byte %zu ^ %d costs %zu", i, flips[k], r);
            cr_expect(h.n == (int)n.good && h.n >= RECORDS - 1);
            cr_expect(h.n == RECORDS || n.damaged > 0, "byte %zu: not reported", i);
        }
    }
    buf_clear(&b);
}

Test(correction, a_ledger_cut_anywhere_gives_all_whole_records)
{
    size_t start[RECORDS + 1];
    struct buf b = ledger(start);
    struct correction_scan n;

    for (size_t len = 0; len <= b.len; len++) {
        const struct heard h = scan(b.data, len, &n);
        int whole = 0;

        while (whole < RECORDS && start[whole + 1] - 1 <= len) /* its newline may lack */
            whole++;
        cr_expect(h.n == whole, "%zu bytes: %d of %d", len, h.n, whole);
        for (int i = 1; i <= whole; i++)
            cr_expect(h.it[i]);
    }
    buf_clear(&b);
}

Test(correction, what_follows_a_torn_record_is_read)
{
    size_t start[RECORDS + 1];
    struct buf b = ledger(start), torn = {0};
    struct correction_scan n;

    for (size_t len = start[0]; len < start[1]; len++) {
        struct heard h;

        buf_reset(&torn);
        buf_bytes(&torn, b.data, len);
        buf_u8(&torn, '\n');
        buf_bytes(&torn, b.data + start[1], b.len - start[1]);
        h = scan(torn.data, torn.len, &n);
        cr_expect(h.n >= RECORDS - 1 && h.it[2] && h.it[RECORDS], "cut at %zu", len);
    }
    buf_clear(&torn);
    buf_clear(&b);
}

Test(correction, a_record_of_a_later_format_is_left_alone_and_counted)
{
    struct buf b = {0};
    struct correction_scan n;
    char crc[9];

    buf_bytes(&b, "~00000000 2 something else", 26);
    snprintf(crc, sizeof crc, "%08x", blob_crc(0, b.data + 10, b.len - 10));
    memcpy(b.data + 1, crc, 8);
    buf_u8(&b, '\n');
    correction_write(&b, &sample[0]);
    cr_expect(scan(b.data, b.len, &n).n == 1);
    cr_expect(n.newer == 1 && n.damaged == 0);
    buf_clear(&b);
}

Test(correction, what_cannot_be_kept_is_refused)
{
    static const struct {
        struct correction c;
        const char *says;
    } bad[] = {
        {{.facet = "", .tag = "x", .actor = "u"}, "facet"},
        {{.facet = "user", .tag = "", .actor = "u"}, "tag"},
        {{.facet = "user", .tag = "a\nb", .actor = "u"}, "tag"},
        {{.facet = "user", .tag = "a\xff", .actor = "u"}, "tag"},
        {{.facet = "user", .tag = "x", .actor = ""}, "who"},
        {{.facet = "user", .tag = "x", .actor = "u", .verdict = 2}, "verdict"},
        {{.facet = "user", .tag = "x", .actor = "u", .model = "0123"}, "model"},
        {{.facet = "user", .tag = "x", .actor = "u", .at_ms = -1}, "time"},
        {{.facet = "user", .tag = "x", .actor = "u", .at_ms = CORRECTION_LATEST + 1},
         "time"},
    };
    struct err err = {0};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect(correction_check(&bad[i].c, &err) == -1, "%zu", i);
        cr_expect(strstr(err.text, bad[i].says) != NULL, "%zu: %s", i, err.text);
    }
    for (int i = 0; i < RECORDS; i++)
        cr_expect(correction_check(&sample[i], &err) == 0, "%d: %s", i, err.text);
}
