#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The public views, read by the stock shell: pinned columns, and sampledb-schema(5) held to
# what a library really gives: every column, its type, its nulls, and every example query.
set -eu
command -v sqlite3 > /dev/null || { echo "no sqlite3 shell"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lib=$work/library.db
page=$TOP/man/sampledb-schema.5
bad=0
wrong() { echo "$*"; bad=1; }
ask() { sqlite3 -readonly "$lib" "$1"; }

# An old library, every later step of the schema, and rows for what it lacks.
sqlite3 "$lib" < "$TOP/tests/data/library-1.sql"
for step in "$TOP"/sql/migrate/*.sql; do
    case $step in */0001-*) ;; *) sqlite3 "$lib" < "$step" ;; esac
done
sqlite3 "$lib" <<'SQL' > "$work/mode"
PRAGMA journal_mode = WAL;
UPDATE sample_tag SET tag_id = (SELECT id FROM tag WHERE name = 'bass')
 WHERE sample_id = 2 AND tag_id = (SELECT id FROM tag WHERE name = 'drums.hat.closed');
INSERT INTO folder (path, state, why) VALUES (x'2f61676f', 'offline', 'not mounted');
INSERT INTO folder (path, coverage, coverage_why, coverage_since, crawled_at)
VALUES (x'2f6e6173', 'polled', 'a network file system', 1795300000, 1795300060);
UPDATE daemon SET state = 'paused', why = 'on battery', pid = 4711;
INSERT INTO sample (id, hash, frames, rate_hz, channels, duration_s, analysed_at)
VALUES (3, zeroblob(16), 1, 1, 1, 1.0, 0), (4, x'ff00000000000000000000000000000f', 1, 1, 1, 1.0, 0);
INSERT INTO witness (sample_id, source, tag_id, rank, confidence, model_id)
VALUES (3, 'model', 1, 1, 0.3, 1);
INSERT INTO witness (sample_id, source, tag_id, rank, confidence, words, place)
SELECT 1, 'name', id, 1, 0.9, 'bass', 'folder' FROM tag WHERE name = 'bass';
UPDATE sample SET audio_category = 'drums' WHERE id = 1;
INSERT INTO neighbour (sample_id, r1, r2) VALUES (1, 2 * 2048 + 386, 3 * 2048 + 713);
INSERT INTO file (id, dir_id, name, size, mtime_ns, inode, state, sample_id)
VALUES (9, 1, x'6f6464', 0, 0, 0, 'ok', 3);
INSERT INTO embedded (file_id, bpm, loops, cues, one_shot, is_loop)
VALUES (9, 97.5, 0, 0, 0, 0);
INSERT INTO feedback (uuid, hash, facet, tag, verdict, actor, model, shown, at_ms)
SELECT randomblob(16), s.hash, 'category', 'drums.kick', 1, 'user', m.key, 'bass', 1795300000123
  FROM sample s, model m WHERE s.id = 1 AND m.id = 1;
INSERT INTO feedback (uuid, hash, facet, tag, verdict, actor, at_ms)
VALUES (randomblob(16), randomblob(16), 'user', 'good', 1, 'my app', 1795300000123);
INSERT INTO v1_feedback_in (sample_id, tag) VALUES (1, 'drums.kick'), (1, 'drums.snare');
INSERT INTO v1_feedback_in (hash, tag, verdict, actor, at) VALUES ('ff', 'kick', -1, 'my app', 1795300000);
DELETE FROM v1_feedback_in WHERE tag = 'drums.snare';
UPDATE feedback_in SET error = 'not understood' WHERE hash IS NOT NULL;
SQL

have=$(ask "SELECT m.name || ': ' || group_concat(p.name, ' ')
              FROM sqlite_master m, pragma_table_info(m.name) p
             WHERE m.name GLOB 'v1_*' AND m.type = 'view' GROUP BY m.name ORDER BY m.name")
want=$(grep -v '^#' "$TOP/tests/data/views.txt")
[ "$have" = "$want" ] || wrong "the columns of the views are not those of tests/data/views.txt:
$have"

# "view column TYPE [null]" for each .It Va of the page.
awk '/^\.Ss v1_/ { view = $2 } /^\.Ss/ && !/v1_/ { view = "" } /^\.Sh/ { view = "" }
     /^\.It Va/ && view != "" { column = $3; next }
     column != "" { gsub(/\./, "", $1); print view, column, $1, (/^[A-Z]* or null/ ? "null" : "-"); column = "" }' \
    "$page" > "$work/columns"
told=$(awk '{ if ($1 != last) printf "%s%s:", (last == "" ? "" : "\n"), $1
              printf " %s", $2; last = $1 } END { print "" }' "$work/columns" | sort)
[ "$told" = "$want" ] || wrong "sampledb-schema(5) does not list the columns in order:
$told"

while read -r view column type null; do
    types="'$(echo "$type" | tr '[:upper:]' '[:lower:]')'"
    [ "$null" = null ] && types="$types, 'null'"
    odd=$(ask "SELECT DISTINCT typeof(\"$column\") FROM $view
                WHERE typeof(\"$column\") NOT IN ($types)")
    [ -z "$odd" ] || wrong "$view.$column is $odd, not $types"
done < "$work/columns"
for view in $(cut -d' ' -f1 "$work/columns" | sort -u); do
    [ "$(ask "SELECT count(*) > 0 FROM $view")" = 1 ] || wrong "$view has no row to test"
done

# Every query of the page runs, and finds something.
awk '/^\.Bd/ { on = 1; text = ""; next } /^\.Ed/ { on = 0; print text; next }
     on { text = text " " $0 }' "$page" > "$work/queries"
queries=0
while read -r query; do
    queries=$((queries + 1))
    out=$(ask "$query" 2>&1) || wrong "fails: $query: $out"
    [ -n "$out" ] || wrong "finds nothing: $query"
done < "$work/queries"
[ "$queries" -gt "$(grep -c ^v1_ "$TOP/tests/data/views.txt")" ] ||
    wrong "$queries example queries are fewer than the views"
exit $bad
