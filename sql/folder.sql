-- SPDX-License-Identifier: GPL-2.0-or-later
-- Roots that the user gave us.

-- name: folder_insert
INSERT INTO folder (path, display, coverage_since) VALUES (:path, :display, unixepoch())
RETURNING id;

-- name: folder_holding
-- The folder that is :path or lies above it.
SELECT id, path FROM folder
 WHERE path = :path
    OR path = CAST('/' AS BLOB)
    OR substr(:path, 1, length(path) + 1) = CAST(CAST(path AS TEXT) || '/' AS BLOB);

-- name: folders_inside
SELECT id, path FROM folder
 WHERE substr(path, 1, length(:prefix)) = :prefix AND id <> :outer
 ORDER BY path;

-- name: folder_delete
DELETE FROM folder WHERE id = :id;

-- name: folder_all
SELECT id, path, coalesce(display, CAST(path AS TEXT)), state, why, since,
       coalesce(crawled_at, 0), coalesce(device, 0), coalesce(inode, 0), coalesce(fs, 0),
       marker, coverage, coverage_why, coalesce(coverage_since, since)
  FROM folder
 ORDER BY path;

-- name: folder_get
SELECT id, path, coalesce(display, CAST(path AS TEXT)), state, why, since,
       coalesce(crawled_at, 0), coalesce(device, 0), coalesce(inode, 0), coalesce(fs, 0),
       marker, coverage, coverage_why, coalesce(coverage_since, since)
  FROM folder
 WHERE id = :id;

-- name: folder_files
SELECT count(*) FROM dir d JOIN file x ON x.dir_id = d.id WHERE d.folder_id = :id;

-- name: folder_has_files
SELECT EXISTS (SELECT 1 FROM dir d JOIN file x ON x.dir_id = d.id
                WHERE d.folder_id = :id AND x.state <> 'unavailable');

-- name: folder_overlap
-- Another folder that is :path, holds it or lies in it.
SELECT coalesce(display, CAST(path AS TEXT)) FROM folder
 WHERE id <> :id
   AND (path = :path
     OR path = CAST('/' AS BLOB)
     OR :path = CAST('/' AS BLOB)
     OR substr(:path, 1, length(path) + 1) = CAST(CAST(path AS TEXT) || '/' AS BLOB)
     OR substr(path, 1, length(:path) + 1) = CAST(CAST(:path AS TEXT) || '/' AS BLOB))
 ORDER BY path
 LIMIT 1;

-- name: folder_relocate
-- Which volume it is there, the next crawl tells.
UPDATE folder
   SET path = :path, display = :display, device = NULL, inode = NULL, fs = NULL
 WHERE id = :id;

-- name: folder_mark
UPDATE folder SET marker = :marker WHERE id = :id;

-- name: folder_state
SELECT state = 'offline' FROM folder WHERE id = :id;

-- name: folder_crawled
UPDATE folder
   SET state = 'ok', why = NULL, crawled_at = unixepoch(), device = :device, inode = :inode,
       fs = :fs,
       since = CASE WHEN state = 'ok' THEN since ELSE unixepoch() END
 WHERE id = :id;

-- name: folder_online
UPDATE folder SET state = 'ok', why = NULL, since = unixepoch()
 WHERE id = :id AND state <> 'ok';

-- name: folder_offline
UPDATE folder
   SET state = 'offline', why = :why,
       since = CASE WHEN state = 'offline' THEN since ELSE unixepoch() END
 WHERE id = :id;

-- name: folder_cover_differs
SELECT coverage <> :coverage OR coverage_why IS NOT :why FROM folder WHERE id = :id;

-- name: folder_cover
UPDATE folder
   SET coverage_since = CASE WHEN coverage = :coverage THEN coverage_since
                             ELSE unixepoch() END,
       coverage = :coverage, coverage_why = :why
 WHERE id = :id;

-- name: dir_absorb
-- A folder inside a new one: its root becomes a directory at :rel.
UPDATE dir
   SET folder_id = :folder,
       parent_id = CASE WHEN length(path) = 0 THEN :parent ELSE parent_id END,
       (path, display) =
       (SELECT n.path, path_display(n.path)
          FROM (SELECT CAST(CAST(:rel AS TEXT) ||
                            CASE WHEN length(dir.path) = 0 THEN ''
                                 ELSE '/' || CAST(dir.path AS TEXT) END AS BLOB) AS path) n)
 WHERE folder_id = :old;
