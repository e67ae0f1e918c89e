-- SPDX-License-Identifier: GPL-2.0-or-later
-- Roots that the user gave us.

-- name: folder_insert
INSERT INTO folder (path, display) VALUES (:path, :display) RETURNING id;

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
SELECT f.id, f.path, coalesce(f.display, CAST(f.path AS TEXT)), f.state, f.why, f.since,
       coalesce(f.crawled_at, 0), coalesce(f.device, 0), coalesce(f.inode, 0),
       (SELECT count(*) FROM dir d JOIN file x ON x.dir_id = d.id WHERE d.folder_id = f.id)
  FROM folder f
 ORDER BY f.path;

-- name: folder_state
SELECT state = 'offline' FROM folder WHERE id = :id;

-- name: folder_crawled
UPDATE folder
   SET state = 'ok', why = NULL, crawled_at = unixepoch(), device = :device, inode = :inode,
       since = CASE WHEN state = 'ok' THEN since ELSE unixepoch() END
 WHERE id = :id;

-- name: folder_offline
UPDATE folder
   SET state = 'offline', why = :why,
       since = CASE WHEN state = 'offline' THEN since ELSE unixepoch() END
 WHERE id = :id;

-- name: folder_change
INSERT INTO change (sample_id, what) VALUES (NULL, 'folder');

-- name: dir_absorb
-- A folder inside a new one: its root becomes a directory at :rel.
UPDATE dir
   SET folder_id = :folder,
       parent_id = CASE WHEN length(path) = 0 THEN :parent ELSE parent_id END,
       display   = CASE WHEN display IS NULL AND :plain THEN NULL
                        WHEN length(path) = 0 THEN :rel_display
                        ELSE :rel_display || '/' || coalesce(display, CAST(path AS TEXT)) END,
       path      = CASE WHEN length(path) = 0 THEN :rel
                        ELSE CAST(CAST(:rel AS TEXT) || '/' || CAST(path AS TEXT) AS BLOB) END
 WHERE folder_id = :old;
