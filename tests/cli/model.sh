#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# model: list, use, go back, export, import, prune; labels follow the model in use.
. "${0%/*}/lib.sh"
s=$HOME/Samples
mkdir -p "$s"
for hz in 55 60 220 700 1500 3000; do wav "$s/$hz.wav" $hz; done
corpus corpus
"$SAMPLEDB" train -q --out mine.safetensors corpus/list.csv >/dev/null
"$SAMPLEDB" train -q --seed 2 --out other.safetensors corpus/list.csv >/dev/null

# Misuse.
fails 2 'sampledb model: want list, info, use, rollback, export, import or prune' model
fails 2 "sampledb model: 'lst': want list, info, use, rollback, export, import or prune" model lst
fails 2 'sampledb model: want use MODEL' model use
fails 2 'sampledb model: want export MODEL FILE' model export current
fails 1 "sampledb model: $library: no library here yet; make one with: sampledb index DIR" model list

run index -q "$s"
base=$(q 'SELECT key FROM v1_model WHERE current')
is '' 'SELECT bytes FROM v1_model WHERE current'
is '6|6' "SELECT count(*), count(DISTINCT sample_id) FROM v1_feature WHERE kind = 'embedding'"
is '1' "SELECT count(DISTINCT substr(hex(substr(data, 21, 16)), 1)) FROM v1_feature WHERE kind = 'embedding'"
is '6' "SELECT count(*) FROM v1_feature f JOIN v1_model m
         ON m.current AND lower(hex(substr(f.data, 21, 16))) = m.trunk WHERE f.kind = 'embedding'"
ok model list
lines 1
has "^$(echo "$base" | cut -c-12)  in use    base      20[0-9: -]+ +6 samples  accuracy 0\.[0-9]+$"
fails 2 "sampledb model: the library has no model 'beef'; see: sampledb model list" model use beef
fails 2 "sampledb model: 'abc': want base, current or 4 digits of a key" model use abc
fails 2 'sampledb model: no other model was in use before this' model rollback
ok model use base
has '^already in use: '

# A file that is none, or damaged, or made for other features, changes nothing.
echo x >bad.safetensors
fails 1 'sampledb model: bad.safetensors: not a model file' model import bad.safetensors
fails 1 'sampledb model: nosuch: open: No such file or directory' model import nosuch
sed 's/"feature_version":"1"/"feature_version":"7"/' mine.safetensors >bad.safetensors
fails 1 'sampledb model: bad.safetensors: model for feature version 7, not 1: train it again with this sampledb' model import bad.safetensors
sed 's/drums.kick/drums.kicx/' mine.safetensors >bad.safetensors
run model import bad.safetensors
[ $rc -eq 1 ] && says 'model is damaged (checksum)' || die "a damaged model: $(cat out err)"
is 1 'SELECT count(*) FROM v1_model'

# Imported is not in use yet; then it is, and every label is its own, from stored features.
ok model import mine.safetensors
mine=$(sed -n 's/imported \([0-9a-f]*\): linear, 4 categories/\1/p' out)
[ ${#mine} -eq 12 ] || die "import: $(cat out)"
is "$base" 'SELECT key FROM v1_model WHERE current'
ok model import mine.safetensors
is 2 'SELECT count(*) FROM v1_model'
mv "$s" "$HOME/gone"
ok model use "$(echo "$mine" | cut -c-4)"
has "^in use: $mine$"
has '^6 samples were given new labels$'
is "6|$mine" "SELECT count(*), substr(max(m.key), 1, 12) FROM v1_sample s JOIN v1_model m ON m.id = s.model_id AND m.current"
is 0 "SELECT count(*) FROM v1_tag t JOIN v1_model m ON m.id = t.model_id WHERE NOT m.current"
is 0 "SELECT count(*) FROM v1_witness t JOIN v1_model m ON m.id = t.model_id WHERE NOT m.current"
is 6 "SELECT count(*) FROM v1_feature f JOIN v1_model m
       ON m.current AND lower(hex(substr(f.data, 21, 16))) = m.trunk WHERE f.kind = 'embedding'"
is "$(wc -c <mine.safetensors)" 'SELECT bytes FROM v1_model WHERE current'
mv "$HOME/gone" "$s"

# What is indexed from now on is labelled by it, by workers that got it from the library.
wav "$s/new.wav" 400
run index -q
is "7|$mine" "SELECT count(*), substr(max(m.key), 1, 12) FROM v1_sample s JOIN v1_model m ON m.id = s.model_id"
ok model list --json
has '"made_by": "import", .*"current": true, .*"samples": 7'
has '"made_by": "base", .*"current": false, .*"samples": 0, .*"built_in": true'
ok model info
has "^key +$mine"
has '^weights +[0-9.]+ [kM]B$'
ok model info --json base
has '"metrics": \{.*"dev"'

# The same for a program, which hears when it is in use before all is labelled.
fails 2 'sampledb model: --progress goes with --json' model use --progress base
ok model rollback --json --progress
sed -n 1p out | grep -qx '{"doing": "labelling", "done": 0, "of": null}' || die "progress: $(cat out)"
tail -n 1 out | grep -q '^{"model": "'"$base"'[0-9a-f]*", "already": false, "labels_by": "done", "labelled": 7}$' ||
    die "rollback: $(cat out)"
ok model use --json "$mine"
lines 1
ok model use --json "$mine"
has '"already": true, "labels_by": null, "labelled": 0}$'

# Back, and forth, and the file that comes out is the file that went in.
ok model rollback
has "^in use: $(echo "$base" | cut -c-12)$"
ok model export "$mine" out.safetensors
cmp mine.safetensors out.safetensors
fails 1 'sampledb model: out.safetensors: is there already; --force writes over it' model export base out.safetensors
ok model export --force base out.safetensors
cmp "$TOP/models/base.safetensors" out.safetensors

# The weights of what is neither in use nor gone back to are forgotten.
ok model use "$mine"
ok model import --use other.safetensors
has '^7 samples were given new labels$'
ok model prune
has '^0 models pruned, '
ok model use base
ok model prune
has '^1 models pruned, '
ok model list
has "^$mine  pruned    import "
fails 2 "sampledb model: the weights of $mine are not in the library; import them again" model use "$mine"
ok model rollback
ok check

# A library whose model is damaged says so, and can go back.
sqlite3 "$library" "UPDATE model_data SET data = zeroblob(100)"
wav "$s/newer.wav" 500
run index -q
[ $rc -eq 1 ] && says "the library's model: not a model file" || die "damaged: $(cat out err)"
ok model use base
run index -q
[ $rc -eq 0 ] || die "after going back: $(cat err)"

# A model of the user's stays when the program brings another, and index says what can be
# done about that.
ok model import --use mine.safetensors
sqlite3 "$library" "UPDATE model SET used_at = NULL WHERE made_by = 'base'"
run index
[ $rc -eq 0 ] && says 'the built-in model: is not the one that this library uses, which was imported; sampledb model use base' ||
    die "what waits: $(cat err)"
is "$mine" 'SELECT substr(key, 1, 12) FROM v1_model WHERE current'
