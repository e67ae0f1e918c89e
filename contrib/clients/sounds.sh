#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A sample library asked from the shell: the surest kicks, bass loops, what changes, a correction.
set -eu
library=${SAMPLEDB_LIBRARY:-${XDG_DATA_HOME:-$HOME/.local/share}/sampledb/library.db}
tab=$(printf '\t')

# ask SQL: what the library answers, a row a line, tabs between the columns. Read-only:
# whatever this script does wrong, the library is safe. The timeout is for the moments in
# which SQLite locks readers out: after a crash. Your ~/.sqliterc has no say.
ask() {
    sqlite3 -batch -bail -init /dev/null -readonly -cmd '.timeout 5000' -noheader \
        -separator "$tab" -nullvalue - "$library" "$1"
}

# put SQL: the same for writing, which is for v1_feedback_in alone. The checkpoints are the
# daemon's: two programs that both make some can hit a bug of SQLite before 3.51.3.
put() {
    said=$(sqlite3 -batch -bail -init /dev/null -cmd '.timeout 10000' -noheader \
        -cmd '.dbconfig no_ckpt_on_close on' "$library" "PRAGMA wal_autocheckpoint = 0; $1") ||
        exit 1
    printf '%s\n' "$said" | tail -n 1 # of what it says, the last row
}

# Any text as SQL, and nothing else.
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"; }
whole_number() { case $1 in '' | *[!0-9]*) usage ;; esac; }

usage() {
    echo 'usage: sounds.sh kicks | basses | follow [SEQ] | say SAMPLE TAG' >&2
    exit 2
}

# The path is to show. To open a file, take v1_file.path_bytes: a name need not be UTF-8.
kicks() {
    ask "SELECT id, iif(category_confidence IS NULL, '-', printf('%.2f', category_confidence)),
                path
           FROM v1_sample WHERE category = 'drums.kick' AND available
          ORDER BY category_confidence DESC, id LIMIT 20"
}

# "bass loop 120-126 bpm in A minor". The key is asked of v1_tag, which has whatever holds:
# what a user said, what a file states, or what was heard.
basses() {
    ask "SELECT id, printf('%.2f', bpm), path FROM v1_sample
          WHERE (category = 'bass' OR category LIKE 'bass.%')
            AND form = 'loop' AND bpm BETWEEN 120 AND 126 AND available
            AND id IN (SELECT sample_id FROM v1_tag WHERE facet = 'key' AND tag = 'Am')
          ORDER BY bpm, id"
}

# The bookmark is the caller's: kept from one run to the next, it misses nothing. Each look
# is a connection of its own here; a program that keeps one open compares PRAGMA
# data_version first, which costs less.
follow() {
    last=$(ask 'SELECT coalesce(max(seq), 0) FROM v1_change')
    seq=${1:-$last}
    whole_number "$seq"
    if [ "$seq" -gt "$last" ]; then
        echo "sounds: change $seq is not of this library, which may have been restored" \
            "from a backup: read it all anew" >&2
        exit 1
    fi
    while :; do
        changes=$(ask "SELECT c.seq, c.what, s.path FROM v1_change c
                         LEFT JOIN v1_sample s ON s.id = c.sample_id
                        WHERE c.seq > $seq ORDER BY c.seq LIMIT 500")
        if [ -n "$changes" ]; then
            printf '%s\n' "$changes"
            seq=$(printf '%s\n' "$changes" | tail -n 1 | cut -f 1)
        else
            sleep 1
        fi
    done
}

# Say that a sample is what the tag says, and tell what becomes of that. The row has the
# highest id as long as we have the lock, which BEGIN IMMEDIATE waits for.
say() {
    whole_number "$1"
    id=$(put "BEGIN IMMEDIATE;
              INSERT INTO v1_feedback_in (sample_id, tag, verdict, actor)
              VALUES ($1, $(quoted "$2"), 1, 'sounds.sh');
              SELECT max(id) FROM v1_feedback_in;
              COMMIT")
    for _ in $(seq 50); do
        reply=$(ask "SELECT iif(error IS NULL, 'waits', 'refused: ' || error)
                       FROM v1_feedback_in WHERE id = $id")
        [ "$reply" = waits ] || break
        [ "$(ask 'SELECT state FROM v1_daemon')" != stopped ] || break
        sleep 0.2
    done
    case $reply in
    waits) echo 'waits: for sampledb watch, index or tag' ;;
    refused*) # it stays until its app has read why, and takes it back
        put "DELETE FROM v1_feedback_in WHERE id = $id" >/dev/null
        printf '%s\n' "$reply"
        exit 1
        ;;
    *) ask "SELECT facet || ':' || tag, source FROM v1_tag WHERE sample_id = $1
             ORDER BY facet, tag" ;;
    esac
}

[ $# -gt 0 ] || usage
command=$1
shift
case $command:$# in
kicks:0 | basses:0 | follow:[01] | say:2) ;;
*) usage ;;
esac
# It is there, which sqlite3 would make for writing, and it is one ("SDB1").
if [ "$(ask 'PRAGMA application_id')" != 1396982321 ]; then
    echo "sounds: $library: is no sample library" >&2
    exit 1
fi
"$command" "$@"
