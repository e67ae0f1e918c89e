-- SPDX-License-Identifier: GPL-2.0-or-later
-- What sounds alike: embeddings, and the lists of nearest samples that are kept.

-- name: near_each
-- Everything that can be looked for.
SELECT k.sample_id, k.data
  FROM embedding k
 WHERE k.version = :version
 ORDER BY k.sample_id;

-- name: near_each_more
-- The same with what else makes sounds alike.
SELECT k.sample_id, k.data, s.note, s.duration_s
  FROM embedding k
  JOIN sample s ON s.id = k.sample_id
 WHERE k.version = :version
 ORDER BY k.sample_id;

-- name: near_one
SELECT k.data, s.note, s.duration_s
  FROM sample s
  LEFT JOIN embedding k ON k.sample_id = s.id AND k.version = :version
 WHERE s.id = :id;

-- name: near_drop_some
DELETE FROM neighbour
 WHERE sample_id IN (SELECT sample_id FROM neighbour ORDER BY sample_id LIMIT :limit);

-- name: near_last
SELECT max(sample_id)
  FROM (SELECT sample_id FROM embedding
         WHERE sample_id > :after
         ORDER BY sample_id LIMIT :limit);

-- name: near_queue
INSERT INTO neighbour_todo (sample_id, anew)
SELECT sample_id, 0 FROM embedding
 WHERE sample_id > :after AND sample_id <= :last
ON CONFLICT (sample_id) DO NOTHING;

-- name: near_queue_one
INSERT INTO neighbour_todo (sample_id, anew) VALUES (:id, 0)
ON CONFLICT (sample_id) DO NOTHING;

-- name: near_count
SELECT count(*) FROM neighbour_todo;

-- name: near_size
SELECT coalesce(max(id), 0) FROM sample;

-- name: near_anew
SELECT sample_id FROM neighbour_todo WHERE anew = 1 ORDER BY sample_id;

-- name: near_settled
UPDATE neighbour_todo SET anew = 0 WHERE sample_id = :id;

-- name: near_done
DELETE FROM neighbour_todo WHERE sample_id = :id;

-- name: near_waiting
SELECT t.sample_id, k.data
  FROM neighbour_todo t
  LEFT JOIN embedding k ON k.sample_id = t.sample_id AND k.version = :version
 WHERE t.sample_id > :after
 ORDER BY t.sample_id
 LIMIT :limit;

-- name: near_pass
SELECT k.sample_id, k.data, n.sample_id IS NOT NULL, n.r16
  FROM embedding k
  LEFT JOIN neighbour n ON n.sample_id = k.sample_id
 WHERE k.version = :version AND k.sample_id > :after AND k.sample_id <= :last
 ORDER BY k.sample_id
 LIMIT :limit;

-- name: near_listed
SELECT coalesce(max(sample_id), 0) FROM neighbour;

-- name: near_lists
SELECT sample_id, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16
  FROM neighbour
 WHERE sample_id > :after
 ORDER BY sample_id
 LIMIT :limit;

-- name: near_list
SELECT sample_id, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16
  FROM neighbour
 WHERE sample_id = :id;

-- name: near_put
INSERT OR REPLACE INTO neighbour
VALUES (:id, :r1, :r2, :r3, :r4, :r5, :r6, :r7, :r8, :r9, :r10, :r11, :r12, :r13, :r14,
        :r15, :r16);

-- name: near_drop
DELETE FROM neighbour WHERE sample_id = :id;
