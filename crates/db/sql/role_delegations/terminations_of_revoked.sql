-- Some delegations that end for good (R12), by id: of what was delegated of roles that were taken away and whose removal the directory has not been told yet.
-- $1 now, $2 the most.
SELECT t.*
FROM terminations($1) t
WHERE (t.delegator_id, t.role_id) IN (
    SELECT g.person_id, g.role_id
    FROM role_requests q
    JOIN grants g ON g.id = q.grant_id
    WHERE q.kind = 'remove'
      AND q.applied_at IS NOT NULL
      AND q.state IN ('pending', 'in_progress', 'failed')
      AND q.next_at <= $1
  )
ORDER BY t.id
LIMIT $2
