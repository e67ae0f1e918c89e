#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch for a day that lasts some minutes: in each of 24 hours random operations, a pack
# that arrives and an old one that goes, a rescan, and programs that read all the time;
# then quiet. From hour to hour what the daemon holds is the same.
# SEED repeats the operations; OPS of them in an hour.
. "${0%/*}/daemon.sh"
seed=${SEED:-$(date +%s)}
ops=${OPS:-700}
echo "SEED=$seed OPS=$ops"
mkdir one two three packs shed made
watch "$dir/one" "$dir/two" "$dir/three" "$dir/packs"
quiet

while "$SAMPLEDB" --db "$library" find -n 20 state:ok >found 2>&1; do
    q 'SELECT count(*) FROM v1_tag JOIN v1_file USING (sample_id)' >counted
    sleep 0.2
done &
helpers="$helpers $!"
"$SOAK/ops" "$seed" $((24 * ops)) "$(awk "BEGIN { print $settle * 1000 }")" shed one two three >ops.log &
worker=$!
helpers="$helpers $worker"

did() { [ "$(wc -l <ops.log)" -ge "$1" ]; }
pack() { # arrives, is sorted in, and goes after three hours
    mkdir "made/pack $1" "made/pack $1/drums"
    many "made/pack $1" 60
    many "made/pack $1/drums" 30
    mv "made/pack $1" packs/
    [ ! -d "packs/pack $(($1 - 1))" ] || mv "packs/pack $(($1 - 1))" "packs/sorted $(($1 - 1))"
    rm -rf "packs/sorted $(($1 - 3))"
}

hour=0
while [ $hour -lt 24 ]; do
    hour=$((hour + 1))
    pack $hour
    await "hour $hour" did $((hour * ops))
    kill -STOP $worker
    kill -HUP "$daemon"
    await 'it heard' eval '[ "$(state counters.crawls)" -ge $((4 * (hour + 1))) ]'
    quiet
    held=$(held)
    fds=$(descriptors)
    echo "hour $hour: held $held KiB, resident $(memory) KiB, $fds descriptors, $(watches) watches, $(directories) directories"
    [ $hour -ne 4 ] || first=$held first_fds=$fds
    if [ $hour -gt 4 ]; then
        flat "$first" "$held"
        [ "$fds" -le $((first_fds + 8)) ] || die "hour $hour: $fds descriptors, not $first_fds"
    fi
    kill -CONT $worker
done
wait $worker || die "the operations did not end well: $(tail -n 1 ops.log)"
quiet
[ "$(watches)" -eq "$(directories)" ] || die "$(watches) watches of $(directories) directories"
equals "$dir/one" "$dir/two" "$dir/three" "$dir/packs"
echo "$(q "SELECT count(*) FROM v1_file WHERE state = 'ok'") files; $(state counters)"
stop
