-- SPDX-License-Identifier: GPL-2.0-or-later
-- One file as the public views have it. Every column, also those that come later: the
-- names are asked of the statements.

-- name: record_file
SELECT * FROM v1_file WHERE id = :id;

-- name: record_sample
SELECT * FROM v1_sample WHERE id = :id;

-- name: record_tags
SELECT group_concat(facet || ':' || tag, '; ') AS tags
  FROM (SELECT facet, tag FROM v1_tag
         WHERE sample_id = :id
         ORDER BY facet, confidence DESC, tag);
