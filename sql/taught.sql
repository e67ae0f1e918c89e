-- SPDX-License-Identifier: GPL-2.0-or-later
-- What users have said of sounds, to learn from.

-- name: taught_samples
-- Of those of whose category or form something stands: the directory of the first file at
-- hand, else of the first; and what a model can hear them by. What was said last comes
-- last.
SELECT s.id,
       coalesce((SELECT x.dir_id FROM file x WHERE x.sample_id = s.id
                  ORDER BY x.state = 'ok' DESC, x.id LIMIT 1), 0),
       coalesce(k.data, b.data)
  FROM (SELECT u.sample_id AS id
          FROM tag t JOIN sample_tag u ON u.tag_id = t.id
         WHERE t.facet IN ('category', 'form') AND u.source = 'user'
         UNION
        SELECT r.sample_id
          FROM rejected r JOIN tag t ON t.id = r.tag_id
         WHERE t.facet IN ('category', 'form')) said
  JOIN sample s ON s.id = said.id
  LEFT JOIN embedding k ON k.sample_id = s.id
                     AND k.version = :embedding AND substr(k.data, 21, 16) = :trunk
  LEFT JOIN mel b ON k.sample_id IS NULL AND b.sample_id = s.id
                     AND b.version = :mel
 ORDER BY (SELECT max(w.at_ms) FROM feedback w WHERE w.hash = s.hash), s.hash;

-- name: taught_words
-- Its category first, then the rejected ones by name.
SELECT t.facet, t.name, 1
  FROM sample_tag u JOIN tag t ON t.id = u.tag_id
 WHERE u.sample_id = :id AND u.source = 'user' AND t.facet IN ('category', 'form')
UNION ALL
SELECT t.facet, t.name, -1
  FROM rejected r JOIN tag t ON t.id = r.tag_id
 WHERE r.sample_id = :id AND t.facet IN ('category', 'form')
 ORDER BY 3 DESC, 1, 2;

-- name: taught_beside
-- Samples of the directories in which those of taught_samples lie, each in the one that it
-- is counted to there.
WITH said(id) AS (
    SELECT u.sample_id
      FROM tag t JOIN sample_tag u ON u.tag_id = t.id
     WHERE t.facet IN ('category', 'form') AND u.source = 'user'
    UNION
    SELECT r.sample_id
      FROM rejected r JOIN tag t ON t.id = r.tag_id
     WHERE t.facet IN ('category', 'form')),
judged(dir) AS (
    SELECT DISTINCT (SELECT x.dir_id FROM file x WHERE x.sample_id = said.id
                      ORDER BY x.state = 'ok' DESC, x.id LIMIT 1)
      FROM said),
beside(id, dir) AS (
    SELECT s.id, j.dir
      FROM judged j
     CROSS JOIN file f ON f.dir_id = j.dir
     CROSS JOIN sample s ON s.id = f.sample_id
     WHERE f.id = (SELECT x.id FROM file x WHERE x.sample_id = s.id
                    ORDER BY x.state = 'ok' DESC, x.id LIMIT 1)
     ORDER BY s.hash LIMIT :most)
SELECT q.dir, coalesce(k.data, b.data)
  FROM beside q
  LEFT JOIN embedding k ON k.sample_id = q.id
                     AND k.version = :embedding AND substr(k.data, 21, 16) = :trunk
  LEFT JOIN mel b ON k.sample_id IS NULL AND b.sample_id = q.id
                     AND b.version = :mel;

-- name: taught_mel
SELECT data FROM mel WHERE sample_id = :id AND version = :mel;

-- name: taught_nothing
-- The order of hashes is as good as drawn by lot, and the same every time.
SELECT b.data
  FROM sample s
 CROSS JOIN mel b ON b.sample_id = s.id AND b.version = :mel
 WHERE NOT EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                    WHERE u.sample_id = s.id AND u.source = 'user'
                      AND t.facet IN ('category', 'form'))
   AND NOT EXISTS (SELECT 1 FROM rejected r JOIN tag t ON t.id = r.tag_id
                    WHERE r.sample_id = s.id AND t.facet IN ('category', 'form'))
 ORDER BY s.hash;
