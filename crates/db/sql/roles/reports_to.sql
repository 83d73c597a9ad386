-- Whether a person reports to a manager, directly or through others: walks upwards.
-- $1 the person, $2 the manager.
WITH RECURSIVE up (id, manager_id) AS (
  SELECT p.id, p.manager_id FROM people p WHERE p.id = $1
  UNION
  SELECT p.id, p.manager_id FROM up u JOIN people p ON p.id = u.manager_id
)
SELECT EXISTS (SELECT FROM up u WHERE u.manager_id = $2) AS found
