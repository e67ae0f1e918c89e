-- SPDX-License-Identifier: GPL-2.0-or-later
-- The witness from names: what file and folder names say, kept apart from what was heard
-- (audio_*), and tags for which both spoke.

DROP VIEW v1_tag;
DROP VIEW v1_witness;
DROP VIEW v1_sample;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the model alone would publish, and whether names have to be looked at again.
ALTER TABLE sample ADD COLUMN audio_category TEXT;
ALTER TABLE sample ADD COLUMN audio_category_confidence REAL
  CHECK (audio_category_confidence BETWEEN 0 AND 1);
ALTER TABLE sample ADD COLUMN audio_form TEXT CHECK (audio_form IN ('oneshot', 'loop'));
ALTER TABLE sample ADD COLUMN audio_form_confidence REAL
  CHECK (audio_form_confidence BETWEEN 0 AND 1);
ALTER TABLE sample ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0 CHECK (renamed IN (0, 1));
CREATE INDEX sample_renamed ON sample (id) WHERE renamed = 1;

UPDATE sample
   SET (audio_category, audio_category_confidence) =
       (SELECT t.name, o.confidence FROM sample_tag o JOIN tag t ON t.id = o.tag_id
         WHERE o.sample_id = sample.id AND o.source = 'model' AND t.facet = 'category'),
       (audio_form, audio_form_confidence) =
       (SELECT t.name, o.confidence FROM sample_tag o JOIN tag t ON t.id = o.tag_id
         WHERE o.sample_id = sample.id AND o.source = 'model' AND t.facet = 'form');

CREATE TABLE sample_tag_4 (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT    NOT NULL
             CHECK (source IN ('user', 'model', 'file', 'path', 'name', 'model+name')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (tag_id, sample_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sample_tag_4 (tag_id, sample_id, confidence, source, model_id)
SELECT tag_id, sample_id, confidence, source, model_id FROM sample_tag;
DROP TABLE sample_tag;
ALTER TABLE sample_tag_4 RENAME TO sample_tag;
CREATE INDEX sample_tag_sample ON sample_tag (sample_id);
CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);

-- words: what spoke in a name; place: in whose name.
CREATE TABLE witness_4 (
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  source     TEXT    NOT NULL CHECK (source IN ('user', 'model', 'file', 'path', 'name')),
  tag_id     INTEGER NOT NULL REFERENCES tag,
  rank       INTEGER NOT NULL CHECK (rank >= 1),
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  model_id   INTEGER REFERENCES model,
  words      TEXT,
  place      TEXT    CHECK (place IN ('file', 'folder')),
  PRIMARY KEY (sample_id, source, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO witness_4 (sample_id, source, tag_id, rank, confidence, model_id)
SELECT sample_id, source, tag_id, rank, confidence, model_id FROM witness;
DROP TABLE witness;
ALTER TABLE witness_4 RENAME TO witness;

CREATE VIEW v1_sample AS
SELECT s.id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END ||
         coalesce(x.display, CAST(x.name AS TEXT)) AS path,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       (SELECT count(*) FROM file y WHERE y.sample_id = s.id) AS files,
       coalesce(x.state = 'ok' AND f.state = 'ok', 0) AS available,
       s.duration_s,
       s.rate_hz,
       s.channels,
       x.format,
       s.form,
       s.form_confidence,
       s.category,
       s.category_confidence,
       s.bpm,
       CAST(NULL AS REAL) AS bpm_confidence,
       CAST(NULL AS TEXT) AS bpm_alternates,
       CAST(NULL AS TEXT) AS key,
       CAST(NULL AS REAL) AS key_confidence,
       s.note,
       CAST(NULL AS REAL) AS pitch_hz,
       CAST(NULL AS REAL) AS pitch_confidence,
       CAST(NULL AS REAL) AS loudness_lufs,
       s.peak_db,
       s.brightness_hz AS brightness,
       s.model_id,
       s.analysed_at,
       lower(hex(s.hash)) AS hash,
       s.audio_category,
       s.audio_category_confidence,
       s.audio_form,
       s.audio_form_confidence
  FROM sample s
  LEFT JOIN file x ON x.id =
       (SELECT y.id
          FROM file y
          JOIN dir yd ON yd.id = y.dir_id
          JOIN folder yf ON yf.id = yd.folder_id
         WHERE y.sample_id = s.id
         ORDER BY (y.state = 'ok' AND yf.state = 'ok') DESC, y.id
         LIMIT 1)
  LEFT JOIN dir d ON d.id = x.dir_id
  LEFT JOIN folder f ON f.id = d.folder_id;

CREATE VIEW v1_tag AS
SELECT st.sample_id, t.facet, t.name AS tag, st.confidence, st.source, st.model_id
  FROM sample_tag st
  JOIN tag t ON t.id = st.tag_id;

CREATE VIEW v1_witness AS
SELECT w.sample_id, w.source, t.facet, t.name AS tag, w.confidence, w.rank, w.model_id,
       w.words, w.place
  FROM witness w
  JOIN tag t ON t.id = w.tag_id;
