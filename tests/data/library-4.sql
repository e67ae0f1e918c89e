-- SPDX-License-Identifier: GPL-2.0-or-later
-- A library of schema version 4, as an index of two folders left it, one of which is
-- offline: what an upgrade starts from.
PRAGMA application_id = 1396982321;
PRAGMA user_version = 4;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE folder (
  id         INTEGER PRIMARY KEY,
  path       BLOB    NOT NULL UNIQUE CHECK (length(path) > 0),
  display    TEXT,
  state      TEXT    NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'offline')),
  why        TEXT,
  since      INTEGER NOT NULL DEFAULT (unixepoch()),
  device     INTEGER,
  inode      INTEGER,
  crawled_at INTEGER
) STRICT;
INSERT INTO folder VALUES(1,X'2f6d75736963',NULL,'ok',NULL,1700000000,2049,101,1700000100);
INSERT INTO folder VALUES(2,X'2f6d656469612f6472697665',NULL,'offline','No such file or directory',1700000200,2049,102,1700000100);
CREATE TABLE dir (
  id        INTEGER PRIMARY KEY,
  folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
  parent_id INTEGER REFERENCES dir ON DELETE CASCADE,
  path      BLOB    NOT NULL,
  display   TEXT,
  device    INTEGER NOT NULL,
  UNIQUE (folder_id, path),
  CHECK ((parent_id IS NULL) = (length(path) = 0))
) STRICT;
INSERT INTO dir VALUES(1,1,NULL,X'',NULL,2049);
INSERT INTO dir VALUES(2,1,1,X'4b69636b73',NULL,2049);
INSERT INTO dir VALUES(3,1,1,X'62e9','b�',2049);
INSERT INTO dir VALUES(4,2,NULL,X'',NULL,2049);
INSERT INTO dir VALUES(5,2,4,X'56696e796c204c6f6f7073',NULL,2049);
CREATE TABLE sample (
  id                  INTEGER PRIMARY KEY,
  hash                BLOB    NOT NULL UNIQUE CHECK (length(hash) = 16),
  frames              INTEGER NOT NULL CHECK (frames > 0),
  rate_hz             INTEGER NOT NULL CHECK (rate_hz > 0),
  channels            INTEGER NOT NULL CHECK (channels > 0),
  duration_s          REAL    NOT NULL CHECK (duration_s >= 0),
  peak_db             REAL,
  brightness_hz       REAL,
  form                TEXT    CHECK (form IN ('oneshot', 'loop')),
  form_confidence     REAL    CHECK (form_confidence BETWEEN 0 AND 1),
  category            TEXT,
  category_confidence REAL    CHECK (category_confidence BETWEEN 0 AND 1),
  bpm                 REAL    CHECK (bpm > 0),
  note                INTEGER CHECK (note BETWEEN 0 AND 127),
  model_id            INTEGER REFERENCES model,
  analysed_at         INTEGER NOT NULL
, audio_category TEXT, audio_category_confidence REAL
  CHECK (audio_category_confidence BETWEEN 0 AND 1), audio_form TEXT CHECK (audio_form IN ('oneshot', 'loop')), audio_form_confidence REAL
  CHECK (audio_form_confidence BETWEEN 0 AND 1), renamed INTEGER NOT NULL DEFAULT 0 CHECK (renamed IN (0, 1))) STRICT;
INSERT INTO sample VALUES(1,X'54194bf65620d99c1aff1895a4eebb65',1600,8000,1,0.2000000000000000111,-1.3956694602966308593,52.025459289550781251,'oneshot',0.9381732940673828125,'drums.kick',0.99883860349655151367,NULL,NULL,1,1700000100,'drums.kick',0.89760291576385498046,'oneshot',0.9817517399787902832,0);
INSERT INTO sample VALUES(2,X'3ec61005d6c5745018e7d5014976bc27',1600,8000,1,0.2000000000000000111,-0.70655924081802368164,697.79125976562499998,'oneshot',0.9994754195213317871,'drums',0.88357806205749511718,NULL,NULL,1,1700000100,'drums.perc',0.84185719490051269531,'oneshot',0.9994754195213317871,0);
INSERT INTO sample VALUES(3,X'227796bfe7aa6a4d130f50fd04182097',8000,8000,1,1.0,-0.63326019048690795898,219.54696655273437499,'oneshot',0.94696813821792602539,NULL,NULL,NULL,NULL,1,1700000100,NULL,NULL,'oneshot',0.98445028066635131835,0);
CREATE TABLE file (
  id        INTEGER PRIMARY KEY,
  dir_id    INTEGER NOT NULL REFERENCES dir ON DELETE CASCADE,
  name      BLOB    NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  display   TEXT,
  size      INTEGER NOT NULL CHECK (size >= 0),
  mtime_ns  INTEGER NOT NULL,
  inode     INTEGER NOT NULL,
  state     TEXT    NOT NULL
            CHECK (state IN ('pending', 'ok', 'failed', 'unsupported', 'unavailable')),
  sample_id INTEGER REFERENCES sample,
  format    TEXT,
  error     TEXT,
  analysis  INTEGER,
  program   TEXT,
  UNIQUE (dir_id, name),
  CHECK (state <> 'ok' OR sample_id IS NOT NULL)
) STRICT;
INSERT INTO file VALUES(1,2,X'62726f6b656e2e776176',NULL,3,1700000000000000001,1001,'failed',NULL,NULL,'not an audio file',1,'0.1.0');
INSERT INTO file VALUES(2,2,X'6b69636b2030312e776176',NULL,1644,1700000000000000002,1002,'ok',1,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(3,3,X'736e6172652e776176',NULL,1644,1700000000000000003,1003,'unavailable',2,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(4,5,X'6c6f6f705f3132302e776176',NULL,8044,1700000000000000004,1004,'ok',3,'WAV PCM 8',NULL,1,'0.1.0');
INSERT INTO file VALUES(5,5,X'6b69636b20636f70792e776176',NULL,1644,1700000000000000005,1005,'ok',1,'WAV PCM 8',NULL,1,'0.1.0');
CREATE TABLE embedded (
  file_id    INTEGER PRIMARY KEY REFERENCES file ON DELETE CASCADE,
  bpm        REAL,
  beats      INTEGER,
  meter_num  INTEGER,
  meter_den  INTEGER,
  root_note  INTEGER,
  fine_cents REAL,
  loop_start INTEGER,
  loop_end   INTEGER,
  loops      INTEGER NOT NULL,
  cues       INTEGER NOT NULL,
  one_shot   INTEGER NOT NULL CHECK (one_shot IN (0, 1)),
  is_loop    INTEGER NOT NULL CHECK (is_loop IN (0, 1)),
  title      TEXT,
  artist     TEXT,
  album      TEXT,
  genre      TEXT,
  comment    TEXT,
  software   TEXT,
  date       TEXT,
  originator TEXT
) STRICT;
CREATE TABLE feature (
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  kind      TEXT    NOT NULL CHECK (kind IN ('mel', 'embedding', 'descriptor')),
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL,
  PRIMARY KEY (sample_id, kind)
) STRICT;
INSERT INTO feature VALUES(1,'descriptor',1,X'00');
INSERT INTO feature VALUES(2,'descriptor',1,X'00');
INSERT INTO feature VALUES(3,'descriptor',1,X'00');
CREATE TABLE model (
  id              INTEGER PRIMARY KEY,
  key             TEXT    NOT NULL UNIQUE CHECK (length(key) = 32),
  arch            TEXT    NOT NULL,
  feature_version INTEGER NOT NULL,
  metrics         TEXT    NOT NULL,
  added_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  current         INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1))
) STRICT;
INSERT INTO model VALUES(1,'88a6c8d0747c56dac121b354b71b858f','crnn',1,'{}',1700000000,1);
CREATE TABLE tag (
  id    INTEGER PRIMARY KEY,
  facet TEXT NOT NULL CHECK (length(facet) > 0),
  name  TEXT NOT NULL CHECK (length(name) > 0),
  UNIQUE (facet, name)
) STRICT;
INSERT INTO tag VALUES(1,'category','drums.kick');
INSERT INTO tag VALUES(2,'category','drums.snare');
INSERT INTO tag VALUES(26,'category','music');
INSERT INTO tag VALUES(34,'category','drums');
INSERT INTO tag VALUES(41,'category','fx');
INSERT INTO tag VALUES(43,'form','oneshot');
INSERT INTO tag VALUES(44,'form','loop');
CREATE TABLE tag_word (
  word   TEXT    NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
  PRIMARY KEY (word, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO tag_word VALUES('drums',1);
INSERT INTO tag_word VALUES('drums',2);
INSERT INTO tag_word VALUES('drums',34);
INSERT INTO tag_word VALUES('drums.kick',1);
INSERT INTO tag_word VALUES('drums.snare',2);
INSERT INTO tag_word VALUES('fx',41);
INSERT INTO tag_word VALUES('kick',1);
INSERT INTO tag_word VALUES('loop',44);
INSERT INTO tag_word VALUES('music',26);
INSERT INTO tag_word VALUES('oneshot',43);
INSERT INTO tag_word VALUES('snare',2);
CREATE TABLE model_node (
  model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
  node     INTEGER NOT NULL CHECK (node >= 0),
  tag_id   INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (model_id, node)
) STRICT, WITHOUT ROWID;
INSERT INTO model_node VALUES(1,0,1);
INSERT INTO model_node VALUES(1,1,2);
INSERT INTO model_node VALUES(1,25,26);
INSERT INTO model_node VALUES(1,33,34);
INSERT INTO model_node VALUES(1,40,41);
CREATE TABLE change (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER,
  what      TEXT    NOT NULL
            CHECK (what IN ('added', 'tags', 'files', 'folder')),
  at        INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO change VALUES(1,NULL,'folder',1700000100);
INSERT INTO change VALUES(2,NULL,'folder',1700000100);
INSERT INTO change VALUES(3,1,'added',1700000100);
INSERT INTO change VALUES(4,2,'added',1700000100);
INSERT INTO change VALUES(5,1,'files',1700000100);
INSERT INTO change VALUES(6,3,'added',1700000100);
INSERT INTO change VALUES(7,NULL,'folder',1700000100);
INSERT INTO change VALUES(8,2,'files',1700000100);
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES('names_applied','7f886b5d9a6e4b1fee968e331344dd64');
CREATE TABLE IF NOT EXISTS "sample_tag" (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT    NOT NULL
             CHECK (source IN ('user', 'model', 'file', 'path', 'name', 'model+name')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (tag_id, sample_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sample_tag VALUES(1,1,1.0,'user',NULL);
INSERT INTO sample_tag VALUES(34,2,0.88357806205749511718,'model+name',1);
INSERT INTO sample_tag VALUES(43,1,0.9381732940673828125,'model+name',1);
INSERT INTO sample_tag VALUES(43,2,0.9994754195213317871,'model',1);
INSERT INTO sample_tag VALUES(43,3,0.94696813821792602539,'model+name',1);
CREATE TABLE IF NOT EXISTS "witness" (
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
INSERT INTO witness VALUES(1,'model',1,1,0.89760291576385498046,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',43,1,0.9817517399787902832,1,NULL,NULL);
INSERT INTO witness VALUES(1,'model',44,2,0.018248323351144790649,1,NULL,NULL);
INSERT INTO witness VALUES(1,'name',1,1,0.93500000238418579101,NULL,'kick','file');
INSERT INTO witness VALUES(1,'name',44,1,0.85000002384185791015,NULL,'loops','folder');
INSERT INTO witness VALUES(2,'model',43,1,0.9994754195213317871,1,NULL,NULL);
INSERT INTO witness VALUES(2,'model',44,2,0.0005246028304100036621,1,NULL,NULL);
INSERT INTO witness VALUES(2,'name',2,1,0.93500000238418579101,NULL,'snare','file');
INSERT INTO witness VALUES(3,'model',43,1,0.98445028066635131835,1,NULL,NULL);
INSERT INTO witness VALUES(3,'model',44,2,0.015549749135971069335,1,NULL,NULL);
INSERT INTO witness VALUES(3,'name',44,1,0.85000002384185791015,NULL,'loop','file');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('change',8);
CREATE INDEX dir_parent ON dir (parent_id);
CREATE INDEX sample_category ON sample (category, category_confidence);
CREATE INDEX sample_model ON sample (model_id);
CREATE INDEX sample_duration ON sample (duration_s);
CREATE INDEX file_sample ON file (sample_id) WHERE sample_id IS NOT NULL;
CREATE INDEX file_inode ON file (inode);
CREATE INDEX file_pending ON file (dir_id, name) WHERE state = 'pending';
CREATE UNIQUE INDEX model_current ON model (current) WHERE current = 1;
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
CREATE INDEX sample_renamed ON sample (id) WHERE renamed = 1;
CREATE INDEX sample_tag_sample ON sample_tag (sample_id);
CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);
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
COMMIT;
