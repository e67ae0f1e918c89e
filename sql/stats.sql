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

-- name: counted_files
-- One look at each file. Folders that are away are few, and so are the sets made of them.
SELECT CASE WHEN dir_id IN (SELECT d.id FROM dir d JOIN folder f ON f.id = d.folder_id
                             WHERE f.state = 'offline')
            THEN 'unavailable' ELSE state END,
       CASE WHEN state IN ('failed', 'unsupported') THEN coalesce(error, '') ELSE '' END,
       count(*)
  FROM file
 GROUP BY 1, 2;

-- name: counted_samples
SELECT count(*) FROM sample;

-- name: counted_judgements
SELECT m.key, q.tag, q.confirmed, q.rejected, q.replaced
  FROM v1_model_quality q JOIN model m ON m.id = q.model_id
 WHERE m.current = 1 AND q.facet = 'category' AND q.tag IS NOT NULL
 ORDER BY q.tag
 LIMIT 500;
