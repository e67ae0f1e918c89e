-- SPDX-License-Identifier: GPL-2.0-or-later
-- What sounds alike: for each sample its nearest others by embedding.

-- r1 is the nearest. Each is neighbour * 2048 + distance in thousandths: one row of 90
-- bytes a sample, where a row for each neighbour would take 270.
CREATE TABLE neighbour (
  sample_id INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  r1 INTEGER, r2 INTEGER, r3 INTEGER, r4 INTEGER, r5 INTEGER, r6 INTEGER, r7 INTEGER,
  r8 INTEGER, r9 INTEGER, r10 INTEGER, r11 INTEGER, r12 INTEGER, r13 INTEGER,
  r14 INTEGER, r15 INTEGER, r16 INTEGER
) STRICT;

-- Samples that have no row there yet. anew: rows of others may speak of what it was
-- before, or of one that is gone.
CREATE TABLE neighbour_todo (
  sample_id INTEGER PRIMARY KEY,
  anew      INTEGER NOT NULL CHECK (anew IN (0, 1))
) STRICT;
INSERT INTO neighbour_todo (sample_id, anew)
SELECT sample_id, 0 FROM embedding;

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
