-- SPDX-License-Identifier: GPL-2.0-or-later
-- What is measured of samples, as numbers and as tags.

-- name: measured_put
INSERT INTO measured
       (sample_id, own, sure, pitch_why, pitch_mhz, pitch_sure, note, tempo_why, bpm,
        bpm_sure, bpm_2, bpm_3, beats, downbeat_ms, loop_sure, key_why, key, key_sure, key_2,
        key_2_sure, tuning, loudness_why, lufs, momentary, true_peak, centroid_hz,
        audible_ms, late, sustain, noisiness, tail_ms, punch, distortion, clipped_us, dc,
        leading_ms, trailing_ms, side, balance, ending, faults)
VALUES (:sample, :own, :sure, :pitch_why, :pitch_mhz, :pitch_sure, :note, :tempo_why,
        :bpm, :bpm_sure, :bpm_2, :bpm_3, :beats, :downbeat_ms, :loop_sure, :key_why, :key, :key_sure,
        :key_2, :key_2_sure, :tuning, :loudness_why, :lufs, :momentary, :true_peak,
        :centroid_hz, :audible_ms, :late, :sustain, :noisiness, :tail_ms, :punch,
        :distortion, :clipped_us, :dc, :leading_ms, :trailing_ms, :side, :balance,
        :ending, :faults)
ON CONFLICT (sample_id) DO UPDATE
   SET (own, sure, pitch_why, pitch_mhz, pitch_sure, note, tempo_why, bpm, bpm_sure,
        bpm_2, bpm_3, beats, downbeat_ms, loop_sure, key_why, key, key_sure, key_2, key_2_sure,
        tuning, loudness_why, lufs, momentary, true_peak, centroid_hz, audible_ms, late,
        sustain, noisiness, tail_ms, punch, distortion, clipped_us, dc, leading_ms,
        trailing_ms, side, balance, ending, faults) =
       (excluded.own, excluded.sure, excluded.pitch_why, excluded.pitch_mhz,
        excluded.pitch_sure, excluded.note, excluded.tempo_why, excluded.bpm,
        excluded.bpm_sure, excluded.bpm_2, excluded.bpm_3, excluded.beats,
        excluded.downbeat_ms, excluded.loop_sure, excluded.key_why, excluded.key, excluded.key_sure,
        excluded.key_2, excluded.key_2_sure, excluded.tuning, excluded.loudness_why,
        excluded.lufs, excluded.momentary, excluded.true_peak, excluded.centroid_hz,
        excluded.audible_ms, excluded.late, excluded.sustain, excluded.noisiness,
        excluded.tail_ms, excluded.punch, excluded.distortion, excluded.clipped_us,
        excluded.dc, excluded.leading_ms, excluded.trailing_ms, excluded.side,
        excluded.balance, excluded.ending, excluded.faults);

-- name: measured_get
-- The columns behind the first six in the order of the table in store/measured.c.
SELECT pitch_why, tempo_why, key_why, loudness_why, beats, faults,
       pitch_mhz, pitch_sure, bpm, bpm_sure, bpm_2, bpm_3, downbeat_ms, loop_sure, key, key_sure,
       key_2, key_2_sure, tuning, lufs, momentary, true_peak, centroid_hz, audible_ms,
       late, sustain, noisiness, tail_ms, punch, distortion, clipped_us, dc, leading_ms,
       trailing_ms, side, balance, ending
  FROM measured WHERE sample_id = :id;

-- name: measured_loop
SELECT loop_sure FROM measured WHERE sample_id = :id AND loop_sure IS NOT NULL;

-- name: measured_drop
DELETE FROM measured WHERE sample_id = :id;

-- name: measured_own
UPDATE measured SET own = :own WHERE sample_id = :id;

-- name: measured_clear_tags
DELETE FROM sample_tag
 WHERE source IS NULL
   AND (tag_id, sample_id) IN (SELECT tag_id, sample_id FROM sample_tag
                                WHERE sample_id = :id);

-- name: measured_tag_put
-- Not where a user has ruled it out, nor where a user or a file says it, or, in a facet of
-- one tag, says another.
INSERT INTO sample_tag (sample_id, tag_id, confidence)
SELECT :sample, :tag, :confidence
 WHERE NOT EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                    WHERE u.sample_id = :sample
                      AND (u.tag_id = :tag OR (:alone AND t.facet = :facet)))
   AND NOT EXISTS (SELECT 1 FROM rejected WHERE sample_id = :sample AND tag_id = :tag);

-- name: measured_tag_first
-- The same of a new sample.
INSERT INTO sample_tag (sample_id, tag_id, confidence) VALUES (:sample, :tag, :confidence);

-- name: measured_summary
-- What is measured is null where the sample's own row says something else.
UPDATE sample
   SET bpm = coalesce(:bpm, bpm), note = coalesce(:note, note), key = coalesce(:key, key)
 WHERE id = :id;
