#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# check, and whatever else reads, on libraries damaged on purpose: it is said in words,
# with status 1; nothing crashes, nothing hangs, and no repair makes it worse.
. "${0%/*}/lib.sh"

mkdir s
many s 60
ok index -q s
ok check
sqlite3 "$library" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp "$library" whole.db
size=$(wc -c <whole.db)
q() { sqlite3 bad.db "$1"; }
fresh() {
    rm -f bad.db*
    cp whole.db bad.db
}
# found N LINE: check finds so many problems, among them LINE; its repair and an index
# leave nothing to find, and the library as it was.
facts="SELECT group_concat(x, char(10)) FROM (
    SELECT path || coalesce(category, '-') || coalesce(form, '-') || hash AS x
      FROM v1_sample ORDER BY hash)"
was=$(sqlite3 whole.db "$facts")
found() {
    run --db bad.db check
    [ "$rc" -eq 1 ] || die "$2: status $rc: $(cat out err)"
    has "^problem: $2.*; run: sampledb check --repair$"
    [ "$(grep -c '^problem: ' out)" -eq "$1" ] || die "$(cat out)"
    ok --db bad.db check --repair
    has '^whole again: '
    ok --db bad.db index -q s
    ok --db bad.db check
    has '^whole: 60 files, 60 samples, 240 features looked at$'
    [ "$(q "$facts")" = "$was" ] || die "$2: not as it was"
}

# Rows that another program changed.
fresh
q "UPDATE mel SET data = CAST(substr(data, 1, 50) || X'00FF00' || substr(data, 54) AS BLOB)
    WHERE sample_id = 7"
found 1 'mel of sample 7: '
fresh
q "DELETE FROM mel WHERE sample_id IN (3, 4)"
found 1 '2 features are missing'
fresh
q "DELETE FROM peaks WHERE sample_id IN (3, 4); UPDATE peaks SET data = x'00' WHERE sample_id = 5"
found 2 'peaks of sample 5: not a feature blob'
fresh
q "UPDATE descriptor SET version = 9 WHERE sample_id = 5"
found 1 'descriptor of sample 5: is of another version inside'
fresh
q "UPDATE sample SET category = 'drums.nonsense', category_confidence = 1 WHERE id = 9"
found 1 '1 samples whose category or form is not that of their tags'
fresh
q "PRAGMA foreign_keys = OFF; DELETE FROM sample WHERE id = 11"
run --db bad.db check
[ "$rc" -eq 1 ] || die "a lost sample: status $rc"
ok --db bad.db check --repair
ok --db bad.db index -q s
ok --db bad.db check
[ "$(q "$facts")" = "$was" ] || die "a lost sample: not as it was"

# A library of a newer program, of another one, and no library at all: hands off.
hands_off() {
    cp bad.db before
    for o in check 'check --repair' 'index s' 'find kick' stats; do
        run --db bad.db $o
        [ "$rc" -eq 1 ] && [ "$(wc -l <err)" -eq 1 ] || die "$1: $o: status $rc: $(cat out err)"
    done
    cmp -s bad.db before || die "$1: it was changed"
}
fresh
q 'PRAGMA user_version = 99'
hands_off "a newer library"
fresh
q 'PRAGMA application_id = 7'
hands_off "another program's library"
rm -f bad.db*
head -c 5000 s/0.wav >bad.db
hands_off "no library"

# Damaged pages. survive WHAT: every command ends by itself, and one that fails says why in
# a line; check must find fault where SQLite does.
survive() {
    [ "$(sqlite3 bad.db 'PRAGMA integrity_check' 2>&1)" = ok ] && want='[01]' || want=1
    cp bad.db before
    for o in check 'check --json' 'find -n 100 drums' 'show s/1.wav' stats 'folder list' \
        'check --repair' 'index -q s'; do
        cp before bad.db
        run --db bad.db $o
        case $o:$rc in
        check*:$want | [!c]*:[01]) ;;
        *) die "$1: $o: status $rc: $(cat out err)" ;;
        esac
        [ "$rc" -eq 0 ] || [ "$(grep -c '^sampledb' err)" -ge 1 ] || die "$1: $o: no word"
        rm -f bad.db-wal bad.db-shm bad.db.lock
    done
}
for part in 1 50 99 100 512 4095 4096 5000 $((size / 4)) $((size / 2)) $((size - 4096)) $((size - 1)); do
    rm -f bad.db*
    head -c "$part" whole.db >bad.db
    survive "cut after $part bytes"
done
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
    fresh
    # Every second time behind the first third, where the schema is.
    for at in $(awk -v seed="$seed" -v size="$size" 'BEGIN {
        srand(seed)
        from = seed % 2 * size / 3
        for (i = 0; i < 1 + seed; i++) print int(from + rand() * (size - 40 - from))
    }'); do
        LC_ALL=C awk -v seed="$at" 'BEGIN {
            srand(seed)
            for (i = 0; i < 24; i++) printf "%c", int(rand() * 256)
        }' | dd of=bad.db bs=1 seek="$at" conv=notrunc 2>/dev/null
    done
    survive "random bytes, seed $seed"
done
