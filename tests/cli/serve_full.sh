#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# serve on a full disk, whichever write it is that finds no room: what a client says is
# stored twice and acknowledged, or refused and stored nowhere; and once there is room, the
# same server stores it.
. "${0%/*}/lib.sh"
command -v curl >/dev/null || { echo 'curl is missing: not run'; exit 77; }
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
mkdir s
many s 3
ok index -q "$dir/s"
cp -r "$HOME/.local" before

# serve KIB: a limit on the size of files stands for a disk that is full after so many
# bytes: of the library's WAL, or of the ledger.
serve() {
    (
        ulimit -S -f $(($1 * 2)) # blocks of 512 bytes
        trap '' XFSZ
        exec "$SAMPLEDB" serve --port 0 --socket "$dir/sock" >url 2>serve.err
    ) &
    server=$!
    for _ in $(seq 300); do
        grep -qs '^http' url && return 0
        sleep 0.05
    done
    die "does not serve: $(cat serve.err)"
}
say() {
    status=$(curl -s -m 20 -o said -w '%{http_code}' --unix-socket "$dir/sock" \
        -H 'Content-Type: application/json' -d "$1" http://localhost/v1/feedback)
}
what='{"feedback":[{"sample_id":1,"tag":"user:full","verdict":1},{"sample_id":1,"tag":"loop","verdict":-1}]}'
count() { sqlite3 "$library" 'PRAGMA integrity_check; SELECT count(*) FROM v1_feedback' | tr '\n' ' '; }

stored=0
refused=0
for kib in 1 4 $(seq 16 24 230) 512 2048; do
    for long in '' 1; do
        rm -rf "$HOME/.local" url
        cp -r before "$HOME/.local"
        # The ledger ends close below the limit, or is short.
        [ -z "$long" ] || yes '# it was longer than the library once' | head -c $((kib * 1024)) |
            head -c -150 >"$library.corrections"
        serve $kib
        say "$what"
        if [ "$status" = 200 ]; then
            stored=$((stored + 1))
            grep -q '"said": 2' said || die "$kib KiB$long: $(cat said)"
            [ "$(count)" = 'ok 2 ' ] || die "$kib KiB$long: said to be stored: $(count)"
        else
            refused=$((refused + 1))
            case $status in
            500 | 503) ;;
            *) die "$kib KiB$long: $status: $(cat said)" ;;
            esac
            grep -q '"detail"' said || die "$kib KiB$long: $(cat said)"
            [ "$(count)" = 'ok 0 ' ] || die "$kib KiB$long: refused: $(count)"
            ! grep -aqs ' user full ' "$library.corrections" || die "$kib KiB$long: half of it"
            prlimit --pid "$server" --fsize=unlimited
            say "$what"
            [ "$status" = 200 ] && grep -q '"said": 2' said || die "$kib KiB$long, with room: $(cat said)"
            [ "$(count)" = 'ok 2 ' ] || die "$kib KiB$long, with room: $(count)"
        fi
        kill "$server"
        wait "$server" || die "$kib KiB$long: the server: $(cat serve.err)"
        server=
        ok check
        hasnt '^(problem|repaired): '
    done
done
[ $stored -ge 4 ] && [ $refused -ge 4 ] || die "$stored were stored and $refused refused: no test"
echo "$stored stored, $refused refused"
