-- SPDX-License-Identifier: GPL-2.0-or-later
-- Fragments of a search. C chooses which, and puts them together in this order:
--   search_columns and search_facts or _no_facts, else search_ids or _ids_path;
--   search_ranked or _few_ranked or _unranked or _near; one search_from_*, WHERE, conditions glued with AND, OR and parentheses; where the plan
--   gives no order: search_order, keys to sort by, search_order_path; search_limit
-- A value is compared by search_between, _least, _most, _above, _below, _ages or _days
-- behind it, and sorted by with search_up or search_down behind it. Each `?` is bound, in
-- the order in which the fragments stand: nothing that a user typed is ever part of the
-- text.

-- name: search_tags
-- What a word means: every tag that it finds in one facet, or (NULL) in all. "a1" alone
-- is more likely part of a name: a note is asked for as one.
SELECT t.id, t.facet
  FROM tag_word w
  JOIN tag t ON t.id = w.tag_id
 WHERE w.word = lower(:word) AND t.facet = coalesce(:facet, nullif(t.facet, 'note'))
 ORDER BY t.id;

-- name: search_categories
SELECT t.id, t.name FROM tag t WHERE t.facet = 'category' ORDER BY t.id;

-- name: search_count_tags
-- How many samples wear one of these, up to :most: enough to know whether they are few.
SELECT count(*)
  FROM (SELECT 1 FROM sample_tag
         WHERE tag_id IN (SELECT value FROM json_each(:what)) LIMIT :most);

-- name: search_count_text
SELECT count(*) FROM (SELECT 1 FROM v1_text WHERE v1_text MATCH :what LIMIT :most);

-- name: search_columns
SELECT x.id, coalesce(x.sample_id, 0),
       CAST(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN '' ELSE CAST(d.path AS TEXT) || '/' END ||
            CAST(x.name AS TEXT) AS BLOB),
       d.shown || coalesce(x.display, CAST(x.name AS TEXT)),
       coalesce(x.display, CAST(x.name AS TEXT)),
       CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END,
       x.error, x.size, x.mtime_ns, x.format, s.duration_s, s.rate_hz, s.channels,
       s.form, s.category, s.form_confidence, s.category_confidence, s.bpm, s.note,
       s.peak_db, s.brightness_hz,

-- name: search_facts
-- More that programs want with every row: the key, and LUFS.
s.key, (SELECT o.lufs FROM measured o WHERE o.sample_id = x.sample_id) / 1e2,

-- name: search_no_facts
NULL, NULL,

-- name: search_ids
-- Only which files, for their order; the path where they are sorted by it.
SELECT x.id, NULL, NULL,

-- name: search_ids_path
SELECT x.id, NULL,
       CAST(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN '' ELSE CAST(d.path AS TEXT) || '/' END ||
            CAST(x.name AS TEXT) AS BLOB),

-- name: search_unranked
NULL, NULL

-- name: search_ranked
st.confidence, NULL

-- name: search_near
NULL, st.distance

-- name: search_at
-- As far as somebody says.
NULL, ?

-- name: search_few_ranked
(SELECT max(o.confidence) FROM sample_tag o
  WHERE o.sample_id = x.sample_id AND o.tag_id IN (SELECT value FROM json_each(?)))
AS surest, NULL

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

-- name: search_from_few_tags
-- The rarest of several words is worn by so few that all are looked at, and then sorted.
  FROM (SELECT DISTINCT sample_id FROM sample_tag
         WHERE tag_id IN (SELECT value FROM json_each(?))) few
 CROSS JOIN sample s ON s.id = few.sample_id
 CROSS JOIN file x ON x.sample_id = few.sample_id
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id

-- name: search_from_text
-- The files that text finds, in the order in which they came.
  FROM v1_text w
 CROSS JOIN file x ON x.id = w.rowid
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id AND w.v1_text MATCH ?
  LEFT JOIN sample s ON s.id = x.sample_id

-- name: search_from_near
-- Samples that are known to be near to something: [[id, distance], ...].
  FROM (SELECT json_extract(value, '$[0]') AS sample_id,
               json_extract(value, '$[1]') AS distance
          FROM json_each(?)) st
 CROSS JOIN sample s ON s.id = st.sample_id
 CROSS JOIN file x ON x.sample_id = st.sample_id
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id

-- name: search_from_sample
-- One sample: the best of its files, at hand before others.
  FROM sample s
 CROSS JOIN file x ON x.sample_id = s.id
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id
 WHERE s.id = ?
 ORDER BY (x.state = 'ok' AND f.state = 'ok') DESC, x.id
 LIMIT 1

-- name: search_from_file
-- One file.
  FROM file x
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id
  LEFT JOIN sample s ON s.id = x.sample_id
 WHERE x.id = ?

-- name: search_wears
-- A list of `?` and search_wears_end follow.
EXISTS (SELECT 1 FROM sample_tag o WHERE o.sample_id = x.sample_id AND o.tag_id IN (

-- name: search_wears_end
))

-- name: search_source
EXISTS (SELECT 1 FROM sample_tag o
         WHERE o.sample_id = x.sample_id AND coalesce(o.source, 'signal') = ?)

-- name: search_is_loop
s.form = 'loop'

-- name: search_is_no_loop
s.form IS NOT 'loop'

-- name: search_text
-- + : a set to look into, not a list of rows to try each of for every sample.
+x.id IN (SELECT rowid FROM v1_text WHERE v1_text MATCH ?)

-- name: search_name
instr(lower(CAST(x.name AS TEXT)), lower(?)) > 0

-- name: search_path
instr(lower(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN '' ELSE CAST(d.path AS TEXT) || '/' END ||
            CAST(x.name AS TEXT)), lower(?)) > 0

-- name: search_folder
instr(lower(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN '' ELSE CAST(d.path AS TEXT) || '/' END),
      lower(?)) > 0

-- name: search_format
instr(lower(x.format), lower(?)) > 0

-- name: search_state
CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END = ?

-- name: search_is_ok
x.state = 'ok' AND f.state = 'ok'

-- name: search_anything
TRUE

-- name: search_octave
s.note % 12 = ?

-- name: search_between
BETWEEN ? AND ?

-- name: search_least
>= ?

-- name: search_most
<= ?

-- name: search_above
> ?

-- name: search_below
< ?

-- name: search_ages
-- Seconds: the oldest, the youngest.
BETWEEN unixepoch() - ? AND unixepoch() - ?

-- name: search_days
-- Days since 1970-01-01 where one lives: from the first second of one to the last of the
-- other.
BETWEEN unixepoch(date(? * 86400, 'unixepoch'), 'utc')
    AND unixepoch(date((? + 1) * 86400, 'unixepoch'), 'utc') - 1

-- name: search_duration
s.duration_s

-- name: search_bpm
s.bpm

-- name: search_bpm_confidence
(SELECT o.bpm_sure FROM measured o WHERE o.sample_id = x.sample_id AND o.own & 1) / 1e3

-- name: search_key_confidence
(SELECT o.key_sure FROM measured o WHERE o.sample_id = x.sample_id AND o.own & 2) / 1e3

-- name: search_pitch
(SELECT o.pitch_mhz FROM measured o WHERE o.sample_id = x.sample_id AND o.sure & 4) / 1e3

-- name: search_pitch_confidence
(SELECT o.pitch_sure FROM measured o WHERE o.sample_id = x.sample_id AND o.sure & 4) / 1e3

-- name: search_beats
(SELECT o.beats FROM measured o WHERE o.sample_id = x.sample_id AND o.sure & 1)

-- name: search_loudness
(SELECT o.lufs FROM measured o WHERE o.sample_id = x.sample_id) / 1e2

-- name: search_momentary
(SELECT o.momentary FROM measured o WHERE o.sample_id = x.sample_id) / 1e2

-- name: search_true_peak
(SELECT o.true_peak FROM measured o WHERE o.sample_id = x.sample_id) / 1e2

-- name: search_audible
(SELECT o.audible_ms FROM measured o WHERE o.sample_id = x.sample_id) / 1e3

-- name: search_sustain
(SELECT o.sustain FROM measured o WHERE o.sample_id = x.sample_id) / 1e2

-- name: search_noisiness
(SELECT o.noisiness FROM measured o WHERE o.sample_id = x.sample_id) / 1e3

-- name: search_tail
(SELECT o.tail_ms FROM measured o WHERE o.sample_id = x.sample_id) / 1e3

-- name: search_punch
(SELECT o.punch FROM measured o WHERE o.sample_id = x.sample_id) / 1e2

-- name: search_distortion
(SELECT o.distortion FROM measured o WHERE o.sample_id = x.sample_id) / 1e3

-- name: search_confidence
s.category_confidence

-- name: search_form_confidence
s.form_confidence

-- name: search_peak
s.peak_db

-- name: search_brightness
s.brightness_hz

-- name: search_rate
s.rate_hz

-- name: search_channels
s.channels

-- name: search_files
(SELECT count(*) FROM file y WHERE y.sample_id = x.sample_id)

-- name: search_size
x.size

-- name: search_model
s.model_id

-- name: search_note
s.note

-- name: search_added
coalesce(s.added_at, s.analysed_at)

-- name: search_modified
x.mtime_ns / 1000000000

-- name: search_by_name
CAST(x.name AS TEXT) COLLATE NOCASE

-- name: search_by_path
3

-- name: search_by_random
random()

-- name: search_by_tag
st.confidence

-- name: search_by_surest
surest

-- name: search_by_distance
st.distance

-- name: search_up
ASC NULLS LAST

-- name: search_down
DESC NULLS LAST

-- name: search_order
ORDER BY

-- name: search_order_path
f.path, d.path, x.name

-- name: search_limit
 LIMIT ?
