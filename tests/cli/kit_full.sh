#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kit on a disk that is really full: told in one line with what was done, only whole
# files stand there, and it goes on when there is room. Needs a mount of its own; passes
# over it where it has none.
if [ "${1:-}" != inside ]; then
    unshare -m true 2>/dev/null && exec unshare -m sh "$0" inside
    unshare -Urm true 2>/dev/null && exec unshare -Urm sh "$0" inside
    echo "no mounts may be made here"
    exit 77
fi
. "${0%/*}/lib.sh"

mkdir disk s
mount -t tmpfs -o size=100k sampledb-test disk 2>/dev/null || {
    echo "no tmpfs may be mounted here"
    exit 77
}
trap 'umount "$dir/disk"; rm -rf "$dir"' EXIT
for k in 1 2 3 4 5; do
    wav "s/$k.wav" $((100 * k)) 30000
done
ok index -q s

run find --copy-to disk/kit
[ "$rc" -eq 1 ] || die "status $rc: $(cat err)"
[ "$(wc -l <err)" -eq 1 ] || die "$(cat err)"
says 'sampledb find: disk/kit: write: No space left on device'
has '^disk/kit: [1-4] copied$'
whole() {
    for f in disk/kit/*.wav; do
        cmp -s "$f" "s/${f##*/}" || die "$f is not whole"
    done
    [ "$(ls -A disk/kit | grep -cv '^[1-5]\.wav$')" -eq 0 ] || die "$(ls -A disk/kit)"
}
whole
some=$(ls disk/kit | wc -l)

# The same with tags, and with sidecars.
run export --write-tags --copy-to disk/kit path:/5.wav
[ "$rc" -eq 1 ] || die "tags: status $rc: $(cat err)"
says ': No space left on device'
whole
run export --sidecars disk/side
[ "$rc" -eq 0 ] || says ': No space left on device'
rm -rf disk/side

mount -t tmpfs -o remount,size=1m sampledb-test disk
ok find --copy-to disk/kit
has "^disk/kit: $((5 - some)) copied, $some there already$"
whole
