#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# index on what real folders also hold: each bad file costs itself alone, and is named.
. "${0%/*}/lib.sh"

chmod 755 "$dir"

mkdir s
wav s/good.wav 100
: >s/empty.wav
echo "this is text" >s/text.wav
head -c 3000 /dev/urandom >s/noise.mp3
head -c 60 s/good.wav >"s/cut short.wav"
mkfifo s/fifo.wav
ln -s /dev/zero s/zero.wav
ln -s . s/loop
ln -s good.wav s/link.wav
truncate -s 1T s/sparse.wav 2>/dev/null || truncate -s 1G s/sparse.wav
cp s/good.wav "s/$(printf 'latin1_\351\350').wav"
cp s/good.wav "s/$(awk 'BEGIN { for (i = 0; i < 251; i++) printf "n" }').wav"
cp s/good.wav "s/$(printf 'new\nline \033[31m').wav"
printf '\377\373\220' >s/three.mp3
printf 'ftypM4A \0\0\0\0' >s/song.m4a

# A path longer than PATH_MAX, made one step at a time.
(
    cd s
    long=$(awk 'BEGIN { for (i = 0; i < 250; i++) printf "d" }')
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
        mkdir "$long"
        cd "$long" 2>/dev/null || cd -P "./$long"
    done
    cp "$dir/s/good.wav" deep.wav
)

run index "$dir/s"
[ "$rc" -eq 1 ] || die "status $rc: $(cat err)"
says "$dir/s/empty.wav: is empty"
says "$dir/s/text.wav: "
says "$dir/s/noise.mp3: "
says "$dir/s/sparse.wav: "
grep -q "$(printf '\033')" err && die "an escape sequence reached the terminal"
is 1 "SELECT count(*) FROM v1_sample WHERE name = 'good.wav'"
is 5 "SELECT files FROM v1_sample WHERE name = 'good.wav'"
is "failed|is empty (0 bytes); copy it again" \
    "SELECT state, error FROM v1_file WHERE name = 'empty.wav'"
is 0 "SELECT count(*) FROM v1_file WHERE name IN ('fifo.wav', 'zero.wav', 'link.wav')"
is 1 "SELECT count(*) FROM v1_file WHERE name = 'deep.wav' AND length(path) > 4096"
is "6C6174696E315FE9E82E776176" \
    "SELECT hex(substr(path_bytes, -13)) FROM v1_file WHERE name LIKE 'latin1_%'"
is 0 "SELECT count(*) FROM v1_file WHERE state = 'pending'"
is ok "PRAGMA integrity_check"

# Known failures are not tried again until something changes; then they are.
ok index --json
has '"failed": 0'
cp s/good.wav s/text.wav
run index --json
has '"analysed": 1'

# A folder and a file that may not be read: the rest is indexed, both are named.
mkdir s/closed
wav s/closed/in.wav 300
wav s/secret.wav 301
chmod 0 s/closed s/secret.wav
export SAMPLEDB_LIBRARY="$dir/own/library.db"
mkdir own
chmod 777 own
rc=0
as_other "$SAMPLEDB" index "$dir/s" >out 2>err || rc=$?
[ "$rc" -eq 1 ] || die "status $rc: $(cat err)"
says "$dir/s/closed: Permission denied"
says "$dir/s/secret.wav: may not be read; check its permissions"
chmod 755 s/closed
chmod 644 s/secret.wav
rc=0
as_other "$SAMPLEDB" index --json "$dir/s" >out 2>err || rc=$?
has '"analysed": 2'

# A library that may not be written.
chmod -R a-w own
rc=0
as_other "$SAMPLEDB" index "$dir/s" >out 2>err || rc=$?
[ "$rc" -eq 1 ] || die "a read-only library gives status $rc"
says "$SAMPLEDB_LIBRARY: "
[ "$(wc -l <err)" -eq 1 ] || die "more than one line: $(cat err)"
chmod -R u+w own
unset SAMPLEDB_LIBRARY

# A disk that is full while the library grows: told, nothing torn, and it goes on later.
mkdir many
i=0
while [ $i -lt 60 ]; do
    wav "many/$i.wav" $((200 + i)) 400
    i=$((i + 1))
done
(
    trap '' XFSZ
    ulimit -f 200
    exec "$SAMPLEDB" --db small.db index many >out 2>err
) && die "no error from a full disk"
says "small.db"
[ "$(sqlite3 small.db 'PRAGMA integrity_check')" = ok ] || die "the library is damaged"
ok --db small.db index many
[ "$(sqlite3 small.db "SELECT count(*) FROM v1_file WHERE state = 'ok'")" -eq 60 ] ||
    die "not all are there after the disk had room again"
