-- SPDX-License-Identifier: GPL-2.0-or-later
-- The public interface: apps read these, and only these. sampledb-schema(5)
-- documents every column; a v1 view never loses or renames one.

CREATE VIEW v1_folder AS
SELECT f.id,
       coalesce(f.display, CAST(f.path AS TEXT)) AS path,
       f.path AS path_bytes,
       f.state,
       'on demand' AS coverage,
       f.why,
       f.since,
       f.crawled_at AS last_crawl_at,
       (SELECT count(*) FROM dir d JOIN file x ON x.dir_id = d.id
         WHERE d.folder_id = f.id) AS files
  FROM folder f;

CREATE VIEW v1_file AS
SELECT x.id,
       x.sample_id,
       d.folder_id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END ||
         coalesce(x.display, CAST(x.name AS TEXT)) AS path,
       CAST(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE CAST(d.path AS TEXT) || '/' END ||
         CAST(x.name AS TEXT) AS BLOB) AS path_bytes,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       x.size,
       x.mtime_ns,
       CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END AS state,
       x.error,
       x.format
  FROM file x
  JOIN dir d ON d.id = x.dir_id
  JOIN folder f ON f.id = d.folder_id;

-- Joined by hand rather than through v1_file: SQLite would build that whole view first.
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
       lower(hex(s.hash)) AS hash
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
SELECT w.sample_id, w.source, t.facet, t.name AS tag, w.confidence, w.rank, w.model_id
  FROM witness w
  JOIN tag t ON t.id = w.tag_id;

CREATE VIEW v1_model AS
SELECT m.id, m.key, m.arch, m.feature_version, m.metrics, m.added_at, m.current,
       (SELECT count(*) FROM sample s WHERE s.model_id = m.id) AS samples
  FROM model m;

CREATE VIEW v1_change AS
SELECT c.seq, c.sample_id, c.what, c.at FROM change c;

CREATE VIEW v1_feature AS
SELECT b.sample_id, b.kind, b.version, b.data FROM feature b;

CREATE VIEW v1_embedded AS
SELECT e.file_id, x.sample_id, e.bpm, e.beats, e.meter_num, e.meter_den, e.root_note,
       e.fine_cents, e.loop_start, e.loop_end, e.loops, e.cues, e.one_shot, e.is_loop,
       e.title, e.artist, e.album, e.genre, e.comment, e.software, e.date, e.originator
  FROM embedded e
  JOIN file x ON x.id = e.file_id;
