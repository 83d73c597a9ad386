-- Ends those of these runs that have not said anything else since, and leaves those alone that another node ends. Answers how many
-- they were, and the newest instant of the schedule that one of them was for.
-- $1 now; $2 why they ended, in words; $3 runs, $4 until when each counted as alive (as many).
WITH silent AS MATERIALIZED (
  SELECT j.id, j.slot
  FROM job_runs j
  JOIN unnest($3::bigint[], $4::timestamptz[]) AS s (id, alive_until)
    ON s.id = j.id
    AND s.alive_until = j.alive_until
  WHERE j.ended_at IS NULL
  FOR UPDATE OF j SKIP LOCKED
),
ended AS (
  UPDATE job_runs j
  SET ended_at = greatest($1, j.started_at),
    error = $2,
    slot = NULL
  FROM silent
  WHERE j.id = silent.id
)
SELECT count(*) AS runs,
  max(slot) AS slot
FROM silent
