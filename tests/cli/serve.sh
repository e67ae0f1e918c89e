#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# sampledb serve: where it listens, who is answered, sounds by their number, and its end.
. "${0%/*}/lib.sh"
: "${TOP:?is not set; run this with make check}"
server=
trap 'kill -9 $server 2>/dev/null || :; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT

# serve ARG...: a server in the background, its pid in $server, its port in $port.
serve() {
    rm -f serve.out
    "$SAMPLEDB" serve --port 0 "$@" >serve.out 2>serve.err &
    server=$!
    eventually listening
    port=$(sed 's,http://127\.0\.0\.1:\([0-9]*\)/#token=[0-9a-f]*,\1,' serve.out)
    token=$(sed 's,.*#token=,,' serve.out)
}
listening() { [ -s serve.out ] || ! kill -0 "$server" 2>/dev/null; }

# ends STATUS: told to, it does so, without a word.
ends() {
    kill -TERM "$server"
    rc=0
    wait "$server" || rc=$?
    server=
    [ "$rc" -eq "$1" ] && [ ! -s serve.err ] || die "it ended with $rc: $(cat serve.err)"
}

# get STATUS PATH [ARG...]: its body in ./out, the head of the answer in ./head.
get() {
    get_status=$1
    get_path=$2
    shift 2
    rc=$(curl -sS -o out -D head -w '%{http_code}' "$@" "http://127.0.0.1:$port$get_path")
    [ "$rc" = "$get_status" ] || die "$get_path: status $rc, not $get_status: $(cat out)"
}
head_has() {
    tr -d '\r' <head | grep -qx -- "$1" || die "no '$1' in: $(cat head)"
}
mode() { stat -c %a "$1"; }

# Misuse, and what is in the way.
fails 2 "sampledb serve: takes no arguments" serve x
fails 2 "sampledb serve: --listen needs --token-file, too" serve --listen 127.0.0.1
fails 2 "sampledb serve: nowhere: is no address, such as 192.168.1.2 or ::1" \
    serve --listen nowhere --token-file t --port 0
echo secret >open
chmod 644 open
fails 1 "sampledb serve: open: must be a file of your own that only you can read" \
    serve --token-file open
chmod 600 open
fails 1 "sampledb serve: open: has no token: 64 hexadecimal digits" serve --token-file open

# Without a library: it waits for one.
serve
http=$XDG_RUNTIME_DIR/sampledb/http.sock
grep -Eqx 'http://127\.0\.0\.1:[0-9]+/#token=[0-9a-f]{64}' serve.out || die "$(cat serve.out)"
[ "$(cat "$XDG_RUNTIME_DIR/sampledb/token")" = "$token" ] || die 'another token in the file'
[ "$(mode "$XDG_RUNTIME_DIR/sampledb/token")$(mode "$http")" = 600600 ] || die 'others may read'
get 200 /healthz
has '"status":"no library"'
get 503 /v1/samples/1/audio
has '"title":"Service Unavailable","status":503,"detail":"there is no library'
head_has 'Retry-After: 5'
[ ! -e "$library" ] || die 'it made a library'
fails 1 "sampledb serve: $http: another daemon answers there" serve --port 0
fails 1 "sampledb serve: port $port of 127.0.0.1 is taken by another program; --port 0 finds a free one" \
    serve --port "$port" --socket other.sock
[ ! -e other.sock ] || die 'it left a socket behind'
[ "$(cat "$XDG_RUNTIME_DIR/sampledb/token")" = "$token" ] || die 'it took the token away'
curl -sS --unix-socket "$http" http://localhost/healthz | grep -q '"no library"' || die 'no socket'

# Another user is not answered there, even where the file lets him in.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    chmod 711 "$dir" "$XDG_RUNTIME_DIR" "$XDG_RUNTIME_DIR/sampledb"
    chmod 666 "$http"
    nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
    $nobody test -w "$http" || die 'it is not for us to say who may connect'
    $nobody curl -sS --unix-socket "$http" http://x/healthz >other 2>&1 &&
        die "another user is answered: $(cat other)"
    chmod 600 "$http"
fi

# The library comes; a sound is told as it lies there.
mkdir s
wav s/kick.wav 55 4000
wav s/snare.wav 700 4000
ok index s
get 200 /healthz
has '"status":"ok"'
get 200 /
has '<title>'
head_has 'Content-Type: text/html; charset=utf-8'
etag=$(tr -d '\r' <head | sed -n 's/^ETag: //p')
get 304 / -H "If-None-Match: $etag"
id=$(sqlite3 "$library" "SELECT sample_id FROM v1_file WHERE name = 'kick.wav'")
at=/v1/samples/$id/audio
get 200 "$at"
cmp -s out s/kick.wav || die 'another sound'
head_has 'Content-Type: audio/wav'
head_has 'Accept-Ranges: bytes'
head_has 'X-Content-Type-Options: nosniff'
etag=$(tr -d '\r' <head | sed -n 's/^ETag: //p')
size=$(wc -c <s/kick.wav)
part() {
    get "$1" "$at" -H "Range: bytes=$2"
    tail -c "+$(($3 + 1))" s/kick.wav | head -c "$4" | cmp -s - out || die "$2: another part"
}
part 206 0-9 0 10
head_has "Content-Range: bytes 0-9/$size"
part 206 100-199 100 100
part 206 -44 $((size - 44)) 44
part 206 1000- 1000 "$size"
part 206 "1000-99999999999999999999" 1000 "$size"
part 200 9-5 0 "$size"
part 200 0-1,5-6 0 "$size"
get 416 "$at" -H "Range: bytes=$size-"
head_has "Content-Range: bytes \*/$size"
get 206 "$at" -H 'Range: bytes=0-0' -H "If-Range: $etag"
get 200 "$at" -H 'Range: bytes=0-0' -H 'If-Range: "old"'
get 304 "$at" -H "If-None-Match: $etag"
get 200 "$at" --head
head_has "Content-Length: $size"
get 404 /v1/samples/999999/audio
has '"detail":"no sample has this number"'

# Only what lies there, below its folder.
mv s/kick.wav kick.wav
ln -s ../kick.wav s/kick.wav
get 503 "$at"
has 'within reach'
rm s/kick.wav
mkfifo s/kick.wav
get 503 "$at"
rm s/kick.wav
cp kick.wav s/kick.wav
get 200 "$at"

# Another library in its place, none, and one that is none.
mv "$library" "$library.away"
get 503 "$at"
get 200 /healthz
has '"status":"no library"'
echo nonsense >"$library"
get 503 "$at"
get 200 /healthz
has '"status":"library unusable"'
mv "$library.away" "$library"
get 200 "$at"
ends 0
[ ! -e "$http" ] || die 'it left its socket'

# A token of its own, kept; other machines.
serve --listen 127.0.0.2 --token-file mine/token --socket mine/s
[ "$(cat mine/token)" = "$token" ] && [ "$(mode mine/token)" = 600 ] || die 'no token kept'
kept=$token
curl -sS --unix-socket mine/s http://x/healthz >/dev/null
curl -sS "http://127.0.0.2:$port/healthz" | grep -q '"ok"' || die 'not at its own address'
ends 0
serve --token-file mine/token --socket mine/s
[ "$token" = "$kept" ] || die 'another token'
ends 0

# Whatever comes: its answer is known, and the server is there afterwards.
if command -v python3 >/dev/null; then
    serve --patience 2
    python3 "$TOP/tests/http/hostile.py" "$port" "$http" "$token" 2 >hostile.out 2>&1 ||
        die "$(cat hostile.out)"
    grep -q ' 0 wrong' hostile.out || die "$(cat hostile.out)"
    get 200 /healthz
    ends 0
else
    echo 'python3 is missing: hostile requests are not tried'
fi

# Who listens is told that it ends, at once.
serve
curl -sSN -H 'Accept: text/event-stream' "http://127.0.0.1:$port/v1/changes" >stream 2>&1 &
listener=$!
eventually test -s stream
ends 0
wait "$listener" || die "a stream ends badly: $(cat stream)"

# Killed, its socket is no obstacle.
serve
kill -9 "$server"
wait "$server" 2>/dev/null || :
serve
get 200 /healthz
ends 0
