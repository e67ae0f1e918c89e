-- SPDX-License-Identifier: GPL-2.0-or-later
-- Is the library whole? Each check_drop_* and check_mend_* changes only what an index
-- makes again; none touches a row whose source is 'user'.

-- name: check_pages
SELECT integrity_check FROM pragma_integrity_check(100);

-- name: check_numbers
SELECT application_id, user_version FROM pragma_application_id, pragma_user_version;

-- name: check_references
SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2;

-- name: check_counts
SELECT (SELECT count(*) FROM file), (SELECT count(*) FROM sample),
       (SELECT count(*) FROM feature),
       (SELECT count(*) FROM sample s
         WHERE NOT EXISTS (SELECT 1 FROM file x WHERE x.sample_id = s.id));

-- name: check_drop_mels
DELETE FROM mel WHERE sample_id NOT IN (SELECT id FROM sample);

-- name: check_drop_descriptors
DELETE FROM descriptor WHERE sample_id NOT IN (SELECT id FROM sample);

-- name: check_drop_embeddings
DELETE FROM embedding WHERE sample_id NOT IN (SELECT id FROM sample);

-- name: check_drop_peaks
DELETE FROM peaks WHERE sample_id NOT IN (SELECT id FROM sample);

-- name: check_drop_embedded
DELETE FROM embedded WHERE file_id NOT IN (SELECT id FROM file);

-- name: check_drop_neighbours
DELETE FROM neighbour WHERE NOT EXISTS (SELECT 1 FROM sample s WHERE s.id = sample_id);

-- name: check_drop_points
DELETE FROM map_point WHERE NOT EXISTS (SELECT 1 FROM sample s WHERE s.id = sample_id);

-- name: check_drop_witnesses
DELETE FROM witness
 WHERE source <> 'user'
   AND (sample_id NOT IN (SELECT id FROM sample) OR tag_id NOT IN (SELECT id FROM tag));

-- name: check_drop_heard
DELETE FROM heard
 WHERE sample_id NOT IN (SELECT id FROM sample) OR model_id NOT IN (SELECT id FROM model)
    OR EXISTS (SELECT 1 FROM (SELECT tag1 AS tag UNION ALL SELECT tag2 UNION ALL SELECT tag3
                              UNION ALL SELECT tag4 UNION ALL SELECT tag5)
                WHERE tag NOT IN (SELECT id FROM tag))
    OR category_tag NOT IN (SELECT id FROM tag);

-- name: check_drop_measured
DELETE FROM measured WHERE sample_id NOT IN (SELECT id FROM sample);

-- name: check_drop_tags
DELETE FROM sample_tag
 WHERE source IS NOT 'user'
   AND (sample_id NOT IN (SELECT id FROM sample) OR tag_id NOT IN (SELECT id FROM tag));

-- name: check_drop_words
DELETE FROM tag_word WHERE tag_id NOT IN (SELECT id FROM tag);

-- name: check_drop_nodes
DELETE FROM model_node
 WHERE model_id NOT IN (SELECT id FROM model) OR tag_id NOT IN (SELECT id FROM tag);

-- name: check_drop_dirs
DELETE FROM dir
 WHERE folder_id NOT IN (SELECT id FROM folder)
    OR parent_id NOT IN (SELECT id FROM dir);

-- name: check_drop_files
DELETE FROM file WHERE dir_id NOT IN (SELECT id FROM dir);

-- name: check_mend_files
-- A file whose sample is gone has to be read again.
UPDATE file
   SET sample_id = NULL, analysis = NULL,
       state = CASE state WHEN 'ok' THEN 'pending' ELSE state END
 WHERE sample_id NOT IN (SELECT id FROM sample);

-- name: check_mend_models
UPDATE sample SET model_id = NULL
 WHERE model_id IS NOT NULL AND model_id NOT IN (SELECT id FROM model);

-- name: check_misnamed
-- Samples that do not know which file stands for them: of a file that is at hand, or where
-- none is, of any.
SELECT count(*)
  FROM sample s
  LEFT JOIN file x ON x.id = s.file_id AND x.sample_id = s.id AND x.dir_id = s.dir_id
                  AND coalesce(x.display, CAST(x.name AS TEXT)) = s.name
 WHERE CASE WHEN x.state = 'ok' THEN 0
            WHEN x.id IS NULL
            THEN EXISTS (SELECT 1 FROM file y WHERE y.sample_id = s.id)
              OR s.file_id IS NOT NULL
            ELSE EXISTS (SELECT 1 FROM file y WHERE y.sample_id = s.id AND y.state = 'ok')
       END;

-- name: check_mend_names
UPDATE sample SET (file_id, dir_id, name) =
       (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id)
 WHERE (file_id, dir_id, name) IS NOT
       (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id);

-- name: check_features
SELECT sample_id, kind, version, data FROM feature;

-- name: check_features_missing
-- Only where a file is at hand to make them from.
SELECT DISTINCT x.sample_id, 'mel' FROM file x
 WHERE x.state = 'ok' AND x.sample_id NOT IN (SELECT sample_id FROM mel)
UNION ALL
SELECT DISTINCT x.sample_id, 'descriptor' FROM file x
 WHERE x.state = 'ok' AND x.sample_id NOT IN (SELECT sample_id FROM descriptor)
UNION ALL
-- Analyses before the fourth made none; the next index does.
SELECT DISTINCT x.sample_id, 'peaks' FROM file x
 WHERE x.state = 'ok' AND x.analysis >= 4
   AND x.sample_id NOT IN (SELECT sample_id FROM peaks);

-- name: check_queue
-- Its files have to be read again: those at hand at once, the others when they are back.
UPDATE file
   SET analysis = NULL, state = CASE state WHEN 'ok' THEN 'pending' ELSE state END
 WHERE sample_id = :sample AND state IN ('ok', 'unavailable')
RETURNING state = 'pending';

-- name: check_summaries
SELECT count(*)
  FROM sample s
 WHERE s.category IS NOT
       (SELECT t.name FROM sample_tag o JOIN tag t ON t.id = o.tag_id
         WHERE o.sample_id = s.id AND t.facet = 'category'
         ORDER BY o.source = 'user' DESC, o.confidence DESC LIMIT 1)
    OR s.form IS NOT
       (SELECT t.name FROM sample_tag o JOIN tag t ON t.id = o.tag_id
         WHERE o.sample_id = s.id AND t.facet = 'form'
         ORDER BY o.source = 'user' DESC, o.confidence DESC LIMIT 1);

-- name: check_mend_summaries
UPDATE sample
   SET (category, category_confidence) =
       (SELECT max(b.name), max(b.confidence)
          FROM (SELECT t.name, o.confidence FROM sample_tag o JOIN tag t ON t.id = o.tag_id
                 WHERE o.sample_id = sample.id AND t.facet = 'category'
                 ORDER BY o.source = 'user' DESC, o.confidence DESC LIMIT 1) b),
       (form, form_confidence) =
       (SELECT max(b.name), max(b.confidence)
          FROM (SELECT t.name, o.confidence FROM sample_tag o JOIN tag t ON t.id = o.tag_id
                 WHERE o.sample_id = sample.id AND t.facet = 'form'
                 ORDER BY o.source = 'user' DESC, o.confidence DESC LIMIT 1) b);

-- name: check_feed
SELECT coalesce(max(seq) - min(seq) + 1 - count(*), 0) FROM change;

-- name: check_mend_feed
-- A row for each missing number that says: look at everything again.
WITH RECURSIVE n (seq) AS (
  SELECT min(seq) FROM change
  UNION ALL
  SELECT seq + 1 FROM n WHERE seq < (SELECT max(seq) FROM change)
)
INSERT INTO change (seq, sample_id, what)
SELECT seq, NULL, 'folder' FROM n WHERE seq NOT IN (SELECT seq FROM change);
