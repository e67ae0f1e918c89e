-- SPDX-License-Identifier: GPL-2.0-or-later
-- What is heard of files, to be held against what they are called.

-- name: lint_each
-- Every file at hand with what the model alone says of its sound, and whether a user has
-- ruled on its category or its form; what is wrong with its quality, and what a user says
-- is not; and how much of it there is.
SELECT x.id, s.id, d.id,
       CAST(rtrim(CAST(f.path AS TEXT), '/') || '/' ||
            CASE WHEN length(d.path) = 0 THEN '' ELSE CAST(d.path AS TEXT) || '/' END ||
            CAST(x.name AS TEXT) AS BLOB),
       d.path, x.name, t.name, h.category_p / 1e6,
       CASE h.is_loop WHEN 1 THEN 'loop' WHEN 0 THEN 'oneshot' END, h.form_p / 1e6,
       s.duration_s, s.peak_db, k.data,
       EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                WHERE u.sample_id = s.id AND u.source = 'user' AND t.facet = 'category'
               UNION ALL
               SELECT 1 FROM rejected r JOIN tag t ON t.id = r.tag_id
                WHERE r.sample_id = s.id AND t.facet = 'category'),
       EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                WHERE u.sample_id = s.id AND u.source = 'user' AND t.facet = 'form'
               UNION ALL
               SELECT 1 FROM rejected r JOIN tag t ON t.id = r.tag_id
                WHERE r.sample_id = s.id AND t.facet = 'form'),
       (SELECT group_concat(t.name, ' ') FROM sample_tag o JOIN tag t ON t.id = o.tag_id
         WHERE o.sample_id = s.id AND t.facet = 'quality'),
       (SELECT group_concat(t.name, ' ') FROM rejected r JOIN tag t ON t.id = r.tag_id
         WHERE r.sample_id = s.id AND t.facet = 'quality'),
       m.clipped_us / 1e6, m.dc / 1e6, m.leading_ms / 1e3, m.trailing_ms / 1e3,
       m.side / 1e2, m.balance / 1e2, m.ending / 1e2, m.true_peak / 1e2
  FROM folder f
 CROSS JOIN dir d ON d.folder_id = f.id
 CROSS JOIN file x ON x.dir_id = d.id
 CROSS JOIN sample s ON s.id = x.sample_id
  LEFT JOIN descriptor k ON k.sample_id = s.id
  LEFT JOIN measured m ON m.sample_id = s.id
  LEFT JOIN heard h ON h.sample_id = s.id
  LEFT JOIN tag t ON t.id = h.category_tag
 WHERE x.state = 'ok' AND f.state = 'ok'
 ORDER BY f.path, d.path, x.name;

-- name: lint_ear
SELECT coalesce(sum(w.confidence), 0.0)
  FROM v1_witness w
 WHERE w.sample_id = :id AND w.source = 'model' AND w.facet = 'category'
   AND (w.tag = :category OR substr(w.tag, 1, length(:category) + 1) = :category || '.');
