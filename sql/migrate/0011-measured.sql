-- SPDX-License-Identifier: GPL-2.0-or-later
-- What is measured of samples beside what they are: tempo, key, note, loudness, character
-- and quality, as numbers, and as tags where they are sure or say something in words.

DROP VIEW v1_sample;
DROP VIEW v1_tag;
DROP VIEW v1_witness;

-- The key that holds, as a user spells it, else as it was measured.
ALTER TABLE sample ADD COLUMN key TEXT;

-- Whole numbers of small units: a quarter of the room that fractions take. why: enum
-- unmeasured; what was not measured is null. sure, own: 1 tempo, 2 key, 4 note; own: the
-- measurement is what the sample's own row says. _sure: thousandths.
CREATE TABLE measured (
  sample_id    INTEGER PRIMARY KEY REFERENCES sample ON DELETE CASCADE,
  own          INTEGER NOT NULL DEFAULT 0 CHECK (own BETWEEN 0 AND 7),
  sure         INTEGER NOT NULL CHECK (sure BETWEEN 0 AND 7),
  pitch_why    INTEGER NOT NULL CHECK (pitch_why >= 0),
  pitch_mhz    INTEGER CHECK (pitch_mhz > 0),               -- thousandths of 1 Hz
  pitch_sure   INTEGER CHECK (pitch_sure BETWEEN 0 AND 1000),
  note         INTEGER CHECK (note BETWEEN 0 AND 127),      -- MIDI, nearest to the pitch
  tempo_why    INTEGER NOT NULL CHECK (tempo_why >= 0),
  bpm          INTEGER CHECK (bpm > 0),                     -- thousandths, as bpm_2, bpm_3
  bpm_sure     INTEGER CHECK (bpm_sure BETWEEN 0 AND 1000),
  bpm_2        INTEGER CHECK (bpm_2 > 0),
  bpm_3        INTEGER CHECK (bpm_3 > 0),
  beats        INTEGER CHECK (beats > 0),
  downbeat_ms  INTEGER CHECK (downbeat_ms >= 0),
  loop_sure    INTEGER CHECK (loop_sure BETWEEN 0 AND 1000),  -- that it is a loop
  key_why      INTEGER NOT NULL CHECK (key_why >= 0),
  key          INTEGER CHECK (key BETWEEN 0 AND 23),        -- C to B major, C to B minor
  key_sure     INTEGER CHECK (key_sure BETWEEN 0 AND 1000),
  key_2        INTEGER CHECK (key_2 BETWEEN 0 AND 23),
  key_2_sure   INTEGER CHECK (key_2_sure BETWEEN 0 AND 1000),
  tuning       INTEGER CHECK (tuning BETWEEN -500 AND 500), -- tenths of a cent
  loudness_why INTEGER NOT NULL CHECK (loudness_why >= 0),
  lufs         INTEGER,                                     -- hundredths, as all dB here
  momentary    INTEGER,
  true_peak    INTEGER,
  centroid_hz  INTEGER CHECK (centroid_hz >= 0),
  audible_ms   INTEGER CHECK (audible_ms >= 0),
  late         INTEGER CHECK (late BETWEEN 0 AND 1000),
  sustain      INTEGER,
  noisiness    INTEGER CHECK (noisiness BETWEEN 0 AND 1000),
  tail_ms      INTEGER CHECK (tail_ms >= 0),
  punch        INTEGER,
  distortion   INTEGER CHECK (distortion BETWEEN 0 AND 1000),
  clipped_us   INTEGER CHECK (clipped_us >= 0),
  dc           INTEGER,                                     -- millionths of full scale
  leading_ms   INTEGER CHECK (leading_ms >= 0),
  trailing_ms  INTEGER CHECK (trailing_ms >= 0),
  side         INTEGER,
  balance      INTEGER,
  ending       INTEGER,
  faults       INTEGER CHECK (faults >= 0)                  -- 1 << enum fault each
) STRICT;

-- As it was, but for the source: null is a tag that was measured, as most are.
CREATE TABLE sample_tag_11 (
  tag_id     INTEGER NOT NULL REFERENCES tag,
  sample_id  INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
  confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
  source     TEXT
             CHECK (source IN ('user', 'model', 'file', 'path', 'name', 'model+name')),
  model_id   INTEGER REFERENCES model,
  PRIMARY KEY (sample_id, tag_id)
) STRICT, WITHOUT ROWID;
INSERT INTO sample_tag_11 SELECT * FROM sample_tag ORDER BY sample_id, tag_id;
DROP TABLE sample_tag;
ALTER TABLE sample_tag_11 RENAME TO sample_tag;
CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);

CREATE VIEW v1_tag AS
SELECT st.sample_id, t.facet, t.name AS tag, st.confidence,
       coalesce(st.source, 'signal') AS source, st.model_id
  FROM sample_tag st
  JOIN tag t ON t.id = st.tag_id;

CREATE VIEW v1_sample AS
SELECT s.id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END ||
         coalesce(x.display, CAST(x.name AS TEXT)) AS path,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       (SELECT count(*) FROM file y WHERE y.sample_id = s.id) AS files,
       coalesce(x.state = 'ok' AND f.state = 'ok', 0) AS available,
       s.duration_s,
       s.rate_hz,
       s.channels,
       x.format,
       s.form,
       s.form_confidence,
       s.category,
       s.category_confidence,
       s.bpm,
       CASE WHEN m.own & 1 THEN m.bpm_sure / 1e3 END AS bpm_confidence,
       CASE WHEN m.own & 1 AND m.bpm_2 IS NOT NULL
            THEN '[' || (m.bpm_2 / 1e3) || coalesce(',' || (m.bpm_3 / 1e3), '') || ']'
            END AS bpm_alternates,
       s.key,
       CASE WHEN m.own & 2 THEN m.key_sure / 1e3 END AS key_confidence,
       s.note,
       CASE WHEN m.sure & 4 THEN m.pitch_mhz / 1e3 END AS pitch_hz,
       CASE WHEN m.sure & 4 THEN m.pitch_sure / 1e3 END AS pitch_confidence,
       m.lufs / 1e2 AS loudness_lufs,
       s.peak_db,
       s.brightness_hz AS brightness,
       s.model_id,
       s.analysed_at,
       lower(hex(s.hash)) AS hash,
       s.audio_category,
       s.audio_category_confidence,
       s.audio_form,
       s.audio_form_confidence,
       m.momentary / 1e2 AS momentary_lufs,
       m.true_peak / 1e2 AS true_peak_db,
       CASE WHEN m.sure & 1 THEN m.beats END AS beats,
       CASE WHEN m.sure & 1 THEN m.downbeat_ms / 1e3 END AS downbeat_s,
       CASE WHEN m.own & 2
            THEN rtrim(substr('C  Db D  Eb E  F  F# G  Ab A  Bb B  ' ||
                              'Cm C#mDm EbmEm Fm F#mGm G#mAm BbmBm ',
                              3 * m.key_2 + 1, 3)) END AS key_second,
       CASE WHEN m.own & 2 THEN m.key_2_sure / 1e3 END AS key_second_confidence,
       CASE WHEN s.key IS NOT NULL
            THEN (((instr('C D EF G A B', substr(s.key, 1, 1)) + 11 +
                    (substr(s.key, 2, 1) = '#') - (substr(s.key, 2, 1) = 'b') +
                    3 * (substr(s.key, -1) = 'm')) * 7 + 7) % 12 + 1) ||
                 CASE WHEN substr(s.key, -1) = 'm' THEN 'A' ELSE 'B' END
            END AS camelot,
       CASE WHEN m.sure & 2 THEN m.tuning / 1e1 END AS tuning_cents,
       (1000000 - h.loop) / 1e6 AS oneshot_probability,
       h.loop / 1e6 AS loop_probability,
       m.loop_sure / 1e3 AS signal_loop_probability,
       CAST(m.centroid_hz AS REAL) AS centroid_hz,
       m.audible_ms / 1e3 AS audible_s,
       m.late / 1e3 AS energy_late,
       m.sustain / 1e2 AS sustain_db,
       m.noisiness / 1e3 AS noisiness,
       m.tail_ms / 1e3 AS tail_s,
       m.punch / 1e2 AS punch_db,
       m.distortion / 1e3 AS distortion,
       m.clipped_us / 1e6 AS clipped_s,
       m.dc / 1e6 AS dc_offset,
       m.leading_ms / 1e3 AS leading_silence_s,
       m.trailing_ms / 1e3 AS trailing_silence_s,
       m.side / 1e2 AS side_db,
       m.balance / 1e2 AS balance_db,
       m.ending / 1e2 AS end_db,
       CASE WHEN s.bpm IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.tempo_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_bpm,
       CASE WHEN s.key IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.key_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_key,
       CASE WHEN s.note IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.pitch_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_note,
       CASE WHEN m.lufs IS NOT NULL THEN NULL
            ELSE CASE coalesce(m.loudness_why, 7) WHEN 0 THEN 'unsure' WHEN 1 THEN 'silent'
                      WHEN 2 THEN 'short' WHEN 3 THEN 'atonal' WHEN 4 THEN 'pulseless'
                      WHEN 5 THEN 'oneshot' WHEN 6 THEN 'no model' ELSE 'unknown' END
            END AS why_loudness
  FROM sample s
  LEFT JOIN measured m ON m.sample_id = s.id
  LEFT JOIN heard h ON h.sample_id = s.id
  LEFT JOIN file x ON x.id = coalesce(
       (SELECT y.id
          FROM file y
         WHERE y.id = s.file_id AND y.sample_id = s.id AND y.state = 'ok'
           AND (NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                OR (SELECT yf.state FROM dir yd JOIN folder yf ON yf.id = yd.folder_id
                     WHERE yd.id = y.dir_id) = 'ok')),
       (SELECT y.id
          FROM file y
         WHERE y.sample_id = s.id AND y.state = 'ok'
           AND (NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                OR (SELECT yf.state FROM dir yd JOIN folder yf ON yf.id = yd.folder_id
                     WHERE yd.id = y.dir_id) = 'ok')
         ORDER BY y.id
         LIMIT 1),
       (SELECT y.id FROM file y WHERE y.sample_id = s.id ORDER BY y.id LIMIT 1))
  LEFT JOIN dir d ON d.id = x.dir_id
  LEFT JOIN folder f ON f.id = d.folder_id;

CREATE VIEW v1_witness AS
SELECT w.sample_id, w.source, t.facet, t.name AS tag, w.confidence, w.rank, w.model_id,
       w.words, w.place
  FROM witness w
  JOIN tag t ON t.id = w.tag_id
UNION ALL
SELECT h.sample_id, 'model', 'category', t.name,
       CASE n.rank WHEN 1 THEN h.p1 WHEN 2 THEN h.p2 WHEN 3 THEN h.p3 WHEN 4 THEN h.p4
                   ELSE h.p5 END / 1e6,
       n.rank, h.model_id, NULL, NULL
  FROM heard h
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2), (3), (4), (5))) n
  JOIN tag t ON t.id = CASE n.rank WHEN 1 THEN h.tag1 WHEN 2 THEN h.tag2
                                   WHEN 3 THEN h.tag3 WHEN 4 THEN h.tag4 ELSE h.tag5 END
UNION ALL
SELECT h.sample_id, 'model', 'form', n.form,
       CASE n.form WHEN 'loop' THEN h.loop ELSE 1000000 - h.loop END / 1e6,
       1 + ((n.form = 'loop') = (h.loop <= 500000)), h.model_id, NULL, NULL
  FROM heard h
 CROSS JOIN (SELECT column1 AS form FROM (VALUES ('oneshot'), ('loop'))) n
 WHERE h.loop IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'bpm',
       printf('%g', (CASE n.rank WHEN 1 THEN m.bpm WHEN 2 THEN m.bpm_2 ELSE m.bpm_3 END
                     + 50) / 100 / 10.0),
       CASE n.rank WHEN 1 THEN m.bpm_sure / 1e3 END, n.rank, NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2), (3))) n
 WHERE CASE n.rank WHEN 1 THEN m.bpm WHEN 2 THEN m.bpm_2 ELSE m.bpm_3 END IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'key',
       rtrim(substr('C  Db D  Eb E  F  F# G  Ab A  Bb B  ' ||
                    'Cm C#mDm EbmEm Fm F#mGm G#mAm BbmBm ',
                    3 * CASE n.rank WHEN 1 THEN m.key ELSE m.key_2 END + 1, 3)),
       CASE n.rank WHEN 1 THEN m.key_sure ELSE m.key_2_sure END / 1e3, n.rank,
       NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS rank FROM (VALUES (1), (2))) n
 WHERE CASE n.rank WHEN 1 THEN m.key ELSE m.key_2 END IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'note',
       rtrim(substr('C C#D D#E F F#G G#A A#B ', 2 * (m.note % 12) + 1, 2)) ||
         (m.note / 12 - 1),
       m.pitch_sure / 1e3, 1, NULL, NULL, NULL
  FROM measured m
 WHERE m.note IS NOT NULL
UNION ALL
SELECT m.sample_id, 'signal', 'form', n.form,
       CASE n.form WHEN 'loop' THEN m.loop_sure ELSE 1000 - m.loop_sure END / 1e3,
       1 + ((n.form = 'loop') = (m.loop_sure <= 500)), NULL, NULL, NULL
  FROM measured m
 CROSS JOIN (SELECT column1 AS form FROM (VALUES ('oneshot'), ('loop'))) n
 WHERE m.loop_sure IS NOT NULL;
