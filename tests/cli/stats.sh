#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# stats: the sums are right, for people and as JSON, and for an empty library.
. "${0%/*}/lib.sh"

fails 1 "sampledb stats: $library: no library here yet; make one with: sampledb index DIR" stats
mkdir empty
ok folder add empty
ok stats
has '^files +0 *$'
has '^samples +0  0\.00 s of sound$'
has '^unsure +0  0 % of the samples have no category$'
has '^folders +1  0 offline$'
ok stats --json
has '"files": 0, .*"samples": 0, .*"model": null, "category": \[\]'
ok folder remove -y empty

demo
label
ok stats
has '^files +6  5 ok, 1 failed; copies of others: 1$'
has '^samples +4  1\.60 s of sound$'
has '^unsure +2  50 % of the samples have no category$'
has '^folders +1  0 offline$'
has '^library +[0-9.]+ kB  [0-9.]+ kB of it features$'
has '^model +0123456789ab  linear; labelled 4 samples$'
has '^category +number  confidence$'
has '^  drums.kick +2  0\.87$'
has '^  unsure +2$'
has '^  oneshot +3  0\.98$'
has '^  loop +1  0\.90$'
has '^format +number$'
has '^  WAV PCM 8 +5$'
hasnt ' $'

ok stats --json
lines 1
has '"files": 6, "files_by_state": \{"pending": 0, "ok": 5, "failed": 1, "unsupported": 0, "unavailable": 0\}, "duplicates": 1, "samples": 4,'
has '"unsure": 2, "unsure_share": 0\.5, "folders": 1, "offline": 0,'
has '"model": \{"key": "0123456789abcdef0123456789abcdef", "arch": "linear", "samples": 4\}'
has '"category": \[\{"name": null, "n": 2, "confidence": null\}, \{"name": "drums.kick", "n": 2, "confidence": 0\.87[0-9]*\}\]'
has '"format": \[\{"name": "WAV PCM 8", "n": 5, "confidence": null\}\], "quality": \[\], "hint": null\}$'

# What users hold of what the model has shown.
ok stats
hasnt 'model in use'
ok tag "$HOME/Samples/Kicks/kick 01.wav" +kick
ok tag "$HOME/Samples/Kicks/kick 02.wav" +snare
ok stats
has '^model in use +judged$'
has '^  0123456789ab +2 +50 % right \(9 to 91\), since [0-9-]{10}, current$'
ok stats --json
has '"quality": \[\{"model": "0123456789abcdef0123456789abcdef", "current": true, "judged": 2, "confirmed": 1, "rejected": 0, "replaced": 1, "share": 0\.5,'

# A sound whose file is gone for good is still counted, and said to be unused.
ok folder remove -y "$HOME/Samples"
ok stats
has '^files +0'
has '^samples +4  1\.60 s of sound; 4 in no file any more$'

fails 2 "sampledb stats: takes no arguments, but got 'kick'" stats kick
