/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/draw: how often training sees which example. */
#include "near.h"

#include "nn/draw.h"

Test(draw, evens_out_classes_and_sources)
{
    enum { R = 100, DRAWN = 40000 };
    struct train_row rows[R];
    struct draw d;
    struct rng r;
    double of_class = 0, of_source = 0;

    /* class 0: 90 rows, of which source 0 has 81; class 1: 10 rows */
    for (int i = 0; i < R; i++)
        rows[i] = (struct train_row){NULL, i >= 90, -1, i >= 81, 1.0f};
    rng_init(&r, 9);
    draw_init(&d, rows, R, 0.5, 0.5);
    for (int i = 0; i < DRAWN; i++) {
        const size_t row = draw_row(&d, &r);

        cr_assert(row < R);
        of_class += row < 90;
        of_source += row < 81;
    }
    near(of_class / DRAWN, 3.0 / 4.0, 0.01); /* roots of 90 and 10 are as 3 to 1 */
    near(of_source / of_class, 3.0 / 4.0, 0.01);
    draw_clear(&d);
    draw_init(&d, rows, R, 0.0, 0.0);
    of_class = 0;
    for (int i = 0; i < DRAWN; i++)
        of_class += draw_row(&d, &r) < 90;
    near(of_class / DRAWN, 0.9, 0.01);
    draw_clear(&d);
}

Test(draw, a_light_row_comes_less_and_does_not_make_its_class_large)
{
    enum { R = 140, DRAWN = 60000 };
    struct train_row rows[R];
    struct draw d;
    struct rng r;
    double of_class = 0, light = 0;

    /* class 0: 60 rows and 40 of weight 1/4 from the same source; class 1: 40 rows */
    for (int i = 0; i < R; i++)
        rows[i] =
            (struct train_row){NULL, i >= 100, -1, 0, i >= 60 && i < 100 ? 0.25f : 1.0f};
    rng_init(&r, 9);
    draw_init(&d, rows, R, 0.0, 0.25);
    for (int i = 0; i < DRAWN; i++) {
        const size_t row = draw_row(&d, &r);

        of_class += row < 100;
        light += row >= 60 && row < 100;
    }
    near(light / of_class, 10.0 / 70.0, 0.03);
    near(of_class / DRAWN, 70.0 / 110.0, 0.01); /* it counts for 70 rows, not for 100 */
    draw_clear(&d);
}
