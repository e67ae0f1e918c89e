#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tag beside an index at work: it waits for one batch at the most, and is heeded by what
# is analysed later.
. "${0%/*}/lib.sh"
mkdir s more
many s 10
ok index -q "$dir/s"
many more 1500
"$SAMPLEDB" index -q "$dir/more" 2>index.err &
index=$!
sleep 0.3
said=0
worst=0
while kill -0 $index 2>/dev/null && [ $said -lt 25 ]; do
    began=$(date +%s%N)
    ok tag id:$((1 + said % 10)) "+user:n$said"
    took=$((($(date +%s%N) - began) / 1000000))
    [ $took -le $worst ] || worst=$took
    said=$((said + 1))
done
wait $index || die "index: $(cat index.err)"
[ $said -ge 3 ] || die "only $said words were said beside it"
is $said "SELECT count(*) FROM v1_tag WHERE source = 'user'"
is 1510 "SELECT count(*) FROM v1_file WHERE state = 'ok'"
# The machine may be in any state: this is far from the ten seconds after which it fails.
[ $worst -lt 5000 ] || die "the slowest took $worst ms"
ok check
hasnt '^(problem|repaired): '
echo "$said words, the slowest in $worst ms"
