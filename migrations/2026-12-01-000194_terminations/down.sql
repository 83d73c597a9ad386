DROP FUNCTION terminations(timestamptz);
