#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Is a library what a fresh index of the same trees is?
#   judge.sh LIBRARY FRESH [LABELS]   LABELS: hashes that label.sh has labelled.
# Prints each difference; 1 if there is one. Rows of files that are gone may be there, but
# unavailable. What a user said of a sound is there, and found by each of its files.
set -eu
labels=${3:-/dev/null}
out=$(sqlite3 -bail "$1" 2>&1 <<EOF
.timeout 20000
.mode list
ATTACH '$2' AS fresh;
CREATE TEMP TABLE ours AS
    SELECT f.path_bytes AS path, f.state, lower(hex(s.hash)) AS hash, f.sample_id
      FROM main.v1_file f LEFT JOIN main.sample s ON s.id = f.sample_id;
CREATE TEMP TABLE theirs AS
    SELECT f.path_bytes AS path, f.state, lower(hex(s.hash)) AS hash
      FROM fresh.v1_file f LEFT JOIN fresh.sample s ON s.id = f.sample_id;
CREATE INDEX temp.ours_path ON ours (path);
CREATE INDEX temp.theirs_path ON theirs (path);
CREATE TEMP TABLE label (hash TEXT);
.import --schema temp '$labels' label
SELECT 'not known: ' || quote(CAST(t.path AS TEXT)) || ' (' || t.state || ')'
  FROM theirs t WHERE NOT EXISTS (SELECT 1 FROM ours o WHERE o.path = t.path);
SELECT 'twice: ' || quote(CAST(path AS TEXT)) FROM ours GROUP BY path HAVING count(*) > 1;
SELECT 'is gone, but ' || o.state || ': ' || quote(CAST(o.path AS TEXT))
  FROM ours o
 WHERE o.state <> 'unavailable' AND NOT EXISTS (SELECT 1 FROM theirs t WHERE t.path = o.path);
SELECT 'is ' || o.state || ', not ' || t.state || ': ' || quote(CAST(o.path AS TEXT))
  FROM theirs t JOIN ours o ON o.path = t.path WHERE o.state <> t.state;
SELECT 'another sound: ' || quote(CAST(o.path AS TEXT))
  FROM theirs t JOIN ours o ON o.path = t.path
 WHERE o.state = 'ok' AND t.state = 'ok' AND o.hash <> t.hash;
SELECT 'sound forgotten: ' || l.hash FROM label l
 WHERE NOT EXISTS (SELECT 1 FROM main.sample s WHERE lower(hex(s.hash)) = l.hash);
SELECT 'correction lost: ' || l.hash FROM label l
 WHERE NOT EXISTS (SELECT 1 FROM main.sample s JOIN main.v1_tag g ON g.sample_id = s.id
                    WHERE lower(hex(s.hash)) = l.hash AND g.source = 'user'
                      AND g.tag = 'kept-' || l.hash)
    OR NOT EXISTS (SELECT 1 FROM main.sample s JOIN main.v1_witness g ON g.sample_id = s.id
                    WHERE lower(hex(s.hash)) = l.hash AND g.source = 'user'
                      AND g.tag = 'kept-' || l.hash);
SELECT 'correction not found by: ' || quote(CAST(t.path AS TEXT))
  FROM theirs t JOIN label l ON l.hash = t.hash JOIN ours o ON o.path = t.path
 WHERE t.state = 'ok'
   AND NOT EXISTS (SELECT 1 FROM main.v1_tag g WHERE g.sample_id = o.sample_id
                      AND g.tag = 'kept-' || l.hash);
SELECT 'gaps in the feed: ' || max(seq) || ' is not ' || count(*) FROM main.v1_change
 HAVING max(seq) <> count(*);
SELECT 'row that refers to nothing: ' || "table" FROM pragma_foreign_key_check;
SELECT 'damaged: ' || integrity_check FROM pragma_integrity_check
 WHERE integrity_check <> 'ok';
SELECT 'judged';
EOF
) || true
case $out in
judged) ;;
*)
    printf '%s\n' "$out" | sed '$d' | head -n 40
    printf '%s differences\n' "$(($(printf '%s\n' "$out" | wc -l) - 1))"
    printf '%s\n' "$out" | tail -n 1 | grep -v '^judged' || true
    exit 1
    ;;
esac
