-- SPDX-License-Identifier: GPL-2.0-or-later
-- Copies of the whole library.

-- name: copy_has_words
SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'feedback');
