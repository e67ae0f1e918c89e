-- SPDX-License-Identifier: GPL-2.0-or-later
-- The samples of a tag, surest first, without sorting them all.

CREATE INDEX sample_tag_best ON sample_tag (tag_id, confidence DESC);
