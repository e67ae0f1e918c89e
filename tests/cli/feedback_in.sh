#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Words that other programs write into the library: heard by the daemon at once, by the
# next command otherwise, and while much else is going on.
. "${0%/*}/lib.sh"
mkdir s
many s 40
ok index -q "$dir/s"
put() { sqlite3 -cmd '.timeout 10000' "$library" "INSERT INTO v1_feedback_in (sample_id, tag, verdict, actor) VALUES $1"; }
counts() { [ "$(q "SELECT count(*) FROM v1_feedback WHERE actor = '$1'")" -eq "$2" ]; }

# Without a daemon: index takes them in, and so does tag.
put "(1, 'user:a', 1, 'first'), (2, 'nonsense:x', 1, 'first')"
counts first 0 || die 'heard by nobody'
ok index -q
counts first 1 || die 'index does not hear'
is 1 "SELECT count(*) FROM v1_tag WHERE sample_id = 1 AND tag = 'a' AND source = 'user'"
is 'nonsense:x: a facet is category, form, bpm, key, note, length, brightness, envelope, character, quality or user' \
    'SELECT error FROM v1_feedback_in'
put "(3, 'user:b', 1, 'second')"
ok tag id:1 +user:c
counts second 1 || die 'tag does not hear'
[ "$(wc -l <"$library.corrections")" -eq 4 ] || die 'not in the ledger'

# With one: at once; and it sleeps in between.
daemon
put "(4, 'fx.blip', -1, 'third')"
eventually counts third 1
is 0 "SELECT count(*) FROM v1_tag WHERE sample_id = 4 AND tag = 'fx.blip'"
ok tag id:5 +user:d # beside it
is 1 "SELECT count(*) FROM v1_tag WHERE sample_id = 5 AND tag = 'd'"

# One by one, each is heard before anything else wakes it.
for i in $(seq 10); do
    put "($i, 'user:alone', 1, 'alone $i')"
    for _ in $(seq 30); do
        counts "alone $i" 1 && continue 2
        sleep 0.1
    done
    die "word $i was not heard in three seconds: $(cat watch.log)"
done

# While it works, with another program that writes row by row.
mkdir s/more
many s/more 400
for i in $(seq 30); do
    put "($i, 'user:busy', 1, 'fourth')"
done
eventually counts fourth 30
is 30 "SELECT count(*) FROM v1_tag WHERE tag = 'busy' AND source = 'user'"
grep -q 'corrections taken=' watch.log || die "not told: $(cat watch.log)"
kill "$daemon"
wait "$daemon" || die 'the daemon failed'
ok check
hasnt '^(problem|repaired): '
