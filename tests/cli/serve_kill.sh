#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# serve killed again and again among what clients say, at moments that are drawn, beside an
# index that is killed as well: what was acknowledged is there, in both copies.
# CYCLES=N  SEED=N
. "${0%/*}/lib.sh"
command -v curl >/dev/null || { echo 'curl is missing: not run'; exit 77; }
cycles=${CYCLES:-12}
sounds=40
clients=4
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT

mkdir s acked
many s $sounds
ok index -q "$dir/s"
trouble() { die "cycle $cycle, killed after $ms ms: $*"; }

serve() {
    "$SAMPLEDB" serve --port 0 --socket "$dir/sock" >url 2>serve.err &
    server=$!
    for _ in $(seq 300); do
        grep -qs '^http' url && return 0
        sleep 0.05
    done
    die "does not serve: $(cat serve.err)"
}
say() {
    curl -sf -m 20 --unix-socket "$dir/sock" -H 'Content-Type: application/json' -d "$1" \
        http://localhost/v1/feedback
}

# talk CYCLE CLIENT: words of its own, one after the other, until nobody answers. Each is
# noted once the answer is there.
talk() {
    n=0
    while n=$((n + 1)) && say "{\"feedback\":[{\"sample_ids\":[$((1 + n % sounds)),$((1 + (n + 7) % sounds))],
        \"tag\":\"user:c$1-$2-$n\",\"verdict\":1}]}" >"answer.$2" && grep -q '"said": 2' "answer.$2"; do
        printf '%s\n%s\n' "c$1-$2-$n $((1 + n % sounds))" "c$1-$2-$n $((1 + (n + 7) % sounds))" >>"acked/$2"
    done
    return 0
}

cycle=0
for ms in $(awk -v seed="${SEED:-8}" -v n="$cycles" \
    'BEGIN { srand(seed); for (i = 0; i < n; i++) print int(20 + rand() * 700) }'); do
    cycle=$((cycle + 1))
    serve
    index=
    if [ $((cycle % 3)) -eq 0 ]; then # it labels all of them anew
        "$SAMPLEDB" index -q -f "$dir/s" >/dev/null 2>&1 &
        index=$!
    fi
    talking=
    for c in $(seq $clients); do
        talk $cycle "$c" &
        talking="$talking $!"
    done
    sleep "0.$(printf '%03d' "$ms")"
    kill -9 "$server" 2>/dev/null || trouble "it has ended before: $(cat serve.err)"
    wait "$server" 2>/dev/null || true
    server=
    [ -z "$index" ] || kill -9 "$index" 2>/dev/null || true
    # shellcheck disable=SC2086
    wait $talking ${index:+$index} 2>/dev/null || true
    [ ! -s serve.err ] || trouble "$(cat serve.err)"
    [ $((cycle % 4)) -ne 0 ] || [ "$(q 'PRAGMA integrity_check')" = ok ] ||
        trouble 'the library is damaged'
done
sort -u acked/* >want
[ "$(wc -l <want)" -ge $((2 * cycles)) ] || die "only $(wc -l <want) words were acknowledged: no test"

# compare WHAT: all that was acknowledged is there, and nothing twice.
compare() {
    ok tag id:1 +user:last
    q "SELECT f.tag || ' ' || f.sample_id FROM v1_feedback f
        WHERE f.facet = 'user' AND f.tag GLOB 'c*'" | sort >have
    comm -23 want have >lost
    [ ! -s lost ] || die "$1: $(wc -l <lost) words lost: $(head -n 3 lost)"
    uniq -d have >twice
    [ ! -s twice ] || die "$1: said twice: $(head -n 3 twice)"
    # Both words of a request are there, or none.
    is 0 "SELECT count(*) FROM (SELECT 1 FROM v1_feedback WHERE facet = 'user' AND tag GLOB 'c*'
           GROUP BY tag HAVING count(*) <> 2)"
    [ "$(q 'PRAGMA integrity_check')" = ok ] || die "$1: damaged"
    ok check
    hasnt '^(problem|repaired): '
}
compare 'in the end'

# The library is lost: the ledger gives all of it back to a new one. Samples have other
# numbers there, so that sounds are compared.
q "SELECT f.tag || ' ' || s.path FROM v1_feedback f JOIN v1_sample s ON s.id = f.sample_id
    WHERE f.facet = 'user' AND f.tag GLOB 'c*'" | sort >before
rm "$library" "$library-wal" "$library-shm"
ok index -q "$dir/s"
q "SELECT f.tag || ' ' || s.path FROM v1_feedback f JOIN v1_sample s ON s.id = f.sample_id
    WHERE f.facet = 'user' AND f.tag GLOB 'c*'" | sort >after
cmp before after || die 'the ledger does not give back what was there'
echo "$cycles kills, $(wc -l <want) words acknowledged, 0 lost"
