#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# serve: what clients say and have done: corrections and how they are taken back, changes
# as they happen, what to ask about, learning, the model in use, and numbers.
. "${0%/*}/lib.sh"
command -v curl >/dev/null || { echo 'curl is missing: not run'; exit 77; }
command -v python3 >/dev/null || { echo 'python3 is missing: not run'; exit 77; }
server=
hears=
trap 'kill -9 $server $hears 2>/dev/null || :; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT

corpus s
ok index -q "$dir/s"
rm s/list.csv
"$SAMPLEDB" serve --port 0 --socket "$dir/sock" >url 2>serve.err &
server=$!
is_up() { grep -q '^http' url; }
: >watch.log
eventually is_up
base=$(sed 's/#.*//' url)
token=$(sed 's/.*token=//' url)

# get STATUS PATH, post STATUS PATH BODY: the answer in ./out.
get() {
    status=$(curl -s -m 60 -o out -w '%{http_code}' "$base$2")
    [ "$status" = "$1" ] || die "GET $2: $status: $(cat out)"
}
post() {
    status=$(curl -s -m 60 -o out -w '%{http_code}' -H "Authorization: Bearer $token" \
        -H 'Content-Type: application/json' -d "$3" "$base$2")
    [ "$status" = "$1" ] || die "POST $2 $3: $status: $(cat out)"
}
# json SQL: of ./out as the value o.
json() { sqlite3 :memory: "SELECT $1 FROM (SELECT CAST(readfile('out') AS TEXT) AS o)"; }
eq() { [ "$(json "$2")" = "$1" ] || die "$2 is '$(json "$2")', not '$1': $(cat out)"; }

# Who may, and what is understood.
status=$(curl -s -o out -w '%{http_code}' -H 'Content-Type: application/json' -d '{}' "${base}v1/feedback")
[ "$status" = 401 ] || die "without the token: $status"
post 404 v1/feedback '{"feedback":[{"sample_ids":[1,777],"tag":"kick","verdict":1}]}'
post 400 v1/feedback '{"feedback":[{"sample_id":1,"tag":"kikc","verdict":1}]}'
eq 'kikc: no such tag; a category is written as find has it (kick, drums.hat.closed), a free tag as user:WORD' "o ->> 'detail'"
is 0 'SELECT count(*) FROM v1_feedback'

# A stream hears everything from here on; a list has the same.
curl -sN -H 'Accept: text/event-stream' "${base}v1/changes" >events &
hears=$!
listens() { grep -q '^retry' events; }
eventually listens
last=$(q 'SELECT max(seq) FROM v1_change')

# Many sounds at once; taken back by what the answer says, all is as it was before.
before=$(q 'SELECT * FROM v1_tag ORDER BY 1, 2, 3' | cksum)
post 200 v1/feedback '{"feedback":[{"sample_ids":[1,2,3,4],"tag":"drums.snare","verdict":1},{"sample_id":4,"tag":"user:odd","verdict":1}]}'
eq 5 "o ->> 'said'"
eq drums.snare "o ->> '\$.results[3].changed[0].after'"
is 4 "SELECT count(*) FROM v1_tag WHERE tag = 'drums.snare' AND source = 'user'"
undo=$(json "json_object('feedback', json(o -> 'undo'))")
post 200 v1/feedback "$undo"
eq 5 "o ->> 'said'"
[ "$(q 'SELECT * FROM v1_tag ORDER BY 1, 2, 3' | cksum)" = "$before" ] || die 'undo leaves another state'
redo=$(json "json_object('feedback', json(o -> 'undo'))")
post 200 v1/feedback "$redo"
is 4 "SELECT count(*) FROM v1_tag WHERE tag = 'drums.snare' AND source = 'user'"

now=$(q 'SELECT max(seq) FROM v1_change')
[ "$now" -ge $((last + 12)) ] || die "changes: $last, $now"
heard() { grep -q "^id: $now\$" events; }
eventually heard
get 200 "v1/changes?since=$last"
eq "$now" "o ->> 'next'"
json "group_concat(value ->> 'seq', char(10)) FROM (SELECT CAST(readfile('out') AS TEXT) AS o), json_each(o, '\$.changes') --" >listed
sed -n 's/^id: //p' events >streamed
cmp listed streamed || die 'the stream and the list tell different things'
get 200 "v1/changes?since=$last&limit=2"
eq 2 "json_array_length(o, '\$.changes')"
get 200 'v1/changes?since=99999'
eq "$now" "o ->> 'next'"
get 400 'v1/changes?limit=1001'
get 400 'v1/changes?since=x'
curl -sN -m 2 -H 'Accept: text/event-stream' -H "Last-Event-ID: $((now - 1))" "${base}v1/changes" >again || true
grep -q "^id: $now\$" again && ! grep -q "^id: $((now - 1))\$" again || die "Last-Event-ID: $(cat again)"

# What to ask about.
get 200 'v1/review?limit=3'
eq 3 "json_array_length(o, '\$.samples')"
eq 1 "o ->> '\$.samples[0].doubt' > 0 AND o ->> '\$.samples[0].path' LIKE '%.wav' AND json_array_length(o, '\$.samples[0].guesses') > 0"
get 400 'v1/review?limit=0'

# Learning: tried first, then for good; one at a time; told as it goes on.
get 200 v1/retrain
eq 'none|' "(o ->> 'state') || '|' || coalesce(o ->> 'run', '')"
post 409 v1/retrain/stop '{}'
post 400 v1/retrain '{"dry":true}'
for i in 1 2 3 4 5 6; do
    post 200 v1/feedback "{\"new\":true,\"feedback\":[{\"sample_ids\":[$((4 + i)),$((12 + i))],\"tag\":\"drums.perc.zap\",\"verdict\":1}]}"
done
post 202 v1/retrain '{"dry_run":true}'
eq 1 "o ->> 'run'"
ended() {
    get 200 v1/retrain
    [ "$(json "o ->> 'state'")" != running ]
}
eventually ended
eq 'done|1' "(o ->> 'state') || '|' || (o ->> '\$.result.dry_run')"
eq 1 "json_array_length(o, '\$.result.labels.changes') > 0 AND o ->> '\$.result.held_out.n' > 0"
is 1 'SELECT count(*) FROM v1_model'
post 202 v1/retrain '{}'
post 409 v1/retrain '{}'
eventually ended
eq '2|1|' "(o ->> 'run') || '|' || (o ->> '\$.result.adopted') || '|' || coalesce(o ->> 'error', '')"
is 2 'SELECT count(*) FROM v1_model'
is 2 'SELECT id FROM v1_model WHERE current'
key=$(q 'SELECT key FROM v1_model WHERE current')
told() { grep -q "^data: {\"id\": 2, \"key\": \"$key\"}" events; }
eventually told
grep -A1 '^event: retrain' events | grep -q '"state": "running".*"doing": "learning"' || die "no progress: $(cat events)"
grep -A1 '^event: retrain' events | grep -q '"run": 2, "state": "done"' || die "no end: $(cat events)"

# Stopped: nothing has changed.
post 200 v1/feedback '{"feedback":[{"sample_ids":[20,21,22],"tag":"bass","verdict":1}]}'
stopped() { # it may be done before it is told
    post 202 v1/retrain '{"deep":true,"dry_run":true}'
    curl -s -o out -H "Authorization: Bearer $token" -d '' "${base}v1/retrain/stop"
    eventually ended
    [ "$(json "(o ->> 'state') || '|' || coalesce(o ->> 'error', '')")" = 'failed|stopped' ]
}
eventually stopped
is 2 'SELECT count(*) FROM v1_model'

# The model in use.
post 200 v1/models/use '{"id":1}'
eq 0 "o ->> 'already'"
is 1 'SELECT id FROM v1_model WHERE current'
labelled() { [ "$(q 'SELECT count(*) FROM v1_sample WHERE model_id <> 1')" = 0 ]; }
eventually labelled
went_back() { grep -q '^data: {"id": 1, "key": ' events; }
eventually went_back
used() {
    status=$(curl -s -o out -w '%{http_code}' -H "Authorization: Bearer $token" \
        -H 'Content-Type: application/json' -d '{"id":1}' "${base}v1/models/use")
    [ "$status" = 200 ]
}
eventually used # the labels are done, but their helper may be there still
eq 1 "o ->> 'already'"
post 404 v1/models/use '{"id":77}'
post 400 v1/models/use '{"id":"1"}'

# Numbers.
get 200 metrics
python3 "$TOP/tests/cli/exposition.py" 'sampledb_samples' 'sampledb_files{state="ok"}' \
    'sampledb_http_requests_total{method="POST",route="/v1/feedback",status="400"}' \
    'sampledb_http_requests_total{method="",route="",status="401"}' 'sampledb_http_streams' \
    'sampledb_library_bytes{part="wal"}' <out >numbers || die "metrics: $(cat out)"
grep -qx 'sampledb_samples 48' numbers && grep -qx 'sampledb_files{state="ok"} 48' numbers &&
    grep -q 'status="400"} 1$' numbers && grep -q 'status="401"} 1$' numbers &&
    grep -qx 'sampledb_http_streams 1' numbers || die "numbers: $(cat numbers)"
grep -q '^sampledb_model_judged{model=".*",tag="[a-z.]*",outcome="replaced"} [1-9]' out || die "no quality: $(cat out)"

# It ends at once, with its streams, and leaves no child behind.
post 202 v1/retrain '{"deep":true,"dry_run":true}'
children=$(cat "/proc/$server/task/"*/children 2>/dev/null || true)
kill "$server"
wait "$server" || die "the server: $(cat serve.err)"
server=
for c in $children; do
    ! kill -0 "$c" 2>/dev/null || die "child $c is left behind"
done
wait "$hears" || true
hears=
[ ! -s serve.err ] || die "$(cat serve.err)"
ok check
hasnt '^(problem|repaired): '
echo 'said, undone, told, learned, counted'
