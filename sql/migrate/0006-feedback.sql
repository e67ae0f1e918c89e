-- SPDX-License-Identifier: GPL-2.0-or-later
-- What users say of samples. Of the sound itself, by its hash: a word outlives the rows
-- of its sample, and applies to it again when it comes back.

-- Nothing here is ever changed or removed. Words on one sound follow each other by at_ms,
-- then by uuid. model: the key of the model whose answer the user saw in that facet;
-- shown: that answer.
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

-- What follows of it for the samples that are here: tags that must not come back.
CREATE TABLE rejected (
  sample_id INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  tag_id    INTEGER NOT NULL REFERENCES tag,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;

-- How much of the ledger, the second copy beside the library, is in the table; tail: the
-- CRC-32 of its last bytes before that.
CREATE TABLE ledger (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  tail  INTEGER NOT NULL
) STRICT;
INSERT INTO ledger (id, bytes, tail) VALUES (1, 0, 0);

-- Words of other programs, until they are taken in or refused.
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
