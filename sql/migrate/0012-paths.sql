-- SPDX-License-Identifier: GPL-2.0-or-later
-- A path at the cost of one directory, and when a sample was first heard.

DROP VIEW v1_sample;
DROP VIEW v1_file;

-- The path to show of what lies in it, to the slash.
ALTER TABLE dir ADD COLUMN shown TEXT;

CREATE VIEW dir_shown AS
SELECT d.id, d.folder_id,
       rtrim(coalesce(f.display, CAST(f.path AS TEXT)), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE coalesce(d.display, CAST(d.path AS TEXT)) || '/' END AS shown
  FROM dir d
  JOIN folder f ON f.id = d.folder_id;

UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = dir.id);

CREATE TRIGGER dir_made AFTER INSERT ON dir BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = new.id)
   WHERE id = new.id;
END;
CREATE TRIGGER dir_moved AFTER UPDATE OF folder_id, path, display ON dir BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = new.id)
   WHERE id = new.id;
END;
CREATE TRIGGER folder_moved AFTER UPDATE OF path, display ON folder BEGIN
  UPDATE dir SET shown = (SELECT w.shown FROM dir_shown w WHERE w.id = dir.id)
   WHERE folder_id = new.id;
END;

-- When it was heard first; null = when it was analysed, which was once.
ALTER TABLE sample ADD COLUMN added_at INTEGER;

CREATE VIEW v1_file AS
SELECT x.id,
       x.sample_id,
       d.folder_id,
       d.shown || coalesce(x.display, CAST(x.name AS TEXT)) AS path,
       CAST(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
         CASE WHEN length(d.path) = 0 THEN ''
              ELSE CAST(d.path AS TEXT) || '/' END ||
         CAST(x.name AS TEXT) AS BLOB) AS path_bytes,
       coalesce(x.display, CAST(x.name AS TEXT)) AS name,
       x.size,
       x.mtime_ns,
       CASE WHEN f.state = 'offline' THEN 'unavailable' ELSE x.state END AS state,
       x.error,
       x.format
  FROM file x
  JOIN dir d ON d.id = x.dir_id
  JOIN folder f ON f.id = d.folder_id;

CREATE VIEW v1_sample AS
SELECT s.id,
       d.shown || coalesce(x.display, CAST(x.name AS TEXT)) AS path,
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
            END AS why_loudness,
       coalesce(s.added_at, s.analysed_at) AS added_at
  FROM sample s
  LEFT JOIN measured m ON m.sample_id = s.id
  LEFT JOIN heard h ON h.sample_id = s.id
  LEFT JOIN file a
    ON a.id = s.file_id AND a.sample_id = s.id AND a.state = 'ok'
   AND (NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
        OR (SELECT yf.state FROM dir yd JOIN folder yf ON yf.id = yd.folder_id
             WHERE yd.id = a.dir_id) = 'ok')
  LEFT JOIN file x ON x.id = coalesce(a.id,
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
