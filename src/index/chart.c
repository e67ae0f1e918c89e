/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map, kept as samples come. */
#include "index/chart.h"

#include "index/newcomers.h"
#include "index/survey.h"
#include "store/nearby.h"
#include "store/points.h"

/* All anew once so much of the last layout of all has come since. */
enum { NEW_MOST = 3, NEW_OF = 10 };

/* Those that wait: 0, 1, -1. */
static int let_in(const struct analysis *a, struct err *e)
{
    struct points_state now;

    if (points_state(a->s, a->model->trunk, &now, e) < 0)
        return -1;
    return now.waiting > 0 ? newcomers(a, now.scale, e) : 0;
}

/* All of them, from where it was left, and who came meanwhile: 0, 1, -1. */
static int lay_out(const struct analysis *a, struct survey **survey, struct err *e)
{
    int rc;

    if (!*survey)
        *survey = survey_new();
    rc = survey_go_on(*survey, a, e);
    if (rc != 1) {
        survey_free(*survey);
        *survey = NULL;
    }
    return rc == 0 ? let_in(a, e) : rc;
}

/* Of embeddings that are the past by now? */
static void forget(const struct analysis *a, struct survey **survey)
{
    if (*survey && !survey_is_of(*survey, a->model->trunk)) {
        survey_free(*survey);
        *survey = NULL;
    }
}

int chart(const struct analysis *a, struct survey **survey, struct err *e)
{
    struct points_state now;
    int rc;

    if (!a->model->embeds)
        return 0;
    rc = nearby_is_of(a->s, a->model->trunk, e);
    if (rc != 1)
        return rc;
    forget(a, survey);
    rc = points_state(a->s, a->model->trunk, &now, e);
    if (rc < 0)
        return -1;
    if (!*survey && rc == 1 && now.waiting == 0)
        return 0;
    if (*survey || rc == 0 || NEW_OF * (now.grown + now.waiting) > NEW_MOST * now.laid)
        return lay_out(a, survey, e);
    return newcomers(a, now.scale, e);
}
