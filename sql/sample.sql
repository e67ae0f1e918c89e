-- SPDX-License-Identifier: GPL-2.0-or-later
-- One analysis as rows.

-- name: sample_find
SELECT id FROM sample WHERE hash = :hash;

-- name: sample_insert
INSERT INTO sample (hash, frames, rate_hz, channels, duration_s, peak_db, brightness_hz,
                    analysed_at)
VALUES (:hash, :frames, :rate_hz, :channels, :duration_s, :peak_db, :brightness_hz,
        unixepoch())
RETURNING id;

-- name: sample_update
-- All of it: what an import has told of a sound is only believed until it is heard.
UPDATE sample
   SET frames = :frames, rate_hz = :rate_hz, channels = :channels,
       duration_s = :duration_s, peak_db = :peak_db, brightness_hz = :brightness_hz,
       added_at = coalesce(added_at, analysed_at), analysed_at = unixepoch()
 WHERE id = :id;

-- name: sample_labels
-- Where a user has spoken, the summary goes on saying what the user said.
WITH said (facet) AS (
  SELECT t.facet FROM sample_tag u JOIN tag t ON t.id = u.tag_id
   WHERE u.sample_id = :id AND u.source = 'user'
)
UPDATE sample
   SET (form, form_confidence) =
         (SELECT form, form_confidence WHERE 'form' IN said
          UNION ALL SELECT :form, :form_confidence LIMIT 1),
       (category, category_confidence) =
         (SELECT category, category_confidence WHERE 'category' IN said
          UNION ALL SELECT :category, :category_confidence LIMIT 1),
       model_id = :model, renamed = 0
 WHERE id = :id;

-- name: sample_labels_first
-- The same of a new sample, of which nobody can have spoken.
UPDATE sample
   SET form = :form, form_confidence = :form_confidence, category = :category,
       category_confidence = :category_confidence, model_id = :model
 WHERE id = :id;

-- name: sample_stated
WITH said (facet) AS (
  SELECT t.facet FROM sample_tag u JOIN tag t ON t.id = u.tag_id
   WHERE u.sample_id = :id AND u.source = 'user'
)
UPDATE sample
   SET bpm  = CASE WHEN 'bpm' IN said THEN bpm ELSE :bpm END,
       note = CASE WHEN 'note' IN said THEN note ELSE :note END,
       key  = CASE WHEN 'key' IN said THEN key END
 WHERE id = :id;

-- name: stated_of_sample
SELECT e.bpm, e.beats, e.is_loop AND NOT e.one_shot, e.root_note, s.duration_s
  FROM file x
  JOIN embedded e ON e.file_id = x.id
  JOIN sample s ON s.id = x.sample_id
 WHERE x.sample_id = :id
 ORDER BY x.id;

-- name: tags_clear_file
DELETE FROM sample_tag
 WHERE source = 'file'
   AND (tag_id, sample_id) IN (SELECT tag_id, sample_id FROM sample_tag
                                WHERE sample_id = :id);

-- name: witness_clear_file
DELETE FROM witness WHERE sample_id = :id AND source = 'file';

-- name: mel_put
INSERT INTO mel (sample_id, version, data) VALUES (:sample, :version, :data)
ON CONFLICT (sample_id) DO UPDATE SET version = excluded.version, data = excluded.data;

-- name: descriptor_put
INSERT INTO descriptor (sample_id, version, data) VALUES (:sample, :version, :data)
ON CONFLICT (sample_id) DO UPDATE SET version = excluded.version, data = excluded.data;

-- name: embedding_put
INSERT INTO embedding (sample_id, version, data) VALUES (:sample, :version, :data)
ON CONFLICT (sample_id) DO UPDATE SET version = excluded.version, data = excluded.data;

-- name: peaks_put
INSERT INTO peaks (sample_id, version, data) VALUES (:sample, :version, :data)
ON CONFLICT (sample_id) DO UPDATE SET version = excluded.version, data = excluded.data;

-- name: mel_of
SELECT data FROM mel WHERE sample_id = :id;

-- name: descriptor_of
SELECT data FROM descriptor WHERE sample_id = :id;

-- name: embedding_of
SELECT data FROM embedding WHERE sample_id = :id;

-- name: peaks_of
SELECT data FROM peaks WHERE sample_id = :id;

-- name: mel_drop
DELETE FROM mel WHERE sample_id = :id;

-- name: descriptor_drop
DELETE FROM descriptor WHERE sample_id = :id;

-- name: embedding_drop
DELETE FROM embedding WHERE sample_id = :id;

-- name: peaks_drop
DELETE FROM peaks WHERE sample_id = :id;

-- name: tags_clear_model
DELETE FROM sample_tag
 WHERE source IN ('model', 'model+name')
   AND (tag_id, sample_id) IN (SELECT tag_id, sample_id FROM sample_tag
                                WHERE sample_id = :id);

-- name: heard_put
-- Five leaves at most, surest first; p in millionths.
INSERT INTO heard (sample_id, model_id, tag1, tag2, tag3, tag4, tag5, p1, p2, p3, p4, p5,
                   loop)
VALUES (:sample, :model, :tag1, :tag2, :tag3, :tag4, :tag5, :p1, :p2, :p3, :p4, :p5, :loop)
ON CONFLICT (sample_id) DO UPDATE
   SET model_id = excluded.model_id, tag1 = excluded.tag1, tag2 = excluded.tag2,
       tag3 = excluded.tag3, tag4 = excluded.tag4, tag5 = excluded.tag5,
       p1 = excluded.p1, p2 = excluded.p2, p3 = excluded.p3, p4 = excluded.p4,
       p5 = excluded.p5, loop = excluded.loop;

-- name: heard_alone
-- What would be published by ear alone; p in millionths.
UPDATE heard
   SET category_tag = (SELECT id FROM tag WHERE facet = 'category' AND name = :category),
       category_p = :category_p, is_loop = :is_loop, form_p = :form_p
 WHERE sample_id = :id;

-- name: sample_tag_put
-- What a user said stays: a model or a file never overwrites it, nor says another of
-- the same facet beside it, nor brings back what was rejected.
INSERT INTO sample_tag (tag_id, sample_id, confidence, source, model_id)
SELECT :tag, :sample, :confidence, :source, :model
 WHERE NOT EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                    WHERE u.sample_id = :sample AND u.source = 'user'
                      AND t.facet = (SELECT facet FROM tag WHERE id = :tag))
   AND NOT EXISTS (SELECT 1 FROM rejected WHERE sample_id = :sample AND tag_id = :tag)
ON CONFLICT (sample_id, tag_id) DO UPDATE
   SET confidence = excluded.confidence, source = excluded.source,
       model_id = excluded.model_id;

-- name: sample_tag_first
-- The same of a new sample.
INSERT INTO sample_tag (tag_id, sample_id, confidence, source, model_id)
VALUES (:tag, :sample, :confidence, :source, :model);

-- name: witness_put
INSERT INTO witness (sample_id, source, tag_id, rank, confidence, model_id, words, place)
VALUES (:sample, :source, :tag, :rank, :confidence, :model, :words, :place)
ON CONFLICT (sample_id, source, tag_id) DO UPDATE
   SET rank = excluded.rank, confidence = excluded.confidence,
       model_id = excluded.model_id, words = excluded.words, place = excluded.place;

-- name: file_sample
SELECT coalesce(sample_id, 0) FROM file WHERE id = :id;

-- name: file_analysed
UPDATE file
   SET state = 'ok', sample_id = :sample, format = :format, error = NULL,
       analysis = :analysis, program = NULL
 WHERE id = :id;

-- name: sample_twin
-- Another row of these bytes whose sample is known. A row that waits although it vouches
-- for its content is to be read all the same: somebody wants it so.
SELECT x.id
  FROM file x
 CROSS JOIN dir d ON d.id = x.dir_id
 WHERE x.inode = :inode AND x.size = :size AND x.mtime_ns = :mtime_ns
   AND d.device = :device AND x.sample_id IS NOT NULL AND x.analysis = :analysis
   AND x.state = 'ok' AND x.id <> :id
   AND (SELECT own.analysis IS NOT :analysis FROM file own WHERE own.id = :id)
 LIMIT 1;

-- name: file_share
UPDATE file
   SET state = 'ok', error = NULL,
       (sample_id, format, analysis, program) =
       (SELECT t.sample_id, t.format, t.analysis, t.program FROM file t WHERE t.id = :twin)
 WHERE id = :id
RETURNING sample_id;

-- name: embedded_share
INSERT INTO embedded
SELECT :file, e.bpm, e.beats, e.meter_num, e.meter_den, e.root_note, e.fine_cents,
       e.loop_start, e.loop_end, e.loops, e.cues, e.one_shot, e.is_loop, e.title,
       e.artist, e.album, e.genre, e.comment, e.software, e.date, e.originator
  FROM embedded e
 WHERE e.file_id = :twin;

-- name: file_failed
UPDATE file
   SET state = :state, sample_id = NULL, format = NULL, error = :error,
       analysis = :analysis, program = :program
 WHERE id = :id;

-- name: embedded_delete
DELETE FROM embedded WHERE file_id = :file;

-- name: embedded_put
INSERT INTO embedded (file_id, bpm, beats, meter_num, meter_den, root_note, fine_cents,
                      loop_start, loop_end, loops, cues, one_shot, is_loop, title, artist,
                      album, genre, comment, software, date, originator)
VALUES (:file, :bpm, :beats, :meter_num, :meter_den, :root_note, :fine_cents,
        :loop_start, :loop_end, :loops, :cues, :one_shot, :is_loop, :title, :artist,
        :album, :genre, :comment, :software, :date, :originator);

-- name: samples_to_classify
-- From the embedding where the model can read it (the id of the trunk stands behind the 20
-- bytes of the envelope), else from the mel. By id, and no index on model_id: the next
-- ones are found where the last ones ended.
SELECT s.id, coalesce(k.data, b.data)
  FROM sample s
  LEFT JOIN embedding k ON k.sample_id = s.id
                     AND k.version = :embedding AND substr(k.data, 21, 16) = :trunk
  LEFT JOIN mel b ON k.sample_id IS NULL AND b.sample_id = s.id
                     AND b.version = :mel
 WHERE s.id > :after
   AND (:missing OR +s.model_id IS NOT :model)
   AND (+s.model_id IS NOT :model OR k.sample_id IS NULL)
   AND coalesce(k.sample_id, b.sample_id) IS NOT NULL
 ORDER BY s.id
 LIMIT :limit;

-- name: samples_are_outdated
-- Two ranges instead of <>, so that the index on model_id serves.
SELECT EXISTS (SELECT 1 FROM sample WHERE model_id IS NULL)
    OR EXISTS (SELECT 1 FROM sample WHERE model_id < :model)
    OR EXISTS (SELECT 1 FROM sample WHERE model_id > :model);

-- name: sample_mel_of_file
SELECT b.data
  FROM folder f
  JOIN dir d ON d.folder_id = f.id
  JOIN file x ON x.dir_id = d.id
  JOIN mel b ON b.sample_id = x.sample_id AND b.version = :version
 WHERE f.path = :folder AND d.path = :dir AND x.name = :name AND x.state = 'ok';
