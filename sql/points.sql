-- SPDX-License-Identifier: GPL-2.0-or-later
-- The map: where each sample lies.

-- name: points_state
SELECT version, laid, grown, scale, trunk IS :trunk,
       (SELECT count(*) FROM map_todo)
  FROM map;

-- name: points_stamp
SELECT (SELECT version FROM map), (SELECT coalesce(max(seq), 0) FROM change),
       (SELECT scale FROM map);

-- name: points_wait
INSERT INTO map_todo (sample_id)
SELECT :id WHERE NOT EXISTS (SELECT 1 FROM map_point WHERE sample_id = :id)
ON CONFLICT (sample_id) DO NOTHING;

-- name: points_waiting
SELECT sample_id FROM map_todo ORDER BY sample_id LIMIT :limit;

-- name: points_done
DELETE FROM map_todo WHERE sample_id = :id;

-- name: points_get
SELECT sample_id, x, y FROM map_point WHERE sample_id = :id;

-- name: points_after
SELECT sample_id, x, y FROM map_point
 WHERE sample_id > :after
 ORDER BY sample_id
 LIMIT :limit;

-- name: points_last
SELECT coalesce(max(sample_id), 0) FROM map_point;

-- name: points_put
-- Of a sample that is still there.
INSERT INTO map_point (sample_id, x, y)
SELECT :id, :x, :y WHERE EXISTS (SELECT 1 FROM sample WHERE id = :id)
ON CONFLICT (sample_id) DO UPDATE SET x = excluded.x, y = excluded.y;

-- name: points_moved
UPDATE map SET version = version + 1, grown = grown + :grown;

-- name: points_laid
UPDATE map
   SET version = version + 1, laid = :laid, grown = 0, scale = :scale, trunk = :trunk;

-- name: points_drawn
-- All that a picture takes.
SELECT p.sample_id, p.x, p.y, s.category, s.form IS 'loop'
  FROM map_point p
  JOIN sample s ON s.id = p.sample_id
 ORDER BY p.sample_id;

-- name: points_kinds
-- Names of categories, in an order in which new ones come last.
SELECT name FROM tag WHERE facet = 'category' ORDER BY id;
