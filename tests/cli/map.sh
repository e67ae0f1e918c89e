#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The map (v1_map): every sound that has neighbours is on it, and stays where it is.
. "${TOP:?}/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "no sqlite3 shell"; exit 77; }

# Everyone that has a list has a place, in the square, and nobody waits.
map_is_whole() {
    is "$(q 'SELECT count(*) FROM neighbour')" 'SELECT count(*) FROM v1_map'
    is 0 'SELECT count(*) FROM map_todo'
    is 0 'SELECT count(*) FROM v1_map
           WHERE x NOT BETWEEN 0 AND 65535 OR y NOT BETWEEN 0 AND 65535'
    is 0 'SELECT count(*) FROM v1_map m
           WHERE NOT EXISTS (SELECT 1 FROM v1_sample s WHERE s.id = m.sample_id)'
}
places() { q 'SELECT * FROM v1_map ORDER BY sample_id'; }

mkdir many
many many 200
ok index -q --json many
has '"mapped": 200'
map_is_whole
places >before

# Nothing new: nothing moves. Some more: the others stay where they are.
ok index -q --json
has '"mapped": 0'
places | cmp -s - before || die "the map moved by itself"
corpus "$dir/sounds"
ok index -q --json sounds
has '"mapped": 48'
map_is_whole
places | head -n 200 | cmp -s - before || die "newcomers moved others"

# What is alike is near: the same sounds are nearer to each other than any two.
is 1 "SELECT (SELECT avg(abs(a.x - b.x) + abs(a.y - b.y)) FROM v1_neighbour n
                JOIN v1_map a ON a.sample_id = n.sample_id
                JOIN v1_map b ON b.sample_id = n.neighbour_id) * 2 <
             (SELECT avg(abs(a.x - b.x) + abs(a.y - b.y)) FROM v1_map a, v1_map b)"

# Killed anywhere in the middle, it is whole after the next run.
for turn in 1 2 3 4 5 6 7 8; do
    sqlite3 "$library" "UPDATE map SET trunk = NULL WHERE $turn % 2 = 0;
        DELETE FROM map_point WHERE sample_id % 9 = $turn;
        INSERT OR IGNORE INTO map_todo SELECT sample_id FROM neighbour WHERE sample_id % 9 = $turn"
    "$SAMPLEDB" index -q >/dev/null 2>&1 &
    pid=$!
    sleep "0.0$((turn % 10))$turn"
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    is ok 'PRAGMA integrity_check'
    is '' 'PRAGMA foreign_key_check'
done
ok index -q
map_is_whole
