#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a user would do meanwhile: label a drawn sample, again and again, each with a tag of
# its own, in a short transaction beside the daemon's.
#   label.sh LIBRARY LABELS EVERY_S   until it is killed; hashes that hold go to LABELS.
set -eu
while :; do
    hash=$(sqlite3 -bail -cmd '.timeout 60000' "$1" "
        BEGIN IMMEDIATE;
        CREATE TEMP TABLE one AS SELECT id, lower(hex(hash)) AS hash FROM sample s
            WHERE NOT EXISTS (SELECT 1 FROM witness w WHERE w.sample_id = s.id AND w.source = 'user')
            ORDER BY random() LIMIT 1;
        INSERT INTO tag (facet, name) SELECT 'user', 'kept-' || hash FROM one;
        INSERT INTO witness (sample_id, source, tag_id, rank)
            SELECT one.id, 'user', tag.id, 1 FROM one JOIN tag ON tag.name = 'kept-' || one.hash;
        INSERT INTO sample_tag (tag_id, sample_id, source)
            SELECT tag.id, one.id, 'user' FROM one JOIN tag ON tag.name = 'kept-' || one.hash;
        COMMIT;
        SELECT hash FROM one" 2>label.err) || {
        echo "label: $(cat label.err)" >&2
        hash=
    }
    [ -z "$hash" ] || printf '%s\n' "$hash" >>"$2"
    sleep "$3"
done
