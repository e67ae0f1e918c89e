-- SPDX-License-Identifier: GPL-2.0-or-later
-- The vocabulary.

-- name: tag_find
SELECT id FROM tag WHERE facet = :facet AND name = :name;

-- name: tag_insert
INSERT INTO tag (facet, name) VALUES (:facet, :name) RETURNING id;

-- name: tag_word_put
INSERT OR IGNORE INTO tag_word (word, tag_id) VALUES (lower(:word), :tag);

-- name: tags_counted
-- Every category and form, and what else somebody wears.
SELECT * FROM (
  SELECT t.facet, t.name,
         (SELECT count(*) FROM sample_tag o WHERE o.tag_id = t.id) AS samples
    FROM tag t)
 WHERE samples > 0 OR facet IN ('category', 'form')
 ORDER BY facet, name;
