-- SPDX-License-Identifier: GPL-2.0-or-later
-- Transactions.

-- name: begin
BEGIN IMMEDIATE;

-- name: begin_read
BEGIN;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: count_objects
SELECT count(*) FROM sqlite_master;
