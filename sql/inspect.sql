-- SPDX-License-Identifier: GPL-2.0-or-later
-- Everything known of one file or sample.

-- name: inspect_place
SELECT x.id FROM file x JOIN dir d ON d.id = x.dir_id
 WHERE d.folder_id = :folder AND d.path = :dir AND x.name = :name;

-- name: identity_of_file
SELECT coalesce(v.sample_id, 0), s.hash, v.path
  FROM v1_file v
  LEFT JOIN sample s ON s.id = v.sample_id
 WHERE v.id = :id;

-- name: identity_of_sample
SELECT v.id, s.hash, v.path FROM v1_sample v JOIN sample s ON s.id = v.id WHERE v.id = :id;

-- name: inspect_best_file
SELECT x.id
  FROM file x
  JOIN dir d ON d.id = x.dir_id
  JOIN folder f ON f.id = d.folder_id
 WHERE x.sample_id = :sample
 ORDER BY (x.state = 'ok' AND f.state = 'ok') DESC, x.id
 LIMIT 1;

-- name: inspect_others
SELECT x.id
  FROM file x
  JOIN dir d ON d.id = x.dir_id
  JOIN folder f ON f.id = d.folder_id
 WHERE x.sample_id = :sample AND x.id <> :file
 ORDER BY f.path, d.path, x.name;

-- name: inspect_file
SELECT v.path_bytes, v.path, coalesce(f.display, CAST(f.path AS TEXT)), v.state, v.error,
       v.format, v.size, v.mtime_ns, v.sample_id
  FROM v1_file v
  JOIN folder f ON f.id = v.folder_id
 WHERE v.id = :id;

-- name: inspect_sample
SELECT lower(hex(s.hash)), s.duration_s, s.frames, s.rate_hz, s.channels, s.peak_db,
       s.brightness_hz, s.form, s.category, s.form_confidence, s.category_confidence,
       s.bpm, s.note, s.analysed_at, s.model_id, m.key, m.arch, m.current,
       t.name, h.category_p / 1e6,
       CASE h.is_loop WHEN 1 THEN 'loop' WHEN 0 THEN 'oneshot' END, h.form_p / 1e6
  FROM sample s
  LEFT JOIN model m ON m.id = s.model_id
  LEFT JOIN heard h ON h.sample_id = s.id
  LEFT JOIN tag t ON t.id = h.category_tag
 WHERE s.id = :id;

-- name: inspect_tags
SELECT facet, tag, source, confidence, 0, model_id, NULL, NULL
  FROM v1_tag
 WHERE sample_id = :id
 ORDER BY facet, confidence DESC, tag;

-- name: tags_worn
SELECT facet, tag, source, confidence
  FROM v1_tag
 WHERE sample_id = :id
 ORDER BY facet, source <> 'user', confidence DESC, tag;

-- name: inspect_witnesses
SELECT facet, tag, source, confidence, rank, model_id, words, place
  FROM v1_witness
 WHERE sample_id = :id
 ORDER BY facet, source, rank, tag;

-- name: inspect_embedded
SELECT bpm, beats, meter_num, meter_den, root_note, fine_cents, loop_start, loop_end,
       loops, cues, one_shot, is_loop, title, artist, album, genre, comment, software,
       date, originator
  FROM embedded
 WHERE file_id = :id;

-- name: inspect_features
SELECT kind, version, data FROM feature WHERE sample_id = :id ORDER BY kind;

-- name: inspect_facts
SELECT bpm_confidence, bpm_alternates, why_bpm, beats, downbeat_s, key, key_confidence,
       camelot, key_second, key_second_confidence, tuning_cents, why_key, pitch_hz,
       pitch_confidence, why_note, loudness_lufs, momentary_lufs, true_peak_db,
       why_loudness, oneshot_probability, loop_probability,
       signal_loop_probability, centroid_hz, audible_s, energy_late, sustain_db, noisiness, tail_s, punch_db, distortion, clipped_s,
       dc_offset, leading_silence_s, trailing_silence_s, side_db, balance_db, end_db
  FROM v1_sample WHERE id = :id;
