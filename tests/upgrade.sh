#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A library of each older schema, brought up to date by opening it: nothing that it held
# is lost, corrections foremost, and an app that knows only the views of that time reads
# what it always read. One of a newer schema is left alone, and can still be read.
. "${0%/*}/cli/lib.sh"
: "${TOP:?is not set; run this with make check}"
command -v sqlite3 >/dev/null || { echo 'no sqlite3 shell'; exit 77; }
mkdir -p "$(dirname "$library")"
steps=$(find "$TOP/sql/migrate" -name '*.sql' | wc -l)

# "view: column, ..." of all that an app may read now; numbers to three digits.
shape() {
    q "SELECT m.name || ':' || group_concat('iif(typeof([' || p.name || ']) = ''real'', printf(''%.3f'', ['
              || p.name || ']), [' || p.name || '])')
         FROM sqlite_master m, pragma_table_info(m.name) p
        WHERE m.name GLOB 'v1_*' AND (m.type = 'view' OR m.sql LIKE 'CREATE VIRTUAL%')
        GROUP BY m.name ORDER BY m.name"
}
# The rows of these columns, in an order of their own.
read_all() {
    while IFS=: read -r view columns; do
        echo "-- $view"
        sqlite3 -readonly -cmd '.mode quote' "$library" "SELECT $columns FROM $view" | sort
    done <shape
}
has_rows() {
    for table in $(q "SELECT name FROM sqlite_master WHERE type = 'table'"); do
        is 1 "SELECT count(*) > 0 FROM \"$table\""
    done
}

upgraded=0
for old in "$TOP"/tests/data/library-*.sql; do
    n=${old##*-}
    n=${n%.sql}
    rm -f "$library"*
    sqlite3 "$library" <"$old" >load
    sqlite3 "$library" 'PRAGMA journal_mode = WAL' >load
    is "$n" 'PRAGMA user_version'
    [ "$n" -lt 5 ] || has_rows
    shape >shape
    read_all >before
    words=0
    [ "$n" -lt 6 ] ||
        words=$(q 'SELECT (SELECT count(*) FROM v1_feedback) +
                          (SELECT count(*) FROM v1_feedback_in WHERE error IS NULL)')

    ok stats
    is "$steps" 'PRAGMA user_version'
    is ok 'PRAGMA integrity_check'
    is '' 'PRAGMA foreign_key_check'
    read_all >after
    diff before after >changed || die "$old: what apps read has changed: $(cat changed)"
    shape | while IFS=: read -r view columns; do
        now=$columns
        was=$(sed -n "s/^$view://p" shape)
        case $now in "$was"*) ;; *) die "$old: $view has $now, and had $was" ;; esac
    done

    # Corrections have their second copy, those that waited are heard, and whoever corrects
    # now goes on from there. The first two libraries have too little of a model for that.
    upgraded=$((upgraded + 1))
    [ "$n" -ge 5 ] || continue
    ok tag id:1 +user:new
    is $((words + 1)) 'SELECT count(*) FROM v1_feedback'
    [ "$(grep -c '^~' "$library.corrections")" -eq $((words + 1)) ] ||
        die "$old: not all words are in the ledger: $(cat "$library.corrections")"
    run check
    ! grep '^problem: ' out | grep -v feature || die "$old: $(cat out)" # which it has few of
done
[ $upgraded -ge 6 ] || die "only $upgraded old libraries"

# Newer than this program.
cp "$library" kept
sqlite3 "$library" 'PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)' >load
cp "$library" was
for what in 'index .' watch 'tag id:1 +user:x' retrain 'model rollback' 'find kick' stats; do
    fails 1 "sampledb ${what%% *}: $library: was made by a newer sampledb (schema 99, this one knows $steps); upgrade sampledb" $what
done
sqlite3 "$library" 'PRAGMA wal_checkpoint(TRUNCATE)' >load
cmp "$library" was || die 'a newer library was written to'
shape >shape
read_all >after
grep -q kick after || die 'apps cannot read a newer library'
sqlite3 "$library" "INSERT INTO v1_feedback_in (sample_id, tag) VALUES (1, 'user:app')"
is 'user:app' 'SELECT tag FROM v1_feedback_in ORDER BY id DESC LIMIT 1'
