-- SPDX-License-Identifier: GPL-2.0-or-later
-- The library in numbers.

-- name: stats_states
SELECT CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END, count(*)
  FROM file x
  JOIN dir d ON d.id = x.dir_id
  JOIN folder f ON f.id = d.folder_id
 GROUP BY 1;

-- name: stats_samples
SELECT count(*), count(*) - count(category), coalesce(sum(duration_s), 0) FROM sample;

-- name: stats_copies
-- Files that hold a sample, and how many samples they hold.
SELECT count(*), count(DISTINCT sample_id) FROM file WHERE sample_id IS NOT NULL;

-- name: stats_folders
SELECT count(*), coalesce(sum(state = 'offline'), 0) FROM folder;

-- name: stats_bytes
SELECT page_count * page_size, (SELECT coalesce(sum(length(data)), 0) FROM feature)
  FROM pragma_page_count, pragma_page_size;

-- name: stats_model
SELECT m.key, m.arch, (SELECT count(*) FROM sample s WHERE s.model_id = m.id)
  FROM model m
 WHERE m.current = 1;

-- name: stats_categories
SELECT coalesce(category, ''), count(*), avg(category_confidence)
  FROM sample GROUP BY 1 ORDER BY 2 DESC, 1;

-- name: stats_forms
SELECT coalesce(form, ''), count(*), avg(form_confidence)
  FROM sample GROUP BY 1 ORDER BY 2 DESC, 1;

-- name: stats_formats
SELECT coalesce(format, ''), count(*), NULL
  FROM file WHERE sample_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1;
