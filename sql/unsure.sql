-- SPDX-License-Identifier: GPL-2.0-or-later
-- Samples that a person may be asked about.

-- name: unsure_each
-- In one pass by id. Of the few that were ever spoken of, those whose category nobody has
-- confirmed or rejected. :folder with :whole or :from and what lies between :low and
-- :high; or whole folders between :below and :beyond.
SELECT s.id,
       (SELECT x.dir_id FROM file x WHERE x.sample_id = s.id
         ORDER BY x.state = 'ok' DESC, x.id LIMIT 1),
       k.data
  FROM sample s
 CROSS JOIN embedding k ON k.sample_id = s.id AND k.version = :version
 WHERE (s.hash NOT IN (SELECT w.hash FROM feedback w WHERE w.facet = 'category')
        OR NOT EXISTS (SELECT 1 FROM sample_tag u JOIN tag t ON t.id = u.tag_id
                        WHERE u.sample_id = s.id AND u.source = 'user'
                          AND t.facet = 'category'
                       UNION ALL
                       SELECT 1 FROM rejected r JOIN tag t ON t.id = r.tag_id
                        WHERE r.sample_id = s.id AND t.facet = 'category'))
   AND EXISTS (SELECT 1
                 FROM file x
                CROSS JOIN dir d ON d.id = x.dir_id
                CROSS JOIN folder f ON f.id = d.folder_id
                WHERE x.sample_id = s.id AND x.state = 'ok' AND f.state = 'ok'
                  AND (:everywhere
                       OR (d.folder_id = :folder
                           AND (:whole OR d.path = :from
                                OR (d.path >= :low AND d.path < :high)))
                       OR (f.path >= :below AND f.path < :beyond)))
 ORDER BY s.id;
