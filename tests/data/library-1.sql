-- SPDX-License-Identifier: GPL-2.0-or-later
-- A library of schema version 1 with a few rows of each kind: what an upgrade starts from.
PRAGMA foreign_keys = OFF;
BEGIN;
PRAGMA application_id = 1396982321;
PRAGMA user_version = 1;
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
CREATE INDEX dir_parent ON dir (parent_id);
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
) STRICT;
CREATE INDEX sample_category ON sample (category, category_confidence);
CREATE INDEX sample_model ON sample (model_id);
CREATE INDEX sample_duration ON sample (duration_s);
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
CREATE INDEX file_sample ON file (sample_id) WHERE sample_id IS NOT NULL;
CREATE INDEX file_inode ON file (inode);
CREATE INDEX file_pending ON file (dir_id, name) WHERE state = 'pending';
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
CREATE TABLE model (
  id              INTEGER PRIMARY KEY,
  key             TEXT    NOT NULL UNIQUE CHECK (length(key) = 32),
  arch            TEXT    NOT NULL,
  feature_version INTEGER NOT NULL,
  metrics         TEXT    NOT NULL,
  added_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  current         INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX model_current ON model (current) WHERE current = 1;
CREATE TABLE tag (
  id    INTEGER PRIMARY KEY,
  facet TEXT NOT NULL CHECK (length(facet) > 0),
  name  TEXT NOT NULL CHECK (length(name) > 0),
  UNIQUE (facet, name)
) STRICT;
CREATE TABLE tag_word (
  word   TEXT    NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
  PRIMARY KEY (word, tag_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE model_node (
  model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
  node     INTEGER NOT NULL CHECK (node >= 0),
  tag_id   INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (model_id, node)
) STRICT, WITHOUT ROWID;
CREATE TABLE sample_tag (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT    NOT NULL CHECK (source IN ('user', 'model', 'file', 'path')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (tag_id, sample_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_tag_sample ON sample_tag (sample_id);
CREATE TABLE witness (
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  source     TEXT    NOT NULL CHECK (source IN ('user', 'model', 'file', 'path')),
  tag_id     INTEGER NOT NULL REFERENCES tag,
  rank       INTEGER NOT NULL CHECK (rank >= 1),
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (sample_id, source, tag_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER,
  what      TEXT    NOT NULL
            CHECK (what IN ('added', 'tags', 'files', 'folder')),
  at        INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO folder VALUES (1, x'2f6d75736963', NULL, 'ok', NULL, 1700000000, NULL, NULL, NULL);
INSERT INTO dir VALUES (1, 1, NULL, x'', NULL, 0);
INSERT INTO dir VALUES (2, 1, 1, x'4b69636b73', NULL, 0);
INSERT INTO dir VALUES (3, 1, 1, x'436f70696573', NULL, 0);
INSERT INTO dir VALUES (4, 1, 1, x'4c6f6f7073', NULL, 0);
INSERT INTO dir VALUES (5, 1, 4, x'4c6f6f70732f313230', NULL, 0);
INSERT INTO model VALUES (1, '0123456789abcdef0123456789abcdef', 'linear', 1, '{}', 1700000000, 1);
INSERT INTO sample VALUES (1, x'01000000000000000000000000000000', 44100, 44100, 2, 1.0, -3.0, 1000.0, 'oneshot', 0.75, 'drums.kick', 0.9375, NULL, NULL, 1, 1700000000);
INSERT INTO sample VALUES (2, x'02000000000000000000000000000000', 176400, 44100, 2, 4.0, -3.0, 1000.0, 'loop', 0.75, 'drums.hat.closed', 0.75, 120.0, 33, 1, 1700000000);
INSERT INTO file VALUES (1, 2, x'44656570204b69636b2e776176', NULL, 1234, 5678, 1001, 'ok', 1, 'WAV PCM 16', NULL, 1, '0.1.0');
INSERT INTO file VALUES (2, 3, x'6b69636b202831292e776176', NULL, 1234, 5678, 1002, 'ok', 1, 'WAV PCM 16', NULL, 1, '0.1.0');
INSERT INTO file VALUES (3, 5, x'686174732e776176', NULL, 1234, 5678, 1003, 'ok', 2, 'WAV PCM 16', NULL, 1, '0.1.0');
INSERT INTO file VALUES (4, 4, x'62726f6b656e2e776176', NULL, 1234, 5678, 1004, 'failed', NULL, NULL, 'ends early', 1, '0.1.0');
INSERT INTO file VALUES (5, 4, x'6ee9772e776176', 'n�w.wav', 1234, 5678, 1005, 'pending', NULL, NULL, NULL, NULL, NULL);
INSERT INTO embedded VALUES (3, 120.0, 8, NULL, NULL, 33, 0.0, NULL, NULL, 0, 0, 0, 1, NULL, 'Ann', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO feature VALUES (1, 'mel', 1, x'53444246010001000c000000c80000006d878cee780163641c1e00004f4c00c9');
INSERT INTO feature VALUES (1, 'descriptor', 1, x'53444246020001000c000000c8000000452e92b6780163641c1e00004f4c00c9');
INSERT INTO feature VALUES (2, 'mel', 1, x'53444246010001000c000000c8000000612f065f780163621a1e00009dd00191');
INSERT INTO feature VALUES (2, 'descriptor', 1, x'53444246020001000c000000c800000049861807780163621a1e00009dd00191');
INSERT INTO tag VALUES (1, 'category', 'drums.kick');
INSERT INTO tag VALUES (2, 'category', 'drums.hat.closed');
INSERT INTO tag VALUES (3, 'category', 'drums.hat.open');
INSERT INTO tag VALUES (4, 'category', 'bass');
INSERT INTO tag VALUES (5, 'category', 'drums');
INSERT INTO tag VALUES (6, 'category', 'drums.hat');
INSERT INTO tag VALUES (7, 'form', 'oneshot');
INSERT INTO tag VALUES (8, 'form', 'loop');
INSERT INTO tag VALUES (9, 'bpm', '120');
INSERT INTO tag VALUES (10, 'note', 'A1');
INSERT INTO tag_word VALUES ('a1', 10);
INSERT INTO tag_word VALUES ('bass', 4);
INSERT INTO tag_word VALUES ('closed', 2);
INSERT INTO tag_word VALUES ('drums', 1);
INSERT INTO tag_word VALUES ('drums', 2);
INSERT INTO tag_word VALUES ('drums', 3);
INSERT INTO tag_word VALUES ('drums', 5);
INSERT INTO tag_word VALUES ('drums', 6);
INSERT INTO tag_word VALUES ('drums.hat', 2);
INSERT INTO tag_word VALUES ('drums.hat', 3);
INSERT INTO tag_word VALUES ('drums.hat', 6);
INSERT INTO tag_word VALUES ('drums.hat.closed', 2);
INSERT INTO tag_word VALUES ('drums.hat.open', 3);
INSERT INTO tag_word VALUES ('drums.kick', 1);
INSERT INTO tag_word VALUES ('hat', 2);
INSERT INTO tag_word VALUES ('hat', 3);
INSERT INTO tag_word VALUES ('hat', 6);
INSERT INTO tag_word VALUES ('hat.closed', 2);
INSERT INTO tag_word VALUES ('hat.open', 3);
INSERT INTO tag_word VALUES ('kick', 1);
INSERT INTO tag_word VALUES ('loop', 8);
INSERT INTO tag_word VALUES ('oneshot', 7);
INSERT INTO tag_word VALUES ('open', 3);
INSERT INTO model_node VALUES (1, 0, 1);
INSERT INTO model_node VALUES (1, 1, 2);
INSERT INTO model_node VALUES (1, 2, 3);
INSERT INTO model_node VALUES (1, 3, 4);
INSERT INTO model_node VALUES (1, 4, 5);
INSERT INTO model_node VALUES (1, 5, 6);
INSERT INTO sample_tag VALUES (1, 1, 0.9375, 'model', 1);
INSERT INTO sample_tag VALUES (2, 2, 0.75, 'model', 1);
INSERT INTO sample_tag VALUES (7, 1, 0.75, 'model', 1);
INSERT INTO sample_tag VALUES (8, 2, 0.75, 'model', 1);
INSERT INTO sample_tag VALUES (9, 2, NULL, 'file', NULL);
INSERT INTO sample_tag VALUES (10, 2, NULL, 'file', NULL);
INSERT INTO witness VALUES (1, 'model', 1, 1, 0.9375, 1);
INSERT INTO witness VALUES (1, 'model', 2, 2, 0.10000000149011612, 1);
INSERT INTO witness VALUES (1, 'model', 3, 3, 0.05000000074505806, 1);
INSERT INTO witness VALUES (1, 'model', 4, 4, 0.03333333507180214, 1);
INSERT INTO witness VALUES (1, 'model', 5, 5, 0.02500000037252903, 1);
INSERT INTO witness VALUES (1, 'model', 7, 1, 0.75, 1);
INSERT INTO witness VALUES (1, 'model', 8, 2, 0.25, 1);
INSERT INTO witness VALUES (2, 'file', 9, 1, NULL, NULL);
INSERT INTO witness VALUES (2, 'file', 10, 1, NULL, NULL);
INSERT INTO witness VALUES (2, 'model', 2, 1, 0.75, 1);
INSERT INTO witness VALUES (2, 'model', 3, 2, 0.10000000149011612, 1);
INSERT INTO witness VALUES (2, 'model', 4, 3, 0.05000000074505806, 1);
INSERT INTO witness VALUES (2, 'model', 5, 4, 0.03333333507180214, 1);
INSERT INTO witness VALUES (2, 'model', 6, 5, 0.02500000037252903, 1);
INSERT INTO witness VALUES (2, 'model', 7, 2, 0.25, 1);
INSERT INTO witness VALUES (2, 'model', 8, 1, 0.75, 1);
INSERT INTO change VALUES (1, NULL, 'folder', 1700000000);
INSERT INTO change VALUES (2, 1, 'added', 1700000000);
INSERT INTO change VALUES (3, 1, 'files', 1700000000);
INSERT INTO change VALUES (4, 2, 'added', 1700000000);
COMMIT;
