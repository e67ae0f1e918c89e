-- SPDX-License-Identifier: GPL-2.0-or-later
-- Sounds that travel without their audio.

-- name: parcel_count
SELECT count(*) FROM sample s WHERE s.hash IN (SELECT w.hash FROM feedback w);

-- name: parcel_samples
SELECT s.id, s.hash, s.frames, s.rate_hz, s.channels, s.duration_s
  FROM sample s
 WHERE s.hash IN (SELECT w.hash FROM feedback w)
 ORDER BY s.hash;

-- name: parcel_features
SELECT kind, version, data FROM feature
 WHERE sample_id = :id AND kind IN ('mel', 'embedding')
 ORDER BY kind DESC;
