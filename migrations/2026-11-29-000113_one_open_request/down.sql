ALTER TABLE tasks DROP COLUMN one_at_a_time;
