-- SPDX-License-Identifier: GPL-2.0-or-later
-- How models do in use: what users hold today of what each has shown them.

-- One row for each sound and facet in which somebody saw a model's answer, the first one
-- that this model gave: right, where a user confirmed it or a category below it; rejected;
-- or replaced by another. Where words contradict each other the later one counts; sounds
-- of which nothing is held any more are absent.
CREATE VIEW judgement AS
WITH seen AS (
  SELECT w.model, w.facet, w.hash, w.shown, w.at_ms, w.uuid,
         row_number() OVER (PARTITION BY w.model, w.facet, w.hash
                            ORDER BY w.at_ms, w.uuid) AS nth
    FROM feedback w
   WHERE w.model IS NOT NULL AND w.shown IS NOT NULL
), held AS (
  SELECT s.model, s.facet, s.hash, s.shown, s.at_ms, s.uuid,
         (SELECT c.uuid FROM feedback c
           WHERE c.hash = s.hash AND c.facet = s.facet AND c.verdict = 1
             AND NOT EXISTS (SELECT 1 FROM feedback l
                              WHERE l.hash = c.hash AND l.facet = c.facet AND l.tag = c.tag
                                AND (l.at_ms, l.uuid) > (c.at_ms, c.uuid))
           ORDER BY c.at_ms DESC, c.uuid DESC LIMIT 1) AS confirmed,
         (SELECT r.uuid FROM feedback r
           WHERE r.hash = s.hash AND r.facet = s.facet AND r.verdict = -1
             AND (r.tag = s.shown OR substr(s.shown, 1, length(r.tag) + 1) = r.tag || '.')
             AND NOT EXISTS (SELECT 1 FROM feedback l
                              WHERE l.hash = r.hash AND l.facet = r.facet AND l.tag = r.tag
                                AND (l.at_ms, l.uuid) > (r.at_ms, r.uuid))
           ORDER BY r.at_ms DESC, r.uuid DESC LIMIT 1) AS rejected
    FROM seen s
   WHERE s.nth = 1
)
SELECT h.model, h.facet, h.hash, h.shown, h.at_ms, h.uuid,
       CASE WHEN c.uuid IS NULL THEN 'rejected'
            WHEN c.tag <> h.shown
             AND substr(c.tag, 1, length(h.shown) + 1) <> h.shown || '.' THEN 'replaced'
            WHEN r.uuid IS NULL OR (r.at_ms, r.uuid) < (c.at_ms, c.uuid) THEN 'confirmed'
            ELSE 'rejected' END AS outcome
  FROM held h
  LEFT JOIN feedback c ON c.uuid = h.confirmed
  LEFT JOIN feedback r ON r.uuid = h.rejected
 WHERE c.uuid IS NOT NULL OR r.uuid IS NOT NULL;

CREATE VIEW v1_model_quality AS
SELECT m.id AS model_id, j.facet, j.shown AS tag, count(*) AS judged,
       sum(j.outcome = 'confirmed') AS confirmed, sum(j.outcome = 'rejected') AS rejected,
       sum(j.outcome = 'replaced') AS replaced, avg(j.outcome = 'confirmed') AS share,
       min(j.at_ms) / 1000 AS first_at, max(j.at_ms) / 1000 AS last_at
  FROM judgement j
  JOIN model m ON m.key = j.model
 GROUP BY m.id, j.facet, j.shown;
