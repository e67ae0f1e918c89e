-- SPDX-License-Identifier: GPL-2.0-or-later
-- What the daemon says of itself.

-- name: daemon_row
SELECT state, why, coalesce(pid, 0), since FROM daemon;

-- name: daemon_put
INSERT INTO daemon (id, state, why, pid) VALUES (1, :state, :why, :pid)
ON CONFLICT (id) DO UPDATE
   SET since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END,
       state = excluded.state, why = excluded.why, pid = excluded.pid;

-- name: daemon_stale
-- Does a row speak of a daemon?
SELECT EXISTS (SELECT 1 FROM daemon WHERE state <> 'stopped')
    OR EXISTS (SELECT 1 FROM folder WHERE coverage <> 'on demand');

-- name: folders_unwatch
UPDATE folder
   SET coverage = 'on demand', coverage_why = NULL, coverage_since = unixepoch()
 WHERE coverage <> 'on demand';
