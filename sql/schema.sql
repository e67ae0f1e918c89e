-- SPDX-License-Identifier: GPL-2.0-or-later
-- The whole schema as a library has it once every step of migrate/ has run: to read, not
-- to run. A test compares it. To make it anew, after these four lines:
-- sqlite3 LIBRARY "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'sqlite_sequence' ORDER BY rowid"

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
, fs INTEGER, marker TEXT CHECK (length(marker) > 0), coverage TEXT NOT NULL DEFAULT 'on demand'
  CHECK (coverage IN ('on demand', 'watched', 'polled', 'offline')), coverage_why TEXT, coverage_since INTEGER) STRICT;
CREATE TABLE dir (
  id        INTEGER PRIMARY KEY,
  folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
  parent_id INTEGER REFERENCES dir ON DELETE CASCADE,
  path      BLOB    NOT NULL,
  display   TEXT,
  device    INTEGER NOT NULL, shown TEXT,
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
, renamed INTEGER NOT NULL DEFAULT 0 CHECK (renamed IN (0, 1)), file_id INTEGER, key TEXT, added_at INTEGER, dir_id INTEGER, name TEXT) STRICT;
CREATE INDEX sample_category ON sample (category, category_confidence);
CREATE INDEX sample_model ON sample (model_id);
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
CREATE TABLE model (
  id              INTEGER PRIMARY KEY,
  key             TEXT    NOT NULL UNIQUE CHECK (length(key) = 32),
  arch            TEXT    NOT NULL,
  feature_version INTEGER NOT NULL,
  metrics         TEXT    NOT NULL,
  added_at        INTEGER NOT NULL DEFAULT (unixepoch()),
  current         INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1))
, trunk BLOB CHECK (length(trunk) = 16), made_by TEXT NOT NULL DEFAULT 'base'
  CHECK (made_by IN ('base', 'retrain', 'import')), parent_id INTEGER REFERENCES model, before_id INTEGER REFERENCES model, corrections INTEGER NOT NULL DEFAULT 0 CHECK (corrections >= 0), used_at INTEGER, leaves INTEGER CHECK (leaves > 0), leaf_threshold REAL, parent_threshold REAL, form_threshold REAL) STRICT;
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
CREATE TABLE change (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER,
  what      TEXT    NOT NULL
            CHECK (what IN ('added', 'tags', 'files', 'folder')),
  at        INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
CREATE VIEW v1_change AS
SELECT c.seq, c.sample_id, c.what, c.at FROM change c;
CREATE VIEW v1_embedded AS
SELECT e.file_id, x.sample_id, e.bpm, e.beats, e.meter_num, e.meter_den, e.root_note,
       e.fine_cents, e.loop_start, e.loop_end, e.loops, e.cues, e.one_shot, e.is_loop,
       e.title, e.artist, e.album, e.genre, e.comment, e.software, e.date, e.originator
  FROM embedded e
  JOIN file x ON x.id = e.file_id;
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_renamed ON sample (id) WHERE renamed = 1;
CREATE TABLE "witness" (
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
CREATE TABLE daemon (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT    NOT NULL
        CHECK (state IN ('stopped', 'starting', 'idle', 'working', 'paused')),
  why   TEXT,
  pid   INTEGER CHECK (pid > 0),
  since INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
CREATE INDEX file_twin ON file (inode) WHERE sample_id IS NOT NULL AND analysis IS NOT NULL;
CREATE INDEX file_gone ON file (inode)
 WHERE sample_id IS NOT NULL AND analysis IS NOT NULL AND state = 'unavailable';
CREATE VIEW v1_folder AS
SELECT f.id,
       coalesce(f.display, CAST(f.path AS TEXT)) AS path,
       f.path AS path_bytes,
       f.state,
       f.coverage,
       f.why,
       f.since,
       f.crawled_at AS last_crawl_at,
       (SELECT count(*) FROM dir d JOIN file x ON x.dir_id = d.id
         WHERE d.folder_id = f.id) AS files,
       f.coverage_why,
       coalesce(f.coverage_since, f.since) AS coverage_since,
       f.marker IS NOT NULL AS marked
  FROM folder f;
CREATE VIEW v1_daemon AS
SELECT n.state, n.why, n.pid, n.since FROM daemon n;
CREATE TABLE feedback (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid    BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
  hash    BLOB    NOT NULL CHECK (length(hash) = 16),
  facet   TEXT    NOT NULL CHECK (length(facet) > 0),
  tag     TEXT    NOT NULL CHECK (length(tag) > 0),
  verdict INTEGER NOT NULL CHECK (verdict IN (-1, 0, 1)),
  actor   TEXT    NOT NULL CHECK (length(actor) > 0),
  model   TEXT    CHECK (length(model) = 32),
  shown   TEXT    CHECK (length(shown) > 0),
  at_ms   INTEGER NOT NULL CHECK (at_ms >= 0)
) STRICT;
CREATE INDEX feedback_hash ON feedback (hash, at_ms);
CREATE TRIGGER feedback_stays BEFORE UPDATE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is only ever added to'); END;
CREATE TRIGGER feedback_lasts BEFORE DELETE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is only ever added to'); END;
CREATE TABLE rejected (
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  tag_id    INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  tail  INTEGER NOT NULL
) STRICT;
CREATE TABLE feedback_in (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid      BLOB    NOT NULL UNIQUE DEFAULT (randomblob(16)) CHECK (length(uuid) = 16),
  sample_id INTEGER,
  hash      TEXT,
  tag       TEXT    NOT NULL,
  verdict   INTEGER NOT NULL CHECK (verdict IN (-1, 0, 1)),
  actor     TEXT    NOT NULL,
  at        INTEGER NOT NULL CHECK (at >= 0),
  error     TEXT
) STRICT;
CREATE INDEX feedback_in_waiting ON feedback_in (id) WHERE error IS NULL;
CREATE VIEW v1_feedback AS
SELECT w.id, s.id AS sample_id, w.facet, w.tag, w.verdict, w.actor, m.id AS model_id,
       w.at_ms / 1000 AS at, lower(hex(w.hash)) AS hash, w.shown,
       lower(hex(w.uuid)) AS uuid
  FROM feedback w
  LEFT JOIN sample s ON s.hash = w.hash
  LEFT JOIN model m ON m.key = w.model;
CREATE VIEW v1_feedback_in AS
SELECT w.id, w.sample_id, w.hash, w.tag, w.verdict, w.actor, w.at, w.error
  FROM feedback_in w;
CREATE TRIGGER v1_feedback_in_put INSTEAD OF INSERT ON v1_feedback_in
BEGIN
  INSERT INTO feedback_in (sample_id, hash, tag, verdict, actor, at)
  VALUES (NEW.sample_id, NEW.hash, NEW.tag, coalesce(NEW.verdict, 1),
          coalesce(NEW.actor, 'app'), coalesce(NEW.at, unixepoch()));
END;
CREATE TRIGGER v1_feedback_in_drop INSTEAD OF DELETE ON v1_feedback_in
BEGIN
  DELETE FROM feedback_in WHERE id = OLD.id;
END;
CREATE TABLE model_data (
  model_id INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,
  data     BLOB    NOT NULL
) STRICT;
CREATE VIEW v1_model AS
SELECT m.id, m.key, m.arch, m.feature_version, m.metrics, m.added_at, m.current,
       (SELECT count(*) FROM sample s WHERE s.model_id = m.id) AS samples,
       m.made_by, m.parent_id, m.corrections, m.used_at,
       CASE WHEN m.trunk IS NOT NULL THEN lower(hex(m.trunk)) END AS trunk, m.leaves,
       m.leaf_threshold, m.parent_threshold, m.form_threshold,
       (SELECT length(d.data) FROM model_data d WHERE d.model_id = m.id) AS bytes
  FROM model m;
CREATE VIEW judgement AS
WITH seen AS (
  SELECT w.model, w.facet, w.hash, w.shown, w.at_ms, w.uuid,
         row_number() OVER (PARTITION BY w.model, w.facet, w.hash
                            ORDER BY w.at_ms, w.uuid) AS nth
    FROM feedback w
   WHERE w.model IS NOT NULL AND w.shown IS NOT NULL
), held AS (
  SELECT s.model, s.facet, s.hash, s.shown, s.at_ms, s.uuid,
         (SELECT c.uuid FROM feedback c
           WHERE c.hash = s.hash AND c.facet = s.facet AND c.verdict = 1
             AND NOT EXISTS (SELECT 1 FROM feedback l
                              WHERE l.hash = c.hash AND l.facet = c.facet AND l.tag = c.tag
                                AND (l.at_ms, l.uuid) > (c.at_ms, c.uuid))
           ORDER BY c.at_ms DESC, c.uuid DESC LIMIT 1) AS confirmed,
         (SELECT r.uuid FROM feedback r
           WHERE r.hash = s.hash AND r.facet = s.facet AND r.verdict = -1
             AND (r.tag = s.shown OR substr(s.shown, 1, length(r.tag) + 1) = r.tag || '.')
             AND NOT EXISTS (SELECT 1 FROM feedback l
                              WHERE l.hash = r.hash AND l.facet = r.facet AND l.tag = r.tag
                                AND (l.at_ms, l.uuid) > (r.at_ms, r.uuid))
           ORDER BY r.at_ms DESC, r.uuid DESC LIMIT 1) AS rejected
    FROM seen s
   WHERE s.nth = 1
)
SELECT h.model, h.facet, h.hash, h.shown, h.at_ms, h.uuid,
       CASE WHEN c.uuid IS NULL THEN 'rejected'
            WHEN c.tag <> h.shown
             AND substr(c.tag, 1, length(h.shown) + 1) <> h.shown || '.' THEN 'replaced'
            WHEN r.uuid IS NULL OR (r.at_ms, r.uuid) < (c.at_ms, c.uuid) THEN 'confirmed'
            ELSE 'rejected' END AS outcome
  FROM held h
  LEFT JOIN feedback c ON c.uuid = h.confirmed
  LEFT JOIN feedback r ON r.uuid = h.rejected
 WHERE c.uuid IS NOT NULL OR r.uuid IS NOT NULL;
CREATE VIEW v1_model_quality AS
SELECT m.id AS model_id, j.facet, j.shown AS tag, count(*) AS judged,
       sum(j.outcome = 'confirmed') AS confirmed, sum(j.outcome = 'rejected') AS rejected,
       sum(j.outcome = 'replaced') AS replaced, avg(j.outcome = 'confirmed') AS share,
       min(j.at_ms) / 1000 AS first_at, max(j.at_ms) / 1000 AS last_at
  FROM judgement j
  JOIN model m ON m.key = j.model
 GROUP BY m.id, j.facet, j.shown;
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
, category_tag INTEGER REFERENCES tag, category_p INTEGER CHECK (category_p BETWEEN 0 AND 1000000), is_loop INTEGER CHECK (is_loop IN (0, 1)), form_p INTEGER CHECK (form_p BETWEEN 0 AND 1000000)) STRICT;
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
CREATE INDEX sample_length ON sample (category, form, duration_s);
CREATE INDEX sample_tempo ON sample (category, form, bpm) WHERE bpm IS NOT NULL;
CREATE INDEX file_unread ON file (inode) WHERE sample_id IS NULL OR analysis IS NULL;
CREATE TABLE warning (
  kind    TEXT    NOT NULL CHECK (kind IN ('wal')),
  pid     INTEGER NOT NULL CHECK (pid > 0),
  program TEXT    NOT NULL,
  bytes   INTEGER NOT NULL CHECK (bytes >= 0),
  since   INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (kind, pid)
) STRICT, WITHOUT ROWID;
CREATE VIEW file_words AS
SELECT x.id, x.dir_id,
       coalesce(d.display, CAST(d.path AS TEXT)) AS path,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       x.id AS file_id, x.sample_id
  FROM file x
  JOIN dir d ON d.id = x.dir_id;
CREATE VIEW v1_warning AS
SELECT w.kind, w.pid, w.program, w.bytes, w.since FROM warning w;
CREATE TABLE neighbour (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  r1 INTEGER, r2 INTEGER, r3 INTEGER, r4 INTEGER, r5 INTEGER, r6 INTEGER, r7 INTEGER,
  r8 INTEGER, r9 INTEGER, r10 INTEGER, r11 INTEGER, r12 INTEGER, r13 INTEGER,
  r14 INTEGER, r15 INTEGER, r16 INTEGER
) STRICT;
CREATE TABLE neighbour_todo (
  sample_id INTEGER PRIMARY KEY,
  anew      INTEGER NOT NULL CHECK (anew IN (0, 1))
) STRICT;
CREATE TRIGGER neighbour_comes AFTER INSERT ON embedding
BEGIN
  INSERT INTO neighbour_todo (sample_id, anew) VALUES (NEW.sample_id, 0)
  ON CONFLICT (sample_id) DO NOTHING;
END;
CREATE TRIGGER neighbour_changes AFTER UPDATE ON embedding
WHEN (NEW.version, NEW.data) IS NOT (OLD.version, OLD.data)
BEGIN
  INSERT INTO neighbour_todo (sample_id, anew) VALUES (NEW.sample_id, 1)
  ON CONFLICT (sample_id) DO UPDATE SET anew = 1;
END;
CREATE TRIGGER neighbour_goes AFTER DELETE ON embedding
BEGIN
  INSERT INTO neighbour_todo (sample_id, anew) VALUES (OLD.sample_id, 1)
  ON CONFLICT (sample_id) DO UPDATE SET anew = 1;
END;
CREATE VIEW v1_neighbour AS
WITH place (rank) AS (
  VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15),
         (16)
), pair AS (
  SELECT n.sample_id, p.rank,
         CASE p.rank WHEN 1 THEN n.r1 WHEN 2 THEN n.r2 WHEN 3 THEN n.r3 WHEN 4 THEN n.r4
                     WHEN 5 THEN n.r5 WHEN 6 THEN n.r6 WHEN 7 THEN n.r7 WHEN 8 THEN n.r8
                     WHEN 9 THEN n.r9 WHEN 10 THEN n.r10 WHEN 11 THEN n.r11
                     WHEN 12 THEN n.r12 WHEN 13 THEN n.r13 WHEN 14 THEN n.r14
                     WHEN 15 THEN n.r15 ELSE n.r16 END AS packed
    FROM neighbour n
   CROSS JOIN place p
)
SELECT q.sample_id, q.packed >> 11 AS neighbour_id, (q.packed & 2047) / 1000.0 AS distance,
       q.rank
  FROM pair q
 WHERE EXISTS (SELECT 1 FROM sample s WHERE s.id = q.packed >> 11);
CREATE TABLE measured (
  sample_id    INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  own          INTEGER NOT NULL DEFAULT 0 CHECK (own BETWEEN 0 AND 7),
  sure         INTEGER NOT NULL CHECK (sure BETWEEN 0 AND 7),
  pitch_why    INTEGER NOT NULL CHECK (pitch_why >= 0),
  pitch_mhz    INTEGER CHECK (pitch_mhz > 0),               -- thousandths of 1 Hz
  pitch_sure   INTEGER CHECK (pitch_sure BETWEEN 0 AND 1000),
  note         INTEGER CHECK (note BETWEEN 0 AND 127),      -- MIDI, nearest to the pitch
  tempo_why    INTEGER NOT NULL CHECK (tempo_why >= 0),
  bpm          INTEGER CHECK (bpm > 0),                     -- thousandths, as bpm_2, bpm_3
  bpm_sure     INTEGER CHECK (bpm_sure BETWEEN 0 AND 1000),
  bpm_2        INTEGER CHECK (bpm_2 > 0),
  bpm_3        INTEGER CHECK (bpm_3 > 0),
  beats        INTEGER CHECK (beats > 0),
  downbeat_ms  INTEGER CHECK (downbeat_ms >= 0),
  loop_sure    INTEGER CHECK (loop_sure BETWEEN 0 AND 1000),  -- that it is a loop
  key_why      INTEGER NOT NULL CHECK (key_why >= 0),
  key          INTEGER CHECK (key BETWEEN 0 AND 23),        -- C to B major, C to B minor
  key_sure     INTEGER CHECK (key_sure BETWEEN 0 AND 1000),
  key_2        INTEGER CHECK (key_2 BETWEEN 0 AND 23),
  key_2_sure   INTEGER CHECK (key_2_sure BETWEEN 0 AND 1000),
  tuning       INTEGER CHECK (tuning BETWEEN -500 AND 500), -- tenths of a cent
  loudness_why INTEGER NOT NULL CHECK (loudness_why >= 0),
  lufs         INTEGER,                                     -- hundredths, as all dB here
  momentary    INTEGER,
  true_peak    INTEGER,
  centroid_hz  INTEGER CHECK (centroid_hz >= 0),
  audible_ms   INTEGER CHECK (audible_ms >= 0),
  late         INTEGER CHECK (late BETWEEN 0 AND 1000),
  sustain      INTEGER,
  noisiness    INTEGER CHECK (noisiness BETWEEN 0 AND 1000),
  tail_ms      INTEGER CHECK (tail_ms >= 0),
  punch        INTEGER,
  distortion   INTEGER CHECK (distortion BETWEEN 0 AND 1000),
  clipped_us   INTEGER CHECK (clipped_us >= 0),
  dc           INTEGER,                                     -- millionths of full scale
  leading_ms   INTEGER CHECK (leading_ms >= 0),
  trailing_ms  INTEGER CHECK (trailing_ms >= 0),
  side         INTEGER,
  balance      INTEGER,
  ending       INTEGER,
  faults       INTEGER CHECK (faults >= 0)                  -- 1 << enum fault each
) STRICT;
CREATE TABLE "sample_tag" (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT
             CHECK (source IN ('user', 'model', 'file', 'path', 'name', 'model+name')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);
CREATE VIEW v1_tag AS
SELECT st.sample_id, t.facet, t.name AS tag, st.confidence,
       coalesce(st.source, 'signal') AS source, st.model_id
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
 WHERE h.loop IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'bpm',
       printf('%g', (CASE n.rank WHEN 1 THEN m.bpm WHEN 2 THEN m.bpm_2 ELSE m.bpm_3 END
                     + 50) / 100 / 10.0),
       CASE n.rank WHEN 1 THEN m.bpm_sure / 1e3 END, n.rank, NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2), (3))) n
 WHERE CASE n.rank WHEN 1 THEN m.bpm WHEN 2 THEN m.bpm_2 ELSE m.bpm_3 END IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'key',
       rtrim(substr('C  Db D  Eb E  F  F# G  Ab A  Bb B  ' ||
                    'Cm C#mDm EbmEm Fm F#mGm G#mAm BbmBm ',
                    3 * CASE n.rank WHEN 1 THEN m.key ELSE m.key_2 END + 1, 3)),
       CASE n.rank WHEN 1 THEN m.key_sure ELSE m.key_2_sure END / 1e3, n.rank,
       NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2))) n
 WHERE CASE n.rank WHEN 1 THEN m.key ELSE m.key_2 END IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'note',
       rtrim(substr('C C#D D#E F F#G G#A A#B ', 2 * (m.note % 12) + 1, 2)) ||
         (m.note / 12 - 1),
       m.pitch_sure / 1e3, 1, NULL, NULL, NULL
  FROM measured m
 WHERE m.note IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'form', n.form,
       CASE n.form WHEN 'loop' THEN m.loop_sure ELSE 1000 - m.loop_sure END / 1e3,
       1 + ((n.form = 'loop') = (m.loop_sure <= 500)), NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS form FROM (VALUES ('oneshot'), ('loop'))) n
 WHERE m.loop_sure IS NOT NULL;
CREATE VIEW dir_shown AS
SELECT d.id, d.folder_id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END AS shown
  FROM dir d
  JOIN folder f ON f.id = d.folder_id;
CREATE TRIGGER dir_made AFTER INSERT ON dir BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = new.id)
   WHERE id = new.id;
END;
CREATE TRIGGER dir_moved AFTER UPDATE OF folder_id, path, display ON dir BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = new.id)
   WHERE id = new.id;
END;
CREATE TRIGGER folder_moved AFTER UPDATE OF path, display ON folder BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = dir.id)
   WHERE folder_id = new.id;
END;
CREATE VIEW v1_file AS
SELECT x.id,
       x.sample_id,
       d.folder_id,
       d.shown || coalesce(x.display, CAST(x.name AS TEXT)) AS path,
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
CREATE VIRTUAL TABLE v1_text USING fts5(
  path, name, file_id UNINDEXED, sample_id UNINDEXED,
  content = 'file_words', content_rowid = 'id', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '3 5'
);
CREATE TABLE 'v1_text_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'v1_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE 'v1_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE VIEW sample_best AS
SELECT s.id AS sample_id, y.id AS file_id, y.dir_id,
       coalesce(y.display, CAST(y.name AS TEXT)) AS name
  FROM sample s
  LEFT JOIN file y ON y.id = coalesce(
       (SELECT z.id FROM file z WHERE z.sample_id = s.id AND z.state = 'ok'
         ORDER BY z.id LIMIT 1),
       (SELECT z.id FROM file z WHERE z.sample_id = s.id ORDER BY z.id LIMIT 1));
CREATE TRIGGER file_comes AFTER INSERT ON file WHEN new.sample_id IS NOT NULL BEGIN
  UPDATE sample SET (file_id, dir_id, name) =
         (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id)
   WHERE id = new.sample_id;
END;
CREATE TRIGGER file_changes AFTER UPDATE OF sample_id, state, dir_id, name, display ON file
WHEN coalesce(old.sample_id, new.sample_id) IS NOT NULL
 AND (old.sample_id, old.state = 'ok', old.dir_id, old.name, old.display) IS NOT
     (new.sample_id, new.state = 'ok', new.dir_id, new.name, new.display) BEGIN
  UPDATE sample SET (file_id, dir_id, name) =
         (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id)
   WHERE id IN (old.sample_id, new.sample_id);
END;
CREATE TRIGGER file_goes AFTER DELETE ON file WHEN old.sample_id IS NOT NULL BEGIN
  UPDATE sample SET (file_id, dir_id, name) =
         (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id)
   WHERE id = old.sample_id;
END;
CREATE VIEW sample_file AS
SELECT s.id AS sample_id,
       coalesce((SELECT y.id
                   FROM file y
                   JOIN dir d ON d.id = y.dir_id
                   JOIN folder f ON f.id = d.folder_id
                  WHERE y.id = s.file_id AND y.state = 'ok' AND f.state = 'ok'),
                (SELECT y.id
                   FROM file y
                   JOIN dir d ON d.id = y.dir_id
                   JOIN folder f ON f.id = d.folder_id
                  WHERE y.sample_id = s.id AND y.state = 'ok' AND f.state = 'ok'
                  ORDER BY y.id
                  LIMIT 1),
                (SELECT y.id FROM file y WHERE y.sample_id = s.id ORDER BY y.id LIMIT 1))
       AS file_id
  FROM sample s;
CREATE VIEW v1_sample AS
SELECT s.id,
       CASE WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
            THEN d.shown || s.name
            ELSE (SELECT yd.shown || coalesce(y.display, CAST(y.name AS TEXT))
                    FROM sample_file b
                    JOIN file y ON y.id = b.file_id
                    JOIN dir yd ON yd.id = y.dir_id
                   WHERE b.sample_id = s.id) END AS path,
       CASE WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
            THEN s.name
            ELSE (SELECT coalesce(y.display, CAST(y.name AS TEXT))
                    FROM sample_file b
                    JOIN file y ON y.id = b.file_id
                   WHERE b.sample_id = s.id) END AS name,
       (SELECT count(*) FROM file y WHERE y.sample_id = s.id) AS files,
       coalesce((SELECT x.state = 'ok' AND f.state = 'ok'
                   FROM file x
                   JOIN dir xd ON xd.id = x.dir_id
                   JOIN folder f ON f.id = xd.folder_id
                  WHERE x.id = CASE
                        WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                        THEN s.file_id
                        ELSE (SELECT b.file_id FROM sample_file b WHERE b.sample_id = s.id)
                        END), 0) AS available,
       s.duration_s,
       s.rate_hz,
       s.channels,
       (SELECT x.format
          FROM file x
         WHERE x.id = CASE WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                           THEN s.file_id
                           ELSE (SELECT b.file_id FROM sample_file b
                                  WHERE b.sample_id = s.id) END) AS format,
       s.form,
       s.form_confidence,
       s.category,
       s.category_confidence,
       s.bpm,
       CASE WHEN m.own & 1 THEN m.bpm_sure / 1e3 END AS bpm_confidence,
       CASE WHEN m.own & 1 AND m.bpm_2 IS NOT NULL
            THEN '[' || (m.bpm_2 / 1e3) || coalesce(',' || (m.bpm_3 / 1e3), '') || ']'
            END AS bpm_alternates,
       s.key,
       CASE WHEN m.own & 2 THEN m.key_sure / 1e3 END AS key_confidence,
       s.note,
       CASE WHEN m.sure & 4 THEN m.pitch_mhz / 1e3 END AS pitch_hz,
       CASE WHEN m.sure & 4 THEN m.pitch_sure / 1e3 END AS pitch_confidence,
       m.lufs / 1e2 AS loudness_lufs,
       s.peak_db,
       s.brightness_hz AS brightness,
       s.model_id,
       s.analysed_at,
       lower(hex(s.hash)) AS hash,
       (SELECT t.name FROM tag t WHERE t.id = h.category_tag) AS audio_category,
       h.category_p / 1e6 AS audio_category_confidence,
       CASE h.is_loop WHEN 1 THEN 'loop' WHEN 0 THEN 'oneshot' END AS audio_form,
       h.form_p / 1e6 AS audio_form_confidence,
       m.momentary / 1e2 AS momentary_lufs,
       m.true_peak / 1e2 AS true_peak_db,
       CASE WHEN m.sure & 1 THEN m.beats END AS beats,
       CASE WHEN m.sure & 1 THEN m.downbeat_ms / 1e3 END AS downbeat_s,
       CASE WHEN m.own & 2
            THEN rtrim(substr('C  Db D  Eb E  F  F# G  Ab A  Bb B  ' ||
                              'Cm C#mDm EbmEm Fm F#mGm G#mAm BbmBm ',
                              3 * m.key_2 + 1, 3)) END AS key_second,
       CASE WHEN m.own & 2 THEN m.key_2_sure / 1e3 END AS key_second_confidence,
       CASE WHEN s.key IS NOT NULL
            THEN (((instr('C D EF G A B', substr(s.key, 1, 1)) + 11 +
                    (substr(s.key, 2, 1) = '#') - (substr(s.key, 2, 1) = 'b') +
                    3 * (substr(s.key, -1) = 'm')) * 7 + 7) % 12 + 1) ||
                 CASE WHEN substr(s.key, -1) = 'm' THEN 'A' ELSE 'B' END
            END AS camelot,
       CASE WHEN m.sure & 2 THEN m.tuning / 1e1 END AS tuning_cents,
       (1000000 - h.loop) / 1e6 AS oneshot_probability,
       h.loop / 1e6 AS loop_probability,
       m.loop_sure / 1e3 AS signal_loop_probability,
       CAST(m.centroid_hz AS REAL) AS centroid_hz,
       m.audible_ms / 1e3 AS audible_s,
       m.late / 1e3 AS energy_late,
       m.sustain / 1e2 AS sustain_db,
       m.noisiness / 1e3 AS noisiness,
       m.tail_ms / 1e3 AS tail_s,
       m.punch / 1e2 AS punch_db,
       m.distortion / 1e3 AS distortion,
       m.clipped_us / 1e6 AS clipped_s,
       m.dc / 1e6 AS dc_offset,
       m.leading_ms / 1e3 AS leading_silence_s,
       m.trailing_ms / 1e3 AS trailing_silence_s,
       m.side / 1e2 AS side_db,
       m.balance / 1e2 AS balance_db,
       m.ending / 1e2 AS end_db,
       CASE WHEN s.bpm IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.tempo_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_bpm,
       CASE WHEN s.key IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.key_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_key,
       CASE WHEN s.note IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.pitch_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_note,
       CASE WHEN m.lufs IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.loudness_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_loudness,
       coalesce(s.added_at, s.analysed_at) AS added_at
  FROM sample s
  LEFT JOIN measured m ON m.sample_id = s.id
  LEFT JOIN heard h ON h.sample_id = s.id
  LEFT JOIN dir d ON d.id = s.dir_id;
CREATE TABLE peaks (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  data      BLOB    NOT NULL
) STRICT;
CREATE VIEW feature AS
SELECT sample_id, 'mel' AS kind, version, data FROM mel
UNION ALL
SELECT sample_id, 'descriptor', version, data FROM descriptor
UNION ALL
SELECT sample_id, 'embedding', version, data FROM embedding
UNION ALL
SELECT sample_id, 'peaks', version, data FROM peaks;
CREATE VIEW v1_feature AS
SELECT b.sample_id, b.kind, b.version, b.data FROM feature b;
CREATE TABLE map (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL CHECK (version >= 0),
  laid    INTEGER NOT NULL CHECK (laid >= 0),
  grown   INTEGER NOT NULL CHECK (grown >= 0),
  scale   REAL    NOT NULL CHECK (scale > 0),
  trunk   BLOB    CHECK (length(trunk) = 16)
) STRICT;
CREATE TABLE map_point (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  x INTEGER NOT NULL CHECK (x BETWEEN -32768 AND 32767),
  y INTEGER NOT NULL CHECK (y BETWEEN -32768 AND 32767)
) STRICT;
CREATE TABLE map_todo (
  sample_id INTEGER PRIMARY KEY
) STRICT;
CREATE VIEW v1_map AS
SELECT p.sample_id, p.x + 32768 AS x, p.y + 32768 AS y FROM map_point p;
