-- SPDX-License-Identifier: GPL-2.0-or-later
-- How models do in use.

-- name: quality_models
-- One row for each model that somebody judged a category of, in the order in which they
-- were first judged.
SELECT m.key, m.current, sum(q.confirmed), sum(q.rejected), sum(q.replaced),
       min(q.first_at), max(q.last_at)
  FROM v1_model_quality q JOIN model m ON m.id = q.model_id
 WHERE q.facet = 'category'
 GROUP BY m.id
 ORDER BY 6, m.id;

-- name: quality_window
-- Of the current model's judged categories the last :last, and the :before before those.
SELECT coalesce(sum(nth <= :last), 0), coalesce(sum(nth <= :last AND good), 0),
       coalesce(sum(nth > :last), 0), coalesce(sum(nth > :last AND good), 0)
  FROM (SELECT j.outcome = 'confirmed' AS good,
               row_number() OVER (ORDER BY j.at_ms DESC, j.uuid DESC) AS nth
          FROM judgement j
         WHERE j.facet = 'category'
           AND j.model = (SELECT key FROM model WHERE current = 1)
         ORDER BY nth LIMIT :last + :before);
