/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/around: the embeddings in memory say what the library says. */
#include "shelf.h"

#include <stdio.h>
#include <string.h>

#include "serve/around.h"
#include "util/clock.h"

static struct shelf shelf;
static struct around *around;
static struct around_library library;
static struct err err;

static void add(int seed)
{
    char name[32];

    snprintf(name, sizeof name, "%d.wav", seed);
    shelf_add(&shelf, "a", name, seed, KICK, 0.9, FORM_ONESHOT);
}

static void open_all(void)
{
    shelf_open(&shelf, ":memory:", STORE_WRITE);
    library = (struct around_library){shelf.s, 1, 1};
    around = around_new();
    for (int i = 1; i <= 5; i++)
        add(i);
}

static void close_all(void)
{
    around_free(around);
    shelf_close(&shelf);
}

TestSuite(around, .init = open_all, .fini = close_all);

/* How many of at most k are found; 0 with *why: none can be. */
static size_t find(size_t k, const char **why)
{
    struct nearest near = {0};
    struct sound sound;
    size_t n;
    int rc;

    shelf_sound(&shelf, &sound, 3, KICK, 0.9, FORM_ONESHOT);
    rc = around_find(around, &library, &sound.embedding, k, &near, why, &err);
    cr_assert(rc >= 0, "%s", err.text);
    n = near.n;
    for (size_t i = 1; i < n; i++)
        cr_expect(near_before(near.one[i - 1], near.one[i]));
    nearest_clear(&near);
    return n;
}

Test(around, finds_what_is_there)
{
    const char *why = NULL;

    cr_expect(find(3, &why) == 3 && !why);
    cr_expect(find(100, &why) == 5 && !why);
    cr_expect(around_sounds(around) == 5);
}

Test(around, follows_the_library)
{
    const char *why = NULL;

    find(1, &why);
    add(6);
    add(7);
    cr_expect(find(100, &why) == 7, "what is new");
    shelf_add(&shelf, "b", "6.wav", 6, KICK, 0.9, FORM_ONESHOT);
    cr_expect(find(100, &why) == 7, "another file of a sound");
    shelf_sql(&shelf, "DELETE FROM sample WHERE id = 2; INSERT INTO change (sample_id, "
                      "what) VALUES (NULL, 'folder')");
    cr_expect(find(100, &why) == 6, "what is gone");
    library.inode = 2;
    cr_expect(find(100, &why) == 6, "another library");
}

Test(around, what_comes_out_of_order_is_found_too)
{
    const char *why = NULL;

    shelf_sql(&shelf, "CREATE TABLE away AS SELECT * FROM embedding WHERE sample_id = 2;"
                      "DELETE FROM embedding WHERE sample_id = 2");
    cr_expect(find(100, &why) == 4);
    shelf_sql(&shelf, "INSERT INTO embedding SELECT * FROM away; INSERT INTO change "
                      "(sample_id, what) VALUES (2, 'tags')");
    cr_expect(find(100, &why) == 5);
    add(8);
    cr_expect(find(100, &why) == 6);
}

Test(around, has_a_limit)
{
    const char *why = NULL;

    around_limit(around, 100);
    cr_expect(find(3, &why) == 0 && why && strstr(why, "more sounds than"));
    cr_expect(around_sounds(around) == 0);
}

Test(around, is_given_up)
{
    const char *why = NULL;

    cr_expect(!around_rest(around, clock_ms()), "nothing is kept yet");
    find(3, &why);
    cr_expect(around_rest(around, clock_ms() - 60000), "somebody asked just now");
    cr_expect(!around_rest(around, clock_ms() + 1));
    cr_expect(around_sounds(around) == 0);
    cr_expect(find(3, &why) == 3 && !why);
}

Test(around, silence_is_like_nothing)
{
    const struct sound_blob none = {0};
    struct nearest near = {0};
    const char *why = NULL;

    cr_expect(around_find(around, &library, &none, 3, &near, &why, &err) == 0 && why);
}
