-- SPDX-License-Identifier: GPL-2.0-or-later
-- Full text, v1_text: an index over file_words. Whatever changes what file_words says of a
-- file takes the file's old words out before, and puts the new ones in after.

-- name: text_put
INSERT INTO v1_text (rowid, path, name)
SELECT w.id, w.path, w.name FROM file_words w WHERE w.id = :id;

-- name: text_drop
INSERT INTO v1_text (v1_text, rowid, path, name)
SELECT 'delete', w.id, w.path, w.name FROM file_words w WHERE w.id = :id;

-- name: text_put_below
-- In :from and below it: see dir_move.
INSERT INTO v1_text (rowid, path, name)
SELECT w.id, w.path, w.name
  FROM dir d
 CROSS JOIN file_words w ON w.dir_id = d.id
 WHERE d.folder_id = :folder
   AND d.path >= :from AND d.path < :high AND (d.path = :from OR d.path >= :low);

-- name: text_drop_below
INSERT INTO v1_text (v1_text, rowid, path, name)
SELECT 'delete', w.id, w.path, w.name
  FROM dir d
 CROSS JOIN file_words w ON w.dir_id = d.id
 WHERE d.folder_id = :folder
   AND d.path >= :from AND d.path < :high AND (d.path = :from OR d.path >= :low);

-- name: text_drop_folder
INSERT INTO v1_text (v1_text, rowid, path, name)
SELECT 'delete', w.id, w.path, w.name
  FROM dir d
 CROSS JOIN file_words w ON w.dir_id = d.id
 WHERE d.folder_id = :id;

-- name: text_rebuild
INSERT INTO v1_text (v1_text) VALUES ('rebuild');

-- name: text_check
-- An error where the index does not say what file_words says.
INSERT INTO v1_text (v1_text, rank) VALUES ('integrity-check', 1);
