#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dupes: exact and near copies, the best one first, and nothing else.
. "${0%/*}/lib.sh"

fails 1 "sampledb dupes: $library: no library here yet; make one with: sampledb index DIR" dupes

# take FILE RATE GAIN LEAD TAIL BITS SEED: a struck thing of 24 partials, 0.3 s of it
# (SEED says which), so loud, so much silence before and after it.
take() {
    LC_ALL=C awk -v f="$1" -v rate="$2" -v gain="$3" -v lead="$4" -v tail="$5" -v bits="$6" -v seed="$7" '
        function le(v, bytes) { while (bytes--) { printf "%c", v % 256 > f; v = int(v / 256) } }
        function unit() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
        BEGIN {
            for (k = 0; k < 5; k++) unit()
            for (k = 0; k < 24; k++) { hz[k] = 60 * exp(log(50) * unit()); decay[k] = 0.03 + 0.1 * unit(); level[k] = 0.3 + unit() }
            decay[0] = decay[1] = 0.2
            n = int(rate * (lead + 0.3 + tail)); bytes = bits / 8
            printf "RIFF" > f; le(36 + n * bytes, 4); printf "WAVEfmt " > f
            le(16, 4); le(1, 2); le(1, 2); le(rate, 4); le(rate * bytes, 4); le(bytes, 2); le(bits, 2)
            printf "data" > f; le(n * bytes, 4)
            for (i = 0; i < n; i++) {
                t = i / rate - lead; x = 0
                if (t >= 0 && t < 0.3)
                    for (k = 0; k < 24; k++) x += level[k] * exp(-t / decay[k]) * sin(6.2831853 * hz[k] * t) / 10
                x = int(gain * x * 2 ^ (bits - 1) + 2 ^ (bits - 1) + 0.5)
                if (bits == 8) le(x, 1); else le((x + 32768) % 65536, 2)
            }
        }'
}
s=$HOME/Samples
mkdir -p "$s/a" "$s/b" "$s/Other"
take "$s/a/hit.wav" 22050 0.8 0 0 16 11
take "$s/a/softer.wav" 22050 0.4 0 0 16 11
take "$s/b/late.wav" 22050 0.8 0.16 0.55 16 11
take "$s/b/low.wav" 11025 0.8 0 0 16 11
take "$s/b/crude.wav" 22050 0.8 0 0 8 11
take "$s/Other/else.wav" 22050 0.8 0 0 16 12
take "$s/Other/third.wav" 22050 0.8 0 0 16 13
cp "$s/Other/else.wav" "$s/b/else copy.wav"
touch -d 2001-01-01 "$s/b/else copy.wav"
ln "$s/Other/third.wav" "$s/Other/another name.wav"
run index -q "$s"

ok dupes
[ "$(grep -c '^/' out)" -eq 3 ] || die "not three groups: $(cat out)"
has "^$s/b/late.wav  \\(WAV PCM 16, 22\\.05 kHz; longest\\)"
has "^  $s/a/hit.wav  \\(0\\.7 s shorter\\)"
has "^  $s/a/softer.wav  \\(-6\\.0 dB, 0\\.7 s shorter\\)"
has "^  $s/b/low.wav  \\(11\\.025 kHz, .*shorter\\)"
has "^  $s/b/crude.wav  \\(8 bits, .*shorter\\)"
has "^$s/b/else copy.wav  \\(WAV PCM 16, 22\\.05 kHz; oldest\\)"
has "^  $s/Other/else.wav  \\(same audio\\)"
has "^  $s/Other/third.wav  \\(same audio, another name of the same file\\)"
has '^3 sounds in more than one file; 6 files could go, which would free [0-9.]+ kB$'
hasnt ' $'

ok dupes --exact
has '^2 sounds in more than one file; 2 files could go, '
hasnt 'softer'

# Folders and words narrow what is looked at.
ok dupes "$s/Other"
has '^1 sound in more than one file; 1 file could go, which would free 0 B$'
cd "$s"
"$SAMPLEDB" dupes ./a >"$dir/out"
"$SAMPLEDB" dupes a/ >"$dir/out2"
cd "$dir"
cmp out out2
has "^$s/a/hit.wav  \\(.*; oldest|$s/a/softer.wav  \\(.*; oldest"
has '^1 sound in more than one file; 1 file could go'
ok dupes "$s/Other" else
has '^no duplicates in 1 file$'
ok dupes /nowhere
has '^no duplicates in 0 files$'
ok dupes name:copy
has '^no duplicates in 1 file$'

ok dupes -0
[ "$(tr -cd '\0' <out | wc -c)" -eq 6 ] || die "not six paths: $(tr '\0' '\n' <out)"
ok dupes --json
lines 3
has '"why": "longest", "free_bytes": [0-9]+, "files": \[\{.*"path": ".*/b/late.wav", .*"best": true, "exact": true, "difference": null, "level_db": null'
has '"path": "[^"]*/a/softer.wav", "path_hex": null, "best": false, "exact": false, "difference": "-6.0 dB, 0.7 s shorter", "level_db": -(6.0|5.9)'
has '"path": "[^"]*/Other/third.wav", .*"link": true'

# Labels that differ are shown; what is said of one near copy stays there.
ok tag "$s/a/hit.wav" +kick
ok tag "$s/b/late.wav" +snare
ok dupes
has "^$s/b/late.wav  .*\\[drums.snare"
has "^  $s/a/hit.wav  .*\\[drums.kick"
is 'drums.kick' "SELECT tag FROM v1_tag t JOIN v1_file f ON f.sample_id = t.sample_id WHERE f.name = 'hit.wav' AND facet = 'category'"

# What has gone is no copy of anything.
rm "$s/b/else copy.wav"
run index -q "$s"
ok dupes -x
hasnt 'else'

# Words are those of find: the user's own synonyms, and a caret below a mistake.
mkdir -p "$HOME/.config/sampledb"
echo 'wumm,kick' >"$HOME/.config/sampledb/synonyms.csv"
ok dupes wumm
has '^no duplicates in 1 file$'
fails 2 "sampledb dupes: column 8: a word is missing behind 'or', before the end
  kick or
         ^" dupes kick or

fails 2 'sampledb dupes: choose one of --null and --json' dupes -0 --json
fails 2 'sampledb dupes: unknown option --bogus; try --help' dupes --bogus
