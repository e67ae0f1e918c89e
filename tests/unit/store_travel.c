/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/backup, restore, parcel, quality: copies hold all, and models are judged. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "near.h"
#include "shelf.h"
#include "store/backup.h"
#include "store/feedback.h"
#include "store/parcel.h"
#include "store/quality.h"
#include "store/standing.h"

static char dir[64], path[128], copy[128];
static struct shelf shelf;

static void make_dir(void)
{
    snprintf(dir, sizeof dir, "/tmp/sampledb-test-XXXXXX");
    cr_assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/library.db", dir);
    snprintf(copy, sizeof copy, "%s/copy.db", dir);
}

static void drop_dir(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -r %s", dir);
    cr_assert(system(command) == 0);
}

TestSuite(backup, .init = make_dir, .fini = drop_dir);

/* The word on sound n; shown: what the shelf's model is said to have shown. */
static struct correction word(int n, const char *tag, int verdict, const char *shown)
{
    static int64_t at_ms = 1000;
    struct correction c = {.facet = "category",
                           .tag = tag,
                           .verdict = verdict,
                           .actor = "user",
                           .model = shown ? "0123456789abcdef0123456789abcdef" : NULL,
                           .shown = shown,
                           .at_ms = ++at_ms};

    memcpy(c.uuid, &at_ms, sizeof at_ms);
    memcpy(c.hash, &n, sizeof n);
    return c;
}

static void say(int n, const char *tag, int verdict, const char *shown)
{
    const struct correction c = word(n, tag, verdict, shown);
    struct err err = {0};

    ok(store_begin(shelf.s, &err));
    cr_assert(feedback_merge(shelf.s, &c, &shelf.model, &err) == 1, "%s", err.text);
    ok(store_commit(shelf.s, &err));
}

static void add_sound(struct shelf *to, int n)
{
    char name[20];

    snprintf(name, sizeof name, "%d.wav", n);
    shelf_add(to, "a", name, n, KICK, 0.8, FORM_LOOP);
}

/* Pages as they are copied; a writer comes in between. */
static int disturb(void *arg, int64_t done, int64_t total, struct err *e)
{
    struct shelf *other = arg;

    (void)e;
    cr_expect(done <= total);
    if (other->s)
        add_sound(other, (int)(1000 + done));
    return 0;
}

Test(backup, is_of_one_moment_whatever_is_written_meanwhile)
{
    struct shelf other = {0};
    const struct copy_progress p = {disturb, &other};
    struct backup made;
    struct err err = {0};

    shelf_open(&shelf, path, STORE_WRITE);
    for (int i = 0; i < 100; i++)
        add_sound(&shelf, i);
    shelf_sql(&shelf, "CREATE TABLE filler (x); INSERT INTO filler "
                      "VALUES (zeroblob(4000000)), (zeroblob(4000000))");
    other = shelf;
    other.s = NULL;
    ok(store_open(&other.s, path, STORE_WRITE, &err));
    ok(backup_make(shelf.s, copy, false, &p, &made, &err));
    cr_expect(made.samples == 100, "%d samples", (int)made.samples);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) > 100 FROM sample"));
    store_close(other.s);
    shelf_close(&shelf);
}

static int stop(void *arg, int64_t done, int64_t total, struct err *e)
{
    (void)arg;
    (void)done;
    (void)total;
    return err_set(e, ERR_STOPPED, "enough");
}

Test(backup, that_is_stopped_leaves_nothing)
{
    const struct copy_progress p = {stop, NULL};
    struct backup made;
    struct err err = {0};

    shelf_open(&shelf, path, STORE_WRITE);
    shelf_sql(&shelf, "CREATE TABLE filler (x); INSERT INTO filler "
                      "VALUES (zeroblob(4000000))");
    cr_expect(backup_make(shelf.s, copy, false, &p, &made, &err) == -1);
    cr_expect(err.kind == ERR_STOPPED);
    cr_expect(access(copy, F_OK) != 0);
    shelf_close(&shelf);
}

Test(backup, comes_back_with_all_that_was_said_since)
{
    struct backup made;
    struct restored back;
    struct err err = {0};

    shelf_open(&shelf, path, STORE_WRITE);
    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    say(1, "bass", CONFIRMED, "drums.kick");
    ok(backup_make(shelf.s, copy, false, NULL, &made, &err));
    say(1, "drums.hat.open", CONFIRMED, NULL);
    say(2, "bass", CONFIRMED, NULL);
    shelf_close(&shelf);
    ok(backup_restore(path, copy, NULL, &back, &err));
    cr_expect(back.from.corrections == 1 && back.merged == 2);
    cr_expect(back.aside && access(back.aside, F_OK) == 0 && !back.unread);
    restored_clear(&back);
    shelf_open(&shelf, path, STORE_WRITE);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback") == 3);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE tag = "
                                "'drums.hat.open' AND source = 'user'") == 1);
    shelf_close(&shelf);
}

Test(backup, is_not_put_back_while_somebody_reads)
{
    struct backup made;
    struct restored back;
    struct store *reader = NULL;
    struct err err = {0};

    shelf_open(&shelf, path, STORE_WRITE);
    ok(backup_make(shelf.s, copy, false, NULL, &made, &err));
    shelf_close(&shelf);
    ok(store_open(&reader, path, STORE_READ, &err));
    ok(store_begin_read(reader, &err));
    cr_expect(backup_restore(path, copy, NULL, &back, &err) == -1);
    shelf_refused(&err, ERR_BUSY, "another program has it open");
    store_close(reader);
    ok(backup_restore(path, copy, NULL, &back, &err));
    restored_clear(&back);
}

static void open_memory(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void close_memory(void) { shelf_close(&shelf); }

TestSuite(parcel, .init = open_memory, .fini = close_memory);

static struct parcel parcel_of(int seed, struct sound *sound)
{
    struct parcel p = {.frames = 10, .rate_hz = 8000, .channels = 1, .features = 1};

    shelf_sound(&shelf, sound, seed, KICK, 0.8, FORM_LOOP);
    memcpy(p.hash, sound->hash, CORRECTION_HASH);
    p.feature[0] =
        (struct parcel_feature){"mel", BLOB_MEL_VERSION, sound->mel.data, sound->mel.len};
    return p;
}

static struct parcel_counts take(const struct parcel *p)
{
    struct parcel_counts n = {0};
    struct err err = {0};

    ok(parcel_check(p, &err));
    ok(store_begin(shelf.s, &err));
    ok(parcel_take(shelf.s, p, &shelf.model, &n, &err));
    ok(store_commit(shelf.s, &err));
    return n;
}

Test(parcel, becomes_a_sample_that_wears_what_was_said_of_it)
{
    struct sound sound;
    const struct parcel p = parcel_of(7, &sound);

    say(7, "bass", CONFIRMED, NULL);
    cr_expect(take(&p).taken == 1);
    cr_expect(take(&p).known == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_sample WHERE files = 0 AND "
                                "category = 'bass'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feature") == 1);
}

Test(parcel, gives_way_to_what_is_heard)
{
    struct sound sound;
    const struct parcel p = parcel_of(7, &sound);

    take(&p);
    shelf_add(&shelf, "a", "7.wav", 7, KICK, 0.8, FORM_LOOP);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_sample WHERE files = 1 AND "
                                "channels = 2 AND rate_hz = 44100") == 1);
}

static int count_parcels(void *arg, const struct parcel *p, struct err *e)
{
    int *n = arg;

    (void)e;
    cr_assert(p->features == 2);
    cr_expect(strcmp(p->feature[0].kind, "mel") == 0);
    cr_expect(strcmp(p->feature[1].kind, "embedding") == 0);
    cr_expect(p->rate_hz == 44100 && p->hash[0] == 1);
    ++*n;
    return 0;
}

Test(parcel, is_made_of_what_somebody_spoke_of)
{
    struct err err = {0};
    int n = 0;

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    shelf_add(&shelf, "a", "2.wav", 2, KICK, 0.8, FORM_LOOP);
    say(1, "bass", CONFIRMED, NULL);
    say(3, "bass", CONFIRMED, NULL);
    ok(parcel_each(shelf.s, count_parcels, &n, &err));
    cr_expect(n == 1);
}

Test(parcel, of_another_version_is_left_out)
{
    struct sound sound;
    struct parcel p = parcel_of(7, &sound);
    uint8_t other[4096];
    struct parcel_counts n;
    uint32_t crc;

    cr_assert(p.feature[0].n <= sizeof other);
    memcpy(other, p.feature[0].data, p.feature[0].n);
    other[6] = 9; /* the version; then the checksum, of what is around it */
    crc = blob_crc(blob_crc(0, other, 16), other + BLOB_HEAD, p.feature[0].n - BLOB_HEAD);
    for (int i = 0; i < 4; i++)
        other[16 + i] = (uint8_t)(crc >> 8 * i);
    p.feature[0].data = other;
    p.feature[0].version = 9;
    n = take(&p);
    cr_expect(n.taken == 0 && n.unfit == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_sample") == 0);
}

Test(parcel, embeddings_of_another_trunk_stay_outside)
{
    struct sound sound;
    struct parcel p = parcel_of(7, &sound);

    p.feature[p.features++] = (struct parcel_feature){
        "embedding", BLOB_EMBEDDING_VERSION, sound.embedding.data, sound.embedding.len};
    shelf.model.trunk[0] ^= 1;
    cr_expect(take(&p).unfit == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feature") == 1);
    shelf.model.trunk[0] ^= 1;
    p = parcel_of(8, &sound);
    p.feature[p.features++] = (struct parcel_feature){
        "embedding", BLOB_EMBEDDING_VERSION, sound.embedding.data, sound.embedding.len};
    cr_expect(take(&p).unfit == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feature") == 3);
}

Test(parcel, that_is_odd_is_refused)
{
    struct sound sound;
    const struct parcel good = parcel_of(7, &sound);
    struct parcel p = good;
    struct err err = {0};

    p.frames = 0;
    cr_expect(parcel_check(&p, &err) == -1);
    p = good;
    p.duration_s = (double)NAN;
    cr_expect(parcel_check(&p, &err) == -1);
    p = good;
    p.feature[0].n--;
    cr_expect(parcel_check(&p, &err) == -1);
    p = good;
    p.feature[0].kind = "descriptor";
    cr_expect(parcel_check(&p, &err) == -1);
    p = good;
    p.feature[0].version++;
    cr_expect(parcel_check(&p, &err) == -1);
    p = good;
    p.feature[1] = p.feature[0];
    p.features = 2;
    cr_expect(parcel_check(&p, &err) == -1);
    shelf_refused(&err, ERR_FORMAT, "mel twice");
}

TestSuite(quality, .init = open_memory, .fini = close_memory);

static int64_t judged(const char *outcome, const char *tag)
{
    char sql[200];

    snprintf(sql, sizeof sql, "SELECT %s FROM v1_model_quality WHERE tag = '%s'", outcome,
             tag);
    return shelf_sql(&shelf, sql);
}

Test(quality, counts_what_users_hold_of_what_they_saw)
{
    say(1, "drums.kick", CONFIRMED, "drums.kick");
    say(2, "drums.kick", CONFIRMED, "drums"); /* it was right as far as it went */
    say(3, "bass", CONFIRMED, "drums.kick");
    say(3, "drums.kick", REJECTED, NULL); /* in one breath: once */
    say(4, "drums", REJECTED, "drums.kick");
    say(5, "bass", REJECTED, "drums.kick"); /* speaks of something else */
    say(6, "bass", CONFIRMED, "drums.kick");
    say(6, "drums.kick", CONFIRMED, NULL); /* a slip, and put right */
    say(7, "bass", CONFIRMED, "drums.kick");
    say(7, "bass", WITHDRAWN, NULL);
    say(8, "drums.kick", CONFIRMED, "drums.kick");
    say(8, "drums", REJECTED, NULL); /* another mind since */
    cr_expect(judged("confirmed", "drums.kick") == 2);
    cr_expect(judged("replaced", "drums.kick") == 1);
    cr_expect(judged("rejected", "drums.kick") == 2);
    cr_expect(judged("judged", "drums.kick") == 5);
    cr_expect(judged("confirmed", "drums") == 1 && judged("judged", "drums") == 1);
}

Test(quality, counts_the_first_answer_only)
{
    say(1, "drums.kick", REJECTED, "drums.kick");
    say(1, "bass", REJECTED, "bass"); /* what came in its place */
    cr_expect(judged("judged", "drums.kick") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT sum(judged) FROM v1_model_quality") == 1);
}

Test(quality, bounds_are_those_of_wilson)
{
    /* 8 of 10: the interval of Wilson's formula, worked out by hand. */
    const struct share s = {8, 10}, none = {0, 0}, all = {10, 10};
    double low, high;

    share_bounds(&s, &low, &high);
    near(low, 0.4902, 1e-3);
    near(high, 0.9433, 1e-3);
    share_bounds(&none, &low, &high);
    cr_expect(low == 0 && high == 1);
    share_bounds(&all, &low, &high);
    near(low, 0.7225, 1e-3);
    near(high, 1, 1e-9);
}

/* n judgements, of which one in `in` is wrong; 0: none. */
static void judge(int from, int n, int in)
{
    for (int i = 0; i < n; i++)
        say(from + i, in && i % in == 0 ? "bass" : "drums.kick", CONFIRMED, "drums.kick");
}

Test(quality, a_drop_is_noticed_and_chance_is_not)
{
    struct qualities q;
    struct err err = {0};

    judge(1, 100, 5);
    ok(quality_read(shelf.s, &q, &err));
    cr_expect(q.n == 1 && q.model[0].confirmed == 80 && q.model[0].replaced == 20);
    cr_expect(q.last.n == 50 && q.before.n == 50 && !q.drifts && !q.worse);
    quality_clear(&q);
    judge(1000, 50, 2); /* half of them wrong, not a fifth */
    ok(quality_read(shelf.s, &q, &err));
    cr_expect(q.last.n == 50 && q.last.right == 25 && q.before.n == 100);
    cr_expect(q.drifts);
    quality_clear(&q);
}

Test(quality, too_few_judgements_say_nothing)
{
    struct qualities q;
    struct err err = {0};

    judge(1, 40, 0);
    judge(100, 50, 1);
    ok(quality_read(shelf.s, &q, &err));
    cr_expect(q.before.n == 40 && !q.drifts);
    quality_clear(&q);
}
