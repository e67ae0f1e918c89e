-- SPDX-License-Identifier: GPL-2.0-or-later
-- Fragments of a search. C chooses which, and puts them together in this order:
--   search_columns, search_ranked, search_few_ranked or search_unranked, one search_from_*,
--   WHERE, conditions glued with AND, one search_order_*
-- An excluded condition is search_not_open, the condition, search_not_close. Each
-- `?` is bound to a value, in the order in which the fragments stand: nothing that a
-- user typed is ever part of the text.

-- name: search_tags
-- What a word means: every tag that it finds in one facet, or (NULL) in all. "a1" alone
-- is more likely part of a name: a note is asked for as one.
SELECT t.id
  FROM tag_word w
  JOIN tag t ON t.id = w.tag_id
 WHERE w.word = lower(:word) AND t.facet = coalesce(:facet, nullif(t.facet, 'note'))
 ORDER BY t.id;

-- name: search_columns
SELECT x.id, coalesce(x.sample_id, 0),
       CAST(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN '' ELSE CAST(d.path AS TEXT) || '/' END ||
            CAST(x.name AS TEXT) AS BLOB),
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN ''
                 ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END ||
            coalesce(x.display, CAST(x.name AS TEXT)),
       coalesce(x.display, CAST(x.name AS TEXT)),
       CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END,
       x.error, x.size, x.mtime_ns, x.format, s.duration_s, s.rate_hz, s.channels,
       s.form, s.category, s.form_confidence, s.category_confidence, s.bpm, s.note,
       s.peak_db, s.brightness_hz,

-- name: search_unranked
NULL

-- name: search_ranked
st.confidence

-- name: search_from_all
-- No tag word: folder by folder in the order of their paths, which three indexes give.
  FROM folder f
 CROSS JOIN dir d ON d.folder_id = f.id
 CROSS JOIN file x ON x.dir_id = d.id
  LEFT JOIN sample s ON s.id = x.sample_id

-- name: search_from_tag
-- CROSS JOIN: SQLite never reorders it, so the tag's own index is walked, best first.
  FROM sample_tag st
 CROSS JOIN sample s ON s.id = st.sample_id
 CROSS JOIN file x ON x.sample_id = st.sample_id
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id AND st.tag_id = ?

-- name: search_from_tags_open
-- A word that means several tags ("hat"): an arm for each, glued with UNION ALL, so that
-- SQLite merges what the index gives in order and reads no more than is asked for. LIMIT
-- keeps the order of the subquery, which the joins then follow.
  FROM (

-- name: search_tags_arm
SELECT tag_id, sample_id, confidence FROM sample_tag WHERE tag_id = ?

-- name: search_from_tags_close
         ORDER BY confidence DESC, sample_id
         LIMIT -1) st
 CROSS JOIN sample s ON s.id = st.sample_id
 CROSS JOIN file x ON x.sample_id = st.sample_id
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id

-- name: search_is_surest
-- Of several tags that one sound wears only the surest finds it.
NOT EXISTS (SELECT 1 FROM sample_tag o
             WHERE o.sample_id = st.sample_id
               AND o.tag_id IN (SELECT value FROM json_each(?))
               AND (coalesce(o.confidence, -1), o.tag_id) >
                   (coalesce(st.confidence, -1), st.tag_id))

-- name: search_from_text
-- No tag word: the files that a text word finds, in the order in which they came.
  FROM v1_text w
 CROSS JOIN file x ON x.id = w.rowid
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id AND w.v1_text MATCH ?
  LEFT JOIN sample s ON s.id = x.sample_id

-- name: search_from_few_tags
-- The rarest of several words is worn by so few that all are looked at, and then sorted.
  FROM (SELECT DISTINCT sample_id FROM sample_tag
         WHERE tag_id IN (SELECT value FROM json_each(?))) few
 CROSS JOIN sample s ON s.id = few.sample_id
 CROSS JOIN file x ON x.sample_id = few.sample_id
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id

-- name: search_few_ranked
(SELECT max(o.confidence) FROM sample_tag o
  WHERE o.sample_id = x.sample_id AND o.tag_id IN (SELECT value FROM json_each(?)))
AS surest

-- name: search_count_text
SELECT count(*) FROM (SELECT 1 FROM v1_text WHERE v1_text MATCH :text LIMIT :most);

-- name: search_count_tags
SELECT count(*) FROM (SELECT 1 FROM sample_tag
                       WHERE tag_id IN (SELECT value FROM json_each(:text)) LIMIT :most);

-- name: search_wears
EXISTS (SELECT 1 FROM sample_tag o
         WHERE o.tag_id IN (SELECT value FROM json_each(?)) AND o.sample_id = x.sample_id)

-- name: search_text
-- + : a set to look into, not a list of rows to try each of for every sample.
+x.id IN (SELECT rowid FROM v1_text WHERE v1_text MATCH ?)

-- name: search_name
instr(lower(CAST(x.name AS TEXT)), lower(?)) > 0

-- name: search_path
instr(lower(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN '' ELSE CAST(d.path AS TEXT) || '/' END ||
            CAST(x.name AS TEXT)), lower(?)) > 0

-- name: search_state
CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END = ?

-- name: search_is_ok
x.state = 'ok' AND f.state = 'ok'

-- name: search_duration
s.duration_s BETWEEN ? AND ?

-- name: search_bpm
s.bpm BETWEEN ? AND ?

-- name: search_confidence
s.category_confidence BETWEEN ? AND ?

-- name: search_not_open
(

-- name: search_not_close
) IS NOT TRUE

-- name: search_order_path
ORDER BY f.path, d.path, x.name
 LIMIT ?

-- name: search_order_none
 LIMIT ?

-- name: search_order_few
ORDER BY surest DESC, f.path, d.path, x.name
 LIMIT ?

-- name: search_order_tag
ORDER BY st.confidence DESC, f.path, d.path, x.name
 LIMIT ?
