#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# check: a whole library passes, a damaged one does not, and a repair brings it back.
. "${0%/*}/lib.sh"
s=$HOME/Samples

# Repairing does not make a library where there is none.
for o in '' --repair; do
    fails 1 "sampledb check: $library: no library here yet; make one with: sampledb index DIR" \
        check $o
    [ ! -e "$library" ] || die "check $o made a library"
done
fails 2 "sampledb check: takes no arguments, but got 'x'" check x

# Whole.
demo
label
ok check
hasnt '^(problem|repaired): '
has '^whole: 6 files, 4 samples, 16 features looked at$'
ok check --json
hasnt '"level": "(problem|repaired)"'
has '^\{"level": "sums", "files": 6, "samples": 4, "features": 16, "unused": 0, "notes": [0-9]+, "repaired": 0, "problems": 0, "queued": 0\}$'
ok check --repair
has '^whole: '

# A damaged measurement, of a sound in two files: reported, repaired, analysed again.
sqlite3 "$library" "UPDATE mel SET data = zeroblob(40) WHERE sample_id =
    (SELECT id FROM v1_sample WHERE files = 2)"
fails 1 'sampledb check: 1 problem' check
has '^problem: .+; run: sampledb check --repair$'
has '^not whole: '
fails 1 'sampledb check: 1 problem' check --json
has '^\{"level": "problem", "text": ".+", "advice": "run: sampledb check --repair"\}$'
ok check --repair
has '^repaired: '
has '^whole again: '
has '^2 files wait to be analysed again; run: sampledb index$'
run index -q
ok check
has '^whole: 6 files, 4 samples, 16 features looked at$'

# Damaged pages: no repair can help, and check says so rather than to break.
cp "$library" bad.db
size=$(wc -c <bad.db)
dd if=/dev/zero of=bad.db bs=1 seek=$((size / 2)) count=$((size / 4)) conv=notrunc 2>/dev/null
run --db bad.db check
[ $rc -eq 1 ] && [ -s err ] && [ "$(wc -l <err)" -eq 1 ] || die "damaged: $rc $(cat err)"

# On a terminal it shows how far it is, and leaves nothing of that behind.
if command -v script >/dev/null; then
    TERM=xterm script -qec "'$SAMPLEDB' check" /dev/null </dev/null >said 2>&1
    grep -q 'whole: ' said || die "on a terminal: $(cat said)"
fi
