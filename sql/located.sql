-- SPDX-License-Identifier: GPL-2.0-or-later
-- Where the files of a sample lie.

-- name: located_sample
SELECT 1 FROM sample WHERE id = :id;

-- name: located_files
SELECT CAST(f.path AS BLOB), d.path, x.name, x.format
  FROM file x
  JOIN dir d ON d.id = x.dir_id
  JOIN folder f ON f.id = d.folder_id
 WHERE x.sample_id = :id AND x.state = 'ok' AND f.state = 'ok'
 ORDER BY x.id;
