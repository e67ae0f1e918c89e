-- SPDX-License-Identifier: GPL-2.0-or-later
-- Directories and files.

-- name: dir_find
SELECT id, device FROM dir WHERE folder_id = :folder AND path = :path;

-- name: dir_insert
INSERT INTO dir (folder_id, parent_id, path, display, device)
VALUES (:folder, :parent, :path, :display, :device)
RETURNING id;

-- name: dir_device
UPDATE dir SET device = :device WHERE id = :id;

-- name: dirs_remount
UPDATE dir SET device = :device WHERE folder_id = :folder AND device = :before;

-- name: dir_children
SELECT id, path FROM dir WHERE parent_id = :dir;

-- name: dir_has_files
WITH RECURSIVE below (id) AS (
  SELECT :dir
  UNION ALL
  SELECT d.id FROM dir d JOIN below b ON d.parent_id = b.id
)
SELECT EXISTS (SELECT 1 FROM below b JOIN file x ON x.dir_id = b.id
                WHERE x.state <> 'unavailable');

-- name: dir_missing
WITH RECURSIVE below (id) AS (
  SELECT :dir
  UNION ALL
  SELECT d.id FROM dir d JOIN below b ON d.parent_id = b.id
)
UPDATE file SET state = 'unavailable'
 WHERE dir_id IN below AND state <> 'unavailable'
RETURNING sample_id;

-- name: dir_move
-- :from and all below it, which is :low up to :high; names between the two are of
-- neighbours. Written so that the index gives one range. :cut is behind :from.
UPDATE dir
   SET folder_id = :to_folder,
       parent_id = CASE WHEN path = :from THEN :parent ELSE parent_id END,
       (path, display) =
       (SELECT n.path, path_display(n.path)
          FROM (SELECT CAST(CAST(:to AS TEXT) || CAST(substr(dir.path, :cut) AS TEXT)
                            AS BLOB) AS path) n)
 WHERE folder_id = :folder AND path >= :from AND path < :high
   AND (path = :from OR path >= :low);

-- name: dir_move_feed
INSERT INTO change (sample_id, what)
SELECT DISTINCT x.sample_id, 'files'
  FROM dir d
  JOIN file x ON x.dir_id = d.id
 WHERE d.folder_id = :folder
   AND d.path >= :from AND d.path < :high AND (d.path = :from OR d.path >= :low)
   AND x.sample_id IS NOT NULL
 ORDER BY x.sample_id;

-- name: files_in_dir
SELECT id, name, size, mtime_ns, inode, state, analysis = :analysis, program = :program
  FROM file
 WHERE dir_id = :dir
 ORDER BY name;

-- name: file_in_dir
SELECT id, name, size, mtime_ns, inode, state, analysis = :analysis, program = :program
  FROM file
 WHERE dir_id = :dir AND name = :name;

-- name: file_insert
INSERT INTO file (dir_id, name, display, size, mtime_ns, inode, state)
VALUES (:dir, :name, :display, :size, :mtime_ns, :inode, 'pending');

-- name: file_changed
-- Without `analysis` the row vouches for no content: it is no twin, and comes back pending.
UPDATE file
   SET size = :size, mtime_ns = :mtime_ns, inode = :inode, state = 'pending',
       analysis = NULL, error = NULL
 WHERE id = :id
RETURNING sample_id;

-- name: file_stale
UPDATE file SET state = 'pending' WHERE id = :id;

-- name: file_missing
UPDATE file SET state = 'unavailable' WHERE id = :id RETURNING sample_id;

-- name: file_returned
UPDATE file
   SET state = CASE WHEN sample_id IS NULL OR analysis IS NULL THEN 'pending' ELSE 'ok' END
 WHERE id = :id
RETURNING sample_id;

-- name: file_twin
-- Of the rows with that inode those that vouch for a content (file_twin has no others), and
-- first one that is not where it was.
SELECT * FROM (
SELECT x.id, f.path, d.path, x.name, 1
  FROM file x
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id
 WHERE x.inode = :inode AND x.size = :size AND x.mtime_ns = :mtime_ns
   AND d.device = :device AND x.sample_id IS NOT NULL AND x.analysis IS NOT NULL
   AND x.state = 'unavailable'
 ORDER BY x.id
 LIMIT 1)
UNION ALL
SELECT * FROM (
SELECT x.id, f.path, d.path, x.name, x.state = 'unavailable'
  FROM file x
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id
 WHERE x.inode = :inode AND x.size = :size AND x.mtime_ns = :mtime_ns
   AND d.device = :device AND x.sample_id IS NOT NULL AND x.analysis IS NOT NULL
 ORDER BY x.id
 LIMIT 1)
LIMIT 1;

-- name: file_other_link
-- The next row of that inode that has not heard of its new content.
-- Each row is in one of two indexes.
SELECT x.id, f.path, d.path, x.name, 0
  FROM (SELECT id FROM file
         WHERE inode = :inode AND sample_id IS NOT NULL AND analysis IS NOT NULL
        UNION ALL
        SELECT id FROM file
         WHERE inode = :inode AND (sample_id IS NULL OR analysis IS NULL)) link
 CROSS JOIN file x ON x.id = link.id
 CROSS JOIN dir d ON d.id = x.dir_id
 CROSS JOIN folder f ON f.id = d.folder_id
 WHERE d.device = :device AND x.id > :after
   AND (x.size, x.mtime_ns) <> (:size, :mtime_ns) AND x.state <> 'unavailable'
 ORDER BY x.id
 LIMIT 1;

-- name: file_move
UPDATE file
   SET dir_id = :dir, name = :name, display = :display,
       state = CASE state WHEN 'unavailable' THEN 'ok' ELSE state END
 WHERE id = :id
RETURNING sample_id;

-- name: file_link
INSERT INTO file (dir_id, name, display, size, mtime_ns, inode, state)
SELECT :dir, :name, :display, size, mtime_ns, inode, 'pending'
  FROM file WHERE id = :twin
RETURNING id;

-- name: files_force
UPDATE file SET state = 'pending', error = NULL
 WHERE (state IN ('ok', 'failed', 'unsupported') OR (state = 'pending' AND error IS NOT NULL))
   AND dir_id IN (SELECT id FROM dir
                   WHERE folder_id = :folder
                     AND (:all OR path = :sub OR (path >= :low AND path < :high)));

-- name: files_count_pending
SELECT count(*)
  FROM file x
  JOIN dir d ON d.id = x.dir_id
 WHERE x.state = 'pending' AND d.folder_id = :folder
   AND (:all OR d.path = :sub OR (d.path >= :low AND d.path < :high));

-- name: files_pending
SELECT x.id, x.dir_id, d.path, x.name, x.size, x.mtime_ns, x.inode,
       CASE WHEN x.analysis IS NULL THEN x.error END
  FROM file x
  JOIN dir d ON d.id = x.dir_id
 WHERE x.state = 'pending' AND (x.dir_id, x.name) > (:dir, :name) AND d.folder_id = :folder
   AND (:all OR d.path = :sub OR (d.path >= :low AND d.path < :high))
 ORDER BY x.dir_id, x.name
 LIMIT :limit;
