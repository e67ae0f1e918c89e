#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# watch where names fold case: SOAK_FOLDING is a folder that everybody may write to, on
# FAT, or with casefold. A file and directories are renamed in case only, written, moved
# and removed by another spelling than theirs; then come random operations.
: "${SOAK_FOLDING:?is not set to a folder that folds case}"
. "${0%/*}/daemon.sh"
ground=$(mktemp -d "$SOAK_FOLDING/sampledb-case.XXXXXX")
s=$ground/s
mkdir "$s"
[ -d "$ground/S" ] || die "$SOAK_FOLDING tells upper from lower case"
# To rename(2) both are the same file, and it does nothing: as with all who do it on Linux.
rename() {
    mv "$s/$1" "$s/$1 for now"
    mv "$s/$1 for now" "$s/$2"
}
# arrive PLACE HZ: a sound, whole at once.
arrive() {
    wav "$ground/sound.wav" "$2"
    mv "$ground/sound.wav" "$s/$1"
}
# then_equal WHAT: an event may be on its way where the daemon still says that it is quiet.
then_equal() {
    sleep "$(awk "BEGIN { print 2 * $settle }")"
    quiet
    (equals "$s" 2>/dev/null) || die "$1: $(cat judge.out)"
}

mkdir "$s/Kits" "$s/Kits/deep"
many "$s/Kits" 3
wav "$s/kick.wav" 300
wav "$s/Kits/deep/x.wav" 500
watch "$s"
quiet
rename kick.wav KICK.WAV
[ -n "$(find "$s" -name KICK.WAV)" ] || die 'it has no new name'
then_equal 'a file in capitals'
rename Kits KITS
then_equal 'a directory in capitals'
arrive KITS/new.wav 700
then_equal 'a file that is new in it'
printf 'more' >>"$s/kits/NEW.wav"
then_equal 'written by another spelling'
rm "$s/kits/nEW.wav"
then_equal 'removed by another spelling'
rename kits moved
then_equal 'a directory renamed by another spelling'
arrive moved/deep/y.wav 900
then_equal 'a file that is new below it'
rm -r "$s/MOVED"
then_equal 'a directory removed by another spelling'
stop
