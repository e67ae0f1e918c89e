#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# folder: add makes the row, list shows it, remove forgets it and nothing else.
. "${0%/*}/lib.sh"
s=$HOME/Samples
mkdir -p "$s/Kicks" "$HOME/More"

# Before there is a library.
fails 1 "sampledb folder: $library: no library here yet; make one with: sampledb index DIR" \
    folder list
fails 1 "sampledb folder: $library: no library here yet; make one with: sampledb index DIR" \
    folder remove "$s"
[ ! -e "$library" ] || die 'list or remove made a library'

# Misuse.
fails 2 'sampledb folder: want add DIR, remove DIR, list, relocate OLD NEW, mark DIR or unmark DIR' folder
fails 2 "sampledb folder: 'ad': want add DIR, remove DIR, list, relocate OLD NEW, mark DIR or unmark DIR" folder ad "$s"
fails 2 'sampledb folder: add which folder?' folder add
fails 2 'sampledb folder: remove which folder?' folder remove
fails 2 "sampledb folder: list takes no folder, but got 'x'" folder list x

# Add: absolute, once, and all or none.
cd "$s"
ok folder add .
[ "$(cat out)" = "added $s" ] || die "add: $(cat out)"
cd "$dir"
ok folder add "$s/"
[ "$(cat out)" = "already known: $s" ] || die "add twice: $(cat out)"
ok folder add "$s/Kicks"
[ "$(cat out)" = "part of a known folder: $s/Kicks" ] || die "add inside: $(cat out)"
fails 1 'sampledb folder: nosuch: No such file or directory' folder add "$HOME/More" nosuch
echo x >plain
fails 1 'sampledb folder: plain: is not a folder' folder add "$HOME/More" plain
ok folder list
lines 1
has "^on demand  since 20[0-9-]+ [0-9:]+ +0 files  never crawled +$s$"
ok folder list --json
lines 1
has "^\{\"id\": 1, \"path\": \"$s\", \"state\": \"ok\", \"why\": null, \"since\": [0-9]+, \"last_crawl_at\": null, \"files\": 0, \"coverage\": \"on demand\", \"coverage_why\": null, \"coverage_since\": [0-9]+, \"marked\": false\}$"

# What index adds is listed, with its files; names that hurt stay harmless.
demo
mkdir "$(printf 'odd\n\033[31m\351')"
ok folder add "$(printf 'odd\n\033[31m\351')"
! grep -q "$(printf '[\033\351]')" out || die 'a terminal gets control characters'
ok folder list
lines 2
has "^on demand  since 20[0-9-]+ [0-9:]+ +6 files  crawled 20[0-9-]+ [0-9:]+  $s$"
! grep -q "$(printf '[\033\351]')" out || die 'a terminal gets control characters'

# Remove: the row goes, the sound and the file stay. A folder that is gone can be removed.
ok find
before=$(q 'SELECT count(*) FROM v1_sample')
fails 1 "sampledb folder: $s/Kicks: is only a part of a folder of the library; see: sampledb folder list" \
    folder remove "$s/Kicks"
fails 1 "sampledb folder: $HOME/More: is no folder of the library; see: sampledb folder list" \
    folder remove "$HOME/More"
mv "$s" "$HOME/Elsewhere"
cd "$HOME"
ok folder remove --yes Samples
[ "$(cat out)" = "removed $s; its samples and corrections stay in the library" ] ||
    die "remove: $(cat out)"
cd "$dir"
[ -f "$HOME/Elsewhere/Kicks/snare.wav" ] || die 'remove deleted a file'
is "$before" 'SELECT count(*) FROM v1_sample'
ok find
lines 0
ok folder remove -y "$(printf 'odd\n\033[31m\351')"
ok folder list
lines 0

# On a terminal it asks first.
if command -v script >/dev/null; then
    ok folder add "$HOME/More"
    printf 'n\n' | script -qec "'$SAMPLEDB' folder remove '$HOME/More'" /dev/null >said 2>&1 || true
    grep -q "Forget $HOME/More and the 0 files known in it?" said || die "asks: $(cat said)"
    ok folder list
    lines 1
    printf 'y\n' | script -qec "'$SAMPLEDB' folder remove '$HOME/More'" /dev/null >said 2>&1
    ok folder list
    lines 0
fi
