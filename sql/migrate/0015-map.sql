-- SPDX-License-Identifier: GPL-2.0-or-later
-- The map: where each sample lies on a plane on which what sounds alike is near.

-- version: grows with every change. laid: points of the last layout of all of them;
-- grown: how many came since. scale: steps of a coordinate for a unit of the layout.
-- trunk: of the embeddings that it was made from.
CREATE TABLE map (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL CHECK (version >= 0),
  laid    INTEGER NOT NULL CHECK (laid >= 0),
  grown   INTEGER NOT NULL CHECK (grown >= 0),
  scale   REAL    NOT NULL CHECK (scale > 0),
  trunk   BLOB    CHECK (length(trunk) = 16)
) STRICT;
INSERT INTO map (id, version, laid, grown, scale) VALUES (1, 0, 0, 0, 1.0);

-- From the middle of the square, so that each takes two bytes.
CREATE TABLE map_point (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  x INTEGER NOT NULL CHECK (x BETWEEN -32768 AND 32767),
  y INTEGER NOT NULL CHECK (y BETWEEN -32768 AND 32767)
) STRICT;

-- Samples that have a list of neighbours and no place yet.
CREATE TABLE map_todo (
  sample_id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO map_todo (sample_id) SELECT sample_id FROM neighbour;

CREATE VIEW v1_map AS
SELECT p.sample_id, p.x + 32768 AS x, p.y + 32768 AS y FROM map_point p;
