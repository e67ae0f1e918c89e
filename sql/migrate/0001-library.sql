-- SPDX-License-Identifier: GPL-2.0-or-later
-- The library: folders hold directories hold files; a file is one sound's
-- address, a sample is the sound itself, whoever holds a copy of it.
-- Paths are raw bytes; `display` is set only where those are not UTF-8.
-- Times are Unix seconds unless a name says otherwise.

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

-- Every word by which a tag may be asked for: "hat" finds drums.hat.closed.
CREATE TABLE tag_word (
  word   TEXT    NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tag ON DELETE CASCADE,
  PRIMARY KEY (word, tag_id)
) STRICT, WITHOUT ROWID;

-- The categories of a model, by the number that its answers use.
CREATE TABLE model_node (
  model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
  node     INTEGER NOT NULL CHECK (node >= 0),
  tag_id   INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (model_id, node)
) STRICT, WITHOUT ROWID;

-- What holds: one row for each tag that a sample wears. confidence is NULL
-- where a file states it and nobody measured how often such files are right.
CREATE TABLE sample_tag (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT    NOT NULL CHECK (source IN ('user', 'model', 'file', 'path')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (tag_id, sample_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_tag_sample ON sample_tag (sample_id);

-- Who says so: all evidence, whether it won or not.
CREATE TABLE witness (
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  source     TEXT    NOT NULL CHECK (source IN ('user', 'model', 'file', 'path')),
  tag_id     INTEGER NOT NULL REFERENCES tag,
  rank       INTEGER NOT NULL CHECK (rank >= 1),
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (sample_id, source, tag_id)
) STRICT, WITHOUT ROWID;

-- The change feed. AUTOINCREMENT: a rolled back number is given out again, a
-- committed one never, so seq has no gaps and no repeats.
CREATE TABLE change (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER,
  what      TEXT    NOT NULL
            CHECK (what IN ('added', 'tags', 'files', 'folder')),
  at        INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
