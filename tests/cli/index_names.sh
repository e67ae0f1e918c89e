#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# index and names: what they say is noted, follows a rename, and can be switched off. What
# comes of it depends on the model, so only what does not is told here.
. "${0%/*}/lib.sh"

mkdir -p "s/Open Hats" s/x
wav "s/x/Kick_01.wav" 55
wav "s/x/sample_0012.wav" 60
wav "s/Open Hats/03.wav" 3000
wav "s/x/Bass Loop.wav" 80 8000
said="SELECT group_concat(tag || ':' || words || ':' || place, ' ') FROM (SELECT tag, words,
    place FROM v1_witness WHERE source = 'name' ORDER BY facet, tag)"

ok index s
is 'bass:bass loop:file drums.hat.open:open hat:folder drums.kick:kick:file loop:bass loop:file' \
    "$said"
is 0 "SELECT count(*) FROM v1_tag t JOIN v1_sample s ON s.id = t.sample_id
    WHERE s.name = 'sample_0012.wav' AND t.source <> 'model'"
is 0 "SELECT count(*) FROM v1_sample WHERE name = 'sample_0012.wav'
    AND (category IS NOT audio_category OR category_confidence IS NOT audio_category_confidence)"
is 0 "SELECT count(*) FROM v1_tag t JOIN v1_sample s ON s.id = t.sample_id
    WHERE s.name = 'Kick_01.wav' AND t.facet = 'category' AND t.source <> 'model+name'"

# show tells which words spoke, where, and what was heard without them.
ok show "$dir/s/x/Kick_01.wav"
has "^  category     name    1\. 0\.[0-9]+  drums\.kick: 'kick' in the name of the file$"
has '^    by ear     '
ok show "$dir/s/Open Hats/03.wav"
has "drums\.hat\.open: 'open hat' in the name of the folder$"
ok show "$dir/s/x/sample_0012.wav"
hasnt 'by ear|name of the'
ok show --json "$dir/s/x/Kick_01.wav"
has '"audio_category": '
has '"source": "name", "rank": 1, "model_id": null, "words": "kick", "place": "file"'

# A renamed file says something else, and nothing is analysed.
mv s/x/Kick_01.wav s/x/Snare_01.wav
ok index --json s
has '"analysed": 0'
is 'drums.snare' "SELECT tag FROM v1_witness w JOIN v1_sample s ON s.id = w.sample_id
    WHERE w.source = 'name' AND s.name = 'Snare_01.wav'"

# Switched off: no trace is left, also by runs that follow; switched on: as before.
before=$(q "SELECT group_concat(name || category || form, ' ') FROM v1_sample ORDER BY id")
ok index --no-names
is '' "$said"
is 0 "SELECT count(*) FROM v1_tag WHERE source = 'model+name'"
is 0 "SELECT count(*) FROM v1_sample WHERE category IS NOT audio_category OR form IS NOT audio_form"
wav "s/x/clap.wav" 900
ok index s
is '' "$said"
rm s/x/clap.wav
ok index --names s
is "$before" "SELECT group_concat(name || category || form, ' ') FROM v1_sample
    WHERE name <> 'clap.wav' ORDER BY id"
fails 2 'sampledb index: --names and --no-names contradict each other' index --names --no-names
