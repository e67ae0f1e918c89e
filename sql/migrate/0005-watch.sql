-- SPDX-License-Identifier: GPL-2.0-or-later
-- What a daemon knows: which volume a folder is, how it is kept in step, and what the
-- daemon itself is doing.

DROP VIEW v1_folder;

-- fs and marker tell a volume from another one that is mounted in its place.
ALTER TABLE folder ADD COLUMN fs INTEGER;
ALTER TABLE folder ADD COLUMN marker TEXT CHECK (length(marker) > 0);
ALTER TABLE folder ADD COLUMN coverage TEXT NOT NULL DEFAULT 'on demand'
  CHECK (coverage IN ('on demand', 'watched', 'polled', 'offline'));
ALTER TABLE folder ADD COLUMN coverage_why TEXT;
ALTER TABLE folder ADD COLUMN coverage_since INTEGER;
UPDATE folder SET coverage_since = since;

CREATE TABLE daemon (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT    NOT NULL
        CHECK (state IN ('stopped', 'starting', 'idle', 'working', 'paused')),
  why   TEXT,
  pid   INTEGER CHECK (pid > 0),
  since INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
INSERT INTO daemon (id, state) VALUES (1, 'stopped');

-- Many links to one file have one inode: they are not to be gone through for each.
CREATE INDEX file_twin ON file (inode) WHERE sample_id IS NOT NULL AND analysis IS NOT NULL;
CREATE INDEX file_gone ON file (inode)
 WHERE sample_id IS NOT NULL AND analysis IS NOT NULL AND state = 'unavailable';

CREATE VIEW v1_folder AS
SELECT f.id,
       coalesce(f.display, CAST(f.path AS TEXT)) AS path,
       f.path AS path_bytes,
       f.state,
       f.coverage,
       f.why,
       f.since,
       f.crawled_at AS last_crawl_at,
       (SELECT count(*) FROM dir d JOIN file x ON x.dir_id = d.id
         WHERE d.folder_id = f.id) AS files,
       f.coverage_why,
       coalesce(f.coverage_since, f.since) AS coverage_since,
       f.marker IS NOT NULL AS marked
  FROM folder f;

CREATE VIEW v1_daemon AS
SELECT n.state, n.why, n.pid, n.since FROM daemon n;
