/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which handler answers what: one line a route. */
#include "serve/route.h"

#include <stdbool.h>
#include <string.h>

#include "serve/audio.h"
#include "serve/changes.h"
#include "serve/classify.h"
#include "serve/feedback.h"
#include "serve/health.h"
#include "serve/lists.h"
#include "serve/map.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/openapi.h"
#include "serve/page.h"
#include "serve/pictures.h"
#include "serve/retrain.h"
#include "serve/review.h"
#include "serve/sample.h"
#include "serve/samples.h"

enum { PAGE = ROUTE_PAGE | ROUTE_AT_ONCE };

const struct route routes[] = {
    {CALL_GET, "/", PAGE, page_get},
    {CALL_GET, "/{file}", PAGE, page_get},
    {CALL_GET, "/healthz", 0, health_get},
    {CALL_GET, "/metrics", 0, metrics_get},
    {CALL_GET, "/v1/changes", ROUTE_LIBRARY, changes_get},
    {CALL_POST, "/v1/classify", ROUTE_LIBRARY | ROUTE_UPLOAD | ROUTE_SLOW, classify_post},
    {CALL_POST, "/v1/feedback", ROUTE_LIBRARY | ROUTE_JSON, feedback_post},
    {CALL_GET, "/v1/folders", ROUTE_LIBRARY | ROUTE_SLOW, lists_get_folders},
    {CALL_GET, "/v1/map", ROUTE_LIBRARY | ROUTE_SLOW, map_get},
    {CALL_GET, "/v1/map/categories", ROUTE_LIBRARY | ROUTE_SLOW, map_get_categories},
    {CALL_GET, "/v1/models", ROUTE_LIBRARY | ROUTE_SLOW, lists_get_models},
    {CALL_POST, "/v1/models/use", ROUTE_LIBRARY | ROUTE_JSON | ROUTE_SLOW, models_use},
    {CALL_GET, "/v1/openapi.json", ROUTE_AT_ONCE, openapi_get},
    {CALL_POST, "/v1/retrain", ROUTE_LIBRARY | ROUTE_JSON, retrain_post},
    {CALL_GET, "/v1/retrain", 0, retrain_get},
    {CALL_POST, "/v1/retrain/stop", 0, retrain_stop},
    {CALL_GET, "/v1/review", ROUTE_LIBRARY | ROUTE_SLOW, review_get},
    {CALL_GET, "/v1/samples", ROUTE_LIBRARY, samples_get},
    {CALL_GET, "/v1/samples/{id}", ROUTE_LIBRARY, sample_get},
    {CALL_GET, "/v1/samples/{id}/audio", ROUTE_LIBRARY | ROUTE_SLOW, audio_get},
    {CALL_GET, "/v1/samples/{id}/neighbours", ROUTE_LIBRARY, sample_get_neighbours},
    {CALL_GET, "/v1/samples/{id}/peaks", ROUTE_LIBRARY, pictures_peaks},
    {CALL_GET, "/v1/samples/{id}/spectrogram.png", ROUTE_LIBRARY, pictures_spectrogram},
    {CALL_GET, "/v1/samples/{id}/why", ROUTE_LIBRARY, sample_get_why},
    {CALL_GET, "/v1/stats", ROUTE_LIBRARY | ROUTE_SLOW, lists_get_stats},
    {CALL_GET, "/v1/tags", ROUTE_LIBRARY | ROUTE_SLOW, lists_get_tags},
    {0},
};

/* A number as the path has it: plain digits, no zero in front. */
static size_t number(const char *text, int64_t *out)
{
    const size_t n = strspn(text, "0123456789");
    int64_t v = 0;

    if (n == 0 || n > 18 || text[0] == '0')
        return 0;
    for (size_t i = 0; i < n; i++)
        v = 10 * v + (text[i] - '0');
    *out = v;
    return n;
}

/* {id} stands for a number, {file} for a last part of the path that has a dot. */
static bool matches(const char *pattern, const char *path, int64_t *id)
{
    static const char a_number[] = "{id}", a_file[] = "{file}";

    while (*pattern) {
        if (strncmp(pattern, a_number, sizeof a_number - 1) == 0) {
            const size_t n = number(path, id);

            if (n == 0)
                return false;
            path += n;
            pattern += sizeof a_number - 1;
        } else if (strcmp(pattern, a_file) == 0) {
            return strchr(path, '.') && !strchr(path, '/');
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

int route_find(const struct route *table, enum call_method method, const char *path,
               const struct route **out, int64_t *id)
{
    const enum call_method wanted = method == CALL_HEAD ? CALL_GET : method;
    int status = 404;

    for (const struct route *r = table; r->path; r++) {
        int64_t number_of = 0;

        if (!matches(r->path, path, &number_of))
            continue;
        status = 405;
        if (r->method != wanted)
            continue;
        *out = r;
        *id = number_of;
        return 0;
    }
    return status;
}
