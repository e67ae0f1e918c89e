-- SPDX-License-Identifier: GPL-2.0-or-later
-- What apps ask of most is close at hand: a sample's row says by itself which file stands
-- for it and how that is called, is shorter, and is more likely in memory.

DROP VIEW v1_sample;

-- Pages (of 4 KiB) that whoever opens the library keeps in memory, unless they say
-- otherwise: most of what SQLite keeps by itself would be read again for every question.
PRAGMA default_cache_size = 4096;

-- Beginnings of words ("hat*") are found as quickly as words.
DROP TABLE v1_text;
CREATE VIRTUAL TABLE v1_text USING fts5(
  path, name, file_id UNINDEXED, sample_id UNINDEXED,
  content = 'file_words', content_rowid = 'id', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '3 5'
);
INSERT INTO v1_text (v1_text) VALUES ('rebuild');

-- What the model alone says: a tag, in millionths. The sample's row has what is published.
ALTER TABLE heard ADD COLUMN category_tag INTEGER REFERENCES tag;
ALTER TABLE heard ADD COLUMN category_p INTEGER CHECK (category_p BETWEEN 0 AND 1000000);
ALTER TABLE heard ADD COLUMN is_loop INTEGER CHECK (is_loop IN (0, 1));
ALTER TABLE heard ADD COLUMN form_p INTEGER CHECK (form_p BETWEEN 0 AND 1000000);

INSERT OR IGNORE INTO tag (facet, name)
SELECT DISTINCT 'category', audio_category FROM sample WHERE audio_category IS NOT NULL;
INSERT INTO heard (sample_id, model_id)
SELECT s.id, s.model_id FROM sample s
 WHERE coalesce(s.audio_category, s.audio_form) IS NOT NULL
   AND s.id NOT IN (SELECT sample_id FROM heard);
UPDATE heard
   SET category_tag = (SELECT t.id FROM tag t
                        WHERE t.facet = 'category' AND t.name = s.audio_category),
       category_p = CAST(round(s.audio_category_confidence * 1e6) AS INTEGER),
       is_loop = CASE s.audio_form WHEN 'loop' THEN 1 WHEN 'oneshot' THEN 0 END,
       form_p = CAST(round(s.audio_form_confidence * 1e6) AS INTEGER)
  FROM sample s
 WHERE s.id = heard.sample_id;
ALTER TABLE sample DROP COLUMN audio_category;
ALTER TABLE sample DROP COLUMN audio_category_confidence;
ALTER TABLE sample DROP COLUMN audio_form;
ALTER TABLE sample DROP COLUMN audio_form_confidence;

-- The first of its files that is at hand, else the first: sample.file_id, and where it lies
-- and what it is called. Whether a folder is offline is left to those who read.
ALTER TABLE sample ADD COLUMN dir_id INTEGER;
ALTER TABLE sample ADD COLUMN name TEXT;

CREATE VIEW sample_best AS
SELECT s.id AS sample_id, y.id AS file_id, y.dir_id,
       coalesce(y.display, CAST(y.name AS TEXT)) AS name
  FROM sample s
  LEFT JOIN file y ON y.id = coalesce(
       (SELECT z.id FROM file z WHERE z.sample_id = s.id AND z.state = 'ok'
         ORDER BY z.id LIMIT 1),
       (SELECT z.id FROM file z WHERE z.sample_id = s.id ORDER BY z.id LIMIT 1));

-- What stands for one now goes on to.
UPDATE sample SET (file_id, dir_id, name) =
       (SELECT y.id, y.dir_id, coalesce(y.display, CAST(y.name AS TEXT))
          FROM file y
         WHERE y.id = coalesce(
               (SELECT z.id FROM file z
                 WHERE z.id = sample.file_id AND z.sample_id = sample.id AND z.state = 'ok'),
               (SELECT b.file_id FROM sample_best b WHERE b.sample_id = sample.id)));

CREATE TRIGGER file_comes AFTER INSERT ON file WHEN new.sample_id IS NOT NULL BEGIN
  UPDATE sample SET (file_id, dir_id, name) =
         (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id)
   WHERE id = new.sample_id;
END;
CREATE TRIGGER file_changes AFTER UPDATE OF sample_id, state, dir_id, name, display ON file
WHEN coalesce(old.sample_id, new.sample_id) IS NOT NULL
 AND (old.sample_id, old.state = 'ok', old.dir_id, old.name, old.display) IS NOT
     (new.sample_id, new.state = 'ok', new.dir_id, new.name, new.display) BEGIN
  UPDATE sample SET (file_id, dir_id, name) =
         (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id)
   WHERE id IN (old.sample_id, new.sample_id);
END;
CREATE TRIGGER file_goes AFTER DELETE ON file WHEN old.sample_id IS NOT NULL BEGIN
  UPDATE sample SET (file_id, dir_id, name) =
         (SELECT b.file_id, b.dir_id, b.name FROM sample_best b WHERE b.sample_id = sample.id)
   WHERE id = old.sample_id;
END;

-- The same where folders are offline: what is in one of these is not at hand.
CREATE VIEW sample_file AS
SELECT s.id AS sample_id,
       coalesce((SELECT y.id
                   FROM file y
                   JOIN dir d ON d.id = y.dir_id
                   JOIN folder f ON f.id = d.folder_id
                  WHERE y.id = s.file_id AND y.state = 'ok' AND f.state = 'ok'),
                (SELECT y.id
                   FROM file y
                   JOIN dir d ON d.id = y.dir_id
                   JOIN folder f ON f.id = d.folder_id
                  WHERE y.sample_id = s.id AND y.state = 'ok' AND f.state = 'ok'
                  ORDER BY y.id
                  LIMIT 1),
                (SELECT y.id FROM file y WHERE y.sample_id = s.id ORDER BY y.id LIMIT 1))
       AS file_id
  FROM sample s;

-- Each join stands by itself: SQLite leaves out those that a question has no use for.
CREATE VIEW v1_sample AS
SELECT s.id,
       CASE WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
            THEN d.shown || s.name
            ELSE (SELECT yd.shown || coalesce(y.display, CAST(y.name AS TEXT))
                    FROM sample_file b
                    JOIN file y ON y.id = b.file_id
                    JOIN dir yd ON yd.id = y.dir_id
                   WHERE b.sample_id = s.id) END AS path,
       CASE WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
            THEN s.name
            ELSE (SELECT coalesce(y.display, CAST(y.name AS TEXT))
                    FROM sample_file b
                    JOIN file y ON y.id = b.file_id
                   WHERE b.sample_id = s.id) END AS name,
       (SELECT count(*) FROM file y WHERE y.sample_id = s.id) AS files,
       coalesce((SELECT x.state = 'ok' AND f.state = 'ok'
                   FROM file x
                   JOIN dir xd ON xd.id = x.dir_id
                   JOIN folder f ON f.id = xd.folder_id
                  WHERE x.id = CASE
                        WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                        THEN s.file_id
                        ELSE (SELECT b.file_id FROM sample_file b WHERE b.sample_id = s.id)
                        END), 0) AS available,
       s.duration_s,
       s.rate_hz,
       s.channels,
       (SELECT x.format
          FROM file x
         WHERE x.id = CASE WHEN NOT EXISTS (SELECT 1 FROM folder WHERE state = 'offline')
                           THEN s.file_id
                           ELSE (SELECT b.file_id FROM sample_file b
                                  WHERE b.sample_id = s.id) END) AS format,
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
       (SELECT t.name FROM tag t WHERE t.id = h.category_tag) AS audio_category,
       h.category_p / 1e6 AS audio_category_confidence,
       CASE h.is_loop WHEN 1 THEN 'loop' WHEN 0 THEN 'oneshot' END AS audio_form,
       h.form_p / 1e6 AS audio_form_confidence,
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
  LEFT JOIN dir d ON d.id = s.dir_id;
