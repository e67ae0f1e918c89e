-- SPDX-License-Identifier: GPL-2.0-or-later
-- The change feed.

-- name: change_insert
INSERT INTO change (sample_id, what) VALUES (:sample, :what);

-- name: folder_change
INSERT INTO change (sample_id, what) VALUES (NULL, 'folder');

-- name: change_since
SELECT seq, sample_id, what, at FROM v1_change WHERE seq > :since ORDER BY seq LIMIT :limit;

-- name: change_last
SELECT coalesce(max(seq), 0) FROM change;

-- name: change_version
-- Another number as soon as another connection has written anything.
SELECT data_version FROM pragma_data_version;
