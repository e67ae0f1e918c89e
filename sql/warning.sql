-- SPDX-License-Identifier: GPL-2.0-or-later
-- What is wrong with the library, for apps to read.

-- name: warning_put
INSERT INTO warning (kind, pid, program, bytes) VALUES ('wal', :pid, :program, :bytes)
ON CONFLICT (kind, pid) DO UPDATE SET bytes = excluded.bytes, program = excluded.program;

-- name: warnings_clear
DELETE FROM warning;

-- name: warnings_all
SELECT kind, pid, program, bytes, since FROM warning ORDER BY since, pid;

-- name: warnings_any
SELECT EXISTS (SELECT 1 FROM warning);
