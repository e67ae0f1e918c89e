/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/map: the map as a program gets it. */
#include <stdio.h>
#include <string.h>

#include "serve/desk.h"
#include "serve/map.h"
#include "shelf.h"

static struct shelf shelf;
static struct desk desk;
static struct call call;
static struct reply reply;

/* Three sounds: a kick at the left bottom corner, a bass loop, and one that is unsure. */
static void make_map(void)
{
    shelf_open(&shelf, ":memory:", STORE_WRITE);
    shelf_add(&shelf, "", "kick.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "", "bass.wav", 2, BASS, 0.9, FORM_LOOP);
    shelf_add(&shelf, "", "what.wav", 3, UNSURE, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "", "late.wav", 4, KICK, 0.9, FORM_ONESHOT);
    shelf_sql(&shelf, "INSERT INTO map_point VALUES (1, -32768, -32768)");
    shelf_sql(&shelf, "INSERT INTO map_point VALUES (2, 32767, 0)");
    shelf_sql(&shelf, "INSERT INTO map_point VALUES (3, 1, -2)");
    shelf_sql(&shelf, "UPDATE map SET version = 7, scale = 6553.5");
    desk = (struct desk){.store = shelf.s};
    call = (struct call){.method = CALL_GET, .upload = -1};
    reply = (struct reply){.fd = -1};
}

static void drop_map(void)
{
    reply_clear(&reply);
    shelf_close(&shelf);
}

TestSuite(map, .init = make_map, .fini = drop_map);

static void ask(call_handler *handler)
{
    struct err err = {0};

    reply_clear(&reply);
    reply = (struct reply){.fd = -1};
    ok(handler(&desk, &call, &reply, &err));
    buf_u8(&reply.body, 0);
    reply.body.len--;
}

/* The number of a category, as the other answer has it. */
static int number_of(const char *tag)
{
    char want[64], *at;
    int number = -1;

    ask(map_get_categories);
    snprintf(want, sizeof want, "\"tag\": %s", tag);
    at = strstr((char *)reply.body.data, want);
    cr_assert_not_null(at, "%s: %s", tag, (char *)reply.body.data);
    while (strncmp(at, "\"index\"", 7) != 0)
        at--;
    sscanf(at, "\"index\": %d", &number);
    return number;
}

static void expect_point(struct cur *c, uint32_t sample, int x, int y, int kind,
                         int flags)
{
    cr_expect_eq(cur_u32(c), sample);
    cr_expect_eq(cur_u16(c), x, "of %u", sample);
    cr_expect_eq(cur_u16(c), y, "of %u", sample);
    cr_expect_eq(cur_u16(c), kind, "of %u", sample);
    cr_expect_eq(cur_u16(c), flags, "of %u", sample);
}

Test(map, has_every_point_by_sample_with_its_category)
{
    const int kick = number_of("\"drums.kick\""), bass = number_of("\"bass\"");
    struct cur c;

    cr_expect_eq(number_of("null"), 0);
    cr_expect(kick > 0 && bass > 0 && kick != bass);
    ask(map_get);
    cr_expect_str_eq(reply.type, "application/octet-stream");
    c = cur_over(reply.body.data, reply.body.len);
    cr_expect_eq(memcmp(cur_bytes(&c, 4), "SDBM", 4), 0);
    cr_expect_eq(cur_u32(&c), MAP_VERSION);
    cr_expect_eq(cur_u32(&c), 3);
    cr_expect_eq(cur_u32(&c), 0);
    for (int i = 0; i < 4; i++) {
        const float bound = cur_f32(&c);

        cr_expect_float_eq(bound, i < 2 ? 0.0f : 10.0f, 1e-4, "bound %d: %f", i,
                           (double)bound);
    }
    expect_point(&c, 1, 0, 0, kick, 0);
    expect_point(&c, 2, 65535, 32768, bass, MAP_LOOP);
    expect_point(&c, 3, 32769, 32766, 0, 0);
    cr_expect(!c.bad && c.left == 0);
}

Test(map, counts_what_is_on_it)
{
    ask(map_get_categories);
    cr_expect_not_null(
        strstr((char *)reply.body.data, "\"tag\": \"drums.kick\", \"samples\": 1"), "%s",
        (char *)reply.body.data);
}

Test(map, of_an_empty_library_is_a_head)
{
    shelf_sql(&shelf, "DELETE FROM map_point");
    ask(map_get);
    cr_expect_eq(reply.body.len, MAP_HEAD);
    ask(map_get_categories);
    cr_expect_str_eq((char *)reply.body.data, "{\"categories\": []}");
}

Test(map, is_not_read_for_one_who_has_it)
{
    char etag[72];

    ask(map_get);
    strcpy(etag, reply.etag);
    cr_expect_gt(strlen(etag), 2);
    call.if_none_match = etag;
    ask(map_get);
    cr_expect_eq(reply.body.len, 0);
    cr_expect_str_eq(reply.etag, etag);
    ask(map_get_categories);
    cr_expect_eq(reply.body.len, 0);
}

Test(map, is_another_once_a_point_or_a_label_changed)
{
    char etag[72];

    ask(map_get);
    strcpy(etag, reply.etag);
    call.if_none_match = etag;
    shelf_sql(&shelf, "UPDATE map SET version = version + 1");
    ask(map_get);
    cr_expect_gt(reply.body.len, MAP_HEAD);
    cr_expect_str_neq(reply.etag, etag);
    strcpy(etag, reply.etag);
    shelf_sql(&shelf, "INSERT INTO change (sample_id, what) VALUES (1, 'tags')");
    ask(map_get);
    cr_expect_gt(reply.body.len, MAP_HEAD);
    cr_expect_str_neq(reply.etag, etag);
}
