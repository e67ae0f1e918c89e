-- SPDX-License-Identifier: GPL-2.0-or-later
-- What names say of samples, and which samples have to be asked again.

-- name: setting_get
SELECT value FROM setting WHERE name = :name;

-- name: setting_put
INSERT INTO setting (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: named_mark
UPDATE sample SET renamed = 1 WHERE id = :id AND renamed = 0;

-- name: named_mark_all
UPDATE sample SET renamed = 1 WHERE renamed = 0;

-- name: named_mark_folder
UPDATE sample SET renamed = 1
 WHERE renamed = 0
   AND id IN (SELECT x.sample_id FROM file x JOIN dir d ON d.id = x.dir_id
               WHERE d.folder_id = :id);

-- name: named_mark_below
-- What lies in :from, or below it: see dir_move.
UPDATE sample SET renamed = 1
 WHERE renamed = 0
   AND id IN (SELECT x.sample_id FROM file x JOIN dir d ON d.id = x.dir_id
               WHERE d.folder_id = :folder
                 AND d.path >= :from AND d.path < :high
                 AND (d.path = :from OR d.path >= :low));

-- name: named_marked
SELECT id FROM sample WHERE renamed = 1 AND id > :after ORDER BY id LIMIT :limit;

-- name: named_count
SELECT count(*) FROM sample WHERE renamed = 1;

-- name: named_files
-- By id, so that the index on sample_id gives the first ones without sorting.
SELECT d.path, x.name, x.state = 'ok'
  FROM file x
  JOIN dir d ON d.id = x.dir_id
 WHERE x.sample_id = :id
 ORDER BY x.id
 LIMIT :limit;

-- name: named_clear
DELETE FROM witness WHERE sample_id = :id AND source = 'name';

-- name: named_heard
SELECT t.name, h.category_p / 1e6,
       CASE h.is_loop WHEN 1 THEN 'loop' WHEN 0 THEN 'oneshot' END, h.form_p / 1e6,
       s.model_id, s.category, s.category_confidence, s.form, s.form_confidence
  FROM sample s
  LEFT JOIN heard h ON h.sample_id = s.id
  LEFT JOIN tag t ON t.id = h.category_tag
 WHERE s.id = :id;

-- name: named_evidence
-- What a model heard: its leaves, surest first, and how likely it is a loop.
SELECT tag1, tag2, tag3, tag4, tag5, p1, p2, p3, p4, p5, loop
  FROM heard WHERE sample_id = :id;

-- name: ruling_count
SELECT count(*) FROM sample;

-- name: ruling_samples
-- Every sample as it is published, with what samples_to_classify takes to ask a model.
SELECT s.id, s.category, s.form,
       EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                WHERE u.sample_id = s.id AND u.source = 'user' AND t.facet = 'category'),
       EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                WHERE u.sample_id = s.id AND u.source = 'user' AND t.facet = 'form'),
       coalesce(k.data, b.data)
  FROM sample s
  LEFT JOIN embedding k ON k.sample_id = s.id
                     AND k.version = :embedding AND substr(k.data, 21, 16) = :trunk
  LEFT JOIN mel b ON k.sample_id IS NULL AND b.sample_id = s.id
                     AND b.version = :mel
 WHERE s.id > :after
 ORDER BY s.id
 LIMIT :limit;
