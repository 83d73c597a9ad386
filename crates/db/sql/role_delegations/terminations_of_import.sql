-- Some delegations that end for good (R12), by id: of what the people of an import delegated or received; inside its transaction.
-- $1 now, $2 the most.
SELECT t.*
FROM terminations($1) t
WHERE t.id IN (
    SELECT d.id
    FROM import_affected i
    JOIN role_delegations d ON d.delegator_id = i.person_id
    WHERE d.ended_at IS NULL
      AND d.cancelled_at IS NULL
    UNION
    SELECT d.id
    FROM import_affected i
    JOIN role_delegations d ON d.proxy_id = i.person_id
    WHERE d.ended_at IS NULL
      AND d.cancelled_at IS NULL
  )
ORDER BY t.id
LIMIT $2
