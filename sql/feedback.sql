-- SPDX-License-Identifier: GPL-2.0-or-later
-- What users say, what follows of it, and its second copy.

-- name: feedback_insert
INSERT INTO feedback (uuid, hash, facet, tag, verdict, actor, model, shown, at_ms)
VALUES (:uuid, :hash, :facet, :tag, :verdict, :actor, :model, :shown, :at_ms)
ON CONFLICT (uuid) DO NOTHING;

-- name: feedback_each
SELECT id, uuid, hash, facet, tag, verdict, actor, model, shown, at_ms
  FROM feedback
 WHERE id > :after
 ORDER BY id;

-- name: feedback_last
SELECT id, uuid, hash, facet, tag, verdict, actor, model, shown, at_ms
  FROM (SELECT *, row_number() OVER (PARTITION BY facet, tag
                                     ORDER BY at_ms DESC, uuid DESC) AS nth
          FROM feedback WHERE hash = :hash)
 WHERE nth = 1
 ORDER BY at_ms, uuid;

-- name: feedback_history
SELECT id, uuid, hash, facet, tag, verdict, actor, model, shown, at_ms
  FROM feedback WHERE hash = :hash
 ORDER BY at_ms, uuid;

-- name: feedback_known
SELECT EXISTS (SELECT 1 FROM feedback WHERE hash = :hash);

-- name: feedback_count
SELECT count(*) FROM feedback;

-- name: feedback_latest
SELECT coalesce(max(at_ms), -1) FROM feedback WHERE hash = :hash;

-- name: feedback_samples
SELECT s.id, s.hash FROM sample s WHERE s.hash IN (SELECT w.hash FROM feedback w);

-- name: feedback_seen
-- Whose answer stands in a facet that nobody has spoken of yet, and which.
SELECT m.key,
       (SELECT t.name
          FROM sample_tag o JOIN tag t ON t.id = o.tag_id
         WHERE o.sample_id = s.id AND t.facet = :facet
           AND o.source IN ('model', 'model+name'))
  FROM sample s
  JOIN model m ON m.id = s.model_id
 WHERE s.hash = :hash
   AND NOT EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                    WHERE u.sample_id = s.id AND u.source = 'user' AND t.facet = :facet);

-- name: standing_tags
-- What a sample wears, in one text: to tell whether it changed.
SELECT group_concat(tag_id || ':' || coalesce(source, ''), ' ')
  FROM (SELECT tag_id, source FROM sample_tag WHERE sample_id = :id ORDER BY tag_id);

-- name: standing_clear_tags
DELETE FROM sample_tag
 WHERE source = 'user'
   AND (tag_id, sample_id) IN (SELECT tag_id, sample_id FROM sample_tag
                                WHERE sample_id = :id);

-- name: standing_clear_witness
DELETE FROM witness WHERE sample_id = :id AND source = 'user';

-- name: standing_clear_rejected
DELETE FROM rejected WHERE sample_id = :id;

-- name: standing_clear_facet
-- Nobody else speaks in an exclusive facet once a user has.
DELETE FROM sample_tag
 WHERE sample_id = :sample
   AND tag_id IN (SELECT o.tag_id FROM sample_tag o JOIN tag t ON t.id = o.tag_id
                   WHERE o.sample_id = :sample AND t.facet = :facet);

-- name: standing_tag
INSERT INTO sample_tag (tag_id, sample_id, confidence, source)
VALUES (:tag, :sample, 1, 'user')
ON CONFLICT (sample_id, tag_id) DO UPDATE
   SET confidence = 1, source = 'user', model_id = NULL;

-- name: standing_reject
INSERT INTO rejected (sample_id, tag_id) VALUES (:sample, :tag);

-- name: standing_unwear
DELETE FROM sample_tag
 WHERE sample_id = :sample AND tag_id = :tag AND source IS NOT 'user';

-- name: standing_summary
-- Where a user has spoken the summary says so; what else it says is put there by whoever
-- publishes it.
UPDATE sample
   SET (category, category_confidence) =
         (SELECT t.name, 1 FROM sample_tag o JOIN tag t ON t.id = o.tag_id
           WHERE o.sample_id = :id AND o.source = 'user' AND t.facet = 'category'
          UNION ALL SELECT category, category_confidence LIMIT 1),
       (form, form_confidence) =
         (SELECT t.name, 1 FROM sample_tag o JOIN tag t ON t.id = o.tag_id
           WHERE o.sample_id = :id AND o.source = 'user' AND t.facet = 'form'
          UNION ALL SELECT form, form_confidence LIMIT 1)
 WHERE id = :id;

-- name: standing_number
-- bpm and note: numbers in the summary, names as tags.
UPDATE sample
   SET bpm  = CASE :facet WHEN 'bpm' THEN CAST(:value AS REAL) ELSE bpm END,
       note = CASE :facet WHEN 'note' THEN CAST(:value AS INTEGER) ELSE note END,
       key  = CASE :facet WHEN 'key' THEN :value ELSE key END
 WHERE id = :id;

-- name: standing_each
SELECT o.sample_id, t.facet, t.name, 1
  FROM sample_tag o JOIN tag t ON t.id = o.tag_id
 WHERE o.source = 'user'
UNION ALL
SELECT r.sample_id, t.facet, t.name, -1
  FROM rejected r JOIN tag t ON t.id = r.tag_id
 ORDER BY 1, 4 DESC, 2, 3;

-- name: standing_of_sample
SELECT t.facet, t.name, 1
  FROM sample_tag o JOIN tag t ON t.id = o.tag_id
 WHERE o.sample_id = :id AND o.source = 'user'
UNION ALL
SELECT t.facet, t.name, -1
  FROM rejected r JOIN tag t ON t.id = r.tag_id
 WHERE r.sample_id = :id;

-- name: rejected_of
SELECT t.facet, t.name FROM rejected r JOIN tag t ON t.id = r.tag_id
 WHERE r.sample_id = :id;

-- name: rejected_has
SELECT EXISTS (SELECT 1 FROM rejected WHERE sample_id = :sample AND tag_id = :tag);

-- name: ledger_get
SELECT bytes, tail FROM ledger WHERE id = 1;

-- name: ledger_put
INSERT INTO ledger (id, bytes, tail) VALUES (1, :bytes, :tail)
ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, tail = excluded.tail;

-- name: ledger_seen_make
CREATE TEMP TABLE IF NOT EXISTS ledger_seen (uuid BLOB PRIMARY KEY) WITHOUT ROWID;

-- name: ledger_seen_clear
DELETE FROM temp.ledger_seen;

-- name: ledger_seen_put
INSERT OR IGNORE INTO temp.ledger_seen (uuid) VALUES (:uuid);

-- name: ledger_lacks
SELECT id, uuid, hash, facet, tag, verdict, actor, model, shown, at_ms
  FROM feedback
 WHERE uuid NOT IN (SELECT uuid FROM temp.ledger_seen)
 ORDER BY id;

-- name: ledger_known
SELECT EXISTS (SELECT 1 FROM feedback WHERE uuid = :uuid);

-- name: inbox_waits
SELECT EXISTS (SELECT 1 FROM feedback_in WHERE error IS NULL);

-- name: inbox_next
SELECT id, uuid, sample_id, hash, tag, verdict, actor, at
  FROM feedback_in
 WHERE error IS NULL
 ORDER BY id
 LIMIT 1;

-- name: inbox_drop
DELETE FROM feedback_in WHERE id = :id;

-- name: inbox_refuse
UPDATE feedback_in SET error = :error WHERE id = :id;

-- name: sample_hash
SELECT hash FROM sample WHERE id = :id;

-- name: vocabulary_ends
-- Categories whose name is :text or ends with its parts.
SELECT t.name FROM tag_word w JOIN tag t ON t.id = w.tag_id
 WHERE w.word = :text AND t.facet = 'category'
   AND (lower(t.name) = :text
        OR substr(lower(t.name), -length(:text) - 1) = '.' || :text)
 ORDER BY length(t.name), t.name;

-- name: vocabulary_has
-- Is it a category, or does any lie below it?
SELECT EXISTS (SELECT 1 FROM tag
                WHERE facet = 'category'
                  AND (name = :text
                       OR substr(name, 1, length(:text) + 1) = :text || '.'));

-- name: vocabulary_each
-- What may be typed as a tag.
SELECT t.facet, t.name FROM tag t WHERE t.facet IN ('category', 'form', 'user')
 ORDER BY t.facet, t.name
 LIMIT :limit;
