-- SPDX-License-Identifier: GPL-2.0-or-later
-- A library of a million samples: full text over names and paths, evidence and tags in
-- less room, views that need no sorting, and what is wrong with the library as rows.

DROP VIEW v1_feature;
DROP VIEW v1_sample;
DROP VIEW v1_tag;
DROP VIEW v1_witness;

-- What a model heard, one row for a sample: its best leaves, surest first (null: it named
-- no more), and how likely it took it for a loop. p: millionths.
CREATE TABLE heard (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  model_id  INTEGER REFERENCES model,
  tag1      INTEGER REFERENCES tag,
  tag2      INTEGER REFERENCES tag,
  tag3      INTEGER REFERENCES tag,
  tag4      INTEGER REFERENCES tag,
  tag5      INTEGER REFERENCES tag,
  p1        INTEGER CHECK (p1 BETWEEN 0 AND 1000000),
  p2        INTEGER CHECK (p2 BETWEEN 0 AND 1000000),
  p3        INTEGER CHECK (p3 BETWEEN 0 AND 1000000),
  p4        INTEGER CHECK (p4 BETWEEN 0 AND 1000000),
  p5        INTEGER CHECK (p5 BETWEEN 0 AND 1000000),
  loop      INTEGER CHECK (loop BETWEEN 0 AND 1000000)
) STRICT;
INSERT INTO heard
SELECT w.sample_id, max(w.model_id),
       max(CASE WHEN t.facet = 'category' AND w.rank = 1 THEN w.tag_id END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 2 THEN w.tag_id END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 3 THEN w.tag_id END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 4 THEN w.tag_id END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 5 THEN w.tag_id END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 1 THEN CAST(round(w.confidence * 1e6) AS INTEGER) END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 2 THEN CAST(round(w.confidence * 1e6) AS INTEGER) END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 3 THEN CAST(round(w.confidence * 1e6) AS INTEGER) END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 4 THEN CAST(round(w.confidence * 1e6) AS INTEGER) END),
       max(CASE WHEN t.facet = 'category' AND w.rank = 5 THEN CAST(round(w.confidence * 1e6) AS INTEGER) END),
       max(CASE WHEN t.facet = 'form' AND t.name = 'loop' THEN CAST(round(w.confidence * 1e6) AS INTEGER) END)
  FROM witness w
  JOIN tag t ON t.id = w.tag_id
 WHERE w.source = 'model'
 GROUP BY w.sample_id;
DELETE FROM witness WHERE source = 'model';

-- By sample, so that a new one goes to the end of the table, and one index finds the tags
-- of a sample and whether it wears a certain one.
CREATE TABLE sample_tag_9 (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT    NOT NULL
             CHECK (source IN ('user', 'model', 'file', 'path', 'name', 'model+name')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sample_tag_9 (tag_id, sample_id, confidence, source, model_id)
SELECT tag_id, sample_id, confidence, source, model_id FROM sample_tag ORDER BY 2, 1;
DROP TABLE sample_tag;
ALTER TABLE sample_tag_9 RENAME TO sample_tag;
CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);

-- A table for each kind of feature: no second index, and whoever reads one kind of all
-- samples reads nothing else.
CREATE TABLE mel (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;
CREATE TABLE descriptor (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;
CREATE TABLE embedding (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;
INSERT INTO mel
SELECT sample_id, version, data FROM feature WHERE kind = 'mel' ORDER BY sample_id;
INSERT INTO descriptor
SELECT sample_id, version, data FROM feature WHERE kind = 'descriptor' ORDER BY sample_id;
INSERT INTO embedding
SELECT sample_id, version, data FROM feature WHERE kind = 'embedding' ORDER BY sample_id;
DROP TABLE feature;

-- What is asked for most at once: category, form, and a range of lengths or of tempi.
DROP INDEX sample_duration;
CREATE INDEX sample_length ON sample (category, form, duration_s);
CREATE INDEX sample_tempo ON sample (category, form, bpm) WHERE bpm IS NOT NULL;

-- Only of a failure is it asked which program it was that failed.
UPDATE file SET program = NULL WHERE state = 'ok';

-- Each file is in one of two indexes over inodes, not in both.
DROP INDEX file_inode;
CREATE INDEX file_unread ON file (inode) WHERE sample_id IS NULL OR analysis IS NULL;

-- What is wrong with the library as a whole, and who is in the way.
CREATE TABLE warning (
  kind    TEXT    NOT NULL CHECK (kind IN ('wal')),
  pid     INTEGER NOT NULL CHECK (pid > 0),
  program TEXT    NOT NULL,
  bytes   INTEGER NOT NULL CHECK (bytes >= 0),
  since   INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (kind, pid)
) STRICT, WITHOUT ROWID;

-- Full text: the words of each file's name and of the directories above it, below its
-- folder. An index over what file_words says, which store/text.c keeps in step: a trigger
-- could not, because SQLite lets none write an FTS5 table where the schema is not trusted.
CREATE VIEW file_words AS
SELECT x.id, x.dir_id,
       coalesce(d.display, CAST(d.path AS TEXT)) AS path,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       x.id AS file_id, x.sample_id
  FROM file x
  JOIN dir d ON d.id = x.dir_id;
CREATE VIRTUAL TABLE v1_text USING fts5(
  path, name, file_id UNINDEXED, sample_id UNINDEXED,
  content = 'file_words', content_rowid = 'id', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO v1_text (v1_text) VALUES ('rebuild');

-- The file that first brought the sample, as long as it is at hand and still does; else one
-- that is, else any. Only a hint, which the view verifies: nobody has to keep it up to date.
ALTER TABLE sample ADD COLUMN file_id INTEGER;
UPDATE sample SET file_id =
       (SELECT y.id FROM file y WHERE y.sample_id = sample.id
         ORDER BY y.state = 'ok' DESC, y.id LIMIT 1);

-- No sorting, and as long as no folder is offline nobody asks each file for its own.
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
  LEFT JOIN file x ON x.id = coalesce(
       (SELECT y.id
          FROM file y
         WHERE y.id = s.file_id AND y.sample_id = s.id AND y.state = 'ok'
           AND (NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                OR (SELECT yf.state FROM dir yd JOIN folder yf ON yf.id = yd.folder_id
                     WHERE yd.id = y.dir_id) = 'ok')),
       (SELECT y.id
          FROM file y
         WHERE y.sample_id = s.id AND y.state = 'ok'
           AND (NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                OR (SELECT yf.state FROM dir yd JOIN folder yf ON yf.id = yd.folder_id
                     WHERE yd.id = y.dir_id) = 'ok')
         ORDER BY y.id
         LIMIT 1),
       (SELECT y.id FROM file y WHERE y.sample_id = s.id ORDER BY y.id LIMIT 1))
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
  JOIN tag t ON t.id = w.tag_id
UNION ALL
SELECT h.sample_id, 'model', 'category', t.name,
       CASE n.rank WHEN 1 THEN h.p1 WHEN 2 THEN h.p2 WHEN 3 THEN h.p3 WHEN 4 THEN h.p4
                   ELSE h.p5 END / 1e6,
       n.rank, h.model_id, NULL, NULL
  FROM heard h
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2), (3), (4), (5))) n
  JOIN tag t ON t.id = CASE n.rank WHEN 1 THEN h.tag1 WHEN 2 THEN h.tag2
                                   WHEN 3 THEN h.tag3 WHEN 4 THEN h.tag4 ELSE h.tag5 END
UNION ALL
SELECT h.sample_id, 'model', 'form', n.form,
       CASE n.form WHEN 'loop' THEN h.loop ELSE 1000000 - h.loop END / 1e6,
       1 + ((n.form = 'loop') = (h.loop <= 500000)), h.model_id, NULL, NULL
  FROM heard h
 CROSS JOIN (SELECT column1 AS form FROM (VALUES ('oneshot'), ('loop'))) n
 WHERE h.loop IS NOT NULL;

CREATE VIEW feature AS
SELECT sample_id, 'mel' AS kind, version, data FROM mel
UNION ALL
SELECT sample_id, 'descriptor', version, data FROM descriptor
UNION ALL
SELECT sample_id, 'embedding', version, data FROM embedding;

CREATE VIEW v1_feature AS
SELECT b.sample_id, b.kind, b.version, b.data FROM feature b;

CREATE VIEW v1_warning AS
SELECT w.kind, w.pid, w.program, w.bytes, w.since FROM warning w;
